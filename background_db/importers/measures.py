"""Units of foreign files: our closed table first, then a table of aliases, then the units the file defines."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from background_db.importers.neutral import UnitOf
from footprint import units
from footprint.errors import UnitError

_ALIASES = Path(__file__).parent / "unit_aliases.csv"
# Definitions that differ by more than this are told apart in the report.
_DIFFERENT = 1e-3


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, tuple[str, float]]:
    with _ALIASES.open(encoding="utf-8", newline="") as file:
        return {row["symbol"]: (row["unit"], float(row["factor"])) for row in csv.DictReader(file)}


class Measures:
    """Converts amounts between the units of one file.

    Parameters
    ----------
    defined : mapping of unit to UnitOf
        What the file says about its units.

    Attributes
    ----------
    unknown : Counter
        Units that nothing defines, with how often they were met. They measure only themselves.
    foreign : Counter
        Units that are understood but not in the table of units: a study cannot name them.
    conflicts : dict
        Units the file defines otherwise than our table does, with both factors.
    """

    def __init__(self, defined: Mapping[str, UnitOf]) -> None:
        self._defined = defined
        self._known: dict[str, tuple[str, float]] = {}
        self.unknown: Counter[str] = Counter()
        self.foreign: Counter[str] = Counter()
        self.conflicts: dict[str, tuple[float, float]] = {}
        for unit, said in defined.items():
            (ours, factor), (base, back) = self._ours(unit), self._ours(said.reference)
            if ours and ours == base and abs(factor / back / said.factor - 1) > _DIFFERENT:
                self.conflicts[unit] = (said.factor, factor / back)

    def resolve(self, unit: str) -> tuple[str, float]:
        """Return what a unit measures and its size: ``1 unit = factor base``.

        The base is the unit our forms speak in (kg, kWh, t*km …), or the symbol itself when nobody knows it.
        """
        if unit not in self._known:
            self._known[unit] = self._find(unit)
        base, _ = found = self._known[unit]
        if base == unit and unit not in _aliases() and not _in_table(unit):
            self.unknown[unit] += 1
        elif not _in_table(base):
            self.foreign[base] += 1
        return found

    def usable(self, unit: str) -> str:
        """Return the symbol a dataset is counted in: the file's if our table has it, else what it measures."""
        symbol, factor = _aliases().get(unit, (unit, 1.0))
        return symbol if factor == 1.0 and _in_table(symbol) else self.resolve(unit)[0]

    def factor(self, source: str, target: str) -> float | None:
        """Return ``amount [target] = amount [source] * factor``; None when they measure different things."""
        if source == target:
            return 1.0
        (one, a), (other, b) = self.resolve(source), self.resolve(target)
        return a / b if one == other else None

    def to_reference(self, unit: str) -> float:
        """Return the size of a unit in the reference unit of its group in the file."""
        return self._defined[unit].factor if unit in self._defined else 1.0

    def _find(self, unit: str) -> tuple[str, float]:
        base, factor = self._ours(unit)
        if base:
            return base, factor
        said = self._defined.get(unit)
        if said is not None and said.reference != unit:
            base, factor = self._ours(said.reference)
            return (base, said.factor * factor) if base else (said.reference, said.factor)
        return unit, 1.0

    @staticmethod
    def _ours(unit: str) -> tuple[str, float]:
        symbol, factor = _aliases().get(unit, (unit, 1.0))
        try:
            base = units.QUANTITIES[units.quantity(symbol)]
            return base, factor * units.factor(symbol, base)
        except UnitError:
            return (symbol, factor) if unit in _aliases() else ("", 1.0)


@lru_cache(maxsize=4096)
def _in_table(unit: str) -> bool:
    try:
        units.quantity(unit)
    except UnitError:
        return False
    return True
