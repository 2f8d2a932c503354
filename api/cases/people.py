"""Who stands behind an actor of the log or an author: members by name, keys by what they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.orm import Session

from api.i18n import N_
from api.store import accounts

# Actors without a name of their own. Names are looked up when they are read: the log holds none.
KINDS: Mapping[str, str] = MappingProxyType({
    "person": N_("somebody who is no member"), "key": N_("a key of before"), "job": N_("a job"),
    "local": N_("the local desk"), "nobody": N_("somebody not signed in"), "operator": N_("the operator"),
    "demo": N_("the demonstration"),
})  # fmt: skip


@dataclass(frozen=True)
class People:
    """The members of an organisation and its keys, by id."""

    members: Mapping[UUID, str]
    keys: Mapping[UUID, str]

    def name(self, person: UUID | None) -> str:
        """Return a member by name; empty for whoever is none (any more)."""
        return self.members.get(person, "") if person else ""

    def actor(self, actor: str) -> tuple[str, str]:
        """Return the name an actor has, or an English word for it: one of the two is empty."""
        kind, _, name = actor.partition(":")
        found = {"person": self.members, "key": self.keys}.get(kind, {})
        try:
            known = found.get(UUID(name), "") if name else ""
        except ValueError:
            known = ""
        return (known, "") if known else ("", KINDS.get(kind, kind))


def people(session: Session) -> People:
    """Read who belongs to the session's organisation."""
    return People(
        {row.id: row.name for row, _ in accounts.members(session)},
        {row.id: row.name for row in accounts.keys(session)},
    )
