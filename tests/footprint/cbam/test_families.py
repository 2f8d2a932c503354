"""One small case for each official example family, done by hand, and the Commission's examples that were found.

The workbooks (v2.1, June 2024, CC BY 4.0) were not opened: inputs and results come from public repositories that
transcribed them. They follow the transitional rules, which show indirect emissions of all goods (``indirect``).
Electric-arc steel with rolling and the aluminium smelter with forming stand in ``test_worked.py``.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.footprint.cbam.fake import document, mwh, run, t

NINE = 1e-9
EVIDENCE = [{"id": "report", "kind": "report"}]


def per(amount: float, unit: str) -> dict[str, Any]:
    return {"amount": amount, "unit": unit}


def link(factor: float, **amounts: float) -> dict[str, Any]:
    """Electricity by a direct link, of which an actual factor is accepted."""
    return {
        "supplies": [{"id": "link", "kind": "direct_link", "evidence": ["report"],
                      "emission_factor": per(factor, "t/MWh")}],
        "users": [{"process": key, "amount": mwh(amount)} for key, amount in amounts.items()],
    }  # fmt: skip


def fuel(key: str, user: str, mass: float, calorific: float, factor: float, **fields: Any) -> dict[str, Any]:
    return {
        "id": key, "method": "combustion", "amount": t(mass), "ncv": per(calorific, "GJ/t"),
        "emission_factor": per(factor, "t CO2/TJ"), "users": [{"process": user}], **fields,
    }  # fmt: skip


# Official examples


def test_example_1_cement() -> None:
    """Ajishpradeep/CarbonPass, tests/golden/cement_expected.json @c6a7c384 (one source).

    1,255,000 · 0.525 + 88,000 · 25 · 95 + 25,000 · 20 · 83 · 0.85 + 43,000 · 40 · 78 = 1,037,310 t.
    """
    made = document(
        evidence=EVIDENCE, precursors=[],
        streams=[
            {"id": "meal", "method": "process", "amount": t(1255000), "standard": "clinker",
             "users": [{"process": "kiln"}]},
            fuel("coal", "kiln", 88000, 25, 95),
            fuel("waste", "kiln", 25000, 20, 83, biomass_fraction=0.15, biomass_evidence=["report"]),
            fuel("oil", "kiln", 43000, 40, 78),
        ],
        processes=[{"id": "kiln", "bubble": [{"cn": "25231000"}], "goods": [
            {"cn": "25232900", "market": t(1321052.6315789474), "content": per(0.95, "t/t")}]}],
        electricity=link(0.833, kiln=193864.47368421053),
    )  # fmt: skip
    found = run(made)
    assert found.direct_sources == pytest.approx(1037310, rel=NINE)
    embedding = found.process("kiln").embedding
    assert embedding.direct == pytest.approx(0.7852147410358565, rel=NINE)
    assert embedding.counted == pytest.approx(0.12224275, rel=NINE)
    assert embedding.priced == pytest.approx(0.9074574910358565, rel=NINE)


def test_example_2_blast_furnace_steel_with_waste_gas() -> None:
    """neod00/cbam-local-pwa, scripts/verify-supplier-loop.mjs @efa60d94, and a second repository that agrees.

    (7,866,044.469877754 − 12,800 TJ · 56.1 · 0.667) / 4,800,000; 12,800 TJ are written as 1e9 Nm3 of 12.8 MJ.
    """
    made = document(
        evidence=EVIDENCE, streams=[], precursors=[],
        processes=[{
            "id": "steel", "direct": t(7866044.469877754), "bubble": [{"cn": "72011011"}],
            "goods": [{"cn": "72081000", "market": t(4800000)}],
            "waste_gas_out": [{"amount": per(1e9, "Nm3"), "ncv": per(12.8, "MJ/Nm3"), "evidence": ["report"]}],
        }],
        electricity=link(0.589, steel=1658844),
    )  # fmt: skip
    embedding = run(made).process("steel").embedding
    assert embedding.direct == pytest.approx(1.5389760645578654, rel=NINE)
    assert embedding.indirect == pytest.approx(0.20355398249999998, rel=NINE)
    assert embedding.counted == 0


def test_example_4_screws_and_nuts() -> None:
    """CarbonPass, tests/golden/screws_and_nuts_expected.json @0974de78; carbon-lei and a third agree.

    One stream of 1,837.5 t of gas, 4,948.02 t, shared by 17,000 and 8,200 t of goods.
    """

    def bought(key: str, cn: str, mass: float, see: float, power: float, factor: float) -> dict[str, Any]:
        return {
            "id": key, "cn": cn, "country": "CN", "basis": "actual", "direct": per(see, "t/t"),
            "power": per(power, "MWh/t"), "power_factor": per(factor, "t/MWh"),
            "uses": [{"process": key, "amount": t(mass)}],
        }  # fmt: skip

    made = document(
        evidence=EVIDENCE,
        streams=[{"id": "gas", "method": "combustion", "amount": t(1837.5), "standard": "natural_gas",
                  "users": [{"process": "carbon"}, {"process": "alloy"}]}],
        processes=[
            {"id": "carbon", "goods": [{"cn": "73181542", "market": t(17000)}]},
            {"id": "alloy", "goods": [{"cn": "73181535", "market": t(8200)}]},
        ],
        precursors=[
            bought("carbon", "72081000", 20000, 1.539, 0.3455925, 0.5902905879033833),
            bought("alloy", "72191310", 10000, 1.44, 2.0786092594604715, 0.833249439314805),
        ],
        electricity=link(0.833, carbon=3400, alloy=1640),
    )  # fmt: skip
    found = run(made)
    assert found.direct_sources == pytest.approx(4948.02, rel=NINE)
    carbon, alloy = found.process("carbon"), found.process("alloy")
    assert carbon.attributed.direct == pytest.approx(3337.95, rel=NINE)
    assert alloy.attributed.direct == pytest.approx(1610.07, rel=NINE)
    assert carbon.embedding.direct == pytest.approx(2.0069382352941174, rel=NINE)
    assert carbon.embedding.indirect == pytest.approx(0.4066, rel=NINE)
    assert alloy.embedding.direct == pytest.approx(1.9524475609756098, rel=NINE)
    assert alloy.embedding.indirect == pytest.approx(2.2787951219512195, rel=NINE)


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (fuel("s", "rolling", 252000, 45, 73), 827820),
        ({"id": "s", "method": "process", "amount": t(121000), "emission_factor": per(0.08794, "t/t"),
          "users": [{"process": "rolling"}]}, 10640.74),
        ({"id": "s", "method": "mass_balance", "direction": "out", "amount": t(1808226),
          "carbon_content": per(0.003878, "t/t"), "users": [{"process": "rolling"}]}, -25693.068768192),
    ],
)  # fmt: skip
def test_rows_of_the_blank_workbook(stream: dict[str, Any], expected: float) -> None:
    """Sheet B, rows 14 to 16 of v2.1.1, in GordanVasilic/CBAMCalc, raw_data.csv @983356a8."""
    assert run(document(streams=[stream])).direct_sources == pytest.approx(expected, rel=NINE)


def test_anode_effects_of_the_blank_workbook() -> None:
    """Sheet B, row 97: 194.8443 t CF4 and 23.7710046 t C2F6, over a collection efficiency of 0.98."""
    cells = {
        "id": "c", "process": "smelter", "method": "slope", "technology": "pfpb_l", "aluminium": t(500000),
        "frequency": 2.17, "duration": 1.23, "slope_factor": 0.146, "c2f6_fraction": 0.122,
        "collection_efficiency": 0.98,
    }  # fmt: skip
    made = document(streams=[], precursors=[], cells=[cells],
                    processes=[{"id": "smelter", "goods": [{"cn": "76011000", "market": t(500000)}]}])  # fmt: skip
    # rounded in the source: 194.8443 and 23.7710046 to seven and nine digits, the sum to 1e-3
    assert run(made).direct_sources == pytest.approx(1587424.347, abs=1e-3)


# By hand


def test_cement_by_hand() -> None:
    """Clinker from cement deliveries, kiln dust, two cements of one mill.

    | | |
    |---|---|
    | clinker in 1,100 t of cement · 0.8 | 880 t |
    | − 80 bought + 100 sold − (20 − 40) stock | 920 t made (Eq 27) |
    | 920 · 0.525 | 483 t CO2 |
    | dust 10 t · 0.525 | 5.25 t |
    | gas 30 t · 48 · 56.1 | 80.784 t |
    | clinker: 569.034 / 920 | 0.618515217 |
    | cement: 800 t own clinker, 80 t bought at 0.9, dryer 13.464 t | 494.812174 + 72 + 13.464 = 580.276174 t |
    | per tonne of clinker: / 880 | 0.659404743 |
    | cement I, 0.9 (600 t) and II, 0.68 (500 t) | 0.593464269 and 0.448395225 |
    """
    clinker = {
        "cements": [{"delivered": t(1000), "stock_start": t(50), "stock_end": t(150), "ratio": per(0.8, "t/t")}],
        "supplied": t(80), "dispatched": t(100), "stock_start": t(20), "stock_end": t(40),
    }  # fmt: skip

    def gas(key: str, user: str, mass: float) -> dict[str, Any]:
        return {"id": key, "method": "combustion", "amount": t(mass), "standard": "natural_gas",
                "users": [{"process": user}]}  # fmt: skip

    made = document(
        evidence=EVIDENCE,
        streams=[
            {"id": "clinker", "method": "process", "clinker": clinker, "standard": "clinker",
             "users": [{"process": "kiln"}]},
            {"id": "dust", "method": "process", "amount": t(10), "standard": "cement_kiln_dust",
             "users": [{"process": "kiln"}]},
            gas("kiln-gas", "kiln", 30), gas("dryer", "mill", 5),
        ],
        processes=[
            {"id": "kiln", "goods": [
                {"cn": "25231000", "market": t(120), "in_house": [{"process": "mill", "amount": t(800)}]}]},
            {"id": "mill", "goods": [
                {"cn": "25232900", "market": t(600), "content": per(0.9, "t/t")},
                {"cn": "25239000", "market": t(500), "content": per(0.68, "t/t")}]},
        ],
        precursors=[{"id": "bought", "cn": "25231000", "country": "CN", "basis": "actual",
                     "direct": per(0.9, "t/t"), "indirect": per(0, "t/t"),
                     "uses": [{"process": "mill", "amount": t(80)}]}],
        electricity=link(0.5, kiln=0, mill=0),
    )  # fmt: skip
    found = run(made)
    assert found.process("kiln").embedding.direct == pytest.approx(569.034 / 920, rel=1e-12)
    goods = found.to_dict()["processes"][1]["goods"]
    assert [g["specific"]["direct"] for g in goods] == pytest.approx([0.593464269, 0.448395225], rel=1e-8)
    assert [g["priced_per_functional_unit"] for g in goods] == pytest.approx([0.659404743] * 2, rel=1e-8)


def blast_furnace() -> dict[str, Any]:
    """Sinter plant, blast furnace, converter, and a power unit that burns the gas of the blast furnace."""

    def carbon(key: str, user: str, mass: float, content: float, direction: str = "in") -> dict[str, Any]:
        return {"id": key, "method": "mass_balance", "amount": t(mass), "carbon_content": per(content, "t/t"),
                "direction": direction, "users": [{"process": user}]}  # fmt: skip

    def gas(volume: float) -> list[dict[str, Any]]:
        return [{"amount": per(volume, "Nm3"), "ncv": per(3, "MJ/Nm3"), "evidence": ["report"]}]

    return document(
        evidence=EVIDENCE, precursors=[],
        streams=[
            carbon("coke", "blast", 100, 0.9),
            {"id": "limestone", "method": "process", "amount": t(20), "standard": "carbonate_caco3",
             "users": [{"process": "blast"}]},
            carbon("iron-out", "blast", 200, 0.04, "out"), carbon("iron-in", "converter", 200, 0.04),
            carbon("steel-out", "converter", 210, 0.001, "out"),
            {"id": "breeze", "method": "combustion", "amount": t(2), "standard": "natural_gas",
             "users": [{"process": "sinter"}]},
        ],
        processes=[
            {"id": "sinter", "waste_gas_in": gas(20000), "goods": [
                {"cn": "26011200", "market": t(0), "in_house": [{"process": "blast", "amount": t(300)}]}]},
            {"id": "blast", "waste_gas_out": gas(100000), "goods": [
                {"cn": "72011011", "market": t(0), "in_house": [{"process": "converter", "amount": t(200)}]}]},
            {"id": "converter", "goods": [{"cn": "72071111", "market": t(210)}]},
        ],
        electricity=link(0.6, sinter=10, blast=50, converter=50),
    )  # fmt: skip


def test_blast_furnace_by_hand() -> None:
    """A carbon balance per process, and gas of the furnace that leaves it.

    | sinter | 2 t gas | 5.3856 |
    |---|---|---|
    | | gas in 0.06 TJ · 56.1 | + 3.366 |
    | | / 300 t | 0.029172 |
    | furnace | coke 100 · 0.9 · 3.664 | 329.76 |
    | | limestone 20 · 0.44 | + 8.8 |
    | | iron 200 · 0.04 · 3.664 | − 29.312 |
    | | gas out 0.3 TJ · 56.1 · 0.667 | − 11.22561 |
    | | sinter 300 · 0.029172 | + 8.7516 |
    | | / 200 t | 1.53386995 |
    | converter | 29.312 − 210 · 0.001 · 3.664 | 28.54256 |
    | | iron 200 · 1.53386995 | + 306.77399 |
    | | / 210 t | 1.596745476 |

    Of electricity, only what the sinter plant used counts: 6 t over 210 t of steel.
    """
    found = run(blast_furnace())
    assert found.process("sinter").embedding.direct == pytest.approx(0.029172, rel=1e-12)
    assert found.process("blast").embedding.direct == pytest.approx(1.53386995, rel=1e-12)
    assert found.process("converter").embedding.direct == pytest.approx((28.54256 + 306.77399) / 210, rel=1e-12)
    assert found.process("converter").embedding.counted == pytest.approx(6 / 210, rel=1e-12)
    assert not {f.code for f in found.findings} & {"cbam.waste_gas_unproven", "cbam.waste_gas_twice"}


def test_waste_gas_that_is_asked_about() -> None:
    made = blast_furnace()
    made["processes"][1]["waste_gas_out"][0].pop("evidence")
    made["streams"].append({"id": "bfg", "method": "combustion", "amount": t(10), "standard": "blast_furnace_gas",
                            "waste_gas": True, "users": [{"process": "sinter"}]})  # fmt: skip
    assert {f.code for f in run(made).findings} >= {"cbam.waste_gas_unproven", "cbam.waste_gas_twice"}


def fertiliser() -> dict[str, Any]:
    """Ammonia to urea, to nitric acid, and both to ammonium nitrate of two strengths."""
    ammonia = [{"process": key, "amount": t(mass)} for key, mass in (("urea", 50), ("acid", 50), ("nitrate", 20))]
    return document(
        evidence=EVIDENCE, precursors=[],
        streams=[{"id": "gas", "method": "combustion", "amount": t(100), "standard": "natural_gas",
                  "users": [{"process": "ammonia"}]}],
        measured=[{"id": "tail", "gas": "n2o", "amount": t(0.1), "users": [{"process": "acid"}]}],
        co2=[{"id": "bought", "direction": "in", "purpose": "input", "amount": t(10), "method": "measured",
              "partner": {"name": "Brewery", "contact": "B. Person"}, "users": [{"process": "urea"}]}],
        heat=[{"id": "acid-heat", "kind": "exothermic"}],
        processes=[
            {"id": "ammonia", "goods": [
                {"cn": "28141000", "market": t(0), "content": per(0.82, "t/t"), "in_house": ammonia}]},
            {"id": "urea", "goods": [{"cn": "31021010", "market": t(85), "content": per(0.46, "t/t")}]},
            {"id": "acid",
             "heat_out": [{"source": "acid-heat", "amount": per(1, "TJ"), "to": "nitrate"}],
             "goods": [{"cn": "28080000", "market": t(0), "content": per(0.22, "t/t"),
                        "in_house": [{"process": "nitrate", "amount": t(170)}]}]},
            {"id": "nitrate",
             "heat_in": [{"source": "acid-heat", "amount": per(1, "TJ")}],
             "goods": [{"cn": "31023090", "market": t(100), "content": per(0.34, "t/t")},
                       {"cn": "31028000", "market": t(50), "content": per(0.2, "t/t")}]},
        ],
        electricity=link(0.5, ammonia=0, urea=0, acid=0, nitrate=0),
    )  # fmt: skip


def test_fertiliser_by_hand() -> None:
    """CO2 of the ammonia plant stays with it though urea takes it; nitrous oxide counts 265; heat of acid is zero.

    | ammonia | 269.28 / 120 t | 2.244 |
    |---|---|---|
    | urea | (50 · 2.244 + 10 t CO2 received) / 85 t | 1.437647059 |
    | acid | (50 · 2.244 + 0.1 · 265) / 170 t | 0.815882353 |
    | nitrate | 170 · 0.815882353 + 20 · 2.244 | 183.58 t |
    | | over 34,000 + 10,000 kg N | 4.172273 kg per kg N |
    | | 340 and 200 kg N per tonne | 1.418572727 and 0.834454545 |
    """
    found = run(fertiliser())
    assert found.process("ammonia").embedding.direct == pytest.approx(2.244, rel=1e-12)
    assert found.process("urea").embedding.direct == pytest.approx((50 * 2.244 + 10) / 85, rel=1e-12)
    assert found.process("acid").embedding.direct == pytest.approx(138.7 / 170, rel=1e-12)
    goods = found.to_dict()["processes"][3]["goods"]
    assert [g["specific"]["direct"] for g in goods] == pytest.approx([1.418572727, 0.834454545], rel=1e-8)
    assert [g["priced_per_functional_unit"] for g in goods] == pytest.approx([183.58 / 44000] * 2, rel=1e-12)
    assert found.direct_sources == pytest.approx(269.28 + 26.5 + 10)
    sold = 85 * found.process("urea").embedding.direct + 183.58
    assert sold == pytest.approx(found.direct_sources), "what is sold embeds what was given off"


def test_hydrogen_by_hand() -> None:
    """Reforming with carbon monoxide as co-product, and chlor-alkali by electrolysis, in one installation.

    | reforming | 100 t gas | 269.28 t |
    |---|---|---|
    | | hydrogen 30 t / 2 = 15, carbon monoxide 28 t / 28 = 1 | 15/16 |
    | | 252.45 / 30 t | 8.415 |
    | electrolysis | 1,000 MWh · 0.6 | 600 t indirect |
    | | hydrogen 10 t / 2 = 5, chlorine 355 t / 71 = 5, lye 400 t / 40 = 10 | 1/4 |
    | | 150 / 10 t | 15 |

    Hydrogen stands in Annex II of the act as it is now, so its electricity is shown and not priced; the law of this
    test counts both.
    """
    made = document(
        evidence=EVIDENCE, precursors=[],
        streams=[{"id": "gas", "method": "combustion", "amount": t(100), "standard": "natural_gas",
                  "users": [{"process": "reformer"}]}],
        processes=[
            {"id": "reformer", "goods": [{"cn": "28041000", "market": t(30), "molar_mass": 2}],
             "coproducts": [{"name": "carbon monoxide", "amount": t(28), "molar_mass": 28}]},
            {"id": "cells", "goods": [{"cn": "28041000", "market": t(10), "molar_mass": 2}],
             "coproducts": [{"name": "chlorine", "amount": t(355), "molar_mass": 71},
                            {"name": "lye", "amount": t(400), "molar_mass": 40}]},
        ],
        electricity=link(0.6, reformer=0, cells=1000),
    )  # fmt: skip
    found = run(made)
    assert found.process("reformer").embedding.direct == pytest.approx(8.415, rel=1e-12)
    assert found.process("cells").embedding.direct == 0
    assert found.process("cells").embedding.counted == pytest.approx(15, rel=1e-12)
