"""Evidence files: kept once by content, held by each organisation for itself, named by product documents.

Bytes lie under their hash, whoever brought them; a row says that an organisation has them. An organisation always
sends the whole file and gets the same answer, whether another one has it or not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.db.session import Database
from api.db.tables import FileRow
from api.db.tenancy import EVERYBODY
from api.errors import ConflictError, NotFoundError
from api.files import intake
from api.files.inspect import inspect
from api.i18n import N_
from api.store import events, files
from footprint.checks_evidence import named_evidence
from footprint.errors import InputError, Problem
from footprint.findings import Finding
from footprint.product import Product

SHA256 = re.compile(r"[0-9a-f]{64}")
State = Literal["no_file", "not_stored", "stored"]


@dataclass(frozen=True)
class File:
    """A file of the organisation."""

    id: UUID
    sha256: str
    name: str
    media_type: str
    size: int
    person: str
    created_at: datetime


@dataclass(frozen=True)
class Kept:
    """A file that was brought; ``created`` tells whether the organisation had it before."""

    file: File
    created: bool


@dataclass(frozen=True)
class Document:
    """A document that a product names, and its file."""

    where: str
    kind: str
    reference: str
    sha256: str
    state: State
    file: File | None


def keep(caller: Caller, incoming: intake.Incoming, name: str, declared: str) -> Kept:
    """Look at a file that has come in whole, and keep it.

    Raises
    ------
    InputError, RequestError
        It is not taken, and why.
    """
    incoming.finish()
    name, kind = inspect(incoming.path, name, declared)
    with caller.write() as session:
        row = files.by_hash(session, incoming.sha256)
        created = row is None or row.removed_at is not None
        # Inside the transaction: who throws away what nobody keeps holds the same lock.
        incoming.keep()
        at = caller.clock()
        if row is None:
            row = files.add(session, incoming.sha256, name, kind.media_type, incoming.size, caller.person, at)
        elif created:
            row.name, row.media_type, row.person_id = name, kind.media_type, caller.person
            row.created_at, row.removed_at = at, None
        if created:
            _event(session, caller, "file.added", row)
        return Kept(_one(session, row), created)


def listed(session: Session, limit: int, after: UUID | None = None) -> tuple[File, ...]:
    """List files, newest first."""
    last = None if after is None else files.get(session, after)
    if after is not None and last is None:
        raise InputError(Problem("after", str(NotFoundError(kind="file", name=str(after)))))
    return _several(session, files.listed(session, limit, last))


def get(session: Session, file_id: UUID) -> File:
    """Return a file.

    Raises
    ------
    NotFoundError
        The organisation has none of that id.
    """
    return _one(session, _row(session, file_id))


def content(data_dir: Path, file: File) -> Path:
    """Return where the bytes of a file lie."""
    return intake.place(data_dir, file.sha256)


def remove(session: Session, caller: Caller, file_id: UUID) -> None:
    """Remove a file that nothing names.

    Raises
    ------
    ConflictError
        A version of a product or a record names it: it stays.
    """
    row = _row(session, file_id)
    if files.is_used(session, row.sha256):
        message = N_("A version of a product or a record names this file: it stays as long as they do.")
        raise ConflictError(message, conflict="state")
    row.removed_at = caller.clock()
    _event(session, caller, "file.removed", row)


def throw_away(database: Database, data_dir: Path) -> int:
    """Throw away content that nobody keeps any more, and what killed uploads left; return how many files."""
    count = intake.throw_away_stale(data_dir / intake.INCOMING)
    with database.write(EVERYBODY) as session:
        kept = files.kept(session)
        for path in (data_dir / intake.KEPT).glob("??/*"):
            if SHA256.fullmatch(path.name) and path.name not in kept:
                path.unlink()
                count += 1
    return count


def note_uses(
    session: Session,
    document: Any,
    at: datetime,
    *,
    product_id: UUID | None = None,
    version: int | None = None,
    run_id: str | None = None,
) -> None:
    """Write down which files a document names, so that they stay; also one that cannot be calculated yet."""
    found = set(_hashes(document))
    if found:
        files.note_uses(session, found, at, product_id=product_id, version=version, run_id=run_id)


def documents(session: Session, product: Product) -> tuple[Document, ...]:
    """List the documents a product names: with a file that is here, with one that is not, or with none."""
    named = [(where, e) for where, e in named_evidence(product)]
    there = files.there(session, {e.file for _, e in named if e.file})
    shown = {file.sha256: file for file in _several(session, list(there.values()))}
    return tuple(
        Document(where, e.kind, e.reference, e.file, _state(e.file, shown), shown.get(e.file)) for where, e in named
    )


def hashes(document: Any) -> frozenset[str]:
    """Return the hashes of the files that a document names as evidence."""
    return frozenset(_hashes(document))


def there(session: Session, named: Collection[str]) -> dict[str, File]:
    """Return those of some contents that the session's organisation keeps, by hash."""
    return {file.sha256: file for file in _several(session, list(files.there(session, named).values()))}


def findings(session: Session, product: Product) -> tuple[Finding, ...]:
    """Find documents that name a file which is not here.

    They stand beside the findings of the engine and never in a record: its bytes do not depend on what else is
    stored.
    """
    missing = [one for one in documents(session, product) if one.state == "not_stored"]
    return tuple(
        Finding(
            "evidence.not_stored", "warning", one.where, {"reference": one.reference, "sha256": one.sha256[:12]}
        )
        for one in missing
    )


def seen_by(caller: Caller, product: Product) -> tuple[Finding, ...]:
    """Find the same for whoever may see files; for others nothing is looked up."""
    if not caller.may("files.read") or not any(e.file for _, e in named_evidence(product)):
        return ()
    with caller.read() as session:
        return findings(session, product)


def _state(sha256: str, there: dict[str, File]) -> State:
    if not sha256:
        return "no_file"
    return "stored" if sha256 in there else "not_stored"


def _hashes(document: Any) -> Iterator[str]:
    """Find the hashes that evidence names; without recursion, as the document is a stranger's."""
    waiting = [document]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            waiting.extend(one.values())
            said = one.get("evidence")
            for entry in said if isinstance(said, list) else ():
                sha256 = entry.get("file") if isinstance(entry, dict) else None
                if isinstance(sha256, str) and SHA256.fullmatch(sha256):
                    yield sha256


def _row(session: Session, file_id: UUID) -> FileRow:
    row = files.get(session, file_id)
    if row is None:
        raise NotFoundError(kind="file", name=str(file_id))
    return row


def _one(session: Session, row: FileRow) -> File:
    return _several(session, [row])[0]


def _several(session: Session, rows: list[FileRow]) -> tuple[File, ...]:
    known = files.names(session, {row.person_id for row in rows if row.person_id is not None})
    return tuple(
        File(
            row.id, row.sha256, row.name, row.media_type, row.size,
            known.get(row.person_id, "") if row.person_id else "", row.created_at,
        )
        for row in rows
    )  # fmt: skip


def _event(session: Session, caller: Caller, action: str, row: FileRow) -> None:
    detail = {"sha256": row.sha256, "size": row.size, "media_type": row.media_type}
    events.append(session, at=caller.clock(), actor=caller.actor, action=action, subject=str(row.id), detail=detail)
