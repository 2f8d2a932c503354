"""Codes of the Combined Nomenclature: how they are read and which row of a table a code falls under."""

from __future__ import annotations

import re
from collections.abc import Iterable

from footprint.errors import InputError, Problem

_LENGTHS = (4, 6, 8, 10)


def read_cn(written: str, where: str = "cn") -> str:
    """Return the digits of a code as people write it, ``7308 20 00`` or ``7308.20.00``.

    Raises
    ------
    InputError
        It is no code of four, six, eight or ten digits.
    """
    digits = re.sub(r"[ .\u00a0]", "", written.strip())
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in _LENGTHS:
        what = f"is {written[:20]!r}: a CN code of 8 digits is due, or its heading, e.g. 7308 20 00"
        raise InputError(Problem(where, what))
    return digits


def written_cn(digits: str) -> str:
    """Return a code as the Official Journal writes it: ``7308 20 00``."""
    return " ".join(filter(None, (digits[:4], digits[4:6], digits[6:8], digits[8:10])))


def code_or_category(cn: str | None, category: str | None) -> str:
    """Return a code as it is written, else the category of goods that stands in for it."""
    return written_cn(cn) if cn else category or ""


def under(code: str, heading: str) -> bool:
    """Tell whether a code is the heading or lies under it."""
    return code.startswith(heading)


def longest(cn: str, rows: Iterable[str]) -> str | None:
    """Return the longest row a code falls under."""
    return max((row for row in rows if under(cn, row)), key=len, default=None)
