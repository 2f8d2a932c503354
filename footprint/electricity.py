"""Electricity by supply: what instruments cover of a metered consumption, seen by location and by market.

What flows physically (own plant, direct line) counts in both views. What is bought on paper (contract, green
certificate, supplier's mix) counts in the market view only, and only where the rule accepts it or leaves it open.
What nothing covers is supplied by the study's grid figure in both views.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from footprint import units
from footprint.checks_accounts import total

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_parts import Account, Instrument
    from footprint.rule import Rule
    from footprint.written import InventoryLine

ViewName = Literal["location", "market"]
PHYSICAL = frozenset({"on_site", "direct_line"})


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


def declared_view(rule: Rule) -> ViewName:
    """Return the view a rule declares; where it leaves that open, the location."""
    return "market" if rule.electricity.view == "market" else "location"


def covers(product: Product, rule: Rule, view: ViewName) -> tuple[Cover, ...]:
    """Tell what instruments cover of each account.

    Parameters
    ----------
    view : str
        ``location`` counts what flows physically, ``market`` what is bought on paper as well.
    """
    accounts = {account.id: account for account in product.accounts}
    left = dict.fromkeys(accounts, 1.0)
    found = []
    for instrument in _in_order(product, rule, view):
        account = accounts.get(instrument.account)
        consumption = total(account.metered) if account else None
        if account is None or not consumption:
            continue  # check_instruments names it
        amount = instrument.amount * units.factor(instrument.unit, account.unit)
        share = min(left[account.id], amount / consumption)
        left[account.id] -= share
        found.append(
            Cover(
                instrument.id, instrument.kind, account.id, instrument.dataset, share, share * consumption,
                account.unit,
            )
        )  # fmt: skip
    return tuple(found)


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
    lines: Iterable[InventoryLine], product: Product, rule: Rule, background: Background, view: ViewName
) -> list[InventoryLine]:
    """Divide covered lines into what instruments supply and what the grid supplies."""
    by_account: dict[str, list[Cover]] = {}
    for cover in covers(product, rule, view):
        by_account.setdefault(cover.account, []).append(cover)
    covered = {name: account for account in product.accounts for name in account.lines if account.id in by_account}
    result: list[InventoryLine] = []
    for line in lines:
        account = covered.get(f"{line.process}/{line.id}")
        if account is None or line.basis != "declared":
            result.append(line)
        else:
            result += _parts(line, account, by_account[account.id], background)
    return result


def _parts(
    line: InventoryLine, account: Account, found: list[Cover], background: Background
) -> Iterator[InventoryLine]:
    rest = 1.0 - sum(cover.share for cover in found)
    if rest > 0:
        yield replace(line, declared_amount=line.declared_amount * rest)
    for cover in found:
        unit = background.dataset(cover.dataset).unit
        yield replace(
            line,
            id=f"{line.id}~{cover.instrument}",
            basis="instrument",
            target_kind="dataset",
            target=cover.dataset,
            dataset=cover.dataset,
            declared_amount=line.declared_amount * cover.share,
            unit=unit,
            conversion=units.factor(line.declared_unit, unit),
        )
