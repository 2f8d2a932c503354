"""Fuel mass and the energy burned, by hand."""

from __future__ import annotations

import pytest

from footprint.formulas import FORMULAS
from footprint.formulas.fuels import fuel_energy


def test_fuel_energy_by_hand() -> None:
    # 1 t at 44.8 MJ/kg
    assert fuel_energy(1_000, 44.8) == pytest.approx(44_800)


def test_fuel_energy_is_registered_with_its_units() -> None:
    formula = FORMULAS["fuel_energy"]
    assert (formula.unit, dict(formula.inputs)) == ("MJ", {"mass": "kg", "heating_value": "MJ/kg"})
    assert formula.function is fuel_energy
