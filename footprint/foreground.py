"""The foreground varied: amounts, links between processes, yields and parameters, each by a stream of its own.

An amount and a parameter are multiplied by a number of mean 1; a link between processes only where a spread is
stated, for most are counts (so many cells per module). A yield is varied by its rejects: one good unit takes
``1 / yield = 1 + rejects`` runs, and the rejects are multiplied, so that a yield stays in (0, 1] and its mean
consumption where it is. A parameter with an upper limit that is nearer than 0 is varied likewise, by what it leaves
to the limit; any other is held inside the range of the rule.

What the rule fixes does not vary: it is the same for every product under the rule. Lines it derives, and those of
the end of life, vary with the parameters they are made of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from footprint import units
from footprint.background import Background, Spread
from footprint.engine.draws import multipliers
from footprint.engine.spreads import multiply, ratio
from footprint.errors import InputError, Problem
from footprint.inventory import build_inventory, with_cut_off
from footprint.parameters import limits
from footprint.product import Product
from footprint.product_parts import Line
from footprint.result import TOTAL, LineResult, Result
from footprint.rule import Parameter, Rule
from footprint.suppliers import with_suppliers

Array = NDArray[np.float64]
Kind = Literal["amount", "link", "yield", "parameter"]
Ground = Literal["stated", "measured", "other"]

# Geometric standard deviation of a number for which none is stated: a convention (docs/algorithms/uncertainty.md).
MEASURED, OTHER = 1.05, 1.2
# Lines whose amount the rule computes from parameters: these vary, the formula does not.
COMPUTED = frozenset({"derived", "end_of_life"})


@dataclass(frozen=True)
class Varied:
    """A number that varies, and why so far.

    Attributes
    ----------
    path : str
        Its place in the product document; for a line that the rule wrote, ``process/line``.
    ground : str
        ``stated`` by the preparer, or by the convention for ``measured`` and ``other`` numbers.
    gsd : float or None
        Geometric standard deviation [1]; None where a range is stated.
    minimum, maximum : float or None
        The range that is stated, in the unit of the line.
    """

    path: str
    kind: Kind
    ground: Ground
    gsd: float | None
    minimum: float | None = None
    maximum: float | None = None
    source: str = ""

    def multipliers(self, amount: float, count: int, random: np.random.Generator) -> Array:
        """Draw multipliers of an amount, shape (count,)."""
        if self.gsd is not None:
            return multipliers(np.full(count, np.log(self.gsd)), random)
        spread = Spread("triangular", self.minimum or 0.0, amount, self.maximum or 0.0)
        found = ratio(spread, amount)
        return np.ones(count) if found is None else multiply(found, random.standard_normal(count))


@dataclass(frozen=True)
class Foreground:
    """Draws of the foreground, from one seed.

    Attributes
    ----------
    amounts : ndarray, shape (n_draws, n_lines)
        What each line of the result takes [unit of its dataset per functional unit].
    varied : tuple of Varied
    factors : ndarray, shape (n_draws, n_varied)
        What each was multiplied by; of yields, their rejects.
    """

    amounts: Array
    varied: tuple[Varied, ...]
    factors: Array
    seed: int


def by_origin(origin: str | None) -> tuple[float, Ground]:
    """Return the geometric standard deviation of a number by the convention: by origin only."""
    return (MEASURED, "measured") if origin == "company_specific" else (OTHER, "other")


def of_line(path: str, kind: Kind, origin: str | None, given: Line | None) -> Varied:
    """Say how far the amount of a line may be off: as stated, else by the convention."""
    own = given.spread if given is not None else None
    if own is not None:
        return Varied(path, kind, "stated", own.gsd, own.minimum, own.maximum, own.source)
    gsd, ground = by_origin(origin)
    return Varied(path, kind, ground, gsd)


def vary(result: Result, product: Product, rule: Rule, background: Background, draws: int, seed: int) -> Foreground:
    """Draw the foreground of a result.

    Parameters
    ----------
    draws : int
    seed : int
        With the place of a number it keys its stream: the same number of two variants varies together.

    Raises
    ------
    InputError
        Some draw has no solution: a loop of processes makes less than it takes.
    """
    varied: list[Varied] = []
    factors: list[Array] = []

    def take(one: Varied, amount: float, *key: str) -> Array:
        varied.append(one)
        factors.append(one.multipliers(amount, draws, stream(seed, *key)))
        return factors[-1]

    amounts = _structure(result, product, rule, background, draws, take)
    declared = {(p.id, line.id): line for _, p, line in product.lines()}
    drawn: dict[tuple[str, str], Array] = {}
    for i, line in enumerate(result.lines):
        if line.basis in COMPUTED:
            continue
        # A line that instruments divide is one amount: its parts vary together.
        key = line.process, line.id.partition("~")[0]
        if key not in drawn:
            given = declared.get(key)
            path = f"processes[{key[0]}].lines[{key[1]}].amount" if given else f"{key[0]}/{key[1]}"
            amount = given.amount if given else line.declared_amount
            drawn[key] = take(of_line(path, "amount", line.origin, given), amount, *key)
        amounts[:, i] *= drawn[key]
    return Foreground(amounts, tuple(varied), _columns(factors, draws), seed)


def amounts_alone(result: Result, gsd: Callable[[LineResult], float], draws: int, seed: int) -> Foreground:
    """Vary the amounts of the lines and nothing else of the product.

    Parameters
    ----------
    gsd : callable
        Geometric standard deviation of the amount of a line [1]; 1 for an amount that does not vary.
    """
    varied = tuple(Varied(f"{line.process}/{line.id}", "amount", "other", gsd(line)) for line in result.lines)
    factors = [
        one.multipliers(line.amount, draws, stream(seed, line.process, line.id))
        for one, line in zip(varied, result.lines, strict=True)
    ]
    drawn = _columns(factors, draws)
    return Foreground(drawn * np.array([line.amount for line in result.lines]), varied, drawn, seed)


def _columns(factors: list[Array], draws: int) -> Array:
    return np.stack(factors, axis=1) if factors else np.empty((draws, 0))


def stream(seed: int, *key: str) -> np.random.Generator:
    """Return the random numbers of one place."""
    digest = hashlib.sha256("|".join((str(seed), *key)).encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "big")))


Take = Callable[..., Array]


def _structure(
    result: Result, product: Product, rule: Rule, background: Background, draws: int, take: Take
) -> Array:
    """Apply the rule to the product of every draw: what yields, links and parameters do to the lines."""
    parameters = {
        name: take(Varied(f"parameters.{name}", "parameter", ground, gsd), given.amount, "parameters", name)
        for name, given in product.parameters.items()
        if given.amount and name in rule.parameters and name not in limits(rule)
        for gsd, ground in [by_origin(given.origin)]
    }
    yields = {
        p.id: take(Varied(f"processes[{p.id}].yield", "yield", "other", OTHER), 1.0, p.id, "yield")
        for p in product.processes
        if p.yield_ < 1.0
    }
    links = {
        (p.id, line.id): take(of_line(f"{path}.amount", "link", line.origin, line), line.amount, p.id, line.id)
        for path, p, line in product.lines()
        if line.process is not None and line.spread is not None
    }
    amounts = np.tile(np.array([line.amount for line in result.lines]), (draws, 1))
    if not (parameters or yields or links):
        return amounts
    background = with_suppliers(background, product)
    intensity = {line.dataset: line.unit_values[TOTAL] for line in result.lines}
    position = {(line.process, line.id): i for i, line in enumerate(result.lines)}
    values = {name: _parameter(product, rule.parameters[name], name, drawn) for name, drawn in parameters.items()}
    for k in range(draws):
        variant = _variant(product, values, yields, links, k)
        try:
            inventory = with_cut_off(build_inventory(variant, rule, background), background, intensity)
        except (InputError, np.linalg.LinAlgError) as error:
            raise _unsolved(k) from error
        if min(inventory.levels.values()) < 0:
            raise _unsolved(k)
        amounts[k] = 0.0
        for line in inventory.lines:
            i = position.get((line.process, line.id))
            if i is not None:
                amounts[k, i] = line.amount * inventory.levels[line.process]
    return amounts


def _unsolved(draw: int) -> InputError:
    what = f"draw {draw} has no solution: a loop of processes makes less than it takes, or a formula has no result"
    return InputError(Problem("processes", what))


def _parameter(product: Product, entry: Parameter, name: str, drawn: Array) -> Array:
    """Vary a parameter inside the range of the rule, shape (n_draws,), in the unit it was given in."""
    given = product.parameters[name]
    to_rule = units.factor(given.unit, entry.unit)
    value = given.amount * to_rule
    if entry.maximum is not None and entry.maximum - value < value:
        found = entry.maximum - (entry.maximum - value) * drawn
    else:
        found = value * drawn
    low = entry.minimum
    if low is not None:
        found = np.maximum(found, np.nextafter(low, np.inf) if entry.exclusive_minimum else low)
    if entry.maximum is not None:
        found = np.minimum(found, entry.maximum)
    return np.asarray(found / to_rule, dtype=np.float64)


def _variant(
    product: Product,
    parameters: Mapping[str, Array],
    yields: Mapping[str, Array],
    links: Mapping[tuple[str, str], Array],
    k: int,
) -> Product:
    """Return the product of one draw; it was read before and is not checked again."""
    processes = []
    for process in product.processes:
        update: dict[str, object] = {}
        if process.id in yields:
            update["yield_"] = 1.0 / (1.0 + (1.0 / process.yield_ - 1.0) * float(yields[process.id][k]))
        if any((process.id, line.id) in links for line in process.lines):
            update["lines"] = tuple(
                line.model_copy(update={"stated": line.amount * float(links[process.id, line.id][k])})
                if (process.id, line.id) in links
                else line
                for line in process.lines
            )
        processes.append(process.model_copy(update=update) if update else process)
    given = {
        name: q.model_copy(update={"amount": float(parameters[name][k])}) if name in parameters else q
        for name, q in product.parameters.items()
    }
    return product.model_copy(update={"processes": tuple(processes), "parameters": given})
