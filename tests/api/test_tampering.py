"""Every byte of a published file is changed in turn, and every change is found."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey
from joserfc.jws import JWSRegistry

from api.cases.attested import check_file
from api.cases.attested_claims import Beside
from api.cases.attesting import CREDENTIAL, KIND
from api.documents.pdf_signature import PLACE, RANGES, check_pdf
from footprint.errors import SignatureError
from footprint.exchange import jws
from footprint.exchange.keys import encode
from footprint.record import canonical
from tests.api import attested
from tests.footprint import published

TEXTS = {"declaration": attested.declaration, "credential": attested.secured}


def flipped(data: bytes, at: int, mask: int) -> bytes:
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


@pytest.mark.parametrize("kind", sorted(TEXTS))
@pytest.mark.parametrize("mask", [0x01, 0x20])  # the next character, the other case
def test_no_byte_of_a_signed_text_can_be_changed(kind: str, mask: int) -> None:
    data = TEXTS[kind]().encode()
    keys = attested.keys()
    assert attested.sound(data)
    for at in range(len(data)):
        with pytest.raises(SignatureError):
            jws.verify(flipped(data, at, mask), keys)


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_no_text_can_be_cut_or_go_on(kind: str) -> None:
    data = TEXTS[kind]().encode()
    for length in (0, 1, 10, len(data) // 2, len(data) - 2, len(data) - 1):
        assert not attested.sound(data[:length])
    for more in (b"A", b"=", b".", b"\0", b" ", b"\n\n", b".e30.e30", b"\r\n\r\n"):
        assert not attested.sound(data + more), more
    # Editors end a text with a line feed; it is no part of what was signed.
    assert attested.sound(data + b"\n")


def parts(text: str) -> list[str]:
    return text.split(".")


@pytest.mark.parametrize("piece", [0, 1, 2])
def test_base64url_has_one_spelling(piece: int) -> None:
    text = parts(attested.declaration())
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spare = {2: 16, 3: 4}.get(len(text[piece]) % 4, 1)
    raw = base64.urlsafe_b64decode(text[piece] + "==")
    last = alphabet.index(text[piece][-1])
    others = [text[piece][:-1] + alphabet[last ^ bit] for bit in (1, 2, 4, 8) if bit < spare]
    others += [text[piece] + "=", text[piece] + "==", text[piece][:8] + "\n" + text[piece][8:]]
    others += [base64.b64encode(raw).decode()] if "-" in text[piece] or "_" in text[piece] else []
    for other in others:
        changed = [*text]
        changed[piece] = other
        assert not attested.sound(".".join(changed)), other[-10:]


def with_header(text: str, **changes: Any) -> tuple[str, str]:
    """Change a header; return the text with its old signature and what would have to be signed."""
    head, body, signature = parts(text)
    header = json.loads(base64.urlsafe_b64decode(head + "==")) | changes
    protected = encode(json.dumps(header).encode())
    return f"{protected}.{body}.{signature}", f"{protected}.{body}"


def test_the_header_cannot_choose_another_algorithm() -> None:
    text = attested.declaration()
    public = attested.keyring().public
    for algorithm in ("none", "None", "HS256", "ES384", "RS256", "EdDSA", "ES256K"):
        kept, message = with_header(text, alg=algorithm)
        assert not attested.sound(kept)
        assert not attested.sound(f"{message}.")
        # The public key as a shared secret, in the spellings a library might take it in.
        for secret in (json.dumps(public).encode(), encode(public["x"].encode()).encode()):
            mac = JWSRegistry.algorithms["HS256"].sign(message.encode(), OctKey.import_key(secret))
            assert not attested.sound(f"{message}.{encode(mac)}")


def test_the_header_cannot_bring_its_own_key() -> None:
    own, other = attested.keyring(), attested.keyring("other")
    foreign = attested.declaration(other)
    assert attested.sound(foreign, other)
    assert not attested.sound(foreign, own)
    assert attested.sound(foreign, own, other)
    # Under the name of a trusted key, with the key beside it.
    stolen = ECKey.import_key(dict(json.loads(other.file.read_bytes())["keys"][0]))
    for more in (
        {"kid": own.public["kid"]},
        {"jwk": other.public},
        {"kid": own.public["kid"], "jwk": other.public},
    ):
        _, message = with_header(foreign, **more)
        signature = JWSRegistry.algorithms["ES256"].sign(message.encode(), stolen)
        assert not attested.sound(f"{message}.{encode(signature)}", own)


def test_the_name_of_a_key_cannot_be_swapped() -> None:
    own, other = attested.keyring(), attested.keyring("other")
    swapped, _ = with_header(attested.declaration(), kid=other.public["kid"])
    assert not attested.sound(swapped, own, other)


def test_a_text_signed_for_one_purpose_passes_for_no_other() -> None:
    """The installation signs checkpoints and messages too: their type has to keep them apart."""
    ring = attested.keyring()
    document = canonical(published.document())
    for kind in (CREDENTIAL, "footprint-checkpoint+jws", "", KIND.upper()):
        assert not attested.sound(ring.sign(document, kind)), kind
    assert attested.sound(ring.sign(document, KIND))
    found = check_file(ring.sign(document, CREDENTIAL).encode(), Beside(attested.ON, attested.keys()))
    assert "made for another purpose" in found.checks[0].says


def test_pieces_of_two_texts_do_not_join() -> None:
    one, two = parts(attested.declaration()), parts(attested.declaration(number="GD-2"))
    for pick in ((0, 0, 1), (0, 1, 0), (0, 1, 1)):
        text = ".".join((one, two)[which][piece] for piece, which in enumerate(pick))
        assert attested.sound(text) is (pick == (0, 1, 1))  # the header is the same


def test_no_byte_of_a_signed_pdf_can_be_changed() -> None:
    """Every byte of a small file: page, signature dictionary, signature, padding, cross-references."""
    data, keys = attested.signed_pdf(), attested.keys()
    assert check_pdf(data, keys)
    for at in range(len(data)):
        with pytest.raises(SignatureError):
            check_pdf(flipped(data, at, 0x01), keys)


def test_no_character_of_the_signature_itself_has_another_spelling() -> None:
    data, keys = attested.signed_pdf(), attested.keys()
    first, last = place(data)
    used = data.rstrip(b"\n").find(b"00000000", first)
    for mask in (0x02, 0x20):
        for at in [*range(first, used + 16), *range(last - 16, last)]:
            with pytest.raises(SignatureError):
                check_pdf(flipped(data, at, mask), keys)


def place(data: bytes) -> tuple[int, int]:
    found = RANGES.search(data)
    assert found is not None
    _, first, last, _ = map(int, found.groups())
    assert PLACE.fullmatch(data, first, last)
    return first, last
