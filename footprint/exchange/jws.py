"""Signatures: JSON Web Signatures (RFC 7515, RFC 7797), made and checked with keys that were handed over.

Keys are never fetched, and never taken from the signed text: a key set is a file that somebody vouches for. What a
header names besides ``alg``, ``kid``, ``crit`` and ``b64`` proves nothing and is passed over (``jwk``, ``x5c``,
``jku``). Every other reading of the same bytes is refused: base64url has one spelling, a JSON object no key twice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from joserfc.errors import JoseError
from joserfc.jwk import import_key
from joserfc.jws import JWSRegistry

from footprint.errors import InputError, Problem, SignatureError
from footprint.exchange.json_text import SHOWN, read_json
from footprint.exchange.keys import ALGORITHMS, USUAL, PublicKey, decode, encode, model_name, read_key

MAX_SIGNATURES = 20


@dataclass(frozen=True)
class Signed:
    """A text whose signature was checked.

    Attributes
    ----------
    payload : bytes
        What was signed.
    text : str
        Header, payload and signature in one text: the compact form, or JSON for a payload that is not encoded.
    """

    payload: bytes
    text: str
    key: PublicKey
    algorithm: str
    kid: str
    type: str

    @property
    def sha256(self) -> str:
        """Hash of what was signed."""
        return hashlib.sha256(self.payload).hexdigest()


def looks_signed(data: bytes) -> bool:
    """Tell whether a file is a JWS rather than a plain document."""
    text = data.strip()
    if not text.startswith(b"{"):
        return text.count(b".") == 2 and not re.search(rb"[\s:]", text)
    try:
        document = read_json(text)
    except InputError:
        return False
    return isinstance(document, dict) and bool({"signatures", "protected"} & document.keys())


def _refuse(what: str) -> NoReturn:
    raise SignatureError(what)


def verify(data: bytes, keys: Sequence[PublicKey], payload: bytes | None = None, *, pinned: bool = False) -> Signed:
    """Check a signature.

    Parameters
    ----------
    data : bytes
        JWS, compact or as JSON, with its payload or detached from it.
    keys : sequence of PublicKey
        Pinned by whoever checks. Of several signatures, one has to be by one of them, and none of these wrong.
    payload : bytes, optional
        What was signed, where the JWS does not hold it.
    pinned : bool
        The keys are known to be the ones: pass over the names that header and set give them.

    Raises
    ------
    SignatureError
        The signature is not good, or cannot be checked; the sentence says why.
    """
    checked, unknown = [], []
    for protected, body, signature, named in _parts(data):
        header = _header(protected)
        given = _payload(body, header, payload)
        kid = header.get("kid", named)
        if named and kid != named:
            _refuse("the two headers name different keys")
        fitting = _fitting(keys, header["alg"], "" if pinned else kid)
        if not fitting:
            unknown.append(kid)
            continue
        message = protected.encode() + b"." + (given if header.get("b64") is False else encode(given).encode())
        raw = decode(signature, "signature")
        key = next((key for key in fitting if _good(key, header["alg"], message, raw)), None)
        if key is None:
            _refuse(f"the signature is wrong: the text is not what key {fitting[0].thumbprint} signed")
        text = _whole(protected, given, signature, raw_payload=header.get("b64") is False)
        checked.append(Signed(given, text, key, header["alg"], kid, str(header.get("typ", ""))))
    if not checked:
        names = ", ".join(repr(k[:SHOWN]) for k in unknown if k) or "no key id"
        _refuse(f"signed by a key that is not among those given ({names})")
    return checked[0]


def payload_of(data: bytes, detached: bytes | None = None) -> bytes:
    """Return what a JWS claims to sign, without checking anything.

    Raises
    ------
    SignatureError
        The text is no JWS, or what was signed is missing.
    """
    protected, body, _, _ = _parts(data)[0]
    return _payload(body, _header(protected), detached)


Part = tuple[str, str | None, str, str]


def _parts(data: bytes) -> list[Part]:
    """Split into protected header, payload, signature and the key named outside, once per signature."""
    try:
        text = data.removesuffix(b"\n").removesuffix(b"\r").decode("ascii" if data[:1] != b"{" else "utf-8")
    except UnicodeDecodeError:
        _refuse("the text is no JWS: it holds bytes that no signature has")
    if not text.startswith("{"):
        pieces = text.split(".")
        if len(pieces) != 3:
            _refuse("the text is no JWS: header, payload and signature are due, with two dots between")
        return [(pieces[0], pieces[1] or None, pieces[2], "")]
    try:
        document = read_json(text.encode())
    except InputError as error:
        _refuse(f"the text is no JWS: {error}")
    several = "signatures" in document
    rows = document["signatures"] if several else [document]
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_SIGNATURES:
        _refuse(f"signatures is no list of 1 to {MAX_SIGNATURES} signatures")
    allowed = {"payload", "signatures"} if several else {"payload", "protected", "header", "signature"}
    body = document.get("payload")
    if document.keys() - allowed or not isinstance(body, str | None):
        _refuse(f"the text is no JWS: {', '.join(sorted(allowed))} are its members")
    return [_row(row, body, several=several) for row in rows]


def _row(row: Any, body: str | None, *, several: bool) -> Part:
    allowed = {"protected", "header", "signature"} | (set() if several else {"payload"})
    outside = row.get("header", {}) if isinstance(row, dict) else None
    if (
        not isinstance(row, dict)
        or row.keys() - allowed
        or not isinstance(outside, dict)
        or outside.keys() - {"kid"}
    ):
        _refuse("a signature has protected, signature, and nothing unprotected but the kid")
    found = [row.get("protected"), row.get("signature"), outside.get("kid", "")]
    if not all(isinstance(one, str) for one in found):
        _refuse("a signature has protected and signature, both texts")
    return (found[0], body, found[1], found[2])


def _header(protected: str) -> dict[str, Any]:
    try:
        header = read_json(decode(protected, "header"))
    except InputError as error:
        _refuse(f"the header cannot be read: {error}")
    if not isinstance(header, dict) or not isinstance(header.get("kid", ""), str):
        _refuse("the header is no object of JSON with a text as kid")
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        what = f"algorithm {str(algorithm)[:SHOWN]!r} is refused: {', '.join(ALGORITHMS)} are accepted"
        _refuse(what)
    critical = header.get("crit", [])
    if not isinstance(critical, list) or critical not in ([], ["b64"]) or ("crit" in header and not critical):
        _refuse("the header asks for extensions that are not understood here (crit)")
    if "b64" in header and (not isinstance(header["b64"], bool) or "b64" not in critical):
        _refuse("b64 has to be true or false, and named in crit")
    return header


def _payload(body: str | None, header: Mapping[str, Any], detached: bytes | None) -> bytes:
    if body is None:
        if detached is None:
            _refuse("the payload is detached: hand over the file that was signed as well")
        return detached
    given = body.encode() if header.get("b64") is False else decode(body, "payload")
    if detached is not None and detached != given:
        _refuse("the payload inside is not the file that was handed over beside it")
    return given


def _fitting(keys: Sequence[PublicKey], algorithm: str, kid: str) -> list[PublicKey]:
    named = [key for key in keys if not kid or kid in {key.kid, key.thumbprint}]
    return [key for key in named if key.fits(algorithm)]


def _good(key: PublicKey, algorithm: str, message: bytes, signature: bytes) -> bool:
    model = JWSRegistry.algorithms[model_name(algorithm)]
    try:
        return model.verify(message, signature, import_key(dict(key.jwk)))
    except (JoseError, ValueError):
        return False


def _whole(protected: str, payload: bytes, signature: str, *, raw_payload: bool) -> str:
    if not raw_payload:
        return f"{protected}.{encode(payload)}.{signature}"
    parts = {"payload": payload.decode(errors="replace"), "protected": protected, "signature": signature}
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


# Signing


def sign(payload: bytes, private: Mapping[str, Any], *, kind: str = "", detached: bool = False) -> str:
    """Sign bytes with a private JWK; the compact form, with the key's id or thumbprint as ``kid``.

    Parameters
    ----------
    private : mapping
        JWK with its private part; ``alg`` chooses among the algorithms of an RSA key.
    kind : str
        Media type of the signed text (``typ``).
    detached : bool
        Leave the payload out (RFC 7515, appendix F).

    Raises
    ------
    InputError
        No private key of a kind that is accepted here.
    """
    public = read_key(private)
    if public is None or not isinstance(private.get("d"), str):
        raise InputError(Problem("$", "is no private key: Ed25519, P-256, P-384 or RSA is due"))
    algorithm = public.algorithm or USUAL[public.jwk.get("crv", "")]
    header = {"alg": algorithm, "kid": public.kid or public.thumbprint} | ({"typ": kind} if kind else {})
    protected = encode(json.dumps(header, separators=(",", ":")).encode())
    body = encode(payload)
    model = JWSRegistry.algorithms[model_name(algorithm)]
    signature = encode(model.sign(f"{protected}.{body}".encode(), import_key(dict(private))))
    return f"{protected}.{'' if detached else body}.{signature}"
