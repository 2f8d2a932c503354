"""The installation vouches for a published declaration, and for what became of it since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.cases import signatures
from api.keyring import Keyring
from footprint.declared import Purpose, check_declared, list_address
from footprint.exchange.credential import credential
from footprint.exchange.status_list import bits_of, status_list_credential
from footprint.record import canonical

KIND = "footprint-declaration+jws"
CREDENTIAL = "vc+jwt"


@dataclass(frozen=True)
class Attested:
    """A declaration, signed twice: ``jws`` holds the document itself, ``credential`` its essentials as a VC-JWT."""

    jws: str
    credential: str


def attest(session: Session, keyring: Keyring, document: Mapping[str, Any], issuer: str, at: datetime) -> Attested:
    """Sign a public document in the transaction of its publication.

    Parameters
    ----------
    issuer : str
        Public address of this installation.

    Raises
    ------
    RecordError
        The document breaks its schema or contradicts itself: nothing is signed.
    """
    check_declared(document)
    payload = canonical(credential(document, issuer, keyring.public))
    return Attested(
        signatures.sign(session, keyring, canonical(dict(document)), KIND, at),
        signatures.sign(session, keyring, payload, CREDENTIAL, at),
    )


def status_list(
    session: Session,
    keyring: Keyring,
    purpose: Purpose,
    indexes: Sequence[int],
    issuer: str,
    address: str,
    at: datetime,
) -> str:
    """Sign the status list of a purpose as of a time.

    Parameters
    ----------
    indexes : sequence of int
        Numbers of the bits that are set (``status_index`` of the publications).
    address : str
        What publications name as ``status_list``; the list stands below it, under its purpose.
    """
    listed = status_list_credential(bits_of(indexes), purpose, list_address(address, purpose), issuer, at)
    return signatures.sign(session, keyring, canonical(listed), CREDENTIAL, at)
