"""The public register: every query about it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session, defer

from api.db.tables import EntryRow, HistoryRow, PaperRow

HEAVY = (EntryRow.document, EntryRow.signed, EntryRow.credential, EntryRow.words)


def get(session: Session, entry_id: str) -> EntryRow | None:
    """Return an entry."""
    return session.get(EntryRow, entry_id)


def of_declaration(session: Session, declaration_id: UUID) -> EntryRow | None:
    """Return the entry of a declaration."""
    return session.scalars(select(EntryRow).where(EntryRow.declaration_id == declaration_id)).first()


def of_gtin(session: Session, gtin: str) -> list[EntryRow]:
    """List the entries of a trade item, newest first."""
    query = select(EntryRow).where(EntryRow.gtin == gtin).options(*map(defer, HEAVY))
    return list(session.scalars(query.order_by(EntryRow.created_at.desc(), EntryRow.id.desc())))


def new_index(session: Session, size: int) -> int:
    """Draw a place in a status list of a size that no entry has: its order shall tell nothing about entries."""
    taken = set(session.scalars(select(EntryRow.status_index)))
    free = size - len(taken)
    if free <= 0:
        raise LookupError(size)
    while (drawn := secrets.randbelow(size)) in taken:
        pass
    return drawn


def add(session: Session, row: EntryRow) -> EntryRow:
    """Add an entry and the first row of its history."""
    session.add(row)
    session.flush()
    _remember(session, row)
    return row


def stand(session: Session, row: EntryRow, status: str, reason: str, at: datetime, by: str | None = None) -> None:
    """Let an entry stand in another way, and remember that."""
    row.status, row.reason, row.status_at = status, reason, at
    if by is not None:
        row.superseded_by = by
    session.flush()
    _remember(session, row)


def history(session: Session, entry_id: str) -> list[HistoryRow]:
    """List how an entry came to stand as it does, oldest first."""
    query = select(HistoryRow).where(HistoryRow.entry_id == entry_id).order_by(HistoryRow.number)
    return list(session.scalars(query))


def listed(
    session: Session,
    limit: int,
    after: EntryRow | None = None,
    *,
    words: Collection[str] = (),
    scheme: str = "",
    rule: str = "",
    status: str = "",
    today: date | None = None,
) -> list[EntryRow]:
    """List entries, newest first; every one of ``words`` stands somewhere in an entry."""
    query = select(EntryRow).options(*map(defer, HEAVY))
    for word in words:
        query = query.where(EntryRow.words.contains(word, autoescape=True))
    if scheme:
        query = query.where(EntryRow.scheme == scheme)
    if rule:
        query = query.where(EntryRow.rule_id == rule)
    if status and today is not None:
        query = query.where(_stands(status, today))
    if after is not None:
        query = query.where(tuple_(EntryRow.created_at, EntryRow.id) < tuple_(after.created_at, after.id))
    return list(session.scalars(query.order_by(EntryRow.created_at.desc(), EntryRow.id.desc()).limit(limit)))


def schemes_and_rules(session: Session) -> tuple[list[str], list[str]]:
    """List the schemes and the rules that entries are under."""
    schemes = select(EntryRow.scheme).distinct().order_by(EntryRow.scheme)
    rules = select(EntryRow.rule_id).distinct().order_by(EntryRow.rule_id)
    return list(session.scalars(schemes)), list(session.scalars(rules))


def indexes(session: Session, statuses: Collection[str]) -> list[int]:
    """List the places in the status list of entries that stand so."""
    query = select(EntryRow.status_index).where(EntryRow.status.in_(statuses)).order_by(EntryRow.status_index)
    return list(session.scalars(query))


def every_id(session: Session) -> list[str]:
    """List the ids of all entries."""
    return list(session.scalars(select(EntryRow.id).order_by(EntryRow.created_at, EntryRow.id)))


def add_paper(session: Session, row: PaperRow) -> PaperRow:
    """Add a paper."""
    session.add(row)
    session.flush()
    return row


def paper(session: Session, entry_id: str, kind: str, language: str) -> PaperRow | None:
    """Return a paper of an entry."""
    query = select(PaperRow).where(
        PaperRow.entry_id == entry_id, PaperRow.kind == kind, PaperRow.language == language
    )
    return session.scalars(query).first()


def papers(session: Session, entry_id: str) -> list[PaperRow]:
    """List the papers of an entry, without their bodies."""
    query = select(PaperRow).where(PaperRow.entry_id == entry_id).options(defer(PaperRow.body))
    return list(session.scalars(query.order_by(PaperRow.kind, PaperRow.language)))


def _stands(status: str, today: date) -> ColumnElement[bool]:
    """Return the condition that an entry stands so today; that it has expired only its date says."""
    over = and_(EntryRow.expires.is_not(None), EntryRow.expires < today)
    match status:
        case "expired":
            return and_(EntryRow.status == "published", over)
        case "published":
            return and_(EntryRow.status == "published", or_(EntryRow.expires.is_(None), EntryRow.expires >= today))
    return EntryRow.status == status


def _remember(session: Session, row: EntryRow) -> None:
    last = select(func.max(HistoryRow.number)).where(HistoryRow.entry_id == row.id)
    number = (session.scalar(last) or 0) + 1
    session.add(
        HistoryRow(
            id=uuid4(),
            entry_id=row.id,
            number=number,
            status=row.status,
            reason=row.reason,
            created_at=row.status_at,
        )
    )
    session.flush()
