"""What if: one value of a product changed, swept, or sought.

A *lever* is a place of the product document that holds a number or names what is bought. Every answer here is made
of whole calculations of changed products, so nothing is linearised and every rule, check and formula applies.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scipy.optimize import brentq

from footprint.errors import BlockedError, InputError
from footprint.product import Product, parse_product
from footprint.product_parts import TARGETS
from footprint.rule import Rule

Total = Callable[[Product], float]
Kind = Literal["amount", "yield", "parameter", "dataset", "slot", "region"]


@dataclass(frozen=True)
class Lever:
    """A place of a product that can be changed.

    ``path`` is written as in findings: ``processes[cell].lines[foil].amount``, ``parameters.cycles``,
    ``processes[cell].yield``, ``processes[cell].lines[foil].dataset``, ``processes[cell].region``.
    """

    path: str
    kind: Kind


@dataclass(frozen=True)
class Effect:
    """What one change does.

    Attributes
    ----------
    before, after : float
        Totals [kg CO2e per functional unit].
    """

    lever: Lever
    value: float | str
    before: float
    after: float

    @property
    def change(self) -> float:
        """After less before [kg CO2e per functional unit]."""
        return self.after - self.before


def numeric_levers(product: Product, rule: Rule) -> tuple[Lever, ...]:
    """List every number of a product that can be varied: amounts, yields below 1, parameters the preparer gave."""
    found = [
        Lever(f"processes[{process.id}].lines[{line.id}].amount", "amount")
        for process in product.processes
        for line in process.lines
    ]
    found += [Lever(f"processes[{p.id}].yield", "yield") for p in product.processes if p.yield_ < 1.0]
    found += [Lever(f"parameters.{name}", "parameter") for name in product.parameters if name in rule.parameters]
    return tuple(found)


def changed(product: Product, path: str, value: float | str) -> Product:
    """Return a product with one place changed.

    Raises
    ------
    InputError
        The place is not there, or the value does not fit it.
    """
    document = product.to_document()
    holder, key = _holder(document, path)
    if isinstance(holder.get(key), dict) and "amount" in holder[key]:
        holder, key = holder[key], "amount"
    if key in TARGETS:
        for other in TARGETS:
            holder.pop(other, None)
    holder[key] = value
    return parse_product(document)


def value_at(product: Product, path: str) -> float:
    """Return the number at a place.

    Raises
    ------
    InputError
        There is no number.
    """
    holder, key = _holder(product.to_document(), path)
    found = holder.get(key, 1.0 if key == "yield" else None)
    if isinstance(found, dict):
        found = found.get("amount")
    if isinstance(found, bool) or not isinstance(found, int | float):
        what = f"{path} is no number"
        raise InputError(what)
    return float(found)


def _holder(document: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """Follow a path such as ``processes[cell].lines[foil].amount`` to what holds its last step."""
    here: Any = document
    steps = list(_split(path))
    for name, item in steps[:-1]:
        here = here.get(name) if isinstance(here, dict) else None
        if item is not None and isinstance(here, list):
            here = next((x for x in here if isinstance(x, dict) and x.get("id") == item), None)
    if not isinstance(here, dict) or steps[-1][1] is not None:
        what = f"the product has no place {path}"
        raise InputError(what)
    return here, steps[-1][0]


def _split(path: str) -> Iterator[tuple[str, str | None]]:
    """Split at dots that stand outside brackets; ids may hold dots."""
    part, depth, parts = "", 0, []
    for letter in path:
        depth += {"[": 1, "]": -1}.get(letter, 0)
        if letter == "." and not depth:
            parts.append(part)
            part = ""
        else:
            part += letter
    for one in (*parts, part):
        name, bracket, item = one.partition("[")
        yield name, item.rstrip("]") if bracket else None


def local(product: Product, rule: Rule, total: Total, step: float = 0.1) -> tuple[Effect, ...]:
    """Raise every number by a share, one at a time, and see what the total does.

    Parameters
    ----------
    total : callable
        Calculates a product [kg CO2e per functional unit].
    step : float
        Share by which each number is raised [1]; one that may not be raised (a yield near 1, a limit) is lowered.

    Returns
    -------
    tuple of Effect
        Largest first.
    """
    before = total(product)
    effects = []
    for lever in numeric_levers(product, rule):
        value = value_at(product, lever.path)
        for factor in (1.0 + step, 1.0 - step):
            try:
                after = total(changed(product, lever.path, value * factor))
            except (InputError, BlockedError):
                continue
            effects.append(Effect(lever, value * factor, before, after))
            break
    return tuple(sorted(effects, key=lambda e: (-abs(e.change), e.lever.path)))


def sweep(product: Product, path: str, values: Sequence[float], total: Total) -> tuple[tuple[float, float], ...]:
    """Calculate a product for each value of one number.

    Returns
    -------
    tuple of (value, total)
    """
    return tuple((value, total(changed(product, path, value))) for value in values)


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


def reach(product: Product, path: str, target: float, bounds: tuple[float, float], total: Total) -> Answer:
    """Find the value of one number at which the total reaches a target.

    Parameters
    ----------
    target : float
        [kg CO2e per functional unit].
    bounds : (low, high)
        Range of the number.
    """
    return _root(path, bounds, lambda x: total(changed(product, path, x)) - target)


def break_even(first: Product, second: Product, path: str, bounds: tuple[float, float], total: Total) -> Answer:
    """Find the value of one number of the second variant at which both variants are equal."""
    fixed = total(first)
    return _root(path, bounds, lambda x: total(changed(second, path, x)) - fixed)


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


def swaps(product: Product, path: str, options: Sequence[str], total: Total) -> tuple[Effect, ...]:
    """Try other things to buy at one place: datasets of a line, slots, or the region of a process.

    Parameters
    ----------
    path : str
        Ends with ``.dataset``, ``.slot`` or ``.region``.
    options : sequence of str
        What to try; an option that is refused is left out.

    Returns
    -------
    tuple of Effect
        The one that lowers most first.
    """
    before = total(product)
    kind: Kind = "region" if path.endswith(".region") else "slot" if path.endswith(".slot") else "dataset"
    effects = []
    for option in options:
        try:
            after = total(changed(product, path, option))
        except (InputError, BlockedError):
            continue
        effects.append(Effect(Lever(path, kind), option, before, after))
    return tuple(sorted(effects, key=lambda e: (e.change, str(e.value))))


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


def plan(product: Product, choices: Sequence[tuple[Lever, float | str]], target: float, total: Total) -> Plan:
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
                candidate = changed(here, lever.path, value)
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
