"""What is checked of records that are filed together; the filing names checks, gravity and grounds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from footprint.filing_scheme import Filing, FilingCheck
from footprint.findings import Finding
from footprint.paths import read

CLOSE = 1e-9  # relative; records keep twelve digits


@dataclass(frozen=True)
class Study:
    """Records that are filed together, each with ``derived``, and the day they are."""

    filing: Filing
    records: tuple[Mapping[str, Any], ...]
    on: date


def run(study: Study) -> tuple[list[Finding], dict[str, str]]:
    """Run the checks of a filing.

    Returns
    -------
    tuple
        What they found, and the outcome of each by id: ``passed``, or the gravest severity it found.
    """
    found: list[Finding] = []
    outcomes: dict[str, str] = {}
    for check in study.filing.checks:
        own = [
            replace(one, cite=one.cite or str(check.cite), check=check.id)
            for one in CHECKS[check.test](study, check)
        ]
        found += own
        grave = {one.severity for one in own}
        outcomes[check.id] = next((s for s in ("error", "warning", "info") if s in grave), "passed")
    return found, outcomes


def _count(study: Study, check: FilingCheck) -> Iterator[Finding]:
    minimum, last = study.filing.minimum.value, study.filing.trial.day.value
    if minimum is None or last is None:
        return
    if study.on > last:
        yield Finding("filing.count_open", "info", "products", {"day": last.isoformat()})
    elif len(study.records) < minimum:
        params = {
            "count": len(study.records),
            "minimum": minimum,
            "lacking": minimum - len(study.records),
            "day": last.isoformat(),
        }
        yield Finding("filing.count", check.severity, "products", params)


def _distinct(study: Study, check: FilingCheck) -> Iterator[Finding]:
    found = Counter(tuple(read(record, path) for path in check.paths) for record in study.records)
    for values, times in found.items():
        if times > 1:
            params = {"values": [str(v) for v in values], "times": times}
            yield Finding("filing.repeated", check.severity, "products", params)


def _rule(study: Study, check: FilingCheck) -> Iterator[Finding]:
    for where, record in _each(study):
        if record["rule"]["id"] not in study.filing.rules:
            params = {"model": _model(record), "given": record["rule"]["id"], "known": list(study.filing.rules)}
            yield Finding("filing.rule", check.severity, where, params)


def _same(study: Study, check: FilingCheck) -> Iterator[Finding]:
    """Tell where the records differ in what they ought to share; each with the models that have it."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for record in study.records:
        groups.setdefault(tuple(str(read(record, path)) for path in check.paths), []).append(_model(record))
    if len(groups) > 1:
        shown = [f"{' '.join(v[:16] for v in values)} ({', '.join(models)})" for values, models in groups.items()]
        params = {"title": check.title.to_dict(), "values": shown}
        yield Finding("filing.differs", check.severity, "products", params)


def _unit(study: Study, check: FilingCheck) -> Iterator[Finding]:
    due = study.filing.unit.value
    for where, record in _each(study) if due else ():
        unit = record["functional_unit"]
        if due and (unit["unit"] != due.unit or unit["amount"] != due.amount):
            params = {
                "model": _model(record),
                "given": f"{unit['amount']:g} {unit['unit']}",
                "due": f"{due.amount:g} {due.unit}",
            }
            yield Finding("filing.unit", check.severity, where, params)


def _stages(study: Study, check: FilingCheck) -> Iterator[Finding]:
    due = study.filing.stages.value
    for where, record in _each(study) if due else ():
        missing = [s for s in due or () if s not in record["stages"]]
        extra = [s for s in record["stages"] if s not in (due or ())]
        if missing or extra:
            params = {"model": _model(record), "missing_stages": missing, "extra_stages": extra}
            yield Finding("filing.stages", check.severity, where, params)


def _sum(study: Study, check: FilingCheck) -> Iterator[Finding]:
    for where, record in _each(study):
        parts, total = math.fsum(record["stages"].values()), record["total"]["value"]
        size = max(abs(total), *(abs(v) for v in record["stages"].values()), 0.0)
        if abs(parts - total) > CLOSE * size:
            params = {"model": _model(record), "sum": parts, "total": total}
            yield Finding("filing.sum", check.severity, where, params)


def _above(study: Study, check: FilingCheck) -> Iterator[Finding]:
    limit = study.filing.scope.value
    for where, record in _each(study) if limit else ():
        if limit is None:
            return
        value = read(record, f"parameters[{limit.parameter}].value")
        unit = read(record, f"parameters[{limit.parameter}].unit")
        if value is None or unit != limit.unit:
            params = {"model": _model(record), "parameter": limit.parameter, "due": limit.unit}
            yield Finding("filing.scope_unknown", check.severity, where, params)
        elif value <= limit.above:
            due = {"model": _model(record), "value": float(value), "above": float(limit.above), "unit": limit.unit}
            yield Finding("filing.scope", check.severity, where, due)


def _instruments(study: Study, check: FilingCheck) -> Iterator[Finding]:
    accepted = study.filing.instruments.value or ()
    for where, record in _each(study):
        used = [one["kind"] for one in read(record, "product.electricity.instruments") or ()]
        other = sorted({kind for kind in used if kind not in accepted})
        if other:
            params = {"model": _model(record), "instruments": other, "accepted_instruments": list(accepted)}
            yield Finding("filing.instrument", check.severity, where, params)
        if set(used) & set(accepted):
            # That an instrument is accepted says nothing about how it counts.
            named = {"model": _model(record), "instruments": sorted(set(used) & set(accepted))}
            yield Finding("filing.instrument_open", "info", where, named)


def _measured(study: Study, check: FilingCheck) -> Iterator[Finding]:
    for where, record in _each(study):
        for name in check.paths:
            given = read(record, f"product.parameters.{name}") or {}
            kinds = {one.get("kind") for one in given.get("evidence", ())}
            if given.get("origin") != "company_specific" or "test_report" not in kinds:
                params = {"model": _model(record), "parameter": name}
                yield Finding("filing.not_measured", check.severity, where, params)


def _calendar_year(study: Study, check: FilingCheck) -> Iterator[Finding]:
    for where, record in _each(study):
        start, end = (str(read(record, path)) for path in check.paths)
        if (start[4:], end[4:]) != ("-01-01", "-12-31") or start[:4] != end[:4]:
            params = {"model": _model(record), "start": start, "end": end}
            yield Finding("filing.period", check.severity, where, params)


CHECKS: Mapping[str, Callable[[Study, FilingCheck], Iterator[Finding]]] = {
    "count": _count,
    "distinct": _distinct,
    "rule": _rule,
    "same": _same,
    "unit": _unit,
    "stages": _stages,
    "sum": _sum,
    "above": _above,
    "instruments": _instruments,
    "measured": _measured,
    "calendar_year": _calendar_year,
}


def _each(study: Study) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for record in study.records:
        yield f"products[{record['run_id'][:12]}]", record


def _model(record: Mapping[str, Any]) -> str:
    return str(record["product"].get("model", record["run_id"][:12]))
