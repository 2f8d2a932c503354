"""What a file claims of a published declaration, checked with what lies beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.cases import cbam_files
from api.cases.attesting import CREDENTIAL
from footprint import declared
from footprint.errors import FootprintError, InputError, SignatureError
from footprint.exchange import jws, status_list
from footprint.exchange.claims import Claims
from footprint.exchange.json_text import read_json
from footprint.exchange.keys import PublicKey
from footprint.label import check_label
from footprint.record import read_record, run_id

NO_KEYS = "not checked against a trusted key: name the key set of the service with --keys"


@dataclass(frozen=True)
class Check:
    """One thing that was checked: whether it holds, or None where it only informs."""

    name: str
    holds: bool | None
    says: str


@dataclass(frozen=True)
class Beside:
    """What the file is checked with.

    Attributes
    ----------
    keys : tuple of PublicKey or None
        Keys that whoever checks trusts.
    lists : tuple of bytes
        Signed status lists.
    record, label : bytes or None
        Files that are said to belong to the declaration.
    on : date
        The day for which validity is asked.
    opens : callable or None
        Opens a file beside the manifest of a CBAM pack; without it they are not compared.
    names : tuple of str
        All files of a zip.
    """

    on: date
    keys: tuple[PublicKey, ...] | None = None
    lists: tuple[bytes, ...] = ()
    record: bytes | None = None
    label: bytes | None = None
    opens: cbam_files.Opens | None = None
    names: tuple[str, ...] = ()


def good(key: PublicKey, what: str = "") -> Check:
    """Say that a signature holds, and under which key."""
    return Check("signature", True, " ".join(filter(None, ("good", what, "by key", key.thumbprint))))


def stated(found: Claims, *, proven: bool = True) -> list[Check]:
    """Say what the file states of the product; without proof only that it claims so."""
    number = f"number {found.number}" if found.number else "no number"
    register = f" ({found.register_id} in the register)" if found.register_id else ""
    figure = f"{found.display} {found.unit} per {found.per}"
    says = f"{number}{register}: {found.product}, model {found.model}, of {found.holder}: {figure}"
    return [Check("states" if proven else "claims, unproven", None, f"{says}; {found.status}")]


def valid(found: Claims, on: date) -> list[Check]:
    """Say whether it holds on a day."""
    if found.issued is None:
        return [Check("validity", False, "not issued")]
    if on < found.issued:
        return [Check("validity", False, f"on {on} not yet valid: issued {found.issued}")]
    if found.expires is None:
        return [Check("validity", True, f"issued {found.issued}, no day of expiry is stated")]
    if on > found.expires:
        return [Check("validity", False, f"expired on {found.expires}, asked for {on}")]
    return [Check("validity", True, f"on {on} valid, until {found.expires}")]


def since(found: Claims, beside: Beside) -> list[Check]:
    """Say what became of it since: only a status list tells, and only as of its own time."""
    if not beside.lists or not found.lists:
        unasked = "whether it was revoked or suspended since was not checked: name its status lists with --status"
        return [Check("status", False if beside.lists else None, unasked)]
    told, seen = [], set()
    for text in beside.lists:
        try:
            signed = jws.verify(text, beside.keys or ())
        except SignatureError as error:
            told.append(Check("status", False, NO_KEYS if beside.keys is None else f"status list: {error}"))
            continue
        listed = status_list.read_status_list(signed.payload)
        if signed.type != CREDENTIAL or found.lists[listed.purpose] != listed.address or found.index is None:
            told.append(Check("status", False, f"the status list {listed.address} is not one it names"))
            continue
        seen.add(listed.purpose)
        told.append(_of_list(listed, found.index))
    missing = [purpose for purpose in found.lists if purpose not in seen]
    return told + [Check("status", None, f"the list of {purpose} was not given") for purpose in missing]


def _of_list(listed: status_list.StatusList, index: int) -> Check:
    word = {"revocation": "revoked", "suspension": "suspended"}[listed.purpose]
    try:
        flagged = listed.holds(index)
    except InputError as error:
        return Check("status", False, f"the status list {listed.address} cannot tell: {error}")
    return Check(
        "status", not flagged, f"{word if flagged else f'not {word}'} as of {status_list.moment(listed.start)}"
    )


def belongs(found: Claims | None, beside: Beside) -> list[Check]:
    """Say whether the files beside it belong to it."""
    told = []
    if beside.record is not None:
        named = found.run_id if found else None
        told.append(_same("record", named, lambda: run_id(read_record(beside.record or b""))))
    if beside.label is not None:
        named = found.label_sha256 if found else None
        told.append(_same("label", named, lambda: _label_digest(beside.label or b"")))
    return told


def _same(name: str, wanted: str | None, digest: Callable[[], str]) -> Check:
    try:
        own = digest()
    except FootprintError as error:
        return Check(name, False, str(error))
    if wanted is None:
        return Check(name, False, "cannot be compared: the file names none")
    if own != wanted:
        return Check(name, False, f"does not belong to it: {own}, but {wanted} is named")
    return Check(name, True, f"belongs to it: {own}")


def _label_digest(data: bytes) -> str:
    document = read_json(data)
    check_label(document)
    return declared.label_sha256(document)


def files(document: dict[str, Any], beside: Beside) -> list[Check]:
    """Compare the files beside a manifest with what it lists."""
    if beside.opens is None:
        return [Check("files", None, f"{len(document['files'])} are named, which were not compared here")]
    told = [Check(f"file {name}", holds, says) for name, holds, says in cbam_files.compare(document, beside.opens)]
    extra = cbam_files.strangers(document, beside.names)
    return told + [
        Check(f"file {name}", False, "is in the zip, and the manifest does not name it") for name in extra
    ]
