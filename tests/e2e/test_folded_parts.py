"""Meters, own electricity, co-products and a supplier's footprint, entered by hand as a user would."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from ruamel.yaml import YAML

from footprint.product import parse_product
from tests.e2e.conftest import RULE, Site, Watch
from tests.e2e.test_everywhere import RULES
from tests.e2e.test_flow import moved, number, open_example, total
from tests.footprint.test_pact import V3

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

METER = "accounts[account-1]"
YEAR = [1000 + 13 * month for month in range(12)]
PASTE = """(field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def entry(page: Page, path: str) -> Locator:
    return page.locator(f'[data-entry="{path}"]')


def month(page: Page, row: str, n: int = 1) -> Locator:
    return page.locator(f'[name="months:{METER}.{row}"]').nth(n - 1)


def add(page: Page, fold: str, button: str) -> None:
    part = page.locator("details", has=page.locator("summary", has_text=fold)).last
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()
    part.get_by_role("button", name=button).last.click()


def meter(page: Page) -> Locator:
    """Add an account with a year of readings and the line it feeds."""
    add(page, "Meters, bills and ledgers", "Add an account")
    made = entry(page, METER)
    expect(made.get_by_label("Name of the meter")).to_be_focused()
    made.get_by_label("Name of the meter").fill("Main meter")
    made.locator("[data-process-select]").select_option("cell")
    made.get_by_role("checkbox", name="Cell · Electricity").check()
    table = "\n".join(f"{value:,}\t{value + 1}\t5" for value in YEAR)
    month(page, "metered").evaluate(PASTE, table)
    return made


def instrument(page: Page, number_: int, kind: str, search: str, amount: str) -> Locator:
    """Add an instrument of the only account."""
    add(page, "Own, direct or contracted electricity", "Add an instrument")
    made = entry(page, f"electricity.instruments[instrument-{number_}]")
    made.get_by_label("Kind of supply").select_option(kind)
    box = made.get_by_role("combobox", name="Generation it stands for")
    box.press_sequentially(search)
    expect(made.locator("[role=option]").first).to_contain_text("Electricity")
    box.press("ArrowDown")
    box.press("Enter")
    expect(made.locator("[data-account-select]")).to_have_value("account-1")
    made.get_by_label("Covered amount").fill(amount)
    return made


def views(page: Page) -> list[float]:
    """Return the totals by location and by market as shown."""
    return [float(text.split()[0]) for text in page.locator("#supply dd").all_inner_texts()]


@pytest.fixture
def pact(tmp_path: Path) -> Path:
    file = tmp_path / "coil.json"
    file.write_text(json.dumps(V3), "utf-8")
    return file


def test_from_the_meter_to_the_same_record_as_the_file(page: Page, pact: Path, tmp_path: Path) -> None:
    before = open_example(page)
    meter(page)
    assert [month(page, "metered", n).input_value() for n in (1, 12)] == ["1,000", "1,143"]
    assert month(page, "produced", 12).input_value() == "5"
    instrument(page, 1, "on_site", "solar PV", "3000")
    roof = moved(page, before)
    location, market = views(page)
    assert location == market < before
    paper = instrument(page, 2, "green_certificate", "wind", "2000")
    paper.locator('[name$=".start"]').fill("2025-01-01")
    paper.locator('[name$=".end"]').fill("2025-12-31")
    paper.get_by_label("Codes of green certificates").fill("1\n2")
    expect(paper.locator(".note.warning").filter(has_text="32").first).to_be_visible()
    paper.get_by_label("Codes of green certificates").fill("\n".join(f"{n:032d}" for n in (1, 2)))
    paper.get_by_label("Cancelled on").fill("2025-12-31")
    expect(paper.locator(".note.warning, .note.error")).to_have_count(0)
    location, market = views(page)
    assert market < location
    cell = page.locator('[data-process="cell"]')
    cell.locator("summary", has_text="Co-products of this process").click()
    cell.get_by_role("button", name="Add a co-product").click()
    scrap = cell.locator("[data-entry]")
    scrap.get_by_label("Name").fill("Scrap")
    scrap.get_by_label("Amount per run of the process").fill("0.05")
    shared = moved(page, roof)
    assert shared < roof
    page.locator("summary", has_text="Footprints of suppliers").click()
    page.get_by_label("PACT file").set_input_files(pact)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("[data-supplier]")).to_contain_text("TÜV")
    line = page.locator('[data-line="cathode-powder"]')
    line.locator("[data-search]").fill("coil")
    line.locator("[role=option]").filter(has_text="Coil S235").click()
    moved(page, shared)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as a file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    with page.expect_request("**/v1/calculations") as sent:
        page.get_by_role("button", name="Save this calculation").click()
    page.wait_for_url(re.compile(r"/en/results/[0-9a-f]{64}$"))
    saved: Any = sent.value.post_data_json
    posted = YAML(typ="safe").load(file)
    assert parse_product(saved).to_document() == parse_product(posted).to_document()
    run = page.context.request.post("/v1/calculations", data=posted).json()["run_id"]
    assert page.url.endswith(run)


