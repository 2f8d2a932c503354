"""The declaration as a W3C Verifiable Credential (data model 2.0), to be signed as ``vc+jwt`` (VC-JOSE-COSE).

The credential is the payload itself: no claim ``vc``, no ``exp`` beside ``validUntil``. Of contexts only the core
one is named; our own terms are defined inside, each by its place in the published schema, so that no reader has to
fetch anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from footprint.declared import PURPOSES, SCHEMA, Purpose
from footprint.errors import InputError, Problem
from footprint.exchange.json_text import read_json
from footprint.exchange.keys import read_key
from footprint.exchange.status_list import CONTEXT, read_moment
from footprint.record import canonical

TYPE = "FootprintDeclarationCredential"
SUBJECT = "FootprintDeclaration"
EVIDENCE = "FootprintVerification"
# Terms of our own; those of the second row hold objects, which linked data keep as they are.
PLAIN = (
    TYPE, SUBJECT, EVIDENCE, "registerId", "labelNumber", "reportNumber", "holderName", "issuingBody",
    "evaluationBody", "verificationBody", "assuranceLevel", "issued", "expires", "recordSha256", "labelSha256",
    "declarationSha256", "supersedes", "keyThumbprint",
)  # fmt: skip
WHOLE = (
    "scheme", "product", "period", "rule", "functionalUnit", "boundary", "footprint", "gwp", "statement",
    "withheld",
)  # fmt: skip


@dataclass(frozen=True)
class FootprintCredential:
    """A credential that was read.

    Attributes
    ----------
    start, end : datetime
        When it holds; without end None.
    subject : dict
        What it says of the declaration.
    index : int
        Number of its bit in the status lists.
    lists : dict
        Address of the status list of each purpose.
    """

    issuer: str
    start: datetime
    end: datetime | None
    subject: dict[str, Any]
    index: int
    lists: dict[Purpose, str]


def credential(document: Mapping[str, Any], issuer: str, public_jwk: Mapping[str, Any]) -> dict[str, Any]:
    """Write the payload of the credential.

    Parameters
    ----------
    document : mapping
        The public document (``footprint-declaration/1``).
    issuer : str
        Address of the installation that vouches.
    public_jwk : mapping
        Key that will sign; its thumbprint (RFC 7638) stands with the issuer.

    Raises
    ------
    InputError
        No public key of a kind that signs here.
    """
    key = read_key(public_jwk)
    if key is None:
        raise InputError(Problem("public_jwk", "is no public key for signatures"))
    label = document["label"]
    found: dict[str, Any] = {
        "@context": [CONTEXT, _terms(issuer)],
        "id": f"{document['address']}#credential",
        "type": ["VerifiableCredential", TYPE],
        "issuer": {"id": issuer, "keyThumbprint": key.thumbprint},
        "validFrom": f"{label['issued']}T00:00:00Z",
        "credentialSubject": _subject(document),
        "credentialStatus": [_status(document["status_list"], purpose) for purpose in PURPOSES],
        "evidence": [
            _given(
                {
                    "type": [EVIDENCE],
                    "verificationBody": label["bodies"]["verification"],
                    "assuranceLevel": label["bodies"]["assurance_level"],
                    "reportNumber": label["report_number"],
                    "statement": document["statement"],
                }
            )
        ],
    }
    if label["expires"]:
        found["validUntil"] = f"{label['expires']}T23:59:59Z"
    return found


def read_credential(payload: bytes) -> FootprintCredential:
    """Read what was signed as the credential of a declaration.

    Raises
    ------
    InputError
        It is none.
    """
    document = read_json(payload)
    types = document.get("type") if isinstance(document, dict) else None
    if not isinstance(types, list) or TYPE not in types:
        raise InputError(Problem("$", f"is no credential of a declaration: type {TYPE} is due"))
    try:
        lists = {row["statusPurpose"]: str(row["statusListCredential"]) for row in document["credentialStatus"]}
        numbers = {int(row["statusListIndex"]) for row in document["credentialStatus"]}
        subject = document["credentialSubject"]
        found = FootprintCredential(
            str(document["issuer"]["id"]),
            read_moment(document["validFrom"]),
            read_moment(document["validUntil"]) if "validUntil" in document else None,
            {**subject, "footprint": dict(subject["footprint"]), "product": dict(subject["product"])},
            numbers.pop(),
            {purpose: lists[purpose] for purpose in PURPOSES},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(Problem("$", f"is no credential of a declaration: {error} is missing or wrong")) from None
    if numbers:
        raise InputError(Problem("$.credentialStatus", "names different bits"))
    return found


def _terms(issuer: str) -> dict[str, Any]:
    """Define our terms: each stands where the schema of the document is published."""
    base = f"{issuer.rstrip('/')}{SCHEMA}#"
    return {name: f"{base}{name}" for name in PLAIN} | {
        name: {"@id": f"{base}{name}", "@type": "@json"} for name in WHOLE
    }


def _subject(document: Mapping[str, Any]) -> dict[str, Any]:
    label = document["label"]
    return _given(
        {
            "id": document["address"],
            "type": SUBJECT,
            "registerId": document["id"],
            "labelNumber": label["number"],
            "reportNumber": label["report_number"],
            "scheme": {name: label["scheme"][name] for name in ("id", "version", "title")},
            "holderName": label["holder"]["name"],
            "product": label["product"],
            "period": label["period"],
            "rule": label["rule"],
            "functionalUnit": label["functional_unit"],
            "boundary": label["boundary"],
            "footprint": {name: label["footprint"][name] for name in ("value", "unit", "per", "display")},
            "gwp": label["gwp"],
            "issuingBody": label["bodies"]["issuing"],
            "evaluationBody": label["bodies"]["evaluation"],
            "verificationBody": label["bodies"]["verification"],
            "assuranceLevel": label["bodies"]["assurance_level"],
            "issued": label["issued"],
            "expires": label["expires"],
            "withheld": [group["group"] for group in document["withheld"]],
            "supersedes": document["supersedes"],
            "recordSha256": label["record"]["run_id"],
            "labelSha256": document["label_sha256"],
            "declarationSha256": hashlib.sha256(canonical(dict(document))).hexdigest(),
        }
    )


def _status(lists: Mapping[str, Any], purpose: Purpose) -> dict[str, Any]:
    return {
        "id": f"{lists[purpose]}#{lists['index']}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(lists["index"]),
        "statusListCredential": lists[purpose],
    }


def _given(entries: dict[str, Any]) -> dict[str, Any]:
    """Leave out what nobody assigned: linked data have no null."""
    return {name: value for name, value in entries.items() if value is not None}
