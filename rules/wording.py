"""What a misshapen rule file is told: one clause, what is wrong and what would be right."""

from __future__ import annotations

import difflib
from typing import Any

from pydantic import BaseModel

from footprint import rule as schema
from footprint.errors import Problem
from footprint.product import path as dotted
from footprint.texts import LANGUAGES
from rules.yaml_lines import Lines

FIELDS = tuple(
    sorted(
        {
            field.alias or name
            for model in vars(schema).values()
            if isinstance(model, type) and issubclass(model, BaseModel)
            for name, field in model.model_fields.items()
        }
    )
)
_LIMITS = {
    "greater_than": ("gt", "must be above"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be below"),
    "less_than_equal": ("le", "must be at most"),
}


def shape_problem(error: Any, lines: Lines) -> Problem:
    """Word one pydantic error with file, line and path.

    Parameters
    ----------
    error : dict
        As in ``ValidationError.errors()``.
    lines : Lines
        The document it is about.
    """
    loc = tuple(step for step in error["loc"] if step != "[key]")
    where = lines.where(loc, dotted(loc, lines.document))
    return Problem(where, _what(error, str(loc[-1]) if loc else ""))


_DUE = {
    "string_type": "text is due",
    "float_type": "a plain number is due, without quotes and unit, or null where none is published",
    "int_type": "a whole number is due, without quotes",
    "int_from_float": "a whole number is due",
    "bool_type": "true or false is due",
    "model_type": "a table of fields is due",
    "model_attributes_type": "a table of fields is due",
    "dict_type": "a table of fields is due",
    "tuple_type": "a list is due ([a, b] or lines that start with a dash)",
}


def _what(error: Any, name: str) -> str:
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    shown = _shown(value)
    if kind in _LIMITS:
        key, words = _LIMITS[kind]
        return f"is {shown}: {words} {context[key]:g}"
    if kind.startswith("date"):
        return f"is {shown}: a date is due, e.g. 2026-11-20"
    match kind:
        case "missing":
            return "is missing" + (": a text is given in en, zh-Hans and zh-Hant" if name in LANGUAGES else "")
        case "extra_forbidden":
            near = difflib.get_close_matches(name, FIELDS, 1)
            return "is not a field of this place: " + (f"is {near[0]} meant?" if near else "leave it out")
        case "literal_error":
            return f"is {shown}: one of {context['expected'].replace(' or ', ', ')} is due"
        case "string_pattern_mismatch":
            return f"is {shown}, which does not have the right form ({context['pattern']})"
        case "string_type" if isinstance(value, int | float):
            return f"is {shown}: text is due here, so put it in quotes"
        case "string_too_short":
            return "is empty: a text is due"
        case "model_type" if context.get("class_name") == "Text":
            return f"is {shown}: a text is due as {{en: …, zh-Hans: …, zh-Hant: …}}"
    if kind in _DUE:
        return f"is {shown}: {_DUE[kind]}"
    what = str(error["msg"]).removeprefix("Value error, ")
    return what[0].lower() + what[1:]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "null"
    text = repr(value) if not isinstance(value, bool) else str(value).lower()
    return text if len(text) <= 60 else f"{text[:57]}…"
