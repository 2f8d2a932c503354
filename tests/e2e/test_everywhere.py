"""Every page: no accessibility violation in light and dark, no overflow on a phone, nothing from elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.e2e.conftest import Site, Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_violation(browser: Browser, site: Site, watch: Watch, scheme: Any, width: int) -> None:
    context = browser.new_context(
        base_url=site.url, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    watch.over(page, site.url)
    language = {("light", 390): "zh-hans", ("light", 1440): "en", ("dark", 390): "en", ("dark", 1440): "zh-hant"}
    for name, path in site.pages.items():
        page.goto(f"/{language[scheme, width]}{path}", wait_until="networkidle")
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        found = Axe().run(page, options=RULES).response["violations"]
        told = [
            (v["id"], [n["target"] for n in v["nodes"]][:3], v["nodes"][0].get("failureSummary")) for v in found
        ]
        assert told == [], name
    context.close()
    watch.complaints = [c for c in watch.complaints if "404" not in c]


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_no_sideways_scrolling_on_a_phone(browser: Browser, site: Site, watch: Watch, language: str) -> None:
    context = browser.new_context(
        base_url=site.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    watch.over(page, site.url)
    for name, path in site.pages.items():
        page.goto(f"/{language}{path}", wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        small = page.evaluate(
            """() => [...document.querySelectorAll("main button, main select, main input:not([type=hidden])")]
            .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 43.5)
            .map((e) => e.outerHTML.slice(0, 90))"""
        )
        assert small == [], name
    context.close()
    watch.complaints = [c for c in watch.complaints if "404" not in c]