def test_a_wrong_month_is_told_at_the_month_and_a_wrong_file_beside_it(
    page: Page, watch: Watch, tmp_path: Path
) -> None:
    open_example(page)
    meter(page)
    month(page, "billed", 3).fill("many")
    expect(month(page, "billed", 3)).to_have_attribute("aria-invalid", "true")
    expect(month(page, "billed", 1)).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(f'[data-notes="{METER}.billed"] .note')).to_contain_text("plain number")
    month(page, "billed", 3).fill("")
    expect(total(page)).to_be_visible()
    entry(page, METER).get_by_label("One figure for the whole period").check()
    expect(month(page, "metered", 2)).to_be_hidden()
    entry(page, METER).get_by_label("Figures by month").check()
    expect(month(page, "metered", 2)).to_have_value("1,013")
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{", "utf-8")
    page.locator("summary", has_text="Footprints of suppliers").click()
    page.get_by_label("PACT file").set_input_files(wrong)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#pact-problems")).to_contain_text("is not JSON")
    watch.complaints = [c for c in watch.complaints if "422" not in c]


def test_folded_parts_survive_a_change_of_language(page: Page, pact: Path) -> None:
    before = open_example(page)
    meter(page)
    instrument(page, 1, "on_site", "solar PV", "3000")
    changed = moved(page, before)
    page.locator("summary", has_text="Footprints of suppliers").click()
    page.get_by_label("PACT file").set_input_files(pact)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("[data-supplier]")).to_have_count(1)
    page.get_by_role("link", name="繁體").click()
    expect(page.locator("#draft-note")).to_be_visible()
    expect(total(page)).to_have_attribute("data-total", f"{changed:.12g}")
    expect(month(page, "metered", 12)).to_have_value("1,143")
    expect(entry(page, METER).locator("input:checked[type=checkbox]")).to_have_value("cell/electricity")
    expect(page.locator("[data-supplier]")).to_contain_text("初級數據")
    assert number(page) == changed
    page.locator("[data-supplier]").get_by_role("button").click()
    expect(page.locator("[data-supplier]")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme", "language"), [(390, "dark", "zh-hant"), (1440, "light", "en")])
def test_folded_parts_are_accessible(
    browser: Browser, site: Site, watch: Watch, pact: Path, width: int, scheme: Any, language: str
) -> None:
    viewport: Any = {"width": width, "height": 900}
    context = browser.new_context(
        base_url=site.url, viewport=viewport, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    watch.over(page, site.url)
    page.goto(f"/{language}/calculate/{RULE}?example=traction-battery-nmc")
    expect(total(page)).to_be_visible()
    page.evaluate("document.querySelectorAll('details.folded').forEach((d) => { d.open = true; })")
    for button in ("add:accounts", "add:electricity.instruments", "add:processes[cell].split.co_products"):
        page.locator(f'[value="{button}"]').click()
    page.locator("#pact").set_input_files(pact)
    page.locator('[value="upload:pact"]').click()
    expect(page.locator("[data-supplier]")).to_have_count(1)
    month(page, "metered").fill("x")
    expect(month(page, "metered")).to_have_attribute("aria-invalid", "true")
    page.evaluate("document.querySelectorAll('.entry details').forEach((d) => { d.open = true; })")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], v["nodes"][0]["target"], v["nodes"][0].get("failureSummary")) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_form_works_without_script(browser: Browser, site: Site, pact: Path) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"/en/calculate/{RULE}?example=traction-battery-nmc")
    page.locator("summary", has_text="Meters, bills and ledgers").click()
    page.get_by_role("button", name="Add an account").click()
    made = entry(page, METER)
    made.get_by_label("One figure for the whole period").check()
    month(page, "metered").fill("12000")
    made.locator("[data-process-select]").select_option("cell")
    page.locator("summary", has_text="Footprints of suppliers").click()
    page.get_by_label("PACT file").set_input_files(pact)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("[data-supplier]")).to_contain_text("40.0 %")
    expect(month(page, "metered")).to_have_value("12000")
    page.locator('[data-line="cathode-powder"]').get_by_label("Kind and id").fill("supplier:coil-s235")
    page.get_by_role("button", name="Calculate", exact=True).click()
    expect(total(page)).to_be_visible()
    page.get_by_role("button", name="Save this calculation").click()
    page.wait_for_url(re.compile(r"/en/results/[0-9a-f]{64}$"))
    context.close()
