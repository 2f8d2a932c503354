"""A product document as a form holds it: unfinished, perhaps wrong, with fields the form does not show.

Nothing here validates. What does not have the shape of its place counts as absent; what the form does not show of a
place is carried through it as JSON, untouched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from footprint import units
from footprint.errors import UnitError
from footprint.product_parts import TARGETS
from web.pages.hints import plain

Document = Mapping[str, Any]
Pairs = tuple[tuple[str, str], ...]

# What the form shows of each place of a document.
SHOWN: Mapping[str, frozenset[str]] = MappingProxyType({
    "": frozenset({"format", "name", "model", "maker", "period", "rule", "choices", "parameters", "omitted",
                   "accounts", "suppliers", "final_process", "processes", "legs", "answers", "note", "plant",
                   "electricity", "codes"}),
    "plant": frozenset({"name", "region"}),
    "period": frozenset({"start", "end"}),
    "electricity": frozenset({"family", "year", "reason", "instruments"}),
    "codes": frozenset({"hs"}),
    "process": frozenset({"id", "name", "output", "yield", "region", "lines", "split"}),
    "output": frozenset({"amount", "unit"}),
    "line": frozenset({"id", "activity", *TARGETS, "amount", "unit", "stage", "origin", "note", "evidence"}),
    "leg": frozenset({"id", "process", "activity", "mode", "mass", "distance", "from", "to", "origin", "note"}),
    "mass": frozenset({"amount", "unit", "of"}),
    "distance": frozenset({"amount", "unit", "evidence"}),
    "choice": frozenset({"option", "reason"}),
    "parameter": frozenset({"amount", "unit", "reason", "origin", "evidence"}),
    "omission": frozenset({"process", "activity", "name", "amount", "unit", "reason"}),
    "evidence": frozenset({"kind", "reference", "page", "issuer", "issued", "valid_until", "meter",
                           "calibrated_until", "note", "file"}),
})  # fmt: skip
BLANK_EVIDENCE: Document = MappingProxyType({"kind": ""})
# Parts of the whole that have places of their own.
PARTS = ("plant", "period", "electricity", "codes")


def part(document: Document | None, key: str) -> Document:
    """Return a table of a document; empty where there is none."""
    found = (document or {}).get(key)
    return found if isinstance(found, Mapping) else {}


def entries(document: Document | None, key: str) -> tuple[Document, ...]:
    """Return a list of tables of a document; empty where there is none."""
    found = (document or {}).get(key)
    return tuple(e for e in found if isinstance(e, Mapping)) if isinstance(found, list | tuple) else ()


def text(value: Any) -> str:
    """Write a value for an input field; what is absent, or no value of a field, is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return value if isinstance(value, str) else plain(value)


def at(document: Document | None, path: str) -> str:
    """Write the value at a path such as ``plant.name``."""
    *parts, last = path.split(".")
    here = document
    for step in parts:
        here = part(here, step)
    return text((here or {}).get(last))


def quantity(unit: str) -> str:
    """Tell what a unit measures; empty where it is unknown or not written yet."""
    try:
        return units.quantity(unit) if unit else ""
    except UnitError:
        return ""


def unshown(document: Document, shown: frozenset[str], path: str = "") -> Pairs:
    """List what the form does not show of a place: path below it, and JSON."""
    return tuple(
        (f"{path}{key}", as_json(value))
        for key, value in document.items()
        if key not in shown and not key.startswith("_")
    )


def evidence_rows(given: Document) -> tuple[Document, ...]:
    """Return the rows of a list of evidence, one empty row where there is none."""
    shown = SHOWN["evidence"]
    return tuple(
        {k: text(v) for k, v in e.items() if k in shown} | {"carried": unshown(e, shown)}
        for e in entries(given, "evidence")
    ) or (BLANK_EVIDENCE,)


def carried(document: Document | None, asked: Mapping[str, frozenset[str]]) -> Pairs:
    """List what the form does not show of the whole and of its parts.

    Parameters
    ----------
    asked : mapping
        What the rule asks for in ``choices``, ``parameters`` and ``answers``; the rest is carried.
    """
    if document is None:
        return ()
    found = [unshown(document, SHOWN[""])]
    found += [unshown(part(document, name), SHOWN[name], f"{name}.") for name in PARTS]
    for name, known in asked.items():
        found.append(unshown(part(document, name), known, f"{name}."))
    for name, place in (("choices", "choice"), ("parameters", "parameter")):
        for key in sorted(asked[name]):
            found.append(unshown(part(part(document, name), key), SHOWN[place], f"{name}.{key}."))
    return tuple(pair for pairs in found for pair in pairs)


def as_json(value: Any) -> str:
    """Write a value for a data attribute or hidden field."""
    return json.dumps(value, ensure_ascii=False)
