"""Electricity by supply on the page of a result: picture, table, both views with the declared one marked, hours."""

from __future__ import annotations

import copy
import re

import pytest
from fastapi import FastAPI

from api.cases import calculations
from api.db.tenancy import LOCAL
from tests.web.conftest import TestClient, example

LOAD = [[200.0] * 8 + [1000.0] * 12 + [200.0] * 4] * 12
SUN = [[0.0] * 7 + [200.0] * 11 + [0.0] * 6] * 12


@pytest.fixture(scope="module")
def supplied(app: FastAPI) -> str:
    """The demonstration product with a roof and a contract on the meter of its cells, stored."""
    document = copy.deepcopy(example())
    document["accounts"] = [
        *document.get("accounts", []),
        {
            "id": "cells", "name": "Meter of the cells", "unit": "kWh", "process": "cell",
            "lines": ["cell/electricity"], "metered": [365 * 14400], "load": LOAD,
        },
    ]  # fmt: skip
    own = {"account": "cells", "unit": "kWh", "amount": 365 * 1440}
    document["electricity"] |= {
        "family": "modelled-zone",
        "instruments": [
            {"id": "roof", "kind": "on_site", "dataset": "electricity-pv-cn-2024", "generation": SUN} | own,
            {"id": "wind", "kind": "contract", "dataset": "electricity-wind-cn-2024"} | own,
        ],
    }
    bench = app.state.workbench
    with bench.database.write(LOCAL) as session:
        return calculations.calculate(bench, session, document, "test").run_id


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_page_shows_supply(client: TestClient, supplied: str, language: str) -> None:
    page = client.get(f"/{language}/results/{supplied}")
    assert page.status_code == 200
    band = page.text.split('id="supply"')[1].split("</section>")[0]
    assert band.count("<svg") >= 2
    assert "Meter of the cells" in band
    assert not re.search(r'style="', band)
    assert "%(" not in band


def test_the_declared_view_is_marked_and_what_is_left_is_the_grids(client: TestClient, supplied: str) -> None:
    band = client.get(f"/en/results/{supplied}").text.split('id="supply"')[1].split("</section>")[0]
    rows = [re.sub(r"<[^>]+>|\s+", " ", row).split() for row in re.findall(r"<tr>.*?</tr>", band, re.DOTALL)]
    told = [" ".join(row) for row in rows]
    (roof,) = (row for row in told if row.startswith("generated on site"))
    (contract,) = (row for row in told if row.startswith("supply contract"))
    (grid,) = (row for row in told if row.startswith("grid"))
    assert ("10.0 %" in roof, "10.0 %" in contract, "80.0 %" in grid) == (True, True, True)
    assert ("in both views" in roof, "by market only" in contract) == (True, True)
    assert [row.split()[0] for row in told if "declared figure" in row] == ["location-based"]
    assert "No text that could be read says whether this may be declared." in band


def test_a_part_of_a_line_says_why_it_is_there(client: TestClient, supplied: str) -> None:
    page = client.get(f"/en/results/{supplied}/trace/cell/electricity~roof")
    assert page.status_code == 200
    assert "An instrument supplies this part of the line" in page.text


def test_without_instruments_the_band_is_not_there(client: TestClient, run_id: str) -> None:
    assert 'id="supply"' not in client.get(f"/en/results/{run_id}").text
