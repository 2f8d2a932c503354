"""The layout of the tables, read from ``open/datapackage.json`` (Frictionless Table Schema).

What a table must look like stands once, in that file: columns, types, closed vocabularies, keys and references
are taken from it, so that descriptor and reader cannot drift apart. A cell is never repaired: blanks around a
value, a thousands separator or a line break inside a cell are complaints, because a human would read over them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

OPEN = Path(__file__).parent / "open"
DESCRIPTOR = "datapackage.json"

# float() would also take "1_000", "nan" and "１２".
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"-?[0-9]+")


@dataclass(frozen=True)
class Field:
    """One column: its type and what a cell may hold."""

    name: str
    type: str
    required: bool
    enum: tuple[str, ...]
    pattern: re.Pattern[str] | None
    minimum: float | None
    maximum: float | None
    above: float | None

    def complaint(self, text: str) -> str:
        """Say what is wrong with a cell, or return an empty string."""
        if text != text.strip() or "\n" in text or "\r" in text:
            return f"{_quoted(text)} begins or ends with a blank, or has a line break in it"
        if not text:
            return "is empty, but must be given" if self.required else ""
        if self.enum and text not in self.enum:
            return f"{_quoted(text)} is none of: {', '.join(self.enum)}"
        if self.pattern and not self.pattern.fullmatch(text):
            return f"{_quoted(text)} does not have the form {self.pattern.pattern}"
        if self.type == "date":
            return _complaint_of_date(text)
        if self.type in {"number", "integer"}:
            return self._complaint_of_number(text)
        return ""

    def _complaint_of_number(self, text: str) -> str:
        form = _INTEGER if self.type == "integer" else _NUMBER
        if not form.fullmatch(text):
            return f"{_quoted(text)} is no {self.type} (digits, decimal point, no separators)"
        value = float(text)
        if value in {float("inf"), float("-inf")}:
            return f"{_quoted(text)} is too large"
        if self.above is not None and value <= self.above:
            return f"{_quoted(text)} must be greater than {self.above:g}"
        if self.minimum is not None and value < self.minimum:
            return f"{_quoted(text)} must be at least {self.minimum:g}"
        if self.maximum is not None and value > self.maximum:
            return f"{_quoted(text)} must be at most {self.maximum:g}"
        return ""


@dataclass(frozen=True)
class Layout:
    """One table: the files it lies in, its columns, its key, and what its columns refer to.

    Attributes
    ----------
    path : str
        File or pattern of files (``datasets/*.csv``): each file is a layer of the table.
    references : mapping of column to table
        The column holds an ``id`` of that table, or nothing.
    optional : bool
        A database may leave the table out (inputs of the electricity model).
    """

    name: str
    path: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    references: Mapping[str, str]
    optional: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns in the order the header must have."""
        return tuple(field.name for field in self.fields)


@lru_cache(maxsize=1)
def layouts() -> Mapping[str, Layout]:
    """Return the layout of every table, from the descriptor of the open database."""
    descriptor = json.loads((OPEN / DESCRIPTOR).read_text(encoding="utf-8"))
    return {resource["name"]: _layout(resource) for resource in descriptor["resources"]}


def _layout(resource: Mapping[str, Any]) -> Layout:
    schema = resource["schema"]
    return Layout(
        name=resource["name"],
        path=resource["path"],
        fields=tuple(_field(f) for f in schema["fields"]),
        key=tuple(schema["primaryKey"]),
        references={fk["fields"][0]: fk["reference"]["resource"] for fk in schema.get("foreignKeys", ())},
        optional=resource.get("optional", False),
    )


def _field(field: Mapping[str, Any]) -> Field:
    limits = field.get("constraints", {})
    return Field(
        name=field["name"],
        type=field["type"],
        required=limits.get("required", False),
        enum=tuple(limits.get("enum", ())),
        pattern=re.compile(limits["pattern"]) if "pattern" in limits else None,
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        above=limits.get("exclusiveMinimum"),
    )


def _quoted(text: str) -> str:
    """Quote a cell so that the message stays a line; its end is kept, where stray blanks sit."""
    return repr(text if len(text) <= 60 else f"{text[:30]}…{text[-25:]}")


def _complaint_of_date(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        return f"{_quoted(text)} is no date like 2026-12-31"
    return "" if len(text) == len("2026-12-31") else f"{_quoted(text)} is no date like 2026-12-31"
