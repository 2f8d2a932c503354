"""Electricity as a result states it: by location and market, covered by instruments, weighted with hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from footprint.electricity import Cover, ViewName, coverages, ratio
from footprint.grid import grid_lines

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.rule import Rule


@dataclass(frozen=True)
class HourFactor:
    """The factor of a grid for the load of an account.

    Attributes
    ----------
    share : float
        Of the account's consumption that the grid supplies [1].
    annual, weighted : float
        Factor of the year, and weighted with that load [kg CO2e/kWh].
    low, high : float
        Range of the weighted factor under the alternative assumptions of the hourly model.
    """

    account: str
    dataset: str
    share: float
    annual: float
    weighted: float
    low: float
    high: float


@dataclass(frozen=True)
class ByHour:
    """The declared view with annual factors and with the hours of the loads.

    Attributes
    ----------
    state : str
        Whether the rule admits hours: ``accepted``, ``refused`` or ``open``.
    declared : bool
        Whether the weighted total is the declared one.
    annual, weighted : float
        Totals [kg CO2e per functional unit].
    factors : tuple of HourFactor
        By account and grid figure.
    """

    state: str
    declared: bool
    annual: float
    weighted: float
    factors: tuple[HourFactor, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "state": self.state,
            "declared": self.declared,
            "annual": self.annual,
            "weighted": self.weighted,
            "difference": self.weighted - self.annual,
            "accounts": [asdict(factor) for factor in self.factors],
        }


@dataclass(frozen=True)
class ElectricityViews:
    """The total by location and by market, what instruments covered, and what hours make of it.

    Attributes
    ----------
    declared : str
        The view of all other figures: ``location`` or ``market``.
    location, market : float
        Totals [kg CO2e per functional unit].
    covers : tuple of Cover
        What counts in the market view.
    by_hour : ByHour or None
        Where an account has a load and its grid figure has hours.
    """

    declared: str
    location: float
    market: float
    covers: tuple[Cover, ...]
    by_hour: ByHour | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "declared": self.declared,
            "location": self.location,
            "market": self.market,
            "instruments": [
                {
                    "id": c.instrument, "kind": c.kind, "account": c.account, "dataset": c.dataset,
                    "share": c.share, "amount": c.amount, "unit": c.unit,
                }
                for c in self.covers
            ],
            **({} if self.by_hour is None else {"by_hour": self.by_hour.to_dict()}),
        }  # fmt: skip


def hour_factors(
    product: Product, rule: Rule, background: Background, view: ViewName, score: Callable[[str], float]
) -> tuple[HourFactor, ...]:
    """List what the hours make of the grid's factor, by account and grid figure its lines buy.

    Parameters
    ----------
    score : callable
        Score of one unit of a dataset [kg CO2e / unit].
    """
    if not any(account.load for account in product.accounts):
        return ()
    accounts, _ = coverages(product, rule, view)
    bought = {line.name: line.dataset for line in grid_lines(product, background)}
    found = []
    for at in accounts.values():
        for dataset in dict.fromkeys(bought[name] for name in at.account.lines if name in bought):
            weighted = ratio(at, dataset, background)
            if weighted is not None:
                annual = score(dataset)
                given = (weighted.value * annual, weighted.low * annual, weighted.high * annual)
                found.append(HourFactor(at.account.id, dataset, at.rest, annual, *given))
    return tuple(found)
