"""Signatures: every byte counts, the header chooses nothing that was not agreed, keys come from outside."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwk

from footprint.errors import InputError, SignatureError
from footprint.exchange import jws
from footprint.exchange.keys import PublicKey, encode, read_key, read_keys

Jwk = dict[str, Any]


def private(kind: str) -> Jwk:
    made: Any = {
        "Ed25519": lambda: jwk.OKPKey.generate_key("Ed25519"),
        "P-256": lambda: jwk.ECKey.generate_key("P-256"),
        "P-384": lambda: jwk.ECKey.generate_key("P-384"),
        "RSA": lambda: jwk.RSAKey.generate_key(2048),
    }[kind]()
    return dict(made.as_dict(private=True))


def public(key: Jwk, **more: str) -> PublicKey:
    members = {name: key[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in key}
    found = read_key(members | more)
    assert found is not None
    return found


KEY = private("Ed25519")
PINNED = [public(KEY)]
PAYLOAD = b'{"pcf": {"total": "4.0"}}'
SIGNED = jws.sign(PAYLOAD, KEY)


def with_header(header: Any, payload: bytes = PAYLOAD, key: Jwk = KEY, *, raw: bool = False) -> str:
    """Sign whatever header is given: what an attacker or a careless supplier could send."""
    protected = encode(header if isinstance(header, bytes) else json.dumps(header).encode())
    message = protected.encode() + b"." + (payload if raw else encode(payload).encode())
    signature = encode(jwk.import_key(key).private_key.sign(message))  # type: ignore[union-attr]
    return f"{protected}..{signature}" if raw else f"{message.decode()}.{signature}"


def refused(text: str | bytes, told: str | None = None, keys: Any = None, payload: bytes | None = None) -> None:
    with pytest.raises(SignatureError, match=told):
        jws.verify(text.encode() if isinstance(text, str) else text, PINNED if keys is None else keys, payload)


def test_the_example_of_rfc_8037() -> None:
    """RFC 8037, appendix A.3 to A.5: key, thumbprint, signature."""
    key = {"kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}  # fmt: skip
    text = (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6"
        "dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
    found = jws.verify(text.encode(), [public(key)])
    assert found.payload == b"Example of Ed25519 signing"
    assert found.key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(("kind", "algorithm"), [("Ed25519", "EdDSA"), ("P-256", "ES256"), ("P-384", "ES384"),
                                                 ("RSA", "PS256")])  # fmt: skip
def test_signed_here_is_good_here(kind: str, algorithm: str) -> None:
    key = private(kind)
    found = jws.verify(jws.sign(PAYLOAD, key, kind="vc+jwt").encode() + b"\n", [public(key)])
    assert (found.payload, found.algorithm, found.type) == (PAYLOAD, algorithm, "vc+jwt")
    assert found.key.thumbprint == found.kid == jwk.import_key(key).thumbprint()
    refused(jws.sign(PAYLOAD, key), "not among those given")


def test_rsa_as_the_key_says() -> None:
    key = private("RSA") | {"alg": "RS256"}
    assert jws.verify(jws.sign(PAYLOAD, key).encode(), [public(key, alg="RS256")]).algorithm == "RS256"
    refused(jws.sign(PAYLOAD, key), "not among", [public(key, alg="PS256")])


def test_every_byte_counts() -> None:
    data = SIGNED.encode()
    for place in range(len(data)):
        for other in {data[place] ^ 1, ord("A"), ord("."), ord(" "), ord("="), 0xFF} - {data[place]}:
            refused(data[:place] + bytes([other]) + data[place + 1 :])
        refused(data[:place] + data[place + 1 :])
    for place in range(len(data) + 1):
        refused(data[:place] + b"A" + data[place:])


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SIGNED) - 1), st.integers(0, 255))
def test_any_other_byte_counts(place: int, other: int) -> None:
    data = bytearray(SIGNED.encode())
    if data[place] != other:
        data[place] = other
        refused(bytes(data))


def test_one_spelling_of_a_signature() -> None:
    """64 bytes take 86 characters, whose last holds four spare bits: another spelling decodes to the same bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(SIGNED[-1])
    other = SIGNED[:-1] + alphabet[last ^ 1]
    raw = SIGNED.rsplit(".", 1)[1]
    assert base64.urlsafe_b64decode(raw + "==") == base64.urlsafe_b64decode(other.rsplit(".", 1)[1] + "==")
    refused(other, "not base64url")
    refused(SIGNED + "==", "not base64url")


