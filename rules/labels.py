"""Label schemes: a file each in ``rules/labels``, and the words that all labels share.

Adding a scheme is adding a file. ``_words.yaml`` holds the fixed words; a scheme may replace single ones.
"""

from __future__ import annotations

import string
from functools import lru_cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from footprint.errors import InputError, Problem, RuleError
from footprint.label import label_schema
from footprint.product import problem
from footprint.rule_base import Cite, Id
from footprint.scheme import Scheme
from footprint.texts import LANGUAGES, Text
from rules.yaml_lines import Lines, read_yaml

FOLDER = "rules/labels"
Words = dict[str, Text]
Where = tuple[str | int, ...]


def schemes() -> tuple[str, ...]:
    """List the ids of the schemes that have a file."""
    names = (entry.name for entry in resources.files("rules").joinpath("labels").iterdir())
    return tuple(sorted(n.removesuffix(".yaml") for n in names if n.endswith(".yaml") and n[0] != "_"))


@lru_cache(maxsize=64)
def load_scheme(scheme_id: str) -> Scheme:
    """Load a scheme by id, with all words.

    Raises
    ------
    RuleError
        There is no such scheme, or its file is wrong: ``file:line: field: what``.
    """
    if scheme_id not in schemes():
        what = f"no label scheme {scheme_id!r}: known are {', '.join(schemes())}"
        raise RuleError(what)
    return parse_scheme(_read(f"{scheme_id}.yaml"), f"{FOLDER}/{scheme_id}.yaml")


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the words every label shares."""
    lines = _lines(_read("_words.yaml"), f"{FOLDER}/_words.yaml")
    try:
        return TypeAdapter(dict[Id, Text]).validate_python(lines.document)
    except ValidationError as error:
        raise _invalid(error, lines) from error


def parse_scheme(text: str, name: str) -> Scheme:
    """Turn the text of a scheme file into a scheme; ``name`` stands in the messages."""
    lines = _lines(text, name)
    try:
        own = Scheme.model_validate(lines.document)
    except ValidationError as error:
        raise _invalid(error, lines) from error
    problems = [Problem(lines.where(where, ".".join(map(str, where))), what) for where, what in _faults(own)]
    if problems:
        raise RuleError(*problems)
    return own.model_copy(update={"words": {**words(), **own.words}})


def _lines(text: str, name: str) -> Lines:
    try:
        lines = read_yaml(text, name)
    except InputError as error:
        raise RuleError(*error.problems) from error
    if not isinstance(lines.document, dict):
        raise RuleError(Problem(f"{name}:1", "a table of fields is due"))
    return lines


def _faults(scheme: Scheme) -> list[tuple[Where, str]]:
    """Name what the model alone cannot see: unknown sources, unknown fields, placeholders that do not match."""
    found: list[tuple[Where, str]] = [
        ((*where, "source"), f"{cite.source!r} is none of the sources")
        for where, cite in cites(scheme)
        if cite.source not in scheme.sources
    ]
    found += [
        (("required", "value"), f"{field!r} is no field of the label record")
        for field in scheme.required.value or ()
        if not is_field(field)
    ]
    for key, text in scheme.words.items():
        common = words().get(key)
        if common and any(placeholders(text.get(t)) != placeholders(common.get(t)) for t in LANGUAGES):
            found.append((("words", key), "does not use the placeholders of the common word"))
    return found


def cites(scheme: Scheme) -> list[tuple[Where, Cite]]:
    """List every citation of a scheme with the path it stands at."""
    found: list[tuple[Where, Cite]] = []

    def walk(node: Any, where: Where) -> None:
        if isinstance(node, Cite):
            found.append((where, node))
        elif isinstance(node, BaseModel):
            for name in type(node).model_fields:
                walk(getattr(node, name), (*where, name))
        elif isinstance(node, dict):
            for key, value in node.items():
                walk(value, (*where, key))
        elif isinstance(node, tuple):
            for position, value in enumerate(node):
                walk(value, (*where, position))

    walk(scheme, ())
    return found


def is_field(where: str) -> bool:
    """Tell whether a path such as ``product.model`` names a field of the label record."""
    here: Any = label_schema()
    for step in where.split("."):
        here = here.get("properties", {}).get(step)
        if here is None:
            return False
    return True


def placeholders(text: str) -> set[str]:
    """Return the names in braces of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _read(file: str) -> str:
    return resources.files("rules").joinpath("labels", file).read_text("utf-8")


def _invalid(error: ValidationError, lines: Lines) -> RuleError:
    problems = []
    for entry in error.errors():
        found = problem(entry, lines.document)
        problems.append(Problem(lines.where(entry["loc"], found.where), found.what))
    return RuleError(*problems)
