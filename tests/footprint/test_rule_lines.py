"""Lines the rule writes: derived amounts, end of life, the cut-off surcharge; three solvers agree on them.

The box of toys.py, per box of 1 000 kWh::

    use      0.2 kWh of loss per kWh delivered             200 kWh, in the region of the process `life`
    steel    3 kg in the box, R2 = 0.9, A = 0.2, Qs/Qp = 1
             recycling +(1 − 0.2) × 0.9 × 3 = 2.16 kg, credit −2.16 kg steel, disposal 0.1 × 3 = 0.3 kg
             content   R1 = 0.5: +0.5 × 0.2 × 3 = 0.3 kg recycled, −0.5 × (1 − 0.8) × 3 = −0.3 kg steel
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from footprint.calculate import calculate
from footprint.checks import check
from footprint.product import parse_product
from footprint.result import Result
from footprint.rule import LoadedRule
from footprint.verify import verify
from tests.footprint import toys

BACKGROUND = toys.background()
CITE = toys.CITE


def number(unit: str, quantity: str, **more: Any) -> dict[str, Any]:
    return {"title": "x", "quantity": quantity, "unit": unit, "cite": CITE} | more


def share(value: float) -> dict[str, Any]:
    return number("1", "dimensionless", value=value)


def rule(method: str = "circular_footprint_formula", **changes: Any) -> LoadedRule:
    document = toys.rule_document()
    document["stages"]["use"] = {"title": "Use", "boundary": "included", "cite": CITE}
    document["processes"] = [
        {"id": "blank", "title": "Blank", "unit": "kg"},
        {"id": "box", "title": "Box", "unit": "item"},
        {"id": "life", "title": "Life", "unit": "item"},
    ]
    document["activity_data"].append(
        {
            "id": "boxes", "title": "Boxes", "stage": "making", "process": "life", "link": "box",
            "quantity": "count", "unit": "item", "required": "always", "origin": "any", "cite": CITE,
        }
    )  # fmt: skip
    derive = {"formula": "share_of", "inputs": {"value": "delivered", "share": "loss"}}
    document["activity_data"].append(
        {
            "id": "losses", "title": "Losses", "stage": "use", "process": "life", "quantity": "energy",
            "unit": "kWh", "required": "derived", "origin": "any", "cite": CITE,
            "default": {"slot": "power", "derive": derive, "unit": "kWh", "cite": CITE},
        }
    )  # fmt: skip
    document["parameters"] |= {
        "delivered": number(
            "kWh", "energy",
            derive={"formula": "battery_total_energy", "inputs": {"capacity": "capacity", "cycles": "cycles"}},
        ),
        "loss": share(0.2),
        "steel_mass": number("kg", "mass"),
        "a": share(0.2), "r1": share(0.5), "r2": share(0.9),
    }  # fmt: skip
    document["end_of_life"] = {
        "method": method, "cite": CITE,
        "materials": [] if method == "cut_off" else [
            {
                "id": "steel", "title": "Steel", "mass": "steel_mass", "a": "a", "r1": "r1", "r2": "r2",
                "virgin": "steel", "recycled": "recycling", "recycling": "recycling", "disposal": "part",
                "stage_in": "material", "stage_out": "recycling", "cite": CITE,
            }
        ],
    }  # fmt: skip
    return toys.rule(**document | changes)


def document(**changes: Any) -> dict[str, Any]:
    found = toys.product_document()
    found["parameters"]["steel_mass"] = {"amount": 3, "unit": "kg"}
    found["processes"].append(
        {
            "id": "life", "output": {"amount": 1, "unit": "item"}, "region": "CN-GD",
            "lines": [{"id": "box", "activity": "boxes", "process": "box", "amount": 1, "unit": "item"}],
        }
    )  # fmt: skip
    found["final_process"] = "life"
    return found | changes


def per_box(result: Result, basis: str) -> dict[str, float]:
    return {line.id: line.amount * toys.DELIVERED for line in result.lines if line.basis == basis}


def test_a_derived_amount_is_per_declared_unit_whatever_the_run() -> None:
    doc = document()
    for run in (1, 40):
        doc["processes"][-1]["output"]["amount"] = run
        doc["processes"][-1]["lines"][0]["amount"] = run
        result = calculate(parse_product(doc), rule("cut_off"), BACKGROUND)
        assert per_box(result, "derived") == {"derived-losses": pytest.approx(200, rel=1e-12)}
        assert result.by_stage()["use"] == pytest.approx(200 * toys.COAL / toys.DELIVERED, rel=1e-12)


def test_the_region_of_the_use_process_supplies_the_use() -> None:
    doc = document(electricity={"family": "zone", "year": 2024})
    result = calculate(parse_product(doc), rule("cut_off"), BACKGROUND)
    assert result.by_stage()["use"] == pytest.approx(200 * toys.HYDRO / toys.DELIVERED, rel=1e-12)
    doc["processes"][-1]["region"] = "CN"
    result = calculate(parse_product(doc), rule("cut_off"), BACKGROUND)
    assert result.by_stage()["use"] == pytest.approx(200 * toys.COAL / toys.DELIVERED, rel=1e-12)


def test_the_preparer_neither_gives_nor_forgets_a_derived_line() -> None:
    doc = document()
    doc["processes"][-1]["lines"].append(
        {"id": "own", "activity": "losses", "slot": "power", "amount": 1, "unit": "kWh"}
    )
    found = check(parse_product(doc), rule("cut_off").rule, BACKGROUND)
    assert [f.code for f in found if f.severity == "error"] == ["activity.derived"]
    without = toys.product_document()
    found = check(parse_product(without), rule("cut_off").rule, BACKGROUND)
    assert {f.code for f in found if f.severity == "error"} == {
        "parameter.missing", "activity.missing", "process.missing",
    }  # fmt: skip


def test_circular_footprint_formula_by_hand() -> None:
    result = calculate(parse_product(document()), rule(), BACKGROUND)
    assert per_box(result, "end_of_life") == pytest.approx(
        {
            "eol-steel-content": 0.3,
            "eol-steel-content-virgin": -0.3,
            "eol-steel-recycling": 2.16,
            "eol-steel-credit": -2.16,
            "eol-steel-disposal": 0.3,
        }
    )
    plain = calculate(parse_product(document()), rule("cut_off"), BACKGROUND)
    added = 0.3 * toys.RECYCLING - 0.3 * toys.STEEL + 2.16 * (toys.RECYCLING - toys.STEEL) + 0.3 * toys.PART
    assert (result.total - plain.total) * toys.DELIVERED == pytest.approx(added, rel=1e-12)


def test_substitution_credits_all_and_knows_no_recycled_content() -> None:
    result = calculate(parse_product(document()), rule("substitution"), BACKGROUND)
    assert per_box(result, "end_of_life") == pytest.approx(
        {"eol-steel-recycling": 2.7, "eol-steel-credit": -2.7, "eol-steel-disposal": 0.3}
    )


def test_end_of_life_without_mass_is_named_not_zero() -> None:
    doc = document()
    del doc["parameters"]["steel_mass"]
    open_mass = rule().rule.model_dump(by_alias=True)
    open_mass["parameters"]["steel_mass"]["required"] = False
    loaded = LoadedRule(rule=type(rule().rule).model_validate(open_mass), sha256="1" * 64, file="toy")
    result = calculate(parse_product(doc), loaded, BACKGROUND)
    assert "end_of_life.incomplete" in {f.code for f in result.findings}
    assert per_box(result, "end_of_life") == {}


CUT = {
    "measure": "mass", "scope": "component", "per_item": "limit", "cumulative": None,
    "treatment": "highest_intensity", "cite": CITE,
}  # fmt: skip


def test_left_out_mass_is_charged_at_the_most_intense_input() -> None:
    """rule-texts T11: 3.00 kg component, 2.98 identified; 0.02 kg (0.67 %) may be cut and is charged."""
    limited = rule("cut_off").rule.model_dump(by_alias=True)
    limited["parameters"]["limit"] = number("%", "dimensionless", value=1.0, required=False)
    limited["cut_off"] = CUT
    loaded = LoadedRule(rule=type(rule().rule).model_validate(limited), sha256="1" * 64, file="toy")
    doc = document(
        omitted=[{"process": "box", "name": "glue line", "amount": 20, "unit": "g", "reason": "not weighed"}]
    )
    doc["processes"][1]["lines"][1] |= {"amount": 2.98, "unit": "kg"}
    doc["processes"][1]["lines"][0]["amount"] = 1e-9  # the blanks weigh nothing here
    result = calculate(parse_product(doc), loaded, BACKGROUND)
    assert per_box(result, "cut_off") == {"cut-off-1": pytest.approx(0.02)}
    (line,) = [line for line in result.lines if line.basis == "cut_off"]
    assert line.dataset == "steel"
    shares = [f.params["share"] for f in result.findings if f.code == "cut_off.share"]
    assert shares == [pytest.approx(0.02 / 3, rel=1e-6)]
    assert "cut_off.above_limit" not in {f.code for f in result.findings}
    assert verify(parse_product(doc), loaded, BACKGROUND, result).holds

    doc["omitted"][0]["amount"] = 40
    result = calculate(parse_product(doc), loaded, BACKGROUND)
    assert "cut_off.above_limit" in {f.code for f in result.findings}


def test_an_omission_is_a_mass_of_a_process_with_a_reason() -> None:
    doc = document(
        omitted=[
            {"process": "lid", "name": "a", "amount": 1, "unit": "kg", "reason": "r"},
            {"process": "box", "name": "b", "amount": 1, "unit": "kWh"},
            {"process": "box", "name": "c", "activity": "body", "amount": 1, "unit": "kg", "reason": "r"},
        ]
    )
    guarded = rule("cut_off", cut_off=CUT | {"per_item": None, "forbidden_for": ["body"]}).rule
    found = [(f.code, f.where) for f in check(parse_product(doc), guarded, BACKGROUND) if f.where[:4] == "omit"]
    assert set(found) == {
        ("process.unknown", "omitted[0].process"),
        ("unit.dimension", "omitted[1].unit"),
        ("cut_off.reason_missing", "omitted[1]"),
        ("cut_off.forbidden", "omitted[2]"),
    }


@pytest.mark.parametrize("method", ["cut_off", "substitution", "circular_footprint_formula"])
def test_three_solvers_agree_on_credits(method: str) -> None:
    product = parse_product(document())
    result = calculate(product, rule(method), BACKGROUND)
    assert verify(product, rule(method), BACKGROUND, result).holds
    assert sum(result.by_stage().values()) == pytest.approx(result.total, rel=1e-12)


def test_order_of_lines_does_not_matter() -> None:
    doc = document()
    turned = copy.deepcopy(doc)
    turned["processes"].reverse()
    one, other = (calculate(parse_product(d), rule(), BACKGROUND) for d in (doc, turned))
    assert one.to_dict() == other.to_dict()
