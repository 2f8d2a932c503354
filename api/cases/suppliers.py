"""Reading what a supplier sends: a PACT file, bare or signed, against the keys that are trusted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from footprint.errors import InputError, Problem, SignatureError
from footprint.exchange.json_text import MAX_BYTES
from footprint.exchange.jws import looks_signed
from footprint.exchange.keys import PublicKey, read_keys
from footprint.exchange.pact import PactFootprint, read_pact
from footprint.exchange.signed import Credential, read_signed, unchecked


def footprints(
    data: bytes, keys: Sequence[PublicKey], at: datetime, payload: bytes | None = None
) -> tuple[PactFootprint, ...]:
    """Read the footprints of a file; without keys a signature is noted as not checked.

    Parameters
    ----------
    keys : sequence of PublicKey
        Those of the supplier that are trusted.
    payload : bytes, optional
        What was signed, where the signature is a file of its own.

    Raises
    ------
    SignatureError
        The signature is not good, or the credential does not hold at that time.
    InputError
        The file holds no footprint.
    """
    if not looks_signed(data):
        return read_pact(data)
    if not keys:
        return unchecked(data, payload)
    found = read_signed(data, keys, payload)
    if found.credential is not None and not found.credential.holds(at):
        raise SignatureError(Problem("", f"the credential {validity(found.credential)}"))
    return found.footprints


def validity(credential: Credential) -> str:
    """Say when a credential holds."""
    until = f"until {credential.end:%Y-%m-%d}" if credential.end else "without end"
    return f"holds from {credential.start:%Y-%m-%d} {until}" if credential.start else f"holds {until}"


def trusted(file: Path | None) -> tuple[PublicKey, ...]:
    """Read the keys an installation trusts; none without a file.

    Raises
    ------
    InputError
        The file is no JWK set with public keys.
    """
    if file is None:
        return ()
    try:
        with file.open("rb") as stream:
            return read_keys(stream.read(MAX_BYTES + 1))  # one more is too large, and the reader says so
    except InputError as error:
        raise placed(file, error) from error


def placed(file: Path, error: InputError) -> InputError:
    """Name the file in every problem."""
    return type(error)(*(Problem(f"{file}: {p.where}" if p.where else str(file), p.what) for p in error.problems))
