"""Backgrounds by page: what is held, a file imported by a job, refusals that name the field."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from api.files.intake import INCOMING
from api.jobs import runner
from tests.api.accounts.conftest import House
from tests.api.accounts.test_backgrounds import LIST
from tests.api.conftest import TestClient
from tests.web.house.conftest import People
from tests.web.test_pages import LANGUAGES, Page

ASKED = {"format": "tabular", "name": "own", "version": "1", "licence": "our licence", "allocation": "none"}


@pytest.fixture
def boss(people: People) -> TestClient:
    return people("alpha", "administrator")


def bring(client: TestClient, data: str = LIST, language: str = "en", **changes: str) -> Any:
    files = {"file": ("list.csv", data.encode(), "text/csv")}
    return client.post(f"/{language}/imports", data=ASKED | changes, files=files, follow_redirects=False)


def imported(house: House, client: TestClient) -> str:
    answer = bring(client)
    assert answer.status_code == 303, answer.text
    job = str(answer.headers["location"])
    assert runner.run(house.bench, UUID(job.rpartition("/")[2]), "w")
    return job


def test_a_file_becomes_a_background_of_its_organisation(house: House, people: People, boss: TestClient) -> None:
    job = imported(house, boss)
    over = boss.get(job).text
    assert "Report of the import" in over
    (one,) = [b for b in boss.get("/v1/backgrounds").json()["items"] if not b["open"]]
    assert one["sha256"] in over
    page = boss.get("/en/imports").text
    assert all(text in page for text in ("own 1", "our licence", one["sha256"], "background: own"))
    theirs = people("beta", "administrator")
    assert one["sha256"] not in theirs.get("/en/imports").text
    assert theirs.get(job).status_code == 404


def test_a_file_that_cannot_be_read_fails_with_a_reason(house: House, boss: TestClient) -> None:
    job = bring(boss, "nothing,of\nthe,kind\n").headers["location"]
    runner.run(house.bench, UUID(job.rpartition("/")[2]), "w")
    assert "list.csv" in boss.get(job).text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"licence": " "}, "Licence: is empty"),
        ({"name": "Not so!"}, "Name: "),
        ({"version": ""}, "Version: "),
        ({"format": "pdf"}, "Format: there is no format"),
        ({"name": "open"}, "is the open database"),
    ],
)
def test_what_is_wrong_is_named_before_anything_is_kept(
    house: House, boss: TestClient, changes: dict[str, str], told: str
) -> None:
    answer = bring(boss, **changes)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="1"' in answer.text or "version" in changes
    incoming = house.bench.settings.data_dir / INCOMING
    assert not incoming.exists() or not [p for p in incoming.rglob("*") if p.is_file()]
    chinese = bring(boss, language="zh-hans", **changes).text
    assert "is empty" not in chinese
    assert "must be" not in chinese


def test_a_file_is_needed_and_only_so_large(house: House, boss: TestClient) -> None:
    assert boss.post("/en/imports", data=ASKED).status_code == 422
    small = house.bench.settings.model_copy(update={"max_background_bytes": 10})
    house.app.state.workbench = type(house.bench)(**{**vars(house.bench), "settings": small})
    refused = bring(boss)
    assert refused.status_code == 422
    assert "At most 10 bytes" in refused.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed(house: House, boss: TestClient, language: str) -> None:
    imported(house, boss)
    page = Page(boss.get(f"/{language}/imports").text)
    assert page.language == LANGUAGES[language]
    assert (page.offences, page.open, page.levels[0]) == ([], [], 1)


def test_who_does_not_manage_backgrounds_is_refused(house: House, people: People, boss: TestClient) -> None:
    preparer = people("alpha", "preparer")
    assert preparer.get("/en/imports").status_code == 403
    assert bring(preparer).status_code == 403
    assert "/en/imports" not in preparer.get("/en/products").text
    stranger = house.client()
    assert stranger.get("/en/imports", follow_redirects=False).status_code == 303
    files = {"file": ("list.csv", LIST.encode(), "text/csv")}
    foreign = boss.post("/en/imports", data=ASKED, files=files, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


def test_an_imported_background_is_chosen_in_the_form(house: House, people: People, boss: TestClient) -> None:
    form = "/en/calculate/toys/box@1"
    preparer = people("alpha", "preparer")
    assert 'name="background"' not in preparer.get(form).text
    imported(house, boss)
    page = preparer.get(form).text
    assert re.search(r'<select[^>]* name="background">\s*<option value=""[^>]*>toy 1</option>', page)
    assert '<option value="own"' in page
    assert "Aluminium ingot" in preparer.get("/en/options?q=aluminium&background=own").text
    stranger = people("beta", "preparer")
    assert 'name="background"' not in stranger.get(form).text
    assert "Aluminium ingot" not in stranger.get("/en/options?q=aluminium&background=own").text
    # What was chosen is in the product that the form saves, and chosen again when it is opened.
    saved = preparer.post(form, data={"model": "OWN-1", "background": "own", "_do": "keep"}, follow_redirects=False)
    assert saved.status_code == 303, saved.text
    product = saved.headers["location"].partition("?")[0].rpartition("/")[2]
    assert preparer.get(f"/v1/products/{product}").json()["document"]["background"] == "own"
    opened = preparer.get(f"{form}?product={product}").text
    assert '<option value="own" selected>' in opened
    assert opened.count('name="background"') == 1
    assert 'name="json:background"' not in opened
