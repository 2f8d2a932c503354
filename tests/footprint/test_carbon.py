"""Biogenic carbon, land use, aircraft, offsets; the inventory by gas and another characterization set, by hand.

Technosphere (rows: what is taken) and elementary flows of one unit, all datasets beside those of toys.py:

                    growing   pulping   burning    air
    growing            .        2.0        .        .
    slot:power         .        0.5        .        .     [kWh], coal 0.9 kg CO2
    CO2 uptake        1.8        .         .        .     [kg]
    CO2 biogenic       .        0.4       1.1       .     [kg]
    CH4 biogenic       .         .        0.02      .     [kg]
    CO2 land use      0.3        .         .        .     [kg]
    CO2 aircraft       .         .         .       0.6    [kg]
    CO2e aircraft      .         .         .       0.1    [kg CO2e, not divided by gas]

The box takes 3 kg of pulp, burns 2 kg and flies 5 units. Taken up 3 × 2.0 × 1.8 = 10.8 kg CO2. Given off
3 × 0.4 + 2 × 1.1 = 3.4 kg CO2 and 2 × 0.02 = 0.04 kg CH4, whose carbon is that of 0.04 × 44 / 16 = 0.11 kg CO2.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.background import Background, Factor, Flow
from footprint.calculate import calculate, check
from footprint.elementary import FlowAmount, find_set, recharacterize
from footprint.engine import plain
from footprint.engine.system import assemble
from footprint.errors import BlockedError, InputError, ProductError
from footprint.inventory import build_inventory
from footprint.product import Product, parse_product
from footprint.record import build_record, canonical
from footprint.result import Result
from footprint.verify import verify
from tests.footprint import toys
from tests.footprint.test_suppliers import STATED, SUPPLIERS

AR6 = {"co2": 1.0, "ch4": 29.8, "co2-biogenic": 1.0, "co2-uptake": -1.0, "ch4-biogenic": 27.0, "co2-land": 1.0,
       "co2-air": 1.0, "co2e-air": 1.0}  # fmt: skip
AR5 = AR6 | {"ch4": 28.0, "ch4-biogenic": 28.0}
ZERO = AR6 | {"co2-biogenic": 0.0, "co2-uptake": 0.0}
UPTAKE, RELEASED = 10.8, 3.4 + 0.11


def grown() -> Background:
    toy = toys.background()
    made = (
        toys.dataset(
            "growing", "kg", "released",
            toys.exchange(1, "emission", "co2-uptake", 1.8, "kg"),
            toys.exchange(2, "emission", "co2-land", 0.3, "kg"),
        ),
        toys.dataset(
            "pulping", "kg", "released",
            toys.exchange(1, "provider", "growing", 2.0, "kg"),
            toys.exchange(2, "slot", "power/CN", 0.5, "kWh"),
            toys.exchange(3, "emission", "co2-biogenic", 0.4, "kg"),
        ),
        toys.dataset(
            "burning", "kg", "released",
            toys.exchange(1, "emission", "co2-biogenic", 1.1, "kg"),
            toys.exchange(2, "emission", "ch4-biogenic", 0.02, "kg"),
        ),
        toys.dataset(
            "air", "t*km", "released",
            toys.exchange(1, "emission", "co2-air", 0.6, "kg"),
            toys.exchange(2, "emission", "co2e-air", 0.1, "kg"),
        ),
    )  # fmt: skip
    flows = (
        Flow("co2-uptake", toys.text("uptake"), "kg", "co2", "biogenic_uptake"),
        Flow("ch4-biogenic", toys.text("CH4"), "kg", "ch4", "biogenic_emissions"),
        Flow("co2-land", toys.text("land"), "kg", "co2", "land_use_change"),
        Flow("co2-air", toys.text("air"), "kg", "co2", "aircraft"),
        Flow("co2e-air", toys.text("air"), "kg", "undivided", "aircraft"),
    )
    sets = {"ipcc-ar6-gwp100": AR6, "ipcc-ar5-gwp100": AR5, "ipcc-ar6-gwp100-biogenic-zero": ZERO}
    return replace(
        toy,
        datasets={**toy.datasets, **{d.id: d for d in made}},
        flows={**toy.flows, **{f.id: f for f in flows}},
        characterization={
            name: {flow: Factor(value, "toy", "") for flow, value in known.items()} for name, known in sets.items()
        },
    )


BACKGROUND = grown()
CITE = toys.CITE
BOX: dict[str, Any] = {
    "lines": [
        {"id": "pulp", "activity": "body", "dataset": "pulping", "amount": 3, "unit": "kg"},
        {"id": "burnt", "activity": "body", "dataset": "burning", "amount": 2, "unit": "kg"},
        {"id": "flown", "activity": "freight", "dataset": "air", "amount": 5, "unit": "t*km"},
        {"id": "power", "activity": "energy", "slot": "power", "amount": 1, "unit": "kWh"},
        {"id": "none", "activity": "recycling", "dataset": "recycling", "amount": 0, "unit": "kg"},
    ]
}


def rule(**changes: Any) -> Any:
    document = toys.rule_document()
    freight = document["activity_data"][0] | {"id": "freight", "quantity": "freight", "unit": "t*km"}
    document["activity_data"] = [*document["activity_data"], freight]
    return toys.rule(activity_data=document["activity_data"], **changes)


def product(**changes: Any) -> Product:
    document = copy.deepcopy(toys.product_document())
    document["processes"] = [document["processes"][1] | BOX]
    return parse_product(document | changes)


def solve(found: Product | None = None, background: Background = BACKGROUND, **rules: Any) -> Result:
    return calculate(found or product(), rule(**rules), background)


def per_box(result: Result) -> dict[str, float]:
    return {one.flow: one.amount * toys.DELIVERED for one in result.flows}


# The inventory by gas


def test_the_inventory_by_hand() -> None:
    assert per_box(solve()) == pytest.approx(
        {
            "co2": (3 * 0.5 + 1) * 0.9, "co2-uptake": 10.8, "co2-biogenic": 3.4, "ch4-biogenic": 0.04,
            "co2-land": 3 * 2.0 * 0.3, "co2-air": 3.0, "co2e-air": 0.5,
        }
    )  # fmt: skip
    units = {one.flow: one.unit for one in solve().flows}
    assert (units["co2e-air"], units["co2-air"]) == ("kg CO2e", "kg")


def test_categories_by_hand() -> None:
    found = {name: value * toys.DELIVERED for name, value in solve().categories().items()}
    assert found == pytest.approx(
        {
            "fossil": 2.25, "biogenic_emissions": 3.4 + 0.04 * 27, "biogenic_uptake": -10.8, "land_use_change": 1.8,
            "aircraft": 3.5,  # the greenhouse gases alone: nothing multiplies them for effects at altitude
        }
    )  # fmt: skip


def test_a_full_solve_gives_the_same_inventory() -> None:
    for found, rules in ((product(), rule()), (toys.product(), toys.rule())):
        result = calculate(found, rules, BACKGROUND)
        system = assemble(build_inventory(found, rules.rule, BACKGROUND), BACKGROUND, result.characterization)
        amounts = dict(zip(system.flows, map(float, plain.inventory(system)), strict=True))
        assert {f: a for f, a in amounts.items() if a} == pytest.approx({o.flow: o.amount for o in result.flows})
        assert verify(found, rules, BACKGROUND, result).holds


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=4, max_size=4))
def test_flows_times_factors_are_the_columns(amounts: list[float]) -> None:
    lines = [line | {"amount": amount} for line, amount in zip(BOX["lines"], amounts, strict=False)]
    document = product().to_document()
    document["processes"][0]["lines"] = lines + BOX["lines"][4:]
    result = solve(parse_product(document))
    scale = max(map(abs, (*result.categories().values(), 1e-12)))
    assert sum(one.value for one in result.flows) == pytest.approx(result.total, abs=1e-9 * scale)
    for gas, value in result.gases().items():
        assert sum(o.value for o in result.flows if o.gas == gas) == pytest.approx(value, abs=1e-9 * scale)
    for name, value in result.categories().items():
        assert sum(o.value for o in result.flows if o.category == name) == pytest.approx(value, abs=1e-9 * scale)


def test_the_record_keeps_it() -> None:
    found = product()
    record = build_record(found, solve(found), BACKGROUND)
    assert [row["flow"] for row in record["elementary_flows"]] == sorted(per_box(solve()))
    assert "not_part_of_the_footprint" not in record
    again = solve(parse_product(record["product"]))
    assert canonical(build_record(found, again, BACKGROUND)) == canonical(record)
    assert "biogenic_carbon" in record
    dry = build_record(toys.product(), calculate(toys.product(), toys.rule(), toys.background()), toys.background())
    assert dry["biogenic_carbon"]["content"] == []  # the toy part gives off biogenic CO2


# Another characterization set


@pytest.mark.parametrize(("name", "known"), [("AR5", AR5), ("biogenic-zero", None), ("zero", ZERO), ("ar6", AR6)])
def test_another_set_from_the_same_inventory(name: str, known: dict[str, float] | None) -> None:
    if known is None:
        with pytest.raises(InputError, match="names no characterization set: known are ipcc-ar5"):
            find_set(BACKGROUND, name)
        return
    result, set_id = solve(), find_set(BACKGROUND, name)
    found = recharacterize(result.flows, result.characterization, set_id, BACKGROUND.characterization[set_id])
    assert found.total * toys.DELIVERED == pytest.approx(sum(a * known[f] for f, a in per_box(result).items()))
    assert found.total == pytest.approx(solve(characterization={"set": set_id, "cite": CITE}).total, rel=1e-12)
    assert found.declared == pytest.approx(result.total)
    assert [one.flow for one in found.fixed] == ["co2e-air"]
    assert found.fixed_value * toys.DELIVERED == pytest.approx(0.5)
    whole = sum(abs(v) for v in found.by_gas.values()) * toys.DELIVERED
    assert found.fixed_share == pytest.approx(0.5 / whole)
    assert found.to_dict()["declared_figure"] is False


def test_ar5_by_hand() -> None:
    result = solve()
    found = recharacterize(result.flows, "", "x", BACKGROUND.characterization["ipcc-ar5-gwp100"])
    assert (found.total - result.total) * toys.DELIVERED == pytest.approx(0.04 * (28 - 27))


def test_a_set_without_a_factor_says_so() -> None:
    with pytest.raises(InputError, match="set x has no factor for ch4"):
        recharacterize([FlowAmount("ch4", "ch4", "fossil", 1.0, "kg", 29.8)], "ipcc-ar6-gwp100", "x", {})


def test_a_supplier_cannot_be_stated_otherwise_but_for_its_uptake() -> None:
    document = product().to_document()
    document["suppliers"] = [STATED]
    document["processes"][0]["lines"][0] = BOX["lines"][0] | {"supplier": "green-steel", "amount": 2}
    del document["processes"][0]["lines"][0]["dataset"]
    found = parse_product(document)
    zero = {"set": "ipcc-ar6-gwp100-biogenic-zero", "cite": CITE}
    counted, left_out = solve(found, suppliers=SUPPLIERS), solve(found, suppliers=SUPPLIERS, characterization=zero)
    line = next(x for x in counted.lines if x.id == "pulp")
    other = next(x for x in left_out.lines if x.id == "pulp")
    assert line.total * toys.DELIVERED == pytest.approx(4.0)  # for 2 kg, uptake included
    assert other.total * toys.DELIVERED == pytest.approx(5.2)  # the supplier's total without uptake
    assert verify(found, rule(suppliers=SUPPLIERS, characterization=zero), BACKGROUND, left_out).holds


# What the product holds


def held(*entries: dict[str, Any]) -> list[dict[str, Any]]:
    common = {"unit": "kg", "source": "analysis 17"}
    return [{"id": f"c{i}", "part": "product"} | common | entry for i, entry in enumerate(entries)]


def test_carbon_content_by_hand() -> None:
    entries = held(
        {"amount": 0.9},
        {"amount": 440, "unit": "g", "counted_as": "co2"},  # 0.12 kg C
        {"amount": 2, "counted_as": "material", "share": 0.45, "part": "packaging"},  # 0.9 kg C
    )
    before, result = solve(), solve(product(carbon_content=entries))
    assert result.total == before.total
    content = {one.part: one.carbon * toys.DELIVERED for one in result.carbon.content}
    assert content == pytest.approx({"product": 0.9 + 0.12, "packaging": 0.9})
    assert result.carbon.held * toys.DELIVERED == pytest.approx(1.92 * 44 / 12)
    told = result.carbon.to_dict()["biogenic_carbon"]
    assert told["taken_up"] * toys.DELIVERED == pytest.approx(UPTAKE)
    assert told["released"] * toys.DELIVERED == pytest.approx(RELEASED)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"amount": 1, "counted_as": "material"}, "share belongs to"),
        ({"amount": 1, "share": 0.5}, "share belongs to"),
        ({"amount": -1}, "negative"),
        ({"amount": 1, "counted_as": "material", "share": 45}, "less than or equal to 1"),
        ({"amount": 1, "part": "box"}, "packaging"),
    ],
)
def test_contents_that_are_refused(entry: dict[str, Any], told: str) -> None:
    with pytest.raises(ProductError, match=told):
        product(carbon_content=held(entry))


def codes(found: Product, **rules: Any) -> dict[str, str]:
    result = check(found, rule(**rules).rule, BACKGROUND)
    return {f.code: f.severity for f in result if f.code.startswith(("carbon", "apart", "unit", "evidence"))}


CARBON = {"cite": CITE}


def test_checks_of_the_content() -> None:
    assert codes(product()) == {}
    assert codes(product(), carbon=CARBON | {"content": "required"}) == {"carbon.content_missing": "warning"}
    assert codes(product(carbon_content=held({"amount": 1, "unit": "kWh"}))) == {"unit.dimension": "error"}
    assert codes(product(carbon_content=held({"amount": 1, "source": ""}))) == {"carbon.source_missing": "warning"}
    proof = [{"kind": "guess", "reference": "1"}]
    assert codes(product(carbon_content=held({"amount": 1, "evidence": proof}))) == {
        "evidence.kind_unknown": "warning"
    }


# The balance


def balance(**changes: Any) -> dict[str, Any] | None:
    found = [f for f in solve(product(**changes)).findings if f.code == "carbon.balance"]
    return found[0].params if found else None


def test_the_balance_is_open_by_what_nobody_accounts_for() -> None:
    told = balance()
    assert told is not None
    named = {k: told[k] * toys.DELIVERED for k in ("taken_up", "released", "held", "difference")}
    assert named == pytest.approx(
        {"taken_up": UPTAKE, "released": RELEASED, "held": 0, "difference": UPTAKE - RELEASED}
    )


def test_the_balance_closes_with_the_content() -> None:
    left = (UPTAKE - RELEASED) * 12 / 44
    assert balance(carbon_content=held({"amount": left})) is None
    assert balance(carbon_content=held({"amount": 0.96 * left})) is None
    assert balance(carbon_content=held({"amount": 0.8 * left})) is not None
    split = held({"amount": 0.5 * left}, {"amount": 0.5 * left, "part": "packaging"})
    assert balance(carbon_content=split) is None


def test_the_balance_closes_with_the_release() -> None:
    document = product().to_document()
    lines = document["processes"][0]["lines"]
    lines[1] = lines[1] | {"amount": 2 * (UPTAKE - 1.2) / (RELEASED - 1.2)}  # burns all of it
    found = solve(parse_product(document))
    assert "carbon.balance" not in {f.code for f in found.findings}
    assert found.carbon.taken_up == pytest.approx(found.carbon.released)


def test_no_carbon_no_balance() -> None:
    document = product().to_document()
    steel = BOX["lines"][0] | {"dataset": "steel"}
    document["processes"][0]["lines"] = [steel, *BOX["lines"][2:]]
    result = solve(parse_product(document))
    assert result.carbon.to_dict() == {}
    assert "carbon.balance" not in {f.code for f in result.findings}


# −1 and +1, or 0 and 0


@pytest.mark.parametrize(
    ("treatment", "set_id", "wrong"),
    [
        ("minus_one_plus_one", "ipcc-ar6-gwp100", []),
        ("minus_one_plus_one", "ipcc-ar6-gwp100-biogenic-zero", ["co2-biogenic", "co2-uptake"]),
        ("zero_zero", "ipcc-ar6-gwp100-biogenic-zero", []),
        ("zero_zero", "ipcc-ar6-gwp100", ["co2-biogenic", "co2-uptake"]),
        ("open", "ipcc-ar6-gwp100", []),
    ],
)
def test_the_set_weighs_as_the_rule_says(treatment: str, set_id: str, wrong: list[str]) -> None:
    rules = rule(
        carbon=CARBON | {"biogenic_co2": treatment}, characterization={"set": set_id, "cite": CITE}
    ).rule  # fmt: skip
    found = [f for f in check(product(), rules, BACKGROUND) if f.code == "carbon.factors"]
    assert [(f.severity, f.params["flows"]) for f in found] == ([("error", wrong)] if wrong else [])


def test_zero_and_zero_by_hand() -> None:
    zero = solve(characterization={"set": "ipcc-ar6-gwp100-biogenic-zero", "cite": CITE})
    assert (zero.total - solve().total) * toys.DELIVERED == pytest.approx(10.8 - 3.4)
    assert zero.categories()["biogenic_uptake"] == 0
    assert zero.categories()["biogenic_emissions"] * toys.DELIVERED == pytest.approx(0.04 * 27)
    assert per_box(zero) == pytest.approx(per_box(solve()))
    assert zero.carbon == solve().carbon


# Offsets and whatever else stands beside


def apart(**changes: Any) -> list[dict[str, Any]]:
    offset = {"id": "forest", "kind": "offset", "amount": 0.5, "unit": "t", "method": "VM0007",
              "reference": "register 4711"}  # fmt: skip
    return [offset | changes]


@pytest.mark.parametrize(
    "kind", ["offset", "stored_carbon", "delayed_emissions", "indirect_land_use_change", "aircraft_other_effects"]
)
def test_what_stands_apart_never_counts(kind: str) -> None:
    before, after = solve(), solve(product(apart=apart(kind=kind)))
    assert after.total == before.total
    assert after.categories() == before.categories()
    assert after.by_stage() == before.by_stage()
    (row,) = after.carbon.to_dict()["not_part_of_the_footprint"]
    assert (row["kind"], row["unit"]) == (kind, "kg CO2e")
    assert row["amount"] * toys.DELIVERED == pytest.approx(500)


def test_a_rule_may_forbid_the_mention() -> None:
    found = product(apart=apart())
    assert codes(found) == {"apart.open": "warning"}
    assert codes(found, carbon=CARBON | {"apart": {"offset": "accepted"}}) == {"apart.accepted": "info"}
    refused = CARBON | {"apart": {"offset": "refused"}}
    assert codes(found, carbon=refused) == {"apart.refused": "error"}
    with pytest.raises(BlockedError):
        solve(found, carbon=refused)
    assert codes(product(apart=apart(kind="stored_carbon")), carbon=refused) == {"apart.open": "warning"}


def test_what_stands_apart_can_be_looked_up() -> None:
    admitted = CARBON | {"apart": {"offset": "accepted"}}
    bare = codes(product(apart=apart(reference="", method="")), carbon=admitted)
    assert bare == {
        "apart.accepted": "info", "apart.evidence_missing": "warning", "apart.method_missing": "warning",
    }  # fmt: skip
    assert codes(product(apart=apart(unit="kWh")), carbon=admitted)["unit.dimension"] == "error"


def test_an_offset_cannot_be_a_line() -> None:
    document = product().to_document()
    document["processes"][0]["lines"][0] = BOX["lines"][0] | {"amount": -3}
    with pytest.raises(ProductError, match="a negative amount is refused"):
        parse_product(document)
    with pytest.raises(ProductError, match="negative"):
        product(apart=apart(amount=-1))


def test_slots_are_in_the_inventory() -> None:
    before, after = per_box(solve()), per_box(solve(product(electricity={"family": "zone", "year": 2024})))
    assert after["co2"] == pytest.approx(1.5 * 0.9 + 1 * 0.01)  # the plant's own kilowatt hour alone is hydro power
    assert before | {"co2": 0} == pytest.approx(after | {"co2": 0})
