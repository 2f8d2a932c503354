"""Allocation: the share of a process that its main product carries.

The rule gives the order of methods, the preparer the co-products. *Subdivision* comes first by giving the process
as several; *expansion* is not offered, because what it would credit is not in the product. What is left is physical
(by amount, where all products are counted in one unit) and economic (by value).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from footprint import units
from footprint.errors import UnitError

if TYPE_CHECKING:
    from footprint.product import Product
    from footprint.product_parts import Process
    from footprint.rule import Rule

Method = Literal["physical", "economic"]


@dataclass(frozen=True)
class Allocated:
    """How a process was shared.

    Attributes
    ----------
    share : float
        What the main product carries [1].
    others : mapping of method to float
        The share under each method that could be computed: the sensitivity.
    """

    process: str
    method: Method
    share: float
    others: dict[Method, float]
    reason: str


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
    if method is None:
        return None
    return Allocated(process.id, method, found[method], found, process.split.reason)


def allocations(product: Product, rule: Rule) -> dict[str, Allocated]:
    """Share every process that has co-products."""
    found = (allocate(process, rule) for process in product.processes)
    return {one.process: one for one in found if one is not None}
