"""The carbon price paid in the country of origin, per tonne of every good: what counts, and where it flows.

Paid per tonne of a process or precursor, before what it contains::

    p = max(0, (emissions per tonne * covered - free per tonne) * price - rebate per tonne) * euro      [EUR/t]

Goods made here carry the price of what they contain, solved on the same matrix as their free allocation::

    P_g = p_g + sum of m_i * P_i (bought) + sum of m_h * P_h (made here)

What of this stands in Article 9 of Regulation (EU) 2023/956 is told in docs/cbam-law.md: its implementing act was a
draft when last read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from footprint.cbam import network
from footprint.cbam.allocation_of import Key, inside_of
from footprint.cbam.cost import EVIDENCE, PriceKind, PricePaid
from footprint.cbam.precursors import basis_of
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.cbam.installation import Installation
    from footprint.cbam.price_model import CarbonPrice, Needed, PriceRules
    from footprint.cbam.regulation import Regulation
    from footprint.cbam.result import CbamResult

# Records are kept to the end of the fourth year after that of the declaration, which is due the year after import.
KEPT_YEARS = 5


@dataclass(frozen=True)
class Paid:
    """One entry of the document and what it comes to.

    Attributes
    ----------
    base : float
        Emissions per tonne that the share refers to, without precursors [t CO2e/t]; a precursor's own figure.
    per_tonne : float
        Effectively paid per tonne of the process's goods or of the precursor [EUR/t]; 0 while something is missing.
    missing : tuple of str
        Fields that are missing.
    """

    entry: CarbonPrice
    base: float
    per_tonne: float
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "id": self.entry.id, "kind": self.entry.kind, "process": self.entry.process, "cn": self.entry.cn,
            "precursor": self.entry.precursor, "emissions": self.base, "unit": "EUR/t",
            "per_tonne": None if self.missing else self.per_tonne, "missing": list(self.missing),
        }  # fmt: skip


@dataclass(frozen=True)
class GoodPrice:
    """What a tonne of a good carries [EUR/t]: paid by its own process, and with all it contains."""

    process: str
    cn: str
    own: float
    whole: float
    kinds: tuple[PriceKind, ...]
    left_out: tuple[str, ...]

    @property
    def paid(self) -> PricePaid | None:
        """What an estimate deducts; None where nothing was paid."""
        if not self.whole:
            return None
        return PricePaid(self.kinds, self.whole, frozenset(EVIDENCE))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "process": self.process, "cn": self.cn, "own": self.own, "whole": self.whole, "unit": "EUR/t",
            "kinds": list(self.kinds), "left_out": list(self.left_out), "estimate": True,
        }  # fmt: skip


def missing_fields(entry: CarbonPrice, rules: PriceRules, year: int) -> tuple[tuple[Needed, tuple[str, ...]], ...]:
    """Return the items of evidence an entry lacks, each with the fields that are missing."""
    found = []
    for item in rules.evidence:
        lacks = tuple(name for name in item.fields if not _there(entry, name, year))
        if lacks:
            found.append((item, lacks))
    return tuple(found)


def _there(entry: CarbonPrice, name: str, year: int) -> bool:
    if name in {"euro", "euro_source"} and entry.currency == "EUR":
        return True
    value = getattr(entry, name)
    if name == "kept_until":
        return value is not None and value >= kept_until(year)
    return value is not None and value not in {"", ()}


def kept_until(year: int) -> date:
    """Return the day to which records of imports of a year are kept."""
    return date(year + KEPT_YEARS, 12, 31)


def check_prices(
    installation: Installation, law: Regulation, rules: PriceRules | None
) -> Iterator[Finding]:  # fmt: skip
    """A carbon price counts with all its evidence, and for figures that are actual values."""
    if rules is None:
        return
    year = installation.period.end.year
    for entry in installation.carbon_price:
        here = f"carbon_price[{entry.id}]"
        if entry.kind not in rules.kinds:
            yield Finding(
                "cbam.price_kind", "error", f"{here}.kind",
                {"price": entry.id, "kind": entry.kind, "kinds": list(rules.kinds)}, rules.evidence[0].cite,
            )  # fmt: skip
        for item, fields in missing_fields(entry, rules, year):
            yield Finding(
                "cbam.price_evidence", "warning", here,
                {"price": entry.id, "item": item.id, "fields": list(fields)}, item.cite,
            )  # fmt: skip
        if entry.kept_until is not None and entry.kept_until < kept_until(year):
            yield Finding(
                "cbam.price_kept", "warning", f"{here}.kept_until",
                {"price": entry.id, "day": entry.kept_until.isoformat(), "due": kept_until(year).isoformat()},
                rules.evidence[-1].cite,
            )  # fmt: skip
        if not _is_actual(entry, installation, law):
            yield Finding(
                "cbam.price_default", "warning", f"{here}.precursor",
                {"price": entry.id, "precursor": entry.precursor or ""}, rules.evidence[0].cite,
            )  # fmt: skip


def _is_actual(entry: CarbonPrice, installation: Installation, law: Regulation) -> bool:
    if entry.precursor is None:
        return True
    precursor = next(p for p in installation.precursors if p.id == entry.precursor)
    return basis_of(precursor, law) == "actual"


def paid(
    installation: Installation, result: CbamResult, law: Regulation, rules: PriceRules
) -> tuple[Paid, ...]:  # fmt: skip
    """Return what every entry of the document comes to per tonne [EUR/t]."""
    found = []
    for entry in installation.carbon_price:
        lacks = [
            name for _item, names in missing_fields(entry, rules, installation.period.end.year) for name in names
        ]
        if not _is_actual(entry, installation, law):
            lacks.append("actual")
        base, level = _base(entry, installation, result)
        found.append(Paid(entry, base, 0.0 if lacks else _effective(entry, base, level), tuple(lacks)))
    return tuple(found)


def _base(entry: CarbonPrice, installation: Installation, result: CbamResult) -> tuple[float, float]:
    """Return the emissions per tonne a price refers to, and the tonnes its totals belong to."""
    if entry.precursor is not None:
        supplied = next(s for s in result.precursors if s.id == entry.precursor)
        bought = next(p for p in installation.precursors if p.id == entry.precursor)
        return supplied.own.direct + supplied.own.counted, bought.received
    process = result.process(entry.process or "")
    own = process.embedding.own_direct
    if not process.direct_only:
        own += process.embedding.own_indirect or 0.0
    good = next((g for g in process.goods if g.cn == entry.cn), None)
    return (own * good.weight, good.level) if good is not None else (own, process.level)


def _effective(entry: CarbonPrice, base: float, level: float) -> float:
    """Return what was effectively paid per tonne [EUR/t]; never below zero."""
    free, unit = entry.free.into("t/t", "t") if entry.free is not None else (0.0, "t/t")
    if unit == "t":
        free = free / level if level else 0.0
    back = (entry.rebate or 0.0) / level if level else 0.0
    emissions = max(0.0, base * (entry.covered or 0.0) - free)
    return max(0.0, emissions * (entry.price or 0.0) - back) * (entry.euro or 1.0)


def prices_of(installation: Installation, entries: Sequence[Paid], result: CbamResult) -> Mapping[Key, GoodPrice]:
    """Return what a tonne of every good carries, precursors bought and made here included.

    Bought precursors of one CN code bring the average of the code by mass received, as their emissions do (Art 14).
    Goods of one process share what it paid and what it takes in as they share its emissions.
    """
    borne = result.borne()
    keys = [(p.id, g.cn) for p in installation.processes for g in p.goods]
    bought = _bought(installation, entries)
    weights = {(p.id, g.cn): g.weight for p in result.processes for g in p.goods}
    own = np.array([_own(key, entries, weights[key]) for key in keys])
    taken = np.array([borne[key] * sum(mass * price for _p, mass, price in bought[key[0]]) for key in keys])
    inside = inside_of(installation, keys, borne)
    whole = np.linalg.solve(np.eye(len(keys)) - inside, own + taken)
    near = network.feeders(inside, [f"{i}" for i in range(len(keys))])
    found = {}
    for number, key in enumerate(keys):
        inner = [key, *(keys[int(i)] for i in near[f"{number}"])]
        mine = [e for e in entries if any(_touches(e.entry, k, bought) for k in inner)]
        kinds = dict.fromkeys(cast("PriceKind", e.entry.kind) for e in mine if not e.missing)
        left = tuple(e.entry.id for e in mine if e.missing)
        found[key] = GoodPrice(*key, float(own[number]), float(whole[number]), tuple(kinds), left)
    return found


def _own(key: Key, entries: Sequence[Paid], weight: float) -> float:
    """Return what was paid for a good itself; of what was paid for all goods, its part by emissions."""
    process, cn = key
    of_all = sum(e.per_tonne for e in entries if e.entry.process == process and e.entry.cn is None)
    return of_all * weight + sum(e.per_tonne for e in entries if (e.entry.process, e.entry.cn) == (process, cn))


def _touches(entry: CarbonPrice, key: Key, bought: Mapping[str, list[tuple[str, float, float]]]) -> bool:
    if entry.precursor is not None:
        return any(p == entry.precursor and mass for p, mass, _ in bought[key[0]])
    return entry.process == key[0] and entry.cn in {None, key[1]}


def _bought(installation: Installation, entries: Sequence[Paid]) -> dict[str, list[tuple[str, float, float]]]:
    """Return for each process what a tonne of its goods took: precursor, mass [t/t] and price paid [EUR/t]."""
    price: dict[str, float] = {}
    for e in entries:
        if e.entry.precursor is not None:
            price[e.entry.precursor] = price.get(e.entry.precursor, 0.0) + e.per_tonne
    found: dict[str, list[tuple[str, float, float]]] = {}
    for process in installation.processes:
        rows, pooled = [], dict[str, float]()
        for p in installation.precursors:
            mass = sum(use.amount.to("t") for use in p.uses if use.process == process.id) / process.level
            if p.cn is None or p.assigned:
                rows.append((p.id, mass, price.get(p.id, 0.0)))
            else:
                pooled[p.cn] = pooled.get(p.cn, 0.0) + mass
        for cn, mass in pooled.items():
            pool = [p for p in installation.precursors if p.cn == cn and not p.assigned]
            whole = sum(p.received for p in pool)
            for p in pool:
                share = p.received / whole if whole else 1 / len(pool)
                rows.append((p.id, mass * share, price.get(p.id, 0.0)))
        found[process.id] = rows
    return found
