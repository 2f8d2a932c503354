"""The rules this package ships: texts, citations, suggested datasets, schema, coverage."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from footprint.rule import Rule
from rules.coverage import coverage
from rules.load import ROOT, merged_document, rule_files
from rules.registry import Registry
from rules.schema import FILE, schema_text
from rules.yaml_lines import read_yaml_file

RULES = Registry().all()
FILES = rule_files(ROOT)
DATASETS = ROOT.parent / "background_db/open/datasets"
HAN = re.compile(r"[\u4e00-\u9fff]")
# Mainland words that Hong Kong does not use.
MAINLAND = (
    "質量分(?![配攤])",
    "信息",
    "默認",
    "卡車",
    "粘結",
    "回收利用",
    "電池包",
    "廢棄物",
    "記錄",
    "硅",
    "軟件包",
)


def texts(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(node, dict):
        if "en" in node or "zh-Hans" in node:
            yield path, node
        else:
            for key, value in node.items():
                yield from texts(value, f"{path}.{key}")
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from texts(value, f"{path}[{i}]")


def test_every_named_product_group_has_a_rule() -> None:
    assert {r.rule.pcr.split("/")[0] for r in RULES} >= {
        "batteries", "photovoltaics", "vehicles", "power-equipment", "daily-chemicals",
    }  # fmt: skip


@pytest.mark.parametrize("path", [*FILES, ROOT / "catalogue.yaml"], ids=lambda p: str(p.relative_to(ROOT)))
def test_texts_are_in_three_languages(path: Path) -> None:
    found = list(texts(read_yaml_file(path).document))
    assert found
    for where, text in found:
        assert set(text) == {"en", "zh-Hans", "zh-Hant"}, where
        assert not HAN.search(text["en"]), where
        assert HAN.search(text["zh-Hans"]), where
        # Characters outside these sets belong to the other script.
        "".join(HAN.findall(text["zh-Hans"])).encode("gb2312")
        "".join(HAN.findall(text["zh-Hant"])).encode("big5hkscs")
        assert not [word for word in MAINLAND if re.search(word, text["zh-Hant"])], where


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_texts_of_a_rule_are_never_plain_strings(path: Path) -> None:
    """A plain string stands for all three languages; a shipped rule says each."""
    document = merged_document(path).document

    def walk(node: Any) -> Iterator[Any]:
        if isinstance(node, dict):
            for key, value in node.items():
                word = (key == "title" and "issuer" in node) or (key == "scope" and "measure" in node)
                if key in {"title", "help", "summary", "scope", "reason", "asks"} and not word:
                    yield value
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    assert all(isinstance(value, dict) for value in walk(document))


@pytest.mark.parametrize("loaded", RULES, ids=lambda r: f"{r.rule.pcr}@{r.rule.version}")
def test_every_citation_names_a_source(loaded: Any) -> None:
    rule: Rule = loaded.rule
    cites = rule.cites()
    assert len(cites) > 40
    for where, cite in cites:
        assert cite.source in rule.sources, where
        assert cite.clause.strip(), where


@pytest.mark.parametrize("loaded", RULES, ids=lambda r: f"{r.rule.pcr}@{r.rule.version}")
def test_suggested_datasets_exist_in_the_open_database(loaded: Any) -> None:
    known: dict[str, dict[str, str]] = {}
    for path in DATASETS.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            known |= {row["id"]: row for row in csv.DictReader(file)}
    for activity in loaded.rule.activity_data:
        suggested = activity.suggestion.dataset if activity.suggestion else None
        for dataset in {*activity.datasets, *([suggested] if suggested else [])}:
            assert dataset in known, f"{activity.id}: {dataset}"
            assert known[dataset]["unit"] == activity.unit, f"{activity.id}: {dataset}"


def test_ids_of_the_traction_filing_are_those_others_use() -> None:
    rule = Registry().get("batteries/traction").rule
    by_process: dict[str, list[str]] = {}
    for activity in rule.activity_data:
        by_process.setdefault(activity.process or "", []).append(activity.id)
    assert {k: sorted(v) for k, v in by_process.items()} == {
        "cell": sorted([
            "cathode_active_material", "cathode_binder", "conductive_agent", "anode_active_material",
            "copper_foil",
            "aluminium_foil", "electrolyte", "separator", "cell_housing", "solvent",
            "cell_electricity", "cell_heat",
        ]),
        "module": ["cells", "module_electricity", "module_housing"],
        "pack": sorted([
            "modules", "pack_housing", "battery_management_system", "cooling", "wiring", "fasteners",
            "pack_electricity", "packaging", "inbound_freight", "process_waste", "pack_distribution",
            "pack_recycling",
        ]),
    }  # fmt: skip
    optional = {a.id for a in rule.activity_data if a.required == "optional"}
    assert optional == {
        "cathode_binder", "conductive_agent", "solvent", "module_electricity", "wiring", "fasteners", "packaging",
        "inbound_freight", "process_waste",
    }  # fmt: skip
    assert {a.id: a.service for a in rule.activity_data if a.service} == {
        "cell_electricity": "electricity", "cell_heat": "heat-gas", "module_electricity": "electricity",
        "pack_electricity": "electricity", "inbound_freight": "freight-road", "pack_distribution": "freight-road",
    }  # fmt: skip


def test_coverage_admits_what_is_open() -> None:
    register = coverage(Registry().get("batteries/traction").rule)
    assert "parameters.full_equivalent_cycles" in register.open
    assert {"parameters.cut_off_per_item", "parameters.data_quality_limit"} <= set(register.open)
    assert set(register.unread) == {"iso-14067", "gbt-24067", "miit-551", "jrc-2023"}
    assert {"typical_packs", "verification", "green_certificates", "cycle_life"} <= set(register.not_encoded)
    assert register.cited > register.editorial > 0


@pytest.mark.parametrize("loaded", RULES, ids=lambda r: f"{r.rule.pcr}@{r.rule.version}")
def test_editorial_citations_point_at_a_heading_of_the_notes(loaded: Any) -> None:
    """``NOTES.md, heading`` stands beside the rule; ``base/… NOTES.md, heading`` where it is inherited."""
    beside = (ROOT.parent / loaded.file).parent / "NOTES.md"
    for where, cite in loaded.rule.cites():
        if found := re.search(r"(?:(?:rules/)?(base/[\w/-]+?)[ /])?NOTES\.md, ([^;:)]+)", cite.clause):
            notes = ROOT / found[1] / "NOTES.md" if found[1] else beside
            headings = {h.lower() for h in re.findall(r"^## (.+)$", notes.read_text("utf-8"), re.M)}
            assert found[2].strip().lower() in headings, f"{where}: {cite.clause}"


def test_committed_schema_is_that_of_the_code() -> None:
    assert (ROOT / FILE).read_text("utf-8") == schema_text(), "run python -m rules.schema"
    assert json.loads(schema_text())["title"] == "Rule"
