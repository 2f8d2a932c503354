"""Reading an installation document: plain data in, an installation or every problem with its place out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from footprint.cbam import links
from footprint.cbam.installation import FORMAT, Installation
from footprint.errors import InputError, Problem
from footprint.product import problem

NULL = "is null: leave the field out where nothing is known, and write 0 for zero"


def parse_installation(document: Any, today: date | None = None) -> Installation:
    """Turn a plain document into an installation.

    Parameters
    ----------
    document : dict
        As read from YAML or JSON.
    today : date, optional
        To refuse a period that has not begun.

    Raises
    ------
    InputError
        With every problem and its path, e.g. ``processes[rolling].goods[0].market.unit``.
    """
    if not isinstance(document, dict):
        raise InputError(Problem("", "is no table of fields: an installation has site, period, processes …"))
    if document.get("format") != FORMAT:
        raise InputError(Problem("format", f"is {document.get('format')!r}: {FORMAT} is due"))
    try:
        installation = Installation.model_validate(document)
    except ValidationError as error:
        raise InputError(*(_problem(e, document) for e in _first(error.errors()))) from error
    if nulls := tuple(Problem(where, NULL) for where in _nulls(document)):
        raise InputError(*nulls)
    problems = tuple(links.look(installation))
    if today is not None and installation.period.start > today:
        what = f"starts on {installation.period.start}, in the future: declare a period that has begun"
        problems = (*problems, Problem("period", what))
    if problems:
        raise InputError(*problems)
    return installation


def _nulls(node: Any, path: str = "") -> Iterator[str]:
    """Go through the fields of a document that hold null; entries of a list by their id where they have one."""
    if isinstance(node, dict):
        for key, value in node.items():
            here = f"{path}.{key}" if path else str(key)
            if value is None:
                yield here
            else:
                yield from _nulls(value, here)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            name = value.get("id", number) if isinstance(value, dict) else number
            yield from _nulls(value, f"{path}[{name}]")


def _first(errors: Sequence[Any]) -> Iterator[Any]:
    """Leave out that a list is too short when one of its entries could not be read."""
    places = [error["loc"] for error in errors]
    for error in errors:
        inside = any(len(p) > len(error["loc"]) and p[: len(error["loc"])] == error["loc"] for p in places)
        if not (error["type"] == "too_short" and inside):
            yield error


def _problem(error: Any, document: Any) -> Problem:
    """Word one pydantic error; a null is a figure that is not there."""
    found = problem(error, document)
    value = error.get("input", 0)
    if value is None and error["type"] != "missing":
        return Problem(found.where, NULL)
    if error["type"] == "string_pattern_mismatch" and error["loc"][-1] == "cn":
        return Problem(found.where, f"is {value!r}: a CN code of eight digits is due, e.g. 73181588")
    if error["type"] == "greater_than_equal" and isinstance(value, int | float) and value < 0:
        return Problem(found.where, f"is {value}: a negative value is refused; what leaves has fields of its own")
    if error["type"].startswith("date_"):
        return Problem(found.where, f"is {str(value)[:20]!r}: a day such as 2026-09-30 is due")
    if error["type"] == "less_than_equal" and error["ctx"]["le"] == 1:
        return Problem(found.where, f"is {value}: a share from 0 to 1 is due")
    if error["type"] == "greater_than" and error["ctx"]["gt"] == 0:
        return Problem(found.where, f"is {value}: a value above 0 is due")
    return found
