"""Label schemes: a file each in ``rules/labels``, and the words that all labels share.

Adding a scheme is adding a file. ``_words.yaml`` holds the fixed words; a scheme may replace single ones.
``_paths.yaml`` names the fields of the label record for people.
"""

from __future__ import annotations

import string
from functools import lru_cache
from typing import Literal

from footprint.errors import RuleError
from footprint.rule_base import Id, Part
from footprint.scheme import Scheme
from footprint.texts import LANGUAGES, Text
from rules import statements
from rules.statements import Where

FOLDER = "labels"
Words = dict[Id, Text]
Role = Literal["preparer", "rule", "scheme", "verifier", "issuer", "recogniser", "operator", "service"]


class PathWords(Part):
    """What a field of the label record is called, who gives it its value, and in which unit."""

    by: Role
    title: Text
    unit: Literal["kg CO2e", "kWh", "share"] | None = None


class Paths(Part):
    """Words of every path of the label record, and of the roles that fill them."""

    roles: dict[Role, Text]
    paths: dict[str, PathWords]
    values: dict[str, dict[str, Text]]

    def of(self, path: str) -> PathWords | None:
        """Return the words of a path, else of the nearest one above it; None for what is no path."""
        while path and path not in self.paths:
            path = path.rpartition(".")[0]
        return self.paths.get(path)


def schemes() -> tuple[str, ...]:
    """List the ids of the schemes that have a file."""
    return statements.names(FOLDER)


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
    return parse_scheme(statements.text_of(FOLDER, scheme_id), f"rules/{FOLDER}/{scheme_id}.yaml")


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the words every label shares."""
    found, _ = statements.read(statements.text_of(FOLDER, "_words"), f"rules/{FOLDER}/_words.yaml", Words)
    return found


@lru_cache(maxsize=1)
def paths() -> Paths:
    """Return the words of the fields of a label record."""
    found, _ = statements.read(statements.text_of(FOLDER, "_paths"), f"rules/{FOLDER}/_paths.yaml", Paths)
    return found


def parse_scheme(text: str, name: str) -> Scheme:
    """Turn the text of a scheme file into a scheme; ``name`` stands in the messages."""
    own, lines = statements.read(text, name, Scheme)
    statements.refuse(_faults(own), lines)
    return own.model_copy(update={"words": {**words(), **own.words}})


def _faults(scheme: Scheme) -> list[tuple[Where, str]]:
    """Name what the model alone cannot see: unknown sources, unknown fields, placeholders that do not match."""
    found = statements.unknown_sources(scheme, scheme.sources)
    for field in scheme.required.value or ():
        unknown = statements.unknown_field(field)
        if unknown:
            found.append((("required", "value"), unknown))
    for key, text in scheme.words.items():
        common = words().get(key)
        if common and any(placeholders(text.get(t)) != placeholders(common.get(t)) for t in LANGUAGES):
            found.append((("words", key), "does not use the placeholders of the common word"))
    return found


def placeholders(text: str) -> set[str]:
    """Return the names in braces of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
