"""Worked cases compute, and a changed number in a rule or a case does not go unnoticed."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from footprint.errors import RuleError
from footprint.rule import LoadedRule
from rules.cases import Case, case_problems, cases, read_case, rounded, run_case
from rules.check import rules_problems
from rules.load import merged_document, shape
from rules.references import reference_problems
from rules.registry import Registry
from rules.yaml_lines import Lines
from tests.rules.mini import put, version

pytestmark = pytest.mark.usefixtures("in_folder")

CASES = cases()
REGISTRY = Registry()


@pytest.mark.parametrize(("case", "lines"), CASES, ids=[case.name for case, _ in CASES])
def test_worked_case(case: Case, lines: Lines) -> None:
    assert run_case(case, lines, REGISTRY.get(case.rule)) == ()


@pytest.mark.parametrize("loaded", REGISTRY.all(), ids=lambda r: r.rule.pcr)
def test_two_cases_that_compute_and_all_activities_used(loaded: LoadedRule) -> None:
    own = [case for case, _ in CASES if case.rule == f"{loaded.rule.pcr}@{loaded.rule.version}"]
    assert sum(case.expected.total is not None for case in own) >= 2
    used = {line["activity"] for case in own for p in case.product["processes"] for line in p.get("lines", [])}
    assert {a.id for a in loaded.rule.activity_data if a.required == "always"} <= used


FILE = Path(__file__).parents[2] / "rules/pcr/batteries/traction/0.1.0.yaml"
DOCUMENT = merged_document(FILE).document


def noticed(document: Any) -> bool:
    lines = merged_document(FILE)
    changed = Lines(document, lines.name, lines.places)
    try:
        rule = shape(changed)
    except RuleError:
        return True
    if reference_problems(rule, changed):
        return True
    loaded = LoadedRule(rule=rule, sha256="0" * 64, file=lines.name)
    own = [(case, at) for case, at in CASES if case.rule == f"{rule.pcr}@{rule.version}"]
    return any(run_case(case, at, loaded) for case, at in own)


def test_an_unchanged_rule_is_not_noticed() -> None:
    assert not noticed(copy.deepcopy(DOCUMENT))


@pytest.mark.parametrize(
    "change",
    [
        {"characterization": {"set": "ipcc-ar5-gwp100"}},
        {"functional_unit": {"derive": None}},
        {"stages": {"distribution": {"boundary": "excluded"}}},
        {"activity_data": {"electrolyte": {"stage": "manufacture"}}},
        {"activity_data": {"separator": {"quantity": "area", "unit": "m2"}}},
        {"views": {"capacity_gate": {"stages": ["material_acquisition"]}}},
        {"views": {"capacity_gate": {"unit": "MJ"}}},
        {"electricity": {"families": ["official-average"]}},
        {"parameters": {"full_equivalent_cycles": {"open": False}}},
        {"status": "withdrawn"},
    ],
    ids=str,
)
def test_changing_a_choice_is_noticed(change: dict[str, Any]) -> None:
    def lay(node: Any, over: dict[str, Any]) -> None:
        for key, value in over.items():
            if isinstance(node, list):
                lay(next(item for item in node if item["id"] == key), value)
            elif isinstance(value, dict):
                lay(node[key], value)
            else:
                node[key] = value

    document = copy.deepcopy(DOCUMENT)
    lay(document, change)
    assert noticed(document)


def test_a_wrong_expectation_is_told_with_its_line(tmp_path: Path) -> None:
    source = FILE.parent / "cases/nested-with-yield.yaml"
    text = source.read_text("utf-8").replace("  total: 0.1159584", "  total: 0.1159585").replace("0.0132", "0.0133")
    text = text.replace('rounded: "0.116"', 'rounded: "0.12"').replace(
        "findings: [rule.draft,", "findings: [nothing,"
    )
    case, lines = read_case(put(tmp_path, text, "pcr/batteries/traction/cases/a.yaml"))
    told = [str(p) for p in run_case(case, lines, REGISTRY.get(case.rule))]
    assert len(told) == 4
    name, total = (
        "pcr/batteries/traction/cases/a.yaml",
        text.split("  total: 0.1159585")[0].count("\n") + 1,
    )
    assert told[0].startswith(f"{name}:{total}: expected.total: is 0.1159585, calculated 0.11595")
    assert "expected.stages.manufacture" in told[1]
    assert "expected.rounded: is 0.12, displayed 0.116" in told[2]


def test_case_files_are_read_strictly(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "name: x\ndescription: y\nsource: by hand\ntolerance: 2\nproduct: {}\nexpected: {totl: 1}\n",
        "pcr/a/b/cases/x.yaml",
    )
    with pytest.raises(RuleError) as raised:
        read_case(path)
    told = str(raised.value)
    assert "pcr/a/b/cases/x.yaml:6: expected.totl: is not a field" in told
    assert "pcr/a/b/cases/x.yaml:4: tolerance" in told
    assert "background: is missing" in told


def test_a_published_version_needs_a_case_of_its_own(tmp_path: Path) -> None:
    put(tmp_path, version("1.0", "in_force", "2026-01-01"))
    text = (FILE.parent / "cases/refused.yaml").read_text("utf-8")
    put(tmp_path, text, "pcr/test/thing/cases/refused.yaml")
    told = "\n".join(map(str, case_problems(tmp_path)))
    assert "product.rule: is 'batteries/traction@0.1.0': a case names a rule with its version" in told
    assert "no worked case names this version" in told
    assert rules_problems(tmp_path)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.1159584, "0.116"),
        (2898.96, "2900"),
        (49.88, "49.9"),
        (0.0005, "0.000500"),
        (0.0, "0.00"),
        (-1.2, "-1.20"),
    ],
)
def test_rounding_on_display(value: float, shown: str) -> None:
    assert rounded(value, 3) == shown
