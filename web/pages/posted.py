"""A form as the browser posts it, read into the document it stands for: as the script of the page does.

The name of a field is its path in the document. A prefix tells what its text stands for: ``json:`` a value the
form does not show, ``months:`` one of a row of figures (empty: nobody read it), ``each:`` one of a list, ``split:``
a list in one field. Keys that begin with an underscore are the form's own and never reach the document. Empty
fields are absent, never zero; a text that is no number where one is due stays as it was typed, for the checks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel

from footprint.product import Product
from footprint.product_parts import TARGETS
from footprint.texts import LANGUAGES, Language

STEP = re.compile(r"([A-Za-z0-9_-]{1,80})(?:\[([^\]\[]{1,80})\])?")
# Lists whose entries are named by their id; those of others by a number.
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
NAMED = frozenset({"processes", "lines", "accounts", "instruments", "co_products", "suppliers", "legs"})
# What a table of these, and one of a leg, needs to be one: any of the fields.
NEEDED = {
    "choices": frozenset({"option"}),
    "parameters": frozenset({"amount"}),
    "legs": frozenset({"amount", "of"}),
}
MAX_DEPTH = 8

Tree = dict[str, Any]


class Months(list[Any]):
    """Figures by month; None where nothing was entered."""


class Carried(dict[str, Any]):
    """A table the form does not show: it is not tidied."""


class CarriedList(list[Any]):
    """A list the form does not show: it is not tidied."""


def read(fields: Iterable[tuple[str, str]], language: Language) -> Tree:
    """Return the document of a form as it stands, entries that are still empty included.

    Entries of a list keep under ``_`` the name they had in the form; see :func:`tidy`.
    """
    root: Tree = {}
    read_into(root, fields, language)
    return root


def read_into(root: Tree, fields: Iterable[tuple[str, str]], language: Language) -> None:
    """Read further fields into a document."""
    for name, value in fields:
        kind, _, path = name.rpartition(":")
        steps = _steps(path)
        if steps:
            _put(root, steps, kind, value.replace("\r\n", "\n").strip(), language)


def _steps(path: str) -> list[tuple[str, str | None]]:
    """Split a path into keys and the entries of lists; nothing where it is no path."""
    steps = []
    for step in re.split(r"\.(?![^\[]*\])", path):
        found = STEP.fullmatch(step)
        if found is None:
            return []
        steps.append((found[1], found[2]))
    return steps if len(steps) <= MAX_DEPTH else []


def _put(root: Tree, steps: list[tuple[str, str | None]], kind: str, value: str, language: Language) -> None:
    if not value and kind != "months":
        return
    here = _walk(root, steps[:-1])
    key, item = steps[-1]
    if here is None:
        return  # one name for two things: not of our form
    match kind:
        case "json":
            _carry(here, key, item, value)
        case "months":
            _append(here, key, value or None, Months())
        case "each":
            _append(here, key, value, [])
        case "split":
            here[key] = re.split(r"[\s,;，；、]+", value)
        case _ if key == "_target":
            _buy(here, value)
        case _ if item is None:
            here[key] = _text(here.get(f"_{key}"), value, language)


def _buy(here: Tree, written: str) -> None:
    """Take what was written as ``kind:id`` in place of a search, as in a page without script."""
    kind, _, name = written.rpartition(":")
    for target in TARGETS:
        here.pop(target, None)
    here[kind if kind in TARGETS else "dataset"] = name


def _append(here: Tree, key: str, value: str | None, start: list[Any]) -> None:
    found = here.setdefault(key, start)
    if isinstance(found, list):
        found.append(value)


def _entry(found: list[Any], key: str, item: str) -> Tree:
    for entry in found:
        if isinstance(entry, dict) and entry.get("_") == item:
            return entry
    made: Tree = {"_": item} | ({"id": item} if key in NAMED else {})
    found.append(made)
    return made


def _carry(here: Tree, key: str, item: str | None, value: str) -> None:
    try:
        carried = json.loads(value)
    except (ValueError, RecursionError):
        return
    if item is not None:
        if isinstance(carried, dict) and isinstance(found := here.setdefault(key, []), list):
            found.append(Carried(carried, _=item))
        return
    if isinstance(carried, dict):
        carried = Carried(carried)
    here[key] = CarriedList(carried) if isinstance(carried, list) else carried


def _text(known: Any, value: str, language: Language) -> Any:
    """Return a text; of a name that is known in three languages the form shows one."""
    return dict(known) | {language: value} if isinstance(known, dict) else value


def number(text: str) -> float | str:
    """Read a number with or without commas between thousands; anything else stays as it was typed."""
    plain = text.replace(",", "").replace("\u2212", "-")
    return float(plain) if NUMBER.fullmatch(plain) else text


@lru_cache(maxsize=1)
def numbers() -> frozenset[str]:
    """Return the names of the fields of a product document that hold a number."""
    found: set[str] = set()
    seen: set[type[BaseModel]] = set()
    waiting: list[type[BaseModel]] = [Product]
    while waiting:
        model = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        for name, field in model.model_fields.items():
            inside = set(_flat(field.annotation))
            waiting += [a for a in inside if isinstance(a, type) and issubclass(a, BaseModel)]
            if inside & {float, int}:
                found.add(field.alias or name)
    return frozenset(found)


def _flat(annotation: Any) -> list[Any]:
    return [annotation, *(found for a in get_args(annotation) for found in _flat(a))]


def tidy(tree: Tree) -> Tree:
    """Return the document: without what is the form's own, and without entries that hold nothing yet."""
    name = tree.get("name")
    if isinstance(name, dict) and name:
        tree = tree | {"name": {tag: name.get(tag, next(iter(name.values()))) for tag in LANGUAGES}}
    document: Tree = _bare(tree, "")
    for process in document.get("processes", ()):
        if isinstance(process, dict):
            process.setdefault("lines", [])
    return document


