"""The whole declaration on paper, for its two sides: a draft until it is published, then signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import calculations, labels, papers
from api.cases.declarations import workflow
from api.cases.workbench import Workbench
from api.store import register
from footprint.declared import PURPOSES, Publication, label_sha256, published
from footprint.errors import RecordError
from footprint.label import label_record
from footprint.texts import Language
from rules.labels import load_scheme


def declaration(bench: Workbench, caller: Caller, declaration_id: UUID, language: Language) -> bytes:
    """Typeset the declaration with everything in it; one that was published carries the published label.

    Raises
    ------
    NotFoundError
        The caller's organisation neither made it nor was handed it.
    RecordError
        The published label cannot be written any more: the rule of the record is not here.
    SetupError
        The fonts are not installed.
    """
    with caller.read() as session:
        row = workflow.row_of(session, declaration_id)
        run_id, scheme = row.run_id, row.scheme
        record = calculations.get(session, run_id).record
        document = _document(session, row.id)
    if document is None:
        return labels.declarations(bench, run_id, record, scheme, (language,))[language]
    label = whole_label(bench, {"run_id": run_id, **record}, scheme, document)
    made = labels.declarations(
        bench, run_id, record, scheme, (language,), published=label, statement=document["statement"]["text"]
    )
    return papers.sign(bench, made[language], f"Declaration {document['id']}")


def whole_label(
    bench: Workbench, record: Mapping[str, Any], scheme: str, document: Mapping[str, Any]
) -> dict[str, Any]:
    """Write the label again as it was published, with what the public document withholds.

    Raises
    ------
    RecordError
        It is not the label whose digest was published.
    """
    address = str(document["address"])
    rule = labels.rule_of(bench, dict(record))
    made = label_record(dict(record), load_scheme(scheme), address, rule)
    full = published(made, _publication(document))
    if label_sha256(full) != document["label_sha256"]:
        # Texts of a scheme may have changed since: what is public stands as it was published.
        full = _as_published(full, document)
    if label_sha256(full) != document["label_sha256"]:
        what = f"the label of {document['id']} cannot be written as it was published: its rule or scheme changed"
        raise RecordError(what)
    return full


def _document(session: Session, declaration_id: UUID) -> dict[str, Any] | None:
    entry = register.of_declaration(session, declaration_id)
    if entry is None:
        return None
    found: dict[str, Any] = json.loads(entry.document)
    return found


def _publication(document: Mapping[str, Any]) -> Publication:
    label, bodies, lists = document["label"], document["label"]["bodies"], document["status_list"]
    return Publication(
        id=document["id"],
        number=label["number"],
        report_number=label["report_number"],
        issued=date.fromisoformat(label["issued"]),
        expires=date.fromisoformat(label["expires"]) if label["expires"] else None,
        issuing=bodies["issuing"],
        evaluation=bodies["evaluation"],
        verification=bodies["verification"],
        assurance_level=bodies["assurance_level"],
        statement=document["statement"]["text"],
        statement_language=document["statement"]["language"],
        address=document["address"],
        status_list=str(lists[PURPOSES[0]]).rpartition("/")[0],
        status_index=lists["index"],
        supersedes=document["supersedes"],
    )


def _as_published(full: dict[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    hidden = {path for group in document["withheld"] for path in group["paths"]}

    def merged(own: Any, told: Any, where: str = "") -> Any:
        if where in hidden:
            return own
        if isinstance(told, Mapping) and isinstance(own, Mapping):
            keys = [*told, *(key for key in own if key not in told)]
            return {k: merged(own.get(k), told.get(k), f"{where}.{k}".strip(".")) for k in keys}
        return told

    found: dict[str, Any] = merged(full, document["label"])
    return found | {"not_assigned": full["not_assigned"]}
