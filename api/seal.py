"""Secrets that have to be read again (those of partners), sealed with the key of this installation."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from api.errors import SetupError
from api.settings import Settings

FILE = "seal.key"
BYTES = 32


def seal(settings: Settings, text: str) -> str:
    """Encrypt a text (JWE, AES-256-GCM)."""
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, text.encode(), _key(settings))


def unseal(settings: Settings, sealed: str) -> str:
    """Decrypt a text.

    Raises
    ------
    SetupError
        It was sealed with another key.
    """
    try:
        found = jwe.decrypt_compact(sealed, _key(settings)).plaintext
    except (JoseError, ValueError):
        found = None
    if found is None:
        what = (
            f"a secret was sealed with another key than that of {FILE} in the data folder: enter the secret again"
        )
        raise SetupError(what)
    return found.decode()


def _key(settings: Settings) -> OctKey:
    """Return the key that the settings name, or that of the data folder, made when it is first needed."""
    given = settings.seal_key
    if given:
        return OctKey.import_key(base64.b64decode(given))
    file = settings.data_dir / FILE
    if not file.is_file():
        _make(file)
    return OctKey.import_key(file.read_bytes())


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{FILE}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(secrets.token_bytes(BYTES))
    try:
        os.link(draft, file)  # whoever is first makes the key; nobody sees half of one
    except FileExistsError:
        pass
    finally:
        draft.unlink()
