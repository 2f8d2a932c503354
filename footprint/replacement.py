"""What if a dataset took the place of another in everything: the aluminium of every part, however deep.

Every dataset that takes the old one takes the new one instead, and so do the product, the rule and the markets. The
new dataset itself keeps what it takes of the old one: remelted metal may still need some of the primary.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footprint import units
from footprint.background import Background, Dataset
from footprint.engine.adjoint import Factorised
from footprint.engine.scores import UnitScores, supply
from footprint.engine.update import swap, update
from footprint.errors import BackgroundError


class Replacements:
    """A background factorised once, so that each replacement costs one solve.

    Parameters
    ----------
    background : Background
        Of the study, with its supplier footprints.
    scores : UnitScores
        Of this background.
    """

    def __init__(self, background: Background, scores: UnitScores) -> None:
        self._background = background
        self._before = scores
        self._inputs = supply(background)
        self._ready = Factorised(self._inputs)

    def scores(self, old: str, new: str) -> UnitScores:
        """Return the unit scores after a replacement.

        Under the name of the old dataset stands what takes its place, for the product, the rule and the markets.

        Parameters
        ----------
        old, new : str
            Datasets; a unit of the same quantity is converted.

        Raises
        ------
        BackgroundError
            One of them is unknown or a gap, both are the same, or afterwards some loop of datasets feeds itself.
        DimensionError
            Their units measure different quantities.
        """
        factor = units.factor(self._dataset(old).unit, self._dataset(new).unit)
        if old == new:
            what = f"{old} would take its own place: name another dataset"
            raise BackgroundError(what)
        before, row = self._before, self._before.row
        change = swap(self._inputs, row[old], row[new], factor)
        after = update(self._ready, np.hstack([before.direct, before.needs, before.emitted]), change)
        after[row[old]] = after[row[new]] * factor
        ends = np.cumsum([before.direct.shape[1], before.needs.shape[1]])
        direct, needs, emitted = np.split(after, ends, axis=1)
        return replace(before, direct=direct, needs=needs, emitted=emitted)

    def _dataset(self, name: str) -> Dataset:
        found = self._background.dataset(name)
        if found.kind == "gap":
            what = f"{name} is a gap: it has no figure that could be replaced or take a place"
            raise BackgroundError(what)
        return found
