"""Signing for this installation. Each key is told of in the log before it signs, and is listed there for good."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.keyring import Keyring
from api.store import events
from footprint.exchange.keys import PublicKey, read_keys

SUBJECT, ACTION = "signing-keys", "signing_key.added"


def announce(session: Session, keyring: Keyring, at: datetime) -> None:
    """Tell in the log of the key that signs now, unless it does already; in any writing session."""
    public = keyring.public
    if public["kid"] not in {key["kid"] for key in key_set(session)["keys"]}:
        events.append(
            session, at=at, actor="service", action=ACTION, subject=SUBJECT, detail={"jwk": public}, everybody=True
        )


def sign(session: Session, keyring: Keyring, payload: bytes, kind: str, at: datetime) -> str:
    """Sign bytes in the transaction of the act; the compact form of a JWS with the type ``kind``."""
    announce(session, keyring, at)
    return keyring.sign(payload, kind)


def key_set(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Return every key that ever signed here as a JWK set, the oldest first."""
    return {"keys": [events.detail(row)["jwk"] for row in events.of_everybody(session, ACTION, SUBJECT)]}


def public_keys(session: Session) -> tuple[PublicKey, ...]:
    """Return the same keys for checking; none before anything was signed."""
    found = key_set(session)
    return read_keys(json.dumps(found).encode()) if found["keys"] else ()
