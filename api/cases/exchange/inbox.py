"""Events that come in. A request for footprints waits for a person; what that person decides goes back as an event.

Only where an administrator has said so for a partner (``automatic``) is a request answered at once, with what the
partner may read anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases.exchange import outbox, publishing
from api.db.tables import MessageRow, PartnerRow
from api.errors import AccessError, ConflictError, NotFoundError
from api.i18n import N_
from api.store import events, exchange
from footprint.errors import InputError, Problem
from footprint.exchange.pact_events import TYPES, Kind, PactEvent, Version, read_event, request_data

State = Literal["waiting", "answered", "rejected", "noted", "queued", "sent", "failed"]
WAITING: State
ANSWERED: State
REJECTED: State
NOTED: State
WAITING, ANSWERED, REJECTED, NOTED = "waiting", "answered", "rejected", "noted"
NOT_FOUND = {"code": "NotFound", "message": "There is no footprint for this request."}
LONGEST_REASON = 1_000


@dataclass(frozen=True)
class Message:
    """An event that came in or goes out, and what became of it.

    Attributes
    ----------
    asked : tuple of (name, value)
        What a request asks for.
    fitting : tuple of Published
        What of it the partner may read, for a request that waits.
    """

    id: UUID
    direction: str
    kind: Kind
    version: Version
    partner: UUID | None
    partner_name: str
    state: str
    attempts: int
    error: str
    answers: UUID | None
    next_at: datetime | None
    created_at: datetime
    body: dict[str, Any]
    asked: tuple[tuple[str, str], ...] = ()
    comment: str = ""
    fitting: tuple[publishing.Published, ...] = field(default=(), compare=False)


def receive(session: Session, caller: Caller, public_url: str, event: PactEvent) -> tuple[UUID, ...]:
    """Take an event in; the same one again changes nothing. Return jobs to be woken."""
    partner = _partner_of(session, caller)
    if exchange.message_of(session, "in", event.source, event.id) is not None:
        return ()
    at = caller.clock()
    sent = None
    if event.kind in {"fulfilled", "rejected"}:
        sent = exchange.request_sent(session, partner.id, event.data["requestEventId"])
    row = exchange.add_message(
        session, at, direction="in", source=event.source, event_id=event.id, type=event.document["type"],
        body=event.document, state=WAITING if event.kind == "created" else NOTED, key_id=caller.key,
        partner_id=partner.id, answers=sent.id if sent else None,
    )  # fmt: skip
    detail = {"kind": event.kind, "partner": str(partner.id)}
    events.append(session, at=at, actor=caller.actor, action="message.received", subject=str(row.id), detail=detail)
    if event.kind != "created" or not partner.automatic:
        return ()
    found = publishing.fitting(session, partner.id, event.wanted, event.version)
    return (_answer(session, caller, public_url, row, partner, event.version, [f.id for f in found], ""),)


def answer(
    session: Session,
    caller: Caller,
    public_url: str,
    message_id: UUID,
    footprints: Sequence[UUID] = (),
    reason: str = "",
) -> tuple[Message, UUID]:
    """Answer a request that waits: with footprints, or with the reason why not. Return the job to be woken.

    Raises
    ------
    NotFoundError
        There is no such message, or no such footprint for this partner.
    InputError
        Neither footprints nor a reason, or both.
    ConflictError
        It is no request, or it was answered before.
    """
    row = _row(session, message_id)
    partner = exchange.partner(session, row.partner_id) if row.partner_id else None
    if row.direction != "in" or row.state != WAITING or partner is None:
        raise ConflictError(N_("This message does not wait for an answer."), conflict="state")
    if bool(footprints) == bool(reason.strip()):
        raise InputError(Problem("footprints", "name footprints, or give a reason for saying no"))
    if len(reason) > LONGEST_REASON:
        raise InputError(Problem("reason", f"has {len(reason)} characters: at most {LONGEST_REASON} are read"))
    version = _version(row)
    job = _answer(session, caller, public_url, row, partner, version, footprints, reason.strip())
    return _message(session, row), job


def ask(
    session: Session, caller: Caller, public_url: str, partner_id: UUID, product_ids: Sequence[str], comment: str
) -> tuple[Message, UUID]:
    """Ask a partner for the footprints of products. Return the job to be woken.

    Raises
    ------
    NotFoundError, InputError
        There is no such partner; it has no host; no product is named.
    """
    partner = exchange.partner(session, partner_id)
    if partner is None:
        raise NotFoundError(kind="partner", name=str(partner_id))
    if not partner.base_url:
        raise InputError(Problem("base_url", "is missing: this partner has no host that could be asked"))
    if not product_ids:
        raise InputError(Problem("product_ids", "is empty: name a product by its URN"))
    version: Version = "2" if partner.version == "2" else "3"
    data = request_data(version, product_ids, comment)
    row, job = outbox.put(session, caller, public_url, partner, version, "created", data)
    return _message(session, row), job


def get(session: Session, message_id: UUID) -> Message:
    """Return a message.

    Raises
    ------
    NotFoundError
        There is none of the session's organisation.
    """
    return _message(session, _row(session, message_id))


def listed(
    session: Session, limit: int, after: UUID | None = None, state: State | None = None
) -> tuple[Message, ...]:
    """List messages, newest first."""
    last = None if after is None else exchange.message(session, after)
    if after is not None and last is None:
        raise InputError(Problem("after", str(NotFoundError(kind="message", name=str(after)))))
    return tuple(_message(session, row) for row in exchange.messages(session, limit, last, state))


def _answer(
    session: Session,
    caller: Caller,
    public_url: str,
    row: MessageRow,
    partner: PartnerRow,
    version: Version,
    footprints: Sequence[UUID],
    reason: str,
) -> UUID:
    data: dict[str, Any] = {"requestEventId": row.event_id}
    kind: Kind
    if footprints:
        pfs = [publishing.shared(session, partner.id, one, version) for one in dict.fromkeys(footprints)]
        row.state, kind, data["pfs"] = ANSWERED, "fulfilled", pfs
    else:
        error = {"code": "AccessDenied", "message": reason} if reason else dict(NOT_FOUND)
        row.state, kind, data["error"] = REJECTED, "rejected", error
    detail = {"footprints": [str(one) for one in footprints], "automatic": caller.kind == "key"}
    events.append(
        session, at=caller.clock(), actor=caller.actor, action=f"message.{row.state}", subject=str(row.id),
        detail=detail,
    )  # fmt: skip
    return outbox.put(session, caller, public_url, partner, version, kind, data, answers=row)[1]


def _partner_of(session: Session, caller: Caller) -> PartnerRow:
    found = exchange.partner(session, UUID(caller.partner)) if caller.partner else None
    if found is None:
        raise AccessError(signed_in=True)
    return found


def _row(session: Session, message_id: UUID) -> MessageRow:
    row = exchange.message(session, message_id)
    if row is None:
        raise NotFoundError(kind="message", name=str(message_id))
    return row


def _version(row: MessageRow) -> Version:
    return "2" if row.type in TYPES["2"].values() else "3"


def _message(session: Session, row: MessageRow) -> Message:
    version = _version(row)
    event = read_event(row.body, version)
    partner = exchange.partner(session, row.partner_id) if row.partner_id else None
    waits = row.direction == "in" and row.state == WAITING and partner is not None
    fits = publishing.fitting(session, partner.id, event.wanted, version) if waits and partner else ()
    return Message(
        row.id, row.direction, event.kind, version, row.partner_id, partner.name if partner else "", row.state,
        row.attempts, row.error or "", row.answers, row.next_at, row.created_at, row.body,
        asked=event.asked if event.kind == "created" else (),
        comment=str(event.data.get("comment") or "")[:LONGEST_REASON] if event.kind == "created" else "",
        fitting=fits,
    )  # fmt: skip
