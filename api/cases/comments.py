"""Comments on figures: threads that only grow. The last remark says how a thread stands; nothing is edited.

What a thread is about is a place in something that never changes: a version of a product, or a record. The place is
written as findings write it (``processes[cell].lines[foil].amount``) or as a JSON pointer (``/stages/production``),
so that any figure can be spoken about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import products
from api.db.tables import CommentRow
from api.errors import ConflictError, NotFoundError
from api.i18n import N_
from api.store import comments, declarations, events, files, records
from api.store import products as stored_products
from footprint.errors import InputError, Problem

NextAct = Literal["answered", "resolved", "reopened"]
Act = Literal["opened", "answered", "resolved", "reopened"]
State = Literal["open", "answered", "resolved"]
STATES: dict[Act, State] = {"opened": "open", "answered": "answered", "resolved": "resolved", "reopened": "open"}
LONGEST_TEXT = 5_000
LONGEST_SUBJECT = 500
MOST_ASKED = 20


@dataclass(frozen=True)
class Remark:
    """One remark; ``author`` is a person's name, or the kind of program that made it."""

    id: UUID
    act: Act
    text: str
    author: str
    created_at: datetime


@dataclass(frozen=True)
class Thread:
    """What was said about one figure."""

    id: UUID
    state: State
    subject: str
    product: UUID | None
    version: int | None
    run_id: str | None
    remarks: tuple[Remark, ...]


def open_thread(
    session: Session, caller: Caller, product_id: UUID, subject: str, text: str, *, version: int | None = None,
    run_id: str | None = None, once: bool = False,
) -> Thread:  # fmt: skip
    """Speak about a figure of a version of a product (the newest when none is named), or of its calculation.

    Parameters
    ----------
    once : bool
        Of a form: what was said last by the same person in the same words is the same remark, sent twice. Programs
        say so by ``Idempotency-Key``.

    Raises
    ------
    NotFoundError, InputError
        There is no such product, version or calculation of it; there is no text.
    """
    opened = products.opened(session, product_id, version)
    if run_id is not None and run_id not in products.calculated(session, product_id):
        raise NotFoundError(kind="calculation", name=run_id)
    place = comments.Place(
        _said("subject", subject, LONGEST_SUBJECT), product_id, None if run_id else opened.version, run_id
    )
    return _open(session, caller, place, text, comments.of_product(session, product_id), once=once)


def open_on_declaration(
    session: Session, caller: Caller, declaration_id: UUID, subject: str, text: str, *, once: bool = False
) -> Thread:
    """Speak about a figure of a declaration; the other side of it reads along.

    Raises
    ------
    NotFoundError, InputError
        There is no such declaration; there is no text.
    """
    row = declarations.get(session, declaration_id)
    if row is None:
        raise NotFoundError(kind="declaration", name=str(declaration_id))
    other = row.body_id if caller.organisation == row.organisation_id else row.organisation_id
    place = comments.Place(
        _said("subject", subject, LONGEST_SUBJECT), row.product_id, None, row.run_id, declaration_id, other
    )
    return _open(session, caller, place, text, comments.of_declaration(session, declaration_id), once=once)


def answer(
    session: Session, caller: Caller, about: UUID, thread: UUID, act: NextAct, text: str, *, once: bool = False
) -> Thread:
    """Add a remark to a thread of a product or of a declaration, resolve it, or open it again.

    Raises
    ------
    NotFoundError
        What it is about has no such thread.
    ConflictError
        It is resolved already, or is not; what is resolved is opened again before it is answered.
    """
    row = comments.first(session, thread)
    if row is None or about not in {row.product_id, row.declaration_id}:
        raise NotFoundError(kind="comment", name=str(thread))
    said = comments.of_threads(session, {row.thread})
    found = _thread(session, said)
    if once and _again(said, caller, act, text):
        return found
    resolved = found.state == "resolved"
    if resolved and act != "reopened":
        raise ConflictError(N_("This thread is resolved: open it again first."), conflict="state")
    if act == "reopened" and not resolved:
        raise ConflictError(N_("This thread is not resolved."), conflict="state")
    # Whoever speaks is read by the other side of the declaration.
    reader = row.reader_id if row.organisation_id == caller.organisation else row.organisation_id
    place = comments.Place(row.subject, row.product_id, row.version, row.run_id, row.declaration_id, reader)
    return _add(session, caller, place, act, text, row.thread)


