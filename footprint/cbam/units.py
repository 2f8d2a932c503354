"""Units of CBAM documents: those of :mod:`footprint.units`, ratios of them, and the law's way of writing them.

``t CO2e/MWh`` is ``t/MWh``; ``GJ/Nm3`` is read piece by piece, as no dataset is counted in it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from footprint import units
from footprint.errors import DimensionError, UnitError

# What the unit counts, which the law writes into it: t CO2e, t C, t Al.
SUBSTANCE = re.compile(r"(?<=[A-Za-z])\s*(?:CO2eq|CO2e|CO₂e|CO2|CO₂|\bC\b|\bAl\b|\bCF4\b)(?=\s*(?:/|$))")
SHARES = frozenset({"", "1", "-", "%", "percent", "dimensionless"})


@lru_cache(maxsize=2048)
def plain(unit: str) -> str:
    """Return a unit without the substance it counts: ``t/TJ`` for ``t CO2/TJ``."""
    return re.sub(r"\s*/\s*", "/", SUBSTANCE.sub("", unit.strip()))


@lru_cache(maxsize=2048)
def factor(source: str, target: str) -> float:
    """Return the number that turns an amount in one unit into the other.

    Parameters
    ----------
    source : str
        A unit, or one unit per another, e.g. ``GJ/Nm3``, ``t CO2/TJ``, ``%``.
    target : str
        Likewise, e.g. ``TJ/Nm3``.

    Raises
    ------
    UnitError, DimensionError
    """
    written, due = plain(source), plain(target)
    if written in SHARES and due.split("/")[0] == due.split("/")[-1]:
        return 0.01 if written in {"%", "percent"} else 1.0
    over, under = _pair(written)
    due_over, due_under = _pair(due)
    if bool(under) != bool(due_under):
        what = f"{source!r} is no unit for this place: {target} is due, or a unit of the same quantity"
        raise DimensionError(what)
    turned = units.factor(over, due_over)
    return turned / units.factor(under, due_under) if under else turned


def factor_or_none(source: str, target: str) -> float | None:
    """Return the same as :func:`factor`; None where the units do not fit."""
    try:
        return factor(source, target)
    except UnitError:
        return None


def _pair(unit: str) -> tuple[str, str]:
    over, _slash, under = unit.partition("/")
    return over, under
