"""The guide is true: its blocks, put together, are a sound rule whose worked case pins every number."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from rules.cases import Case, read_case, run_case
from rules.check import rules_problems
from rules.load import ROOT
from rules.pinned import unpinned
from rules.registry import Registry
from rules.yaml_lines import Lines

GUIDE = ROOT.parent / "docs" / "rules" / "README.md"
BLOCK = re.compile(r"^```yaml (rule|case|catalogue)\n(.*?)^```$", re.S | re.M)
NAME = "electronics/router@0.1.0"


def blocks(kind: str) -> str:
    return "\n".join(body for found, body in BLOCK.findall(GUIDE.read_text("utf-8")) if found == kind)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "base" / "iso-14067", tmp_path / "base" / "iso-14067")
    home = tmp_path / "pcr" / "electronics" / "router"
    (home / "cases").mkdir(parents=True)
    (home / "0.1.0.yaml").write_text(blocks("rule"), "utf-8")
    (home / "cases" / "wifi6.yaml").write_text(blocks("case"), "utf-8")
    (tmp_path / "catalogue.yaml").write_text(blocks("catalogue"), "utf-8")
    return tmp_path


def cases(folder: Path) -> list[tuple[Case, Lines]]:
    return [read_case(folder / "pcr" / "electronics" / "router" / "cases" / "wifi6.yaml")]


def test_the_rule_of_the_guide_is_sound(folder: Path) -> None:
    assert [str(p) for p in rules_problems(folder)] == []


def test_its_case_holds_every_number_the_guide_writes(folder: Path) -> None:
    rule = Registry(folder).get(NAME)
    own = cases(folder)
    assert [p for case, lines in own for p in run_case(case, lines, rule)] == []
    inherited = {"rounding.significant_figures"}
    assert set(unpinned(rule, own)) <= inherited | {"functional_unit.amount", "declared_unit.amount"}


def test_leaving_the_open_value_out_is_refused_as_the_guide_says(folder: Path) -> None:
    ((case, lines),) = cases(folder)
    del case.product["parameters"]["service_life"]
    expected = type(case.expected)(blocked=("derived.missing", "parameter.missing"))
    refused = case.model_copy(update={"expected": expected})
    assert run_case(refused, lines, Registry(folder).get(NAME)) == ()
