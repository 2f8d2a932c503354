"""Certificates and cost of each shipment to the Union, and each importer's mass against the threshold of the year.

Always an estimate. A shipment without day, price or free allocation has null where that is missing, and says why; a
sum over shipments is null as soon as one of them is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from footprint.cbam.allocation_of import GoodCost, Key
from footprint.cbam.cost import Estimate, QuarterCost
from footprint.cbam.installation import Installation, makers
from footprint.cbam.regulation import Figure, Gap
from footprint.cbam.screening import NO_THRESHOLD
from footprint.cbam.statements import Statement

if TYPE_CHECKING:
    from footprint.cbam.price_model import Shipment
    from footprint.cbam.regulation import Regulation

CostsOf = Callable[[date], Mapping[Key, GoodCost]]


@dataclass(frozen=True)
class ShipmentCost:
    """One shipment.

    Attributes
    ----------
    mass : float
        [t]
    certificates : float or None
        [t CO2e]
    cost : float or None
        At the certificate price of the quarter of import [EUR].
    """

    id: str
    process: str
    cn: str
    importer: str
    when: tuple[int, int] | None
    mass: float
    certificates: float | None
    cost: float | None
    gaps: tuple[Gap, ...]
    reasons: tuple[Statement, ...]
    estimate: bool = field(default=True, init=False)


@dataclass(frozen=True)
class ImporterYear:
    """What one importer brings in of this installation in a calendar year.

    Attributes
    ----------
    limit : float or None
        Threshold of the year [t]; None where the law has none.
    passed : bool or None
        True where these shipments alone pass it; None where only the importer can say, who may bring in more.
    """

    importer: str
    year: int
    mass: float
    limit: float | None
    passed: bool | None
    certificates: float | None
    cost: float | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Shipped:
    """All shipments and their sums; ``certificates`` and ``cost`` are null where one of them is."""

    shipments: tuple[ShipmentCost, ...]
    importers: tuple[ImporterYear, ...]
    estimate: bool = field(default=True, init=False)

    @property
    def mass(self) -> float:
        """Mass of all [t]."""
        return sum(row.mass for row in self.shipments)

    @property
    def certificates(self) -> float | None:
        """Certificates of all [t CO2e]."""
        return whole([row.certificates for row in self.shipments])

    @property
    def cost(self) -> float | None:
        """Cost of all [EUR]."""
        return whole([row.cost for row in self.shipments])


def whole(parts: list[float | None]) -> float | None:
    """Return the sum; None where a part is not known."""
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def shipped(
    installation: Installation, costs_of: CostsOf, law_of: Callable[[date], Regulation]
) -> Shipped | None:  # fmt: skip
    """Estimate the shipments of a document; None where it names none.

    Parameters
    ----------
    installation : Installation
    costs_of, law_of : callable
        Cost of a tonne of every good, and the law, for imports on a day: the last of the quarter of import.
    """
    if not installation.shipments:
        return None
    rows = tuple(_shipment(s, installation, costs_of) for s in installation.shipments)
    groups: dict[tuple[str, int], list[ShipmentCost]] = {}
    for row in rows:
        if row.importer and row.when:
            groups.setdefault((row.importer, row.when[0]), []).append(row)
    return Shipped(rows, tuple(_importer(*key, found, law_of) for key, found in groups.items()))


def last_day(when: tuple[int, int]) -> date:
    """Return the last day of a quarter."""
    year, quarter = when
    return date(year, 3 * quarter, 31 if quarter in {1, 4} else 30)


def _shipment(shipment: Shipment, installation: Installation, costs_of: CostsOf) -> ShipmentCost:
    process, when, mass = (
        shipment.process or makers(installation, shipment.cn)[0], shipment.when, shipment.amount.to("t"),
    )  # fmt: skip
    said = [] if shipment.importer else [Statement("shipment.no_importer")]
    if when is None:
        said.append(Statement("shipment.no_date"))
        return ShipmentCost(
            shipment.id, process, shipment.cn, shipment.importer, None, mass, None, None, (), tuple(said)
        )
    found = costs_of(last_day(when))[process, shipment.cn].actual
    year = installation.period.end.year
    if when[0] != year:
        said.append(Statement("shipment.other_year", {"year": str(when[0]), "period": str(year)}))
    quarter = next((q for q in found.quarters if q.quarter == when[1]), None)
    gaps = tuple(g for g in found.gaps if not g.code.startswith("price_"))
    if quarter is not None and isinstance(quarter.price, Gap):
        gaps = (*gaps, quarter.price)
    per_tonne = _certificates(found, quarter)
    cost = quarter.per_tonne if quarter is not None else (0.0 if per_tonne == 0 else None)
    return ShipmentCost(
        shipment.id, process, shipment.cn, shipment.importer, when, mass,
        None if per_tonne is None else per_tonne * mass, None if cost is None else cost * mass, gaps,
        tuple(r for r in (*found.reasons, *said) if r.code != "estimate.no_mass"),
    )  # fmt: skip


def _certificates(found: Estimate, quarter: QuarterCost | None) -> float | None:
    """Return the certificates of a tonne; a price paid is turned into tonnes at a price that has to be there."""
    if quarter is not None and isinstance(quarter.price, Figure):
        return quarter.certificates
    return None if found.case.price_paid else found.net


def _importer(
    importer: str, year: int, rows: list[ShipmentCost], law_of: Callable[[date], Regulation]
) -> ImporterYear:
    law = law_of(last_day((year, 4)))
    limit = law.threshold(year)
    counted = sum(row.mass for row in rows if _counts(row, law))
    certificates, cost = whole([row.certificates for row in rows]), whole([row.cost for row in rows])
    if isinstance(limit, Gap):
        said = Statement(limit.code, limit.params)
        return ImporterYear(importer, year, counted, None, None, certificates, cost, (said,))
    passed = counted > limit.value
    code = "threshold.passed" if passed else "threshold.open"
    params = {"total": counted, "limit": limit.value, "year": year}
    said = Statement(code, params, limit.cite)
    return ImporterYear(importer, year, counted, limit.value, passed or None, certificates, cost, (said,))


def _counts(row: ShipmentCost, law: Regulation) -> bool:
    """Tell whether a mass counts for the threshold: not hydrogen, not electricity."""
    good = law.good(row.cn)
    return good is not None and good.category not in NO_THRESHOLD
