"""PDF signatures: made with the key of the installation, checked with keys that were handed over.

The check reads the file by bytes, not as a PDF: the signed ranges are everything but one place that holds the
signature, and this place has one spelling. So the file is, byte by byte, the one that was signed, whatever a viewer
makes of it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from api.keyring import Keyring
from footprint.errors import InputError, SignatureError
from footprint.exchange.keys import PublicKey, read_keys

RANGES = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
PLACE = re.compile(rb"<([0-9A-F]+)>")


@dataclass(frozen=True)
class CheckedPdf:
    """A PDF whose signature was checked.

    Attributes
    ----------
    sha256 : str
        Digest of the file as it was signed: everything but the signature.
    """

    key: PublicKey
    sha256: str


def sign_pdf(pdf: bytes, keyring: Keyring, *, name: str, reason: str, at: datetime) -> bytes:
    """Append a certification signature (PAdES B-B, no changes allowed) to a PDF.

    Parameters
    ----------
    name : str
        Public address or name of the service; stands in signature and certificate.
    reason : str
        Why it is signed, as viewers show it.
    at : datetime
        When; the signature says so, and nobody else vouches for it.

    Raises
    ------
    InputError
        No PDF that can be signed, or one that is signed already.
    """
    logging.getLogger("pyhanko").setLevel(logging.ERROR)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.ERROR)
    from api.documents import pades  # takes half a second, which no other command should wait for

    signed = pades.sign(pdf, keyring.private_key(), name, reason, at)
    try:
        check_pdf(signed, read_keys(json.dumps(keyring.public).encode()))
    except SignatureError as error:  # a file that holds the very words the check looks for
        what = f"this PDF cannot be signed so that it can be checked: {error}"
        raise InputError(what) from error
    return signed


def looks_like_pdf(data: bytes) -> bool:
    """Tell whether a file is a PDF."""
    return data[:1024].lstrip()[:5] == b"%PDF-"


def check_pdf(pdf: bytes, keys: Sequence[PublicKey]) -> CheckedPdf:
    """Check that one of the keys signed the whole file.

    Raises
    ------
    SignatureError
        Not signed, changed, signed by another key, or signed in a way this service does not.
    """
    from api.documents import pdf_cms

    found = RANGES.findall(pdf)
    if not found:
        _refuse("the PDF is not signed")
    if len(found) > 1 or pdf.count(b"/ByteRange") > 1:
        _refuse("the PDF holds more than one signature: it was changed after it was signed")
    first, length, second, rest = map(int, found[0])
    if first or second + rest != len(pdf) or not length < second:
        _refuse("the signature does not cover the whole file: something was added, removed or moved")
    place = PLACE.fullmatch(pdf, length, second)
    if place is None or len(place[1]) % 2:
        _refuse("the place of the signature holds something else")
    digest = hashlib.sha256(pdf[:length] + pdf[second:]).digest()
    key = pdf_cms.check(bytes.fromhex(place[1].decode()), digest, keys)
    return CheckedPdf(key, digest.hex())


def _refuse(what: str) -> NoReturn:
    raise SignatureError(what)
