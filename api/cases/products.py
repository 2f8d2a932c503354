"""Products under work: saved as versions, never overwriting what somebody else has saved meanwhile.

A document may be saved before it can be calculated: what is wrong with it is told, and nothing is lost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from api.access import Caller
from api.cases import calculations, claims, evidence
from api.cases.workbench import Workbench
from api.db.tables import ProductRow, VersionRow
from api.errors import ConflictError, NotFoundError
from api.i18n import N_
from api.store import events, products
from footprint.errors import InputError, Problem
from footprint.product import parse_product
from footprint.record import canonical

LONGEST_NOTE = 1_000
CALCULATED = "product.calculated"


@dataclass(frozen=True)
class Summary:
    """A product in a list."""

    id: UUID
    name: Mapping[str, str]
    model: str
    rule: str
    version: int
    revision: int
    created_at: datetime
    updated_at: datetime
    archived: bool


@dataclass(frozen=True)
class Opened:
    """A product with the document of one version, and what keeps it from being calculated."""

    summary: Summary
    version: int
    sha256: str
    note: str
    document: dict[str, Any]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class VersionSummary:
    """A version in a list."""

    number: int
    sha256: str
    note: str
    person: UUID | None
    created_at: datetime


def create(session: Session, caller: Caller, document: Any, note: str = "") -> Opened:
    """Save a document as a new product.

    Raises
    ------
    InputError
        It is no table of fields.
    """
    return _save(session, caller, products.add(session, caller.clock()), document, note, "product.created")


def save(
    session: Session, caller: Caller, product_id: UUID, revision: int, document: Any, note: str = ""
) -> Opened:
    """Save a new version, if nobody else has changed the product since ``revision`` was read.

    Raises
    ------
    NotFoundError, InputError
        There is no such product; the document is no table of fields.
    ConflictError
        Somebody else was faster.
    """
    row = _row(session, product_id)
    _same(row, revision)
    return _save(session, caller, row, document, note, "product.saved")


def archive(session: Session, caller: Caller, product_id: UUID, revision: int, *, archived: bool = True) -> Summary:
    """Put a product away, or take it out again; nothing of it is deleted."""
    row = _row(session, product_id)
    _same(row, revision)
    at = caller.clock()
    row.archived_at, row.updated_at = (at if archived else None), at
    action = "product.archived" if archived else "product.restored"
    events.append(session, at=at, actor=caller.actor, action=action, subject=str(row.id), detail={})
    session.flush()
    return summary(row)


def opened(session: Session, product_id: UUID, number: int | None = None) -> Opened:
    """Return a product with its newest or a named version.

    Raises
    ------
    NotFoundError
        There is no such product or version.
    """
    row = _row(session, product_id)
    found = products.version(session, product_id, number or row.head)
    if found is None:
        raise NotFoundError(kind="version", name=str(number))
    return _opened(row, found)


def is_saved(session: Session, document: Any) -> bool:
    """Tell whether a document of just these bytes was saved before, as any version of any product."""
    return products.saved_already(session, hashlib.sha256(canonical(document)).hexdigest())


def listed(
    session: Session,
    limit: int,
    after: UUID | None = None,
    *,
    rule: str | None = None,
    archived: bool = False,
    search: str = "",
) -> tuple[Summary, ...]:
    """List products, last changed first; ``search`` is part of a name or of the model."""
    last = None if after is None else products.get(session, after)
    if after is not None and last is None:
        raise InputError(Problem("after", str(NotFoundError(kind="product", name=str(after)))))
    found = products.listed(session, limit, last, rule=rule, archived=archived, search=search.strip())
    return tuple(summary(row) for row in found)


def rules(session: Session) -> tuple[str, ...]:
    """List the rules that products are under."""
    return tuple(products.rules(session))


def versions(session: Session, product_id: UUID) -> tuple[VersionSummary, ...]:
    """List the versions of a product, newest first."""
    _row(session, product_id)
    return tuple(
        VersionSummary(row.number, row.sha256, row.note, row.person_id, row.created_at)
        for row in products.versions(session, product_id)
    )


def calculate(
    bench: Workbench, session: Session, caller: Caller, product_id: UUID, number: int | None = None
) -> calculations.Stored:
    """Calculate and store a version, and claim the green certificates it counts on.

    Raises
    ------
    NotFoundError, InputError, BlockedError
        No such product; a document that is none; errors found by the checks.
    ConflictError
        A certificate is claimed by another product.
    """
    found = opened(session, product_id, number)
    stored = calculations.calculate(bench, session, found.document, caller.actor, (product_id, found.version))
    claims.renew(session, caller, product_id, parse_product(found.document))
    # A record is one for all who calculate the same study; the log tells of which version it came.
    detail = {"version": found.version, "run_id": stored.run_id}
    told = events.told(session, CALCULATED, [str(product_id)])
    if not told or events.detail(told[-1]) != detail:
        events.append(
            session,
            at=caller.clock(),
            actor=caller.actor,
            action=CALCULATED,
            subject=str(product_id),
            detail=detail,
        )
    return stored


def calculated(session: Session, product_id: UUID) -> frozenset[str]:
    """Return the runs that came from a product, as the log tells."""
    told = events.told(session, CALCULATED, [str(product_id)])
    return frozenset(str(events.detail(row)["run_id"]) for row in told)


def summary(row: ProductRow) -> Summary:
    """Return a product as it stands in lists."""
    return Summary(
        row.id, row.name, row.model, row.rule, row.head, row.revision, row.created_at, row.updated_at,
        row.archived_at is not None,
    )  # fmt: skip


def _save(session: Session, caller: Caller, row: ProductRow, document: Any, note: str, action: str) -> Opened:
    if not isinstance(document, dict):
        raise InputError(Problem("", "a product document is a table of fields (name, model, maker, processes …)"))
    if len(note) > LONGEST_NOTE:
        raise InputError(Problem("note", f"has {len(note)} characters: at most {LONGEST_NOTE} are read"))
    name, at = document.get("name"), caller.clock()
    texts = {k: str(v)[:300] for k, v in name.items()} if isinstance(name, dict) else {"en": str(name or "")[:300]}
    row.name, row.model = texts, str(document.get("model") or "")[:300]
    row.rule = str(document.get("rule") or "").partition("@")[0][:300]
    try:
        version = products.add_version(session, row, document, note, caller.person, at)
    except StaleDataError:
        raise _outdated(row) from None
    evidence.note_uses(session, document, at, product_id=row.id, version=version.number)
    detail = {"version": version.number, "sha256": version.sha256}
    events.append(session, at=at, actor=caller.actor, action=action, subject=str(row.id), detail=detail)
    return _opened(row, version)


def _opened(row: ProductRow, version: VersionRow) -> Opened:
    document: dict[str, Any] = json.loads(version.document)
    problems: tuple[Problem, ...] = ()
    try:
        parse_product(document)
    except InputError as error:
        problems = error.problems
    return Opened(summary(row), version.number, version.sha256, version.note, document, problems)


def _row(session: Session, product_id: UUID) -> ProductRow:
    row = products.get(session, product_id)
    if row is None:
        raise NotFoundError(kind="product", name=str(product_id))
    return row


def _same(row: ProductRow, revision: int) -> None:
    if row.revision != revision:
        raise _outdated(row)


def _outdated(row: ProductRow) -> ConflictError:
    return ConflictError(
        N_("The product is at revision {now}: read it again, then bring in your changes."),
        conflict="revision",
        now=row.revision,
    )
