"""A rule as the open TianGong PCR structure, and what of it has no place there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from footprint.rule import Activity, Rule, Stage
from footprint.rule_method import Allocation

SCHEMA_VERSION = 1


_STATUS = {
    "draft": ("candidate", "draft_methodology"),
    "in_force": ("active", "reviewed_methodology"),
    "superseded": ("deprecated", "deprecated_methodology"),
    "withdrawn": ("deprecated", "deprecated_methodology"),
}


# Blocks of a rule that the structure has no place for, and the sections of theirs that a rule has none for.
_NO_PLACE = (
    "valid", "level", "choices", "parameters", "scenarios", "views", "characterization", "report", "rounding",
)  # fmt: skip


CLAUSES = (
    ("system_boundary.rules", "rule_id", "rule"),
    ("measurement_rules", "id", "rule"),
    ("allocation_rules", "rule_id", "rule"),
    ("dataset_production.calculation_rules", "id", "rule"),
    ("dataset_production.data_quality_requirements", "id", "requirement"),
    ("validation_rules", "rule_id", "rule"),
)


def export(rule: Rule) -> tuple[str, tuple[str, ...]]:
    """Write a rule in the TianGong structure.

    Parameters
    ----------
    rule : Rule
        A merged rule, as the registry returns it.

    Returns
    -------
    str
        JSON with the members ``manifest`` and ``structured``.
    tuple of str
        Names of what the structure has no place for, as dotted paths of the rule.
    """
    document = {"manifest": _manifest(rule), "structured": _structured(rule)}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n", tuple(_left_out(rule))


def _manifest(rule: Rule) -> dict[str, Any]:
    status, maturity = _STATUS[rule.status]
    return {
        "schema_version": SCHEMA_VERSION,
        "id": _their_id(rule),
        "title": {"en-US": rule.title.en, "zh-CN": rule.title.zh_hans},
        "version": rule.version,
        "status": status,
        "pcr_kind": "product_category_rule",
        "content_maturity": maturity,
        "target_entities": ["process"],
        "languages": {"canonical": "en-US", "available": ["en-US", "zh-CN"]},
        # the structured projection is English alone, so only the title is in both languages
        "translation_status": {"zh-CN": "not_available"},
        "classification_refs": [{"system": "CPC", "code": code} for code in rule.codes.get("cpc", ())],
    }


def _their_id(rule: Rule) -> str:
    return "pcr.bay-footprint." + rule.pcr.replace("/", ".")


def _structured(rule: Rule) -> dict[str, Any]:
    unit = rule.declared_unit
    final = rule.processes[-1].id if rule.processes else ""
    return {
        "schema_version": SCHEMA_VERSION,
        "generated_from": f"Bay Footprint rule {rule.pcr}@{rule.version}",
        "product_category_identity": {
            "canonical_pcr_id": _their_id(rule),
            "classification_refs": "; ".join(f"CPC {code}" for code in rule.codes.get("cpc", ())),
            "covered_products": rule.scope.en,
        },
        "functional_unit": {
            "what": rule.functional_unit.text.en,
            "how_much": f"{rule.functional_unit.amount:g} {rule.functional_unit.unit}",
            "reference_flow_link": final,
        },
        "system_boundary": {
            "rules": [
                _clause(f"boundary_{name}", stage.title.en, _boundary(stage), _source(stage))
                for name, stage in rule.stages.items()
            ]
        },
        "reference_flow_definition": {
            "reference_amount": f"{unit.amount:g}",
            "product_flow_ref": {"name": unit.text.en, "uuid": ""},
            "reference_unit": unit.unit,
            "required_qualifiers": [p.title.en for p in rule.parameters.values() if p.required],
        },
        "process_map": [
            {
                "id": p.id,
                "name": p.title.en,
                "inclusion": "conditional" if p.optional else "required",
                "role": p.help.en if p.help else "",
                "quantitative_reference": f"per {p.unit}",
            }
            for p in rule.processes
        ],
        "process_inventory": list(_inventory(rule)),
        "allocation_rules": [
            _clause("allocation_order", "co-products", ", ".join(rule.allocation.order), _source(rule.allocation))
        ],
        "dataset_production": {
            "collection_protocols": [
                {"protocol_id": name, "record_type": kind.title.en, "raw_fields": "; ".join(kind.fields)}
                for name, kind in rule.traceability.kinds.items()
            ],
            "data_quality_requirements": [
                {"id": "data_quality", "applies_to": "all data", "requirement": rule.data_quality.text.en}
            ],
        },
        "validation_rules": [
            _clause(q.id, q.clause, (q.asks or q.reason).en, None) for q in rule.not_encoded
        ],
        "data_sources": [
            {
                "id": name,
                "reference": ", ".join(filter(None, (s.issuer, s.title, s.date, s.url))),
                "used_for": f"{s.note} (text unread)".strip() if s.status == "unread" else s.note,
            }
            for name, s in rule.sources.items()
        ],
    }  # fmt: skip


def _boundary(stage: Stage) -> str:
    return stage.boundary.capitalize() + (f": {stage.reason.en}" if stage.reason else "")


def _source(entry: Stage | Allocation) -> str:
    return entry.cite.source


def _clause(rule_id: str, applies_to: str, text: str, source: str | None) -> dict[str, Any]:
    return {"rule_id": rule_id, "applies_to": applies_to, "rule": text, "source_ids": [source] if source else []}


def _inventory(rule: Rule) -> Iterator[dict[str, Any]]:
    for process in rule.processes:
        rows = [_row(a) for a in rule.activity_data if a.process == process.id]
        yield {
            "id": process.id,
            "label": process.title.en,
            "inputs": {"product": rows, "waste": [], "elementary": []},
            "outputs": {"product": [], "waste": [], "elementary": []},
        }


def _row(activity: Activity) -> dict[str, Any]:
    kinds = (*activity.evidence_all, *activity.evidence)
    amount: dict[str, Any] = {"expression": activity.required}
    evidence: dict[str, Any] = {}
    if activity.required == "derived":
        amount["value_mode"] = "calculated_value"
    elif activity.origin == "company_specific":
        amount["value_mode"] = "foreground_record"
        evidence["kind"] = "collected_record"
    if kinds:
        evidence["collection_protocol_id"] = kinds[0]
    return {
        "row_id": activity.id,
        "role": activity.title.en,
        "name": f"{activity.title.en} (UUID unresolved)",
        "flow_type": "product",
        "property_unit": f"{activity.quantity} / {activity.unit}",
        "description": activity.help.en if activity.help else "",
        "amount": amount | {"evidence": evidence | {"source_ids": [activity.cite.source]}, "ranges": []},
    }


def _left_out(rule: Rule) -> Iterator[str]:
    for block in _NO_PLACE:
        value = getattr(rule, block)
        if isinstance(value, dict):
            yield from (f"{block}.{name}" for name in value)
        elif isinstance(value, tuple) and value and hasattr(value[0], "id"):
            yield from (f"{block}.{entry.id}" for entry in value)
        elif value:
            yield block
    yield from (f"codes.hs.{code}" for code in rule.codes.get("hs", ()))
    yield from (f"implements.{source}" for source in rule.implements)
    if rule.functional_unit.derive is not None:
        yield "functional_unit.derive"
    if rule.cut_off:
        yield "cut_off"
    yield from (f"end_of_life.{m.id}" for m in rule.end_of_life.materials)
    yield from ("end_of_life.method", "electricity", "data_quality.scheme", "data_quality.limit")
    for activity in rule.activity_data:
        if activity.process is None:
            yield f"activity_data.{activity.id}"
            continue
        for part in ("default", "suggestion", "datasets", "link", "service"):
            if getattr(activity, part):
                yield f"activity_data.{activity.id}.{part}"
        if len((*activity.evidence_all, *activity.evidence)) > 1:
            yield f"activity_data.{activity.id}.evidence"
    yield from ("texts in zh-Hant", "texts in zh-Hans except the title")
