"""What if, asked of a product: sensitivities, sweeps, swaps, targets, break-even. The work of each is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.cases.workbench import Workbench
from footprint import units
from footprint.background import Background
from footprint.calculate import calculate as solve
from footprint.compare import refuse_unlike
from footprint.errors import InputError, Problem, UnitError
from footprint.levers import EVERY, Lever, changed, numeric_levers, span, value_at
from footprint.product import Product, parse_product
from footprint.product_parts import Line
from footprint.result import Result
from footprint.rule import LoadedRule
from footprint.targets import Answer, Plan, Reach, break_even, plan, reaching
from footprint.what_if import Effect, Pull, both_ways, swaps, sweep

# Of the lines, so many of the largest are moved; every yield and parameter is.
MOST_LINES = 24
# So many of the strongest changes a plan may take.
MOST_STEPS = 12
MOST_POINTS, POINTS = 101, 21
MOST_OPTIONS = 40
# Of each pair of datasets that look alike by name, so many are tried.
ALIKE = 15


@dataclass(frozen=True)
class Study:
    """A product that can be changed and calculated again."""

    bench: Workbench
    product: Product
    rule: LoadedRule
    result: Result

    def total(self, variant: Product) -> float:
        """Calculate a variant [kg CO2e per functional unit]."""
        scores = self.bench.scores(self.result.characterization)
        return solve(variant, self.rule, self.bench.background, scores).total

    @property
    def background(self) -> Background:
        """The background with the suppliers of this product."""
        return self.bench.study(self.product).background


def study(workbench: Workbench, document: Any) -> Study:
    """Calculate a product to ask what if of it.

    Raises
    ------
    InputError
        The document is no product, or names a rule or background that is not here.
    BlockedError
        The checks found errors.
    """
    product = parse_product(document)
    bench = workbench.on(product.background)
    rule = bench.rule_for(product)
    result = solve(product, rule, bench.background, bench.scores(rule.rule.characterization.set))
    return Study(bench, product, rule, result)


def levers(found: Study) -> tuple[Lever, ...]:
    """List the levers that are looked at: the largest lines, every yield and parameter."""
    carried: dict[str, float] = {}
    for line in found.result.lines:
        path = f"processes[{line.process}].lines[{line.id.partition('~')[0]}].amount"
        carried[path] = carried.get(path, 0.0) + abs(line.total)
    kept = set(sorted(carried, key=lambda path: (-carried[path], path))[:MOST_LINES])
    return tuple(
        lever
        for lever in numeric_levers(found.product, found.rule.rule)
        if lever.kind != "amount" or lever.path in kept
    )


def left_out(found: Study) -> tuple[int, float]:
    """Return how many lines are not looked at, and the share of the total they carry [1]."""
    looked = {lever.path for lever in levers(found)}
    rest = [
        line
        for line in found.result.lines
        if line.basis == "declared" and f"processes[{line.process}].lines[{line.id}].amount" not in looked
    ]
    total = found.result.total
    return len(rest), sum(line.total for line in rest) / total if total else 0.0


def sensitivities(found: Study, step: float = 0.1) -> tuple[Pull, ...]:
    """Move every number that is looked at by a share of itself, down and up.

    Raises
    ------
    InputError
        The step is no share between 0 and 1.
    """
    if not 0 < step <= 1:
        raise InputError(Problem("step", f"is {step:g}: a share above 0 and up to 1 is due, e.g. 0.1"))
    return both_ways(found.product, levers(found), found.rule.rule, found.total, step)


def swept(
    found: Study, path: str, low: float | None = None, high: float | None = None, points: int = POINTS
) -> tuple[tuple[float, float], ...]:
    """Calculate a product over a range of one number; its usual range where none is given.

    Raises
    ------
    InputError
        There is no such number, or the range or the number of points cannot be used.
    """
    if not 2 <= points <= MOST_POINTS:
        raise InputError(Problem("points", f"is {points}: 2 to {MOST_POINTS} are possible"))
    low, high = _range(found, path, low, high)
    values = [low + (high - low) * i / (points - 1) for i in range(points)]
    return sweep(found.product, path, values, found.total, found.rule.rule)


def lever_at(found: Study, path: str) -> Lever:
    """Return the lever of a path.

    Raises
    ------
    InputError
        The product has no such number; a few that it has are named.
    """
    known = {lever.path: lever for lever in numeric_levers(found.product, found.rule.rule)}
    if path not in known:
        some = ", ".join([*known][:3])
        raise InputError(Problem("path", f"is {path!r}: this product has no such number; it has {some} …"))
    return known[path]


def _range(found: Study, path: str, low: float | None, high: float | None) -> tuple[float, float]:
    usual = span(found.product, lever_at(found, path), found.rule.rule)
    low, high = usual[0] if low is None else low, usual[1] if high is None else high
    if low >= high:
        raise InputError(Problem("low", f"is {low:g}: it must lie below high, {high:g}"))
    return low, high


@dataclass(frozen=True)
class Option:
    """Something else to buy, or another place to make."""

    path: str
    value: str


def options(found: Study, path: str) -> tuple[Option, ...]:
    """List what can be tried at a place: regions of a process, or what a line could buy instead.

    Parameters
    ----------
    path : str
        ``processes[cell].region``, ``processes[*].region``, or ``processes[cell].lines[foil]``.

    Raises
    ------
    InputError
        There is no such place.
    """
    if path.endswith(".region"):
        places = {s.region for s in found.background.slots.values() if s.service == "electricity"}
        known = {EVERY + "region", *(f"processes[{p.id}].region" for p in found.product.processes)}
        if path in known:
            return tuple(Option(path, place) for place in sorted(places))
    for where, _process, line in found.product.lines():
        if where == path and line.process is None:
            return tuple(_instead(found, where, line))[:MOST_OPTIONS]
    what = f"is {path!r}: name a line such as processes[cell].lines[foil], or a region such as {EVERY}region"
    raise InputError(Problem("path", what))


def _instead(found: Study, path: str, line: Line) -> Iterator[Option]:
    """Suppliers of the document, markets of the same service, datasets the rule names or that are named alike."""
    background = found.background
    for supplier in found.product.suppliers:
        if supplier.id != line.supplier and _fits(line.unit, supplier.declared_unit):
            yield Option(f"{path}.supplier", supplier.id)
    if line.slot is not None:
        service = line.slot.partition("/")[0]
        for slot in sorted(background.slots.values(), key=lambda s: s.id):
            if slot.service == service and slot.id != line.slot:
                yield Option(f"{path}.slot", slot.id)
        return
    activity = found.rule.rule.activity(line.activity)
    named = list(activity.datasets) if activity else []
    if line.dataset is not None:
        words = background.dataset(line.dataset).name.en
        alike = found.bench.index.search(words, language="en", limit=ALIKE, category=None)
        named += [hit.dataset_id for hit in alike]
    for name in dict.fromkeys(named):
        dataset = background.datasets.get(name)
        if (
            dataset is not None
            and dataset.kind != "gap"
            and name != line.dataset
            and _fits(line.unit, dataset.unit)
        ):
            yield Option(f"{path}.dataset", name)


def _fits(one: str, other: str) -> bool:
    try:
        return units.quantity(one) == units.quantity(other)
    except UnitError:
        return False


def swapped(found: Study, tried: tuple[Option, ...]) -> tuple[Effect, ...]:
    """Try each option at its place, the one that lowers most first; what the checks refuse is left out."""
    by_path: dict[str, list[str]] = {}
    for option in tried[: 2 * MOST_OPTIONS]:
        by_path.setdefault(option.path, []).append(option.value)
    effects = [e for path, values in by_path.items() for e in swaps(found.product, path, values, found.total)]
    return tuple(sorted(effects, key=lambda e: (e.change, e.lever.path, str(e.value))))


@dataclass(frozen=True)
class Target:
    """What reaches a total: each number alone, and small steps of the strongest together."""

    target: float
    step: float
    alone: tuple[Reach, ...]
    together: Plan


def target(found: Study, wanted: float, step: float = 0.1, pulls: tuple[Pull, ...] | None = None) -> Target:
    """Answer a target with the levers that reach it.

    Parameters
    ----------
    wanted : float
        [kg CO2e per functional unit].
    step : float
        Share by which numbers are moved in the plan [1].
    pulls : tuple of Pull, optional
        The sensitivities at this step, where they are known already.
    """
    if pulls is None:
        pulls = sensitivities(found, step)
    rule = found.rule.rule
    alone = reaching(found.product, [p.lever for p in pulls if p.most], wanted, rule, found.total)
    better = sorted((e for p in pulls if (e := p.better)), key=lambda e: e.change)[:MOST_STEPS]
    steps = plan(found.product, [(e.lever, e.value) for e in better], wanted, found.total, rule)
    return Target(wanted, step, alone, steps)


@dataclass(frozen=True)
class BreakEven:
    """Where two variants are equal, and both totals over the range.

    ``crossing`` is the value with the total there, None where the two are equal nowhere in the range.
    """

    answer: Answer
    crossing: tuple[float, float] | None
    both: bool
    first: tuple[tuple[float, float], ...]
    second: tuple[tuple[float, float], ...]


def equal(
    workbench: Workbench,
    documents: tuple[Any, Any],
    path: str,
    low: float | None = None,
    high: float | None = None,
    *,
    both: bool = False,
    points: int = POINTS,
) -> BreakEven:
    """Find the value of one number of the second product, or of both, at which the two are equal.

    Raises
    ------
    InputError
        The two must not be compared, or there is no such number.
    BlockedError
        One of them cannot be calculated.
    """
    first, second = (study(workbench, document) for document in documents)
    refuse_unlike(first.result, second.result)
    low, high = _range(second, path, low, high)
    if both:
        lever_at(first, path)
    rule = second.rule.rule
    answer = break_even(first.product, second.product, path, (low, high), second.total, both=both, rule=rule)
    second_points = swept(second, path, low, high, points)
    still = tuple((value, first.result.total) for value, _ in second_points)
    first_points = swept(first, path, low, high, points) if both else still
    crossing = None
    if answer.value is not None:
        crossing = answer.value, second.total(changed(second.product, path, answer.value, rule))
    return BreakEven(answer, crossing, both, first_points, second_points)


def value_of(found: Study, path: str) -> float:
    """Return the number of a lever, in the unit it was given in."""
    return value_at(found.product, path, found.rule.rule)
