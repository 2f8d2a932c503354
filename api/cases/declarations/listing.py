"""Declarations as each side reads them: in lists, one by one, and with what was done on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases.declarations import workflow
from api.cases.declarations.acts import ACTS, Name, Side
from api.db.tables import ActRow, DeclarationRow, RecordRow
from api.errors import NotFoundError
from api.store import accounts, declarations, files, records
from footprint.errors import InputError, Problem

# Acts after which a declaration stands otherwise than before.
CHANGING: frozenset[str] = frozenset({"made", "superseded", *(name for name, act in ACTS.items() if act.go)})


@dataclass(frozen=True)
class Declaration:
    """A declaration as one side sees it.

    Attributes
    ----------
    side : {"holder", "body"}
        On which side of it the reader stands.
    run_id : str
        The calculation; for the body the one it was handed last.
    since : datetime
        When it came to stand as it does.
    may : tuple of str
        What the reader may do now.
    """

    id: UUID
    status: str
    reason: str
    recommended: bool
    scheme: str
    product: UUID
    version: int
    run_id: str
    product_name: Mapping[str, str]
    model: str
    rule: str
    total: float
    unit: str
    holder: str
    body: UUID | None
    body_name: str
    preparer: str
    reviewer: str
    approver: str
    withheld: tuple[str, ...]
    replaces: UUID | None
    register_id: str | None
    revision: int
    created_at: datetime
    updated_at: datetime
    since: datetime
    side: Side
    may: tuple[Name, ...]


@dataclass(frozen=True)
class Done:
    """An act on a declaration, with the names of who did it."""

    number: int
    act: Name
    status: str
    text: str
    detail: Mapping[str, Any]
    run_id: str
    person: str
    organisation: str
    created_at: datetime


def get(session: Session, caller: Caller, declaration_id: UUID) -> Declaration:
    """Return a declaration.

    Raises
    ------
    NotFoundError
        There is none that the caller's organisation made, or was handed.
    """
    return shown(session, caller, [workflow.row_of(session, declaration_id)])[0]


def listed(
    session: Session,
    caller: Caller,
    limit: int,
    after: UUID | None = None,
    *,
    side: str = "",
    statuses: Collection[str] = (),
    product: UUID | None = None,
    mine: bool = False,
) -> tuple[Declaration, ...]:
    """List declarations, last changed first.

    Parameters
    ----------
    side : str
        ``holder`` or ``body``: only those made here, or only those handed here.
    mine : bool
        Only those that the caller reviews.
    """
    last = None if after is None else declarations.get(session, after)
    if after is not None and last is None:
        raise InputError(Problem("after", str(NotFoundError(kind="declaration", name=str(after)))))
    found = declarations.listed(
        session, limit, last, side=side, statuses=statuses, product_id=product,
        reviewer_id=caller.person if mine else None,
    )  # fmt: skip
    return shown(session, caller, found)


def history(session: Session, declaration_id: UUID) -> tuple[Done, ...]:
    """List what was done on a declaration, as far as the reader's side may see it, oldest first."""
    workflow.row_of(session, declaration_id)
    rows = declarations.acts(session, declaration_id)
    people = files.names(session, {row.person_id for row in rows if row.person_id is not None})
    houses = _houses(session, {row.organisation_id for row in rows})
    return tuple(
        Done(
            row.number, row.act, row.status, row.text, row.detail, row.run_id,  # type: ignore[arg-type]
            _name(people, row), houses.get(row.organisation_id, ""), row.created_at,
        )
        for row in rows
    )  # fmt: skip


def previous(session: Session, row: DeclarationRow) -> str | None:
    """Return the calculation that came before the one of a declaration, to be laid beside it.

    That of the round before; else that of the declaration it renews; else that of the newest other declaration of
    the product that the reader's side knows.
    """
    rounds = [act.run_id for act in declarations.acts(session, row.id) if act.act == "submitted"]
    earlier = [run for run in rounds if run != row.run_id]
    if earlier:
        return earlier[-1]
    if row.replaces_id is not None:
        old = declarations.get(session, row.replaces_id)
        return old.run_id if old else None
    others = declarations.listed(session, 20, product_id=row.product_id)
    older = [o for o in others if o.id != row.id and o.run_id != row.run_id and o.created_at < row.created_at]
    return older[0].run_id if older else None


def shown(session: Session, caller: Caller, rows: Sequence[DeclarationRow]) -> tuple[Declaration, ...]:
    """Return rows as their reader sees them, with the names a page needs."""
    # A body sees what it was handed, not what the holder has put in since.
    handed = declarations.handed_runs(session, [row.id for row in rows])
    runs = {row.id: _run(caller, row, handed) for row in rows}
    found = records.summaries(session, set(runs.values()))
    since = declarations.stand_since(session, [row.id for row in rows], CHANGING)
    people = files.names(
        session, {p for row in rows for p in (row.preparer_id, row.reviewer_id, row.approver_id) if p is not None}
    )
    houses = _houses(session, {o for row in rows for o in (row.organisation_id, row.body_id) if o is not None})
    return tuple(_one(caller, row, found[runs[row.id]], people, houses, since[row.id]) for row in rows)


def _one(
    caller: Caller,
    row: DeclarationRow,
    record: RecordRow,
    people: Mapping[UUID, str],
    houses: Mapping[UUID, str],
    since: datetime,
) -> Declaration:
    side = workflow.side_of(caller, row)

    def name(person: UUID | None) -> str:
        return people.get(person, "") if person else ""

    # Who of a body reviews is the body's own matter until it has decided.
    told = side == "body" or row.status not in {"submitted", "in_review"}
    return Declaration(
        id=row.id,
        status=row.status,
        reason=row.reason,
        recommended=row.recommended and side == "body",
        scheme=row.scheme,
        product=row.product_id,
        version=row.version,
        run_id=record.run_id,
        product_name=record.product_name,
        model=record.model,
        rule=f"{record.rule_id}@{record.rule_version}",
        total=record.total,
        unit=record.unit,
        holder=houses.get(row.organisation_id, ""),
        body=row.body_id,
        body_name=houses.get(row.body_id, "") if row.body_id else "",
        preparer=name(row.preparer_id),
        reviewer=name(row.reviewer_id) if told else "",
        approver=name(row.approver_id) if told else "",
        withheld=tuple(row.withheld),
        replaces=row.replaces_id,
        register_id=row.register_id,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        since=since,
        side=side,
        may=tuple(act for act in ACTS if workflow.may(caller, row, act)),
    )


def _run(caller: Caller, row: DeclarationRow, handed: Mapping[UUID, str]) -> str:
    return handed.get(row.id, row.run_id) if workflow.side_of(caller, row) == "body" else row.run_id


def _name(people: Mapping[UUID, str], row: ActRow) -> str:
    return (people.get(row.person_id, "") if row.person_id else "") or row.actor.partition(":")[0]


def _houses(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    return {row.id: row.name for row in accounts.organisations(session) if row.id in ids}
