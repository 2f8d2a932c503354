"""From the page of a product to its metal parts under CBAM: candidates, a document with holes, no figure of it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.web.conftest import TestClient
from tests.web.test_cbam_law import text_of
from tests.web.test_pages import Page


def taken(client: TestClient, name: str) -> str:
    answer = client.post("/en/products/example", data={"name": name}, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"]).partition("?")[0]


def test_a_transformer_leads_to_its_core(client: TestClient) -> None:
    product = taken(client, "distribution-transformer")
    assert f'href="{product}/cbam"' in client.get(product).text
    html = client.get(f"{product}/cbam").text
    shown = text_of(html)
    assert "7225 11" in shown
    assert "Copper (chapter 74) is not in Annex I" in shown
    kept = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", html, re.DOTALL)
    assert kept is not None
    text = unescape(kept[1])
    assert "id: core" in text
    assert "DEMO-BOM-T1 rev. C" in text
    assert "kg CO2" not in text
    tried = client.post("/en/cbam/installation", data={"text": text, "name": "core.yaml"})
    assert tried.status_code == 422
    assert re.search(r"core\.yaml:\d+: processes\[core\]\.goods\[0\]\.cn", text_of(tried.text))


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_page_holds_together(client: TestClient, language: str) -> None:
    product = taken(client, "power-cable").replace("/en/", f"/{language}/")
    page = Page(client.get(f"{product}/cbam").text)
    assert (page.offences, page.open) == ([], [])
    assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False)), page.levels


def test_what_has_no_metal_has_no_link(client: TestClient) -> None:
    product = taken(client, "laundry-liquid")
    assert f"{product}/cbam" not in client.get(product).text


def test_a_product_that_is_not_there(client: TestClient) -> None:
    assert client.get("/en/products/00000000-0000-0000-0000-000000000000/cbam").status_code == 404


def test_what_holds_for_the_product_and_its_lines(client: TestClient) -> None:
    """A transformer of 8504 34 is outside, today and under the proposal, which names 8504 33 but not 34."""
    product = taken(client, "distribution-transformer")
    shown = text_of(client.get(f"{product}/cbam").text)
    assert "8504 34" in shown
    assert "8504 34 is not in Annex I: not in scope." in shown
    assert "Lines as goods of their own" in shown
    assert "falls under row 7308 of Annex I: in scope" in shown
    assert "CBAM declaration for the year of import" in shown
    assert "Article 6(1)" in shown


def test_switching_the_language_keeps_what_was_changed(client: TestClient) -> None:
    product = taken(client, "distribution-transformer").replace("/en/", "/zh-hant/")
    answer = client.post(
        f"{product}/cbam", data={"text": "format: cbam-installation/1\nnote: mine\n", "_do": "show"}
    )
    assert answer.status_code == 200
    assert "note: mine" in answer.text
    assert "8504 34" in answer.text


@pytest.mark.parametrize(("language", "name"), [("en", "transformer"), ("zh-hant", "變壓器")])
def test_the_way_back_to_the_product(client: TestClient, language: str, name: str) -> None:
    """The breadcrumb leads to the product, under its name in the language of the page."""
    product = taken(client, "distribution-transformer").replace("/en/", f"/{language}/")
    html = client.get(f"{product}/cbam").text
    crumbs = html[html.index('class="crumbs"') : html.index("</nav>", html.index('class="crumbs"'))]
    assert name in crumbs[crumbs.index(f'href="{product}"') :]
