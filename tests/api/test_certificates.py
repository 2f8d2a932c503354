"""A doubled certificate across products is caught by name: in the table of a folder and in a comparison."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.cases import portfolio as case
from api.cases.certificates import claimed_twice, read_claims, sentence, write_claims
from api.cases.workers import HERE
from api.cli.portfolio import calculate_folder
from api.db.session import Database
from api.settings import Settings
from footprint.ledger import claims
from footprint.product import parse_product
from tests.api.conftest import document, toy_bench

CODES = [f"{n:032d}" for n in range(3)]


def holding(model: str, *codes: str) -> dict[str, Any]:
    found = document(model=model)
    found["accounts"] = [
        {"id": "press", "unit": "kWh", "process": "blank", "lines": ["blank/power"], "metered": [24000]}
    ]
    instrument = {
        "id": "gec", "kind": "green_certificate", "dataset": "hydro-power", "account": "press",
        "amount": len(codes), "unit": "MWh", "codes": list(codes), "start": "2025-03-01", "cancelled": "2025-12-01",
    }  # fmt: skip
    found["electricity"] = found["electricity"] | {"instruments": [instrument]}
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fan and pump share a code; the second design of the fan is the fan; the plain box claims none."""
    settings = Settings(data_dir=tmp_path / "data")
    bench = toy_bench(Database(f"sqlite:///{tmp_path}/none.sqlite3"), settings)
    monkeypatch.setattr(case, "_bench", lambda _settings: bench)
    products = {
        "fan.json": holding("F1", CODES[0], CODES[1]), "fan-b.json": holding("F1", CODES[0]),
        "pump.json": holding("P1", CODES[1], CODES[2]), "box.json": document(),
    }  # fmt: skip
    made = tmp_path / "products"
    made.mkdir()
    for name, content in products.items():
        (made / name).write_text(json.dumps(content))
    return made


def calculated(folder: Path, out: Path, *, json: bool = False) -> int:
    return calculate_folder(folder, None, out, HERE, json=json, language="en")


def test_a_folder_names_the_code_and_the_files(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):  # calculated, and taken over
        assert calculated(folder, tmp_path / "all.csv") == 0
        told = capsys.readouterr().err
        assert "fan.json, pump.json: 1 certificate is claimed by each of them" in told
        assert CODES[1] in told
        assert CODES[0] not in told
    calculated(folder, tmp_path / "all.csv", json=True)
    assert json.loads(capsys.readouterr().out)["certificates_claimed_twice"] == [
        {"codes": [CODES[1]], "products": ["fan.json", "pump.json"]}
    ]


def test_claims_survive_a_cell() -> None:
    product = parse_product(holding("F1", CODES[0], CODES[1]))
    found = tuple(read_claims(write_claims(product)))
    assert [(c.code, c.claimant, c.kwh) for c in found] == [(c.code, c.claimant, c.kwh) for c in claims(product)]
    assert write_claims(parse_product(document())) == ""
    assert tuple(read_claims("")) == ()


def test_a_comparison_names_what_both_claim(client: TestClient) -> None:
    body = {"first": holding("F1", CODES[0], CODES[1]), "second": holding("P1", CODES[1])}
    assert client.post("/v1/comparisons", json=body).json()["certificates_claimed_twice"] == [
        {"codes": [CODES[1]], "products": ["first", "second"]}
    ]
    body["second"]["model"] = "F1"
    assert client.post("/v1/comparisons", json=body).json()["certificates_claimed_twice"] == []


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_sentence_names_products_and_codes(language: Any) -> None:
    named = [(n, tuple(claims(parse_product(holding(n, CODES[0]))))) for n in ("A", "B")]
    (found,) = claimed_twice(named)
    text = sentence(found, language)
    assert CODES[0] in text
    assert text.startswith("A, B" if language == "en" else "A、B")
