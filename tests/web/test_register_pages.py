"""The pages of the register: every standing in three languages, ids as people type them, nothing private."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.app import create_app
from api.cases import papers
from api.cases.workbench import Workbench
from api.db.migrate import upgrade
from api.db.session import Database
from api.settings import Settings
from tests.api.conftest import TestClient, document, toy_bench
from tests.api.declarations.canaries import EVERYTHING, found, secret
from tests.registered import Bodies
from web.app import add_pages

SLUGS = ("en", "zh-hans", "zh-hant")
WORDS = {
    "published": ("Published and valid", "已发布，有效", "已發布，有效"),
    "suspended": ("Suspended", "已暂停", "已暫停"),
    "withdrawn": ("Withdrawn", "已撤销", "已撤銷"),
    "superseded": ("Superseded", "已被取代", "已被取代"),
    "expired": ("Expired", "已过期", "已過期"),
}
XSS = "<script>alert(1)</script>&<b>\"'"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    """A toy installation where people sign in: whoever reads here is nobody."""
    url = f"sqlite:///{tmp_path}/register.sqlite3"
    upgrade(url)
    database = Database(url)
    yield toy_bench(database, Settings(data_dir=tmp_path, database_url=url, access="accounts"))
    database.close()


@pytest.fixture
def bodies(bench: Workbench) -> Bodies:
    return Bodies.of(bench)


def anybody(bench: Workbench) -> TestClient:
    return TestClient(add_pages(create_app(bench.settings, bench)))


def standing_of(html: str) -> str:
    """Return how the band on a page says that an entry stands."""
    (found_,) = re.findall(r'<div class="standing (\w+)" role="status">', html)
    return str(found_)


def test_every_standing_is_said_in_three_languages(bodies: Bodies) -> None:
    ids = {}
    declaration, ids["suspended"] = bodies.publish(document(model="S"))
    bodies.act(declaration, "suspended", "Energy bills are missing.")
    declaration, ids["withdrawn"] = bodies.publish(document(model="W"))
    bodies.act(declaration, "withdrawn", "No longer made.")
    old, ids["superseded"] = bodies.publish(document(model="R"))
    _, ids["published"] = bodies.publish({}, replaces=old)
    _, ids["expired"] = bodies.publish(document(model="E"), expires=date(2026, 12, 31))
    client = anybody(replace(bodies.bench, clock=lambda: datetime(2027, 1, 1, tzinfo=UTC)))
    for status, entry in ids.items():
        for position, slug in enumerate(SLUGS):
            answer = client.get(f"/{slug}/register/{entry}")
            assert answer.status_code == 200, (status, slug)
            assert standing_of(answer.text) == status
            word = WORDS[status][position]
            assert f'<p class="standing-word">{word}</p>' in answer.text, (status, slug)
            assert "<svg" in answer.text.partition('class="standing ')[2].partition("</div>")[0], "a sign as well"
            assert word in client.get(f"/{slug}/register?status={status}").text
    withdrawn = client.get(f"/en/register/{ids['withdrawn']}").text
    assert "No longer made." in withdrawn
    assert "Withdrawn – not valid" in withdrawn, "the drawing says so too"
    assert f'href="/en/register/{ids["published"]}"' in client.get(f"/en/register/{ids['superseded']}").text
    assert f'href="/en/register/{ids["superseded"]}"' in client.get(f"/en/register/{ids['published']}").text


def test_a_revoked_label_shows_from_its_code_alone(bodies: Bodies) -> None:
    declaration, entry = bodies.publish(document())
    client = anybody(bodies.bench)
    payload = client.get(f"/v1/register/{entry}").json()["document"]["label"]["qr"]["payload"]
    scanned = urlsplit(payload).path
    assert standing_of(client.get(scanned).text) == "published"
    bodies.act(declaration, "withdrawn", "The plant used other cells.")
    seen = client.get(scanned, headers={"Accept-Language": "zh-Hans"})
    assert seen.url.path == f"/zh-hans/register/{entry}"
    assert standing_of(seen.text) == "withdrawn"
    assert "The plant used other cells." in seen.text
    program = client.get(scanned, headers={"Accept": "application/json"}).json()
    assert (program["status"], program["reason"]) == ("withdrawn", "The plant used other cells.")


def test_ids_lead_to_the_entry_however_they_are_typed(bodies: Bodies) -> None:
    _, entry = bodies.publish(document())
    client = anybody(bodies.bench)
    for typed in (
        entry.lower(),
        f"{entry[:4]} {entry[4:]}",
        f"{entry[:5]}-{entry[5:]}".lower(),
        entry.replace("0", "o"),
    ):
        for path in (f"/en/register/{typed}", f"/register/{typed}"):
            answer = client.get(path)
            assert (answer.status_code, answer.url.path) == (200, f"/en/register/{entry}"), path
        found_ = client.get("/en/register", params={"q": typed})
        assert found_.url.path == f"/en/register/{entry}", typed


@pytest.mark.parametrize("slug", SLUGS)
def test_who_is_not_there_is_helped(bodies: Bodies, slug: str) -> None:
    client = anybody(bodies.bench)
    for typed in ("7K3M9QXR2X", "nonsense", "x" * 60, XSS.replace("/", "")):
        answer = client.get(f"/{slug}/register/{typed}")
        assert answer.status_code == 404, typed
        assert 'role="search"' in answer.text
        assert "<script>alert" not in answer.text
    empty = client.get(f"/{slug}/register")
    assert (empty.status_code, 'class="empty"' in empty.text) == (200, True)
    assert client.get(f"/{slug}/register?status=nonsense").status_code == 422
    assert client.get(f"/{slug}/register?after=NONE").status_code == 404


def test_the_search_narrows_and_goes_on(bodies: Bodies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.register.PAGE", 2)
    ids = [bodies.publish(document(model=f"M-{n}"), number=f"GD-{n}")[1] for n in range(3)]
    client = anybody(bodies.bench)
    listed = r'<li><a href="/en/register/(\w+)">'
    first = client.get("/en/register?q=gd-&scheme=guangdong&rule=toys/box")
    assert len(re.findall(listed, first.text)) == 2
    (more,) = re.findall(r'href="([^"]*after=[^"]*)"', first.text)
    second = client.get(more.replace("&amp;", "&"))
    rest = re.findall(listed, second.text)
    assert {*re.findall(listed, first.text), *rest} == set(ids)
    assert "q=gd-" in second.text, "the first page is as narrow"
    assert re.findall(listed, client.get("/en/register?q=m-1 we").text) == [ids[1]]
    for nothing in ("q=M-7", "q=%25", "scheme=hongkong-cma", "rule=x", "status=withdrawn"):
        assert re.findall(listed, client.get(f"/en/register?{nothing}").text) == [], nothing


def test_what_is_withheld_is_named_and_not_shown(bodies: Bodies) -> None:
    _, entry = bodies.publish(secret(), withheld=EVERYTHING)
    papers.public_statement(bodies.bench, entry, "en")
    client = anybody(bodies.bench)
    for slug in SLUGS:
        page = client.get(f"/{slug}/register/{entry}")
        assert found(page.content) == []
        assert "stage-bars" not in page.text
        assert page.text.count('href="/v1/disclosure"') == 0
    shown = client.get(f"/en/register/{entry}").text
    assert "Name and address of the plant" in shown
    assert "does not publish the figures by life-cycle stage" in shown
    assert shown.count("being made") == 2, "the English paper is there, the other two are not yet"
    assert found(client.get("/en/register").content) == []


def test_texts_of_people_are_texts(bodies: Bodies) -> None:
    declaration, entry = bodies.publish(
        document(model=XSS, maker=XSS, name=XSS), number=XSS, statement=f"{XSS}\nsecond line", language="zh-Hans"
    )
    bodies.act(declaration, "suspended", XSS)
    client = anybody(bodies.bench)
    for slug in SLUGS:
        for path in (f"/{slug}/register/{entry}", f"/{slug}/register"):
            html = client.get(path).text
            assert "<script>alert" not in html
            assert "&lt;script&gt;alert(1)" in html
    assert '<blockquote lang="zh-Hans">' in client.get(f"/en/register/{entry}").text
    assert "<script>" not in client.get(f"/v1/register/{entry}/label").text
    assert client.get(f"/v1/register/{entry}/statement.pdf").content.startswith(b"%PDF")


def test_every_link_of_an_entry_leads_somewhere(bodies: Bodies) -> None:
    _, entry = bodies.publish(document())
    client = anybody(bodies.bench)
    html = client.get(f"/en/register/{entry}").text
    links = {one.replace("&amp;", "&") for one in re.findall(r'href="(/[^"]*)"', html.partition("<main")[2])}
    own = {one for one in links if "register" in one or "jwks" in one or "schemas" in one}
    assert len(own) > 30
    for one in sorted(own):
        if "format=p" not in one:  # drawing those is tested elsewhere, and slow
            assert client.get(one).status_code == 200, one
