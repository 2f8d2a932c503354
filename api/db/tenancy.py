"""Tenant isolation, in one place: a session sees and writes the rows of one organisation only.

Every statement of the ORM on an :class:`~api.db.tables.Owned` class gets the condition of its organisation;
a session that names none may not touch such a class at all. What is written is owned by the session's
organisation, and nothing else can be said. Statements as text pass by the ORM: ``api/store`` has none, by test.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import event, false
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from api.db.tables import Base, Owned

KEY = "tenant"
# What the command line and a service without accounts work for; the migrations make it.
LOCAL_ORGANISATION = UUID("00000000-0000-4000-8000-000000000001")


@dataclass(frozen=True)
class Tenant:
    """Whose rows a session sees: of one organisation; of none; or of all, for the service's own work.

    ``all`` reads across organisations and is for signing in, verifying, backing up and running jobs; it may
    write rows of any organisation, but has to name whose they are.
    """

    organisation: UUID | None = None
    all: bool = False


NOBODY = Tenant()
EVERYBODY = Tenant(all=True)
LOCAL = Tenant(LOCAL_ORGANISATION)


class TenancyError(RuntimeError):
    """The software tried to reach over the border between organisations: a defect, never a message for people."""


def of(session: Session) -> Tenant:
    """Return whose session it is."""
    found: Tenant = session.info.get(KEY, NOBODY)
    return found


@lru_cache(maxsize=1_000)
def _conditions(organisation: UUID | None) -> tuple[ExecutableOption, ...]:
    """Return a condition for every owned class, not only those a statement names first: a join reaches further."""
    return tuple(
        with_loader_criteria(
            owned, false() if organisation is None else owned.readable(organisation), include_aliases=True
        )
        for mapper in Base.registry.mappers
        if issubclass(owned := mapper.class_, Owned)
    )


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    """Add the condition of the organisation to every statement, joins and lazy loads included."""
    tenant = of(state.session)
    if tenant.all or not (state.is_select or state.is_update or state.is_delete):
        return
    organisation = tenant.organisation
    if organisation is None:
        touched = sorted(m.class_.__name__ for m in state.all_mappers if issubclass(m.class_, Owned))
        if touched:
            what = f"a session of nobody reads {', '.join(touched)}"
            raise TenancyError(what)
    state.statement = state.statement.options(*_conditions(organisation))


@event.listens_for(Session, "before_flush")
def _own(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Give new rows their owner, and refuse to write another organisation's."""
    tenant = of(session)
    for row in session.new:
        if isinstance(row, Owned):
            if row.organisation_id is None and tenant.organisation is not None:
                row.organisation_id = tenant.organisation
            _check(tenant, row)
    for row in (*session.dirty, *session.deleted):
        if isinstance(row, Owned):
            _check(tenant, row)


def _check(tenant: Tenant, row: Owned) -> None:
    if tenant.all and row.organisation_id is not None:
        return
    if row.organisation_id is None or not row.writable(tenant.organisation):
        what = f"a session of {tenant.organisation} writes a {type(row).__name__} of {row.organisation_id}"
        raise TenancyError(what)
