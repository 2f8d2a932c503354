"""Partners: who may read here, and by which host and secret we come in at theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases.accounts import keys
from api.cases.accounts.keys import Key
from api.db.tables import PartnerRow
from api.errors import NotFoundError
from api.keyring import Keyring
from api.settings import Settings
from api.store import events, exchange
from footprint.errors import InputError, Problem
from footprint.exchange.pact_events import Version

SCOPE: Literal["footprints.exchange"] = "footprints.exchange"
LONGEST = 500


@dataclass(frozen=True)
class Stated:
    """What is entered about a partner; an empty ``client_secret`` keeps the one there is."""

    name: str
    base_url: str = ""
    auth_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    version: Version = "3"
    automatic: bool = False


@dataclass(frozen=True)
class Partner:
    """A partner without secrets."""

    id: UUID
    name: str
    base_url: str
    auth_url: str
    client_id: str
    version: Version
    automatic: bool
    created_at: datetime
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Credentials:
    """What a partner signs in with here; the secret is shown this once."""

    client_id: str
    client_secret: str
    expires_at: datetime | None


def add(session: Session, settings: Settings, caller: Caller, stated: Stated) -> tuple[Partner, Credentials]:
    """Add a partner and make its first key.

    Raises
    ------
    InputError
        No name, or an address that is none.
    """
    _check(stated)
    row = PartnerRow(
        id=uuid4(), name=stated.name.strip(), base_url=_base(stated.base_url), auth_url=_base(stated.auth_url),
        client_id=stated.client_id, sealed_secret=_sealed(settings, stated.client_secret), version=stated.version,
        automatic=stated.automatic, created_at=caller.clock(),
    )  # fmt: skip
    exchange.add_partner(session, row)
    _tell(session, caller, "partner.added", row)
    made = new_key(session, caller, row.id)
    return _partner(session, row), made


def change(session: Session, settings: Settings, caller: Caller, partner_id: UUID, stated: Stated) -> Partner:
    """Change what is known of a partner.

    Raises
    ------
    NotFoundError, InputError
        There is none; what is entered cannot be used.
    """
    row = _row(session, partner_id)
    _check(stated)
    row.name, row.base_url, row.auth_url = stated.name.strip(), _base(stated.base_url), _base(stated.auth_url)
    row.client_id, row.version, row.automatic = stated.client_id, stated.version, stated.automatic
    if stated.client_secret:
        row.sealed_secret = _sealed(settings, stated.client_secret)
    _tell(session, caller, "partner.changed", row)
    return _partner(session, row)


def new_key(session: Session, caller: Caller, partner_id: UUID) -> Credentials:
    """Make a further key for a partner; the older ones work on until they are revoked."""
    row = _row(session, partner_id)
    made = keys.make(session, caller, row.name[:200], [SCOPE], partner=str(row.id))
    return Credentials(str(made.row.id), made.secret, made.row.expires_at)


def get(session: Session, partner_id: UUID) -> Partner:
    """Return a partner.

    Raises
    ------
    NotFoundError
        There is none of the session's organisation.
    """
    return _partner(session, _row(session, partner_id))


def listed(session: Session) -> tuple[Partner, ...]:
    """List the partners by name."""
    return tuple(_partner(session, row) for row in exchange.partners(session))


def secret(session: Session, settings: Settings, partner_id: UUID) -> str:
    """Return the secret by which we come in at a partner; empty for none."""
    sealed = _row(session, partner_id).sealed_secret
    return Keyring(settings.key_file).open(sealed) if sealed else ""


def _check(stated: Stated) -> None:
    problems = [] if stated.name.strip() else [Problem("name", "is missing")]
    for where, url in (("base_url", stated.base_url), ("auth_url", stated.auth_url)):
        parts = urlsplit(url)
        wrong = parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment
        if url and (wrong or "@" in parts.netloc or len(url) > LONGEST):
            problems.append(Problem(where, "is no address: https://host/path is due"))
    if problems:
        raise InputError(*problems)


def _base(url: str) -> str:
    return url.strip().rstrip("/")


def _sealed(settings: Settings, text: str) -> str:
    return Keyring(settings.key_file).seal(text) if text else ""


def _row(session: Session, partner_id: UUID) -> PartnerRow:
    row = exchange.partner(session, partner_id)
    if row is None:
        raise NotFoundError(kind="partner", name=str(partner_id))
    return row


def _partner(session: Session, row: PartnerRow) -> Partner:
    given = tuple(keys.shown(key) for key in exchange.keys_of(session, row.id))
    version: Version = "2" if row.version == "2" else "3"
    return Partner(
        row.id, row.name, row.base_url, row.auth_url, row.client_id, version, row.automatic, row.created_at, given
    )


def _tell(session: Session, caller: Caller, action: str, row: PartnerRow) -> None:
    detail = {"version": row.version, "automatic": row.automatic, "host": urlsplit(row.base_url).hostname or ""}
    events.append(session, at=caller.clock(), actor=caller.actor, action=action, subject=str(row.id), detail=detail)
