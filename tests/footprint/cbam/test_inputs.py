"""What can be given instead of a result, by hand: Eq 16, 27 to 31, 38, and standard factors in the text."""

from __future__ import annotations

from typing import Any

import pytest

from footprint.errors import BlockedError
from tests.footprint.cbam.fake import document, mwh, run, t


def nm3(amount: float) -> dict[str, Any]:
    return {"amount": amount, "unit": "Nm3"}


def only(**stream: Any) -> float:
    made = {"id": "s", "method": "process", "users": [{"process": "rolling"}], **stream}
    return run(document(streams=[made])).direct_sources


def steps(found: Any) -> dict[str, float]:
    return {step.figure: step.value for step in found.trace}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # B.9.2.2: 0.525 t per t of clinker; B.9.2.3: the same per t of dust
        ({"amount": t(1000), "standard": "clinker"}, 525),
        ({"amount": t(10), "standard": "cement_kiln_dust"}, 5.25),
        # B.9.1: gypsum from desulphurisation, urea in a de-NOx unit
        ({"amount": t(100), "standard": "gypsum"}, 25.58),
        ({"amount": t(10), "standard": "urea_denox"}, 7.328),
        ({"amount": nm3(1000), "standard": "flare_gas", "method": "combustion"}, 3.93),
        # a conversion factor still holds, and what the stream gives itself stands before it
        ({"amount": t(1000), "standard": "clinker", "conversion_factor": 0.5}, 262.5),
        ({"amount": t(1000), "standard": "clinker", "emission_factor": {"amount": 0.5, "unit": "t/t"}}, 500),
    ],
)
def test_standard_factors_of_the_text(fields: dict[str, Any], expected: float) -> None:
    assert only(**fields) == pytest.approx(expected, rel=1e-12)


def test_a_standard_factor_of_another_unit_is_not_taken() -> None:
    with pytest.raises(BlockedError) as caught:
        only(amount=t(10), standard="flare_gas", method="combustion")
    assert {f.code for f in caught.value.findings} >= {"cbam.stream_factors"}


def test_clinker_from_cement_deliveries() -> None:
    """Eq 27. Two cements, of one the additives are known.

    | cement | delivered | stock | made | clinker |
    |---|---|---|---|---|
    | I | 1,000 | 50 → 150 | 1,100 | · 0.8 = 880 |
    | II | 500 | | 500 | − 200 additives = 300 |

    1,180 − 80 bought + 100 sold − (20 − 40) = 1,220 t; · 0.525 = 640.5 t.
    """
    clinker = {
        "cements": [
            {"delivered": t(1000), "stock_start": t(50), "stock_end": t(150), "ratio": {"amount": 80, "unit": "%"}},
            {"delivered": t(500), "additives": t(200)},
        ],
        "supplied": t(80), "dispatched": t(100), "stock_start": t(20), "stock_end": t(40),
    }  # fmt: skip
    assert only(clinker=clinker, standard="clinker") == pytest.approx(640.5, rel=1e-12)


def test_kiln_dust() -> None:
    """Eq 28: 0.525/1.525 = 0.3442623 of half calcined dust 0.1721311; / (1 − 0.1721311) = 0.2079208 t/t."""
    dust = {"clinker_factor": {"amount": 0.525, "unit": "t CO2/t"}, "calcination": 0.5}
    assert only(amount=t(10), dust=dust) == pytest.approx(10 * 0.2625 / (1.525 - 0.2625), rel=1e-12)
    # fully calcined dust is clinker
    assert only(amount=t(10), dust={**dust, "calcination": 1}) == pytest.approx(5.25, rel=1e-12)


def measured(**fields: Any) -> Any:
    source = {"id": "stack", "gas": "n2o", "users": [{"process": "rolling"}], **fields}
    return run(document(streams=[], measured=[source]))


def test_readings_of_the_flue_gas() -> None:
    """Eq 16. The Commission's workbook v2.1.1, sheet B, row 111: 64.2925 g/Nm3, 4 h, 265,000 Nm3/h (CC BY 4.0).

    Read in GordanVasilic/CBAMCalc, raw_data.csv @983356a8.
    """
    found = measured(readings=[
        {"hours": 4, "concentration": {"amount": 64.2925, "unit": "g/Nm3"}, "flue_gas": {
            "amount": 265000, "unit": "Nm3/h"}},
    ])  # fmt: skip
    assert steps(found)["measured[stack].amount"] == pytest.approx(68.15005, rel=1e-9)
    assert found.direct_sources == pytest.approx(18059.76325, rel=1e-9)


