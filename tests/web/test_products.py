"""Products by page, without script: saved, opened again, two editors, calculated, put away; jobs and the log."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from api.jobs import runner
from tests.web.conftest import EXAMPLE, TestClient
from tests.web.forms import fields
from tests.web.test_form_posted import Form
from web.pages import log

RULE = "/en/calculate/batteries/traction"


def taken(client: TestClient) -> str:
    """Take the example and return the page of the product."""
    answer = client.post("/en/products/example", data={"name": "traction-battery-nmc"}, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def form_of(client: TestClient, product: str) -> Form:
    found = re.search(r'href="(/en/calculate/[^"]*product=[^"]*)"', client.get(product).text)
    assert found
    form = Form(client, unescape(found[1]))
    action = re.search(r'<form data-live[^>]* action="([^"]*)"', form.html)
    assert action
    form.path = unescape(action[1])
    return form


def test_a_form_becomes_a_product_and_its_next_version(client: TestClient) -> None:
    form = Form(client, f"{RULE}?example=traction-battery-nmc")
    made = form.press("keep", model="FORM-1", _note="first try")
    assert made.status_code == 303
    product = made.headers["location"]
    page = client.get(product).text
    assert "FORM-1" in page
    assert "first try" in page
    form = form_of(client, product.partition("?")[0])
    again = form.press("keep:calculate", model="FORM-2")
    assert "/results/" in again.headers["location"]
    page = client.get(product).text
    assert "FORM-2" in page
    assert "version 2" in page
    id_ = product.partition("?")[0].rpartition("/")[2]
    stored = client.get(f"/v1/products/{id_}").json()["document"]
    assert "_note" not in stored
    assert stored["model"] == "FORM-2"


def test_what_is_unfinished_is_saved_and_says_what_is_missing(client: TestClient) -> None:
    made = Form(client, RULE).press("keep:calculate", model="HALF-1")
    assert "check=true" in made.headers["location"]
    page = client.get(made.headers["location"]).text
    assert "It cannot be calculated yet" in page


def test_the_slower_editor_chooses_field_by_field(client: TestClient) -> None:
    product = taken(client)
    slow, fast = form_of(client, product), form_of(client, product)
    assert fast.press("keep", maker="Fast Co").status_code == 303
    late = slow.press("keep:calculate", model="SLOW-1", maker="Slow Co")
    assert late.status_code == 409
    page = late.text
    assert {"Fast Co", "Slow Co", "SLOW-1"} <= {word for word in ("Fast Co", "Slow Co", "SLOW-1") if word in page}
    assert "changed by both" in page
    sent = dict(fields(page))
    assert sent["pick:maker"] == "mine"
    answer = client.post(
        f"{product}/merge", data=sent | {"pick:maker": "theirs", "_do": "save"}, follow_redirects=False
    )
    assert answer.status_code == 303
    stored = client.get(f"/v1/products/{product.rpartition('/')[2]}").json()
    assert (stored["version"], stored["model"], stored["document"]["maker"]) == (3, "SLOW-1", "Fast Co")
    # Whoever decides while a third saves is asked again.
    stale = client.post(f"{product}/merge", data=sent | {"_do": "save"}, follow_redirects=False)
    assert stale.status_code == 409
    in_form = client.post(f"{product}/merge", data=sent | {"_do": "form"})
    assert "SLOW-1" in in_form.text
    assert "data-live" in in_form.text


def test_an_older_version_opens_and_versions_are_compared(client: TestClient) -> None:
    product = taken(client)
    form_of(client, product).press("keep", maker="Second Co")
    page = client.get(f"{product}/changes?first=1&second=2").text
    assert "Second Co" in page
    assert "Nothing differs" not in page
    path = re.search(r'href="(/en/calculate/[^"]*version=1)"', client.get(product).text)
    assert path
    assert "Second Co" not in client.get(unescape(path[1])).text
    for form in ("versions", "calculations"):
        assert client.get(f"/v1/products/{product.rpartition('/')[2]}/{form}").status_code == 200


def test_put_away_and_taken_out(client: TestClient) -> None:
    product = taken(client)
    sent = {"revision": "1", "archived": "true"}
    assert client.post(f"{product}/archive", data=sent, follow_redirects=False).status_code == 303
    assert product not in client.get("/en/products").text
    assert product in client.get("/en/products?archived=true").text
    assert client.post(f"{product}/archive", data=sent, follow_redirects=False).status_code == 409


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"name": 3, "rule": 7, "processes": "x"},
        {"rule": "batteries/traction", "processes": [{"id": 1}], "name": {}},
    ],
)
def test_any_document_has_a_page(client: TestClient, document: dict[str, Any]) -> None:
    address = client.post("/v1/products", json=document).headers["Location"].rpartition("/")[2]
    page = client.get(f"/en/products/{address}")
    assert page.status_code == 200
    found = re.search(r'href="(/en/calculate/[^"]*product=[^"]*)"', page.text)
    if found:
        assert client.get(unescape(found[1])).status_code == 200


def test_files_become_products_and_a_job_calculates_them(client: TestClient, app: FastAPI) -> None:
    files = [("files", (EXAMPLE.name, EXAMPLE.read_bytes(), "application/yaml"))]
    answer = client.post("/en/products/upload", files=files, follow_redirects=False)
    job = answer.headers["location"]
    busy = client.get(job).text
    assert "data-busy" in busy
    assert '<noscript><meta http-equiv="refresh"' in busy
    assert runner.run(app.state.workbench, UUID(job.rpartition("/")[2]), "w")
    over = client.get(job).text
    assert "data-busy" not in over
    assert "/results/" in over
    broken = client.post("/en/products/upload", files=[("files", ("a.yaml", b"name: [", "text/yaml"))])
    assert broken.status_code == 422
    assert "a.yaml" in broken.text


def test_many_draws_are_a_job_whose_answer_is_shown(client: TestClient, app: FastAPI, run_id: str) -> None:
    path = f"/en/results/{run_id}/uncertainty"
    assert "Draw as a job" in client.get(f"{path}?draws=5000").text
    job = client.post(path, data={"draws": "60", "seed": "3"}, follow_redirects=False).headers["location"]
    assert runner.run(app.state.workbench, UUID(job.rpartition("/")[2]), "w")
    found = re.search(r'href="([^"]*uncertainty\?job=[^"]*)"', client.get(job).text)
    assert found
    by_job, at_once = client.get(found[1]).text, client.get(f"{path}?draws=60&seed=3").text
    band = re.compile(r'class="figure-value">([^<]*)<')
    assert band.findall(by_job) == band.findall(at_once)
    assert client.get(f"/en/results/{'0' * 64}/uncertainty?job={job.rpartition('/')[2]}").status_code == 404


def test_a_job_is_cancelled_by_page(client: TestClient, run_id: str) -> None:
    job = client.post(
        f"/en/results/{run_id}/uncertainty", data={"draws": "90", "seed": "1"}, follow_redirects=False
    )
    page = client.post(f"{job.headers['location']}/cancel")
    assert "cancelled" in page.text
    assert job.headers["location"] in client.get("/en/jobs?state=cancelled").text


def test_the_log_is_read_and_verified_by_page(client: TestClient, app: FastAPI) -> None:
    product = taken(client)
    page = client.get(f"/en/log?product={product.rpartition('/')[2]}").text
    assert "saved a product" in page
    assert page.count("<tr>") == 2
    assert client.get("/en/log?product=nonsense").status_code == 422
    job = client.post("/en/log/verify", follow_redirects=False).headers["location"]
    runner.run(app.state.workbench, UUID(job.rpartition("/")[2]), "w")
    assert "verified up to event" in client.get("/en/log").text


def test_an_uploaded_workbook_is_saved_as_a_product(client: TestClient) -> None:
    book = client.get("/v1/rules/batteries/traction/template.xlsx?example=traction-battery-nmc").content
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    read = client.post(f"{RULE}/excel", files={"file": ("p.xlsx", book, kind)}).text
    sent = {name: (None, value) for name, value in [*fields(read)[:1], ("_do", "product")]}
    answer = client.post(f"{RULE}/excel/save", files=sent, follow_redirects=False)
    assert answer.status_code == 303
    assert "/products/" in answer.headers["location"]


def test_the_front_page_leads_to_ones_products(client: TestClient) -> None:
    product = taken(client)
    assert f'href="{product}"' in client.get("/en/").text


def test_examples_are_those_of_the_folder(client: TestClient) -> None:
    found = {one["name"] for one in client.get("/v1/examples").json()["items"]}
    assert found == {file.stem for file in Path(EXAMPLE).parent.glob("*.yaml")}
    assert client.get("/v1/examples/nothing").status_code == 404
    assert client.get("/v1/examples/traction-battery-nmc").json()["model"] == "DEMO-NMC622-60"


def test_the_log_has_words_for_every_act() -> None:
    written = "".join(path.read_text("utf-8") for path in (Path(__file__).parents[2] / "api").rglob("*.py"))
    acts = set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', written))
    assert len(acts) > 15
    assert acts - set(log.ACTIONS) == set()
    assert {act.partition(".")[0] for act in log.ACTIONS} <= set(log.KINDS)
