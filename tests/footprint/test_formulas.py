"""The closed list of formulas against published numbers and hand calculation."""

from __future__ import annotations

import inspect

import pytest

from footprint import units
from footprint.formulas import ANY, FORMULAS


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        # rule-texts T6: 60 kWh usable, class M1 (60 cycles a year), 8 years
        ("battery_total_energy_by_years", (60, 60, 8), 28_800),
        ("battery_total_energy", (50, 500), 25_000),
        # rule-texts T7: 8 years or 200 000 km at 20 000 km a year
        ("years_by_warranty", (8, 200_000, 20_000), 8),
        ("years_by_warranty", (12, 200_000, 20_000), 10),
        # IEA PVPS Task 12 fact sheet: 3 kWp, 975 kWh/kWp, 30 years, 0.7 % a year; the page prints 78 536 kWh
        ("pv_lifetime_energy_by_yield", (3, 975, 30, 0.007), 78_536.25),
        # 0.4 kW × 1 300 kWh/m2 × 0.8 × 25 a × (1 − 0.02 − 0.004 × 12.5) = 416 × 25 × 0.93
        ("pv_lifetime_energy", (0.4, 1300, 0.8, 25, 0.004, 0.02), 9_672),
        ("converted_energy", (100, 1_000, 15), 1_500_000),
        ("conversion_loss", (98, 0.98), 2),
        # 0.15 kWh/km × 150 000 km ÷ 0.9
        ("driving_energy", (0.15, 150_000, 1, 0.9), 25_000),
        # half of 100 000 km electric; 5 L/100 km × 500 × 0.75 kg/L
        ("driving_fuel", (5, 100_000, 0.5, 0.75), 1_875),
        # (0.8 + 0.25 × 8) kW × 8 760 h × 30 a
        ("transformer_losses", (0.8, 8, 0.5, 30), 735_840),
        ("current_losses", (0.2, 0.5, 20), 8_760),
        ("standing_energy", (0.01, 20), 1_752),
        # 3 × (200 A × 0.5)² × 0.1 ohm/km × 1 km = 3 kW
        ("cable_losses", (200, 0.5, 0.1, 1, 3, 1), 26_280),
        ("transport_capacity", (0.4, 2), 0.8),
        ("leakage", (3, 0.001, 30), 0.09),
        ("per_use", (1, 0.05), 20),
        ("over_uses", (0.1, 1, 0.05), 2),
        ("freight", (0.342468, 1_000), 342.468),
        ("share_of", (5, 0.2), 1),
        ("remainder_of", (5, 0.2), 4),
        ("sum_of", (5, 2), 7),
        ("quantity", (5,), 5),
    ],
)
def test_value(name: str, arguments: tuple[float, ...], expected: float) -> None:
    assert FORMULAS[name].function(*arguments) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=lambda f: f.name)
def test_signature_units_and_source_are_stated(formula: object) -> None:
    known = FORMULAS[formula.name]  # type: ignore[attr-defined]
    assert list(inspect.signature(known.function).parameters) == list(known.inputs)
    assert known.source
    assert known.function.__doc__
    for unit in (*known.inputs.values(), known.unit):
        assert unit == ANY or units.quantity(unit)
