"""How many certificates a tonne needs, and what they cost. Always an estimate, with the reasons why.

::

    certificates per tonne = max(0, SEE - SEFA - carbon price paid as t CO2e)

The certificate price is that of the quarter of import (2026). Nothing is rounded: the registry rounds by a rule
nobody has published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from footprint.cbam.free_allocation import Allocation, Precursor, actual_allocation, default_allocation
from footprint.cbam.nomenclature import written_cn
from footprint.cbam.regulation import DefaultValue, Figure, Gap, LawCite, Regulation
from footprint.cbam.screening import Line, screen_line
from footprint.cbam.statements import Statement

QUARTERS = (1, 2, 3, 4)
PriceKind = Literal[
    "national_ets", "guangdong_ets", "shenzhen_ets", "other_ets", "carbon_tax", "levy", "fee", "other"
]
PRICE_KINDS: tuple[PriceKind, ...] = get_args(PriceKind)
# What a carbon price paid needs to count (Regulation (EU) 2023/956, Article 9); the data of ``rules`` say by which
# fields of an installation document each is given.
EVIDENCE = ("emissions_subject", "payment_proof", "rebates", "independent_certifier", "kept_until_fourth_year")


@dataclass(frozen=True)
class PricePaid:
    """A carbon price effectively paid in the country of origin.

    Attributes
    ----------
    kind : str or tuple of str
        Market or tax, several where a good carries several; kinds only, no number is known here.
    eur_per_tonne : float
        Paid, after rebates, per tonne of the good [EUR/t].
    evidence : frozenset of str
        What there is of :data:`EVIDENCE`.
    """

    kind: PriceKind | tuple[PriceKind, ...]
    eur_per_tonne: float
    evidence: frozenset[str] = frozenset()

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing for the price to count."""
        return tuple(item for item in EVIDENCE if item not in self.evidence)


@dataclass(frozen=True)
class Case:
    """What an estimate is asked for.

    Attributes
    ----------
    line : Line
        Code, origin and mass.
    see : float or None
        Actual specific embedded emissions, precursors in it [t CO2e/t]; None takes the default value.
    route : str
        Letter of the production route, for actual values of goods whose column A depends on it.
    precursors : tuple of Precursor
        For the free allocation of a complex good with actual values.
    """

    line: Line
    see: float | None = None
    route: str = ""
    precursors: tuple[Precursor, ...] = ()
    price_paid: PricePaid | None = None


@dataclass(frozen=True)
class QuarterCost:
    """Cost at the price of one quarter; ``price`` is a gap where none has been published.

    Attributes
    ----------
    deducted : float
        Carbon price paid, as t CO2e per t of the good at this price.
    certificates : float or None
        [t CO2e per t of the good].
    per_tonne : float or None
        [EUR per t of the good].
    """

    quarter: int
    price: Figure | Gap
    deducted: float = 0.0
    certificates: float | None = None
    per_tonne: float | None = None


@dataclass(frozen=True)
class Estimate:
    """Certificates and cost of a good; what could not be said stands in ``gaps``.

    Attributes
    ----------
    see : float or None
        Specific embedded emissions that count, with the mark-up where they are a default [t CO2e/t].
    net : float or None
        Certificates per tonne before any carbon price paid [t CO2e/t].
    estimate : bool
        Always true.
    """

    case: Case
    year: int
    see: float | None
    default: DefaultValue | None
    allocation: Allocation | None
    net: float | None
    quarters: tuple[QuarterCost, ...]
    gaps: tuple[Gap, ...]
    reasons: tuple[Statement, ...]
    estimate: bool = field(default=True, init=False)

    @property
    def span(self) -> tuple[float, float] | None:
        """Least and most cost per tonne over the quarters with a price [EUR/t]."""
        known = [q.per_tonne for q in self.quarters if q.per_tonne is not None]
        return (min(known), max(known)) if known else None

    def shipment(self, per_tonne: float) -> float | None:
        """Return the cost of the whole mass [EUR]."""
        return None if self.case.line.mass is None else per_tonne * self.case.line.mass


