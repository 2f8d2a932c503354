"""Evidence files and what names them: every query about them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import exists, func, select, tuple_
from sqlalchemy.orm import Session

from api.db.tables import FileRow, FileUseRow, PersonRow


def get(session: Session, file_id: UUID) -> FileRow | None:
    """Return a file that is there."""
    return session.scalars(select(FileRow).where(FileRow.id == file_id, FileRow.removed_at.is_(None))).first()


def by_hash(session: Session, sha256: str) -> FileRow | None:
    """Return the file of some content, also one that was removed."""
    return session.scalars(select(FileRow).where(FileRow.sha256 == sha256)).first()


def add(
    session: Session, sha256: str, name: str, media_type: str, size: int, person: UUID | None, at: datetime
) -> FileRow:
    """Add a file."""
    row = FileRow(
        id=uuid4(), sha256=sha256, name=name, media_type=media_type, size=size, person_id=person, created_at=at
    )
    session.add(row)
    session.flush()
    return row


def listed(session: Session, limit: int, after: FileRow | None = None) -> list[FileRow]:
    """List files that are there, newest first."""
    query = select(FileRow).where(FileRow.removed_at.is_(None))
    if after is not None:
        query = query.where(tuple_(FileRow.created_at, FileRow.id) < tuple_(after.created_at, after.id))
    return list(session.scalars(query.order_by(FileRow.created_at.desc(), FileRow.id.desc()).limit(limit)))


def there(session: Session, hashes: Collection[str]) -> dict[str, FileRow]:
    """Return those of some contents that are there."""
    query = select(FileRow).where(FileRow.sha256.in_(hashes), FileRow.removed_at.is_(None))
    return {row.sha256: row for row in session.scalars(query)}


def is_used(session: Session, sha256: str) -> bool:
    """Tell whether a version or a record names it."""
    return bool(session.scalar(select(exists().where(FileUseRow.sha256 == sha256))))


def note_uses(
    session: Session,
    hashes: Collection[str],
    at: datetime,
    *,
    product_id: UUID | None = None,
    version: int | None = None,
    run_id: str | None = None,
) -> None:
    """Write down that a version or a record names files."""
    session.add_all(
        FileUseRow(id=uuid4(), sha256=one, product_id=product_id, version=version, run_id=run_id, created_at=at)
        for one in sorted(hashes)
    )
    session.flush()


def names(session: Session, people: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of people."""
    query = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(people))
    return {row.id: row.name for row in session.execute(query)}


def contents(session: Session, beginning: str) -> dict[str, tuple[int, bool]]:
    """Return the contents whose hash begins so, of everybody: size, and whether somebody keeps it now."""
    # "g" comes after every digit of a hash; LIKE would not use the index everywhere.
    within = (FileRow.sha256 >= beginning) & (FileRow.sha256 < f"{beginning}g")
    query = select(FileRow.sha256, FileRow.size, FileRow.removed_at).where(within)
    found: dict[str, tuple[int, bool]] = {}
    for sha256, size, removed_at in session.execute(query):
        found[sha256] = (size, removed_at is None or found.get(sha256, (0, False))[1])
    return found


def count(session: Session) -> int:
    """Count the contents that somebody keeps."""
    query = select(func.count(FileRow.sha256.distinct())).where(FileRow.removed_at.is_(None))
    return session.scalar(query) or 0


def kept(session: Session) -> set[str]:
    """Return every content that somebody keeps, of everybody."""
    return set(session.scalars(select(FileRow.sha256).where(FileRow.removed_at.is_(None)).distinct()))
