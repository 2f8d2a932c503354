"""Access tokens of programs: short-lived, exchanged for a key (OAuth2 client credentials)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.credentials import digest
from api.db.tables import KeyRow, TokenRow


def add(session: Session, token: str, key: KeyRow, until: datetime) -> None:
    """Remember a token by its hash."""
    session.add(
        TokenRow(token_hash=digest(token), key_id=key.id, organisation_id=key.organisation_id, expires_at=until)
    )
    session.flush()


def key_of(session: Session, token: str, at: datetime) -> KeyRow | None:
    """Return the key behind a token that still holds; in a session of everybody."""
    query = select(KeyRow).join(TokenRow, TokenRow.key_id == KeyRow.id)
    return session.scalars(query.where(TokenRow.token_hash == digest(token), TokenRow.expires_at > at)).first()


def is_expired(session: Session, token: str, at: datetime) -> bool:
    """Tell whether a token was given out and has run out."""
    row = session.get(TokenRow, digest(token))
    return row is not None and row.expires_at <= at


def drop_expired(session: Session, before: datetime) -> None:
    """Forget tokens that ran out long ago."""
    session.execute(delete(TokenRow).where(TokenRow.expires_at < before))
