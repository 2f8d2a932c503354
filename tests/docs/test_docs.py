"""Documentation that can be wrong is under test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from footprint.product import Plant, Product
from footprint.product_parts import Line, Quantity, Supply
from footprint.product_process import Process
from footprint.texts import Text

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "background_db" / "open" / "LICENSES.md"]
)


@pytest.mark.parametrize("model", [Product, Process, Line, Plant, Quantity, Supply])
def test_every_field_of_a_product_is_documented(model: type) -> None:
    page = (ROOT / "docs" / "product-format.md").read_text(encoding="utf-8")
    for name, field in model.model_fields.items():  # type: ignore[attr-defined]
        assert f"`{field.alias or name}`" in page, name


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for record in (ROOT / "docs" / "decisions").glob("0*.md"):
        assert record.name in listed


def test_glossary_has_three_languages_in_every_row() -> None:
    rows = [
        line.strip("|").split("|")
        for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| English")
    ]
    assert len(rows) > 30
    for row in rows:
        assert all(cell.strip() for cell in row), row
        assert re.search(r"[\u4e00-\u9fff]", row[1])
        assert re.search(r"[\u4e00-\u9fff]", row[2])


def test_readmes_name_the_number_of_datasets() -> None:
    from background_db.package import read_package

    count = len(read_package().datasets)
    for name in ("README.md", "README.zh-CN.md", "README.zh-HK.md"):
        assert f"{count} " in (ROOT / name).read_text(encoding="utf-8"), name


def test_no_machine_path_or_registry_host_is_committed() -> None:
    for file in [*ROOT.glob("requirements/*.txt"), ROOT / "pyproject.toml", ROOT / "Makefile", *ROOT.glob(".ci/*")]:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"(?<!no-emit)-index-url|https?://[a-z0-9.-]*(pypi|simple)", text)
        assert "/root/" not in text
        assert "/work/" not in text


def test_text_model_needs_three_languages() -> None:
    assert set(Text.model_fields) == {"en", "zh_hans", "zh_hant"}
