"""The keys of this installation: one signs for it, one seals what has to be read again but never shown.

They lie in one file that only the service reads, apart from the database: whoever holds a copy of the database can
neither sign nor open. Declarations, checkpoints and secrets of other hosts use the same two keys.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeyParameters, KeySet, OctKey

from api.errors import SetupError
from footprint.exchange import jws

# P-256: every library and every card reads it. AES-256-GCM with the key itself (RFC 7518, 4.5 and 5.3).
CURVE = "P-256"
SIGNING: KeyParameters = {"use": "sig", "alg": "ES256"}
SEALING: KeyParameters = {"use": "enc", "alg": "dir"}
SEALED = {"alg": "dir", "enc": "A256GCM"}
PUBLIC = ("kty", "crv", "x", "y", "kid", "use", "alg")


@dataclass(frozen=True)
class Keyring:
    """The key file; written with new keys when it is first needed.

    Attributes
    ----------
    file : Path
        A JWK set with private keys, the newest first; older keys only open what they sealed.
    """

    file: Path

    @property
    def public(self) -> dict[str, str]:
        """The public half of the key that signs now, as a JWK."""
        return {name: str(self._signing[name]) for name in PUBLIC}

    def sign(self, payload: bytes, kind: str) -> str:
        """Sign bytes; the compact form of a JWS with the type ``kind``."""
        return jws.sign(payload, self._signing, kind=kind)

    def private_key(self) -> EllipticCurvePrivateKey:
        """Return the key that signs now, for signatures that are no JWS (PDF); it is not written anywhere."""
        key = ECKey.import_key(dict(self._signing)).private_key
        if not isinstance(key, EllipticCurvePrivateKey):  # not of a file that was written here
            what = f"FOOTPRINT_KEY_FILE: {self.file} holds no private key that signs"
            raise SetupError(what)
        return key

    def seal(self, secret: str) -> str:
        """Encrypt a secret that has to be read again."""
        key = OctKey.import_key(self._sealing[0])
        return jwe.encrypt_compact(SEALED | {"kid": str(key.kid)}, secret, key)

    def open(self, sealed: str) -> str:
        """Decrypt what was sealed here.

        Raises
        ------
        SetupError
            It was sealed with a key that is not in the file.
        """
        keys = KeySet([OctKey.import_key(key) for key in self._sealing])
        try:
            found = jwe.decrypt_compact(sealed, keys).plaintext
        except (JoseError, ValueError) as error:
            what = f"{self.file}: a secret was sealed with a key that is not in this file"
            raise SetupError(what) from error
        return (found or b"").decode()

    def rotate(self) -> None:
        """Put new keys first. The old signing key is forgotten: its public half stays in the log."""
        kept = [key for key in self._keys if key["use"] == "enc"]
        self._write([*_new(), *kept], replace=True)
        self.__dict__.pop("_keys", None)

    @property
    def _signing(self) -> dict[str, Any]:
        return next(key for key in self._keys if key["use"] == "sig")

    @property
    def _sealing(self) -> list[dict[str, Any]]:
        return [key for key in self._keys if key["use"] == "enc"]

    @cached_property
    def _keys(self) -> list[dict[str, Any]]:
        if not self.file.exists():
            self._write(_new(), replace=False)
        try:
            keys: list[dict[str, Any]] = json.loads(self.file.read_bytes())["keys"]
            if {"sig", "enc"} - {key["use"] for key in keys}:
                raise KeyError
        except (OSError, ValueError, KeyError, TypeError) as error:
            what = f"FOOTPRINT_KEY_FILE: {self.file} is no key file of this service that can be read"
            raise SetupError(what) from error
        return keys

    def _write(self, keys: list[dict[str, Any]], *, replace: bool) -> None:
        """Write the file for this user alone; of two processes that make it at once, the first one wins."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.file.with_name(f".{self.file.name}.{secrets.token_hex(8)}")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump({"keys": keys}, out, indent=1)
                out.flush()
                os.fsync(out.fileno())
            if replace:
                temporary.replace(self.file)
                return
            try:
                os.link(temporary, self.file)
            except FileExistsError:
                return
        finally:
            temporary.unlink(missing_ok=True)


def _new() -> list[dict[str, Any]]:
    signing = ECKey.generate_key(CURVE, SIGNING, auto_kid=True)
    sealing = OctKey.generate_key(256, SEALING, auto_kid=True)
    return [dict(signing.as_dict(private=True)), dict(sealing.as_dict(private=True))]
