"""What a new user does: open the example, change an amount, save, follow a figure, take the label."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.conftest import RULE, Site, Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# What draws or calculates many variants, on a busy machine [ms].
SLOW = 60_000
CATHODE = "processes[cell].lines[cathode-powder]"


def total(page: Page) -> Locator:
    return page.locator("#preview[data-total]")


def number(page: Page) -> float:
    return float(total(page).get_attribute("data-total") or "nan")


def open_example(page: Page, language: str = "en") -> float:
    page.goto(f"/{language}/calculate/{RULE}?example=traction-battery-nmc")
    expect(total(page)).to_be_visible()
    return number(page)


def moved(page: Page, before: float) -> float:
    expect(total(page)).not_to_have_attribute("data-total", f"{before:.12g}")
    return number(page)


def test_from_the_front_page_to_the_label(page: Page) -> None:
    page.goto("/en/")
    page.locator('main a[href$="example=traction-battery-nmc"]').first.click()
    expect(total(page)).to_be_visible()
    before = number(page)
    page.locator(f'[name="{CATHODE}.amount"]').fill("0.5")
    after = moved(page, before)
    assert after > before
    expect(page.locator("#live .delta")).to_contain_text("+")
    page.get_by_role("button", name="Save this calculation").click()
    page.wait_for_url(re.compile(r"/en/results/[0-9a-f]{64}$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("NMC622")
    expect(page.locator(".sankey")).to_be_visible()
    page.get_by_role("row").filter(has_text="NMC622 cathode powder").get_by_role("link").click()
    expect(page.locator(".equation").first).to_contain_text("0.5 kg")
    page.locator(".exchange-list a").first.click()
    page.wait_for_url(re.compile(r"/trace/cell/cathode-powder/\d+$"))
    page.locator(".exchange-list summary").first.click()
    expect(page.locator(".exchange-list details[open] dl").first).to_contain_text("Source")
    page.go_back()
    page.go_back()
    page.get_by_role("link", name="Label", exact=True).click()
    expect(page.locator(".artwork img").first).to_be_visible()
    page.locator(".artwork img").first.evaluate("image => image.decode()")
    with page.expect_download() as download:
        page.get_by_role("link", name="Label data (JSON)").click()
    assert download.value.suggested_filename.endswith(".json")


def test_search_in_chinese_by_keyboard(page: Page) -> None:
    before = open_example(page, "zh-hans")
    line = page.locator('[data-process="cell"] [data-line="copper-foil"]')
    box = line.get_by_role("combobox").nth(1)
    box.click()
    box.press_sequentially("铝锭")
    expect(line.locator("[role=option]").first).to_contain_text("铝")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", re.compile(".+"))
    box.press("Enter")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value(re.compile("铝"))
    moved(page, before)


def test_escape_puts_the_old_choice_back(page: Page) -> None:
    before = open_example(page)
    box = page.locator('[data-process="cell"] [data-line="copper-foil"]').get_by_role("combobox").nth(1)
    was = box.input_value()
    box.click()
    box.press_sequentially("steel")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(box).to_have_value(was)
    assert number(page) == before


def test_region_moves_the_processes_with_it(page: Page) -> None:
    before = open_example(page)
    page.locator('[name="electricity.family"]').select_option("modelled-zone")
    zone = moved(page, before)
    page.locator('[name="plant.region"]').select_option("CN-YN")
    yunnan = moved(page, zone)
    assert yunnan < zone
    assert page.locator('[name="processes[pack].region"]').input_value() == "CN-YN"


def test_lines_and_processes_are_added_and_removed(page: Page) -> None:
    before = open_example(page)
    cell = page.locator('[data-process="cell"]')
    cell.locator('[data-line="copper-foil"]').get_by_role("button", name="Remove this line").click()
    without = moved(page, before)
    assert without < before
    cell.get_by_role("button", name="Add a line").click()
    line = cell.locator("[data-line]").last
    line.locator("[data-activity]").select_option("copper_foil")
    line.locator("[data-search]").fill("copper foil")
    line.locator("[role=option]").filter(has_text="Copper foil, current collector").first.click()
    line.locator("input.amount").fill("0.12")
    expect(total(page)).to_have_attribute("data-total", re.compile(rf"^{str(before)[:8]}"))
    page.get_by_role("button", name="Add a process").click()
    added = page.locator("[data-process]").last
    added.get_by_role("button", name="Remove this process").click()
    expect(page.locator("[data-process]")).to_have_count(3)


def test_a_wrong_unit_is_told_at_the_field(page: Page) -> None:
    open_example(page)
    field = page.locator(f'[name="{CATHODE}.amount"]')
    field.fill("-1")
    expect(field).to_have_attribute("aria-invalid", "true")
    note = page.locator(f'[data-notes="{CATHODE}"] .note.error')
    expect(note).to_have_count(1)
    field.fill("0.4")
    expect(note).to_have_count(0)
    expect(total(page)).to_be_visible()


def test_what_cannot_be_saved_is_not_saved(page: Page, watch: Watch) -> None:
    open_example(page)
    page.locator('[name="maker"]').fill("")
    page.get_by_role("button", name="Save this calculation").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.locator('[name="maker"]')).to_be_focused()
    assert "/calculate/" in page.url
    watch.complaints = [c for c in watch.complaints if "422" not in c]


def test_an_overtaken_answer_is_thrown_away(page: Page) -> None:
    open_example(page)
    field = page.locator(f'[name="{CATHODE}.amount"]')
    field.fill("")
    field.press_sequentially("0.3895", delay=30)
    field.press_sequentially("1", delay=200)
    field.press("Backspace")
    expect(page.locator("#live")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#live .delta")).not_to_contain_text("%")


def test_from_the_form_to_what_if_and_how_sure(page: Page) -> None:
    open_example(page)
    page.locator(f'[name="{CATHODE}.amount"]').fill("0.5")
    page.get_by_role("button", name="What if").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What if", timeout=SLOW)
    expect(page.locator("#pull figure svg").first).to_be_visible()
    page.locator("#pull details summary").click()
    expect(page.get_by_role("row").filter(has_text="Cathode active material")).to_contain_text("0.5 kg")
    page.get_by_label("Place").select_option(label="Cathode active material · Cell")
    page.get_by_role("button", name="Try").click()
    expect(page.locator("#swap figure")).to_contain_text("LFP cathode powder", timeout=SLOW)


def test_a_stored_result_asks_its_first_question_itself(page: Page, site: Site) -> None:
    page.goto(f"/en/results/{site.run_id}")
    page.get_by_role("link", name="How sure").click()
    page.wait_for_url(re.compile(r"/uncertainty\?draws=500&seed=1$"), timeout=SLOW)
    expect(page.locator("figure svg").first).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(rf"/results/{site.run_id}$"))


def test_two_results_are_equal_somewhere_or_refused(page: Page, site: Site) -> None:
    page.set_default_timeout(SLOW)
    page.goto(f"/en/compare?first={site.run_id}&second={site.variant}")
    expect(page.get_by_text("95 of 100 differences")).to_be_visible()
    page.locator("#equal-number").select_option(label="Yield of Cell")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("#equal")).to_contain_text("equal at 0.95", timeout=SLOW)


def test_theme_is_kept(context: BrowserContext, page: Page) -> None:
    page.goto("/en/")
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/zh-hant/rules")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert any(cookie["name"] == "theme" for cookie in context.cookies())


def test_pages_read_without_script(site: Site, context: BrowserContext) -> None:
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"/en/results/{site.run_id}")
    expect(page.locator(".sankey")).to_be_visible()
    page.goto(f"/en/calculate/{RULE}?example=traction-battery-nmc")
    expect(page.locator("[data-line]").first).to_be_visible()
    plain.close()
