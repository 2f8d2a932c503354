"""From processes to products: one dataset per product, multi-output processes divided or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from background_db.importers.measures import Measures
from background_db.importers.neutral import Exchange, Flow, Method, Package, Process

Choice = Literal["none", "physical", "economic"]
CHOICES: tuple[Choice, ...] = ("none", "physical", "economic")
# Stated shares are accepted when they add up to 1 within this.
_WHOLE = 0.02


@dataclass(frozen=True)
class Product:
    """One product of one process.

    Attributes
    ----------
    output : Exchange
        What makes it.
    size : float
        Made by one run, in ``unit``; positive also for a treatment, whose service is counted.
    treats : bool
        It takes a waste in (written as input, or as a negative output): buyers write it with the other sign.
    share : callable
        Part of an exchange that falls on this product [1].
    method : str
        How the process was divided; ``none`` when it makes one thing.
    refused : str
        Why nothing can be calculated, or empty.
    """

    process: Process
    output: Exchange
    flow: Flow
    unit: str
    size: float
    treats: bool
    share: Callable[[Exchange], float]
    method: str = "none"
    refused: str = ""
    main: bool = True


@dataclass
class Allocated:
    """All products, and what was decided about multi-output processes."""

    products: list[Product] = field(default_factory=list)
    methods: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)


def allocate(package: Package, measures: Measures, choice: Choice) -> Allocated:
    """Make products of every process.

    Parameters
    ----------
    choice : {"none", "physical", "economic"}
        For processes whose file states no shares; ``none`` refuses them.
    """
    done = Allocated()
    for process in package.processes:
        outputs = [e for e in process.exchanges if is_product(e, package.flows)]
        if not outputs:
            done.refused.append((process.entry, f"{process.name!r} makes no product with an amount"))
            continue
        method, shares, refused = _shares(process, outputs, package.flows, measures, choice)
        if not any(e.amount for e in process.exchanges if e not in outputs):
            # A product of nothing would look free of emissions: results without inventory are of this kind.
            method, refused = "refused", "has neither inputs nor emissions"
        done.methods[method] = done.methods.get(method, 0) + 1
        if refused:
            done.refused.append((process.entry, f"{process.name!r}: {refused}"))
        for position, output in enumerate(outputs):
            flow = package.flows[output.flow]
            unit = measures.usable(output.unit)
            treats = output.direction == "input" or output.amount < 0
            done.products.append(
                Product(
                    process=process,
                    output=output,
                    flow=flow,
                    unit=unit,
                    size=abs(output.amount) * (measures.factor(output.unit, unit) or 1.0),
                    treats=treats,
                    share=_Share(output.flow, shares[position]),
                    method=method,
                    refused=refused,
                    main=output.reference or len(outputs) == 1,
                )
            )
    return done


@dataclass(frozen=True)
class _Share:
    """Share of an exchange: its own when it states some, else that of the process."""

    flow: str
    usual: float

    def __call__(self, exchange: Exchange) -> float:
        for flow, share in exchange.shares:
            if flow == self.flow:
                return share
        return 0.0 if exchange.shares else self.usual


def is_product(exchange: Exchange, flows: Mapping[str, Flow]) -> bool:
    """Tell whether an exchange is what the process is run for, or a co-product of it."""
    kind = flows[exchange.flow].kind
    if exchange.amount == 0 or kind == "elementary" or exchange.avoided:
        return False
    if exchange.reference:
        return True
    return exchange.direction == "output" and kind == "product"


def _shares(
    process: Process, outputs: list[Exchange], flows: Mapping[str, Flow], measures: Measures, choice: Choice
) -> tuple[str, list[float], str]:
    """Return method, share of every output, and why it was refused."""
    if len(outputs) == 1:
        return "none", [1.0], ""
    rest = [e for e in process.exchanges if e not in outputs and e.amount]
    if rest and all(e.shares for e in rest) and all(_adds_up([s for _, s in e.shares]) for e in rest):
        return "stated for every exchange", [0.0] * len(outputs), ""
    for method in _order(process):
        stated = [process.allocation.get((method, e.flow), -1.0) for e in outputs]
        if min(stated) >= 0 and _adds_up(stated):
            return f"stated ({method})", stated, ""
    if choice == "none":
        return "refused", [0.0] * len(outputs), f"makes {len(outputs)} products and states no shares for them"
    amounts = _physical(outputs, measures) if choice == "physical" else [e.price for e in outputs]
    if not amounts or min(amounts) < 0 or sum(amounts) <= 0 or (choice == "economic" and min(amounts) <= 0):
        lacking = "common physical quantity" if choice == "physical" else "price of every product"
        names = ", ".join(f"{flows[e.flow].name} [{e.unit}]" for e in outputs[:4])
        return "refused", [0.0] * len(outputs), f"has no {lacking} to divide {len(outputs)} products by: {names}"
    return f"{choice} (chosen)", [a / sum(amounts) for a in amounts], ""


def _order(process: Process) -> list[Method]:
    own = {"PHYSICAL_ALLOCATION": "physical", "ECONOMIC_ALLOCATION": "economic"}.get(process.default_allocation)
    methods: list[Method] = ["stated", "physical", "economic"]
    return sorted(methods, key=lambda m: m != own) if own else methods


def _physical(outputs: list[Exchange], measures: Measures) -> list[float]:
    """Amounts of all outputs in one quantity: that of their units, else their mass; empty when there is none."""
    resolved = [measures.resolve(e.unit) for e in outputs]
    if len({base for base, _ in resolved}) == 1:
        return [e.amount * factor for e, (_, factor) in zip(outputs, resolved, strict=True)]
    masses = [
        e.amount * factor if base == "kg" else e.amount * measures.to_reference(e.unit) * e.mass_factor
        for e, (base, factor) in zip(outputs, resolved, strict=True)
    ]
    return masses if min(masses) > 0 else []


def _adds_up(shares: list[float]) -> bool:
    return abs(sum(shares) - 1.0) <= _WHOLE
