"""Comparison of two variants: aligned line by line, every difference given a cause.

A line's figure is a product of four numbers::

    value = amount per run · runs per declared unit · declared units per functional unit · score of what is bought

so the difference of two lines is shared out among the four by their Shapley values: what each contributes on
average over all orders in which the numbers could have been changed. The shares add up exactly and do not depend
on which variant is named first.

References
----------
Shapley, L. S. (1953), A value for n-person games; used for index decomposition by Ang, B. W., Huang, H. C. and
Mu, A. R. (2009), Energy Economics 31 (as commonly cited, not read).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import factorial, prod
from typing import Any, Literal

from footprint.background import Background
from footprint.errors import InputError, Problem
from footprint.result import TOTAL, LineResult, Result

Cause = Literal["added", "removed", "mass", "process", "service", "material", "supplier", "electricity"]
CAUSES: tuple[Cause, ...] = (
    "added", "removed", "mass", "process", "service", "material", "supplier", "electricity",
)  # fmt: skip


class ComparisonError(InputError):
    """Two results that must not be compared; every reason is named."""


@dataclass(frozen=True)
class Step:
    """What one cause does to one line.

    Attributes
    ----------
    line : str
        ``process/line`` of the second variant, or of the first where the line was removed.
    cause : str
        ``mass``: the amount; ``process``: yields and levels; ``service``: what a declared unit delivers;
        ``material``, ``supplier``, ``electricity``: what is bought, from where, with which power.
    value : float
        [kg CO2e per functional unit]; negative lowers the second variant.
    """

    line: str
    activity: str
    cause: Cause
    value: float


@dataclass(frozen=True)
class Pair:
    """Two lines that answer each other; one of them is None for what was added or removed."""

    first: LineResult | None
    second: LineResult | None

    @property
    def shown(self) -> LineResult:
        """The line that names the pair."""
        line = self.second or self.first
        if line is None:  # pragma: no cover - a pair holds at least one line
            raise AssertionError
        return line


@dataclass(frozen=True)
class Comparison:
    """Two results side by side.

    Attributes
    ----------
    first, second : float
        Totals [kg CO2e per functional unit].
    steps : tuple of Step
        Their values add up to ``second - first``.
    """

    first: float
    second: float
    unit: str
    pairs: tuple[Pair, ...]
    steps: tuple[Step, ...]

    @property
    def difference(self) -> float:
        """Second less first [kg CO2e per functional unit]."""
        return self.second - self.first

    def by_cause(self) -> dict[Cause, float]:
        """Add up the steps of each cause that occurs, in a fixed order."""
        sums = {cause: sum(s.value for s in self.steps if s.cause == cause) for cause in CAUSES}
        present = {step.cause for step in self.steps}
        return {cause: value for cause, value in sums.items() if cause in present}

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "first": self.first,
            "second": self.second,
            "difference": self.difference,
            "unit": f"kg CO2e / {self.unit}",
            "causes": self.by_cause(),
            "steps": [
                {"line": s.line, "activity": s.activity, "cause": s.cause, "value": s.value}
                for s in sorted(self.steps, key=lambda s: (-abs(s.value), s.line, s.cause))
            ],
        }


def compare(first: Result, second: Result, background: Background) -> Comparison:
    """Compare two results of one rule, one background and one functional unit.

    Raises
    ------
    ComparisonError
        They differ in rule, background, characterization set or functional unit: with every reason.
    """
    refuse_unlike(first, second)
    pairs = tuple(align(first, second))
    steps = tuple(s for pair in pairs for s in _steps(pair, first, second, background) if s.value)
    return Comparison(first.total, second.total, first.unit, pairs, steps)


def refuse_unlike(first: Result, second: Result) -> None:
    """Refuse what would compare rules, data or units instead of designs.

    Raises
    ------
    ComparisonError
    """
    facts = (
        ("rule", f"{first.rule.id}@{first.rule.version}", f"{second.rule.id}@{second.rule.version}"),
        ("rule.sha256", first.rule.sha256, second.rule.sha256),
        (
            "background",
            f"{first.background.id} {first.background.version}",
            f"{second.background.id} {second.background.version}",
        ),
        ("background.sha256", first.background.sha256, second.background.sha256),
        ("characterization", first.characterization, second.characterization),
        ("functional_unit", f"{first.amount:g} {first.unit}", f"{second.amount:g} {second.unit}"),
    )
    problems = [
        Problem(name, f"is {one} in the first and {other} in the second: a comparison needs the same")
        for name, one, other in facts
        if one != other
    ]
    if problems:
        raise ComparisonError(*problems)


def align(first: Result, second: Result) -> Iterator[Pair]:
    """Pair the lines: by process and id, then what is left by process, activity and dataset if that is unique."""
    left = {(line.process, line.id): line for line in first.lines}
    matched: list[Pair] = []
    waiting: list[LineResult] = []
    for line in second.lines:
        one = left.pop((line.process, line.id), None)
        if one is None:
            waiting.append(line)
        else:
            matched.append(Pair(one, line))
    for line in waiting:
        same = [k for k, one in left.items() if _key(one) == _key(line)]
        unique = len(same) == 1 and sum(_key(w) == _key(line) for w in waiting) == 1
        matched.append(Pair(left.pop(same[0]) if unique else None, line))
    matched += [Pair(one, None) for one in left.values()]
    yield from sorted(matched, key=lambda p: (p.shown.process, p.shown.id))


def _key(line: LineResult) -> tuple[str, str, str]:
    return line.process, line.activity, line.dataset


def _steps(pair: Pair, first: Result, second: Result, background: Background) -> Iterator[Step]:
    one, other = pair.first, pair.second
    name = f"{pair.shown.process}/{pair.shown.id}"
    if one is None or other is None:
        cause: Cause = "added" if one is None else "removed"
        yield Step(name, pair.shown.activity, cause, pair.shown.total if one is None else -pair.shown.total)
        return
    before, after = _factors(one, first), _factors(other, second)
    causes: tuple[Cause, ...] = ("mass", "process", "service", _bought(one, other, background))
    for cause, value in zip(causes, shapley(before, after), strict=True):
        yield Step(name, pair.shown.activity, cause, value)


def _factors(line: LineResult, result: Result) -> tuple[float, ...]:
    """Split a figure into amount per run, runs per declared unit, declared units per functional unit, score."""
    flow = result.reference_flow
    return (
        line.declared_amount * line.conversion,
        line.allocated * line.level / flow,
        flow,
        line.unit_values[TOTAL],
    )


def _bought(one: LineResult, other: LineResult, background: Background) -> Cause:
    """Name why the score of what a line buys differs."""
    if "supplier" in {one.target_kind, other.target_kind}:
        return "supplier"
    if one.dataset == other.dataset:
        return "electricity"  # the same dataset scores differently only through the supply of the study
    targets = {line.target for line in (one, other) if line.target_kind == "slot"}
    if targets & background.electric:
        return "electricity"
    if targets:
        return "supplier"
    datasets = background.dataset(one.dataset), background.dataset(other.dataset)
    return "material" if datasets[0].region == datasets[1].region else "supplier"


def shapley(before: tuple[float, ...], after: tuple[float, ...]) -> tuple[float, ...]:
    """Share out the difference of two products among their factors.

    Parameters
    ----------
    before, after : tuple of float
        Factors of the two products.

    Returns
    -------
    tuple of float
        One share per factor; they add up to ``prod(after) - prod(before)``.
    """
    n = len(before)
    shares = []
    for i in range(n):
        others = [j for j in range(n) if j != i]
        share = 0.0
        for size in range(n):
            weight = factorial(size) * factorial(n - size - 1) / factorial(n)
            for changed in combinations(others, size):
                rest = prod(after[j] if j in changed else before[j] for j in others)
                share += weight * rest * (after[i] - before[i])
        shares.append(share)
    return tuple(shares)
