"""W3C Bitstring Status List v1.0: which credentials were revoked or suspended since they were issued.

A list has a bit per credential, at least 131,072 of them, so that whoever fetches it does not tell which one is
meant. Bit 0 is the leftmost one of the first byte.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from footprint.declared import PURPOSES, Purpose
from footprint.errors import InputError, Problem, SignatureError
from footprint.exchange.json_text import read_json
from footprint.exchange.keys import decode, encode

CONTEXT = "https://www.w3.org/ns/credentials/v2"
TYPE = "BitstringStatusListCredential"
FEWEST = 131_072
MOST = 8 * FEWEST
# Multibase prefix of base64url without padding.
PREFIX = "u"
# No name and no time, as in the examples of the standard: the same bits give the same text.
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class StatusList:
    """A status list that was read.

    Attributes
    ----------
    address : str
        Where it stands, as credentials name it.
    start : datetime
        From when on it holds: a later list may say something else.
    bits : bytes
    """

    address: str
    issuer: str
    purpose: Purpose
    start: datetime
    bits: bytes

    def holds(self, index: int) -> bool:
        """Tell whether the bit of a credential is set.

        Raises
        ------
        InputError
            The list has no such bit.
        """
        return is_set(self.bits, index)


def bits_of(indexes: Iterable[int]) -> bytes:
    """Return the bits with those of the credentials set, no fewer than the least.

    Raises
    ------
    InputError
        A number is below 0, or above what a list holds.
    """
    numbers = sorted(set(indexes))
    if numbers and not 0 <= numbers[0] <= numbers[-1] < MOST:
        raise InputError(Problem("index", f"is {numbers[-1]}; 0 to {MOST - 1} are the bits of a list"))
    found = bytearray(max(FEWEST, numbers[-1] + 1 if numbers else 0) + 7 >> 3)
    for number in numbers:
        found[number >> 3] |= 0x80 >> (number & 7)
    return bytes(found)


def is_set(bits: bytes, index: int) -> bool:
    """Tell whether a bit is set; an index outside is an InputError."""
    if not 0 <= index < 8 * len(bits):
        raise InputError(Problem("statusListIndex", f"is {index}; the list has bits 0 to {8 * len(bits) - 1}"))
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def encode_list(bits: bytes) -> str:
    """Compress bits and write them as text (``encodedList``)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(bits) + packer.flush()
    tail = zlib.crc32(bits).to_bytes(4, "little") + (len(bits) & 0xFFFFFFFF).to_bytes(4, "little")
    return PREFIX + encode(_HEADER + body + tail)


def decode_list(text: str) -> bytes:
    """Read ``encodedList``; never more than the largest list is unpacked.

    Raises
    ------
    InputError
        Another text, a broken or an overlong one, or fewer bits than the standard asks for.
    """
    if not text.startswith(PREFIX):
        raise InputError(Problem("encodedList", "is no multibase text in base64url: it starts with u"))
    unpacker = zlib.decompressobj(_GZIP)
    try:
        bits = unpacker.decompress(decode(text[1:], "list"), MOST // 8 + 1)
    except (zlib.error, SignatureError):
        raise InputError(Problem("encodedList", "cannot be read: bits packed with GZIP are due")) from None
    if len(bits) > MOST // 8:
        raise InputError(Problem("encodedList", f"holds more than {MOST} bits"))
    if not unpacker.eof or unpacker.unused_data:
        raise InputError(Problem("encodedList", "is cut off, or goes on after its end"))
    if 8 * len(bits) < FEWEST:
        raise InputError(Problem("encodedList", f"holds {8 * len(bits)} bits; {FEWEST} are the fewest"))
    return bits


def status_list_credential(
    bits: bytes, purpose: Purpose, address: str, issuer: str, valid_from: datetime
) -> dict[str, Any]:
    """Write the credential of a status list, to be signed as ``vc+jwt``."""
    return {
        "@context": [CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", TYPE],
        "issuer": issuer,
        "validFrom": moment(valid_from),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode_list(bits),
        },
    }


def read_status_list(payload: bytes) -> StatusList:
    """Read what was signed as a status list.

    Raises
    ------
    InputError
        It is no status list of a purpose that is known here.
    """
    document = read_json(payload)
    subject = document.get("credentialSubject") if isinstance(document, dict) else None
    types = document.get("type") if isinstance(document, dict) else None
    if not isinstance(subject, dict) or not isinstance(types, list) or TYPE not in types:
        raise InputError(Problem("$", f"is no status list: a credential of type {TYPE} is due"))
    purpose = next((one for one in PURPOSES if one == subject.get("statusPurpose")), None)
    if purpose is None:
        raise InputError(Problem("$.credentialSubject.statusPurpose", f"is none of {', '.join(PURPOSES)}"))
    texts = [document.get("id"), document.get("issuer"), document.get("validFrom"), subject.get("encodedList")]
    if not all(isinstance(text, str) for text in texts):
        raise InputError(Problem("$", "is no status list: id, issuer, validFrom and encodedList are due as texts"))
    address, issuer, start, packed = map(str, texts)
    return StatusList(address, issuer, purpose, read_moment(start), decode_list(packed))


def moment(at: datetime) -> str:
    """Write a time as credentials do."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def read_moment(text: str) -> datetime:
    """Read a time of a credential."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(Problem("$", f"{text[:40]!r} is no time: e.g. 2026-12-31T00:00:00Z is due")) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
