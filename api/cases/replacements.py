"""A dataset in the place of another in everything, asked of a product."""

from __future__ import annotations

from collections.abc import Sequence

from api.cases.what_if import Study
from footprint.calculate import calculate as solve
from footprint.levers import Lever
from footprint.replacement import Replacements
from footprint.what_if import Effect


def replacements(found: Study, pairs: Sequence[tuple[str, str]]) -> tuple[Effect, ...]:
    """Let a dataset take the place of another in everything, each pair by itself.

    Parameters
    ----------
    found : Study
    pairs : sequence of (old, new)
        Datasets of the background of the product.

    Returns
    -------
    tuple of Effect
        The one that lowers most first; its lever is the old dataset.

    Raises
    ------
    FootprintError
        A dataset is unknown or cannot be replaced.
    """
    bench = found.bench.study(found.product)
    scores = bench.scores(found.result.characterization)
    ready = Replacements(bench.background, scores)

    def total(old: str, new: str) -> float:
        return solve(found.product, found.rule, bench.background, ready.scores(old, new)).total

    before = found.result.total
    effects = [Effect(Lever(old, "dataset"), new, before, total(old, new)) for old, new in pairs]
    return tuple(sorted(effects, key=lambda e: (e.change, e.lever.path, str(e.value))))
