"""The figure of every line: what it takes per functional unit, times what one unit of its dataset brings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from footprint.background import Background
from footprint.engine.scores import ClosedScores
from footprint.errors import BlockedError
from footprint.findings import Finding
from footprint.inventory import Inventory
from footprint.product import Product
from footprint.quality import LineRater
from footprint.quality_scheme import SCHEMES
from footprint.result import COLUMNS, LineResult
from footprint.written import InventoryLine

# An amount below this, per functional unit, is numerical dust of the solve.
DUST = 1e-15


def line_results(
    bought: Iterable[InventoryLine],
    inventory: Inventory,
    background: Background,
    closed: ClosedScores,
    product: Product,
) -> tuple[LineResult, ...]:
    """Work out the figures of lines that buy a dataset.

    Parameters
    ----------
    product : Product
        As declared, its transport legs written as lines.

    Raises
    ------
    BlockedError
        Figures leave the range of floats.
    """
    bought = tuple(bought)
    rater = LineRater(inventory, background, {(p.id, line.id): line for _, p, line in product.lines()})
    units = {name: _unit_of(name, inventory, background, closed) for name in {line.dataset for line in bought}}
    lines = tuple(_line_result(line, inventory, units[line.dataset], rater) for line in bought)
    _refuse_what_cannot_be_counted(lines, inventory.reference_flow)
    return lines


def _refuse_what_cannot_be_counted(lines: tuple[LineResult, ...], reference_flow: float) -> None:
    """Refuse figures that leave the range of floats, per functional unit or per declared unit."""
    with np.errstate(over="ignore", invalid="ignore"):  # told as a finding, not as a warning of numpy
        values = np.array([line.values for line in lines]).reshape(len(lines), len(COLUMNS)) / reference_flow
    endless = [lines[i] for i in np.flatnonzero(~np.isfinite(values).all(axis=1))]
    if endless:
        # One line points at its amount; many at a yield or parameter they share.
        only = endless[0] if len(endless) == 1 else None
        where = f"processes[{only.process}].lines[{only.id}].amount" if only else ""
        raise BlockedError((Finding("figures.not_finite", "error", where, {"count": len(endless)}),))


@dataclass(frozen=True)
class _Unit:
    """What one unit of a dataset brings, the same for every line that buys it."""

    kind: str
    rating: float
    values: tuple[float, ...]
    gaps: tuple[tuple[str, float, str], ...]


def _unit_of(name: str, inventory: Inventory, background: Background, closed: ClosedScores) -> _Unit:
    dataset = background.dataset(name)
    behind = closed.gaps_of(name)
    ids = closed.scores.gaps
    return _Unit(
        dataset.kind,
        SCHEMES[inventory.rule.data_quality.scheme].rating(dataset.pedigree),
        tuple(closed.of(name).tolist()),
        tuple((ids[i], float(behind[i]), background.dataset(ids[i]).unit) for i in np.flatnonzero(behind)),
    )


def _line_result(line: InventoryLine, inventory: Inventory, unit: _Unit, rater: LineRater) -> LineResult:
    level = inventory.levels[line.process]
    amount = line.amount * level
    return LineResult(
        process=line.process,
        id=line.id,
        activity=line.activity,
        stage=line.stage,
        origin=line.origin,
        basis=line.basis,
        target_kind=line.target_kind,
        target=line.target,
        dataset=line.dataset,
        dataset_kind=unit.kind,
        declared_amount=line.declared_amount,
        declared_unit=line.declared_unit,
        conversion=line.conversion,
        allocated=line.allocated,
        account=line.account,
        level=level,
        amount=amount,
        unit=line.unit,
        unit_values=unit.values,
        values=tuple([value * amount for value in unit.values]),
        rating=unit.rating,
        quality=rater.rate(line),
        gaps=tuple([(gap, each * amount, of) for gap, each, of in unit.gaps if abs(each * amount) > DUST]),
    )
