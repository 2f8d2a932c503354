"""Stated spreads: by hand for one amount, and in the background of the toy box."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from footprint.background import Background, Spread
from footprint.engine.draws import grounds, sample, world
from footprint.engine.spreads import multiply, ratio
from footprint.inventory import providers
from tests.footprint import toys

# Standard normal numbers of the 2.5th, 50th and 97.5th percentile.
NORMAL = np.array([-1.959964, 0.0, 1.959964])


@pytest.mark.parametrize(
    ("spread", "amount", "expected"),
    [
        (Spread("lognormal", 4.0, 1.1), 4.0, (1 / 1.1**1.959964, 1.0, 1.1**1.959964)),
        (Spread("normal", 4.0, 0.4), 4.0, (1 - 0.1959964, 1.0, 1 + 0.1959964)),
        # From 2 to 6 around 4: 2 + 0.025 · 4 = 2.1, so 0.525 of the amount.
        (Spread("uniform", 2.0, 6.0), 4.0, (0.525, 1.0, 1.475)),
        # Triangle 2, 4, 6: 2 + sqrt(0.025 · 4 · 2) = 2.4472.
        (Spread("triangular", 2.0, 4.0, 6.0), 4.0, (0.61180, 1.0, 1.38820)),
        # An amount below zero: the same, mirrored; the multiplier grows with the size of the amount.
        (Spread("uniform", -6.0, -2.0), -4.0, (0.525, 1.0, 1.475)),
    ],
)
def test_percentiles_by_hand(spread: Spread, amount: float, expected: tuple[float, ...]) -> None:
    found = ratio(spread, amount)
    assert found is not None
    assert multiply(found, NORMAL) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("spread", "amount"),
    [
        (Spread("lognormal", 1.0, 1.0), 1.0),
        (Spread("lognormal", 1.0, 0.0), 1.0),
        (Spread("normal", 1.0, 0.0), 1.0),
        (Spread("normal", 1.0, float("nan")), 1.0),
        (Spread("uniform", 2.0, 3.0), 1.0),  # does not hold the amount
        (Spread("triangular", 1.0, 1.0, 1.0), 1.0),
        (Spread("triangular", 0.0, 5.0, 2.0), 1.0),  # the mode lies outside
        (Spread("uniform", -1.0, 1.0), 0.0),
    ],
)
def test_what_does_not_fit_is_as_if_nothing_were_stated(spread: Spread, amount: float) -> None:
    assert ratio(spread, amount) is None


def stated(**spreads: Spread) -> Background:
    """The toy box with the first exchange of a dataset stating a spread."""
    found = toys.background()
    datasets = dict(found.datasets)
    for name, spread in spreads.items():
        one = datasets[name.replace("_", "-")]
        first = replace(one.exchanges[0], spread=spread)
        datasets[one.id] = replace(one, exchanges=(first, *one.exchanges[1:]))
    return replace(found, datasets=datasets)


def drawn(background: Background, names: tuple[str, ...], count: int, **gsd: float) -> np.ndarray:
    chosen = providers(toys.product(), background)
    return sample(world(background, "ipcc-ar6-gwp100", chosen, gsd), names, range(count), 7)


def test_an_exchange_is_drawn_from_its_own_spread() -> None:
    """Steel: 1.5 kg CO2 from 1 to 2, the rest (0.298 + 0.9) fixed: from 2.198 to 3.198, mean 2.698."""
    found = drawn(stated(steel=Spread("uniform", 1.0, 2.0)), ("steel",), 2000)[:, 0]
    assert found.min() > 2.198
    assert found.max() < 3.198
    assert found.mean() == pytest.approx(toys.STEEL, abs=0.03)  # 0.289 / √2000 = 0.0065, four times that
    assert found.std() == pytest.approx(1 / np.sqrt(12), rel=0.05)


def test_a_stated_spread_stands_in_for_the_convention_and_shifts_nothing_else() -> None:
    both = drawn(stated(steel=Spread("lognormal", 1.5, 1.3)), ("steel", "recycling"), 50, steel=1.2, recycling=1.1)
    usual = drawn(toys.background(), ("steel", "recycling"), 50, steel=1.2, recycling=1.1)
    assert both[:, 1] == pytest.approx(usual[:, 1], rel=1e-12)
    assert not np.allclose(both[:, 0], usual[:, 0])
    # The same random number: 1.5 · 1.3^z stated, 1.5 · 1.2^z / exp(ln²(1.2) / 2) by the convention.
    alone = drawn(stated(coal_power=Spread("lognormal", 0.9, 1.3)), ("coal-power",), 50)[:, 0]
    usual = drawn(toys.background(), ("coal-power",), 50, **{"coal-power": 1.2})[:, 0]
    z = (np.log(usual / 0.9) + np.log(1.2) ** 2 / 2) / np.log(1.2)
    assert alone == pytest.approx(0.9 * 1.3**z, rel=1e-9)


def test_the_share_with_a_stated_spread_by_hand() -> None:
    """One kg of steel, coal power stating its own.

    Carried: 1.5 (CO2) + 0.298 (CH4) + 0.9 (its power) by the convention, 0.9 (the CO2 of the power) as stated; what
    fills the market is no exchange of anybody.
    """
    background = stated(coal_power=Spread("normal", 0.9, 0.1))
    chosen = providers(toys.product(), background)
    closed = world(background, "ipcc-ar6-gwp100", chosen, {"steel": 1.2, "coal-power": 1.2})
    found = grounds(closed, {"steel": 1.0})
    assert found is not None
    assert found.stated == pytest.approx(0.9 / (1.5 + 0.298 + 0.9 + 0.9))
    assert found.stated + found.convention == pytest.approx(1.0)
    assert grounds(world(toys.background(), "ipcc-ar6-gwp100", chosen, {}), {"steel": 1.0}) is None