def test_keys_that_were_not_agreed() -> None:
    stranger = private("Ed25519")
    refused(jws.sign(PAYLOAD, stranger), "not among those given")
    refused(jws.sign(PAYLOAD, stranger | {"kid": "mill"}), "the signature is wrong", [public(KEY, kid="mill")])
    found = with_header({"alg": "EdDSA", "jwk": {k: stranger[k] for k in ("kty", "crv", "x")}}, key=stranger)
    refused(found, "the signature is wrong")  # the key in the header proves nothing
    refused(SIGNED, "not among", [public(private("P-256"))])


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "HS512", "ES512", "EdDSA ", "Ed448", None, 7])
def test_other_algorithms_are_refused(algorithm: Any) -> None:
    refused(with_header({"alg": algorithm}), "is refused: EdDSA")
    refused(f"{encode(json.dumps({'alg': algorithm}).encode())}.{encode(PAYLOAD)}.", "is refused: EdDSA")


def test_an_algorithm_of_another_kind_of_key() -> None:
    import hashlib
    import hmac

    refused(with_header({"alg": "ES256"}), "not among")
    rsa = private("RSA")
    # The classic: the public modulus as secret of a symmetric signature.
    head = encode(b'{"alg":"HS256"}')
    mac = hmac.new(rsa["n"].encode(), f"{head}.{encode(PAYLOAD)}".encode(), hashlib.sha256).digest()
    refused(f"{head}.{encode(PAYLOAD)}.{encode(mac)}", "is refused", [public(rsa)])


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"crit": ["exp"], "exp": 1}, "crit"),
        ({"crit": []}, "crit"),
        ({"crit": "b64"}, "crit"),
        ({"b64": False}, "b64"),
        ({"crit": ["b64"], "b64": "no"}, "b64"),
        ({"kid": 1}, "kid"),
    ],
)  # fmt: skip
def test_headers_that_are_not_understood(more: Jwk, told: str) -> None:
    refused(with_header({"alg": "EdDSA"} | more), told)


def test_a_key_twice_in_the_header() -> None:
    refused(with_header(b'{"alg":"EdDSA","alg":"none"}'), "twice")


def test_detached() -> None:
    apart = jws.sign(PAYLOAD, KEY, detached=True)
    assert jws.verify(apart.encode(), PINNED, PAYLOAD).text == SIGNED
    refused(apart, "detached")
    refused(apart, "the signature is wrong", payload=PAYLOAD + b" ")
    refused(SIGNED, "not the file", payload=PAYLOAD + b" ")


def test_a_payload_that_is_not_encoded() -> None:
    """RFC 7797: the bytes themselves are signed."""
    apart = with_header({"alg": "EdDSA", "b64": False, "crit": ["b64"]}, raw=True)
    found = jws.verify(apart.encode(), PINNED, PAYLOAD)
    assert found.payload == PAYLOAD
    again = jws.verify(found.text.encode(), PINNED)  # kept as JSON, since the payload may hold dots
    assert (again.payload, again.text) == (PAYLOAD, found.text)
    refused(found.text.replace("4.0", "3.0"), "the signature is wrong")


def as_json(text: str, **outside: Any) -> Jwk:
    protected, payload, signature = text.split(".")
    return {"payload": payload, "protected": protected, "signature": signature} | outside


