"""The pages of uncertainty and what-if: stored results by address, unsaved products by form."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.web.conftest import TestClient, example

LANGUAGES = ("en", "zh-hans", "zh-hant")
LINE = "processes[cell].lines[cathode-powder]"


def sane(text: str) -> None:
    assert not re.search(r'\sstyle="', text)
    assert "<script>" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_uncertainty_of_a_stored_result(client: TestClient, run_id: str, language: str) -> None:
    page = client.get(f"/{language}/results/{run_id}/uncertainty?draws=50&seed=4")
    assert page.status_code == 200
    assert page.text.count("<svg") >= 6  # three pictures, wide and narrow
    told = json.loads(re.search(r"<pre[^>]*>(.*?)</pre>", page.text, re.DOTALL)[1].replace("&#34;", '"'))  # type: ignore[index]
    assert (told["draws"], told["seed"]) == (50, 4)
    assert {one["kind"] for one in told["varies"]["product"]} == {"amount", "yield", "parameter"}
    sane(page.text)


def test_the_page_is_there_before_anything_was_drawn(client: TestClient, run_id: str) -> None:
    page = client.get(f"/en/results/{run_id}/uncertainty").text
    assert "data-start" in page
    assert "Where the draws fell" not in page
    page = client.get(f"/en/results/{run_id}/what-if").text
    assert "data-start" in page
    assert "As a table" not in page


@pytest.mark.parametrize("query", ["draws=2", "draws=100001", "draws=x", "seed=-1"])
def test_draws_are_bounded(client: TestClient, run_id: str, query: str) -> None:
    assert client.get(f"/en/results/{run_id}/uncertainty?{query}").status_code == 422


def test_draws_that_take_long_are_left_to_a_job(client: TestClient, run_id: str) -> None:
    page = client.get(f"/en/results/{run_id}/uncertainty?draws=100000")
    assert page.status_code == 200
    assert "<svg" not in page.text.partition("<main")[2]
    assert 'value="100000"' in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_if_with_a_target(client: TestClient, run_id: str, language: str) -> None:
    page = client.get(f"/{language}/results/{run_id}/what-if?step=10&target=0.2")
    assert page.status_code == 200
    told = json.loads(re.search(r"<pre[^>]*>(.*?)</pre>", page.text, re.DOTALL)[1].replace("&#34;", '"'))  # type: ignore[index]
    needed = {row["path"]: row["needed"] for row in told["target"]["alone"]}
    cycles = 480 * told["total"] / 0.2  # inverse to what the pack delivers
    assert needed["parameters.full_equivalent_cycles"] == pytest.approx(cycles, rel=1e-6)
    assert told["target"]["together"]["reached"]
    sane(page.text)


def test_swap_and_sweep(client: TestClient, run_id: str) -> None:
    swapped = client.get(f"/en/results/{run_id}/what-if", params={"swap": LINE}).text
    assert "LFP cathode powder, China (CN, 2025)" in swapped
    assert "As it is" in swapped
    swept = client.get(
        f"/en/results/{run_id}/what-if", params={"sweep": "processes[cell].yield", "low": "0.9"}
    ).text
    assert "Yield of Cell" in swept
    assert swept.count("<svg") >= 2
    sane(swapped + swept)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"step": "abc"}, "a plain number is due"),
        ({"step": "0"}, "a share above 0"),
        ({"sweep": "processes[nope].yield"}, "has no such number"),
        ({"sweep": "processes[cell].yield", "low": "1", "high": "0.5"}, "must lie below"),
        ({"swap": "nonsense"}, "name a line such as"),
    ],
)
def test_what_is_wrong_is_said(client: TestClient, run_id: str, query: dict[str, str], words: str) -> None:
    page = client.get(f"/en/results/{run_id}/what-if", params=query)
    assert page.status_code == 200
    assert "This cannot be calculated" in page.text
    assert words in page.text


def post(client: TestClient, path: str, document: Any, **fields: str) -> Any:
    return client.post(path, data={"document": json.dumps(document), **fields})


def test_an_unsaved_product_goes_along_with_the_forms(client: TestClient) -> None:
    document = example()
    document["model"] = "NEVER-STORED"
    page = post(client, "/en/what-if", document, step="20")
    assert page.status_code == 200
    assert 'method="post"' in page.text
    assert "NEVER-STORED" in page.text  # carried in the forms
    assert "NEVER-STORED" not in client.get("/en/results").text
    page = post(client, "/en/uncertainty", document, draws="50", seed="2")
    assert "50 draws, seed 2" in page.text


def test_what_cannot_be_calculated_is_told(client: TestClient) -> None:
    document = example()
    document["processes"][0]["lines"][0]["dataset"] = "nope"
    for path in ("/en/what-if", "/en/uncertainty"):
        page = post(client, path, document)
        assert page.status_code == 422
        assert "There is no dataset nope" in page.text
        assert client.post(path, data={"document": "{"}).status_code == 422
        assert client.get(path).status_code == 200


def test_both_are_linked_from_result_and_form(client: TestClient, run_id: str) -> None:
    page = client.get(f"/en/results/{run_id}").text
    assert f"/en/results/{run_id}/uncertainty" in page
    assert f"/en/results/{run_id}/what-if" in page
    form = client.get("/en/calculate/batteries/traction?example=traction-battery-nmc").text
    assert 'action="/en/what-if"' in form
    assert 'formaction="/en/uncertainty"' in form
    assert client.get(f"/en/results/{'0' * 64}/what-if").status_code == 404
