"""Losses and hours of the grid behind each delivered figure, by its dataset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from background_db.electricity.clock import Array
from background_db.electricity.derive import YEARS, all_mixes, foreign_losses
from background_db.electricity.hourly import CHINA, hourly, zones_with_hours
from background_db.electricity.mix import Mix
from background_db.electricity.tables import Inputs, read_inputs
from background_db.layout import OPEN
from footprint.background import Grid, Hours


def grids(folder: Path = OPEN) -> dict[str, Grid]:
    """Describe the grid behind each delivered figure of a database.

    Returns
    -------
    dict of dataset to Grid
        Empty where the database has no electricity model.
    """
    if not (folder / "electricity" / "zones.csv").is_file():
        return {}
    inputs = read_inputs(folder)
    timed = zones_with_hours(inputs)
    found = {}
    for mix in all_mixes(inputs):
        hours = _hours(inputs, mix) if mix.zone.code in timed else None
        found[mix.dataset] = _grid(inputs, mix, hours)
        if mix.zone.code == "CN":  # the official average has the same grid, and no hours
            found[f"electricity-average-cn-{mix.year}"] = _grid(inputs, mix, None)
    return found


def _grid(inputs: Inputs, mix: Mix, hours: Hours | None) -> Grid:
    official = inputs.losses["CN", "grid_with_losses"]
    figure = official if mix.grid else foreign_losses(inputs, mix.zone.code)
    return Grid(mix.gross, mix.grid.dataset if mix.grid else "", figure.source, figure.locator, hours)


def _hours(inputs: Inputs, mix: Mix) -> Hours:
    year = min(max(mix.year, YEARS[0]), YEARS[-1])
    modelled = hourly(inputs, mix.zone.code, year)
    if modelled.low is None or modelled.high is None:  # pragma: no cover - the model always gives its range
        raise AssertionError(mix.dataset)
    mean = modelled.mean()
    values, low, high = (_rows(cells / mean) for cells in (modelled.values, modelled.low, modelled.high))
    return Hours(values, low, high, str(CHINA), tuple(sorted(set(_sources(inputs, mix.zone.code)))))


def _rows(cells: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(float, row)) for row in cells)


def _sources(inputs: Inputs, zone: str) -> Iterator[str]:
    """Name the sources of the shapes: monthly generation and load."""
    for table in (inputs.monthly, inputs.load):
        yield from (figure.source for key, figure in table.items() if key[0] == zone)
