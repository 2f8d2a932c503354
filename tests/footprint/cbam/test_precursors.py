"""Precursors: which figure, which weight, which emissions count."""

from __future__ import annotations

from typing import Any

import pytest

from footprint.cbam.reading import parse_installation
from footprint.cbam.what_if import goods_against_default, switch_precursors
from tests.footprint.cbam.fake import METHOD, document, law, mwh, run, t

GAS = 26.928  # 10 t of natural gas


def entry(key: str, mass: float, **fields: Any) -> dict[str, Any]:
    base = {
        "id": key, "cn": "72071111", "country": "CN", "basis": "actual", "direct": {"amount": 2.0, "unit": "t/t"},
        "uses": [{"process": "rolling", "amount": t(mass)}],
    }  # fmt: skip
    return {k: v for k, v in {**base, **fields}.items() if v is not None}


def direct(precursors: list[dict[str, Any]], **kwargs: Any) -> float:
    made = document(precursors=precursors, evidence=[{"id": "proof", "kind": "mass-balance"}])
    return run(made, **kwargs).process("rolling").embedding.direct


def see(amount: float) -> dict[str, Any]:
    return {"amount": amount, "unit": "t CO2e/t"}


def test_the_mass_that_enters_counts_with_what_is_cut_off() -> None:
    """110 t entered for 100 t of bars."""
    assert direct([entry("a", 110)]) == pytest.approx((GAS + 110 * 2) / 100)


def test_several_suppliers_of_one_code_are_averaged_by_mass_received() -> None:
    """60 t at 2 and 40 t at 3 were received, so what was used counts 2.4, whichever was used."""
    two = [entry("a", 90, amount=t(60)), entry("b", 20, amount=t(40), direct=see(3))]
    assert direct(two) == pytest.approx((GAS + 110 * 2.4) / 100)


def test_a_single_source_counts_by_itself_only_with_evidence() -> None:
    two = [entry("a", 60, assigned=True, evidence=["proof"]), entry("b", 40, direct=see(3))]
    assert direct(two) == pytest.approx((GAS + 60 * 2 + 40 * 3) / 100)


def test_other_codes_are_not_averaged() -> None:
    two = [entry("a", 60), entry("b", 40, cn="72072011", direct=see(3))]
    assert direct(two) == pytest.approx((GAS + 60 * 2 + 40 * 3) / 100)


def test_free_origins_count_zero_and_weigh_in_the_average() -> None:
    assert direct([entry("a", 110, country="DE")]) == pytest.approx(GAS / 100)
    two = [entry("a", 50), entry("b", 50, country="CH", direct=see(9))]
    assert direct(two) == pytest.approx((GAS + 100 * 1.0) / 100)


def test_default_values_bear_the_mark_up_unless_switched_off() -> None:
    made = [entry("a", 100, basis="default", direct=None)]
    defaults = {"72071111": (3.0, None, 3.0)}
    assert direct(made, defaults=defaults, markup=0.1) == pytest.approx((GAS + 330) / 100)
    assert direct(made, defaults=defaults, markup=0.1, mark_up=False) == pytest.approx((GAS + 300) / 100)


def test_an_unknown_country_takes_the_table_of_the_unknown() -> None:
    made = [entry("a", 100, basis="default", direct=None, country=None)]
    found = direct(made, defaults={"72071111 unknown": (5.0, None, 5.0), "72071111 CN": (3.0, None, 3.0)})
    assert found == pytest.approx((GAS + 500) / 100)


# What counts of indirect emissions (Annex I 3.1)


def test_the_indirect_emissions_of_an_annex_2_precursor_do_not_count() -> None:
    found = run(document(precursors=[entry("a", 100, indirect=see(0.5))])).process("rolling").embedding
    assert found.counted == 0
    assert found.priced == found.direct


def test_those_of_a_precursor_outside_annex_2_count_in_an_annex_2_good() -> None:
    """The trap: sintered ore (2601 12) in pig iron."""
    made = document(precursors=[entry("ore", 150, cn="26011200", indirect=see(0.04))])
    made["processes"][0]["goods"][0]["cn"] = "72011011"
    made["electricity"] = {
        "supplies": [{"id": "grid", "kind": "grid", "country": "CN"}],
        "users": [{"process": "rolling", "amount": mwh(1000)}],
    }
    found = run(made).process("rolling").embedding
    assert found.counted == pytest.approx(150 * 0.04 / 100), "of the ore alone, not the own electricity"
    assert found.indirect == pytest.approx((150 * 0.04 + 605) / 100)
    assert found.priced == pytest.approx(found.direct + 0.06)