def test_json_forms() -> None:
    flat = as_json(SIGNED)
    assert jws.verify(json.dumps(flat).encode(), PINNED).text == SIGNED
    body = flat.pop("payload")
    other = as_json(jws.sign(PAYLOAD, private("P-256")))
    del other["payload"]
    several = {"payload": body, "signatures": [other, flat]}
    assert jws.verify(json.dumps(several).encode(), PINNED).key == PINNED[0]
    wrong = flat | {"signature": encode(bytes(64))}
    refused(json.dumps({"payload": body, "signatures": [flat, wrong]}), "the signature is wrong")
    refused(json.dumps({"payload": body, "signatures": []}), "signatures")
    refused(json.dumps({"payload": body, "signatures": [other]}), "not among")
    refused(json.dumps(as_json(SIGNED, header={"alg": "none"})), "nothing unprotected")
    refused(json.dumps(as_json(SIGNED, header={"kid": "other"})), "different keys")
    refused(json.dumps(as_json(SIGNED, more=1)), "its members")
    refused(json.dumps(as_json(SIGNED, payload=1)), "its members")


def test_every_byte_of_the_json_form_counts_or_changes_nothing() -> None:
    data = json.dumps(as_json(SIGNED), separators=(",", ":")).encode()
    for place in range(len(data)):
        for other in {data[place] ^ 1, ord("A"), ord('"'), 0xFF} - {data[place]}:
            refused(data[:place] + bytes([other]) + data[place + 1 :])


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c.d", "{}", "[]", '{"payload":"a"', "..", "é.a.b", "\x00"])
def test_no_jws(text: str) -> None:
    refused(text)


def test_what_looks_signed() -> None:
    assert jws.looks_signed(SIGNED.encode())
    assert jws.looks_signed(json.dumps(as_json(SIGNED)).encode())
    assert not jws.looks_signed(PAYLOAD)
    assert not jws.looks_signed(b"name: a.b.c\nmodel: x")


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"keys": [KEY]}, "is a secret"),
        (KEY, "is a secret"),
        ({"keys": [{"kty": "oct", "k": "AAAA"}]}, "is a secret"),
        ({"keys": []}, "is no JWK set"),
        ([], "is no JWK set"),
        ({"keys": [{"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}]}, "no key for signatures"),
        ({"keys": [{"kty": "OKP", "crv": "Ed25519"}]}, "are due as texts"),
        ({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AA"}]}, "cannot be read"),
        ({"keys": [dict(PINNED[0].jwk) | {"use": "enc"}]}, "no key for signatures"),
        ({"keys": [dict(PINNED[0].jwk) | {"alg": "HS256"}]}, "no key for signatures"),
    ],
)
def test_key_sets_that_are_refused(document: Any, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_keys(json.dumps(document).encode())


def test_a_short_rsa_key_is_refused() -> None:
    key = {"kty": "RSA", "e": "AQAB", "n": encode(b"\xc1" + bytes(126) + b"\x01")}
    with pytest.raises(InputError, match="1024 bits; 2048 are due"):
        read_keys(json.dumps({"keys": [key]}).encode())


def test_a_key_set() -> None:
    row = dict(PINNED[0].jwk) | {"kid": "mill-1", "use": "sig", "key_ops": ["verify"], "x5u": "https://example.org"}
    (key,) = read_keys(json.dumps({"keys": [row, row | {"use": "enc"}]}).encode())
    assert (key.kid, dict(key.jwk)) == ("mill-1", dict(PINNED[0].jwk))
    assert jws.verify(jws.sign(PAYLOAD, KEY | {"kid": "mill-1"}).encode(), [key]).kid == "mill-1"


def test_signing_needs_a_private_key() -> None:
    with pytest.raises(InputError, match="no private key"):
        jws.sign(PAYLOAD, dict(PINNED[0].jwk))
