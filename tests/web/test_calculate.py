"""The live total, the search, and what pages say about a result."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from tests.web.conftest import TestClient, example


def preview(client: TestClient, document: Any, language: str = "en", **query: Any) -> str:
    answer = client.post(f"/{language}/preview", json=document, params=query)
    assert answer.status_code == 200, answer.text
    return answer.text


def total(html: str) -> float:
    found = re.search(r'data-total="([^"]+)"', html)
    assert found, html
    return float(found[1])


def test_preview_is_the_stored_result(client: TestClient, run_id: str) -> None:
    stored = client.get(f"/v1/calculations/{run_id}").json()["total"]["value"]
    assert total(preview(client, example())) == pytest.approx(stored, rel=1e-9)


def test_preview_moves_with_an_amount_and_tells_the_change(client: TestClient) -> None:
    document = example()
    before = total(preview(client, document))
    document["processes"][0]["lines"][0]["amount"] *= 2
    html = preview(client, document, baseline=before)
    assert total(html) > before
    assert re.search(r"\+\d+\.\d %", html)


CATHODE = "processes[cell].lines[cathode-powder]"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda d: d["processes"][0]["lines"][0].pop("amount"), f"{CATHODE}.amount"),
        (lambda d: d["processes"][0]["lines"][0].update(unit="kWh"), f"{CATHODE}.unit"),
        (lambda d: d["processes"][0]["lines"][0].update(amount=-1), f"{CATHODE}.amount"),
        (lambda d: d["processes"][0]["lines"][0].update(dataset="no"), f"{CATHODE}.dataset"),
        (lambda d: d.pop("maker"), "maker"),
    ],
)  # fmt: skip
def test_preview_names_the_field(client: TestClient, change: Any, where: str) -> None:
    document = copy.deepcopy(example())
    change(document)
    for language in ("en", "zh-hans", "zh-hant"):
        html = preview(client, document, language)
        assert "data-total" not in html
        assert f'data-where="{where}" data-severity="error"' in html


@pytest.mark.parametrize("document", [{}, {"processes": "x"}, {"name": 1}, {"rule": "nope", "a": 1}])
def test_preview_survives_anything(client: TestClient, document: Any) -> None:
    assert "data-total" not in preview(client, document)


def test_preview_refuses_what_is_no_document(client: TestClient) -> None:
    assert client.post("/en/preview", json=[1]).status_code == 422
    assert client.post("/en/preview", content=b"{", headers={"content-type": "application/json"}).status_code == 422


def options(client: TestClient, q: str, activity: str = "copper_foil", language: str = "en", **more: Any) -> str:
    query = {"q": q, "activity": activity, "rule": "batteries/traction", **more}
    answer = client.get(f"/{language}/options", params=query)
    assert answer.status_code == 200
    return answer.text


def test_search_finds_in_both_languages(client: TestClient) -> None:
    for q in ("copper foil", "铜箔", "銅箔"):
        assert 'data-value="copper-foil-cn"' in options(client, q), q


def test_search_offers_processes_markets_and_units(client: TestClient) -> None:
    html = options(client, "cell", process=["cell|Cell|kg", "x|<b>|kg"])
    assert 'data-kind="process" data-value="cell"' in html
    html = options(client, "", "cell_electricity")
    assert 'data-kind="slot" data-value="electricity"' in html
    assert "kWh=kWh" in html
    assert "<b>" not in options(client, "b", process=["x|<b>|kg"])
    assert "role=" in options(client, "qqqqzzzz")


def test_form_holds_the_whole_example(client: TestClient) -> None:
    html = client.get("/en/calculate/batteries/traction?example=traction-battery-nmc").text
    for process in example()["processes"]:
        for line in process["lines"]:
            path = f"processes[{process['id']}].lines[{line['id']}]"
            assert f'name="{path}.amount" data-number inputmode="decimal" value="{line["amount"]:.12g}"' in html, (
                path
            )


def test_trace_adds_up(client: TestClient, run_id: str) -> None:
    record = client.get(f"/v1/calculations/{run_id}").json()
    assert sum(c["value"] for c in record["contributions"]) == pytest.approx(record["total"]["value"])
    for line in record["contributions"]:
        answer = client.get(f"/en/results/{run_id}/trace/{line['process']}/{line['line']}")
        assert answer.status_code == 200, line["line"]


def test_result_names_gaps_findings_and_hashes(client: TestClient, run_id: str) -> None:
    record = client.get(f"/v1/calculations/{run_id}").json()
    html = client.get(f"/en/results/{run_id}").text
    for part in (run_id, record["rule"]["sha256"], record["background"]["sha256"], "Carbon black"):
        assert part in html
    for order in ("value", "stage", "process", "rating", "nonsense"):
        assert client.get(f"/en/results/{run_id}?order={order}").status_code == 200


def test_result_shows_the_fifteen_tests_and_what_nobody_assessed(client: TestClient, run_id: str) -> None:
    page = client.get(f"/en/results/{run_id}").text
    assert [f'id="test-{n}"' in page for n in range(1, 16)] == [True] * 15
    assert "not tested: no account month by month" in page
    assert "check_copied_months" in page
    assert "not assessed" in page
    assert "of company-specific data with all evidence asked for" in page
    assert "未檢驗：沒有逐月帳目" in client.get(f"/zh-hant/results/{run_id}").text


def test_label_shows_what_is_not_assigned(client: TestClient, run_id: str) -> None:
    html = client.get(f"/zh-hant/results/{run_id}/label").text
    assert html.count("未指定") > 3
    for language in ("en", "zh-hans", "zh-hant"):
        drawing = client.get(f"/{language}/results/{run_id}/label.svg")
        assert drawing.headers["content-type"] == "image/svg+xml"
    assert client.get(f"/en/results/{run_id}/label.json").json()["format"] == "footprint-label/1"
