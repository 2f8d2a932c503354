"""The blank form of a rule nobody wrote code for, filled by hand; and entries that survive a change of language."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from rules.load import ROOT
from tests.e2e.conftest import Site, Watch, chromium, serve
from tests.e2e.test_everywhere import RULES
from tests.e2e.test_flow import CATHODE, moved, number, open_example, total
from tests.rules import bench

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STEEL = "processes[bench].lines[frame-steel]"


@pytest.fixture(scope="module")
def bench_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if chromium() is None:
        pytest.skip("Chromium is not installed")
    folder = bench.folder(tmp_path_factory.mktemp("rules"))
    shutil.copytree(ROOT / "pcr" / "batteries", folder / "pcr" / "batteries")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOOTPRINT_RULES", str(folder))
        running = serve(tmp_path_factory.mktemp("bench"))
        site = next(running)
    yield site
    next(running, None)


@pytest.fixture
def form(browser: Browser, bench_site: Site, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(base_url=bench_site.url, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    watch.over(page, bench_site.url)
    page.goto(f"/en/calculate/{bench.NAME}")
    yield page
    context.close()


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f'[name="{name}"]').fill(value)


def complete(page: Page) -> float:
    """Fill what the blank form leaves open: names, choices, parameters, amounts. What is bought is there."""
    fill(page, **{"name.en": "Bench", "model": "B", "maker": "M", "plant.name": "P"})
    fill(page, **{"period.start": "2025-01-01", "period.end": "2025-12-31"})
    page.locator('[name="plant.region"]').select_option("CN-GD")
    page.get_by_label("In the shade").check()
    page.get_by_role("button", name="Use Two together, with this reason").click()
    page.get_by_role("button", name="Use 15 year, with this reason").click()
    fill(page, **{"parameters.frame_mass.amount": "20", f"{STEEL}.amount": "20"})
    fill(
        page,
        **{"processes[bench].lines[bench-power].amount": "5", "processes[use].lines[bench-in-use].amount": "1"},
    )
    expect(total(page)).to_be_visible()
    return number(page)


def test_the_blank_form_calculates_once_amounts_are_in(form: Page) -> None:
    complete(form)
    assert form.locator('[name="parameters.service_life.amount"]').input_value() == "15"
    assert "Unchecked practice" in form.locator('[name="parameters.service_life.reason"]').input_value()
    assert form.locator('[name="choices.guest.option"][value="two"]').is_checked()
    # 4 W × 2,000 h/a × 15 a, shown where nothing is to be entered
    lamp = form.locator('[data-computed="derived-lamp-electricity"]')
    expect(lamp.locator(".worth")).to_have_text("120 kWh")
    form.get_by_role("button", name="Save this calculation").click()
    form.wait_for_url(re.compile(r"/en/results/[0-9a-f]{64}$"))
    expect(form.locator("#chosen")).to_contain_text("Service life")
    expect(form.locator("#computed")).to_contain_text("Electricity for the lamp")
    expect(form.locator("#defaults")).to_contain_text("Planks")
    form.locator("#computed a").first.click()
    expect(form.locator(".formula").first).to_contain_text("= 120 kWh")


def test_a_choice_opens_and_closes_what_depends_on_it(form: Page) -> None:
    before = complete(form)
    hours = form.locator('[data-parameter="hours"]')
    expect(hours.locator(".worth")).to_have_text("2,000 hour")
    expect(hours.locator("[data-asked]")).to_be_hidden()
    form.get_by_label("In the sun").check()
    expect(hours.locator("[data-asked]")).to_be_visible()
    expect(hours.get_by_text("open: no public text fixes it")).to_be_visible()
    expect(total(form)).to_have_count(0)
    fill(form, **{"parameters.hours.amount": "1000", "parameters.hours.reason": "as measured"})
    expect(total(form)).to_be_visible()
    assert moved(form, before) < before
    form.get_by_label("In the shade").check()
    expect(total(form)).to_have_attribute("data-total", f"{before:.12g}")


def test_optional_process_second_evidence_and_omission(form: Page) -> None:
    before = complete(form)
    form.get_by_role("button", name="Add: Cushion").click()
    expect(form.locator('[data-process="cushion"]')).to_be_visible()
    assert form.locator('[name="processes[cushion].region"]').input_value() == "CN-GD"
    assert form.locator('[name="final_process"] option').count() == 3
    form.locator('[data-process="cushion"]').get_by_role("button", name="Remove this process").click()
    line = form.locator('[data-line="frame-steel"]')
    line.locator("summary").click()
    first = line.locator("[data-evidence]").first
    first.locator("[data-kind]").select_option("meter_reading")
    expect(first.get_by_label("Number of the meter")).to_be_visible()
    expect(first.get_by_label("Calibration valid until")).to_be_visible()
    expect(first.get_by_label("Issued by")).to_be_hidden()
    first.get_by_label("Reference of the document").fill("M-1")
    line.get_by_role("button", name="Add evidence").click()
    second = line.locator("[data-evidence]").nth(1)
    second.locator("[data-kind]").select_option("supplier_declaration")
    second.get_by_label("Reference of the document").fill("S-2")
    second.get_by_label("Valid until", exact=True).fill("2020-01-01")
    expect(second.locator(".note.warning")).to_have_count(1)
    form.get_by_role("button", name="Add an omission").click()
    left = form.locator("[data-omission]")
    left.get_by_label("Process", exact=True).select_option("bench")
    left.get_by_label("What was left out", exact=True).fill("screws")
    left.get_by_label("Amount per output of the process").fill("1")
    assert moved(form, before) > before, "the rule charges what was left out"
    expect(left.locator(".note.warning")).to_have_count(1)
    with form.expect_request("**/v1/calculations") as sent:
        form.get_by_role("button", name="Save this calculation").click()
    document: Any = sent.value.post_data_json
    assert [e["reference"] for e in document["processes"][0]["lines"][0]["evidence"]] == ["M-1", "S-2"]
    assert document["omitted"] == [{"process": "bench", "name": "screws", "amount": 1, "unit": "kg"}]


def test_entries_survive_a_change_of_language(page: Page) -> None:
    before = open_example(page)
    expect(page.locator("#draft-note")).to_be_hidden()
    page.locator(f'[name="{CATHODE}.amount"]').fill("0.5")
    changed = moved(page, before)
    cell = page.locator('[data-process="cell"]')
    cell.locator('[data-line="carbon-black"]').get_by_role("button", name="Remove this line").click()
    cell.get_by_role("button", name="Add a line").click()
    line = cell.locator("[data-line]").last
    line.locator("[data-activity]").select_option("copper_foil")
    line.locator("[data-search]").fill("copper foil")
    line.locator("[role=option]").filter(has_text="Copper foil, current collector").first.click()
    line.locator("input.amount").fill("0.5")
    changed = moved(page, changed)
    page.get_by_role("link", name="简体").click()
    expect(page.locator("#draft-note")).to_be_visible()
    expect(total(page)).to_have_attribute("data-total", f"{changed:.12g}")
    assert page.locator(f'[name="{CATHODE}.amount"]').input_value() == "0.5"
    expect(cell.locator('[data-line="carbon-black"]')).to_have_count(0)
    expect(cell.locator("[data-line]").last.locator("[data-search]")).to_have_value(re.compile("铜箔"))
    expect(cell.locator("[data-process-name]")).to_have_value("电芯")
    page.locator("#draft-note button").click()
    expect(total(page)).to_have_attribute("data-total", f"{before:.12g}")
    expect(page.locator("#draft-note")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme", "language"), [(390, "dark", "zh-hant"), (1440, "light", "zh-hans")])
def test_its_pages_are_accessible(
    browser: Browser, bench_site: Site, watch: Watch, width: int, scheme: Any, language: str
) -> None:
    viewport: Any = {"width": width, "height": 900}
    context = browser.new_context(
        base_url=bench_site.url, viewport=viewport, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    watch.over(page, bench_site.url)
    stored = context.request.post("/v1/calculations", data=bench.product()).json()["run_id"]
    for path in (
        f"/calculate/{bench.NAME}", f"/results/{stored}", f"/results/{stored}/trace/use/derived-lamp-standby",
        f"/results/{stored}/trace/bench/eol-frame-credit", f"/results/{stored}/trace/bench/cut-off-1",
    ):  # fmt: skip
        page.goto(f"/{language}{path}", wait_until="networkidle")
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        found = Axe().run(page, options=RULES).response["violations"]
        told = [(v["id"], v["nodes"][0]["target"], v["nodes"][0].get("failureSummary")) for v in found]
        assert told == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
