"""Comments by page, without script: from a figure to its thread, answered, resolved, opened again."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

import pytest

from tests.api.conftest import TestClient, document
from tests.web.forms import fields
from tests.web.house.conftest import People
from tests.web.test_pages import LANGUAGES, Page

LINE = "processes[box].lines[steel]"


@pytest.fixture
def maker(people: People) -> TestClient:
    return people("alpha", "preparer")


@pytest.fixture
def run(maker: TestClient) -> str:
    """A calculation of a product; the study was calculated before it was saved, as happens in the form."""
    maker.post("/v1/calculations", json=document())
    product = maker.post("/v1/products", json=document()).headers["Location"]
    return str(maker.post(f"{product}/calculations").json()["run_id"])


def product_of(client: TestClient) -> str:
    return str(client.get("/v1/products").json()["items"][0]["id"])


def marks(client: TestClient, page: str) -> dict[str, str]:
    """Links of the marks on a page by their words."""
    found = re.findall(r'<a class="comment-mark[^"]*" href="([^"]*)">(.*?)</a>', client.get(page).text)
    return {re.sub("<[^>]*>", "", text).strip(): unescape(href) for href, text in found}


def say(client: TestClient, address: str, text: str) -> str:
    """Follow a link to the form of a place, fill it in as a browser does, and return where that leads."""
    page = client.get(address).text
    sent = dict(fields(page[page.index('id="said"') - 200 :])) | {"text": text}
    answer = client.post(address.partition("?")[0], data=sent, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_figure_is_spoken_about_and_resolved(people: People, maker: TestClient, run: str) -> None:
    result = f"/en/results/{run}"
    assert "comment Total" in marks(maker, result)
    line = next(href for text, href in marks(maker, result).items() if LINE in unquote(href))
    reviewer = people("alpha", "reviewer")
    where = say(reviewer, line, "Where is the\nbill?")
    assert f"run_id={run}" in where
    page = maker.get(where).text
    assert "Where is the\nbill?" in page
    assert f'href="/en/results/{run}/trace/box/steel"' in page
    # The mark beside the figure counts it, on the result and on the trace of the line.
    assert [text for text in marks(maker, result) if text.endswith("1 open comment")]
    assert [text for text in marks(maker, f"{result}/trace/box/steel") if text.endswith("1 open comment")]
    thread = re.search(r'action="([^"]*/comments/[^"]*)"', page)
    assert thread
    for client, act, text, state in (
        (maker, "answered", "In the folder.", "answered"),
        (reviewer, "resolved", "", "resolved"),
        (reviewer, "reopened", "Not that one.", "open"),
    ):
        sent = {"act": act, "text": text}
        assert client.post(thread[1], data=sent, follow_redirects=False).status_code == 303
        only = maker.get(f"{thread[1].rpartition('/')[0]}?state={state}").text
        assert "Where is the" in only
    assert "Where is the" not in maker.get(f"{thread[1].rpartition('/')[0]}?state=resolved").text
    assert 'comments?state=open"' in maker.get(f"/en/products/{product_of(maker)}").text


def test_a_stage_and_the_total_have_their_own_threads(maker: TestClient, run: str) -> None:
    found = marks(maker, f"/en/results/{run}")
    stage = next(href for href in found.values() if "stages" in href)
    say(maker, stage, "High?")
    say(maker, found["comment Total"], "And this?")
    page = maker.get(f"/en/products/{product_of(maker)}/comments").text
    assert page.count('class="thread"') == 2
    assert "#stages" in page
    narrowed = maker.get(stage).text
    assert "High?" in narrowed
    assert "And this?" not in narrowed


def test_what_cannot_be_said_is_told_where_it_was_typed(maker: TestClient, run: str) -> None:
    product = product_of(maker)
    here = f"/zh-hans/products/{product}/comments"
    refused = maker.post(here, data={"subject": "/total", "text": "  ", "run_id": run})
    assert refused.status_code == 422
    assert "is missing" not in refused.text
    thread = say(maker, f"/en/products/{product}/comments?subject=/total", "?").rpartition("#t-")[2]
    early = maker.post(f"{here}/{thread}", data={"act": "reopened"})
    assert early.status_code == 422
    assert "not resolved" not in early.text
    assert maker.post(f"{here}/{thread}", data={"act": "deleted"}).status_code == 422
    assert maker.post(here, data={"subject": "/total", "text": "x", "run_id": "0" * 64}).status_code == 404
    typed = maker.post(f"/en/products/{product}/comments", data={"subject": "/total", "text": "x" * 5_001})
    assert typed.status_code == 422
    assert "at most 5000" in typed.text


def test_a_form_sent_twice_says_it_once(people: People, maker: TestClient, run: str) -> None:
    here = f"/en/products/{product_of(maker)}/comments"

    def post(client: TestClient, address: str, **sent: str) -> str:
        answer = client.post(address, data=sent, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def said() -> list[list[str]]:
        threads = maker.get(f"/v1{here.removeprefix('/en')}").json()["items"]
        return [[remark["act"] for remark in one["remarks"]] for one in reversed(threads)]

    asked = {"subject": "/total", "text": "High?\r\nWhy?", "run_id": run}
    assert post(maker, here, **asked) == post(maker, here, **asked)
    assert said() == [["opened"]]
    thread = f"{here}/{post(maker, here, **asked).rpartition('#t-')[2]}"
    for act in ("answered", "resolved", "reopened"):
        for _ in range(2):
            post(maker, thread, act=act, text="Yes." if act == "answered" else "")
    assert said() == [["opened", "answered", "resolved", "reopened"]]
    # The same words of somebody else, about another place, or on the product itself, are another remark.
    post(people("alpha", "reviewer"), here, **asked)
    post(maker, here, **asked | {"subject": "/stages/use"})
    post(maker, here, subject="/stages/use", text="High?")
    assert len(said()) == 4


def test_what_is_said_is_text(maker: TestClient, run: str) -> None:
    where = say(maker, f"/en/products/{product_of(maker)}/comments?subject=<b>x</b>", "<script>alert(1)</script>")
    page = maker.get(where).text
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
    assert Page(page).offences == []


def test_who_only_reads_does_not_speak(people: People, maker: TestClient, run: str) -> None:
    boss, product = people("alpha", "administrator"), product_of(maker)
    assert marks(boss, f"/en/results/{run}") == {}
    assert "<textarea" not in boss.get(f"/en/products/{product}/comments?subject=/total").text
    assert boss.post(f"/en/products/{product}/comments", data={"subject": "/total", "text": "x"}).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    sent = {"subject": "/total", "text": "x"}
    assert maker.post(f"/en/products/{product}/comments", data=sent, headers=foreign).status_code == 403


def test_another_organisation_sees_and_says_nothing(people: People, maker: TestClient, run: str) -> None:
    product = product_of(maker)
    thread = say(maker, f"/en/products/{product}/comments?subject=/total", "Ours").rpartition("#t-")[2]
    theirs = people("beta", "preparer")
    here = f"/en/products/{product}/comments"
    assert theirs.get(here).status_code == 404
    assert theirs.post(here, data={"subject": "/total", "text": "x"}).status_code == 404
    assert theirs.post(f"{here}/{thread}", data={"text": "x"}).status_code == 404
    # The same study calculated by them has no comments of ours, and no product of theirs to hold any.
    assert theirs.post("/v1/calculations", json=document()).json()["run_id"] == run
    assert marks(theirs, f"/en/results/{run}") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_well_formed(maker: TestClient, run: str, language: str) -> None:
    here = f"/{language}/products/{product_of(maker)}/comments"
    say(maker, f"{here}?subject={LINE}&run_id={run}", "?")
    for path in (here, f"{here}?subject=/total&run_id={run}", f"/{language}/results/{run}"):
        page = Page(maker.get(path).text)
        assert page.language == LANGUAGES[language]
        assert (page.offences, page.open, page.levels[0]) == ([], [], 1)
        assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False))
        assert len(page.ids) == len(set(page.ids))
