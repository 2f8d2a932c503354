"""Checks of traceability: documents, meters and calibrations behind the figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_parts import Evidence, Line
    from footprint.rule import Activity, Rule

EvidenceState = Literal["not_asked", "missing", "other_kind", "incomplete", "complete"]


def check_evidence(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Figures whose entry names evidence kinds name a document of them, with the particulars of its kind."""
    cite = str(rule.traceability.cite)
    bare, short = [], []
    for _, process, line in product.lines():
        activity = rule.activity(line.activity)
        if activity is None or line.process is not None:
            continue
        name = f"{process.id}/{line.id}"
        match state_of(line, activity, rule):
            case "missing":
                bare.append(name)
            case "other_kind":
                short.append(name)
            case _:
                pass
    bare += [
        name
        for name, given in product.parameters.items()
        if name in rule.parameters and rule.parameters[name].evidence and not given.evidence
    ]
    if bare:
        yield Finding("evidence.missing", "info", "processes", {"lines": bare, "count": len(bare)}, cite)
    if short:
        yield Finding("evidence.other_kind", "info", "processes", {"lines": short, "count": len(short)}, cite)
    for where, evidence in named_evidence(product):
        yield from _check_particulars(where, evidence, product, rule, cite)


def state_of(line: Line, activity: Activity, rule: Rule) -> EvidenceState:
    """Tell whether a line has the evidence the rule asks for.

    Returns
    -------
    str
        ``not_asked``; ``missing``; ``other_kind`` (documents, but not of the kinds asked for); ``incomplete`` (a
        particular of its kind is not stated); ``complete``.
    """
    wanted = activity.evidence_asked
    if not wanted:
        return "not_asked"
    if not line.evidence:
        return "missing"
    kinds = {e.kind for e in line.evidence}
    if (activity.evidence and not kinds & wanted) or not kinds.issuperset(activity.evidence_all):
        return "other_kind"
    return "incomplete" if any(_lacking(e, rule) for e in line.evidence) else "complete"


def _lacking(evidence: Evidence, rule: Rule) -> list[str]:
    """Name the particulars of its kind that a document lacks."""
    kind = rule.traceability.kinds.get(evidence.kind)
    return [field for field in kind.fields if not getattr(evidence, field)] if kind else []


def named_evidence(product: Product) -> Iterator[tuple[str, Evidence]]:
    """Go through the documents a product names, each with its place."""
    for where, _, line in product.lines():
        for i, evidence in enumerate(line.evidence):
            yield f"{where}.evidence[{i}]", evidence
    for name, given in product.parameters.items():
        for i, evidence in enumerate(given.evidence):
            yield f"parameters.{name}.evidence[{i}]", evidence
    for field, entries in (("carbon_content", product.carbon_content), ("apart", product.apart)):
        for entry in entries:
            for i, evidence in enumerate(entry.evidence):
                yield f"{field}[{entry.id}].evidence[{i}]", evidence


def _check_particulars(
    where: str, evidence: Evidence, product: Product, rule: Rule, cite: str
) -> Iterator[Finding]:
    params: dict[str, Any]
    kind = rule.traceability.kinds.get(evidence.kind)
    if kind is None:
        params = {"kind": evidence.kind, "known": list(rule.traceability.kinds)}
        yield Finding("evidence.kind_unknown", "warning", f"{where}.kind", params, cite)
        return
    missing = _lacking(evidence, rule)
    if missing:
        params = {"reference": evidence.reference, "kind": evidence.kind, "fields": missing}
        yield Finding("evidence.incomplete", "info", where, params, cite)
    for field in ("calibrated_until", "valid_until"):
        last = getattr(evidence, field)
        if last is not None and last < product.period.end:
            params = {"reference": evidence.reference, "last": str(last), "end": str(product.period.end)}
            yield Finding("evidence.expired", "warning", f"{where}.{field}", params, cite)
