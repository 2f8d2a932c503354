"""Label schemes: a file each in ``rules/labels``, and the words that all labels share.

Adding a scheme is adding a file. ``_words.yaml`` holds the fixed words; a scheme may replace single ones.
"""

from __future__ import annotations

import string
from functools import lru_cache

from footprint.errors import RuleError
from footprint.rule_base import Id
from footprint.scheme import Scheme
from footprint.texts import LANGUAGES, Text
from rules import statements
from rules.statements import Where

FOLDER = "labels"
Words = dict[Id, Text]


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
