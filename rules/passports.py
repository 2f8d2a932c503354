"""Product passports: a file each in ``rules/passports``. Adding a passport is adding a file."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from footprint.errors import RuleError
from footprint.passport import Passport
from rules import statements
from rules.statements import Where

FOLDER = "passports"


def passports() -> tuple[str, ...]:
    """List the ids of the passports that have a file."""
    return statements.names(FOLDER)


@lru_cache(maxsize=16)
def load_passport(passport_id: str) -> Passport:
    """Load a passport by id.

    Raises
    ------
    RuleError
        There is no such passport, or its file is wrong: ``file:line: field: what``.
    """
    if passport_id not in passports():
        what = f"no passport {passport_id!r}: known are {', '.join(passports())}"
        raise RuleError(what)
    return parse_passport(statements.text_of(FOLDER, passport_id), f"rules/{FOLDER}/{passport_id}.yaml")


def parse_passport(text: str, name: str) -> Passport:
    """Turn the text of a file into a passport; ``name`` stands in the messages."""
    found, lines = statements.read(text, name, Passport)
    faults: list[tuple[Where, str]] = statements.unknown_sources(found, found.sources)
    for position, rule in enumerate(found.rules):
        if not resources.files("rules").joinpath("pcr", *rule.split("/")).is_dir():
            faults.append((("rules", position), f"there is no rule {rule!r}"))
    statements.refuse(faults, lines)
    return found
