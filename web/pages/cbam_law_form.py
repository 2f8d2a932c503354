"""The rows of the form *CBAM by code*, read with every problem named by its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from footprint.cbam.screening import Line, read_line
from footprint.errors import InputError, Problem
from rules.cbam import Law


def rows(cn: Sequence[str], origin: Sequence[str], mass: Sequence[str]) -> list[tuple[str, str, str]]:
    """Put the columns of the form together; a shorter one ends with blanks."""
    most = max(len(cn), len(origin), len(mass))
    columns = ([*(v.strip() for v in column), *[""] * (most - len(column))] for column in (cn, origin, mass))
    return [(c, o, m) for c, o, m in zip(*columns, strict=True)]


def read(rows: Sequence[tuple[str, str, str]], rules: Law) -> list[Line]:
    """Read the rows; every problem names its row as people count."""
    read: list[Line] = []
    problems: list[Problem] = []
    for number, (cn, origin, mass) in enumerate(rows, 1):
        try:
            tonnes = _tonnes(mass)
            read.append(read_line(cn, origin, tonnes, rules, str(number)))
        except InputError as error:
            problems += [Problem(p.where or f"{number}.mass", p.what) for p in error.problems]
    if problems:
        raise InputError(*problems)
    return read


def _tonnes(written: str) -> float | None:
    if not written:
        return None
    try:
        return float(written.replace(",", ""))
    except ValueError as error:
        raise InputError(Problem("", f"is {written[:20]}: tonnes are due, 0 or above")) from error


def read_day(written: str) -> date | None:
    """Read the day of import; None where none is given."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise InputError(Problem("on", f"is {written[:20]!r}: a day such as 2026-09-30 is due")) from error


def day_or(written: str, otherwise: date) -> date:
    """Return a day as it was typed, or another where it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return otherwise
