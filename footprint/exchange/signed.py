"""Suppliers' footprints that come signed: PACT in a JWS, or in a W3C credential that is secured with JOSE.

PACT defines no signature of its own, so the wrapping is the supplier's: the signed text is a PACT document, a
credential of data model 2.0 (``vc+jwt``) or a JWT with a credential of 1.1 in its claim ``vc``. The footprint is
the credential's subject, or the one member of it that is a footprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from footprint.errors import InputError, Problem
from footprint.exchange import jws
from footprint.exchange.json_text import read_json
from footprint.exchange.keys import PublicKey
from footprint.exchange.pact import PactFootprint, read_document

MAX_TEXT = 30_000  # kept whole in the product document


@dataclass(frozen=True)
class Credential:
    """Who issued a credential, and when it holds."""

    issuer: str
    start: datetime | None
    end: datetime | None

    def holds(self, at: datetime) -> bool:
        """Tell whether it holds at a time."""
        return (self.start is None or self.start <= at) and (self.end is None or at <= self.end)


@dataclass(frozen=True)
class SignedFootprints:
    """What a signed file says."""

    signed: jws.Signed
    credential: Credential | None
    footprints: tuple[PactFootprint, ...]


def read_signed(data: bytes, keys: Sequence[PublicKey], payload: bytes | None = None) -> SignedFootprints:
    """Check the signature of a file and read the footprints in it.

    The entries hold the signed text and the key, so that both can be checked again wherever the product goes.

    Raises
    ------
    SignatureError
        The signature is not good, or cannot be checked with these keys.
    InputError
        What was signed is no footprint, or too long to be kept.
    """
    signed = jws.verify(data, keys, payload)
    if len(signed.text) > MAX_TEXT:
        what = f"is {len(signed.text)} characters long; {MAX_TEXT} are kept: ask for one footprint per signature"
        raise InputError(Problem("$", what))
    file = hashlib.sha256(data).hexdigest()
    credential, found = content(signed.payload)
    kept = {"text": signed.text, "key": dict(signed.key.jwk), "thumbprint": signed.key.thumbprint,
            "algorithm": signed.algorithm, "payload": signed.sha256}  # fmt: skip
    if credential and credential.issuer:
        kept["issuer"] = credential.issuer
    found = tuple(
        replace(one, entry=one.entry | {"file": file, "signature": "checked", "signed": kept | {"position": i}})
        for i, one in enumerate(found)
    )
    return SignedFootprints(signed, credential, found)


def unchecked(data: bytes, payload: bytes | None = None) -> tuple[PactFootprint, ...]:
    """Read the footprints of a signed file without checking the signature; the entries say so.

    Raises
    ------
    InputError
        What was signed is no footprint.
    """
    _, found = content(jws.payload_of(data, payload))
    file = hashlib.sha256(data).hexdigest()
    return tuple(replace(one, entry=one.entry | {"file": file, "signature": "not_checked"}) for one in found)


def content(payload: bytes) -> tuple[Credential | None, tuple[PactFootprint, ...]]:
    """Return the footprints that were signed, and the credential around them.

    Raises
    ------
    InputError
        What was signed is no footprint.
    """
    document = read_json(payload)
    credential, subject = _credential(document)
    sha256 = hashlib.sha256(payload).hexdigest()
    found = read_document(document if credential is None else subject, sha256)
    end = credential.end.date() if credential and credential.end else None
    if end is None:
        return credential, found
    # A credential that ends earlier ends the footprint with it.
    return credential, tuple(
        replace(one, entry=one.entry | {"valid_until": min(one.entry["valid_until"], str(end))}) for one in found
    )


def _credential(document: Any) -> tuple[Credential | None, Any]:
    if not isinstance(document, dict):
        return None, None
    inner = document.get("vc", document)
    if not isinstance(inner, dict) or "credentialSubject" not in inner:
        return None, None
    issuer = inner.get("issuer", document.get("iss", ""))
    issuer = issuer.get("id", "") if isinstance(issuer, dict) else issuer
    start = _seconds(document, "nbf") or _moment(inner, "validFrom") or _moment(inner, "issuanceDate")
    end = _seconds(document, "exp") or _moment(inner, "validUntil") or _moment(inner, "expirationDate")
    return Credential(str(issuer)[:300], start, end), _subject(inner["credentialSubject"])


def _subject(subject: Any) -> Any:
    if isinstance(subject, dict) and "pcf" not in subject:
        inside = [v for v in subject.values() if _is_footprint(v[0] if isinstance(v, list) and v else v)]
        if len(inside) != 1:
            raise InputError(
                Problem("$.credentialSubject", f"holds {len(inside) or 'no'} footprints in PACT's shape")
            )
        return inside[0]
    return subject


def _is_footprint(value: Any) -> bool:
    return isinstance(value, Mapping) and "pcf" in value


def _seconds(document: Mapping[str, Any], name: str) -> datetime | None:
    value = document.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 32_503_680_000:
        raise InputError(Problem(f"$.{name}", "is no time: seconds since 1970 are due"))
    return datetime.fromtimestamp(value, UTC)


def _moment(document: Mapping[str, Any], name: str) -> datetime | None:
    value = document.get(name)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise InputError(Problem(f"$.{name}", "is no time: e.g. 2025-12-31T00:00:00Z is due")) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
