"""Each formula by hand, on figures small enough to do in one's head."""

from __future__ import annotations

from typing import Any

import pytest

from footprint.cbam.heat import Fuel, of_mix
from tests.footprint.cbam.fake import document, law, mwh, run, t


def steps(found: Any) -> dict[str, float]:
    return {step.figure: step.value for step in found.trace}


def stream(**fields: Any) -> dict[str, Any]:
    return {"id": "s", "method": "combustion", "amount": t(100), "users": [{"process": "rolling"}], **fields}


def emissions(**fields: Any) -> float:
    found = run(document(streams=[stream(**fields)]))
    return found.direct_sources


TABLE = [
    # combustion, Eq 5 and 6: 100 t x 48 GJ/t x 56.1 t/TJ = 269.28 t
    ({"standard": "natural_gas"}, 269.28),
    ({"standard": "natural_gas", "oxidation_factor": 0.5}, 134.64),
    ({"ncv": {"amount": 48, "unit": "GJ/t"}, "emission_factor": {"amount": 56.1, "unit": "t CO2/TJ"}}, 269.28),
    ({"ncv": {"amount": 48, "unit": "MJ/kg"}, "emission_factor": {"amount": 56.1, "unit": "kg/GJ"}}, 269.28),
    ({"amount": {"amount": 4.8, "unit": "TJ"}, "standard": "natural_gas"}, 269.28),
    ({"amount": {"amount": 4800, "unit": "GJ"}, "emission_factor": {"amount": 56.1, "unit": "t/TJ"}}, 269.28),
    ({"emission_factor": {"amount": 3, "unit": "t CO2/t"}}, 300),
    # own net calorific value before the standard one, with the standard emission factor
    ({"standard": "natural_gas", "ncv": {"amount": 24, "unit": "GJ/t"}}, 134.64),
    # by volume
    ({"amount": {"amount": 1000, "unit": "Nm3"}, "ncv": {"amount": 36, "unit": "MJ/Nm3"},
      "standard": "natural_gas"}, 1000 * 36e-6 * 56.1),
    # from a carbon content, Eq 9: 100 t x 0.75 x 3.664
    ({"carbon_content": {"amount": 75, "unit": "%"}}, 274.8),
    # biomass counts as fossil without evidence, Eq 10 with it
    ({"standard": "natural_gas", "biomass_fraction": 0.25}, 269.28),
    # process emissions, Eq 11
    ({"method": "process", "standard": "carbonate_caco3"}, 44),
    ({"method": "process", "standard": "carbonate_caco3", "conversion_factor": 0.9}, 39.6),
    # mass balance, Eq 12: 100 t x 0.0109 x 3.664; what leaves is negative
    ({"method": "mass_balance", "standard": "steel_scrap"}, 3.99376),
    ({"method": "mass_balance", "standard": "steel_scrap", "direction": "out"}, -3.99376),
    # carbon from emission factors, Eq 13 and 14
    ({"method": "mass_balance", "emission_factor": {"amount": 3.664, "unit": "t/t"}}, 366.4),
    ({"method": "mass_balance", "standard": "natural_gas"}, 269.28),
    # deliveries and stocks, Annex II B.4.1
    ({"amount": None, "standard": "natural_gas",
      "batches": {"received": t(90), "dispatched": t(5), "stock_start": t(20), "stock_end": t(5)}}, 269.28),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_streams(fields: dict[str, Any], expected: float) -> None:
    given = {k: v for k, v in fields.items() if v is not None}
    made = stream(**given)
    if "amount" in fields and fields["amount"] is None:
        made.pop("amount")
    found = run(document(streams=[made]))
    assert found.direct_sources == pytest.approx(expected, rel=1e-12)


def test_biomass_with_evidence_is_zero_rated_and_shown_apart() -> None:
    made = stream(standard="natural_gas", biomass_fraction=0.25, biomass_evidence=["pos"])
    found = run(document(streams=[made], evidence=[{"id": "pos", "kind": "proof-of-sustainability"}]))
    assert found.direct_sources == pytest.approx(0.75 * 269.28)
    assert found.biomass == pytest.approx(0.25 * 269.28)


def test_measured_gases_and_global_warming_potential() -> None:
    measured = [
        {"id": "stack", "gas": "co2", "amount": t(1000), "biomass": t(100), "users": [{"process": "rolling"}]},
        {"id": "tail", "gas": "n2o", "amount": t(2), "users": [{"process": "rolling"}]},
    ]
    assert run(document(streams=[], measured=measured)).direct_sources == pytest.approx(900 + 2 * 265)


def test_overvoltage_takes_the_current_efficiency_as_a_share() -> None:
    """Eq 24: 1.16 x (2 mV / 0.8) x 1000 t x 0.001 = 2.9 t CF4. With 80 instead of 0.8 it would be 0.029."""
    cells = {
        "id": "c", "process": "smelter", "method": "overvoltage", "technology": "cwpb", "aluminium": t(1000),
        "overvoltage": 2.0, "current_efficiency": 0.8,
    }  # fmt: skip
    processes = [{"id": "smelter", "goods": [{"cn": "76011000", "market": t(1000)}]}]
    found = run(document(streams=[], precursors=[], processes=processes, cells=[cells]))
    cf4 = 2.9
    assert steps(found)["cells[c].CF4"] == pytest.approx(cf4)
    assert found.direct_sources == pytest.approx(cf4 * 6630 + cf4 * 0.121 * 11100)


def boiler(**fields: Any) -> dict[str, Any]:
    """100 t of gas, 4.8 TJ, 269.28 t CO2, in a boiler that serves two processes."""
    heat = {"id": "boiler", "kind": "boiler", "efficiency": 0.9, **fields}
    return document(
        streams=[stream(standard="natural_gas", users=[{"unit": "boiler"}])],
        heat=[{k: v for k, v in heat.items() if v is not None}],
        processes=[
            {"id": "rolling", "goods": [{"cn": "72142000", "market": t(100)}],
             "heat_in": [{"source": "boiler", "amount": {"amount": 3.0, "unit": "TJ"}}]},
            {"id": "coating", "goods": [{"cn": "72104900", "market": t(100)}], "scrap_in": [
                {"kind": "unknown", "amount": t(100)}],
             "heat_in": [{"source": "boiler", "amount": {"amount": 1.32, "unit": "TJ"}}]},
        ],
    )  # fmt: skip


def test_boiler_heat() -> None:
    """Eq 44, 45: 56.1 / 0.9 per TJ; 3 + 1.32 TJ at 90 % are just the 4.8 TJ that were burned."""
    found = run(boiler())
    assert found.process("rolling").attributed.heat_in == pytest.approx(3 * 56.1 / 0.9)
    together = sum(p.attributed.heat_in for p in found.processes)
    assert together == pytest.approx(269.28)
    assert not [f for f in found.findings if f.code == "cbam.heat_unattributed"]
    by_meter = run(boiler(efficiency=None, heat_produced={"amount": 4320, "unit": "GJ"}))
    assert by_meter.process("rolling").attributed.heat_in == pytest.approx(3 * 56.1 / 0.9)


def test_losses_of_heat_are_borne_in_proportion() -> None:
    """100 % of the heat made is attributed: 4.32 TJ used and 0.48 TJ lost of 4.8 TJ at an efficiency of 1."""
    found = run(boiler(efficiency=1.0, losses={"amount": 0.48, "unit": "TJ"}))
    assert sum(p.attributed.heat_in for p in found.processes) == pytest.approx(269.28)
    wrong = run(boiler(efficiency=1.0))
    assert [f.params["share"] for f in wrong.findings if f.code == "cbam.heat_unattributed"] == pytest.approx([0.1])


def test_flue_gas_cleaning_is_in_the_mix() -> None:
    found = run(boiler(flue_gas_cleaning=t(10)))
    assert sum(p.attributed.heat_in for p in found.processes) == pytest.approx(279.28)


def test_a_dirty_waste_gas_counts_as_natural_gas_in_heat() -> None:
    mixed, energy = of_mix([Fuel(2.0, 520.0, waste_gas=True), Fuel(1.0, 56.1)], 0.0, law())
    assert (mixed, energy) == (pytest.approx(3 * 56.1), 3.0)
    clean, _ = of_mix([Fuel(2.0, 20.0, waste_gas=True)], 0.0, law())
    assert clean == 20.0, "a cleaner waste gas keeps its own factor"


def test_imported_heat_of_unknown_fuel_is_at_ninety_percent() -> None:
    made = boiler()
    made["streams"] = []
    made["heat"] = [{"id": "boiler", "kind": "import", "standard": "natural_gas"}]
    assert run(made).process("rolling").attributed.heat_in == pytest.approx(3 * 56.1 / 0.9)
    made["heat"] = [{"id": "boiler", "kind": "exothermic"}]
    assert run(made).process("rolling").attributed.heat_in == 0


def test_cogeneration() -> None:
    """Eq 46 to 52: 4.8 TJ in, 2.4 TJ heat and 0.96 TJ (266.67 MWh) out, references 0.8 and 0.4.

    Efficiencies 0.5 and 0.2 over references are 0.625 and 0.5: heat bears 5/9, electricity 4/9.
    """
    made = boiler()
    made["heat"] = [{
        "id": "boiler", "kind": "chp", "heat_produced": {"amount": 2.4, "unit": "TJ"},
        "power_produced": mwh(0.96 / 0.0036), "reference_heat": 0.8, "reference_power": 0.4,
    }]  # fmt: skip
    for process, amount in zip(made["processes"], (1.5, 0.9), strict=True):
        process["heat_in"][0]["amount"]["amount"] = amount
    found = run(made)
    assert steps(found)["heat[boiler].EF"] == pytest.approx(269.28 * 5 / 9 / 2.4)
    assert steps(found)["heat[boiler].EF_el"] == pytest.approx(269.28 * 4 / 9 / (0.96 / 0.0036))
    assert sum(p.attributed.heat_in for p in found.processes) == pytest.approx(269.28 * 5 / 9)
    assert not [f for f in found.findings if f.code == "cbam.heat_unattributed"]


def test_cogeneration_with_the_references_of_the_law() -> None:
    made = boiler()
    made["heat"] = [{
        "id": "boiler", "kind": "chp", "heat_produced": {"amount": 2.4, "unit": "TJ"}, "power_produced": mwh(250),
        "fuel_group": "g10", "built": 2018, "medium": "steam",
    }]  # fmt: skip
    inputs = {s.figure: s.inputs for s in run(made).trace}
    assert inputs["heat[boiler].eta_heat"]["reference"] == 0.87
    assert inputs["heat[boiler].eta_el"]["reference"] == 0.53


def test_waste_gas_in_and_out() -> None:
    """Eq 53 and 54: 1,000,000 Nm3 of 3 MJ are 3 TJ, 168.3 t as natural gas; out times 0.667."""
    gas = {"amount": {"amount": 1e6, "unit": "Nm3"}, "ncv": {"amount": 3, "unit": "MJ/Nm3"}}
    made = document(
        streams=[stream(emission_factor={"amount": 10, "unit": "t/t"})],
        processes=[
            {"id": "rolling", "goods": [{"cn": "72142000", "market": t(100)}], "waste_gas_out": [gas]},
            {"id": "sinter", "goods": [{"cn": "72011011", "market": t(100)}], "waste_gas_in": [gas]},
        ],
    )
    found = run(made)
    assert found.process("sinter").attributed.total == pytest.approx(168.3)
    assert found.process("rolling").attributed.total == pytest.approx(1000 - 168.3 * 0.667)


def test_electricity_made_is_taken_off_and_a_negative_sum_is_zero() -> None:
    made = document()
    made["processes"][0]["electricity_made"] = [
        {"amount": mwh(10), "emission_factor": {"amount": 0.5, "unit": "t/MWh"}, "exported": True}
    ]
    assert run(made).process("rolling").attributed.total == pytest.approx(26.928 - 5)
    made["processes"][0]["electricity_made"][0]["amount"] = mwh(1000)
    found = run(made)
    assert found.process("rolling").attributed.balance == pytest.approx(26.928 - 500)
    assert found.process("rolling").attributed.total == 0
    assert "cbam.negative_attributed" in {f.code for f in found.findings}
    assert found.process("rolling").embedding.direct == pytest.approx(2.2), "precursors stay"


def test_meters_are_reconciled_with_the_installation() -> None:
    """Eq 41, 42: the main meter says 100 t, the users 60 and 30, so each is 10/9 of its meter."""
    made = boiler()
    made["heat"] = []
    for process in made["processes"]:
        process.pop("heat_in")
    made["streams"][0]["users"] = [
        {"process": "rolling", "amount": t(60)}, {"process": "coating", "amount": {"amount": 30000, "unit": "kg"}}
    ]  # fmt: skip
    found = run(made)
    assert steps(found)["streams[s].RecF"] == pytest.approx(10 / 9)
    assert found.process("rolling").attributed.direct == pytest.approx(269.28 * 2 / 3)
    assert "cbam.reconciled" in {f.code for f in found.findings}


def test_without_meters_the_activity_level_shares() -> None:
    made = boiler()
    made["heat"] = []
    for process, level in zip(made["processes"], (300, 100), strict=True):
        process.pop("heat_in")
        process["goods"][0]["market"] = t(level)
    made["precursors"][0]["uses"][0]["amount"] = t(330)
    made["streams"][0]["users"] = [{"process": "rolling"}, {"process": "coating"}]
    found = run(made)
    assert found.process("rolling").attributed.direct == pytest.approx(269.28 * 3 / 4)


def test_what_lies_outside_the_boundary_is_not_attributed() -> None:
    made = document(streams=[stream(standard="natural_gas", users=[
        {"process": "rolling", "amount": t(75)}, {"outside": "cutting", "amount": t(25)}])])  # fmt: skip
    found = run(made)
    assert found.outside == pytest.approx(269.28 / 4)
    assert found.process("rolling").attributed.total == pytest.approx(269.28 * 3 / 4)


def test_content_of_clinker_and_nitrogen() -> None:
    """Eq 64, 65: the figure per functional unit is the figure per tonne over the content."""
    made = document(precursors=[], electricity={
        "supplies": [{"id": "grid", "kind": "grid", "country": "CN"}], "users": [
            {"process": "rolling", "amount": mwh(10)}]})  # fmt: skip
    made["processes"][0]["goods"] = [
        {"cn": "25232900", "market": t(100), "content": {"amount": 0.8, "unit": "t/t"}}
    ]
    made["processes"][0]["bubble"] = [{"cn": "25231000"}]
    good = run(made).to_dict()["processes"][0]["goods"][0]
    per_tonne = (26.928 + 6.05) / 100
    assert good["priced_per_functional_unit"] == pytest.approx(per_tonne / 0.8)
    made["processes"][0]["goods"] = [
        {"cn": "31021090", "market": t(100), "content": {"amount": 460, "unit": "kg/t"}}
    ]
    good = run(made).to_dict()["processes"][0]["goods"][0]
    assert good["functional_unit"] == "kg N"
    assert good["priced_per_functional_unit"] == pytest.approx(per_tonne / 460)
