"""Status lists: the example of the standard, bits counted by hand, and texts made to hurt the reader."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.errors import InputError
from footprint.exchange.keys import encode
from footprint.exchange.status_list import (
    FEWEST,
    MOST,
    bits_of,
    decode_list,
    encode_list,
    is_set,
    read_status_list,
    status_list_credential,
)
from footprint.record import canonical

# W3C Recommendation of 15 May 2025, section 2.2 and A.2: a list of 131,072 entries with no bit set.
EXAMPLE = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
ADDRESS = "https://footprint.example.com/register/status/1/revocation"


def test_the_example_of_the_standard() -> None:
    assert decode_list(EXAMPLE) == bytes(16_384)
    assert encode_list(bits_of([])) == EXAMPLE


def test_bits_counted_by_hand() -> None:
    """Bit 0 is the leftmost of the first byte: 0, 7 and 9 are 1000 0001 0100 0000."""
    bits = bits_of([9, 0, 7, 7])
    assert bits[:3] == bytes([0b1000_0001, 0b0100_0000, 0])
    assert [n for n in range(8 * len(bits)) if is_set(bits, n)] == [0, 7, 9]
    assert len(bits) == FEWEST // 8


def test_any_gzip_reads_it() -> None:
    import base64

    bits = bits_of([94_567])
    packed = base64.urlsafe_b64decode(encode_list(bits)[1:] + "==")
    assert gzip.decompress(packed) == bits
    assert packed[4:8] == bytes(4)  # no time
    assert bits[94_567 // 8] == 0x80 >> 94_567 % 8


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, MOST - 1), max_size=50))
def test_what_is_set_is_read_back(indexes: set[int]) -> None:
    bits = decode_list(encode_list(bits_of(indexes)))
    assert all(is_set(bits, index) for index in indexes)
    assert sum(byte.bit_count() for byte in bits) == len(indexes)
    assert len(bits) * 8 >= FEWEST


def text(data: bytes) -> str:
    return "u" + encode(data)


@pytest.mark.parametrize(
    ("packed", "told"),
    [
        (EXAMPLE[1:], "starts with u"),
        ("z" + EXAMPLE[1:], "starts with u"),
        (EXAMPLE + "=", "cannot be read"),
        (EXAMPLE[:-1] + "B", "cannot be read"),  # another spelling of the same bytes
        (EXAMPLE[:-4], "cut off"),
        ("u", "cut off"),
        ("u" + encode(b"no gzip"), "cannot be read"),
        (text(gzip.compress(bytes(16_384), mtime=0) + b"\0"), "goes on after its end"),
        (text(gzip.compress(bytes(16_384), mtime=0) * 2), "goes on after its end"),
        (text(gzip.compress(bytes(16_383), mtime=0)), "131064 bits; 131072 are the fewest"),
        (text(gzip.compress(bytes(50_000_000), mtime=0)), f"more than {MOST} bits"),
        (text(zlib.compress(bytes(16_384))), "cannot be read"),
    ],
)
def test_a_list_made_to_hurt_is_refused(packed: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        decode_list(packed)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = text(gzip.compress(bytes(100_000_000), 1, mtime=0))
    tracemalloc.start()
    try:
        with pytest.raises(InputError):
            decode_list(bomb)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("index", [-1, MOST])
def test_a_bit_that_no_list_has_is_refused(index: int) -> None:
    with pytest.raises(InputError):
        bits_of([5, index])
    with pytest.raises(InputError):
        is_set(bits_of([]), index)


def test_the_credential_of_a_list() -> None:
    made = status_list_credential(bits_of([3]), "revocation", ADDRESS, "https://footprint.example.com", AT)
    assert made["credentialSubject"]["id"] == f"{ADDRESS}#list"
    assert made["validFrom"] == "2026-11-21T09:00:00Z"
    assert made["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    found = read_status_list(canonical(made))
    assert (found.address, found.purpose, found.start, found.issuer) == (ADDRESS, "revocation", AT, made["issuer"])
    assert found.holds(3)
    assert not found.holds(4)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"type": ["VerifiableCredential"]}, "is no status list"),
        ({"validFrom": "soon"}, "is no time"),
        ({"id": 3}, "due as texts"),
        ({"credentialSubject": {"statusPurpose": "message", "encodedList": EXAMPLE}}, "none of revocation"),
        ({"credentialSubject": {"statusPurpose": "revocation"}}, "due as texts"),
        ({"credentialSubject": []}, "is no status list"),
    ],
)
def test_another_document_is_no_list(change: dict[str, object], told: str) -> None:
    made = status_list_credential(bits_of([]), "revocation", ADDRESS, "https://footprint.example.com", AT)
    with pytest.raises(InputError, match=told):
        read_status_list(canonical(made | change))
