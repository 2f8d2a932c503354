"""The arithmetic on a toy of two technologies, and on the real inputs."""

from __future__ import annotations

import pytest

from background_db.electricity import derive, model
from background_db.electricity.model import Combustion, ElectricityError
from background_db.electricity.tables import read_inputs

# Coal 1.0 and gas 0.5 kg/kWh direct, no biomass, so that a half-and-half split gives 0.75.
TOY = Combustion(scale=1.0, coal=1.0, gas=0.5, coal_part=0.8, biomass=0.0)
INPUTS = read_inputs()


def test_two_technologies_by_hand() -> None:
    split = model.split_thermal(0.75, TOY)
    assert (split.coal, split.gas, split.biomass) == (0.5, 0.5, 0.0)
    assert model.direct_of(split, TOY) == 0.75
    # (0.5 × 1.1 + 0.5 × 0.6) × 1.05 + 0.01
    mixed = model.factor({"coal": 0.5, "gas": 0.5}, {"coal": 1.1, "gas": 0.6}, 1.05, 0.01)
    assert mixed == pytest.approx(0.9025, rel=1e-12)


def test_combustion_meets_the_official_factor() -> None:
    generation = {"coal": 60.0, "oil": 20.0, "gas": 20.0, "bioenergy": 25.0}
    made = model.combustion(generation, {"coal": 1.0, "gas": 0.5}, 0.81)
    # 0.81 × 100 = scale × (80 × 1.0 + 20 × 0.5), so the scale is 0.9
    assert made.scale == pytest.approx(0.9, rel=1e-12)
    assert 0.8 * made.coal + 0.2 * made.gas == pytest.approx(0.81, rel=1e-12)
    assert (made.coal_part, made.biomass) == (0.8, 0.2)


@pytest.mark.parametrize("direct", [0.4, 1.1])
def test_a_factor_no_split_meets_is_refused(direct: float) -> None:
    with pytest.raises(ElectricityError, match="cannot be met"):
        model.split_thermal(direct, TOY)


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ElectricityError, match=r"add up to 0\.9"):
        model.factor({"coal": 0.9}, {"coal": 1.0}, 1.0)


@pytest.mark.parametrize(("lost", "gross"), [(0.0, 1.0), (0.2, 1.25)])
def test_losses_of_output(lost: float, gross: float) -> None:
    assert model.gross_up(lost) == gross
    with pytest.raises(ElectricityError):
        model.gross_up(1.0)


def test_losses_of_china() -> None:
    assert derive.chinese_losses(INPUTS) == pytest.approx((0.0327 - 0.0046) / 0.5777, abs=5e-8)


def _direct(zone: str) -> float:
    """The direct CO2 that a derived mix implies: each fossil share at the direct factor."""
    using = derive.national_combustion(INPUTS)
    shares = derive.derive(INPUTS, zone, 2023).by_carrier()
    return shares["coal"] * using.coal + shares["gas"] * using.gas


CALIBRATED = [
    z.code for z in INPUTS.zones.values() if z.method in {"production", "suppliers", "fossil_share", "region"}
]


@pytest.mark.parametrize("zone", CALIBRATED)
def test_calibration_gives_the_official_direct_factor_back(zone: str) -> None:
    assert _direct(zone) == pytest.approx(derive.direct(INPUTS, zone).amount, rel=1e-9)


def test_every_province_grid_and_forty_areas_are_there() -> None:
    zones = INPUTS.zones
    provinces = [c for c in zones if c.startswith("CN-") and not c.endswith(("CG", "EG", "WG", "SG"))]
    assert len(provinces) == 31
    assert sum(z.method == "region" for z in zones.values()) == 7
    assert sum(z.method == "gap" for z in zones.values()) == 1
    assert sum(not c.startswith("CN") for c in zones) >= 40


def test_the_national_model_is_near_the_official_average() -> None:
    for year, official, apart in ((2023, 0.6205, 0.029), (2024, 0.5777, 0.034)):
        difference = derive.derive(INPUTS, "CN", year).factor(INPUTS) / official - 1
        assert difference == pytest.approx(apart, abs=5e-4), year


def test_grids_lie_between_their_provinces() -> None:
    for zone in INPUTS.zones.values():
        # Inner Mongolia belongs to two grids and is in neither sum.
        if zone.method == "region" and zone.code not in {"CN-NCG", "CN-NEG"}:
            members = [derive.derive(INPUTS, m, 2023).factor(INPUTS) for m in zone.parts]
            assert min(members) < derive.derive(INPUTS, zone.code, 2023).factor(INPUTS) < max(members), zone.code


def test_a_gap_and_an_unknown_zone_are_refused() -> None:
    with pytest.raises(ElectricityError, match="no mix"):
        derive.derive(INPUTS, "CN-XZ", 2023)
    with pytest.raises(ElectricityError, match="no electricity zone 'XX'"):
        derive.derive(INPUTS, "XX", 2023)
    with pytest.raises(ElectricityError, match="no official technology factors of 2022"):
        derive.derive(INPUTS, "CN-GD", 2022)
