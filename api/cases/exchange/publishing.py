"""Publishing footprints to partners: made from a stored record, never changed, superseded instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import calculations
from api.cases.exchange import outbox
from api.db.tables import FootprintRow
from api.errors import ConflictError, NotFoundError
from api.i18n import N_
from api.store import events, exchange, records
from footprint.errors import InputError, Problem
from footprint.exchange.pact_events import Version
from footprint.exchange.pact_filter import PactFilter
from footprint.exchange.pact_statement import PactStatement
from footprint.exchange.pact_write import write_both

ACTIVE, DEPRECATED = "Active", "Deprecated"


@dataclass(frozen=True)
class Published:
    """A footprint as its organisation sees it; ``partners`` is None for every partner."""

    id: UUID
    run_id: str
    product_id: UUID | None
    status: str
    partners: tuple[UUID, ...] | None
    created_at: datetime
    deprecated_at: datetime | None
    document: dict[str, Any]
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Made:
    """A footprint just published, why it is not there in version 2.3, and jobs that tell partners of it."""

    footprint: Published
    problems: tuple[Problem, ...]
    jobs: tuple[UUID, ...]


def publish(
    session: Session,
    caller: Caller,
    public_url: str,
    run_id: str,
    stated: PactStatement,
    partners: Sequence[UUID] | None,
    replaces: UUID | None = None,
) -> Made:
    """Publish a stored calculation; the one it replaces becomes Deprecated in the same act.

    Parameters
    ----------
    partners : sequence of UUID, optional
        Who may read it; every partner, later ones too, when None.

    Raises
    ------
    NotFoundError
        There is no such calculation, partner or footprint.
    InputError
        PACT asks for something that is not stated.
    ConflictError
        What it replaces was replaced already.
    """
    at = caller.clock()
    record = calculations.get(session, run_id)
    held = records.holding(session, run_id)
    for one in partners or ():
        if exchange.partner(session, one) is None:
            raise NotFoundError(kind="partner", name=str(one))
    former = None if replaces is None else _row(session, replaces)
    if former is not None and former.status != ACTIVE:
        raise ConflictError(
            N_("The footprint {name} was replaced already: replace the newest one."),
            conflict="state", name=str(former.id),
        )  # fmt: skip
    preceding = (former.id,) if former else ()
    written = write_both({"run_id": run_id, **record.record}, stated, uuid4(), at, preceding)
    row = exchange.add_footprint(
        session,
        FootprintRow(
            id=UUID(written.v3["id"]), run_id=run_id, product_id=held.product_id if held else None, status=ACTIVE,
            body={"3": written.v3} | ({"2": written.v2} if written.v2 else {}),
            partners=None if partners is None else sorted({str(one) for one in partners}), created_at=at,
        ),
    )  # fmt: skip
    if former is not None:
        former.status, former.deprecated_at = DEPRECATED, at
    detail = {"run_id": run_id, "replaces": str(former.id) if former else None, "partners": row.partners}
    events.append(
        session, at=at, actor=caller.actor, action="footprint.published", subject=str(row.id), detail=detail
    )
    told = [str(row.id), *([str(former.id)] if former else [])]
    jobs = outbox.announce(session, caller, public_url, told, row.partners)
    return Made(_published(row), written.problems, jobs)


def get(session: Session, footprint_id: UUID) -> Published:
    """Return a footprint of the session's organisation.

    Raises
    ------
    NotFoundError
        There is none.
    """
    return _published(_row(session, footprint_id))


def listed(session: Session, limit: int, after: UUID | None = None) -> tuple[Published, ...]:
    """List footprints, newest first."""
    last = None if after is None else exchange.footprint(session, after)
    if after is not None and last is None:
        raise InputError(Problem("after", str(NotFoundError(kind="footprint", name=str(after)))))
    return tuple(_published(row) for row in exchange.newest_footprints(session, limit, last))


def shared(session: Session, partner_id: UUID, footprint_id: UUID, version: Version) -> dict[str, Any]:
    """Return a footprint that a partner may read.

    Raises
    ------
    NotFoundError
        There is none, or it is not for this partner: nothing tells which.
    """
    row = exchange.footprint(session, footprint_id)
    if row is None or not may_read(row, partner_id) or version not in row.body:
        raise NotFoundError(kind="footprint", name=str(footprint_id))
    return document(row, version)


def page(
    session: Session,
    partner_id: UUID,
    version: Version,
    fits: Callable[[Mapping[str, Any]], bool],
    limit: int,
    after: UUID | None = None,
) -> tuple[list[dict[str, Any]], UUID | None]:
    """List what a partner may read and asks for, oldest first, and the last id when there is more."""
    last = None if after is None else exchange.footprint(session, after)
    if after is not None and (last is None or not may_read(last, partner_id)):
        raise InputError(Problem("after", "leads nowhere: begin again"))
    found: list[dict[str, Any]] = []
    for row in exchange.footprints(session, last):
        if may_read(row, partner_id) and version in row.body and fits(document(row, version)):
            if len(found) == limit:
                return found, UUID(found[-1]["id"]) if found else None
            found.append(document(row, version))
    return found, None


def fitting(session: Session, partner_id: UUID, wanted: PactFilter, version: Version) -> tuple[Published, ...]:
    """List what a partner may read of what it asks for, as it is valid now."""
    return tuple(
        _published(row)
        for row in exchange.footprints(session)
        if row.status == ACTIVE
        and may_read(row, partner_id)
        and version in row.body
        and wanted.fits(document(row, "3"))
    )


def may_read(row: FootprintRow, partner_id: UUID) -> bool:
    """Tell whether a partner may read a footprint."""
    return row.partners is None or str(partner_id) in row.partners


def document(row: FootprintRow, version: Version) -> dict[str, Any]:
    """Return the document of a footprint with its present status."""
    return {**row.body[version], "status": row.status}


def _row(session: Session, footprint_id: UUID) -> FootprintRow:
    row = exchange.footprint(session, footprint_id)
    if row is None:
        raise NotFoundError(kind="footprint", name=str(footprint_id))
    return row


def _published(row: FootprintRow) -> Published:
    readers = None if row.partners is None else tuple(UUID(one) for one in row.partners)
    versions: tuple[Version, ...] = ("3", "2") if "2" in row.body else ("3",)
    return Published(
        row.id, row.run_id, row.product_id, row.status, readers, row.created_at, row.deprecated_at,
        document(row, "3"), versions,
    )  # fmt: skip
