"""The comparison page: two stored results, why they differ, and how sure that is."""

from __future__ import annotations

import copy
import re

import pytest
from fastapi import FastAPI

from api.cases import calculations
from api.db.tenancy import LOCAL
from rules.yaml_lines import read_yaml_file
from tests.web.conftest import EXAMPLE, TestClient, example


@pytest.fixture(scope="module")
def variant(app: FastAPI) -> str:
    """The demonstration product with a better yield, stored."""
    document = copy.deepcopy(example())
    document["processes"][0]["yield"] = 0.97
    document["model"] = "BETTER-YIELD"
    bench = app.state.workbench
    with bench.database.write(LOCAL) as session:
        return calculations.calculate(bench, session, document, "test").run_id


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_compared(client: TestClient, run_id: str, variant: str, language: str) -> None:
    page = client.get(f"/{language}/compare?first={run_id}&second={variant}")
    assert page.status_code == 200
    assert page.text.count("<svg") >= 1
    assert "100" in page.text  # lower in every world
    assert "cell/cathode-powder" in page.text
    assert not re.search(r'style="', page.text)


def test_nothing_is_compared_before_two_are_chosen(client: TestClient, run_id: str, variant: str) -> None:
    page = client.get("/en/compare")
    assert page.status_code == 200
    assert "BETTER-YIELD" in page.text
    assert "Line by line" not in page.text
    assert client.get(f"/en/compare?first={run_id}").status_code == 200


def test_other_rules_are_refused_with_the_reason(app: FastAPI, client: TestClient, run_id: str) -> None:
    other = read_yaml_file(EXAMPLE.with_name("traction-battery-nmc-eu.yaml")).document
    bench = app.state.workbench
    with bench.database.write(LOCAL) as session:
        stored = calculations.calculate(bench, session, other, "test").run_id
    page = client.get(f"/en/compare?first={run_id}&second={stored}")
    assert "These two are not compared" in page.text
    assert "batteries/traction-eu@2024.4" in page.text


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_where_they_would_be_equal(client: TestClient, run_id: str, variant: str, language: str) -> None:
    """The variant differs by its yield alone: equal where its yield is that of the first, 0.95."""
    query = {"first": run_id, "second": variant, "path": "processes[cell].yield", "low": "0.9", "high": "1"}
    page = client.get(f"/{language}/compare", params=query)
    assert page.status_code == 200
    assert "0.9500" in page.text
    assert page.text.count("<svg") >= 3
    none = client.get("/en/compare", params=query | {"low": "0.96"}).text
    assert "B is lower throughout" in none
    same = client.get("/en/compare", params=query | {"path": "parameters.rated_energy", "both": "1", "low": "50"})
    assert "must lie below high" in same.text


def test_an_unknown_run_is_told(client: TestClient, run_id: str) -> None:
    assert "not stored here" in client.get(f"/en/compare?first={run_id}&second={'0' * 64}").text
    assert client.get("/en/compare?first=x").status_code == 422
