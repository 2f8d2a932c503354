"""Every page in three languages: it answers, is well formed, translated, and holds under the policy."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import web.pages
from api.i18n.collect import catalogues, sentences, untranslated
from tests.web.conftest import TestClient
from web.site import asset

LANGUAGES = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
VOID = {"meta", "link", "input", "br", "img", "hr", "path", "rect", "circle"}


class Page(HTMLParser):
    """Collects what the tests ask about a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language, self.levels, self.links, self.ids = "", list[int](), list[str](), list[str]()
        self.offences, self.open = list[str](), list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if "id" in given:
            self.ids.append(given["id"])
        self.offences += [f"{tag} {k}" for k in given if k == "style" or k.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.offences.append(tag)
        for key in ("src", "href", "action"):
            if given.get(key, "").startswith(("http:", "https:", "//", "javascript:")):
                self.offences.append(f"{tag} leads away: {given[key]}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open, f"</{tag}> without start"
            assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page(client: TestClient, paths: dict[str, str], language: str) -> None:
    for name, path in paths.items():
        answer = client.get(f"/{language}{path}")
        assert answer.status_code == 200, name
        page = Page(answer.text)
        assert page.language == LANGUAGES[language], name
        assert page.offences == [], name
        assert page.open == [], name
        assert page.levels[0] == 1, name
        assert page.levels.count(1) == 1, name
        assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False)), (name, page.levels)
        assert len(page.ids) == len(set(page.ids)), (name, sorted(i for i in page.ids if page.ids.count(i) > 1))
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "style-src 'self'" in policy


def test_links_lead_somewhere(client: TestClient, paths: dict[str, str]) -> None:
    found = {link.split("#")[0] for p in paths.values() for link in Page(client.get(f"/en{p}").text).links}
    datasets = sorted(link for link in found if "/background/" in link)
    for link in sorted(found - set(datasets[12:])):
        if link.startswith("/"):
            assert client.get(link).status_code == 200, link


def test_language_switch_keeps_the_place(client: TestClient, paths: dict[str, str]) -> None:
    page = Page(client.get(f"/en{paths['search']}").text)
    assert f"/zh-hant{paths['search']}" in page.links


@pytest.mark.parametrize(
    ("wanted", "path"),
    [("zh-HK,zh;q=0.9,en;q=0.8", "/zh-hant/"), ("zh-CN", "/zh-hans/"), ("fr", "/en/"), ("", "/en/")],
)
def test_root_leads_to_the_readers_language(client: TestClient, wanted: str, path: str) -> None:
    answer = client.get("/", headers={"Accept-Language": wanted}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, path)


def test_the_tag_of_a_language_may_be_written_as_elsewhere(client: TestClient) -> None:
    assert client.get("/zh-Hans/rules").status_code == 200
    assert client.get("/ZH-HANT/rules").status_code == 200
    assert client.get("/zh-xx/rules").status_code == 404


def test_result_without_language_is_where_qr_codes_lead(client: TestClient, run_id: str) -> None:
    answer = client.get(f"/results/{run_id}", headers={"Accept-Language": "zh-Hant"}, follow_redirects=False)
    assert answer.headers["location"] == f"/zh-hant/results/{run_id}"


@pytest.mark.parametrize(
    "path",
    ["/en/nope", "/xx/", "/en/background/nope", "/en/rules/nope", "/en/results/nope", "/en/calculate/nope"],
)
def test_errors_are_pages(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert Page(answer.text).levels == [1]


def test_trace_of_what_is_not_there_is_an_error_page(client: TestClient, run_id: str) -> None:
    for path in ("nope/nope", "cell/nope", "cell/cathode-powder/999", "cell/cathode-powder/x"):
        assert client.get(f"/en/results/{run_id}/trace/{path}").status_code == 404, path


def test_errors_of_the_interface_stay_problem_details(client: TestClient) -> None:
    answer = client.get("/v1/calculations/nope")
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_static_files_are_kept_by_content(client: TestClient) -> None:
    for name in ("site.css", "print.css", "live.js", "favicon.svg"):
        kept = client.get(asset(name))
        assert kept.status_code == 200
        assert "immutable" in kept.headers["cache-control"]
    assert client.get("/static/old/site.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/old/nope.css").status_code == 404
    assert "@import" not in client.get(asset("site.css")).text
    assert "url(" not in client.get(asset("site.css")).text


def test_theme_is_written_by_the_server(client: TestClient) -> None:
    assert 'data-theme="dark"' in client.get("/en/", headers={"Cookie": "theme=dark"}).text
    assert "data-theme=" not in client.get("/en/", headers={"Cookie": 'theme=x" onload="'}).text.split("<body>")[0]


def test_contexts_are_documented() -> None:
    for module in pkgutil.iter_modules(web.pages.__path__):
        for name, found in vars(importlib.import_module(f"web.pages.{module.name}")).items():
            if dataclasses.is_dataclass(found) and isinstance(found, type) and name.endswith(("Page", "Fragment")):
                text = found.__doc__ or ""
                template = re.search(r"``((?:pages|fragments)/[a-z_]+\.html)``", text)
                assert template, name
                assert (Path(web.pages.__path__[0]).parent / "templates" / template[1]).exists(), name
                for field in dataclasses.fields(found):
                    assert re.search(rf"\b{field.name}\b", text.split("Attributes")[1]), (name, field.name)


def test_every_sentence_is_translated() -> None:
    assert len(sentences("web")) > 200
    for room, language, catalogue in catalogues():
        if room == "web":
            assert untranslated(catalogue) == [], language


def test_placeholders_survive_translation() -> None:
    for room, _, catalogue in catalogues():
        for message in catalogue if room == "web" else ():
            if message.id:
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                wanted = sorted(re.findall(r"%\(\w+\)s", ids[0]))
                assert all(sorted(re.findall(r"%\(\w+\)s", t)) == wanted for t in texts), ids[0]
