"""Text in a table that a spreadsheet opens: it must not be computed, whoever wrote it."""

from __future__ import annotations

from typing import Any

import pandas as pd

COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts no spreadsheet takes for formulas: an apostrophe stands before those it would."""
    made = frame.copy()
    for name in made.columns:
        if made[name].dtype == object or pd.api.types.is_string_dtype(made[name]):
            made[name] = made[name].map(plain)
    return made


def plain(value: Any) -> Any:
    """Return what stands in a cell, a text with the apostrophe where it needs one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(COMPUTED) else value
