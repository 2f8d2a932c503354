"""Where the value of a parameter comes from: rule, choice, formula, preparer, default."""

from __future__ import annotations

from typing import Any

import pytest

from footprint.calculate import calculate
from footprint.checks import check
from footprint.errors import BlockedError
from footprint.parameters import resolve_parameters
from footprint.product import parse_product
from tests.footprint import toys

BACKGROUND = toys.background()
CITE = toys.CITE


def number(unit: str = "1", quantity: str = "dimensionless", **more: Any) -> dict[str, Any]:
    return {"title": "x", "quantity": quantity, "unit": unit, "cite": CITE} | more


# cycles = per_year × years, per_year by class; a box carries 3 kWh of standby from parameters.
PARAMETERS = toys.rule_document()["parameters"] | {
    "cycles": number(
        derive={"formula": "over_uses", "inputs": {"value": "per_year", "mass": "years", "dose": "one"}}
    ),
    "per_year": number(by="class", values={"car": 60.0, "scooter": 20.0, "other": None}),
    "years": number("kg", "mass", default=8.0),
    "one": number("kg", "mass", value=1.0),
}
CHOICES = {
    "class": {
        "title": "Class", "cite": CITE,
        "options": {"car": {"title": "Car"}, "scooter": {"title": "Scooter"}, "other": {"title": "Other"}},
    }
}  # fmt: skip
RULE = toys.rule(parameters=PARAMETERS, choices=CHOICES)


def document(option: str | None = "car", **parameters: Any) -> dict[str, Any]:
    found = toys.product_document()
    found["parameters"] = {"capacity": {"amount": 2, "unit": "kWh"}} | parameters
    found["choices"] = {"class": {"option": option}} if option else {}
    return found


def codes(doc: dict[str, Any]) -> dict[str, str]:
    return {f.where: f.code for f in check(parse_product(doc), RULE.rule, BACKGROUND) if f.severity == "error"}


def test_each_origin() -> None:
    values = resolve_parameters(parse_product(document(years={"amount": 5000, "unit": "g"})), RULE.rule)
    assert {n: (v.value, v.origin) for n, v in values.items()} == {
        "capacity": (2.0, "preparer"),
        "cycles": (300.0, "derived"),
        "per_year": (60.0, "choice"),
        "years": (5.0, "preparer"),
        "one": (1.0, "rule"),
    }


def test_default_is_taken_and_told() -> None:
    found = calculate(parse_product(document("scooter")), RULE, BACKGROUND)
    assert {v.name: v.value for v in found.values}["cycles"] == 160
    assert ("parameter.default", "parameters.years") in {(f.code, f.where) for f in found.findings}
    assert found.reference_flow == pytest.approx(1 / 320)


def test_an_option_without_value_is_open() -> None:
    assert codes(document("other")) == {"parameters.per_year": "parameter.missing"}
    given = document("other", per_year={"amount": 90, "unit": "1"})
    findings = {f.code for f in check(parse_product(given), RULE.rule, BACKGROUND)}
    assert "parameter.reason_missing" in findings
    assert calculate(parse_product(given), RULE, BACKGROUND).reference_flow == pytest.approx(1 / (2 * 90 * 8))


def test_what_the_rule_fixes_is_not_given() -> None:
    assert codes(document(per_year={"amount": 90, "unit": "1"})) == {"parameters.per_year": "parameter.fixed"}
    assert codes(document(cycles={"amount": 90, "unit": "1"})) == {"parameters.cycles": "parameter.fixed"}


def test_choices_are_made_among_the_options() -> None:
    assert codes(document(None))["choices.class"] == "choice.missing"
    assert codes(document("lorry"))["choices.class.option"] == "choice.option_unknown"
    wrong = document()
    wrong["choices"]["colour"] = {"option": "red"}
    assert codes(wrong) == {"choices.colour": "choice.unknown"}


def test_a_formula_without_result_blocks_with_its_numbers() -> None:
    rule = toys.rule(parameters=PARAMETERS | {"one": number("kg", "mass", default=1.0)}, choices=CHOICES)
    doc = document(one={"amount": 0, "unit": "kg"})
    with pytest.raises(BlockedError) as error:
        calculate(parse_product(doc), rule, BACKGROUND)
    assert [f.code for f in error.value.findings if f.severity == "error"] == ["parameter.no_result"]
    assert "one = 0" in str(error.value.findings[0].params["problem"])


def test_the_record_shows_every_value_and_choice() -> None:
    shown = calculate(parse_product(document()), RULE, BACKGROUND).to_dict()
    assert {p["id"]: p["origin"] for p in shown["parameters"]}["cycles"] == "derived"
    assert shown["choices"] == [{"id": "class", "option": "car", "origin": "preparer", "reason": ""}]
