"""CBAM figures of an installation: the law of the period, as published by a day; never a product footprint."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from api.cases.cbam_law_documents import allocation_document
from api.cases.workbench import Workbench
from footprint.cbam.allocation_of import GoodCost, Key, allocations_of, costs
from footprint.cbam.calculate import calculate
from footprint.cbam.carbon_price import GoodPrice, Paid, paid, prices_of
from footprint.cbam.free_allocation import Allocation
from footprint.cbam.installation import Installation
from footprint.cbam.regulation import Gap
from footprint.cbam.result import CbamResult
from footprint.cbam.shipments import Shipped, shipped
from footprint.cbam.verification import MATERIALITY, VerifierView, verifier_view
from footprint.cbam.what_if import AgainstDefault, PrecursorSwitch, goods_against_default, switch_precursors
from footprint.record import canonical
from rules.cbam import Law, regulation
from rules.cbam_method import load_method


@dataclass(frozen=True)
class Figures:
    """Figures of an installation, what they would be with default values, and the cost of a tonne."""

    installation: Installation
    law: Law
    result: CbamResult
    goods: tuple[AgainstDefault, ...]
    switches: tuple[PrecursorSwitch, ...]
    view: VerifierView
    costs: tuple[GoodCost, ...] = ()
    allocations: Mapping[Key, Allocation | Gap] = field(default_factory=dict)
    paid: tuple[Paid, ...] = ()
    prices: Mapping[Key, GoodPrice] = field(default_factory=dict)
    shipped: Shipped | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values, with the hash of the document it was calculated from."""
        document = self.installation.to_document()
        view = self.view.to_dict()
        view["materiality"]["free_allocation"] = [_material(*key, one) for key, one in self.allocations.items()]
        return {
            **self.result.to_dict(),
            "document_sha256": hashlib.sha256(canonical(document)).hexdigest(),
            "demonstration": self.installation.demonstration,
            "law": {
                "as_of": self.law.as_of.isoformat(),
                "known_on": None if self.law.known_on == date.max else self.law.known_on.isoformat(),
                "method": self.result.method,
            },
            "against_default": [row.to_dict() for row in self.goods],
            "precursors_at_default": [row.to_dict() for row in self.switches],
            "verification": view,
            "carbon_price": {
                "entries": [row.to_dict() for row in self.paid],
                "goods": [row.to_dict() for row in self.prices.values()],
            }
            if self.paid
            else None,
            "free_allocation": [_allocated(*key, one) for key, one in self.allocations.items()],
        }


def _allocated(process: str, cn: str, found: Allocation | Gap) -> dict[str, Any]:
    """Return the specific embedded free allocation of a good, or the code of what is missing for it."""
    gap = {"code": found.code, "params": dict(found.params)} if isinstance(found, Gap) else None
    known = allocation_document(found) if isinstance(found, Allocation) else None
    return {"process": process, "cn": cn, "allocation": known, "gap": gap}


def _material(process: str, cn: str, found: Allocation | Gap) -> dict[str, Any]:
    """Return up to which error the free allocation of a good is free from material misstatement [t CO2e/t]."""
    sefa = found.sefa if isinstance(found, Allocation) else None
    threshold = None if sefa is None else MATERIALITY * sefa
    return {"process": process, "cn": cn, "specific": sefa, "specific_threshold": threshold}


def law_of(installation: Installation, bench: Workbench, known_on: date | None, as_of: date | None = None) -> Law:
    """Return the law of a day, by default the last of the period, of what had been published by another."""
    day = as_of or installation.period.end
    return regulation(day, known_on=known_on, without=bench.settings.excluded_uses)


def figures(
    installation: Installation,
    bench: Workbench,
    known_on: date | None = None,
    mark_up: bool = True,
    as_of: date | None = None,
    seed: int | None = None,
) -> Figures:
    """Calculate an installation, compare it with default values, and choose what a verifier looks at.

    ``seed`` is the verifier's number; nothing is chosen by chance without it.

    Raises
    ------
    BlockedError
        The checks found errors.
    InputError
        Processes feed each other and nothing leaves them.
    """

    def law_on(day: date | None) -> Law:
        return law_of(installation, bench, known_on, day)

    return figures_by(installation, law_on(as_of), law_on, bench.clock().date(), mark_up, seed)


def figures_by(
    installation: Installation,
    law: Law,
    law_on: Callable[[date], Law],
    today: date,
    mark_up: bool = True,
    seed: int | None = None,
) -> Figures:
    """Calculate by a law; ``law_on`` gives that of another day, for shipments."""
    method = load_method()
    result = calculate(installation, law, method, today, mark_up)
    entries = paid(installation, result, law, method.price_rules) if method.price_rules else ()
    prices = prices_of(installation, entries, result)
    carried = {key: one.paid for key, one in prices.items()}

    @cache
    def costs_on(day: date) -> Mapping[Key, GoodCost]:
        return {(c.process, c.cn): c for c in costs(installation, result, law_on(day), carried, sold=False)}

    return Figures(
        installation,
        law,
        result,
        goods_against_default(result, law),
        switch_precursors(installation, result, law, method),
        verifier_view(installation, result, seed),
        costs(installation, result, law, carried),
        allocations_of(installation, law, result.borne()),
        entries,
        prices,
        shipped(installation, costs_on, law_on),
    )
