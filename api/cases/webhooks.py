"""Webhooks as their organisation sees them: register, look, rotate the secret, stop."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import calculations, checkpoints
from api.db.tables import DeliveryRow, WebhookRow
from api.errors import ConflictError, NotFoundError
from api.i18n import N_
from api.keyring import Keyring
from api.outgoing import Calls
from api.store import events, webhooks
from footprint.errors import InputError, Problem

# Actions of the log that a webhook may ask for; those of everybody belong to no organisation.
OF_EVERYBODY = (checkpoints.ACTION,)
KINDS = (
    calculations.CREATED, "certificates.claimed", "declaration.published", "declaration.recalled",
    "declaration.resumed", "declaration.returned", "declaration.submitted", "declaration.superseded",
    "declaration.suspended", "declaration.taken", "declaration.verified", "declaration.withdrawn",
    "job.cancelled", "job.done", "job.failed", "product.archived",
    "product.created", "product.restored", "product.saved", *OF_EVERYBODY,
)  # fmt: skip
MOST_WEBHOOKS = 20
LONGEST_URL = 2_000
# The form in which the Standard Webhooks libraries take a secret.
SECRET_PREFIX = "whsec_"  # noqa: S105


@dataclass(frozen=True)
class Webhook:
    """A webhook without its secret."""

    id: UUID
    url: str
    kinds: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True)
class NewWebhook:
    """A webhook just made, or with a new secret, which is shown this once."""

    webhook: Webhook
    secret: str


@dataclass(frozen=True)
class Delivery:
    """That a webhook is told of an event, and what the last attempt came to."""

    id: UUID
    seq: int
    kind: str
    state: str
    attempts: int
    status: int | None
    problem: str | None
    created_at: datetime
    next_at: datetime | None
    ended_at: datetime | None


def register(
    session: Session, caller: Caller, outgoing: Calls, keyring: Keyring, url: str, kinds: Sequence[str]
) -> NewWebhook:
    """Have an address told of what happens from now on.

    Raises
    ------
    InputError
        An address that is never called; an unknown kind, or none.
    ConflictError
        There are as many as there may be.
    """
    address = url.strip()
    if len(address) > LONGEST_URL:
        raise InputError(Problem("url", f"has {len(address)} characters: at most {LONGEST_URL} are read"))
    outgoing.check(address, "url")
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown or not kinds:
        told = f"is {unknown[0]!r}" if unknown else "is empty"
        raise InputError(Problem("kinds", f"{told}: one of {', '.join(KINDS)} is due"))
    if len(webhooks.listed(session)) >= MOST_WEBHOOKS:
        raise ConflictError(
            N_("There are {count} webhooks already: remove one first."), conflict="state", count=MOST_WEBHOOKS
        )
    secret, at = _new_secret(), caller.clock()
    row_id = uuid4()
    made = events.append(
        session, at=at, actor=caller.actor, action="webhook.made", subject=str(row_id),
        detail={"kinds": sorted(set(kinds))},
    )  # fmt: skip
    row = WebhookRow(
        id=row_id, url=address, kinds=sorted(set(kinds)), sealed_secret=keyring.seal(secret), seen_seq=made.seq,
        person_id=caller.person, created_at=at,
    )  # fmt: skip
    return NewWebhook(_webhook(webhooks.add(session, row)), secret)


def listed(session: Session) -> tuple[Webhook, ...]:
    """List the webhooks of the session's organisation, oldest first."""
    return tuple(_webhook(row) for row in webhooks.listed(session))


def rotate(session: Session, caller: Caller, keyring: Keyring, webhook_id: UUID) -> NewWebhook:
    """Sign with a new secret from now on; what is refused meanwhile is sent again later."""
    row = _row(session, webhook_id)
    secret = _new_secret()
    row.sealed_secret = keyring.seal(secret)
    _tell(session, caller, row, "webhook.secret_rotated")
    return NewWebhook(_webhook(row), secret)


def stop(session: Session, caller: Caller, webhook_id: UUID) -> None:
    """Tell an address nothing more; what waits is given up."""
    row = _row(session, webhook_id)
    row.stopped_at = caller.clock()
    for waiting in webhooks.waiting(session, row.id):
        waiting.state, waiting.ended_at, waiting.problem = "failed", row.stopped_at, "the webhook was removed"
    _tell(session, caller, row, "webhook.stopped")


def deliveries(session: Session, webhook_id: UUID, limit: int, before: int | None = None) -> tuple[Delivery, ...]:
    """List what a webhook was told, newest first."""
    row = _row(session, webhook_id)
    return tuple(_delivery(one) for one in webhooks.deliveries(session, row.id, limit, before))


def again(session: Session, caller: Caller, webhook_id: UUID, delivery_id: UUID) -> Delivery:
    """Send a delivery that failed once more, as if it were new.

    Raises
    ------
    NotFoundError
        No webhook or delivery of the caller's organisation.
    """
    _row(session, webhook_id)
    row = webhooks.delivery(session, delivery_id)
    if row is None or row.webhook_id != webhook_id:
        raise NotFoundError(kind="delivery", name=str(delivery_id))
    if row.state == "failed":
        row.state, row.attempts, row.ended_at, row.next_at = "waiting", 0, None, caller.clock()
    return _delivery(row)


def _new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def _row(session: Session, webhook_id: UUID) -> WebhookRow:
    row = webhooks.get(session, webhook_id)
    if row is None or row.stopped_at is not None:
        raise NotFoundError(kind="webhook", name=str(webhook_id))
    return row


def _tell(session: Session, caller: Caller, row: WebhookRow, action: str) -> None:
    events.append(session, at=caller.clock(), actor=caller.actor, action=action, subject=str(row.id), detail={})


def _webhook(row: WebhookRow) -> Webhook:
    return Webhook(row.id, row.url, tuple(row.kinds), row.created_at)


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        row.id, row.seq, row.kind, row.state, row.attempts, row.status, row.problem, row.created_at,
        row.next_at if row.state == "waiting" else None, row.ended_at,
    )  # fmt: skip
