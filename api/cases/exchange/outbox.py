"""Events on their way to partners. The message row is the truth; a job carries it, and is made anew when due.

A partner that does not answer is tried again after 1, 2, 4 … minutes, at most every 12 hours, for 72 hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import jobs
from api.cases.exchange.remote import Host, Remote
from api.cases.workbench import Workbench
from api.db.tables import MessageRow, PartnerRow
from api.db.tenancy import EVERYBODY, Tenant
from api.errors import NotFoundError
from api.keyring import Keyring
from api.outgoing import UnreachableError
from api.settings import Settings
from api.store import events, exchange
from footprint.exchange.pact_events import Kind, Version, make_event

JOB = "message"
FIRST, LONGEST, GIVE_UP = timedelta(minutes=1), timedelta(hours=12), timedelta(hours=72)
# While a job has a message, no other one is made for it.
AT_HAND = timedelta(minutes=10)
PATH = "/pact"


def put(
    session: Session,
    caller: Caller,
    public_url: str,
    partner: PartnerRow,
    version: Version,
    kind: Kind,
    data: dict[str, Any],
    answers: MessageRow | None = None,
) -> tuple[MessageRow, UUID]:
    """Put an event into the outbox; return it with the job that carries it, to be woken after the commit."""
    at, event_id, source = caller.clock(), str(uuid4()), f"{public_url}{PATH}"
    event = make_event(version, kind, event_id, source, at, data)
    row = exchange.add_message(
        session, at, direction="out", source=source, event_id=event_id, type=event["type"], body=event,
        state="queued", partner_id=partner.id, answers=answers.id if answers else None, next_at=at + AT_HAND,
    )  # fmt: skip
    detail = {"kind": kind, "partner": str(partner.id), "answers": str(answers.id) if answers else None}
    events.append(session, at=at, actor=caller.actor, action="message.queued", subject=str(row.id), detail=detail)
    return row, jobs.start(session, caller, JOB, {"message": str(row.id)}).id


def announce(
    session: Session, caller: Caller, public_url: str, footprints: Sequence[str], readers: Sequence[str] | None
) -> tuple[UUID, ...]:
    """Tell partners who have a host and may read them that footprints were published; return the jobs."""
    found = []
    for partner in exchange.partners(session):
        if partner.base_url and (readers is None or str(partner.id) in readers):
            data = {"pfIds": list(footprints)}
            found.append(put(session, caller, public_url, partner, _version(partner), "published", data)[1])
    return tuple(found)


def deliver(bench: Workbench, caller: Caller, message_id: UUID) -> dict[str, Any]:
    """Send a message if it still waits; what went wrong is written down, and when it is tried again.

    Raises
    ------
    NotFoundError
        There is no such message.
    """
    with caller.read() as session:
        row = _row(session, message_id)
        if row.state != "queued":
            return {"state": row.state}
        host, event = _host(session, bench.settings, row), row.body
    error = ""
    try:
        Remote(bench.outgoing, host).send(event)
    except UnreachableError as problem:
        error = str(problem)
    with caller.write() as session:
        row = _row(session, message_id)
        if row.state == "queued":
            _after(session, caller, row, error)
        return {"state": row.state, "attempts": row.attempts, **({"error": row.error} if row.error else {})}


def wake_due(bench: Workbench) -> list[UUID]:
    """Make jobs for messages that are to be tried again by now; return them."""
    at = bench.clock()
    with bench.database.read(EVERYBODY) as session:
        waiting = [(row.id, row.organisation_id) for row in exchange.due(session, at)]
    return [job for message, owner in waiting if (job := _wake(bench, message, owner, at))]


def _wake(bench: Workbench, message_id: UUID, owner: UUID, at: datetime) -> UUID | None:
    scheduler = Caller("key", Tenant(owner), frozenset(), "outbox", bench.database, bench.clock)
    with scheduler.write() as session:
        row = exchange.message(session, message_id)
        if row is None or row.state != "queued" or row.next_at is None or row.next_at > at:
            return None  # another worker was faster
        row.next_at = at + AT_HAND
        return jobs.start(session, scheduler, JOB, {"message": str(message_id)}).id


def _after(session: Session, caller: Caller, row: MessageRow, error: str) -> None:
    at = caller.clock()
    row.attempts += 1
    row.error = error or None
    if not error:
        row.state, row.next_at = "sent", None
    else:
        row.next_at = at + min(FIRST * 2 ** (row.attempts - 1), LONGEST)
        if row.next_at > row.created_at + GIVE_UP:
            row.state, row.next_at = "failed", None
    detail = {"attempts": row.attempts, **({"error": error} if error else {})}
    action = "message.delayed" if row.state == "queued" else f"message.{row.state}"
    events.append(session, at=at, actor=caller.actor, action=action, subject=str(row.id), detail=detail)


def _host(session: Session, settings: Settings, row: MessageRow) -> Host:
    """Return where a message goes: to the partner's host, or where the request it answers came from."""
    version: Version = "2" if row.type.endswith(".v1") else "3"
    partner = exchange.partner(session, row.partner_id) if row.partner_id else None
    if partner is not None and partner.base_url:
        secret = Keyring(settings.key_file).open(partner.sealed_secret) if partner.sealed_secret else ""
        return Host(partner.base_url, partner.auth_url, partner.client_id, secret, version)
    request = exchange.message(session, row.answers) if row.answers else None
    return Host(base_of(request.source if request else "", version), version=version)


def base_of(source: str, version: Version) -> str:
    """Return the address of a host from the source of its event, which may name the place for events itself."""
    full = f"https:{source}" if source.startswith("//") else source
    base = full.rstrip("/").removesuffix(f"/{version}/events")
    return base if urlsplit(base).scheme in {"https", "http"} else f"https://{base}"


def _version(partner: PartnerRow) -> Version:
    return "2" if partner.version == "2" else "3"


def _row(session: Session, message_id: UUID) -> MessageRow:
    row = exchange.message(session, message_id)
    if row is None:
        raise NotFoundError(kind="message", name=str(message_id))
    return row
