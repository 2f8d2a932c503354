"""Agreements of mutual recognition: a file each in ``rules/recognition``. Adding an agreement is adding a file.

``_practice.yaml`` holds what practice asks where the rules of recognition are not published; an agreement names the
lines of it that it expects.
"""

from __future__ import annotations

from functools import lru_cache

from footprint.agreement import Agreement, Party, Practice, Requirement
from footprint.errors import RuleError
from rules import labels, statements
from rules.statements import Where

FOLDER = "recognition"
# What is in operation first, what is over last.
STATUSES = ("in_operation", "signed", "announced", "suspended", "ended")


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


@lru_cache(maxsize=1)
def practice() -> Practice:
    """Return the requirements that agreements share."""
    name = "_practice"
    found, lines = statements.read(statements.text_of(FOLDER, name), f"rules/{FOLDER}/{name}.yaml", Practice)
    statements.refuse([*statements.unknown_sources(found, found.sources), *_unknown(found.requirements)], lines)
    return found


def parse_agreement(text: str, name: str) -> Agreement:
    """Turn the text of a file into an agreement with its lines of practice; ``name`` stands in the messages."""
    found, lines = statements.read(text, name, Agreement)
    statements.refuse(_faults(found), lines)
    shared = {one.id: one for one in practice().requirements}
    sources = {**(practice().sources if found.practice else {}), **found.sources}
    rows = (*(shared[one] for one in found.practice), *found.requirements)
    return found.model_copy(update={"requirements": rows, "sources": sources})


def between(one: str, other: str) -> tuple[Agreement, ...]:
    """Return the agreements that two parties, named by scheme or id, take part in."""
    found = map(load_agreement, agreements())
    return tuple(a for a in found if one != other and a.party(one) and a.party(other))


def directions(scheme: str) -> tuple[tuple[Agreement, Party], ...]:
    """List the agreements a scheme takes part in, each with the other parties one by one."""
    found = [a for a in map(load_agreement, agreements()) if a.party(scheme)]
    found.sort(key=lambda a: STATUSES.index(a.status))
    return tuple((a, party) for a in found for party in a.parties if party.key != scheme)


def _faults(agreement: Agreement) -> list[tuple[Where, str]]:
    """Name what the model alone cannot see: unknown sources, schemes and fields of the label record."""
    found = statements.unknown_sources(agreement, agreement.sources)
    for position, party in enumerate(agreement.parties):
        if party.scheme and party.scheme not in labels.schemes():
            found.append((("parties", position, "scheme"), f"no label scheme {party.scheme!r}"))
        if party.id in labels.schemes():
            found.append((("parties", position, "id"), f"{party.id!r} is the name of a scheme: write it as scheme"))
    shared = [one.id for one in practice().requirements]
    for position, name in enumerate(agreement.practice):
        if name not in shared:
            found.append((("practice", position), f"no such line of practice: {name!r}"))
    for position, one in enumerate(agreement.requirements):
        if one.id in agreement.practice:
            found.append((("requirements", position, "id"), f"{one.id!r} is named under practice already"))
    for source in set(agreement.sources) & set(practice().sources if agreement.practice else ()):
        found.append((("sources", source), "is the name of a source of the shared lines of practice"))
    return [*found, *_unknown(agreement.requirements)]


def _unknown(requirements: tuple[Requirement, ...]) -> list[tuple[Where, str]]:
    found: list[tuple[Where, str]] = []
    for position, one in enumerate(requirements):
        for field in (*one.needs, *one.equals):
            unknown = statements.unknown_field(field)
            if unknown:
                found.append((("requirements", position, "needs"), unknown))
        if not set(one.equals) <= set(one.needs):
            found.append((("requirements", position, "equals"), "names a field that is not in needs"))
    return found
