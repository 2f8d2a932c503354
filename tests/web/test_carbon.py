"""What the page of a result shows beside the total: flows in kg, other sets, carbon in the product, offsets."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.cases import calculations
from api.db.tenancy import LOCAL
from tests.web.conftest import example

BESIDE = {
    "carbon_content": [
        {"id": "carton", "part": "packaging", "amount": 2, "unit": "kg", "counted_as": "material", "share": 0.45,
         "source": "analysis"},
    ],
    "apart": [
        {"id": "forest", "kind": "offset", "amount": 0.012, "unit": "t", "method": "VM0007", "reference": "4711"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def beside(app: FastAPI) -> str:
    bench = app.state.workbench
    with bench.database.write(LOCAL) as session:
        return calculations.calculate(bench, session, example() | BESIDE, "test").run_id


def test_flows_and_other_sets(client: TestClient, run_id: str) -> None:
    page = client.get(f"/en/results/{run_id}").text
    assert "By flow, in kg of gas" in page
    assert "Methane, fossil" in page
    assert "ipcc-ar5-gwp100" in page
    assert "sensitivities, not the declared figure" in page
    assert "without a multiplier for effects at altitude" in page
    assert "Not part of the footprint" not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Not part of the footprint", "Offsets", "In its packaging")),
        ("zh-hans", ("不计入碳足迹", "碳抵消", "包装中")),
        ("zh-hant", ("不計入碳足跡", "碳抵消", "包裝之內")),
    ],
)
def test_what_stands_beside(
    client: TestClient, run_id: str, beside: str, language: str, words: tuple[str, ...]
) -> None:
    page = client.get(f"/{language}/results/{beside}").text
    for word in words:
        assert word in page
    for figure in ("0.900", "3.30", "12.0", "VM0007", "4711"):  # per pack: 2 kg x 0.45, x 44/12; 12 kg
        assert figure in page
    before, after = (client.get(f"/v1/calculations/{run}").json() for run in (run_id, beside))
    assert after["total"] == before["total"]
    assert after["categories"] == before["categories"]


def test_a_record_without_flows_still_has_a_page(app: FastAPI, client: TestClient, run_id: str) -> None:
    """Records of earlier versions list no elementary flows."""
    bench = app.state.workbench
    with bench.database.read(LOCAL) as session:
        record = calculations.get(session, run_id).record
    del record["elementary_flows"]
    assert calculations.other_sets(bench, record) == ()
