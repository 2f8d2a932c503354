from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI

from api.cases import calculations
from api.db.tenancy import LOCAL
from footprint.filing import check_filing
from footprint.record import run_id as sealed
from rules.yaml_lines import read_yaml_file
from tests.web.conftest import EXAMPLE, TestClient, example

FILES = "/v1/filings/traction-battery/document"


@pytest.fixture(scope="module")
def runs(app: FastAPI) -> list[str]:
    """Five packs of one maker, the first of them the demonstration product."""
    bench, found = app.state.workbench, []
    for number in range(5):
        product = copy.deepcopy(example()) | {"model": f"DEMO-{number}"}
        product["parameters"]["full_equivalent_cycles"]["amount"] = 480 + number
        with bench.database.write(LOCAL) as session:
            found.append(calculations.calculate(bench, session, product, "test").run_id)
    return found


@pytest.fixture
def on(app: FastAPI) -> Iterator[Any]:
    bench = app.state.workbench

    def set_to(year: int, month: int, day: int) -> None:
        at = datetime(year, month, day, 8, tzinfo=UTC)
        app.state.workbench = replace(bench, clock=lambda: at)

    yield set_to
    app.state.workbench = bench


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ((2026, 12, 30), "1 day left"),
        ((2026, 12, 31), "today"),
        ((2027, 1, 2), "1 day ago"),
        ((2026, 12, 1), "30 days left"),
    ],
)
def test_the_deadline_is_counted_by_the_clock_of_the_service(
    client: TestClient, on: Any, day: tuple[int, int, int], told: str
) -> None:
    on(*day)
    page = client.get("/en/filing")
    assert page.status_code == 200
    assert "2026-12-31" in page.text
    assert told in page.text


def test_what_is_missing_is_shown_until_five_are_chosen(client: TestClient, on: Any, runs: list[str]) -> None:
    on(2026, 11, 21)
    three = client.get("/en/filing", params=[("run", run) for run in runs[:3]]).text
    assert "2 more to choose" in three
    assert "Independent verification report" in three
    every = [("run", run) for run in runs] + [("role", "importer"), ("verification_report", "Body, 1")]
    whole = client.get("/en/filing", params=every).text
    assert "more to choose" not in whole
    assert "Full equivalent cycles over pack life is no company-specific figure" in whole  # the title, not its code
    assert f'value="{runs[4]}" checked' in whole
    assert "stated=role%3Dimporter" in whole
    for language, word in (("zh-hans", "还需选择 2 个"), ("zh-hant", "尚需選擇 2 個")):
        assert word in client.get(f"/{language}/filing", params=[("run", run) for run in runs[:3]]).text


def test_results_lead_to_the_filing_that_takes_them(client: TestClient, app: FastAPI, runs: list[str]) -> None:
    assert f"/en/filing?filing=traction-battery&amp;run={runs[0]}" in client.get(f"/en/results/{runs[0]}").text
    other = read_yaml_file(EXAMPLE.with_name("traction-battery-nmc-eu.yaml")).document
    bench = app.state.workbench
    with bench.database.write(LOCAL) as session:
        run = calculations.calculate(bench, session, other, "test").run_id
    assert "/filing" not in client.get(f"/en/results/{run}").text
    assert run not in client.get("/en/filing").text
    told = client.get("/en/filing", params={"run": run}).text
    assert "batteries/traction-eu; this filing takes batteries/traction" in told


def test_files_by_address(client: TestClient, runs: list[str]) -> None:
    asked = [("run", run) for run in runs] + [("stated", "role=importer")]
    answer = client.get(FILES, params=asked, headers={"Accept-Language": "zh-HK"})
    document = answer.json()
    assert answer.headers["content-language"] == "zh-Hant"
    check_filing(document)
    assert [one["run_id"] for one in document["products"]] == runs
    assert all(one["what"] for one in document["findings"])
    excel = client.get(f"{FILES}.xlsx", params=[*asked, ("language", "en")])
    assert excel.headers["content-disposition"] == 'attachment; filename="traction-battery-en.xlsx"'
    assert len(openpyxl.load_workbook(io.BytesIO(excel.content)).sheetnames) == 7
    # without a language in that of the filing
    assert (
        "traction-battery-zh-Hans.xlsx" in client.get(f"{FILES}.xlsx", params=asked).headers["content-disposition"]
    )
    pdf = client.get(f"{FILES}.pdf", params=asked)
    assert pdf.content.startswith(b"%PDF")


def test_figures_are_those_of_the_records(client: TestClient, runs: list[str]) -> None:
    record = client.get(f"/v1/calculations/{runs[2]}").json()
    assert sealed(record) == runs[2]
    product = client.get(FILES, params=[("run", runs[2])]).json()["products"][0]
    values = {field["id"]: field["value"] for field in product["fields"]}
    assert values["footprint"] == record["total"]["value"]
    # 60 kWh × 482 cycles
    assert values["total_energy"] == 28_920
    assert values["footprint_item"] == pytest.approx(record["total"]["value"] * 28_920, rel=1e-11)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ([], 422),
        ([("run", "nothing")], 422),
        ([("run", "0" * 64)], 404),
        ([("run", "RUN"), ("stated", "role")], 422),
        ([("run", "RUN"), ("stated", "colour=red")], 422),
        ([("run", "RUN"), ("run", "RUN")], 422),
    ],
)
def test_what_cannot_be_filed(client: TestClient, runs: list[str], asked: list[Any], status: int) -> None:
    asked = [(name, runs[0] if value == "RUN" else value) for name, value in asked]
    answer = client.get(FILES, params=asked)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_there_is_no_other_filing(client: TestClient) -> None:
    assert client.get("/en/filing?filing=mars").status_code == 404
    answer = client.get("/v1/filings/mars", headers={"Accept-Language": "zh-CN"})
    assert (answer.status_code, answer.json()["detail"]) == (404, "没有备案 mars。")


def test_the_definition_says_what_nobody_published(client: TestClient) -> None:
    listed = client.get("/v1/filings").json()["items"]
    assert [one["id"] for one in listed] == ["traction-battery"]
    found = client.get("/v1/filings/traction-battery").json()["definition"]
    assert found["annex"]["value"] is None
    assert found["annex"]["grade"] == "X"


def test_a_passport_by_address(client: TestClient, runs: list[str]) -> None:
    path = f"/v1/calculations/{runs[0]}/export"
    answer = client.get(path, params={"format": "battery-passport"})
    assert answer.headers["content-disposition"].startswith('inline; filename="battery-passport-')
    assert answer.json()["record"]["run_id"] == runs[0]
    wrong = client.get(path, params={"format": "paper"})
    assert wrong.status_code == 422
    stated = client.get(path, params={"format": "battery-passport", "statement": '{"batteryCarbonFootprint": 1}'})
    assert stated.status_code == 422
    assert client.get(path, params={"format": "pact", "statement": "[]"}).status_code == 422