def test_and_go_on_counting_down_the_chain() -> None:
    made = document(precursors=[entry("ore", 150, cn="26011200", indirect=see(0.04), uses=[
        {"process": "furnace", "amount": t(150)}])])  # fmt: skip
    made["processes"] = [
        {"id": "furnace", "goods": [{"cn": "72011011", "market": t(0),
                                     "in_house": [{"process": "rolling", "amount": t(100)}]}]},
        {"id": "rolling", "goods": [{"cn": "72142000", "market": t(80)}]},
    ]  # fmt: skip
    assert run(made).process("rolling").embedding.counted == pytest.approx(150 * 0.04 / 80)


def test_an_annex_2_precursor_can_bring_what_counts_in_it() -> None:
    made = document(precursors=[entry("iron", 100, indirect=see(0.5), indirect_counted=see(0.06))])
    assert run(made).process("rolling").embedding.counted == pytest.approx(0.06)


def test_in_a_good_outside_annex_2_annex_2_precursors_bring_none() -> None:
    made = document(precursors=[entry("hydrogen-like", 10, indirect=see(0.5))])
    made["processes"][0]["goods"][0] |= {"cn": "28080000", "content": {"amount": 1, "unit": "kg/t"}}
    made["electricity"] = {
        "supplies": [{"id": "grid", "kind": "grid", "country": "CN"}],
        "users": [{"process": "rolling", "amount": mwh(100)}],
    }
    assert run(made).process("rolling").embedding.counted == pytest.approx(60.5 / 100)


def test_the_total_of_a_default_value_counts_outside_annex_2() -> None:
    """Printed parts may not add up; the total counts."""
    made = document(precursors=[entry("ore", 100, cn="26011200", basis="default", direct=None)])
    made["processes"][0]["goods"][0]["cn"] = "72011011"
    found = run(made, defaults={"26011200": (0.31, 0.04, 0.36)}, markup=0.1).process("rolling").embedding
    assert found.priced == pytest.approx((GAS + 100 * 0.36 * 1.1) / 100)


# Electricity


def test_electricity_of_several_sources_is_averaged_unless_proven() -> None:
    made = document(precursors=[], evidence=[{"id": "proof", "kind": "meter-data"}])
    made["processes"][0]["goods"][0] |= {"cn": "28080000", "content": {"amount": 1, "unit": "kg/t"}}
    made["electricity"] = {
        "supplies": [
            {"id": "grid", "kind": "grid", "country": "CN", "amount": mwh(300)},
            {"id": "wind", "kind": "ppa", "amount": mwh(100), "emission_factor": {"amount": 0, "unit": "t/MWh"},
             "evidence": ["proof"]},
        ],
        "users": [{"process": "rolling", "amount": mwh(100)}],
    }  # fmt: skip
    found = run(made).process("rolling")
    assert found.attributed_indirect == pytest.approx(100 * 0.605 * 0.75)
    assert found.embedding.counted_default == pytest.approx(found.embedding.counted), "the grid factor is a default"
    made["electricity"]["users"][0] |= {"supply": "wind", "evidence": ["proof"]}
    assert run(made).process("rolling").attributed_indirect == 0


def test_the_main_meter_corrects_the_users_of_electricity() -> None:
    """Eq 41: 121 MWh came in, the users read 100 and 10."""
    made = document(precursors=[])
    made["processes"][0]["goods"][0] |= {"cn": "28080000", "content": {"amount": 1, "unit": "kg/t"}}
    made["electricity"] = {
        "supplies": [{"id": "grid", "kind": "grid", "country": "CN"}],
        "users": [{"process": "rolling", "amount": mwh(100)}, {"outside": "offices", "amount": mwh(10)}],
        "total": mwh(121),
    }
    assert run(made).process("rolling").attributed_indirect == pytest.approx(110 * 0.605)


# What if


def test_actual_against_default() -> None:
    defaults = {"72142000": (3.0, None, 3.0), "72071111": (2.5, None, 2.5)}
    installation = parse_installation(document())
    rules = law(defaults=defaults, markup=0.1)
    found = run(document(), defaults=defaults, markup=0.1)
    row = goods_against_default(found, rules)[0]
    assert row.default == pytest.approx(3.3)
    assert row.saved == pytest.approx(3.3 - (GAS + 220) / 100)
    switch = switch_precursors(installation, found, rules, METHOD)[0]
    assert switch.change == pytest.approx({"rolling": 110 * (2.75 - 2.0) / 100})
    assert switch_precursors(installation, found, law(), METHOD) == (), "no default value, no comparison"
