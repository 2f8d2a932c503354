"""The public document of a published label: a pure function of label, decision of the bodies and disclosure.

What the holder withholds is ``null`` and named in ``withheld``, never zero. The digest of the whole label stands in
the document, so that a customer who is handed the label can prove that it belongs to what was published.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import jsonschema

from footprint.disclosure import Disclosure
from footprint.errors import InputError, Problem, RecordError
from footprint.label import check_label, nulls, qr_payload
from footprint.record import canonical
from footprint.texts import Language

FORMAT = "footprint-declaration/1"
SCHEMA = "/v1/schemas/declaration-1.json"
SCHEMA_FILE = "declaration-1.json"
Purpose = Literal["revocation", "suspension"]
PURPOSES: tuple[Purpose, ...] = ("revocation", "suspension")


@dataclass(frozen=True)
class Publication:
    """What the bodies decided about a label.

    Attributes
    ----------
    id : str
        Id in the register; says nothing of the product.
    number, report_number : str or None
        Number of the label in its scheme, and of the report; None where the body gave none.
    issued, expires : date
        First and last day of validity, in UTC.
    issuing, evaluation, verification : str
        Names of bodies.
    statement : str
        Statement of the verification body, as written, in ``statement_language``.
    address : str
        Where the register shows the declaration; the QR code leads there.
    status_list : str
        Address under which the status lists stand, one per purpose (see :func:`list_address`).
    status_index : int
        Number of its bit in them.
    supersedes : str or None
        Id of the declaration it takes the place of.
    withheld : tuple of str
        Groups of :class:`~footprint.disclosure.Disclosure` that the holder keeps private.
    """

    id: str
    number: str | None
    report_number: str | None
    issued: date
    expires: date | None
    issuing: str
    evaluation: str | None
    verification: str
    assurance_level: Literal["limited", "reasonable"]
    statement: str
    statement_language: Language
    address: str
    status_list: str
    status_index: int
    supersedes: str | None
    withheld: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def declared_schema() -> dict[str, Any]:
    """Return the JSON Schema of the public document, published at :data:`SCHEMA`."""
    text = resources.files("footprint").joinpath("schemas", SCHEMA_FILE).read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def list_address(base: str, purpose: Purpose) -> str:
    """Return where the status list of a purpose stands."""
    return f"{base}/{purpose}"


def published(label: Mapping[str, Any], publication: Publication) -> dict[str, Any]:
    """Fill in what the bodies decided: the whole label, which goes to the parties.

    Raises
    ------
    InputError
        The decision contradicts itself, or its address is none.
    RecordError
        The label breaks its schema.
    """
    end = publication.expires
    if end is not None and end < publication.issued:
        raise InputError(Problem("expires", f"is {end}, before the day of issue {publication.issued}"))
    if publication.status_index < 0:
        raise InputError(Problem("status_index", "is below 0"))
    full: dict[str, Any] = copy.deepcopy(dict(label))
    full.pop("not_assigned", None)
    full |= {
        "status": "published",
        "status_reason": None,
        "bodies": {
            "issuing": publication.issuing,
            "evaluation": publication.evaluation,
            "verification": publication.verification,
            "assurance_level": publication.assurance_level,
        },
        "number": publication.number,
        "report_number": publication.report_number,
        "issued": publication.issued.isoformat(),
        "expires": None if end is None else end.isoformat(),
    }
    full["record"]["url"] = publication.address
    full["qr"] = {"payload": qr_payload(full["record"]["run_id"], publication.address)}
    full["not_assigned"] = sorted(nulls(full))
    check_label(full)
    return full


def declared(label: Mapping[str, Any], publication: Publication, disclosure: Disclosure) -> dict[str, Any]:
    """Write the public document of a label.

    Parameters
    ----------
    label : mapping
        A label record (``footprint-label/1``).
    publication : Publication
    disclosure : Disclosure
        Says which paths belong to the groups that are withheld.

    Returns
    -------
    dict
        Plain JSON values that :func:`declared_schema` describes.

    Raises
    ------
    InputError
        The decision contradicts itself, or withholds what has to be public.
    RecordError
        The label breaks its schema.
    """
    hidden = disclosure.hidden(publication.withheld)
    full = published(label, publication)
    document = {
        "format": FORMAT,
        "id": publication.id,
        "address": publication.address,
        "label": _without(full, [path for group in hidden.values() for path in group.label]),
        "label_sha256": label_sha256(full),
        "withheld": [
            {"group": key, "title": group.title.to_dict(), "paths": list(group.label)}
            for key, group in hidden.items()
        ],
        "statement": {"text": publication.statement, "language": publication.statement_language},
        "supersedes": publication.supersedes,
        "status_list": {purpose: list_address(publication.status_list, purpose) for purpose in PURPOSES}
        | {"index": publication.status_index},
    }
    check_declared(document)
    return document


def label_sha256(label: Mapping[str, Any]) -> str:
    """Return the digest that names a label: SHA-256 of its canonical text."""
    return hashlib.sha256(canonical(dict(label))).hexdigest()


def check_declared(document: Any) -> None:
    """Raise a RecordError that names where a public document breaks its schema or contradicts itself."""
    validator = jsonschema.Draft202012Validator(declared_schema())
    problems = sorted(f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document))
    problems = problems or _contradictions(document)
    if problems:
        what = "the declaration breaks its schema: " + "; ".join(problems)
        raise RecordError(what)


def _contradictions(document: Mapping[str, Any]) -> list[str]:
    label = document["label"]
    hidden = [path for group in document["withheld"] for path in group["paths"]]
    found = [f"{path} is withheld and yet given" for path in hidden if _at(label, path) is not None]
    unassigned = {path for path in nulls(label) if not _below(path, hidden)}
    if unassigned != set(label["not_assigned"]):
        found.append("not_assigned does not name what is null")
    if label["status"] != "published":
        found.append("the label is not published")
    if label["record"]["url"] != document["address"]:
        found.append("the label names another address")
    if label["qr"]["payload"] != qr_payload(label["record"]["run_id"], document["address"]):
        found.append("the QR code says something else")
    if label["record"]["digest"]["hex"] != label["record"]["run_id"]:
        found.append("run_id is not the digest of the record")
    if not hidden and label_sha256(label) != document["label_sha256"]:
        found.append("label_sha256 is not the digest of the label")
    return found


def _without(label: Mapping[str, Any], paths: list[str]) -> dict[str, Any]:
    """Blank the paths; what lies below a blank one is not named as unassigned either, which would tell of it."""
    shown: dict[str, Any] = copy.deepcopy(dict(label))
    for path in paths:
        *outer, last = path.split(".")
        parent = shown
        for step in outer:
            parent = parent[step]
        parent[last] = None
    shown["not_assigned"] = [path for path in shown["not_assigned"] if not _below(path, paths)]
    return shown


def _below(path: str, roots: Iterable[str]) -> bool:
    return any(path == root or path.startswith((f"{root}.", f"{root}[")) for root in roots)


def _at(node: Any, path: str) -> Any:
    for step in path.split("."):
        node = node[step] if isinstance(node, Mapping) else None
    return node
