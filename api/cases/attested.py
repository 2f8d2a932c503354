"""Checking, without any network, a file that says something about a published declaration.

What the file is, is told by its content. Every check ends in a sentence; a file is sound when each check that was
asked for was made and nothing spoke against it. A signature nobody could check is never called good.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from api.cases import cbam_files, cbam_manifest
from api.cases.attesting import CREDENTIAL, KIND
from api.documents.pdf_attachments import attachments
from api.documents.pdf_signature import check_pdf, looks_like_pdf
from footprint import declared
from footprint import label as labels
from footprint.declared import check_declared
from footprint.errors import FootprintError, InputError, Problem, RecordError, SignatureError
from footprint.exchange import claims as claimed
from footprint.exchange import credential, jws, status_list
from footprint.exchange.claims import Claims
from footprint.exchange.json_text import read_json
from footprint.exchange.keys import PublicKey
from footprint.label import check_label
from footprint.record import FORMAT as RECORD
from footprint.record import read_record, run_id

Kind = Literal["record", "label", "declaration", "credential", "status_list", "pdf", "cbam_pack"]
NO_KEYS = "not checked against a trusted key: name the key set of the service with --keys"
UNSIGNED = "none: nothing proves who wrote this file"


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


@dataclass(frozen=True)
class Checked:
    """A file that was checked."""

    kind: Kind
    checks: tuple[Check, ...]
    claims: Claims | None = None

    @property
    def sound(self) -> bool:
        """Tell whether nothing spoke against it."""
        return all(check.holds is not False for check in self.checks)


def check_file(data: bytes, beside: Beside) -> Checked:
    """Recognise a file and check it.

    Raises
    ------
    InputError
        It is none of the files that are known here, or one of the files beside it cannot be read.
    RecordError
        It is a record that was changed.
    """
    if looks_like_pdf(data):
        return _pdf(data, beside)
    if jws.looks_signed(data):
        return _signed(data, beside)
    if _is_record(data):
        return Checked("record", (Check("digest", True, f"sound, run {run_id(read_record(data))}"),))
    document = read_json(data)
    form = document.get("format") if isinstance(document, dict) else None
    if form == labels.FORMAT:
        return _unsigned("label", document, check_label, claimed.of_label, beside)
    if form == declared.FORMAT:
        return _unsigned("declaration", document, check_declared, claimed.of_declaration, beside)
    if form == cbam_manifest.FORMAT:
        told = Check("claims, unproven", None, cbam_manifest.states(document))
        return Checked("cbam_pack", (Check("signature", False, UNSIGNED), told, *_files(document, beside)))
    what = (
        "is no record, label, declaration, credential, status list, manifest of a CBAM pack or PDF of this service"
    )
    raise InputError(Problem("", what))


def _is_record(data: bytes) -> bool:
    """Tell whether it names the format of a record; records may be longer than what strangers send."""
    try:
        document = json.loads(data)
    except ValueError:
        return False
    return isinstance(document, dict) and document.get("format") == RECORD


def _unsigned(
    kind: Kind,
    document: dict[str, Any],
    check: Callable[[Any], None],
    claims: Callable[[Any], Claims],
    beside: Beside,
) -> Checked:
    try:
        check(document)
    except RecordError as error:
        return Checked(kind, (Check("content", False, str(error)),))
    found = claims(document)
    told = [
        Check("label digest", None, found.label_sha256),
        *_stated(found, proven=False),
        *_valid(found, beside.on),
    ]
    return Checked(kind, (Check("signature", False, UNSIGNED), *told, *_belongs(found, beside)), found)


def _signed(data: bytes, beside: Beside) -> Checked:
    """Check a JWS: the type in its header has to be that of its content, so that none passes for another."""
    try:
        signed = None if beside.keys is None else jws.verify(data, beside.keys)
        payload = jws.payload_of(data) if signed is None else signed.payload
    except SignatureError as error:
        return Checked("declaration", (Check("signature", False, str(error)),))
    by = Check("signature", False, NO_KEYS) if signed is None else _good(signed.key)
    digest = Check("content", None, f"SHA-256 {hashlib.sha256(payload).hexdigest()}")
    document = read_json(payload)
    types = document.get("type") if isinstance(document, dict) else None
    if isinstance(types, list) and status_list.TYPE in types:
        kind, due, told, found = _list_itself(payload)
    elif isinstance(types, list) and credential.TYPE in types:
        kind, due, found = "credential", CREDENTIAL, claimed.of_credential(credential.read_credential(payload))
        told = []
    elif isinstance(document, dict) and document.get("format") == cbam_manifest.FORMAT:
        kind, due, found, told = "cbam_pack", cbam_manifest.KIND, None, []
    elif isinstance(document, dict) and document.get("format") == declared.FORMAT:
        kind, due = "declaration", KIND
        try:
            check_declared(document)
        except RecordError as error:
            return Checked(kind, (by, digest, Check("content", False, str(error))))
        found, told = claimed.of_declaration(document), []
    else:
        what = "what was signed is no declaration, credential, status list or CBAM pack of this service"
        raise InputError(Problem("", what))
    if signed is not None and signed.type != due:
        by = Check("signature", False, f"made for another purpose: type {signed.type!r}, {due!r} is due")
    if kind == "cbam_pack":
        told = [
            Check("states" if by.holds else "claims, unproven", None, cbam_manifest.states(document)),
            *_files(document, beside),
        ]
    if found is None:
        return Checked(kind, (by, digest, *told))
    stated = _stated(found, proven=by.holds is True)
    rest = (*_valid(found, beside.on), *_since(found, beside), *_belongs(found, beside))
    return Checked(kind, (by, digest, *stated, *rest), found)


def _files(document: dict[str, Any], beside: Beside) -> list[Check]:
    """Compare the files beside a manifest with what it lists."""
    if beside.opens is None:
        return [Check("files", None, f"{len(document['files'])} are named, which were not compared here")]
    told = [Check(f"file {name}", holds, says) for name, holds, says in cbam_files.compare(document, beside.opens)]
    extra = cbam_files.strangers(document, beside.names)
    return told + [
        Check(f"file {name}", False, "is in the zip, and the manifest does not name it") for name in extra
    ]


def _list_itself(payload: bytes) -> tuple[Kind, str, list[Check], None]:
    found = status_list.read_status_list(payload)
    count = sum(byte.bit_count() for byte in found.bits)
    says = f"{found.purpose}: {count} of {8 * len(found.bits)} bits set, as of {status_list.moment(found.start)}"
    return "status_list", CREDENTIAL, [Check("states", None, says)], None


def _pdf(data: bytes, beside: Beside) -> Checked:
    if beside.keys is None:
        return Checked("pdf", (Check("signature", False, NO_KEYS),))
    try:
        checked = check_pdf(data, beside.keys)
    except SignatureError as error:
        return Checked("pdf", (Check("signature", False, str(error)),))
    told = [_good(checked.key, "over the whole file"), Check("content", None, f"SHA-256 {checked.sha256}")]
    found = _inside(data)
    if found is None:
        told.append(Check("states", None, "nothing that can be read here: no declaration or label is embedded"))
    else:
        told += [*_stated(found), *_valid(found, beside.on), *_since(found, beside)]
    return Checked("pdf", (*told, *_belongs(found, beside)), found)


def _inside(data: bytes) -> Claims | None:
    """Read the declaration embedded in a PDF, or its label."""
    found: dict[str, Any] = {}
    for content in attachments(data).values():
        try:
            document = json.loads(content)
        except ValueError:
            continue
        if isinstance(document, dict):
            found.setdefault(str(document.get("format")), document)
    if declared.FORMAT in found:
        check_declared(found[declared.FORMAT])
        return claimed.of_declaration(found[declared.FORMAT])
    if labels.FORMAT in found:
        check_label(found[labels.FORMAT])
        return claimed.of_label(found[labels.FORMAT])
    return None


def _good(key: PublicKey, what: str = "") -> Check:
    return Check("signature", True, " ".join(filter(None, ("good", what, "by key", key.thumbprint))))


def _stated(found: Claims, *, proven: bool = True) -> list[Check]:
    number = f"number {found.number}" if found.number else "no number"
    register = f" ({found.register_id} in the register)" if found.register_id else ""
    figure = f"{found.display} {found.unit} per {found.per}"
    says = f"{number}{register}: {found.product}, model {found.model}, of {found.holder}: {figure}"
    return [Check("states" if proven else "claims, unproven", None, f"{says}; {found.status}")]


def _valid(found: Claims, on: date) -> list[Check]:
    if found.issued is None:
        return [Check("validity", False, "not issued")]
    if on < found.issued:
        return [Check("validity", False, f"on {on} not yet valid: issued {found.issued}")]
    if found.expires is None:
        return [Check("validity", True, f"issued {found.issued}, no day of expiry is stated")]
    if on > found.expires:
        return [Check("validity", False, f"expired on {found.expires}, asked for {on}")]
    return [Check("validity", True, f"on {on} valid, until {found.expires}")]


def _since(found: Claims, beside: Beside) -> list[Check]:
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


def _belongs(found: Claims | None, beside: Beside) -> list[Check]:
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