def certificates(see: float, sefa: float, deducted: float = 0.0) -> float:
    """Return the certificates one tonne of a good needs [t CO2e/t]; never below zero."""
    return max(0.0, see - sefa - deducted)


def estimate(case: Case, law: Regulation) -> Estimate:
    """Estimate certificates and cost of a good imported in the year of the law's day."""
    year, line = law.as_of.year, case.line
    screened = screen_line(line, law)
    reasons = [Statement("estimate.rounding")]
    if screened.verdict != "in":
        return _empty(case, year, (Gap("not_in_scope", {"cn": written_cn(line.cn)}),), reasons)
    if not line.origin and case.see is None:
        return _empty(case, year, (Gap("origin_missing", {"cn": written_cn(line.cn)}),), reasons)
    if screened.free:
        return Estimate(case, year, None, None, None, 0.0, (), (), screened.statements[-1:])
    default, see = None, case.see
    if see is None:
        found = law.find_default(line.cn, line.origin, year)
        if isinstance(found, Gap):
            return _empty(case, year, (found,), reasons)
        default, see = found, found.marked_up(year)
        allocation = default_allocation(line.cn, line.origin, law, year)
        cite, markup = found.markup_cite, found.markup(year)
        reasons.append(Statement("estimate.default", {"share": markup, "year": year}, cite))
    else:
        allocation = actual_allocation(line.cn, case.route, case.precursors, law, year)
        reasons.append(Statement("estimate.unverified"))
    if isinstance(allocation, Gap):
        return _empty(case, year, (allocation,), reasons, see, default)
    reasons += _doubts(case, allocation, default, year)
    net = certificates(see, allocation.sefa)
    quarters = tuple(_quarter(q, law.price(year, q), see, allocation.sefa, case.price_paid) for q in QUARTERS)
    gaps = tuple(q.price for q in quarters if isinstance(q.price, Gap))
    unique = tuple(dict.fromkeys((g.code, tuple(g.params.items())) for g in gaps))
    shown = tuple(Gap(code, dict(params)) for code, params in unique)
    return Estimate(case, year, see, default, allocation, net, quarters, shown, tuple(reasons))


def _quarter(quarter: int, price: Figure | Gap, see: float, sefa: float, paid: PricePaid | None) -> QuarterCost:
    if isinstance(price, Gap):
        return QuarterCost(quarter, price)
    deducted = paid.eur_per_tonne / price.value if paid and not paid.missing else 0.0
    needed = certificates(see, sefa, deducted)
    return QuarterCost(quarter, price, deducted, needed, needed * price.value)


def _doubts(case: Case, allocation: Allocation, default: DefaultValue | None, year: int) -> list[Statement]:
    """Say why the figure may turn out different."""
    benchmark = allocation.benchmark
    said = [Statement("estimate.benchmarks", {"year": year}, benchmark.cite)]
    cites: list[LawCite] = [benchmark.cite, allocation.cscf.cite, *([default.cite] if default else [])]
    relayed = sorted({cite.title for cite in cites if cite.grade != "A"})
    if relayed:
        said.append(Statement("estimate.relayed", {"acts": relayed}))
    if case.line.mass is None:
        said.append(Statement("estimate.no_mass"))
    if case.price_paid:
        missing = case.price_paid.missing
        said.append(Statement("estimate.price_paid", {"kind": _plain(case.price_paid.kind)}))
        if missing:
            said.append(Statement("estimate.price_evidence", {"missing": list(missing)}))
    return said


def _plain(kind: PriceKind | tuple[PriceKind, ...]) -> str | list[PriceKind]:
    return kind if isinstance(kind, str) else list(kind)


def _empty(
    case: Case,
    year: int,
    gaps: tuple[Gap, ...],
    reasons: Sequence[Statement],
    see: float | None = None,
    default: DefaultValue | None = None,
) -> Estimate:
    return Estimate(case, year, see, default, None, None, (), gaps, tuple(reasons))
