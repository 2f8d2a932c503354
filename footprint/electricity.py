"""Electricity by supply: what instruments cover of a metered consumption, seen by location and by market.

What flows physically (own plant, direct line) counts in both views. What is bought on paper (contract, green
certificate, supplier's mix) counts in the market view only, and only where the rule accepts it or leaves it open;
it still comes through the grid, with the grid's losses. What nothing covers is supplied by the study's grid figure
in both views.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from footprint import hours, units

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.hours import Array, Ratio
    from footprint.product import Product
    from footprint.product_parts import Account, Instrument
    from footprint.rule import Rule
    from footprint.written import InventoryLine

ViewName = Literal["location", "market"]
PHYSICAL = frozenset({"on_site", "direct_line"})
# A share of the consumption below this is numerical dust.
DUST = 1e-12


@dataclass(frozen=True)
class Cover:
    """What an instrument covers of an account.

    Attributes
    ----------
    share : float
        Of the metered consumption [1]; instruments are used in the order of the rule until nothing is left.
    amount : float
        Covered in the data period [unit of the account].
    """

    instrument: str
    kind: str
    account: str
    dataset: str
    share: float
    amount: float
    unit: str


@dataclass(frozen=True, eq=False)
class Coverage:
    """An account with the instruments that were laid upon it so far.

    Attributes
    ----------
    rest : float
        Share of the consumption that nothing covers [1].
    load : ndarray or None
        That rest by month and clock hour, shape (12, 24), adding up to ``rest``; None without typical days.
    """

    account: Account
    rest: float = 1.0
    load: Array | None = None
    covers: tuple[Cover, ...] = ()

    def under(self, one: Instrument, consumption: float, generated: Array | None) -> Coverage:
        """Lay an instrument upon the account.

        It covers what is left; with hours of its own, what is left in these hours, else of every hour alike.

        Parameters
        ----------
        consumption : float
            Of the account [its unit].
        generated : ndarray or None
            What the instrument makes, shape (12, 24) [unit of the account].
        """
        share = min(self.rest, one.amount * units.factor(one.unit, self.account.unit) / consumption)
        load = self.load
        if load is not None and self.rest > 0:
            met = load if generated is None else np.minimum(load, generated / consumption)
            whole = float(met.sum())
            share = min(share, whole)
            load = load - met * (share / whole if whole else 0.0)
        rest = self.rest - share
        cover = Cover(one.id, one.kind, self.account.id, one.dataset, share, share * consumption, self.account.unit)
        return replace(self, rest=rest if rest > DUST else 0.0, load=load, covers=(*self.covers, cover))


def declared_view(rule: Rule) -> ViewName:
    """Return the view a rule declares; where it leaves that open, the location."""
    return "market" if rule.electricity.view == "market" else "location"


def declared_by_hour(product: Product, rule: Rule) -> bool:
    """Tell whether the declared figure is weighted with hours: asked for, and accepted by the rule."""
    return product.electricity.by_hour and rule.electricity.hours == "accepted"


def coverages(product: Product, rule: Rule, view: ViewName) -> tuple[dict[str, Coverage], tuple[Cover, ...]]:
    """Lay the instruments upon the accounts.

    Parameters
    ----------
    view : str
        ``location`` counts what flows physically, ``market`` what is bought on paper as well.

    Returns
    -------
    dict of account to Coverage
        Every account of the product.
    tuple of Cover
        In the order in which the instruments were used.
    """
    accounts = {one.id: Coverage(one, load=_shape(one, product)) for one in product.accounts}
    found = []
    for instrument in _in_order(product, rule, view):
        at = accounts.get(instrument.account)
        consumption = at.account.consumption if at else None
        if at is None or not consumption:
            continue  # check_instruments names it
        accounts[instrument.account] = at.under(instrument, consumption, generated(instrument, at.account, product))
        found.append(accounts[instrument.account].covers[-1])
    return accounts, tuple(found)


def _shape(account: Account, product: Product) -> Array | None:
    """Return how the consumption lies over the hours, adding up to 1; None where nobody says."""
    if account.load is None:
        return None
    load = hours.energy(account.load, product.period)
    whole = float(load.sum())
    return load / whole if whole else None


def generated(instrument: Instrument, account: Account, product: Product) -> Array | None:
    """Return what an instrument makes by month and clock hour [unit of the account]; None where nobody says."""
    if instrument.generation is None:
        return None
    return hours.energy(instrument.generation, product.period) * units.factor(instrument.unit, account.unit)


def covers(product: Product, rule: Rule, view: ViewName) -> tuple[Cover, ...]:
    """Tell what instruments cover of each account, in the order in which they are used."""
    return coverages(product, rule, view)[1]


def _in_order(product: Product, rule: Rule, view: ViewName) -> Iterator[Instrument]:
    rank = {kind: i for i, kind in enumerate(rule.electricity.order)}
    counted = [
        one
        for one in product.electricity.instruments
        if rule.electricity.instruments.get(one.kind, "refused") != "refused"
        and (one.kind in PHYSICAL or view == "market")
    ]
    yield from sorted(counted, key=lambda one: (rank.get(one.kind, len(rank)), one.id))


def split(
    lines: Iterable[InventoryLine],
    product: Product,
    rule: Rule,
    background: Background,
    view: ViewName,
    *,
    by_hour: bool,
) -> list[InventoryLine]:
    """Divide the lines of accounts into what instruments supply and what the grid supplies.

    Parameters
    ----------
    by_hour : bool
        Whether what the grid supplies counts with the hours of the account's load.
    """
    accounts, _ = coverages(product, rule, view)
    fed = {name: at for at in accounts.values() for name in at.account.lines if at.covers or by_hour}
    result: list[InventoryLine] = []
    for line in lines:
        at = fed.get(f"{line.process}/{line.id}")
        if at is None or line.basis != "declared":
            result.append(line)
        else:
            result += _parts(line, at, background, by_hour=by_hour)
    return result


def _parts(line: InventoryLine, at: Coverage, background: Background, *, by_hour: bool) -> Iterator[InventoryLine]:
    grid = background.grids.get(line.dataset)
    if at.rest > 0:
        rest = replace(line, declared_amount=line.declared_amount * at.rest)
        yield rest
        found = ratio(at, line.dataset, background) if by_hour else None
        if found:
            more = rest.declared_amount * (found.value - 1.0)
            yield replace(rest, id=f"{line.id}~hours", basis="hours", declared_amount=more)
    for cover in at.covers:
        part = _bought(line, cover.dataset, cover.share, background)
        yield replace(part, id=f"{line.id}~{cover.instrument}", basis="instrument")
        if grid is None or not through_the_grid(cover, background):
            continue
        lost = replace(part, declared_amount=part.declared_amount * (grid.gross - 1.0))
        yield replace(lost, id=f"{line.id}~{cover.instrument}~losses", basis="grid_losses")
        if grid.add_on:
            added = _bought(line, grid.add_on, cover.share, background)
            yield replace(added, id=f"{line.id}~{cover.instrument}~grid", basis="grid_losses")


def ratio(at: Coverage, dataset: str, background: Background) -> Ratio | None:
    """Weight the hours of a grid figure with what it supplies of an account; None where either has no hours."""
    grid = background.grids.get(dataset)
    if at.load is None or grid is None or grid.hours is None:
        return None
    return hours.ratio(at.load, grid.hours)


def through_the_grid(cover: Cover | Instrument, background: Background) -> bool:
    """Tell whether what was bought still has the losses of the grid before it.

    Paper buys generation at the plant and the kilowatt-hour comes through the grid; a dataset that is a grid's
    delivered figure has the losses within.
    """
    return cover.kind not in PHYSICAL and cover.dataset not in background.delivered


def _bought(line: InventoryLine, dataset: str, share: float, background: Background) -> InventoryLine:
    unit = background.dataset(dataset).unit
    return replace(
        line,
        target_kind="dataset",
        target=dataset,
        dataset=dataset,
        declared_amount=line.declared_amount * share,
        unit=unit,
        conversion=units.factor(line.declared_unit, unit),
    )
