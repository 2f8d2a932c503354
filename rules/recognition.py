"""Agreements of mutual recognition: a file each in ``rules/recognition``. Adding an agreement is adding a file."""

from __future__ import annotations

from functools import lru_cache

from footprint.agreement import Agreement
from footprint.errors import RuleError
from rules import labels, statements
from rules.statements import Where

FOLDER = "recognition"


def agreements() -> tuple[str, ...]:
    """List the ids of the agreements that have a file."""
    return statements.names(FOLDER)


@lru_cache(maxsize=64)
def load_agreement(agreement_id: str) -> Agreement:
    """Load an agreement by id.

    Raises
    ------
    RuleError
        There is no such agreement, or its file is wrong: ``file:line: field: what``.
    """
    if agreement_id not in agreements():
        what = f"no agreement {agreement_id!r}: known are {', '.join(agreements())}"
        raise RuleError(what)
    return parse_agreement(statements.text_of(FOLDER, agreement_id), f"rules/{FOLDER}/{agreement_id}.yaml")


def parse_agreement(text: str, name: str) -> Agreement:
    """Turn the text of a file into an agreement; ``name`` stands in the messages."""
    found, lines = statements.read(text, name, Agreement)
    statements.refuse(_faults(found), lines)
    return found


def between(one: str, other: str) -> tuple[Agreement, ...]:
    """Return the agreements that two schemes are parties of."""
    found = map(load_agreement, agreements())
    return tuple(a for a in found if one != other and {one, other} <= {p.scheme for p in a.parties})


def _faults(agreement: Agreement) -> list[tuple[Where, str]]:
    """Name what the model alone cannot see: unknown sources, schemes and fields of the label record."""
    found = statements.unknown_sources(agreement, agreement.sources)
    for position, party in enumerate(agreement.parties):
        if party.scheme and party.scheme not in labels.schemes():
            found.append((("parties", position, "scheme"), f"no label scheme {party.scheme!r}"))
    for position, one in enumerate(agreement.requirements):
        for field in (*one.needs, *one.equals):
            unknown = statements.unknown_field(field)
            if unknown:
                found.append((("requirements", position, "needs"), unknown))
        if not set(one.equals) <= set(one.needs):
            found.append((("requirements", position, "equals"), "names a field that is not in needs"))
    return found
