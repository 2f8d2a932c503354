"""People to try with: a maker and a labelling body, and whom it takes to bring a declaration into the register."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from api.cases.accounts import front_desk, members
from api.cases.workbench import Workbench
from api.db.tenancy import EVERYBODY
from api.store import accounts

MAKER, BODY = "demo-cells", "demo-label"
ACTOR = "demo"
# The top-level domain .example belongs to nobody (RFC 2606): no letter ever reaches a stranger.
PEOPLE = (
    (MAKER, "paula@demo-cells.example", "Paula Prep", ("preparer", "administrator")),
    (BODY, "rita@demo-label.example", "Rita Review", ("reviewer",)),
    (BODY, "dora@demo-label.example", "Dora Decide", ("labelling_body", "administrator")),
)


@dataclass(frozen=True)
class Person:
    """Somebody who was brought in, with a password that is shown this once."""

    organisation: str
    email: str
    name: str
    password: str
    roles: tuple[str, ...]


def people(bench: Workbench) -> tuple[Person, ...]:
    """Found both organisations and bring their people in; nobody when they are there already."""
    at = bench.clock()
    with bench.database.write(EVERYBODY) as session:
        if accounts.organisation(session, MAKER) is not None:
            return ()
        members.found(session, MAKER, "Demo Cells", "maker", at, ACTOR)
        members.found(session, BODY, "Demo Label Body", "labelling_body", at, ACTOR)
    return tuple(_bring(bench, *person) for person in PEOPLE)


def _bring(bench: Workbench, organisation: str, email: str, name: str, roles: tuple[str, ...]) -> Person:
    password = secrets.token_urlsafe(12)
    with bench.database.write(EVERYBODY) as session:
        row = accounts.organisation(session, organisation)
        if row is None:  # founded a moment ago
            raise LookupError(organisation)
        link = members.invite(session, row.id, email, roles, bench.clock(), ACTOR)
    front_desk.take(bench, link, name, password, "en")
    return Person(organisation, email, name, password, roles)
