"""What a filled template says, sheet by sheet, before anybody makes an installation document of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Given = str | float | bool | date


@dataclass(frozen=True)
class Row:
    """One row of a table or one block: its values by key, and the cell of each.

    Attributes
    ----------
    number : int
        Counted from 1, as the template counts.
    values : dict
        What is filled in; empty cells are absent.
    cells : dict of key to str
        ``Sheet!F12`` of every key, filled in or not.
    """

    number: int
    values: Mapping[str, Given]
    cells: Mapping[str, str]

    def text(self, key: str) -> str:
        """Return a value as text; empty where there is none. A code that was typed as a number has no point."""
        value = self.values.get(key)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value).strip()

    def number_of(self, key: str) -> float | None:
        """Return a number; None where there is none or no number."""
        value = self.values.get(key)
        return value if isinstance(value, float) else None


@dataclass(frozen=True)
class Communication:
    """One workbook.

    Attributes
    ----------
    version : str
    site : Row
        Period and installation.
    streams, cells, sources : tuple of Row
        Source streams, PFC emissions, sources measured continuously: of the installation as a whole.
    goods : tuple of Row
        Aggregated goods categories with their routes; keys ``G1`` to ``G10`` by number.
    processes : tuple of Row
        Entry of sheet A and block of sheet D together.
    precursors : tuple of Row
        Entry of sheet A and block of sheet E together.
    products : tuple of Row
        What sheet Summary_Products states, figures included.
    totals : dict of str to float
        Stated emissions of the installation: ``direct``, ``indirect`` [t CO2e]; ``total_cells`` has their cells.
    countries : dict of str to str
        Codes of the workbook's own list of countries by name.
    by_address : tuple of str
        What was found at its published address only.
    """

    version: str
    site: Row
    streams: tuple[Row, ...]
    cells: tuple[Row, ...]
    sources: tuple[Row, ...]
    goods: tuple[Row, ...]
    processes: tuple[Row, ...]
    precursors: tuple[Row, ...]
    products: tuple[Row, ...]
    totals: Mapping[str, float] = field(default_factory=dict)
    total_cells: Mapping[str, str] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    by_address: tuple[str, ...] = ()
