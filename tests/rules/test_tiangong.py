"""Rules to and from the TianGong structure; the fixture is our own, in the structure of theirs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from footprint.errors import RuleError
from rules.exchange import tiangong
from rules.load import ROOT, load_rule
from rules.registry import Registry

STRUCTURED: dict[str, Any] = {
    "schema_version": 1,
    "generated_from": "markdown",
    "product_category_identity": {
        "canonical_pcr_id": "pcr.toys.wooden-tops",
        "classification_refs": "CPC 3.0: 38510 Toys",
        "covered_products": "Wooden tops",
        "excluded_products": "Yo-yos",
        "representative_product": "One painted top",
    },
    "functional_unit": {
        "what": "Spin",
        "how_much": "One top",
        "how_well": "A minute",
        "how_long_or_cycle": "A year",
    },
    "system_boundary": {
        "rules": [
            {"rule_id": "boundary_gate", "applies_to": "workshop", "rule": "Up to the gate.", "source_ids": []}
        ]
    },
    "boundary_abstraction": {"disclosure": "All of it"},
    "reference_flow_definition": {
        "reference_amount": "1 Item(s)",
        "product_flow_ref": {"name": "Top", "uuid": ""},
        "reference_unit": "Item(s)",
        "required_qualifiers": ["wood species"],
    },
    "process_map": [
        {"id": "turning", "name": "Turning", "inclusion": "required", "quantitative_reference": "one top"},
        {
            "id": "playing",
            "name": "Playing",
            "inclusion": "excluded_by_default",
            "inclusion_condition": "Takes no energy",
        },
    ],
    "process_inventory": [
        {
            "id": "turning",
            "label": "Turning",
            "inputs": {
                "product": [
                    {
                        "row_id": "wood",
                        "role": "Beech",
                        "property_unit": "Mass 93a60a56 / kg; unit group 93a60a57",
                        "description": "Weigh it.",
                        "amount": {
                            "value_mode": "foreground_record",
                            "ranges": [{"role": "qa_guardrail", "lower": "0.1", "upper": "0.2", "unit": "kg"}],
                        },
                    },
                    {"row_id": "power", "role": "Power", "property_unit": "Net calorific value / MJ", "amount": {}},
                    {"row_id": "paint", "role": "Paint", "property_unit": "Volume / bucket", "amount": {}},
                ],
                "waste": [],
                "elementary": [],
            },
            "outputs": {
                "product": [],
                "waste": [{"row_id": "chips", "role": "Chips", "property_unit": "Mass / kg", "amount": {}}],
                "elementary": [{"row_id": "dust", "role": "Dust", "property_unit": "Mass / kg", "amount": {}}],
            },
        }
    ],
    "allocation_rules": [{"rule_id": "allocation_1", "applies_to": "offcuts", "rule": "By mass."}],
    "dataset_production": {"collection_protocols": [{"protocol_id": "cp_scale"}], "calculation_rules": []},
    "validation_rules": [],
    "data_sources": [{"id": "iso-14044-2006", "reference": "ISO 14044:2006", "used_for": "allocation"}],
}
MANIFEST = {
    "schema_version": 1,
    "id": "pcr.toys.wooden-tops",
    "title": {"en-US": "Wooden tops", "zh-CN": "木陀螺"},
    "classification_refs": [{"system": "CPC", "version": "3.0", "code": "38510"}, {"system": "HS", "code": "9503"}],
}


def _read(
    structured: dict[str, Any] = STRUCTURED, manifest: dict[str, Any] = MANIFEST
) -> tuple[dict[str, Any], str]:
    text, notes = tiangong.read(json.dumps({"manifest": manifest, "structured": structured}))
    return dict(YAML(typ="safe").load(text)), "\n".join(notes)


def test_what_maps_is_taken() -> None:
    draft, _ = _read()
    assert draft["pcr"] == "imported/wooden-tops"
    assert draft["codes"] == {"cpc": ["38510"]}
    assert draft["declared_unit"]["amount"] == 1
    assert draft["declared_unit"]["unit"] == "item"
    assert draft["stages"]["playing"]["reason"] == "Takes no energy"
    assert [p["unit"] for p in draft["processes"]] == ["item"]
    wood = draft["activity_data"][0]
    assert (wood["quantity"], wood["unit"], wood["origin"]) == ("mass", "kg", "company_specific")
    assert {c["id"] for c in draft["not_encoded"]} == {"boundary_gate", "allocation_1", "required_qualifiers"}


def test_what_does_not_map_is_null_and_named() -> None:
    draft, notes = _read()
    assert draft["title"] == {"en": "Wooden tops", "zh-Hans": "木陀螺", "zh-Hant": None}
    paint = next(a for a in draft["activity_data"] if a["id"] == "paint")
    assert paint["unit"] is None
    assert paint["quantity"] is None
    for what in (
        "title.zh-Hant: null", "paint.unit: null", "turning.dust: elementary outputs were not taken",
        "qa_guardrail 0.1 to 0.2 kg was not taken", "HS was not taken", "boundary_abstraction: was not taken",
        "collection_protocols: was not taken", "valid.from: null",
    ):  # fmt: skip
        assert what in notes


def test_units_of_several_processes_are_not_guessed() -> None:
    more = [*STRUCTURED["process_map"], {"id": "painting", "name": "Painting", "inclusion": "conditional"}]
    draft, notes = _read(STRUCTURED | {"process_map": more})
    assert [p["unit"] for p in draft["processes"]] == [None, None]
    assert draft["processes"][1]["optional"] is True
    assert "processes.painting.unit: null" in notes


@pytest.mark.parametrize(("amount", "expected"), [("1,000", None), ("1.5 t", 1.5), ("about 2", None), ("", None)])
def test_an_amount_is_a_plain_number_or_null(amount: str, expected: float | None) -> None:
    flow = STRUCTURED["reference_flow_definition"] | {"reference_amount": amount}
    draft, _ = _read(STRUCTURED | {"reference_flow_definition": flow})
    assert draft["declared_unit"]["amount"] == expected


def test_structured_alone_is_read_as_yaml() -> None:
    text, notes = tiangong.read(json.dumps(STRUCTURED))
    assert "imported/wooden-tops" in text
    assert any(note.startswith("title: null") for note in notes)


def test_a_draft_loads_once_its_nulls_are_filled(tmp_path: Path) -> None:
    draft, _ = _read()
    draft["title"]["zh-Hant"] = "木陀螺"
    draft["valid"]["from"] = "2026-11-21"
    draft["activity_data"] = [a for a in draft["activity_data"] if a["unit"]]
    root = tmp_path / "rules"
    shutil.copytree(ROOT / "base", root / "base")
    path = root / "pcr" / "imported" / "wooden-tops" / "0.1.0.yaml"
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8") as stream:
        writer = YAML()
        writer.representer.ignore_aliases = lambda *_: True
        writer.dump(draft, stream)
    rule = load_rule(path, root).rule
    assert [a.id for a in rule.activity_data] == ["wood", "power", "chips"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[1]", "is not an object"),
        ("{", "tiangong"),
        ('{"schema_version": 2}', "only 1 is known"),
        ('{"schema_version": 1}', "functional_unit: is missing"),
        (json.dumps(STRUCTURED | {"process_map": "all"}), "process_map: is not a list"),
        (json.dumps(STRUCTURED | {"product_category_identity": {}}), "canonical_pcr_id: is missing"),
    ],
)
def test_other_texts_are_refused(text: str, what: str) -> None:
    with pytest.raises(RuleError, match=what):
        tiangong.read(text)


def test_parts_of_another_shape_are_passed_over() -> None:
    odd = {"process_inventory": ["x", {"id": "turning", "inputs": {"product": ["y", {"amount": 1}]}, "outputs": 3}]}
    draft, notes = _read(
        STRUCTURED | odd | {"dataset_production": []}, {"title": "Tops", "classification_refs": "CPC"}
    )
    assert draft["activity_data"] == []
    assert "turning: a row without row_id was not taken" in notes


def test_every_null_is_named() -> None:
    text, notes = tiangong.read(json.dumps({k: v for k, v in STRUCTURED.items() if k != "product_category_identity"}
        | {"product_category_identity": {"canonical_pcr_id": "pcr.toys.wooden-tops"}}))  # fmt: skip
    assert {"summary: null", "scope: null", "activity_data.wood.quantity: null"} & set(notes) == {
        "summary: null",
        "scope: null",
    }
    assert "activity_data.paint.quantity: null" in notes
    assert "valid.until: null" not in notes
    assert text.count(": null\n") == sum(": null" in note for note in notes) + 1


def test_the_draft_has_no_aliases() -> None:
    text, _ = tiangong.read(json.dumps(STRUCTURED))
    assert "&id" not in text


@pytest.mark.parametrize("rule", Registry().all(), ids=lambda loaded: f"{loaded.rule.pcr}@{loaded.rule.version}")
def test_every_rule_goes_out_and_its_skeleton_comes_back(rule: Any) -> None:
    text, left_out = tiangong.export(rule.rule)
    document = json.loads(text)
    assert document["manifest"]["status"] == "candidate" or rule.rule.status != "draft"
    assert len(left_out) == len(set(left_out))
    for name in rule.rule.parameters:
        assert f"parameters.{name}" in left_out
    back, _ = tiangong.read(text)
    draft = YAML(typ="safe").load(back)
    assert draft["declared_unit"]["amount"] == rule.rule.declared_unit.amount
    assert draft["declared_unit"]["unit"] == rule.rule.declared_unit.unit
    assert [p["id"] for p in draft["processes"]] == [p.id for p in rule.rule.processes]
    assert {(a["id"], a["unit"]) for a in draft["activity_data"]} == {
        (a.id, a.unit) for a in rule.rule.activity_data if a.process
    }
