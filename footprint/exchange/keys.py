"""Keys for signatures: JWK sets that somebody handed over and vouches for (RFC 7517, RFC 7638)."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import import_key

from footprint.errors import InputError, Problem, SignatureError
from footprint.exchange.json_text import read_json

# Algorithm to the type of key and its curve. EdDSA stands for Ed25519 alone; no `none`, nothing symmetric.
ALGORITHMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "EdDSA": ("OKP", "Ed25519"),
        "Ed25519": ("OKP", "Ed25519"),
        "ES256": ("EC", "P-256"),
        "ES384": ("EC", "P-384"),
        "RS256": ("RSA", ""),
        "PS256": ("RSA", ""),
    }
)
# What makes a public key, and what its thumbprint is of (RFC 7638).
MEMBERS = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}
USUAL = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384", "": "PS256"}
MAX_KEYS = 1_000
MIN_RSA_BYTES = 256  # 2048 bits
_BASE64 = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True)
class PublicKey:
    """A public key with the name it goes by.

    Attributes
    ----------
    jwk : mapping
        The members that make the key, nothing else.
    kid : str
        Its name in the key set; empty where it has none.
    algorithm : str
        The one it is meant for, where the set says.
    """

    jwk: Mapping[str, str]
    kid: str = ""
    algorithm: str = ""

    @property
    def thumbprint(self) -> str:
        """SHA-256 thumbprint (RFC 7638)."""
        text = json.dumps(dict(sorted(self.jwk.items())), separators=(",", ":"))
        return encode(hashlib.sha256(text.encode()).digest())

    def fits(self, algorithm: str) -> bool:
        """Tell whether the key is of the kind an algorithm needs."""
        kind, curve = ALGORITHMS[algorithm]
        return (
            self.jwk["kty"] == kind
            and self.jwk.get("crv", "") == curve
            and model_name(self.algorithm or algorithm) == model_name(algorithm)
        )


def encode(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str, what: str) -> bytes:
    """Read base64url in its one spelling."""
    if _BASE64.fullmatch(text):
        try:
            data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            data = b""
        if encode(data) == text:
            return data
    problem = f"the {what} is not base64url"
    raise SignatureError(problem)


def model_name(algorithm: str) -> str:
    """Return the algorithm an algorithm name stands for."""
    return "Ed25519" if algorithm == "EdDSA" else algorithm


def read_keys(data: bytes) -> tuple[PublicKey, ...]:
    """Read a JWK set, or one JWK (RFC 7517). Keys for encryption or of other kinds are passed over.

    Raises
    ------
    InputError
        No key set, a private or symmetric key in it, no key that could check a signature here.
    """
    document = read_json(data)
    rows = document.get("keys", [document]) if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise InputError(Problem("$", "is no JWK set: an object with the list keys is due"))
    if len(rows) > MAX_KEYS:
        raise InputError(Problem("$.keys", f"holds {len(rows)} keys; {MAX_KEYS} are the most"))
    found = [key for i, row in enumerate(rows) if (key := _public(row, f"$.keys[{i}]"))]
    if not found:
        raise InputError(Problem("$.keys", "holds no key for signatures: Ed25519, P-256, P-384 or RSA is due"))
    return tuple(found)


def _public(row: Mapping[str, Any], where: str) -> PublicKey | None:
    if {"d", "k"} & row.keys() or row.get("kty") == "oct":
        raise InputError(Problem(where, "is a secret: only public keys belong into this file"))
    uses = row.get("key_ops", ["verify"])
    if row.get("use", "sig") != "sig" or not isinstance(uses, list) or "verify" not in uses:
        return None
    return read_key(row, where)


def read_key(row: Mapping[str, Any], where: str = "$") -> PublicKey | None:
    """Read one public JWK; None for a kind that no algorithm here takes.

    Raises
    ------
    InputError
        A member is missing or wrong, or an RSA key is too short.
    """
    members = MEMBERS.get(str(row.get("kty")))
    curve = row.get("crv", "")
    if members is None or curve not in {c for kind, c in ALGORITHMS.values() if kind == row["kty"]}:
        return None
    algorithm = row.get("alg", "")
    if algorithm and algorithm not in ALGORITHMS:
        return None
    jwk = {name: row.get(name) for name in members}
    if not all(isinstance(v, str) for v in jwk.values()) or not isinstance(row.get("kid", ""), str):
        raise InputError(Problem(where, f"is no key: {', '.join(members)} are due as texts"))
    texts = {name: str(value) for name, value in jwk.items()}
    try:
        length = len(decode(texts["n"], "modulus").lstrip(b"\0")) if "n" in texts else MIN_RSA_BYTES
        if length < MIN_RSA_BYTES:
            raise InputError(Problem(where, f"is an RSA key of {8 * length} bits; {8 * MIN_RSA_BYTES} are due"))
        import_key({**texts})
    except (JoseError, SignatureError, ValueError) as error:
        raise InputError(Problem(where, "is no public key: a member cannot be read")) from error
    return PublicKey(texts, str(row.get("kid", "")), str(algorithm))