def test_flue_gas_from_air() -> None:
    """Eq 29: 1,000 Nm3/h · (1 − 0.2095)/(1 − 0.05) = 832.105 Nm3/h; two hours of 1 g/Nm3."""
    reading = {
        "hours": 2, "concentration": {"amount": 1, "unit": "g/Nm3"}, "air": {"amount": 1000, "unit": "Nm3/h"},
        "oxygen": 0.05,
    }  # fmt: skip
    assert steps(measured(readings=[reading]))["measured[stack].amount"] == pytest.approx(
        2e-6 * 1000 * 0.7905 / 0.95, rel=1e-12
    )


VOLUME = {"specific_volume": {"amount": 0.194, "unit": "m3/kg"}}
STEAM = {"enthalpy": {"amount": 2800, "unit": "kJ/kg"}, "return_enthalpy": {"amount": 400, "unit": "kJ/kg"}}


@pytest.mark.parametrize(
    ("medium", "heat"),
    [
        ({"mass": t(1000), **STEAM}, 2.4),
        # Eq 30: 194,000 m3 of 0.194 m3/kg are 1,000 t
        ({"volume": {"amount": 194000, "unit": "m3"}, **VOLUME, **STEAM}, 2.4),
        ({"mass": t(1000), "lost": t(100), **STEAM}, 2.16),
        ({"mass": t(1000), "enthalpy": STEAM["enthalpy"], "injected": True}, 2.8),
    ],
)  # fmt: skip
def test_heat_of_a_medium(medium: dict[str, Any], heat: float) -> None:
    """Eq 31: 1,000 t · (2,800 − 400) kJ/kg = 2.4 TJ, at 56.1/0.9 t/TJ."""
    made = document(streams=[], evidence=[{"id": "paper", "kind": "note"}])
    made["processes"][0]["heat_in"] = [{"medium": medium, "standard": "natural_gas", "evidence": ["paper"]}]
    found = run(made).process("rolling").attributed.heat_in
    assert found == pytest.approx(heat * 56.1 / 0.9, rel=1e-12)


def power(**fields: Any) -> dict[str, Any]:
    """A power unit: 100 t of natural gas are 4.8 TJ and 269.28 t CO2."""
    unit = {"id": "plant", "kind": "power", "power_produced": mwh(600), **fields}
    gas = {"id": "gas", "method": "combustion", "amount": t(100), "standard": "natural_gas",
           "users": [{"unit": "plant"}]}  # fmt: skip
    return document(streams=[gas], heat=[unit])


def test_electricity_of_a_power_unit() -> None:
    """Eq 38: (269.28 + 0.72 of flue gas cleaning) / 600 MWh = 0.45 t/MWh, as supply and as export."""
    made = power(flue_gas_cleaning=t(0.72))
    made["electricity"] = {
        "supplies": [{"id": "own", "kind": "own", "source": "plant"}],
        "users": [{"process": "rolling", "amount": mwh(200)}],
    }
    found = run(made)
    assert steps(found)["heat[plant].EF_el"] == pytest.approx(0.45, rel=1e-12)
    assert found.process("rolling").attributed_indirect == pytest.approx(90)
    assert found.in_heat == pytest.approx(269.28)
    assert found.process("rolling").attributed.direct == 0
    assert not [f for f in found.findings if f.code == "cbam.heat_unattributed"]


def test_waste_gas_in_a_power_unit_counts_as_natural_gas_at_most() -> None:
    """Eq 38, last sentence of D.4.1: 1,000 t · 2.47 GJ/t = 2.47 TJ of blast furnace gas at 56.1, not 260."""
    made = power()
    made["streams"].append({
        "id": "bfg", "method": "combustion", "amount": t(1000), "standard": "blast_furnace_gas", "waste_gas": True,
        "users": [{"unit": "plant"}],
    })  # fmt: skip
    assert steps(run(made))["heat[plant].EF_el"] == pytest.approx((269.28 + 2.47 * 56.1) / 600, rel=1e-12)


def test_waste_gas_made_here_is_a_fuel_and_no_second_emission() -> None:
    """Its carbon counts in the process that gives it off; the power unit burns it at the factor of natural gas."""
    made = power()
    made["streams"].append({
        "id": "bfg", "method": "combustion", "amount": t(1000), "standard": "blast_furnace_gas", "waste_gas": True,
        "made_by": "rolling", "users": [{"unit": "plant"}],
    })  # fmt: skip
    found = run(made)
    assert found.direct_sources == pytest.approx(269.28)
    assert steps(found)["heat[plant].EF_el"] == pytest.approx((269.28 + 2.47 * 56.1) / 600, rel=1e-12)


def test_a_power_unit_without_fuel() -> None:
    made = power(without_fuel=True)
    made["streams"] = []
    assert steps(run(made))["heat[plant].EF_el"] == 0
