"""Targets: the value of a number at which something holds, and the changes that together reach a total.

Like :mod:`footprint.what_if`, every answer is made of whole calculations of changed products.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scipy.optimize import brentq

from footprint.errors import BlockedError, InputError
from footprint.levers import Lever, changed, span, value_at
from footprint.product import Product
from footprint.rule import Rule
from footprint.what_if import Effect, Total


@dataclass(frozen=True)
class Answer:
    """The value of a number at which something holds; None with the reason why there is none.

    Attributes
    ----------
    low, high : (value, total or difference)
        The ends of the range that was searched.
    """

    path: str
    value: float | None
    low: tuple[float, float]
    high: tuple[float, float]


def reach(
    product: Product,
    path: str,
    target: float,
    bounds: tuple[float, float],
    total: Total,
    rule: Rule | None = None,
) -> Answer:
    """Find the value of one number at which the total reaches a target.

    Parameters
    ----------
    target : float
        [kg CO2e per functional unit].
    bounds : (low, high)
        Range of the number.
    """
    return _root(path, bounds, lambda x: total(changed(product, path, x, rule)) - target)


def break_even(
    first: Product,
    second: Product,
    path: str,
    bounds: tuple[float, float],
    total: Total,
    *,
    both: bool = False,
    rule: Rule | None = None,
) -> Answer:
    """Find the value of one number at which two variants are equal.

    Parameters
    ----------
    both : bool
        The number is one of both variants, a service life say; else of the second alone.

    Returns
    -------
    Answer
        Its ends hold second less first; where the number acts in turns both ways, one of the crossings.
    """
    still = 0.0 if both else total(first)

    def difference(x: float) -> float:
        other = total(changed(first, path, x, rule)) if both else still
        return total(changed(second, path, x, rule)) - other

    return _root(path, bounds, difference)


def _root(path: str, bounds: tuple[float, float], function: Callable[[float], float]) -> Answer:
    low, high = bounds
    at_low, at_high = function(low), function(high)
    value = None
    if at_low == 0:
        value = low
    elif at_high == 0:
        value = high
    elif math.copysign(1.0, at_low) != math.copysign(1.0, at_high):
        value = float(brentq(function, low, high, xtol=1e-12 * max(abs(low), abs(high), 1e-300), rtol=1e-12))
    return Answer(path, value, (low, at_low), (high, at_high))


@dataclass(frozen=True)
class Reach:
    """Whether one number alone reaches a target.

    Attributes
    ----------
    now : float
        The number as it is.
    needed : float or None
        The number at which the target is met; None when its range does not reach it.
    best : (value, total)
        The end of its range that gives the lowest total.
    """

    lever: Lever
    now: float
    needed: float | None
    best: tuple[float, float]


def reaching(
    product: Product, levers: Sequence[Lever], target: float, rule: Rule, total: Total
) -> tuple[Reach, ...]:
    """Say for each number whether it alone reaches a target, over the range of :func:`footprint.levers.span`.

    Returns
    -------
    tuple of Reach
        Those that reach it first, by how little they have to be changed; then the others by what they give.
    """
    found = []
    for lever in levers:
        now, bounds = value_at(product, lever.path, rule), span(product, lever, rule)
        try:
            answer = reach(product, lever.path, target, bounds, total, rule)
        except (InputError, BlockedError):
            continue
        best = min((answer.low, answer.high), key=lambda end: end[1])
        found.append(Reach(lever, now, answer.value, (best[0], best[1] + target)))

    def order(one: Reach) -> tuple[bool, float, str]:
        if one.needed is None:
            return True, one.best[1], one.lever.path
        return False, abs(one.needed - one.now) / abs(one.now or 1.0), one.lever.path

    return tuple(sorted(found, key=order))


@dataclass(frozen=True)
class Plan:
    """Changes that together bring the total to a target, in the order they were taken.

    ``reached`` is false when all of them together do not suffice.
    """

    steps: tuple[Effect, ...]
    before: float
    after: float
    target: float

    @property
    def reached(self) -> bool:
        """Whether the target is met."""
        return self.after <= self.target


def plan(
    product: Product,
    choices: Sequence[tuple[Lever, float | str]],
    target: float,
    total: Total,
    rule: Rule | None = None,
) -> Plan:
    """Take changes until a target is met, each time the one that lowers most then.

    Parameters
    ----------
    choices : sequence of (Lever, value)
        Changes that could be made; each is taken at most once, each place changed at most once.

    Returns
    -------
    Plan
        Greedy, so not always the shortest; every step is a whole calculation.
    """
    left = list(choices)
    here, before = product, total(product)
    now = before
    steps: list[Effect] = []
    while left and now > target:
        tried = []
        for lever, value in left:
            try:
                candidate = changed(here, lever.path, value, rule)
                tried.append((total(candidate), lever, value, candidate))
            except (InputError, BlockedError):
                continue
        tried.sort(key=lambda t: (t[0], t[1].path))
        if not tried or tried[0][0] >= now:
            break
        after, lever, value, here = tried[0]
        steps.append(Effect(lever, value, now, after))
        now = after
        left = [(other, v) for other, v in left if other.path != lever.path]
    return Plan(tuple(steps), before, now, target)
