"""Variants of a product: compare two, vary one, ask what if."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.cases.calculations import Preview, preview
from api.cases.certificates import Twice, claimed_twice
from api.cases.workbench import Workbench
from api.cases.workers import HERE, Workers, share_out
from background_db.uncertainty import spread
from footprint.calculate import calculate as solve
from footprint.compare import Comparison, compare
from footprint.engine.draws import World, grounds, sample, world
from footprint.errors import BlockedError, InputError, Problem
from footprint.foreground import vary
from footprint.inventory import providers
from footprint.ledger import claims
from footprint.product import Product, parse_product
from footprint.result import Result
from footprint.rule import LoadedRule
from footprint.uncertainty import Draws, Odds, Uncertainty, draw, odds, summarise
from footprint.what_if import Total

MAX_DRAWS = 100_000
DEFAULT_DRAWS, DEFAULT_SEED = 1_000, 1


@dataclass(frozen=True)
class Compared:
    """Two products side by side; ``odds`` only where draws were asked for.

    ``certificates`` are those that both claim although they are two products.
    """

    first: Preview
    second: Preview
    comparison: Comparison
    odds: Odds | None
    certificates: tuple[Twice, ...] = ()


def compared(
    workbench: Workbench,
    documents: tuple[Any, Any],
    draws: int = 0,
    seed: int = DEFAULT_SEED,
    progress: Callable[[int, int], None] | None = None,
    workers: Workers = HERE,
) -> Compared:
    """Calculate two products and say what makes them differ.

    Parameters
    ----------
    draws : int
        Worlds to compare them in; none when 0.

    Raises
    ------
    InputError
        A document cannot be read, or the two must not be compared: with every reason.
    BlockedError
        One of them cannot be calculated.
    """
    first, second = (_calculated(workbench, document) for document in documents)
    found = compare(_result(first), _result(second), first.background)
    sure = None
    if draws:
        pair = varied((first, second), draws, seed, progress, workers)
        sure = odds(*pair)
    twice = claimed_twice((name, tuple(claims(p.product))) for name, p in (("first", first), ("second", second)))
    return Compared(first, second, found, sure, twice)


@dataclass(frozen=True)
class _Worlds:
    """A background that several results rest on, to be drawn for all of them at once."""

    world: World
    names: tuple[str, ...]
    seed: int


def _sampled(worlds: _Worlds, numbers: Sequence[int]) -> NDArray[np.float64]:
    return sample(worlds.world, worlds.names, numbers, worlds.seed)


def varied(
    previews: Sequence[Preview],
    draws: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
    workers: Workers = HERE,
) -> tuple[Draws, ...]:
    """Draw several results in the same worlds.

    Parameters
    ----------
    workers : Workers
        Who solves the background in each world; the figures are the same.

    Raises
    ------
    InputError
        The number of draws is out of range, or the workers cannot be used.
    """
    if not 2 <= draws <= MAX_DRAWS:
        raise InputError(Problem("draws", f"is {draws}: 2 to {MAX_DRAWS} are possible"))
    keys = [_background(one) for one in previews]
    groups = {key: [one for one, other in zip(previews, keys, strict=True) if other == key] for key in keys}
    scores: dict[Hashable, tuple[dict[str, int], NDArray[np.float64]]] = {}
    done = 0
    for key, group in groups.items():
        worlds = _worlds(group, seed)
        drawn = np.empty((draws, len(worlds.names)))
        for numbers, found in share_out(_sampled, worlds, range(draws), workers):
            drawn[numbers[0] : numbers[-1] + 1] = found
            done += len(numbers)
            if progress is not None:
                progress(done, len(groups) * draws)
        scores[key] = ({name: i for i, name in enumerate(worlds.names)}, drawn)
    return tuple(_drawn(one, *scores[key], seed) for one, key in zip(previews, keys, strict=True))


def _drawn(one: Preview, columns: dict[str, int], scores: NDArray[np.float64], seed: int) -> Draws:
    result = _result(one)
    foreground = vary(result, one.product, one.rule.rule, one.background, len(scores), seed)
    return draw(result, scores, columns, foreground)


def _background(one: Preview) -> Hashable:
    """Tell backgrounds apart: two results of one key have the same draws of every dataset."""
    filled = tuple(sorted(providers(one.product, one.background).items()))
    suppliers = tuple(
        sorted((d for d in one.background.datasets.values() if d.kind == "supplier"), key=lambda d: d.id)
    )
    return one.background.sha256, _result(one).characterization, filled, suppliers


def _worlds(group: Sequence[Preview], seed: int) -> _Worlds:
    names = {line.dataset for one in group for line in _result(one).lines}
    return _Worlds(_world(group[0]), tuple(sorted(names)), seed)


def _world(one: Preview) -> World:
    """Write the background of a study with the spread of every exchange: its own, else that of its dataset."""
    spreads = {d.id: s.gsd for d in one.background.datasets.values() if (s := spread(d))}
    chosen = providers(one.product, one.background)
    return world(one.background, _result(one).characterization, chosen, spreads)


def uncertain(
    workbench: Workbench,
    document: Any,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    progress: Callable[[int, int], None] | None = None,
    workers: Workers = HERE,
) -> tuple[Preview, Uncertainty]:
    """Calculate a product and say how sure the figure is."""
    found = _calculated(workbench, document)
    (drawn,) = varied((found,), draws, seed, progress, workers)
    result = _result(found)
    bought: dict[str, float] = {}
    for line in result.lines:
        bought[line.dataset] = bought.get(line.dataset, 0.0) + abs(line.amount)
    return found, summarise(result, drawn, grounds(_world(found), bought))


def total_of(workbench: Workbench, document: Any) -> tuple[Product, LoadedRule, Total]:
    """Return a product, its rule, and the function that calculates variants of it."""
    product = parse_product(document)
    bench = workbench.on(product.background)
    rule = bench.rule_for(product)
    scores = bench.scores(rule.rule.characterization.set)

    def total(variant: Product) -> float:
        return solve(variant, rule, bench.background, scores).total

    return product, rule, total


def _calculated(workbench: Workbench, document: Any) -> Preview:
    found = preview(workbench, document)
    if found.result is None:
        raise BlockedError(found.findings)
    return found


def _result(found: Preview) -> Result:
    if found.result is None:  # pragma: no cover - _calculated raised
        raise BlockedError(found.findings)
    return found.result
