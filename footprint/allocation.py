"""Allocation: the share of a process that its main product carries.

The rule gives the order of methods, the preparer the co-products. *Subdivision* takes the lines that serve one
product alone out of what is shared; *physical* (by amount, where all products are counted in one unit) and
*economic* (by value) share the rest. *Expansion* is not offered, because what it would credit is not in the
product; where the rule puts it before the method taken, a finding says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from footprint import units
from footprint.errors import UnitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from footprint.product import Product
    from footprint.product_process import Process, Split
    from footprint.rule import Rule
    from footprint.written import InventoryLine

Method = Literal["subdivision", "physical", "economic"]

# How ``split.subdivided`` names the process's own output.
MAIN = "output"


@dataclass(frozen=True)
class Allocated:
    """How a process was shared.

    Attributes
    ----------
    share : float
        What the main product carries of the lines that serve all products [1].
    others : mapping of method to float
        The share under each method that could be computed.
    subdivided : mapping of line to product
        Lines that serve one product alone: ``output`` carries all of them, a co-product's id none.
    """

    process: str
    method: Method
    share: float
    others: dict[Method, float]
    reason: str
    subdivided: Mapping[str, str] = field(default_factory=dict)

    def of(self, line: str) -> float:
        """Return the share of one line that the main product carries [1]."""
        served = self.subdivided.get(line)
        return self.share if served is None else float(served == MAIN)


@dataclass(frozen=True)
class Alternative:
    """What the whole product would come to under another way of sharing one process: the sensitivity.

    Attributes
    ----------
    subdivided : bool
        Whether lines that serve one product alone are kept apart.
    total : float
        [kg CO2e per functional unit].
    """

    process: str
    method: Method
    subdivided: bool
    share: float
    total: float


def possible(process: Process) -> dict[Method, float]:
    """Return the share of the main product under each method the data allow.

    Returns
    -------
    dict of method to float
        Empty when neither amounts nor values compare.
    """
    if process.split is None:
        return {}
    found: dict[Method, float] = {}
    main = process.output
    try:
        others = sum(c.amount * units.factor(c.unit, main.unit) for c in process.split.co_products)
        found["physical"] = main.amount / (main.amount + others)
    except UnitError:
        pass  # counted in other units: no physical relation is known
    values = [c.value for c in process.split.co_products]
    if process.split.main_value is not None and all(v is not None for v in values):
        whole = process.split.main_value + sum(v for v in values if v is not None)
        if whole:
            found["economic"] = process.split.main_value / whole
    return found


def allocate(process: Process, rule: Rule) -> Allocated | None:
    """Share a process by the method of the preparer, else the first of the rule that is possible.

    Returns
    -------
    Allocated or None
        None where there is nothing to share, or no method is possible (the checks name it).
    """
    if process.split is None:
        return None
    found = possible(process)
    wanted = process.split.method
    order = [wanted] if wanted else [m for m in rule.allocation.order if m in found]
    method = next((m for m in order if m in found), None)
    split = process.split
    if method is not None:
        return Allocated(process.id, method, found[method], found, split.reason, split.subdivided)
    if all(line.id in split.subdivided for line in process.lines):
        return Allocated(process.id, "subdivision", 1.0, {}, split.reason, split.subdivided)
    return None


def allocations(product: Product, rule: Rule) -> dict[str, Allocated]:
    """Share every process that has co-products."""
    found = (allocate(process, rule) for process in product.processes)
    return {one.process: one for one in found if one is not None}


def shared(lines: Iterable[InventoryLine], made: Mapping[str, Allocated]) -> list[InventoryLine]:
    """Give every line the share of it that the main product of its process carries."""
    return [replace(x, allocated=made[x.process].of(x.id)) if x.process in made else x for x in lines]


def other_ways(product: Product, made: Allocated) -> list[tuple[Method, bool, Product]]:
    """List the ways a process could have been shared, with the product as each would declare it.

    Returns
    -------
    list of (method, subdivided, product)
        Every possible method as the lines are divided; where some are, also without dividing them.
    """
    process = next(p for p in product.processes if p.id == made.process)
    if process.split is None:  # pragma: no cover - it was shared
        return []
    ways = [
        (m, divided) for divided in ((True, False) if made.subdivided else (False,)) for m in sorted(made.others)
    ]
    return [(m, divided, _with(product, process, process.split, m, divided)) for m, divided in ways]


def _with(product: Product, process: Process, split: Split, method: Method, divided: bool) -> Product:
    split = split.model_copy(update={"method": method} | ({} if divided else {"subdivided": {}}))
    process = process.model_copy(update={"split": split})
    return product.model_copy(
        update={"processes": tuple(process if p.id == process.id else p for p in product.processes)}
    )
