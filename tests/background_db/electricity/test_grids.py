"""Losses and hours of the grids, as the engine gets them."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from background_db.build import load
from background_db.electricity import clock
from background_db.electricity.grids import grids
from background_db.electricity.hourly import hourly
from background_db.electricity.hours import HourSeries
from background_db.electricity.integrate import typical_days
from background_db.electricity.tables import read_inputs
from background_db.exclude import exclude

GRIDS = grids()
BACKGROUND = load().background


def test_every_delivered_figure_of_china_has_its_losses() -> None:
    own = {
        d for slots in BACKGROUND.supply.values() for slot, d in slots.items() if slot.startswith("electricity/CN")
    }
    assert own <= set(GRIDS)
    assert set(GRIDS) <= set(BACKGROUND.datasets)
    assert {grid.source for grid in GRIDS.values()} <= set(BACKGROUND.sources)


def test_losses_are_those_within_the_mix() -> None:
    """A mix delivers 1 kWh: its generation adds up to the gross amount, and the grid's own burden is one kWh."""
    for name in ("electricity-mix-cn-gd-2024", "electricity-mix-de-2023"):
        rows = BACKGROUND.dataset(name).exchanges
        grid = GRIDS[name]
        assert sum(e.amount for e in rows if e.target != grid.add_on) == pytest.approx(
            grid.gross, rel=1e-6
        )  # printed digits
        assert [e.amount for e in rows if e.target == grid.add_on] == ([1.0] if grid.add_on else [])


@pytest.mark.parametrize("year", [2023, 2024])
def test_hours_are_ratios_to_the_annual_factor(year: int) -> None:
    hours = GRIDS[f"electricity-mix-cn-gd-{year}"].hours
    assert hours is not None
    model = hourly(read_inputs(), "CN-GD", year)
    assert model.weights is not None
    ratios = np.asarray(hours.ratios)
    assert ratios.shape == (12, 24)
    assert float((ratios * model.weights).sum()) == pytest.approx(1.0, rel=1e-12)
    assert (np.asarray(hours.low) <= ratios + 1e-12).all()
    assert GRIDS[f"electricity-average-cn-{year}"].hours is None


def test_an_excluded_source_takes_its_hours_along() -> None:
    barred = replace(BACKGROUND.licences["facts-cited"], id="barred", commercial_use="no")
    source = replace(BACKGROUND.sources["pypsa-china-load"], licence="barred")
    changed = replace(
        BACKGROUND,
        licences={**BACKGROUND.licences, "barred": barred},
        sources={**BACKGROUND.sources, "pypsa-china-load": source},
    )
    kept, _ = exclude(changed, ["no"])
    assert kept.grids["electricity-mix-cn-gd-2024"] == replace(GRIDS["electricity-mix-cn-gd-2024"], hours=None)


def test_typical_days_are_the_means_of_what_was_read() -> None:
    """10 kWh in every hour, 40 on 1 January at noon, nothing read on 2 January at noon: (40 + 29 · 10) / 30."""
    china = ZoneInfo("Asia/Shanghai")
    values = np.full(clock.hours(2023), 10.0)
    values[12], values[36] = 40.0, np.nan
    found = typical_days(HourSeries("plant.csv", "load", 2023, china, "kwh", values))
    assert found[0, 12] == pytest.approx(330 / 30)
    assert np.delete(found.ravel(), 12) == pytest.approx(10.0)
