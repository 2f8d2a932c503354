"""Findings about units, for every check that meets one: not known, or of another quantity than is due."""

from __future__ import annotations

from collections.abc import Iterator

from footprint import units
from footprint.errors import UnitError
from footprint.findings import Finding


def unknown_unit(where: str, unit: str, example: str) -> Iterator[Finding]:
    """Name a unit that is not in the table.

    Parameters
    ----------
    example : str
        A unit that would be right.
    """
    try:
        units.quantity(unit)
    except UnitError:
        params = {"unit": unit, "example": example, "known": list(units.known())}
        yield Finding("unit.unknown", "error", where, params)


def unfit_unit(where: str, unit: str, target: str, cite: str = "") -> Iterator[Finding]:
    """Name what keeps ``unit`` from being turned into ``target``: one of them is unknown, or the quantity differs.

    Parameters
    ----------
    cite : str
        What asks for the quantity of ``target``.
    """
    try:
        given, expected = units.quantity(unit), units.quantity(target)
    except UnitError:
        unknown = [*unknown_unit(where, unit, target), *unknown_unit(where, target, unit)]
        yield unknown[0]
        return
    if given != expected:
        params = {"unit": unit, "quantity": given, "expected": expected, "example": target}
        yield Finding("unit.dimension", "error", where, params, cite)
