"""A communication template in the form of an installation: compared, calculated, taken along, handed out again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.footprint.communication.template import example, workbook

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HERE = "/en/cbam/installation"


def downloaded(page: Page, button: str, folder: Path) -> Path:
    """Press a button that hands out a file; keep it under its name."""
    with page.expect_download() as waited:
        page.locator("main button", has_text=button).click()
    kept = folder / waited.value.suggested_filename
    waited.value.save_as(kept)
    return kept


def figures(page: Page, cell: str) -> list[str]:
    """Return what the row of a cell of the template says: stated, and from its inputs."""
    return page.locator("tr", has=page.locator("code", has_text=cell)).locator("td.num").all_inner_texts()


def test_our_own_template_comes_back(page: Page, tmp_path: Path) -> None:
    """Written from the example, chosen in the form, completed, calculated, read in Chinese, handed out."""
    page.goto(f"{HERE}?example=steel-fasteners", timeout=30_000)
    bolts = page.locator(".cbam-figure").first.locator("dd.num b").inner_text()
    template = downloaded(page, "Communication template (Excel)", tmp_path)

    page.goto(HERE)
    page.get_by_label("Installation document").set_input_files(template)
    page.get_by_role("button", name="Calculate", exact=True).click()
    expect(page.get_by_role("heading", name="Communication template v2.1.1")).to_be_visible()
    assert figures(page, "Summary_Products!I10") == [bolts, bolts], "the template says what the example does"

    text = page.get_by_label("Document of this page")
    assert "73181588" in text.input_value()
    text.fill("title: Bolts of my own\n" + text.input_value())
    page.get_by_role("button", name="Calculate", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bolts of my own")
    expect(page.locator(".cbam-figure").first.locator("dd.num b")).to_have_text(bolts)

    text.fill(text.input_value() + "# not sent yet\n")
    page.get_by_role("button", name="繁體").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    assert page.url.endswith("/zh-hant/cbam/installation")
    written = page.locator("#text").input_value()
    assert written.startswith("title: Bolts of my own")
    assert written.endswith("# not sent yet\n"), "what was typed and never sent came along"
    expect(page.locator(".cbam-figure").first.locator("dd.num b")).to_have_text(bolts)

    assert downloaded(page, "營運者報告", tmp_path).read_bytes().startswith(b"%PDF-")
    assert downloaded(page, "溝通範本", tmp_path).read_bytes().startswith(b"PK\x03\x04")
    expect(page.locator("#text")).to_have_value(written)


def test_a_figure_that_is_not_what_its_inputs_come_to(page: Page, tmp_path: Path) -> None:
    """The Commission's example of screws; one stated figure is changed, and that one is found."""
    cells = example("screws")["cells"]
    cells["Summary_Products"]["I10"] = 1.5
    (tmp_path / "screws.xlsx").write_bytes(workbook(cells))
    page.goto(HERE, timeout=30_000)
    page.get_by_label("Installation document").set_input_files(tmp_path / "screws.xlsx")
    page.get_by_role("button", name="Calculate", exact=True).click()
    expect(page.locator("main")).to_contain_text("1 of 10 stated figures are not what the inputs come to.")
    expect(page.locator("main")).to_contain_text("Its period lies before 2026")
    assert figures(page, "Summary_Products!I10") == ["1.50000", "2.00694"]
    assert page.locator("td.num b").all_inner_texts() == ["2.00694"]
