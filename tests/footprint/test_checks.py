"""Every finding of the checks, planted once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from footprint.calculate import calculate
from footprint.checks import check
from footprint.errors import BlockedError
from footprint.product import parse_product
from tests.footprint import toys

Edit = Callable[[dict[str, Any]], None]


def line(document: dict[str, Any], number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = document["processes"][0]["lines"][number]
    return found


def at(edit: Edit) -> list[tuple[str, str, str]]:
    document = toys.product_document()
    edit(document)
    findings = check(parse_product(document), toys.rule().rule, toys.background())
    return [(f.code, f.severity, f.where) for f in findings]


PART = "processes[blank].lines[part]"
CASES: dict[str, tuple[Edit, tuple[str, str, str]]] = {
    "unknown activity": (
        lambda d: line(d).update(activity="bodi"), ("activity.unknown", "error", f"{PART}.activity"),
    ),
    "required activity missing": (
        lambda d: d["processes"][0]["lines"].pop(1), ("activity.missing", "error", "processes"),
    ),
    "unknown unit": (lambda d: line(d).update(unit="kilo"), ("unit.unknown", "error", f"{PART}.unit")),
    "mass where energy is due": (
        lambda d: line(d, 1).update(unit="kg"),
        ("unit.dimension", "error", "processes[blank].lines[power].unit"),
    ),
    "energy answered by a mass activity": (
        lambda d: line(d, 1).update(activity="body"),
        ("unit.dimension", "error", "processes[blank].lines[power].unit"),
    ),
    "unknown dataset": (
        lambda d: line(d).update(dataset="steal"), ("dataset.unknown", "error", f"{PART}.dataset"),
    ),
    "dataset is a gap": (lambda d: line(d).update(dataset="glue"), ("dataset.gap", "warning", f"{PART}.dataset")),
    "unknown process": (
        lambda d: d["processes"][1]["lines"][0].update(process="blanc"),
        ("process.unknown", "error", "processes[box].lines[blanks].process"),
    ),
    "unknown slot": (
        lambda d: line(d, 1).update(slot="steam"),
        ("slot.unknown", "error", "processes[blank].lines[power].slot"),
    ),
    "unknown stage": (lambda d: line(d).update(stage="magic"), ("stage.unknown", "error", f"{PART}.stage")),
    "excluded stage": (lambda d: line(d).update(stage="use"), ("stage.excluded", "error", f"{PART}.stage")),
    "parameter missing": (
        lambda d: d["parameters"].pop("capacity"), ("parameter.missing", "error", "parameters.capacity"),
    ),
    "parameter unknown": (
        lambda d: d["parameters"].update(colour={"amount": 1, "unit": "1"}),
        ("parameter.unknown", "error", "parameters.colour"),
    ),
    "parameter below minimum": (
        lambda d: d["parameters"]["capacity"].update(amount=0.05),
        ("parameter.range", "error", "parameters.capacity"),
    ),
    "parameter in a wrong unit": (
        lambda d: d["parameters"]["capacity"].update(unit="kg"),
        ("unit.dimension", "error", "parameters.capacity"),
    ),
    "parameter in an unknown unit": (
        lambda d: d["parameters"]["capacity"].update(unit="kWhh"),
        ("unit.unknown", "error", "parameters.capacity"),
    ),
    "open choice without reason": (
        lambda d: d["parameters"]["cycles"].pop("reason"),
        ("parameter.reason_missing", "warning", "parameters.cycles"),
    ),
    "no cycles at all": (
        lambda d: d["parameters"]["cycles"].update(amount=0), ("functional_unit.zero", "error", "parameters"),
    ),
    "electricity family the rule does not admit": (
        lambda d: d["electricity"].update(family="contract"),
        ("electricity.family_not_allowed", "error", "electricity.family"),
    ),
    "electricity year that is not there": (
        lambda d: d["electricity"].update(year=1999), ("electricity.year_missing", "error", "electricity.year"),
    ),
    "two electricity families": (
        lambda d: d["electricity"].update(override={"power/CN": "hydro-power"}),
        ("electricity.mixed_families", "error", "electricity.override.power/CN"),
    ),
    "override of a slot that is not there": (
        lambda d: d["electricity"].update(override={"power/XX": "coal-power"}),
        ("slot.unknown", "error", "electricity.override.power/XX"),
    ),
    "override by a dataset that is not there": (
        lambda d: d["electricity"].update(override={"power/CN": "wind"}),
        ("dataset.unknown", "error", "electricity.override.power/CN"),
    ),
    "override by a gap": (
        lambda d: d["electricity"].update(override={"power/CN": "glue"}),
        ("slot.filled_with_gap", "error", "electricity.override.power/CN"),
    ),
    "override in another unit": (
        lambda d: d["electricity"].update(override={"power/CN": "steel"}),
        ("unit.dimension", "error", "electricity.override.power/CN"),
    ),
    "final process makes kilograms": (
        lambda d: d.update(final_process="blank"), ("unit.dimension", "error", "processes[blank].output.unit"),
    ),
    "a process nobody uses": (
        lambda d: d["processes"][1]["lines"].pop(0), ("process.unused", "warning", "processes[blank]"),
    ),
    "a loop that eats more than it makes": (
        lambda d: d["processes"][0]["lines"].append(
            {"id": "loop", "activity": "blank", "process": "blank", "amount": 0.9, "unit": "kg"}
        ),
        ("process.cycle_without_output", "error", "processes[blank]"),
    ),
    "an answer to no question": (
        lambda d: d.update(answers={"nothing": "yes"}), ("answer.unknown", "warning", "answers.nothing"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_planted(name: str) -> None:
    edit, expected = CASES[name]
    assert expected in at(edit)


def test_clean_product_has_no_error() -> None:
    assert not [f for f in at(lambda _: None) if f[1] == "error"]


@pytest.mark.parametrize("name", [n for n, (_, expected) in CASES.items() if expected[1] == "error"])
def test_errors_block(name: str) -> None:
    document = toys.product_document()
    CASES[name][0](document)
    with pytest.raises(BlockedError) as blocked:
        calculate(parse_product(document), toys.rule(), toys.background())
    assert CASES[name][1][0] in {f.code for f in blocked.value.findings}


def test_company_specific_origin_is_asked_for() -> None:
    activities = toys.rule_document()["activity_data"]
    activities[0]["origin"] = "company_specific"
    findings = check(toys.product(), toys.rule(activity_data=activities).rule, toys.background())
    asked = [f.where for f in findings if f.code == "origin.company_specific_required"]
    assert asked == ["processes[blank].lines[part].origin", "processes[box].lines[steel].origin"]


def test_evidence_is_asked_for_once() -> None:
    activities = toys.rule_document()["activity_data"]
    activities[2]["evidence"] = ["bill"]
    findings = check(toys.product(), toys.rule(activity_data=activities).rule, toys.background())
    (found,) = [f for f in findings if f.code == "evidence.missing"]
    assert found.params == {"lines": ["blank/power"], "count": 1}


def test_a_zone_without_figure_of_its_own_is_told_once() -> None:
    """The toy's datasets stand for CN; the works stand in CN-GD."""
    findings = check(toys.product(), toys.rule().rule, toys.background())
    (found,) = [f for f in findings if f.code == "slot.wider_region"]
    assert found.params == {"slot": "power/CN-GD", "zone": "CN-GD", "dataset": "coal-power", "region": "CN"}


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (lambda d: line(d).update(amount=1e308), f"{PART}.amount"),
        (lambda d: d["parameters"]["cycles"].update(amount=1e-320), ""),
    ],
)
def test_figures_beyond_counting_block(edit: Edit, where: str) -> None:
    document = toys.product_document()
    edit(document)
    with pytest.raises(BlockedError) as blocked:
        calculate(parse_product(document), toys.rule(), toys.background())
    assert [(f.code, f.where) for f in blocked.value.findings] == [("figures.not_finite", where)]
