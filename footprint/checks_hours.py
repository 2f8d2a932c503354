"""Checks of typical days: they make up what was metered, and no own plant covers more than its hours allow."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from footprint import hours, units
from footprint.checks_accounts import TOLERANCE
from footprint.electricity import generated
from footprint.errors import UnitError
from footprint.findings import Finding
from footprint.grid import grid_lines

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.rule import Rule


def check_load(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """The load of the typical days makes up what the meter read."""
    for account in product.accounts:
        if account.load is None:
            continue
        whole, metered = float(hours.energy(account.load, product.period).sum()), account.consumption
        if metered is not None and not math.isclose(whole, metered, rel_tol=TOLERANCE):
            params = {"account": account.id, "claimed": whole, "metered": metered, "unit": account.unit}
            yield Finding("account.load_sum", "warning", f"accounts[{account.id}].load", params)


def check_hours_known(product: Product, _rule: Rule, background: Background) -> Iterator[Finding]:
    """Where a load meets a grid figure without hours, say that the load changes nothing."""
    if not any(account.load for account in product.accounts):
        return
    bought = {line.name: line.dataset for line in grid_lines(product, background)}
    for account in product.accounts:
        if account.load is None:
            continue
        for dataset in dict.fromkeys(bought[name] for name in account.lines if name in bought):
            grid = background.grids.get(dataset)
            if grid is None or grid.hours is None:
                params = {"account": account.id, "dataset": dataset}
                yield Finding("account.no_hours", "info", f"accounts[{account.id}].load", params)


def check_by_hour(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """A figure by the hour is declared only where the rule accepts it."""
    state = rule.electricity.hours
    if product.electricity.by_hour and state != "accepted":
        code = "electricity.hours_refused" if state == "refused" else "electricity.hours_open"
        yield Finding(code, "warning", "electricity.by_hour", {}, str(rule.electricity.cite))


def check_generation(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """An own plant covers what it makes, in the hours in which the account uses it."""
    params: dict[str, Any]
    accounts = {account.id: account for account in product.accounts}
    for one in product.electricity.instruments:
        account = accounts.get(one.account)
        if account is None:
            continue  # check_instruments names it
        try:
            made = generated(one, account, product)
            claimed = one.amount * units.factor(one.unit, account.unit)
        except UnitError:
            continue  # check_instruments names the unit
        if made is None:
            continue
        where, whole = f"electricity.instruments[{one.id}]", float(made.sum())
        if claimed > whole * (1.0 + TOLERANCE):
            params = {"instrument": one.id, "claimed": claimed, "made": whole, "unit": account.unit}
            yield Finding("instrument.generation", "warning", f"{where}.amount", params)
        if account.load is None:
            params = {"instrument": one.id, "account": account.id}
            yield Finding("instrument.no_load", "info", f"{where}.generation", params)
            continue
        met = float(np.minimum(hours.energy(account.load, product.period), made).sum())
        if claimed > met * (1.0 + TOLERANCE):
            params = {"instrument": one.id, "claimed": claimed, "met": met, "unit": account.unit}
            yield Finding("instrument.hours", "warning", f"{where}.amount", params)


HOUR_CHECKS = (check_load, check_hours_known, check_by_hour, check_generation)
