"""One value on its way into the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Part = Literal[
    "site", "goods", "processes", "process_blocks", "precursors", "precursor_blocks", "streams", "cells", "sources",
    "products", "communication", "totals",
]  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One value for one field.

    Attributes
    ----------
    part : str
        Table, block or single value it belongs to.
    number : int
        Row of the table or number of the block, from 1; 0 for single values.
    key : str
        Field, as :mod:`layout` names it.
    figure : bool
        Whether the template computes it: a formula there stays, and shows this value until it is computed again.
    """

    part: Part
    number: int
    key: str
    value: str | float | bool | date
    figure: bool = False
