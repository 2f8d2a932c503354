"""Webhooks by page: added with a secret that is shown once, told, sent again, stopped; for administrators alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from api.cases import webhooks
from api.jobs import deliveries
from tests.api.accounts.conftest import House
from tests.api.conftest import AT, TestClient, document
from tests.web.house.conftest import People
from tests.web.test_pages import LANGUAGES, Page
from web.pages import log
from web.pages.webhooks import OFFERED

NOBODY_LISTENS = "http://127.0.0.1:9/hook"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")


@pytest.fixture
def boss(people: People) -> TestClient:
    return people("alpha", "administrator", "preparer")


def added(client: TestClient) -> str:
    """Add an address and return its id."""
    answer = client.post("/en/webhooks", data={"url": NOBODY_LISTENS, "kinds": ["calculation.created"]})
    assert answer.status_code == 200, answer.text
    assert len(SECRET.findall(answer.text)) == 1
    return str(client.get("/v1/webhooks").json()["items"][-1]["id"])


def test_an_address_is_added_and_its_secret_shown_once(boss: TestClient) -> None:
    hook = added(boss)
    page = boss.get("/en/webhooks").text
    assert NOBODY_LISTENS in page
    assert "stored a calculation" in page
    assert not SECRET.findall(page)
    rotated = boss.post(f"/en/webhooks/{hook}/secret").text
    assert len(SECRET.findall(rotated)) == 1
    assert boss.post(f"/en/webhooks/{hook}/stop", follow_redirects=False).status_code == 303
    assert NOBODY_LISTENS not in boss.get("/en/webhooks").text
    assert boss.get(f"/en/webhooks/{hook}").status_code == 404


def test_what_failed_is_told_in_words_and_sent_again(house: House, boss: TestClient) -> None:
    hook = added(boss)
    boss.post("/v1/calculations", json=document())
    deliveries.tell(house.bench)
    for language, told in (("en", "does not answer"), ("zh-hans", "没有回应"), ("zh-hant", "沒有回應")):
        page = boss.get(f"/{language}/webhooks/{hook}").text
        assert told in page, language
        assert "does not answer" not in page or language == "en"
    assert "/again" not in boss.get(f"/en/webhooks/{hook}").text
    last = sum(deliveries.WAITS, start=deliveries.TAKEN_FOR)
    for n in range(1, len(deliveries.WAITS) + 1):
        deliveries.tell(replace(house.bench, clock=lambda at=AT + n * last: at))
    page = boss.get(f"/en/webhooks/{hook}").text
    found = re.search(r'action="([^"]*/again)"', page)
    assert found, page
    assert boss.post(found[1], follow_redirects=False).status_code == 303
    assert "/again" not in boss.get(f"/en/webhooks/{hook}").text


def test_what_was_typed_stays_when_it_is_refused(boss: TestClient) -> None:
    typed = {"url": "http://inside.example/", "kinds": ["job.done"]}
    answer = boss.post("/zh-hant/webhooks", data=typed)
    assert answer.status_code == 422
    assert "http://inside.example/" in answer.text
    assert 'value="job.done" checked' in answer.text
    assert "is not encrypted" not in answer.text
    assert boss.post("/en/webhooks", data={"url": NOBODY_LISTENS}).status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_well_formed(boss: TestClient, language: str) -> None:
    hook = added(boss)
    for path in ("webhooks", f"webhooks/{hook}"):
        page = Page(boss.get(f"/{language}/{path}").text)
        assert page.language == LANGUAGES[language]
        assert (page.offences, page.open, page.levels[0]) == ([], [], 1)


def test_nobody_else_comes_near(people: People, boss: TestClient) -> None:
    hook = added(boss)
    other, preparer = people("beta", "administrator"), people("alpha", "preparer")
    acts = ("secret", "stop", f"deliveries/{hook}/again")
    assert NOBODY_LISTENS not in other.get("/en/webhooks").text
    assert other.get(f"/en/webhooks/{hook}").status_code == 404
    assert [other.post(f"/en/webhooks/{hook}/{act}").status_code for act in acts] == [404] * 3
    assert preparer.get("/en/webhooks").status_code == 403
    assert preparer.post("/en/webhooks", data={"url": NOBODY_LISTENS, "kinds": ["job.done"]}).status_code == 403
    assert [preparer.post(f"/en/webhooks/{hook}/{act}").status_code for act in acts] == [403] * 3
    assert "/en/webhooks" not in preparer.get("/en/products").text
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert boss.post(f"/en/webhooks/{hook}/stop", headers=foreign).status_code == 403
    assert NOBODY_LISTENS in boss.get("/en/webhooks").text


def test_every_kind_has_words() -> None:
    assert {kind for kind, _ in OFFERED} == set(webhooks.KINDS)
    assert set(webhooks.KINDS) <= set(log.ACTIONS)
