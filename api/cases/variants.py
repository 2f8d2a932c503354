"""Variants of a product: compare two, vary one, ask what if."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from api.cases.calculations import Preview, preview
from api.cases.workbench import Workbench
from background_db.uncertainty import spread
from footprint.calculate import calculate as solve
from footprint.compare import Comparison, compare
from footprint.engine.draws import sample, world
from footprint.errors import BlockedError, InputError, Problem
from footprint.inventory import providers
from footprint.product import Product, parse_product
from footprint.result import Result
from footprint.rule import LoadedRule
from footprint.uncertainty import Draws, Odds, Uncertainty, by_convention, draw, odds, summarise
from footprint.what_if import Total

MAX_DRAWS = 100_000
DEFAULT_DRAWS, DEFAULT_SEED = 1_000, 1


@dataclass(frozen=True)
class Compared:
    """Two products side by side; ``odds`` only where draws were asked for."""

    first: Preview
    second: Preview
    comparison: Comparison
    odds: Odds | None


def compared(
    workbench: Workbench,
    documents: tuple[Any, Any],
    draws: int = 0,
    seed: int = DEFAULT_SEED,
    progress: Callable[[int, int], None] | None = None,
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
        pair = varied((first, second), draws, seed, progress)
        sure = odds(*pair)
    return Compared(first, second, found, sure)


def varied(
    previews: Sequence[Preview], draws: int, seed: int, progress: Callable[[int, int], None] | None = None
) -> tuple[Draws, ...]:
    """Draw several results in the same worlds.

    Raises
    ------
    InputError
        The number of draws is out of range.
    """
    if not 2 <= draws <= MAX_DRAWS:
        raise InputError(Problem("draws", f"is {draws}: 2 to {MAX_DRAWS} are possible"))
    found = []
    for number, one in enumerate(previews):
        result = _result(one)
        background = one.background
        spreads = {d.id: s.gsd for d in background.datasets.values() if (s := spread(d))}
        names = tuple(sorted({line.dataset for line in result.lines}))
        closed = world(background, result.characterization, providers(one.product, background), spreads)

        def told(done: int, _of: int, offset: int = number) -> None:
            if progress is not None:
                progress(offset * draws + done, len(previews) * draws)

        scores = sample(closed, names, draws, seed, told)
        columns = {name: i for i, name in enumerate(names)}
        found.append(draw(result, scores, columns, by_convention, seed))
    return tuple(found)


def uncertain(
    workbench: Workbench,
    document: Any,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Preview, Uncertainty]:
    """Calculate a product and say how sure the figure is."""
    found = _calculated(workbench, document)
    (drawn,) = varied((found,), draws, seed, progress)
    return found, summarise(_result(found), drawn)


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
