"""Checks of electricity instruments: admitted by the rule, within the consumption, of electricity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from footprint import units
from footprint.checks_units import unfit_unit
from footprint.electricity import through_the_grid
from footprint.errors import UnitError
from footprint.findings import Finding
from footprint.grid import grid_lines
from footprint.ledger import KIND

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.rule import Rule

# Instruments for electricity that comes through the meter of the supplier, and so stands on its bill.
BOUGHT = frozenset({"contract", "green_certificate", "supplier_mix", "residual_mix"})


def check_instruments(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """Instruments are admitted by the rule, cover a metered account, and stand for a dataset."""
    params: dict[str, Any]
    cite = str(rule.electricity.cite)
    accounts = {account.id: account for account in product.accounts}
    for one in product.electricity.instruments:
        where = f"electricity.instruments[{one.id}]"
        state = rule.electricity.instruments.get(one.kind, "refused")
        if state != "accepted":
            params = {"instrument": one.id, "kind": one.kind}
            if state == "refused":
                yield Finding("instrument.refused", "warning", where, params, cite)
            else:
                yield Finding("instrument.open", "info", where, params, cite)
        account = accounts.get(one.account)
        if account is None:
            params = {"account": one.account, "known": list(accounts)}
            yield Finding("instrument.account_unknown", "error", f"{where}.account", params)
        elif not account.consumption:
            params = {"instrument": one.id, "account": one.account}
            yield Finding("instrument.no_consumption", "error", f"{where}.account", params)
        else:
            yield from unfit_unit(f"{where}.unit", one.unit, account.unit)
        dataset = background.datasets.get(one.dataset)
        if dataset is None:
            params = {"dataset": one.dataset, "background": f"{background.id} {background.version}"}
            yield Finding("dataset.unknown", "error", f"{where}.dataset", params)
        elif dataset.kind == "gap" or units.quantity(dataset.unit) != "energy":
            params = {"dataset": one.dataset, "instrument": one.id}
            yield Finding("instrument.no_energy", "error", f"{where}.dataset", params)
        if one.kind == KIND:
            continue  # check_certificate_months looks closer
        if (one.end and one.end < product.period.start) or (one.start and one.start > product.period.end):
            params = {"instrument": one.id, "start": str(product.period.start), "end": str(product.period.end)}
            yield Finding("instrument.period", "warning", where, params)


def check_covered_amounts(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Nothing is covered twice: instruments of an account add up to no more than its meter."""
    for account in product.accounts:
        metered = account.consumption
        claimed = 0.0
        for one in product.electricity.instruments:
            if one.account == account.id:
                try:
                    claimed += one.amount * units.factor(one.unit, account.unit)
                except UnitError:
                    return  # check_instruments names the unit
        if metered and claimed > metered * (1.0 + 1e-9):
            params = {"account": account.id, "claimed": claimed, "metered": metered, "unit": account.unit}
            yield Finding("instrument.exceeds", "warning", f"accounts[{account.id}]", params)


def check_purchases(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """What was bought on paper for an account is no more than what was bought at all, as its bills say."""
    for account in product.accounts:
        billed = account.purchase
        if billed is None:
            continue
        claimed = 0.0
        for one in product.electricity.instruments:
            if one.account == account.id and one.kind in BOUGHT:
                try:
                    claimed += one.amount * units.factor(one.unit, account.unit)
                except UnitError:
                    return  # check_instruments names the unit
        if claimed > billed * (1.0 + 1e-9):
            params = {"account": account.id, "claimed": claimed, "billed": billed, "unit": account.unit}
            yield Finding("certificate.exceeds_purchases", "warning", f"accounts[{account.id}].billed", params)


def check_what_is_covered(product: Product, _rule: Rule, background: Background) -> Iterator[Finding]:
    """Instruments cover electricity, and each line hangs on one account that they cover."""
    covered = {one.account for one in product.electricity.instruments}
    other = set(_not_electricity(product, background)) if covered else set()
    feeds: dict[str, str] = {}
    for account in product.accounts:
        if account.id not in covered:
            continue
        strange = [name for name in account.lines if name in other]
        if strange:
            params: dict[str, Any] = {"account": account.id, "lines": strange}
            yield Finding("instrument.not_electricity", "error", f"accounts[{account.id}].lines", params)
        for name in account.lines:
            if name in feeds:
                params = {"line": name, "account": account.id, "other": feeds[name]}
                yield Finding("account.line_twice", "error", f"accounts[{account.id}].lines", params)
            feeds[name] = account.id


def _not_electricity(product: Product, background: Background) -> Iterator[str]:
    """Name the lines that buy something else; what a supplier states cannot be told apart."""
    grid = {line.name for line in grid_lines(product, background)}
    for _, process, line in product.lines():
        name = f"{process.id}/{line.id}"
        dataset = background.datasets.get(line.dataset or "")
        power = dataset is not None and (dataset.category == "electricity" or not background.supply)
        if name not in grid and not power and line.supplier is None:
            yield name


def check_losses(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """What is bought on paper comes through a grid whose losses are known."""
    bought = {line.name: line.dataset for line in grid_lines(product, background)}
    accounts = {account.id: account for account in product.accounts}
    for one in product.electricity.instruments:
        account = accounts.get(one.account)
        counted = rule.electricity.instruments.get(one.kind, "refused") != "refused"
        if account is None or not counted or not through_the_grid(one, background):
            continue
        unknown = dict.fromkeys(
            bought[n] for n in account.lines if n in bought and bought[n] not in background.grids
        )
        if unknown:
            params = {"instrument": one.id, "datasets": list(unknown)}
            yield Finding("instrument.losses_unknown", "info", f"electricity.instruments[{one.id}]", params)


INSTRUMENT_CHECKS = (
    check_instruments,
    check_covered_amounts,
    check_purchases,
    check_what_is_covered,
    check_losses,
)
