"""The page CBAM by code: picture, threshold, gaps and sources; bad input named by row; without script."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import TestClient
from tests.web.test_pages import Page

GOODS = (
    "cn=73082000&origin=CN&mass=30&cn=7610+90+90&origin=hk&mass=25&cn=85043300&origin=CN&mass=40"
    "&cn=72044910&origin=CN&mass=&cn=25231000&origin=VN&mass=3&on=2026-06-01"
)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("query", ["", GOODS])
def test_the_page_holds_together(client: TestClient, language: str, query: str) -> None:
    answer = client.get(f"/{language}/cbam?{query}")
    assert answer.status_code == 200
    page = Page(answer.text)
    assert (page.offences, page.open) == ([], [])
    assert page.levels[0] == 1
    assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False)), page.levels
    assert len(page.ids) == len(set(page.ids))


def test_what_it_says(client: TestClient) -> None:
    html = client.get(f"/en/cbam?{GOODS}").text
    shown = text_of(html)
    assert html.index("cbam-lanes") < html.index("cbam-form"), "the picture comes first"
    lanes = re.findall(r'<section class="cbam-lane (\w+)">.*?figure-value">(\d+)<', html, re.DOTALL)
    assert lanes == [("in", "3"), ("proposed", "1"), ("out", "1")]
    assert "6.6385" in shown  # with the mark-up
    assert "390.3–426.8" in shown
    assert "above the threshold" in shown
    assert "2523 10 00 10, 2523 10 00 90" in shown  # a gap: white or grey clinker
    assert "the table “Other countries and territories” holds" in shown
    assert "Proposal, not law" in shown
    assert "2027-09-30" in shown
    assert "How the registry rounds has not been published" in shown
    assert "Implementing Regulation (EU) 2025/2620" in shown


def test_bad_rows_are_named(client: TestClient) -> None:
    answer = client.get("/en/cbam?cn=73&origin=CN&mass=1&cn=73082000&origin=CN&mass=lots")
    assert answer.status_code == 422
    shown = text_of(answer.text)
    assert "1.cn: is '73': a CN code of 8 digits is due" in shown.replace("&#39;", "'")
    assert "2.mass: is lots: tonnes are due" in shown
    assert 'value="lots"' in answer.text
    assert client.get("/en/cbam?cn=73082000&origin=CN&mass=1&on=soon").status_code == 422


def test_what_is_typed_is_escaped(client: TestClient) -> None:
    html = client.get("/en/cbam?cn=%3Cscript%3E&origin=%3Cb%3E&mass=%22").text
    assert "<script>" not in html.replace("<script src", "")
    assert "<b>&lt;" not in html
