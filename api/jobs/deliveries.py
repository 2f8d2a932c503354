"""Telling webhooks: from the log to rows that wait, from there to the address, again later where it was refused.

The log is the outbox: an act is told of if and only if it was committed. A delivery is taken for a while before it
is sent, so that a worker that is killed only delays it; a receiver may therefore be told twice, with the same id.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.cases.webhooks import OF_EVERYBODY, SECRET_PREFIX
from api.cases.workbench import Workbench
from api.db.tables import DeliveryRow, EventRow
from api.db.tenancy import EVERYBODY
from api.errors import SetupError
from api.keyring import Keyring
from api.outgoing import PATIENCE, WHOLE_CALL, Calls, UnreachableError
from api.store import events, webhooks
from footprint.record import canonical

# Waits between attempts; after the last one the delivery has failed.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))
# Longer than a call with its name resolved: whoever took a delivery has ended by then, or was lost.
TAKEN_FOR = timedelta(seconds=4 * WHOLE_CALL)
EVERY = 5.0
AT_ONCE = 8
MOST_NEWS = 500
GONE = 410

log = logging.getLogger("footprint.webhooks")


@dataclass(frozen=True)
class Sent:
    """A delivery that this worker has taken, ready to go."""

    id: UUID
    attempt: int
    url: str
    secret: str
    body: bytes


class Teller(threading.Thread):
    """Tells webhooks beside the jobs, so that a slow receiver holds up no job."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(name="webhooks", daemon=True)
        self._bench = bench
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Go round until told to stop."""
        while not self._stop_asked.wait(EVERY):
            try:
                while tell(self._bench) and not self._stop_asked.is_set():
                    pass
            except Exception:
                log.exception("webhooks were not told; it is tried again")

    def stop(self) -> None:
        """Begin no other call, and wait a little for those at hand; what is cut off is sent again later."""
        self._stop_asked.set()
        self.join(timeout=PATIENCE)


def tell(bench: Workbench) -> int:
    """Do one round; return how many deliveries were tried."""
    collect(bench)
    taken = take(bench)
    if taken:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda one: end(bench, one, *send(bench.outgoing, one, bench.clock())), taken))
    return len(taken)


def collect(bench: Workbench) -> None:
    """Note what the log has for each webhook since it was last looked at."""
    with bench.database.read(EVERYBODY) as session:
        head = events.last(session)
        due = head is not None and any(
            # Now and then the mark moves on without news, so that little is looked through.
            head.seq - hook.seen_seq > MOST_NEWS or webhooks.news(session, hook, OF_EVERYBODY, 1)
            for hook in webhooks.listed(session)
        )
    if not due:
        return
    with bench.database.write(EVERYBODY) as session:
        at, head = bench.clock(), events.last(session)
        for hook in webhooks.listed(session):
            found = webhooks.news(session, hook, OF_EVERYBODY, MOST_NEWS)
            for event in found:
                webhooks.add_delivery(session, hook, event, at)
            if len(found) == MOST_NEWS or head is None:
                hook.seen_seq = found[-1].seq
            else:
                hook.seen_seq = head.seq


def take(bench: Workbench) -> list[Sent]:
    """Take deliveries whose time has come, for so long that another worker leaves them alone."""
    at = bench.clock()
    with bench.database.read(EVERYBODY) as session:
        if not webhooks.due(session, at, 1):
            return []
    keyring = Keyring(bench.settings.key_file)
    taken = []
    with bench.database.write(EVERYBODY) as session:
        for row in webhooks.due(session, at, AT_ONCE):
            row.attempts, row.next_at = row.attempts + 1, at + TAKEN_FOR
            try:
                taken.append(_ready(session, keyring, row))
            except SetupError as error:
                row.state, row.ended_at, row.problem = "failed", at, "its secret cannot be read: rotate it"
                log.error("webhook %s: %s", row.webhook_id, error)
    return taken


def send(outgoing: Calls, one: Sent, at: datetime) -> tuple[int | None, str | None]:
    """Send a delivery; return the status, or why there is none."""
    headers = signed(one.id, at, one.body, one.secret) | {"Content-Type": "application/json"}
    try:
        answer = outgoing.call("POST", one.url, headers, one.body)
    except UnreachableError as error:
        return None, str(error)
    # What else is answered belongs to the receiver: it is neither kept nor shown.
    return answer.status, None if 200 <= answer.status < 300 else f"the host answered with status {answer.status}"


def signed(delivery: UUID, at: datetime, body: bytes, secret: str) -> dict[str, str]:
    """Return the headers of a delivery, as the Standard Webhooks specification has them."""
    stamp = str(int(at.astimezone(UTC).timestamp()))
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    mac = hmac.new(key, f"{delivery}.{stamp}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(mac).decode()}"
    return {"Webhook-Id": str(delivery), "Webhook-Timestamp": stamp, "Webhook-Signature": signature}


def end(bench: Workbench, one: Sent, status: int | None, problem: str | None) -> None:
    """Write what an attempt came to, unless the delivery was given to another worker meanwhile."""
    at = bench.clock()
    with bench.database.write(EVERYBODY) as session:
        row = webhooks.delivery(session, one.id)
        if row is None or row.state != "waiting" or row.attempts != one.attempt:
            return
        row.status, row.problem = status, problem
        if problem is None:
            row.state, row.ended_at = "delivered", at
        elif status == GONE or row.attempts > len(WAITS):
            row.state, row.ended_at = "failed", at
        else:
            row.next_at = at + WAITS[row.attempts - 1]


def content(delivery: UUID, event: EventRow) -> Mapping[str, object]:
    """Return what is told of an event: not who did it, which is for whoever may read the log."""
    return {
        "id": str(delivery),
        "type": event.action,
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(),
        "subject": event.subject,
        "detail": events.detail(event),
    }


def _ready(session: Session, keyring: Keyring, row: DeliveryRow) -> Sent:
    hook, event = webhooks.get(session, row.webhook_id), events.at_seq(session, row.seq)
    if hook is None or event is None:  # neither is ever removed
        raise LookupError(row.id)
    return Sent(row.id, row.attempts, hook.url, keyring.open(hook.sealed_secret), canonical(content(row.id, event)))
