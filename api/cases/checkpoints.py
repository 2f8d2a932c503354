"""Signed checkpoints of the log, and the proof that the log of today extends one that somebody kept.

A chain alone cannot show that its end was cut off, nor that all of it was computed anew. Who kept a checkpoint can:
the event of its number has to be there, with its hash.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from api.cases import signatures
from api.cases.verify import Fault, Report
from api.db.session import Database
from api.db.tables import CheckpointRow
from api.db.tenancy import EVERYBODY
from api.keyring import Keyring
from api.mail import Mail
from api.settings import Settings
from api.store import checkpoints, events
from footprint.errors import InputError, Problem, SignatureError
from footprint.exchange import jws
from footprint.exchange.json_text import read_json
from footprint.exchange.keys import PublicKey
from footprint.record import canonical

KIND = "footprint-checkpoint+jws"
ACTION = "log.checkpointed"
MOST_KEPT = 10_000
SUBJECT_OF_MAIL = "Bay Footprint checkpoint {seq}"


@dataclass(frozen=True)
class Checkpoint:
    """The end of the log at a time: number and hash of its last event, and the signed text that says so."""

    seq: int
    hash: str
    at: datetime
    signed: str


def make(session: Session, keyring: Keyring, service: str, at: datetime) -> Checkpoint:
    """Sign where the log ends now, and say so in the log; in a writing session of everybody."""
    # The key is told of first, so that the first checkpoint covers it.
    signatures.announce(session, keyring, at)
    head = events.last(session)
    if head is None:  # not after telling of a key
        raise LookupError(KIND)
    said = {"service": service, "seq": head.seq, "hash": head.hash, "at": at.astimezone(UTC).isoformat()}
    signed = signatures.sign(session, keyring, canonical(said), KIND, at)
    row = checkpoints.add(session, head.seq, head.hash, at, signed)
    events.append(session, at=at, actor="service", action=ACTION, subject=str(row.seq), detail={"signed": signed})
    return _checkpoint(row)


def make_now(database: Database, settings: Settings, at: datetime) -> Checkpoint:
    """Make a checkpoint of an installation."""
    with database.write(EVERYBODY) as session:
        return make(session, Keyring(settings.key_file), settings.public_url, at)


def daily(database: Database, settings: Settings, mail: Mail, at: datetime) -> Checkpoint | None:
    """Make the checkpoint of today (UTC) unless there is one, and send it to whoever keeps it."""
    with database.read(EVERYBODY) as session:
        if _done(session, at):
            return None
    with database.write(EVERYBODY) as session:
        if _done(session, at):  # another worker was faster
            return None
        made = make(session, Keyring(settings.key_file), settings.public_url, at)
    if settings.checkpoint_mail:
        mail.send(settings.checkpoint_mail, SUBJECT_OF_MAIL.format(seq=made.seq), f"{made.signed}\n")
    return made


def listed(session: Session, limit: int, before: int | None = None) -> tuple[Checkpoint, ...]:
    """List checkpoints, newest first; they tell nothing of what the events say."""
    return tuple(_checkpoint(row) for row in checkpoints.listed(session, limit, before))


def verify_stored(session: Session) -> Report:
    """Check the stored checkpoints against keys and log of this installation."""
    rows = checkpoints.every(session)
    keys = signatures.public_keys(session)
    faults: list[Fault] = []
    for row in rows:
        found = _check(session, row.signed, keys)
        if isinstance(found, Fault):
            faults.append(Fault(row.seq, str(row.seq), found.what))
        elif (found["seq"], found["hash"]) != (row.seq, row.hash):
            faults.append(Fault(row.seq, str(row.seq), "it is not what was signed"))
    return Report(len(rows), rows[-1].hash if rows else "", tuple(faults))


def verify_kept(session: Session, kept: Sequence[str], keys: Sequence[PublicKey] | None = None) -> Report:
    """Prove that the log extends checkpoints that somebody kept.

    Parameters
    ----------
    kept : sequence of str
        Signed texts, as :func:`read_kept` reads them.
    keys : sequence of PublicKey, optional
        Kept elsewhere too; without them those that the log itself lists.
    """
    trusted = signatures.public_keys(session) if keys is None else keys
    found = [_check(session, text, trusted) for text in kept]
    proven = [one for one in found if not isinstance(one, Fault)]
    head = max(proven, key=lambda one: int(one["seq"]))["hash"] if proven else ""
    return Report(len(kept), head, tuple(one for one in found if isinstance(one, Fault)))


def read_kept(data: bytes, where: str) -> tuple[str, ...]:
    """Read a file of checkpoints: one signed text, several by line, or what ``GET /v1/checkpoints`` answered.

    Raises
    ------
    InputError
        It holds none.
    """
    texts: list[str] = []
    try:
        if data.lstrip()[:1] in {b"{", b"["}:
            document = read_json(data)
            items = document.get("items", [document]) if isinstance(document, dict) else document
            texts = [str(item["signed"]) for item in items]
        else:
            texts = data.decode("ascii").split()
    except (InputError, KeyError, TypeError, ValueError, AttributeError):
        texts = []
    if not 0 < len(texts) <= MOST_KEPT or not all(text.count(".") == 2 for text in texts):
        raise InputError(
            Problem(where, "holds no checkpoint: a signed text or an answer of /v1/checkpoints is due")
        )
    return tuple(texts)


def _check(session: Session, text: str, keys: Sequence[PublicKey]) -> dict[str, Any] | Fault:
    """Return what a checkpoint says, or where signature or log contradict it."""
    try:
        signed = jws.verify(text.encode(), keys)
        said = json.loads(signed.payload) if signed.type == KIND else {}
        seq, digest = int(said["seq"]), str(said["hash"])
    except SignatureError as error:
        return Fault(0, "checkpoint", str(error))
    except (KeyError, ValueError, TypeError):
        return Fault(0, "checkpoint", "what was signed is no checkpoint")
    row = events.at_seq(session, seq)
    if row is None:
        end = events.last(session)
        told = f"the log was cut off: it held event {seq}, and ends at {end.seq if end else 0}"
        return Fault(seq, "checkpoint", told)
    if row.hash != digest:
        return Fault(seq, "checkpoint", f"the log was rewritten: event {seq} is another than the one signed for")
    return dict(said)


def _done(session: Session, at: datetime) -> bool:
    newest = checkpoints.last(session)
    return newest is not None and newest.at.date() >= at.astimezone(UTC).date()


def _checkpoint(row: CheckpointRow) -> Checkpoint:
    return Checkpoint(row.seq, row.hash, row.at, row.signed)
