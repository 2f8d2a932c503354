"""What if: one value of a product changed, swept, or sought.

Every answer here is made of whole calculations of changed products, so nothing is linearised and every rule, check
and formula applies. The places that can be changed are those of :mod:`footprint.levers`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from footprint.errors import BlockedError, InputError
from footprint.levers import Kind, Lever, changed, numeric_levers, span, value_at
from footprint.product import Product
from footprint.rule import Rule

Total = Callable[[Product], float]


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
        value = value_at(product, lever.path, rule)
        for factor in (1.0 + step, 1.0 - step):
            effect = _try(product, lever, value * factor, before, total, rule)
            if effect is not None:
                effects.append(effect)
                break
    return tuple(sorted(effects, key=lambda e: (-abs(e.change), e.lever.path)))


@dataclass(frozen=True)
class Pull:
    """What lowering and raising one number does; None where that cannot be done.

    Attributes
    ----------
    value : float
        The number as it is, in the unit it was given in.
    """

    lever: Lever
    value: float
    lowered: Effect | None
    raised: Effect | None

    @property
    def most(self) -> float:
        """The larger of the two changes, as a size [kg CO2e per functional unit]."""
        return max((abs(e.change) for e in (self.lowered, self.raised) if e is not None), default=0.0)

    @property
    def better(self) -> Effect | None:
        """The one that lowers the total, if any does."""
        found = [e for e in (self.lowered, self.raised) if e is not None and e.change < 0]
        return min(found, key=lambda e: e.change, default=None)


def both_ways(
    product: Product, levers: Sequence[Lever], rule: Rule, total: Total, step: float = 0.1
) -> tuple[Pull, ...]:
    """Lower and raise numbers by a share, one at a time.

    Parameters
    ----------
    step : float
        Share of the number [1]; of recycled content, the share of the material. A number stops at its limit.

    Returns
    -------
    tuple of Pull
        The strongest first.
    """
    before = total(product)
    found = []
    for lever in levers:
        value = value_at(product, lever.path, rule)
        low, high = span(product, lever, rule)
        move = step if lever.kind == "recycled" else step * value
        down, up = max(low, value - move), min(high, value + move)
        lowered = _try(product, lever, down, before, total, rule) if down < value else None
        raised = _try(product, lever, up, before, total, rule) if up > value else None
        found.append(Pull(lever, value, lowered, raised))
    return tuple(sorted(found, key=lambda p: (-p.most, p.lever.path)))


def _try(
    product: Product, lever: Lever, value: float | str, before: float, total: Total, rule: Rule | None
) -> Effect | None:
    """Make one change; None when it is refused."""
    try:
        return Effect(lever, value, before, total(changed(product, lever.path, value, rule)))
    except (InputError, BlockedError):
        return None


def sweep(
    product: Product, path: str, values: Sequence[float], total: Total, rule: Rule | None = None
) -> tuple[tuple[float, float], ...]:
    """Calculate a product for each value of one number.

    Returns
    -------
    tuple of (value, total)
    """
    return tuple((value, total(changed(product, path, value, rule))) for value in values)


def swaps(product: Product, path: str, options: Sequence[str], total: Total) -> tuple[Effect, ...]:
    """Try other things to buy at one place: datasets, slots or suppliers of a line, or the region of a process.

    Parameters
    ----------
    path : str
        Ends with ``.dataset``, ``.slot``, ``.supplier`` or ``.region``.
    options : sequence of str
        What to try; an option that is refused is left out.

    Returns
    -------
    tuple of Effect
        The one that lowers most first.
    """
    before = total(product)
    lever = Lever(path, _kind_of(path))
    tried = (_try(product, lever, option, before, total, None) for option in options)
    return tuple(sorted((e for e in tried if e is not None), key=lambda e: (e.change, str(e.value))))


def _kind_of(path: str) -> Kind:
    last = path.rpartition(".")[2]
    return (
        "region"
        if last == "region"
        else "slot"
        if last == "slot"
        else "supplier"
        if last == "supplier"
        else "dataset"
    )