def _bare(value: Any, key: str) -> Any:
    """Leave out marks of the form, empty rows of evidence and omissions, untouched lines, and empty tables."""
    match value:
        case CarriedList():
            return list(value)
        case Carried():
            return {k: v for k, v in value.items() if k != "_"}
        case dict() if key == "mass" and "of" in value:  # what is named is not given as well
            return {k: _bare(v, k) for k, v in value.items() if k not in {"amount", "unit"}}
        case dict():
            found = {k: _bare(_figures(v, value), k) for k, v in value.items() if not k.startswith("_")}
            return {k: v for k, v in found.items() if k == "processes" or not _empty(v, value[k], NEEDED.get(key))}
        case list():
            kept = [_bare(v, key) for v in value if not isinstance(v, dict) or _filled(v, key)]
            return kept if any(v is not None for v in kept) else []
        case str() if key in numbers():
            return number(value)
    return value


def _empty(found: Any, entered: Any, needed: frozenset[str] | None) -> bool:
    """Tell whether there is nothing to say: an empty table or list, a choice not made, an amount not given."""
    unsaid = needed is not None and type(entered) is dict and needed.isdisjoint(found)
    return found in ({}, []) or unsaid


def _figures(value: Any, entry: Tree) -> Any:
    return list(value[:1]) if isinstance(value, Months) and entry.get("_figures") == "one" else value


def _filled(row: Tree, key: str) -> bool:
    match key:
        case "evidence":
            return "kind" in row or "reference" in row
        case "omitted":
            return "name" in row or "amount" in row
        case "legs":
            parts = [row[k] for k in ("mass", "distance") if isinstance(row.get(k), dict)]
            return "from" in row or "to" in row or any(not NEEDED[key].isdisjoint(one) for one in parts)
        case "lines":
            return "amount" in row or (not row.keys().isdisjoint(TARGETS) and "_preset" not in row)
    return True


def add(tree: Tree, path: str, **fields: Any) -> None:
    """Add an entry to the list at a path: ``accounts``, ``processes[cell].lines[a].evidence``."""
    *before, (key, item) = _steps(path) or [("", None)]
    here = _walk(tree, before)
    if here is None or not key or item is not None:
        return
    found = here.setdefault(key, [])
    if not isinstance(found, list):
        return
    taken = {str(entry.get("_")) for entry in found if isinstance(entry, dict)}
    number = len(found) + (1 if key in NAMED else 0)
    stem = f"{key.removesuffix('es') if key == 'processes' else key.removesuffix('s').replace('_', '-')}-"
    stem = stem if key in NAMED else ""
    while f"{stem}{number}" in taken:
        number += 1
    made = f"{stem}{number}"
    found.append({"_": made} | ({"id": made} if key in NAMED else {}) | fields)


def remove(tree: Tree, path: str) -> None:
    """Remove the entry at a path: ``processes[cell].lines[a]``."""
    *before, (key, item) = _steps(path) or [("", None)]
    here = _walk(tree, before)
    if here is not None and isinstance(here.get(key), list):
        here[key] = [entry for entry in here[key] if not isinstance(entry, dict) or entry.get("_") != item]


def _walk(tree: Tree, steps: Iterable[tuple[str, str | None]]) -> Tree | None:
    """Go down a path, making what is not there; None where something else stands in the way."""
    here = tree
    for key, item in steps:
        start: Any = {} if item is None else []
        found = here.setdefault(key, start)
        if isinstance(found, dict) and item is None:
            here = found
        elif isinstance(found, list) and item is not None:
            here = _entry(found, key, item)
        else:
            return None
    return here
