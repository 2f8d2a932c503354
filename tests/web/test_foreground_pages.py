"""A result page shows what its foreground rests on: plants, shared processes, scrap, accounts, factors."""

from __future__ import annotations

import copy
import html
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api.cases import calculations
from api.db.tenancy import LOCAL
from rules.yaml_lines import read_yaml_file
from tests.web.conftest import TestClient

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def stored(app: FastAPI, document: dict[str, Any]) -> str:
    bench = app.state.workbench
    with bench.database.write(LOCAL) as session:
        return calculations.calculate(bench, session, document, "test").run_id


def text_of(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def bikes() -> dict[str, Any]:
    """Bicycles of two works: one with a meter of its own and rejects, one that makes trailers beside them."""
    document: dict[str, Any] = copy.deepcopy(read_yaml_file(EXAMPLES / "e-bike.yaml").document)
    place = next(i for i, p in enumerate(document["processes"]) if p["id"] == "vehicle")
    vehicle = document["processes"][place]
    north, south = copy.deepcopy(vehicle), copy.deepcopy(vehicle)
    trailer = {"id": "trailer", "amount": 0.1, "unit": "item", "value": 300}
    north |= {
        "id": "north", "name": "Works North",
        "split": {"co_products": [trailer], "main_value": 2700, "subdivided": {"tyres": "output"}},
    }  # fmt: skip
    south |= {
        "id": "south", "name": "Works South", "region": "CN-GD", "yield": 0.97,
        "scrap": [{"id": "offcuts", "name": "Offcuts", "amount": 1.25, "unit": "kg", "to": "sold"}],
    }  # fmt: skip
    del next(line for line in south["lines"] if line["id"] == "power")["amount"]
    document["accounts"] = [
        {"id": "south-meter", "unit": "kWh", "process": "south", "lines": ["south/power"],
         "metered": [8000, 8100, 8200], "produced": [1000, 1010, 1030]},
    ]  # fmt: skip
    mix = {
        "id": "vehicle", "region": "CN-ZJ", "output": {"amount": 1, "unit": "item"},
        "plants": [
            {"process": "north", "made": {"amount": 9000, "unit": "item"}},
            {"process": "south", "made": {"amount": 3000, "unit": "item"}},
        ],
    }  # fmt: skip
    document["processes"][place : place + 1] = [north, south, mix]
    for left_out in document["omitted"]:
        left_out["process"] = "north"
    return document


@pytest.fixture(scope="module")
def bike(app: FastAPI) -> str:
    return stored(app, bikes())


def test_plants_and_shared_processes_are_shown(client: TestClient, bike: str) -> None:
    page = text_of(client, f"/en/results/{bike}")
    assert re.search(r"Works North CN-ZJ 75(\.0)?\s?% ", page)
    assert re.search(r"Works South CN-GD 25(\.0)?\s?% ", page)
    assert "Weighted mean" in page
    assert "physical relation with subdivision" in page
    assert "economic value without subdivision" in page
    assert "tyres: carried by the product alone" in page
    assert re.search(r"Offcuts Works South 1.25 kg sold, without burden or credit", page)


@pytest.mark.parametrize(
    ("language", "word"), [("en", "from the account south-meter"), ("zh-hans", "取自账目 south-meter")]
)
def test_the_trace_names_the_account(client: TestClient, bike: str, language: str, word: str) -> None:
    page = text_of(client, f"/{language}/results/{bike}/trace/south/power")
    assert word in page
    assert "7.99" in page  # 24,300 kWh / 3,040


def test_every_factor_of_recycling_is_shown_with_its_origin(client: TestClient, app: FastAPI) -> None:
    document: dict[str, Any] = copy.deepcopy(read_yaml_file(EXAMPLES / "traction-battery-nmc-eu.yaml").document)
    proof = {"kind": "chain_of_custody", "reference": "C-1", "issuer": "They", "valid_until": "2027-12-31"}
    document["parameters"]["cff_r1_aluminium"] = {"amount": 0.4, "unit": "1", "evidence": [proof]}
    document["parameters"]["cff_r1_pre_aluminium"] = {"amount": 0.1, "unit": "1"}
    run = stored(app, document)
    page = text_of(client, f"/en/results/{run}#recycling")
    for shown in (
        "A, burden shared 0.2000 given by the preparer",
        "B, energy shared 0 not in the rule: changes nothing",
        "R1, recycled content 0.4000 given by the preparer",
        "of which pre-consumer 0.1000 given by the preparer",
        "of which post-consumer 0.3000 the rest",
        "R2, recycled at the end 0.9000 given by the preparer",
        "Recycled content that counts 0.3000 no text decides on pre-consumer scrap: it does not count",
    ):
        assert shown in page, page[page.find("Factors of recycling") :][:900]
    trace = text_of(client, f"/en/results/{run}/trace/pack/eol-aluminium-content")
    assert "(0.4 − 0.1)" in trace


def test_the_stored_product_keeps_the_figure_in_its_account(client: TestClient, bike: str) -> None:
    answer = client.get(f"/v1/calculations/{bike}").json()
    south = next(p for p in answer["product"]["processes"] if p["id"] == "south")
    assert "amount" not in next(line for line in south["lines"] if line["id"] == "power")
