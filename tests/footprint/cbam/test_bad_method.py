"""Bad input of cement, flue gas, heat, CO2 transfers, molar shares and electricity: one clear sentence each."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from api.messages import describe, describe_problem
from footprint.cbam.reading import parse_installation
from footprint.errors import BlockedError, InputError
from tests.footprint.cbam.fake import run, t
from tests.footprint.cbam.test_bad_input import Change, drop, put
from tests.footprint.cbam.test_co2 import transfer
from tests.footprint.cbam.test_electricity_good import plant
from tests.footprint.cbam.test_families import blast_furnace, fertiliser, per
from tests.footprint.cbam.test_inputs import power
from tests.footprint.cbam.test_splitting import cement, chlor_alkali

DELIVERED = {"delivered": t(100), "ratio": per(0.8, "t/t")}
STEAM = {"mass": t(10), "enthalpy": per(2800, "kJ/kg"), "return_enthalpy": per(400, "kJ/kg")}
READING = {"concentration": per(1, "g/Nm3"), "flue_gas": per(1000, "Nm3/h")}
CO2 = ("co2", 0)
FLOW = ("processes", 0, "heat_in")
STREAM = ("streams", 0)


def clinker(**fields: Any) -> Change:
    balance = {"cements": [DELIVERED], **fields}
    stream = {"id": "k", "method": "process", "standard": "clinker", "clinker": balance,
              "users": [{"process": "rolling"}]}  # fmt: skip
    return put([stream], "streams")


def cement_of(**fields: Any) -> Change:
    made = {k: v for k, v in {**DELIVERED, **fields}.items() if v is not None}
    return clinker(cements=[made])


def dust(**fields: Any) -> Change:
    stream = {
        "id": "k", "method": "process", "amount": t(1), "users": [{"process": "rolling"}],
        "dust": {"clinker_factor": per(0.5, "t/t"), "calcination": 0.5}, **fields,
    }  # fmt: skip
    return put([stream], "streams")


def readings(*rows: Any, **fields: Any) -> Change:
    source = {"id": "m", "gas": "co2", "readings": list(rows), "users": [{"process": "rolling"}], **fields}
    return put([source], "measured")


def medium(**fields: Any) -> Change:
    made = {k: v for k, v in {**STEAM, **fields}.items() if v is not None}
    return put([{"medium": made, "standard": "natural_gas"}], *FLOW)


UNREADABLE: list[tuple[dict[str, Any], Change, str]] = [
    (transfer(), cement_of(ratio=None), "streams[k].clinker.cements[0]: has no clinker to cement ratio"),
    (transfer(), cement_of(additives=t(1)), "streams[k].clinker.cements[0]: has no clinker to cement ratio"),
    (transfer(), cement_of(stock_start=t(1)), "streams[k].clinker.cements[0]: needs the stock at the start"),
    (transfer(), cement_of(stock_start=t(200), stock_end=t(1)),
     "streams[k].clinker.cements[0]: comes to -99 t of cement made"),
    (transfer(), cement_of(ratio=per(8, "t/t")), "streams[k].clinker.cements[0]: holds more clinker"),
    (transfer(), cement_of(ratio=None, additives=t(101)), "streams[k].clinker.cements[0]: holds more additives"),
    (transfer(), clinker(supplied=t(90)), "streams[k].clinker: comes to -10 t of clinker made"),
    (transfer(), clinker(stock_end=t(90)), "streams[k].clinker: needs the stock at the start"),
    (transfer(), dust(standard="clinker"), "streams[k]: has two emission factors"),
    (transfer(), dust(method="combustion"), "streams[k]: counts clinker or kiln dust"),
    (transfer(), dust(dust={"clinker_factor": per(0.5, "t/TJ"), "calcination": 0.5}),
     "streams[k].dust: has a clinker factor in 't/TJ'"),
    (transfer(), dust(dust={"clinker_factor": per(0.5, "t/t"), "calcination": 50}), "streams[k].dust.calcination"),
    (transfer(), put("rolling", *STREAM, "made_by"), "streams[gas]: is a gas made by a process here"),
    (transfer(), readings({"concentration": per(1, "g/Nm3")}), "measured[m].readings[0]: has no flue gas flow"),
    (transfer(), readings({"concentration": per(1, "g/Nm3"), "air": per(1, "Nm3/h"), "oxygen": 3}),
     "measured[m].readings[0]: holds 3 of oxygen"),
    (transfer(), readings(READING, amount=t(1)), "measured[m]: needs an amount or readings"),
    (transfer(), medium(mass=None), "processes[rolling].heat_in[0].medium: has no mass"),
    (transfer(), medium(return_enthalpy=None), "processes[rolling].heat_in[0].medium: has no enthalpy of what"),
    (transfer(), medium(return_enthalpy=per(3000, "kJ/kg")), "processes[rolling].heat_in[0].medium: returns with"),
    (transfer(), medium(injected=True), "processes[rolling].heat_in[0].medium: stays in the product"),
    (transfer(), medium(injected=True, return_enthalpy=None), "processes[rolling].heat_in[0]: keeps"),
    (transfer(), medium(lost=t(11)), "processes[rolling].heat_in[0].medium: loses more"),
    (transfer(), put([{"standard": "natural_gas"}], *FLOW), "processes[rolling].heat_in[0]: needs an amount or"),
    (transfer(), drop(*CO2, "partner"), "co2[c]: transfers CO2 and names no receiving installation"),
    (transfer(direction="in"), drop(*CO2, "partner"), "co2[c]: receives CO2 and does not say from whom"),
    (transfer(), put(True, *CO2, "here"), "co2[c]: is used here, so nothing moves"),
    (transfer(), put("calculated", *CO2, "method"), "co2[c]: is transferred by calculation"),
    (transfer(), put("input", *CO2, "purpose"), "co2[c]: leaves as a process input"),
    (transfer(), drop(*CO2, "stored"), "co2[c]: does not say what became of the CO2"),
    (transfer(), put("other", *CO2, "purpose"), "co2[c]: is neither stored nor permanently bound"),
    (transfer(), put(t(21), *CO2, "stored"), "co2[c]: stores more CO2 than was moved"),
    (transfer(), put(t(21), *CO2, "biomass"), "co2[c]: holds more CO2 of biomass"),
    (transfer(), put(True, *CO2, "counted_at_origin"), "co2[c]: leaves, so its origin is here"),
    (transfer(), put([{"process": "gone"}], *CO2, "users"), "co2[c].users: names the process 'gone'"),
    (transfer(), put(["gone"], *CO2, "custody_evidence"), "co2[c].custody_evidence: names the evidence 'gone'"),
    (transfer(), put("gas", *CO2, "id"), "streams: gives the id 'gas' to more than one entry"),
    (transfer(), put(per(20, "TJ"), *CO2, "amount"), "co2[c].amount: has the unit 'TJ'"),
    (chlor_alkali(), put(0.5, "processes", 0, "goods", 0, "molar_share"),
     "processes[cells]: has products with and without molar_share"),
    (chlor_alkali(), drop("processes", 0, "coproducts", 0, "amount"), "processes[cells]: has a co-product without"),
    (chlor_alkali(molar_share=0.5), put([{"name": "rest", "molar_share": 0.4}], "processes", 0, "coproducts"),
     "processes[cells]: has molar shares that add up to 0.9"),
    (cement(), put([{"name": "x", "amount": t(1), "content": per(1, "t/t")}],
                   "processes", 0, "goods", 0, "compositions"),
     "processes[mill].goods[0]: has its content twice"),
    (cement(), put(per(3, "t/t"), "processes", 0, "goods", 0, "content"),
     "processes[mill].goods[0]: holds more clinker or nitrogen"),
    (cement(), put(per(0, "t/t"), "processes", 0, "goods", 0, "content"),
     "processes[mill].goods[0]: counts by its content and has none"),
    (plant(), put([], "electricity_goods"), "processes: is empty"),
    (plant(), put("turbine", "electricity_goods", 0, "source"),
     "electricity_goods[export].source: names the chp or power unit 'turbine'"),
    (plant(amount=per(0, "MWh")), lambda made: None, "electricity_goods[export]: is electricity of 0"),
    (plant(), drop("heat", 0, "power_produced"), "heat[unit]: makes electricity alone"),
    (power(), put([{"source": "plant", "amount": per(1, "TJ")}], *FLOW), "processes[rolling].heat_in: names"),
    (power(), put([{"id": "b", "kind": "boiler", "efficiency": 0.9, "without_fuel": True}], "heat"),
     "heat[b]: burns nothing and is no power unit"),
    (power(), put({"supplies": [{"id": "own", "kind": "own"}]}, "electricity"),
     "electricity.supplies[own]: needs its emission_factor, or the power unit"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "change", "expected"),
    UNREADABLE,
    ids=[f"{n}-{row[2][:40]}" for n, row in enumerate(UNREADABLE)],
)
def test_unreadable(made: dict[str, Any], change: Change, expected: str) -> None:
    made = deepcopy(made)
    change(made)
    with pytest.raises(InputError) as caught:
        parse_installation(made, date(2026, 11, 21))
    assert len(caught.value.problems) == 1, caught.value
    problem = caught.value.problems[0]
    assert str(problem).startswith(expected)
    assert "\n" not in str(problem)
    for language in ("zh-Hans", "zh-Hant"):
        assert re.search(r"[\u4e00-\u9fff]", describe_problem(problem, language)), problem


BLOCKED: list[tuple[dict[str, Any], Change, str]] = [
    (cement(), drop("processes", 0, "goods", 0, "content"), "cbam.content_missing"),
    (blast_furnace(), put([{"name": "slag", "amount": t(50), "molar_mass": 100}], "processes", 1, "coproducts"),
     "cbam.coproduct_category"),
    (cement(), put("27160000", "processes", 0, "goods", 0, "cn"), "cbam.electricity_as_good"),
    (fertiliser(), put([{"amount": per(1, "TJ"), "standard": "natural_gas"}], "processes", 2, "heat_out"),
     "cbam.heat_recovered"),
    (fertiliser(), put([{"id": "x", "purpose": "bound", "here": True, "amount": t(50), "stored": t(50),
                         "method": "calculated", "users": [{"process": "urea"}]}], "co2"), "cbam.co2_fertiliser"),
    (transfer(), readings(READING, biomass=t(1)), "cbam.measured_biomass"),
    (plant(), put(per(0, "MWh"), "heat", 0, "power_produced"), "cbam.power_idle"),
    (plant(), put([], "streams"), "cbam.heat_fuel_missing"),
]  # fmt: skip


@pytest.mark.parametrize(("made", "change", "code"), BLOCKED, ids=[row[2] for row in BLOCKED])
def test_blocked(made: dict[str, Any], change: Change, code: str) -> None:
    made = deepcopy(made)
    change(made)
    with pytest.raises(BlockedError) as caught:
        run(made)
    findings = {f.code: f for f in caught.value.findings}
    assert code in findings
    for language in ("en", "zh-Hans", "zh-Hant"):
        text = describe(findings[code], language)
        assert "…" not in text
        assert text != code


def test_compositions_add_up_to_the_good() -> None:
    ranges = [{"name": "a", "amount": t(500), "content": per(0.9, "t/t")}]
    made = cement(compositions=ranges)
    made["processes"][0]["goods"][0].pop("content")
    with pytest.raises(BlockedError) as caught:
        run(made)
    assert "cbam.composition_sum" in {f.code for f in caught.value.findings}


def test_one_code_made_in_two_processes_is_asked_about() -> None:
    """Routes of one code are one process (Art 4(6))."""
    made = cement()
    made["processes"].append({**deepcopy(made["processes"][0]), "id": "mill-2"})
    made["electricity"]["users"].append({"process": "mill-2", "amount": per(0, "MWh")})
    found = [f for f in run(made).findings if f.code == "cbam.one_process"]
    assert [f.params["cn"] for f in found] == ["25232900", "25239000"]
    assert describe(found[0], "zh-Hant") != "cbam.one_process"
