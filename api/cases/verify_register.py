"""Verifying the register: every entry against its signatures, its columns, its history, the log and its papers."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.cases import signatures
from api.cases.attesting import CREDENTIAL, KIND
from api.cases.declarations.publishing import columns
from api.cases.verify import MOST_FAULTS, Fault, Report
from api.db.tables import EntryRow, HistoryRow
from api.documents.pdf_signature import check_pdf
from api.store import declarations, register
from api.store import events as log
from footprint.declared import check_declared
from footprint.errors import FootprintError, SignatureError
from footprint.exchange import claims, jws
from footprint.exchange.credential import read_credential
from footprint.exchange.keys import PublicKey
from footprint.record import canonical

# What the log tells of an entry, and how it stands after.
STANDS = {
    "declaration.published": "published", "declaration.suspended": "suspended", "declaration.resumed": "published",
    "declaration.withdrawn": "withdrawn", "declaration.superseded": "superseded",
}  # fmt: skip
# An act, its event and its row are written one after the other.
SAME_ACT = timedelta(minutes=1)


@dataclass(frozen=True)
class Told:
    """What an event tells of an entry."""

    seq: int
    status: str
    reason: str
    at: datetime
    register_id: str | None
    by: str | None


def entries(session: Session) -> Report:
    """Verify every entry; a changed, added or removed one is told."""
    keys, told = signatures.public_keys(session), _told(session)
    faults: list[Fault] = []
    ids = register.every_id(session)
    gone = {one.register_id for acts in told.values() for one in acts if one.register_id} - set(ids)
    faults += [Fault(0, one, "an event tells of this entry, but it is gone") for one in sorted(gone)]
    for entry_id in ids:
        row = register.get(session, entry_id)
        if row is None:
            continue
        faults += [Fault(0, entry_id, what) for what in _faults(session, row, keys, told[row.declaration_id])]
        session.expunge_all()
        if len(faults) >= MOST_FAULTS:
            break
    return Report(len(ids), ids[-1] if ids else "", tuple(faults))


def _told(session: Session) -> Mapping[UUID, list[Told]]:
    """Return what the log tells by declaration; both sides are told of the same act, which counts once."""
    found: dict[UUID, list[Told]] = defaultdict(list)
    seen: set[tuple[str, int]] = set()
    for event in log.walk(session):
        if event.action not in STANDS:
            continue
        said = log.detail(event)
        if (event.subject, said["number"]) in seen:
            continue
        seen.add((event.subject, said["number"]))
        more = said["detail"]
        found[UUID(event.subject)].append(
            Told(event.seq, STANDS[event.action], said["text"], event.at, more.get("register_id"), more.get("by"))
        )
    return found


def _faults(session: Session, row: EntryRow, keys: Sequence[PublicKey], told: Sequence[Told]) -> Iterator[str]:
    document = _document(row)
    if document is None:
        yield "its document is no declaration"
    else:
        yield from _signatures(row, document, keys)
        yield from _columns(session, row, document)
    yield from _history(row, register.history(session, row.id), told)
    yield from _papers(session, row, keys)


def _document(row: EntryRow) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(row.document)
        check_declared(found)
    except (ValueError, FootprintError, KeyError, TypeError):
        return None
    return found


def _signatures(row: EntryRow, document: Mapping[str, Any], keys: Sequence[PublicKey]) -> Iterator[str]:
    if canonical(dict(document)) != row.document:
        yield "its document is not in canonical form"
    try:
        signed = jws.verify(row.signed.encode(), keys)
        if signed.type != KIND or signed.payload != row.document:
            yield "what was signed is another document"
    except SignatureError as error:
        yield f"its signature does not hold: {error}"
    try:
        signed = jws.verify(row.credential.encode(), keys)
        if signed.type != CREDENTIAL:
            yield "its credential is something else"
        elif claims.of_credential(read_credential(signed.payload)) != claims.of_declaration(document):
            yield "its credential states something else"
    except FootprintError as error:
        yield f"its credential does not hold: {error}"


def _columns(session: Session, row: EntryRow, document: Mapping[str, Any]) -> Iterator[str]:
    for name, value in columns(document).items():
        if getattr(row, name) != value:
            yield f"{name} is not what its document says"
    declaration = declarations.get(session, row.declaration_id)
    if declaration is None:
        yield "its declaration is gone"
    elif (declaration.register_id, declaration.run_id) != (row.id, document["label"]["record"]["run_id"]):
        yield "its declaration is of another entry or record"
    elif declaration.status != row.status:
        yield f"it stands at {row.status}, its declaration at {declaration.status}"


def _history(row: EntryRow, history: Sequence[HistoryRow], told: Sequence[Told]) -> Iterator[str]:
    last = history[-1] if history else None
    if last is None or (last.status, last.reason, last.created_at) != (row.status, row.reason, row.status_at):
        yield "how it stands is not how its history ends"
    if [one.number for one in history] != list(range(1, len(history) + 1)):
        yield "a step of its history is missing"
    if [(one.status, one.reason) for one in history] != [(one.status, one.reason) for one in told]:
        yield "its history is not what the log tells"
    elif any(abs(one.created_at - event.at) > SAME_ACT for one, event in zip(history, told, strict=True)):
        yield "its history has another time than the log"
    if told and told[0].register_id != row.id:
        yield "the log tells of another entry for its declaration"
    by = next((one.by for one in reversed(told) if one.status == "superseded"), None)
    if by != row.superseded_by:
        yield "what it was superseded by is not what the log tells"


def _papers(session: Session, row: EntryRow, keys: Sequence[PublicKey]) -> Iterator[str]:
    for paper in register.papers(session, row.id):
        name = f"its {paper.kind} in {paper.language}"
        if hashlib.sha256(paper.body).hexdigest() != paper.sha256:
            yield f"{name} was changed"
            continue
        try:
            check_pdf(paper.body, keys)
        except SignatureError as error:
            yield f"{name} is not signed by this service: {error}"
