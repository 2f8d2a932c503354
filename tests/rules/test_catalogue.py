"""Group, industry, national: which version holds on which day, and the standards the catalogue names."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import rules
from footprint.background import Background
from footprint.calculate import calculate
from footprint.errors import RuleError
from footprint.product import parse_product
from footprint.record import build_record
from rules.cases import ToyBackground, toy_background
from rules.catalogue import catalogue_problems, load_catalogue
from rules.publishing import publish_checked
from rules.registry import Registry
from rules.released import publish, released
from rules.yaml_lines import read_yaml
from tests.rules.mini import put, version

VERSIONS = (
    ("1.0", "superseded", "2023-01-01", "2025-12-31", "group"),
    ("2.0", "superseded", "2026-01-01", "2027-06-30", "industry"),
    ("3.0", "in_force", "2027-07-01", "null", "national"),
)
BACKGROUND = {
    "flows": {"co2": {"gas": "co2", "category": "fossil", "factors": {"ipcc-ar6-gwp100": 1}}},
    "datasets": {
        "steel": {"unit": "kg", "emissions": {"co2": 2}},
        "grid": {"unit": "kWh", "emissions": {"co2": 0.5}},
    },
    "slots": {"electricity/CN": "grid"},
    "supply": {"any": {2023: {"electricity/CN": "grid"}}},
}
PRODUCT = """\
format: footprint-product/1
name: Thing
model: T
maker: M
plant: {name: P, region: CN}
period: {start: 2026-01-01, end: 2026-12-31}
rule: test/thing
electricity: {family: any, year: 2023}
final_process: thing
parameters: {energy: {amount: 2, unit: kWh}, cycles: {amount: 10, unit: "1", reason: measured}}
processes:
  - id: thing
    name: Thing
    output: {amount: 1, unit: item}
    region: CN
    lines: [{id: steel, activity: steel, dataset: steel, amount: 3, unit: kg}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, status, start, until, level in VERSIONS:
        text = version(number, status, start, until) + f"level: {level}\n"
        put(tmp_path, text, f"pcr/test/thing/{number}.yaml")
    put(tmp_path, case("3.0"), "pcr/test/thing/cases/one.yaml")
    return tmp_path


def product(name: str = "test/thing") -> dict[str, Any]:
    document: dict[str, Any] = read_yaml(PRODUCT, "product").document
    return document | {"rule": name}


def background() -> Background:
    return toy_background(ToyBackground.model_validate(BACKGROUND))


def case(number: str, total: float = (3 * 2 + 3 * 0.5) / 20) -> str:
    document = {
        "name": "one",
        "description": "3 kg of steel and the default of 3 kWh over 2 kWh × 10 cycles.",
        "source": "by hand",
        "background": BACKGROUND,
        "product": product(f"test/thing@{number}"),
        "expected": {"total": total},
        "tolerance": 1e-9,
    }
    return json.dumps(document)


@pytest.mark.parametrize(
    ("on", "expected", "level"),
    [
        (date(2023, 1, 1), "1.0", "group"),
        (date(2025, 12, 31), "1.0", "group"),
        (date(2026, 1, 1), "2.0", "industry"),
        (date(2027, 6, 30), "2.0", "industry"),
        (date(2027, 7, 1), "3.0", "national"),
        (None, "3.0", "national"),
    ],
)
def test_the_version_in_force_is_picked_by_date(folder: Path, on: date | None, expected: str, level: str) -> None:
    found = Registry(folder).get("test/thing", on)
    assert (found.rule.version, found.rule.level) == (expected, level)


def test_before_the_first_version_nothing_is_in_force(folder: Path) -> None:
    with pytest.raises(RuleError, match="in force on 2022-12-31"):
        Registry(folder).get("test/thing", date(2022, 12, 31))


def test_the_package_answers_as_well() -> None:
    assert rules.get("batteries/traction@0.1.0").rule.version == "0.1.0"
    with pytest.raises(RuleError, match="there is no rule"):
        rules.get("batteries/none")


def test_of_two_in_force_the_higher_level_holds(folder: Path) -> None:
    put(folder, version("2.0", "in_force", "2028-01-01") + "level: industry\n", "pcr/test/thing/2.0.yaml")
    assert Registry(folder).get("test/thing", date(2028, 6, 1)).rule.level == "national"


def test_a_stored_run_keeps_its_version_and_hash(folder: Path) -> None:
    def run(name: str) -> dict[str, Any]:
        rule, made = Registry(folder).get(name), parse_product(product(name))
        return build_record(made, calculate(made, rule, background()), background())

    before = run("test/thing@1.0")
    assert before["rule"]["version"] == "1.0"
    # The group version is withdrawn and ends earlier: what was calculated under it stays what it was.
    text = version("1.0", "withdrawn", "2023-01-01", "2024-12-31") + "level: group\n"
    put(folder, text, "pcr/test/thing/1.0.yaml")
    after = run("test/thing@1.0")
    assert after["rule"] | {"status": ""} == before["rule"] | {"status": ""}
    assert after["total"] == before["total"]
    # A number changes: the hash in the record tells.
    put(folder, text.replace("amount: 3,", "amount: 4,"), "pcr/test/thing/1.0.yaml")
    assert run("test/thing@1.0")["rule"]["sha256"] != before["rule"]["sha256"]


def test_publishing_asks_for_everything_first(folder: Path) -> None:
    for name, message in (
        ("test/thing", "name the version to publish"),
        ("test/thing@1.0", "is superseded: only a version in force is published"),
    ):
        with pytest.raises(RuleError, match=message):
            publish_checked(name, folder)
    put(folder, case("3.0", total=1.0), "pcr/test/thing/cases/one.yaml")
    with pytest.raises(RuleError, match=r"expected.total: is 1.0, calculated 0.375"):
        publish_checked("test/thing@3.0", folder)
    put(folder, case("9.9"), "pcr/test/thing/cases/one.yaml")
    with pytest.raises(RuleError, match=r"no worked case names test/thing@3\.0"):
        publish_checked("test/thing@3.0", folder)
    assert released(folder) == {}


def test_publishing_freezes(folder: Path) -> None:
    publish("test/thing@1.0", folder)  # what was published in its time
    publish("test/thing@2.0", folder)
    put(folder, case("1.0"), "pcr/test/thing/cases/old.yaml")
    sha256 = publish_checked("test/thing@3.0", folder)
    assert released(folder)["test/thing@3.0"] == sha256 == Registry(folder).get("test/thing@3.0").sha256
    assert publish_checked("test/thing@3.0", folder) == sha256


CATALOGUE = """\
sources: {{s: {{title: t, date: d, url: u, grade: A}}}}
groups:
- id: g
  title: G
  products:
  - id: a
    title: A
    rule: test/thing
    status: in_force
    sources: [s]
    standards:
    - {{number: T/A 1, level: group, from: 2023-01-01, until: 2025-12-31, status: superseded, source: s}}
    - {{number: YD/T 2, level: industry, from: 2026-01-01, source: s, read: true, supersedes: [{other}]}}
"""


def test_the_timeline_of_standards(folder: Path) -> None:
    (folder / "catalogue.yaml").write_text(CATALOGUE.format(other="T/A 1"), "utf-8")
    (entry,) = load_catalogue(folder).groups[0].products
    assert entry.superseded_by("T/A 1") == ("YD/T 2",)
    assert [s.read for s in entry.standards] == [False, True]
    assert catalogue_problems(Registry(folder).all(), folder) == ()
    (folder / "catalogue.yaml").write_text(CATALOGUE.format(other="T/A 9"), "utf-8")
    (problem,) = catalogue_problems(Registry(folder).all(), folder)
    assert "YD/T 2 supersedes 'T/A 9', which is no other standard of this product" in str(problem)


def test_entries_without_standards_stay_valid() -> None:
    assert all(s.source in load_catalogue().sources for g in load_catalogue().groups for e in g.products
               for s in e.standards)  # fmt: skip
