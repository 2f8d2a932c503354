"""Solve a study three ways and say how well they agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footprint.background import Background
from footprint.engine.scores import Array
from footprint.engine.system import assemble
from footprint.inventory import build_inventory, with_cut_off
from footprint.product import Product
from footprint.result import COLUMNS, Result
from footprint.rule import LoadedRule
from footprint.suppliers import with_suppliers

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Agreement:
    """Largest difference of any column, relative to the largest column [1]."""

    brightway: float
    plain: float

    @property
    def holds(self) -> bool:
        """Tell whether both full solves agree with the unit scores to 1e-9."""
        return max(self.brightway, self.plain) <= TOLERANCE


def verify(product: Product, rule: LoadedRule, background: Background, result: Result) -> Agreement:
    """Solve the whole system with Brightway and with SciPy and compare every column with a result."""
    # Brightway takes half a second to import; only this cross-check needs it.
    from footprint.engine import brightway, plain

    background = with_suppliers(background, product)
    intensity = {line.dataset: line.total / line.amount for line in result.lines if line.amount}
    inventory = with_cut_off(build_inventory(product, rule.rule, background), background, intensity)
    system = assemble(inventory, background, result.characterization)
    fast = np.array([result.column(name) for name in COLUMNS])
    return Agreement(_difference(fast, brightway.solve(system)), _difference(fast, plain.solve(system)))


def _difference(ours: Array, theirs: Array) -> float:
    scale = float(np.max(np.abs(ours))) or 1.0
    return float(np.max(np.abs(ours - theirs))) / scale
