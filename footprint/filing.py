"""A filing: stored records of several products joined into the document an authority asks for.

A pure function of the records, of what the filer states beside them, and of the day it is made. Every value says
where it is from; what is not there says why. Nothing is made up, and nothing is left out because it is unpublished.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

import jsonschema

from footprint.derived import derived, figure
from footprint.errors import InputError, Problem, RecordError
from footprint.filing_checks import Study, run
from footprint.filing_scheme import Filing, FilingField
from footprint.findings import ORDER, Finding, blocks
from footprint.paths import read
from footprint.record import run_id
from footprint.rule_base import Cite
from footprint.texts import LANGUAGES, Text

FORMAT = "footprint-filing/1"
SCHEMA = "/v1/schemas/filing-1.json"
LONGEST = 500  # characters of what a filer states


@lru_cache(maxsize=1)
def filing_schema() -> dict[str, Any]:
    """Return the JSON Schema of a filing document, published at :data:`SCHEMA`."""
    text = resources.files("footprint").joinpath("schemas", "filing-1.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def check_filing(document: Any) -> None:
    """Raise a RecordError that names every place where a document breaks its schema."""
    validator = jsonschema.Draft202012Validator(filing_schema())
    problems = sorted(f"{error.json_path}: {error.message}" for error in validator.iter_errors(document))
    if problems:
        what = "the filing breaks its schema: " + "; ".join(problems)
        raise RecordError(what)


def build_filing(
    filing: Filing,
    records: Sequence[Mapping[str, Any]],
    stated: Mapping[str, str],
    on: date,
    stages: Mapping[str, Text] | None = None,
) -> dict[str, Any]:
    """Join stored records into a filing document (``footprint-filing/1``).

    Parameters
    ----------
    filing : Filing
        The form and its checks, as data.
    records : sequence of mapping
        Stored records with their ``run_id``, in the order they are filed.
    stated : mapping
        What the filer states beside the records, by id of the field.
    on : date
        The day it is made; days left are counted from it.
    stages : mapping, optional
        Titles of the life-cycle stages, as the rule gives them.

    Returns
    -------
    dict
        Plain JSON values that :func:`filing_schema` describes. Figures are in kg CO2e per functional unit, and per
        item of the declared unit where they are named so.

    Raises
    ------
    InputError
        No record or too many, or a statement the filing does not ask for.
    RecordError
        A record was changed.
    """
    _refuse(filing, records, stated)
    whole = [{**record, "derived": derived(record)} for record in records]
    head = [_field(filing, f, whole[0], stated) for f in filing.fields if f.of == "filing"]
    products = [_product(filing, record, stages or {}) for record in whole]
    found, outcomes = run(Study(filing, tuple(whole), on))
    # The gravest first, else in the order of checks and products.
    findings = tuple(sorted([*found, *_empty(filing, head, products)], key=lambda one: ORDER[one.severity]))
    return {
        "format": FORMAT,
        "filing": {
            "id": filing.id,
            "version": filing.version,
            "status": filing.status,
            "title": filing.title.to_dict(),
            "summary": filing.summary.to_dict(),
            "subject": filing.subject.to_dict(),
            "bodies": [{"role": b.role, "name": b.name.to_dict(), "grade": b.grade} for b in filing.bodies],
        },
        "on": on.isoformat(),
        "language": filing.language.value,
        "deadlines": deadlines(filing, on),
        "ready": not blocks(findings),
        "fields": head,
        "products": products,
        "checks": [
            {
                "id": check.id,
                "title": check.title.to_dict(),
                "outcome": outcomes[check.id],
                "severity": check.severity,
                **_basis(check.grade, check.cite),
            }
            for check in filing.checks
        ],
        "findings": [finding.to_dict() for finding in findings],
        "statements": [
            {
                "id": name,
                "text": one.text.to_dict(),
                "published": one.grade != "X",
                **_basis(one.grade, one.cite),
            }
            for name, one in filing.statements().items()
        ]
        + [
            {"id": name, "text": fact.text.to_dict(), "published": True, **_basis(fact.grade, fact.cite)}
            for name, fact in filing.facts.items()
        ],
        "sources": {name: source.model_dump() for name, source in filing.sources.items()},
    }


def deadlines(filing: Filing, on: date) -> list[dict[str, Any]]:
    """List the days that count, with the days left from ``on``; negative once they have passed."""
    return [
        {
            "id": one.id,
            "title": one.day.text.to_dict(),
            "day": one.day.value.isoformat() if one.day.value else None,
            "days_left": (one.day.value - on).days if one.day.value else None,
            **_basis(one.day.grade, one.day.cite),
        }
        for one in (filing.trial, filing.routine)
    ]


def _refuse(filing: Filing, records: Sequence[Mapping[str, Any]], stated: Mapping[str, str]) -> None:
    problems = []
    if not records:
        problems.append(Problem("run", "is missing: name at least one calculation"))
    if len(records) > filing.most:
        problems.append(Problem("run", f"names {len(records)} calculations: at most {filing.most} are due"))
    runs = [record["run_id"] for record in records]
    if len(set(runs)) < len(runs):
        problems.append(Problem("run", "names one calculation more than once"))
    known = {field.id: field for field in filing.fields if field.stated}
    for name, value in stated.items():
        where = f"stated.{name}"
        if name not in known:
            problems.append(Problem(where, f"is not asked for: known are {', '.join(known)}"))
        elif len(value) > LONGEST:
            problems.append(Problem(where, f"should have at most {LONGEST} characters"))
        elif value and known[name].choices and value not in {c.id for c in known[name].choices}:
            due = ", ".join(c.id for c in known[name].choices)
            problems.append(Problem(where, f"is {value!r}: one of {due} is due"))
    if problems:
        raise InputError(*problems)
    for record in records:
        if record["run_id"] != run_id(dict(record)):
            what = f"the record was changed: it names run {record['run_id'][:12]}…"
            raise RecordError(what)


def _field(
    filing: Filing, field: FilingField, record: Mapping[str, Any], stated: Mapping[str, str]
) -> dict[str, Any]:
    value = (stated.get(field.id, "").strip() or None) if field.stated else read(record, field.read)
    if value == "":
        value = None
    shown = next((c.title.to_dict() for c in field.choices if c.id == value), None)
    if isinstance(value, Mapping) and not set(value) <= set(LANGUAGES):
        what = f"{field.read}: a single value is due"
        raise RecordError(what)
    return {
        "id": field.id,
        "title": field.title.to_dict(),
        "value": dict(value) if isinstance(value, Mapping) else value,
        "shown": shown,
        "unit": field.unit,
        "from": "stated" if field.stated else field.read,
        "reason": field.empty.to_dict() if value is None else None,
        **_basis(field.grade, field.cite),
    }


def _product(filing: Filing, record: Mapping[str, Any], titles: Mapping[str, Text]) -> dict[str, Any]:
    total, flow = read(record, "total.value"), read(record, "reference_flow.amount")
    values = record.get("stages", {})
    order = [s for s in filing.stages.value or () if s in values]
    order += [s for s in values if s not in order]
    return {
        "run_id": record["run_id"],
        "rule": {key: record["rule"].get(key) for key in ("id", "version", "sha256")},
        "background": {key: record["background"].get(key) for key in ("id", "version", "sha256")},
        "characterization": record["characterization"]["id"],
        "fields": [_field(filing, f, record, {}) for f in filing.fields if f.of == "product"],
        "stages": [
            {
                "id": stage,
                "title": titles[stage].to_dict() if stage in titles else dict.fromkeys(LANGUAGES, stage),
                "value": values[stage],
                "per_item": figure(values[stage] / flow) if flow else None,
                "share": figure(values[stage] / total) if total else None,
            }
            for stage in order
        ],
    }


def _empty(
    filing: Filing, head: Sequence[Mapping[str, Any]], products: Sequence[Mapping[str, Any]]
) -> list[Finding]:
    due = {field.id: field for field in filing.fields if field.due}
    places = [("fields", head)] + [(f"products[{p['run_id'][:12]}]", p["fields"]) for p in products]
    found = []
    for where, fields in places:
        for one in fields:
            field = due.get(one["id"])
            if field is None or field.due is None or one["value"] is not None:
                continue
            params: dict[str, Any] = {"title": one["title"], "reason": one["reason"]}
            found.append(Finding("filing.empty", field.due, f"{where}.{one['id']}", params, str(field.cite)))
    return found


def _basis(grade: str, cite: Cite) -> dict[str, str]:
    return {"grade": grade, "source": cite.source, "clause": cite.clause}
