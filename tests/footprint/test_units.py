"""Units: the closed table, its aliases, and what it refuses."""

from __future__ import annotations

import pytest

from footprint import units
from footprint.errors import DimensionError, UnitError


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("kWh", "MJ", 3.6), ("度", "kWh", 1), ("t", "kg", 1000), ("kg*km", "t*km", 0.001),
        ("tkm", "t*km", 1),
        ("%", "1", 0.01), ("GJ", "kWh", 277.77777777777777), ("L", "m3", 0.001), ("吨", "kg", 1000),
        ("a", "h", 8760),
    ],
)  # fmt: skip
def test_factor(source: str, target: str, factor: float) -> None:
    assert units.factor(source, target) == pytest.approx(factor, rel=1e-12)
    assert units.factor(target, source) == pytest.approx(1 / factor, rel=1e-12)


@pytest.mark.parametrize(("source", "target"), [("kg", "kWh"), ("Nm3", "m3"), ("t*km", "kg"), ("item", "1")])
def test_wrong_dimension_is_refused(source: str, target: str) -> None:
    with pytest.raises(DimensionError, match=r"measures .* is due here"):
        units.factor(source, target)


@pytest.mark.parametrize(
    "unit", ["gal", "bbl", "kilo", "kWhh", "kg/", "m3*", "5 kg", "kgCO2e", "kg+kg", "__import__", "kgs", "Mkg"]
)
def test_unknown_is_refused(unit: str) -> None:
    with pytest.raises(UnitError):
        units.quantity(unit)


def test_every_offered_unit_measures_its_quantity() -> None:
    for quantity, offered in units.OFFERED.items():
        for unit in offered:
            assert units.quantity(unit) == quantity
            assert units.factor(unit, units.QUANTITIES[quantity]) > 0
