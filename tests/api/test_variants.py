from __future__ import annotations

import copy
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import document


def lighter() -> dict[str, Any]:
    found = copy.deepcopy(document())
    found["processes"][1]["lines"][1]["amount"] = 300
    return found


def test_compare_names_the_cause_and_the_odds(client: TestClient) -> None:
    body = {"first": document(), "second": lighter(), "draws": 50, "seed": 3}
    answer = client.post("/v1/comparisons", json=body)
    assert answer.status_code == 200
    found = answer.json()
    assert list(found["causes"]) == ["mass"]
    assert found["difference"] == pytest.approx(found["causes"]["mass"])
    assert found["odds"]["probability_second_lower"] == 1.0
    assert client.post("/v1/comparisons", json=body).json() == found


def test_uncertainty_is_reproducible_and_says_what_makes_it(client: TestClient) -> None:
    body = {"product": document(), "draws": 60, "seed": 5}
    found = client.post("/v1/uncertainties", json=body).json()
    assert found["draws"] == 60
    assert sum(c["share"] for c in found["contribution_to_variance"]) == pytest.approx(1.0)
    assert found == client.post("/v1/uncertainties", json=body).json()
    assert found != client.post("/v1/uncertainties", json=body | {"seed": 6}).json()


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"first": {}}, "second"),
        ({"first": {}, "second": {}, "drawz": 1}, "drawz"),
        ({"first": {}, "second": {}, "draws": -1}, "draws"),
        ({"first": {}, "second": {}, "draws": 1_000_000}, "draws"),
        ({"first": {}, "second": {}, "seed": "x"}, "seed"),
        ([], ""),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, body: Any, where: str) -> None:
    answer = client.post("/v1/comparisons", json=body)
    assert answer.status_code == 422
    assert where in {e["where"] for e in answer.json()["problems"]}


def test_unlike_products_are_refused(client: TestClient) -> None:
    other = document()
    other["electricity"] = {"family": "nothing", "year": 2024}
    answer = client.post("/v1/comparisons", json={"first": document(), "second": other})
    assert answer.status_code == 422
