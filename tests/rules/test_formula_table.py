from __future__ import annotations

from footprint.formulas import FORMULAS
from rules.formula_table import FILE, markdown


def test_the_page_of_formulas_is_current() -> None:
    assert FILE.read_text("utf-8") == markdown(), "run python -m rules.formula_table"
    assert all(f"`{name}`" in markdown() for name in FORMULAS)
