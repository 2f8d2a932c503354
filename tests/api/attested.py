"""Signed files of every kind, made with keys of a test, without any database."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from api.cases.attested import check_file
from api.cases.attested_claims import Beside
from api.cases.attesting import CREDENTIAL, KIND
from api.documents.pdf_signature import sign_pdf
from api.keyring import Keyring
from footprint.declared import Purpose, list_address
from footprint.errors import FootprintError
from footprint.exchange.credential import credential
from footprint.exchange.keys import PublicKey, read_keys
from footprint.exchange.status_list import bits_of, status_list_credential
from footprint.record import canonical
from tests.footprint import published

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
ON = date(2026, 12, 1)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp())


def keyring(name: str = "own") -> Keyring:
    return Keyring(_folder() / f"{name}.json")


def jwks(*rings: Keyring) -> bytes:
    return json.dumps({"keys": [ring.public for ring in rings or (keyring(),)]}).encode()


def keys(*rings: Keyring) -> tuple[PublicKey, ...]:
    return read_keys(jwks(*rings))


def declaration(ring: Keyring | None = None, **changes: Any) -> str:
    return (ring or keyring()).sign(canonical(published.document(**changes)), KIND)


def secured(ring: Keyring | None = None, **changes: Any) -> str:
    own = ring or keyring()
    return own.sign(canonical(credential(published.document(**changes), published.HOST, own.public)), CREDENTIAL)


def status_list(purpose: Purpose, *indexes: int, ring: Keyring | None = None, base: str = "") -> str:
    address = list_address(base or published.publication().status_list, purpose)
    made = status_list_credential(bits_of(indexes), purpose, address, published.HOST, AT)
    return (ring or keyring()).sign(canonical(made), CREDENTIAL)


@cache
def plain_pdf() -> bytes:
    """Return the smallest page there is, so that each of its bytes can be tried."""
    made = typst.compile(b"#set page(width: 4cm, height: 2cm)\n#rect()\n", format="pdf")
    assert isinstance(made, bytes)
    return made


@cache
def signed_pdf(name: str = "own") -> bytes:
    return sign_pdf(plain_pdf(), keyring(name), name=published.HOST, reason="Published declaration", at=AT)


def sound(data: str | bytes, *trusted: Keyring) -> bool:
    """Tell whether somebody who trusts these keys would take the file for sound."""
    try:
        return check_file(data.encode() if isinstance(data, str) else data, Beside(ON, keys(*trusted))).sound
    except FootprintError:
        return False