def of_declaration(session: Session, declaration_id: UUID) -> tuple[Thread, ...]:
    """List the threads of a declaration, the newest first."""
    return _threads(session, comments.of_declaration(session, declaration_id))


def _open(
    session: Session, caller: Caller, place: comments.Place, text: str, rows: Iterable[CommentRow], *, once: bool
) -> Thread:
    own = [row for row in rows if row.declaration_id == place.declaration_id]
    newest = max((row for row in own if row.act == "opened"), key=lambda row: row.created_at, default=None)
    if once and newest is not None:
        about = (newest.subject, newest.version, newest.run_id)
        said = [row for row in own if row.thread == newest.thread]
        if about == (place.subject, place.version, place.run_id) and _again(said, caller, "opened", text):
            return _thread(session, said)
    return _add(session, caller, place, "opened", text)


def _again(said: Sequence[CommentRow], caller: Caller, act: Act, text: str) -> bool:
    """Tell whether the last remark is this very one: the form was sent twice."""
    return (said[-1].act, said[-1].text, said[-1].actor) == (act, text.strip(), caller.actor)


def product_of(session: Session, run_id: str, model: str) -> UUID | None:
    """Return the product whose calculation a record is: comments on its figures belong there.

    Parameters
    ----------
    model : str
        Of the record: the same study may have been calculated before its product was saved, and then only the log
        tells; products of the same model are asked.
    """
    held = records.holding(session, run_id)
    if held is None or held.product_id is not None:
        return held.product_id if held else None
    found = (row.id for row in stored_products.of_model(session, model, MOST_ASKED))
    return next((one for one in found if run_id in products.calculated(session, one)), None)


def listed(
    session: Session, product_id: UUID, *, state: State | None = None, subject: str | None = None
) -> tuple[Thread, ...]:
    """List the threads of a product, the newest first."""
    products.opened(session, product_id)
    found = _threads(session, comments.of_product(session, product_id))
    return tuple(t for t in found if state in {None, t.state} and subject in {None, t.subject})


def _threads(session: Session, rows: Iterable[CommentRow]) -> tuple[Thread, ...]:
    by_thread: dict[UUID, list[CommentRow]] = {}
    for row in rows:
        by_thread.setdefault(row.thread, []).append(row)
    found = [_thread(session, said) for said in by_thread.values()]
    return tuple(sorted(found, key=lambda t: t.remarks[0].created_at, reverse=True))


def _add(
    session: Session, caller: Caller, place: comments.Place, act: Act, text: str, thread: UUID | None = None
) -> Thread:
    needed = act in {"opened", "answered"}
    text = _said("text", text, LONGEST_TEXT) if needed or text.strip() else ""
    at = caller.clock()
    row = comments.add(session, place, act, text, caller.actor, caller.person, at, thread)
    # The log tells that somebody spoke, and where; what was said stands in the row, which cannot be changed either.
    detail = {"subject": place.subject, "thread": str(row.thread), "run_id": place.run_id or ""}
    name = str(place.product_id or place.declaration_id)
    events.append(session, at=at, actor=caller.actor, action=f"comment.{act}", subject=name, detail=detail)
    return _thread(session, comments.of_threads(session, {row.thread}))


def _thread(session: Session, rows: Iterable[CommentRow]) -> Thread:
    ordered = list(rows)
    names = files.names(session, {row.person_id for row in ordered if row.person_id is not None})
    first, last = ordered[0], ordered[-1]
    return Thread(
        first.thread,
        STATES[last.act],  # type: ignore[index]  # the closed list of acts
        first.subject,
        first.product_id,
        first.version,
        first.run_id,
        tuple(
            Remark(
                row.id,
                row.act,  # type: ignore[arg-type]
                row.text,
                (names.get(row.person_id, "") if row.person_id else "") or row.actor.partition(":")[0],
                row.created_at,
            )
            for row in ordered
        ),
    )


def _said(field: str, text: str, most: int) -> str:
    plain = text.strip()
    if not plain:
        raise InputError(Problem(field, "is missing"))
    if len(plain) > most:
        raise InputError(Problem(field, f"has {len(plain)} characters: at most {most} are read"))
    return plain
