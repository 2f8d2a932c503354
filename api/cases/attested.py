"""Checking, without any network, a file that says something about a published declaration.

What the file is, is told by its content. Every check ends in a sentence; a file is sound when each check that was
asked for was made and nothing spoke against it. A signature nobody could check is never called good.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from api.cases import cbam_manifest
from api.cases.attested_claims import NO_KEYS, Beside, Check, belongs, files, good, since, stated, valid
from api.cases.attesting import CREDENTIAL, KIND
from api.documents.pdf_attachments import attachments
from api.documents.pdf_signature import check_pdf, looks_like_pdf
from footprint import declared
from footprint import label as labels
from footprint.declared import check_declared
from footprint.errors import InputError, Problem, RecordError, SignatureError
from footprint.exchange import claims as claimed
from footprint.exchange import credential, jws, status_list
from footprint.exchange.claims import Claims
from footprint.exchange.json_text import read_json
from footprint.label import check_label
from footprint.record import FORMAT as RECORD
from footprint.record import read_record, run_id

Kind = Literal["record", "label", "declaration", "credential", "status_list", "pdf", "cbam_pack"]
UNSIGNED = "none: nothing proves who wrote this file"


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
        return Checked("cbam_pack", (Check("signature", False, UNSIGNED), told, *files(document, beside)))
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
        *stated(found, proven=False),
        *valid(found, beside.on),
    ]
    return Checked(kind, (Check("signature", False, UNSIGNED), *told, *belongs(found, beside)), found)


def _signed(data: bytes, beside: Beside) -> Checked:
    """Check a JWS: the type in its header has to be that of its content, so that none passes for another."""
    try:
        signed = None if beside.keys is None else jws.verify(data, beside.keys)
        payload = jws.payload_of(data) if signed is None else signed.payload
    except SignatureError as error:
        return Checked("declaration", (Check("signature", False, str(error)),))
    by = Check("signature", False, NO_KEYS) if signed is None else good(signed.key)
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
            *files(document, beside),
        ]
    if found is None:
        return Checked(kind, (by, digest, *told))
    rest = (
        *stated(found, proven=by.holds is True),
        *valid(found, beside.on),
        *since(found, beside),
        *belongs(found, beside),
    )
    return Checked(kind, (by, digest, *rest), found)


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
    told = [good(checked.key, "over the whole file"), Check("content", None, f"SHA-256 {checked.sha256}")]
    found = _inside(data)
    if found is None:
        told.append(Check("states", None, "nothing that can be read here: no declaration or label is embedded"))
    else:
        told += [*stated(found), *valid(found, beside.on), *since(found, beside)]
    return Checked("pdf", (*told, *belongs(found, beside)), found)


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
