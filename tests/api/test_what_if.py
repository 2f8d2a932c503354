"""What if over HTTP: answers by hand on the toy box, and what is wrong named."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import document
from tests.footprint import toys

STEEL = "processes[box].lines[steel].amount"


def post(client: TestClient, verb: str, /, **body: Any) -> Any:
    answer = client.post(f"/v1/{verb}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_sensitivities(client: TestClient) -> None:
    found = post(client, "sensitivities", product=document())
    by_path = {row["path"]: row for row in found["levers"]}
    assert by_path[STEEL]["raised"]["change"] == pytest.approx(0.05 * toys.STEEL / 1000, rel=1e-9)
    assert by_path[STEEL]["lowered"]["value"] == pytest.approx(450)
    assert found["not_looked_at"] == {"lines": 0, "share": 0.0}


def test_a_sweep_over_its_usual_range(client: TestClient) -> None:
    found = post(client, "sweeps", product=document(), path=STEEL, points=3)
    assert [p["value"] for p in found["points"]] == [0, 500, 1000]
    assert found["points"][1]["total"] == found["total"]


def test_swaps_of_a_line(client: TestClient) -> None:
    path = "processes[box].lines[steel].dataset"
    named = post(client, "swaps", product=document(), path=path, options=["part", "recycling"])
    assert [s["value"] for s in named["swaps"]] == ["recycling", "part"]
    expected = 0.5 * (toys.RECYCLING - toys.STEEL) / 1000
    assert named["swaps"][0]["change"] == pytest.approx(expected, rel=1e-9)


def test_a_supplier_of_the_document_can_be_swapped_in(client: TestClient) -> None:
    """The mill states 1 kg CO2e per kg: 0.5 kg of steel at 1 instead of 2.698."""
    product = document()
    product["suppliers"] = [
        {
            "id": "mill", "supplier": "Mill", "product": "Coil", "declared_unit": "kg", "total": 1.0,
            "period": {"start": "2025-01-01", "end": "2025-12-31"}, "boundary": "cradle_to_gate",
        }
    ]  # fmt: skip
    found = post(client, "swaps", product=product, path="processes[box].lines[steel]")
    mill = next(s for s in found["swaps"] if s["value"] == "mill")
    assert mill["path"] == "processes[box].lines[steel].supplier"
    assert mill["change"] == pytest.approx(0.5 * (1.0 - toys.STEEL) / 1000, rel=1e-9)


def test_a_target(client: TestClient) -> None:
    total = post(client, "sensitivities", product=document())["total"]
    found = post(client, "targets", product=document(), target=total - 0.001)
    alone = {row["path"]: row["needed"] for row in found["alone"]}
    assert alone[STEEL] == pytest.approx(500 - 1000 / toys.STEEL, rel=1e-9)
    assert found["together"]["reached"]
    assert found["together"]["after"] <= total - 0.001
    assert not post(client, "targets", product=document(), target=0.0)["together"]["reached"]


def test_break_even(client: TestClient) -> None:
    """B takes part instead of steel: equal where m · 5.9876 = 0.5 · 2.698."""
    second = copy.deepcopy(document())
    second["processes"][1]["lines"][1]["dataset"] = "part"
    found = post(client, "break-evens", first=document(), second=second, path=STEEL)
    assert found["value"] == pytest.approx(500 * toys.STEEL / toys.PART, rel=1e-9)
    assert len({p["first"] for p in found["points"]}) == 1
    none = post(client, "break-evens", first=document(), second=second, path=STEEL, low=400, high=500)
    assert none["value"] is None


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("sensitivities", {}, "product"),
        ("sensitivities", {"product": {}, "steps": 1}, "steps"),
        ("sensitivities", {"product": "DOCUMENT", "step": 0}, "step"),
        ("sensitivities", {"product": "DOCUMENT", "step": "x"}, "step"),
        ("sweeps", {"product": "DOCUMENT", "path": "processes[lid].yield"}, "path"),
        ("sweeps", {"product": "DOCUMENT", "path": 3}, "path"),
        ("sweeps", {"product": "DOCUMENT", "path": STEEL, "low": 5, "high": 5}, "low"),
        ("sweeps", {"product": "DOCUMENT", "path": STEEL, "points": 1000}, "points"),
        ("swaps", {"product": "DOCUMENT", "path": "nothing"}, "path"),
        ("swaps", {"product": "DOCUMENT", "path": STEEL, "options": ["x"]}, "path"),
        ("swaps", {"product": "DOCUMENT", "path": "processes[box].region", "options": ["x"] * 100}, "options"),
        ("targets", {"product": "DOCUMENT", "target": None}, "target"),
        ("break-evens", {"first": "DOCUMENT", "second": "DOCUMENT", "path": STEEL, "both": 1}, "both"),
        ("sweeps", [], ""),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, path: str, body: Any, where: str) -> None:
    if isinstance(body, dict):
        body = {key: document() if value == "DOCUMENT" else value for key, value in body.items()}
    answer = client.post(f"/v1/{path}", json=body)
    assert answer.status_code == 422
    assert where in {e["where"] for e in answer.json()["problems"]}


def test_unlike_products_have_no_break_even(client: TestClient) -> None:
    other = document() | {"parameters": {"capacity": {"amount": 2, "unit": "kWh"}}}
    answer = client.post("/v1/break-evens", json={"first": document(), "second": other, "path": STEEL})
    assert answer.status_code == 422
