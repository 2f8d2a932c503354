"""Checks of electricity instruments and the certificate ledger of a product.

References
----------
Green certificates (labels-and-rules-china, 5.3): 1 000 kWh each, 32-digit code, two years from the month of
generation, cancelled once consumption is declared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from footprint import units
from footprint.checks_accounts import total
from footprint.errors import UnitError
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_parts import Instrument
    from footprint.rule import Rule

CODE = re.compile(r"[0-9]{32}")
# Energy of one certificate [kWh].
CERTIFICATE = 1000.0


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
        elif not total(account.metered):
            params = {"instrument": one.id, "account": one.account}
            yield Finding("instrument.no_consumption", "error", f"{where}.account", params)
        else:
            yield from _unit(one, account.unit, where)
        dataset = background.datasets.get(one.dataset)
        if dataset is None:
            params = {"dataset": one.dataset, "background": f"{background.id} {background.version}"}
            yield Finding("dataset.unknown", "error", f"{where}.dataset", params)
        elif dataset.kind == "gap" or units.quantity(dataset.unit) != "energy":
            params = {"dataset": one.dataset, "instrument": one.id}
            yield Finding("instrument.no_energy", "error", f"{where}.dataset", params)
        if (one.end and one.end < product.period.start) or (one.start and one.start > product.period.end):
            params = {"instrument": one.id, "start": str(product.period.start), "end": str(product.period.end)}
            yield Finding("instrument.period", "warning", where, params)


def _unit(one: Instrument, unit: str, where: str) -> Iterator[Finding]:
    try:
        units.factor(one.unit, unit)
    except UnitError:
        params = {"unit": one.unit, "example": unit, "known": list(units.known())}
        yield Finding("unit.unknown", "error", f"{where}.unit", params)


def check_covered_amounts(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Nothing is covered twice: instruments of an account add up to no more than its meter."""
    for account in product.accounts:
        metered = total(account.metered)
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


def check_certificates(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Certificates have codes of 32 digits, each once, enough for the volume, in validity, cancelled."""
    params: dict[str, Any]
    certificates = [one for one in product.electricity.instruments if one.kind == "green_certificate"]
    counted = Counter(code for one in certificates for code in one.codes)
    for one in certificates:
        where = f"electricity.instruments[{one.id}]"
        wrong = [code for code in one.codes if not CODE.fullmatch(code)]
        if wrong:
            yield Finding("certificate.code", "warning", f"{where}.codes", {"instrument": one.id, "codes": wrong})
        twice = sorted({code for code in one.codes if counted[code] > 1})
        if twice:
            yield Finding("certificate.twice", "warning", f"{where}.codes", {"codes": twice})
        try:
            claimed = one.amount * units.factor(one.unit, "kWh")
        except UnitError:
            continue  # check_instruments names the unit
        held = CERTIFICATE * len(set(one.codes))
        if claimed > held * (1.0 + 1e-9):
            params = {"instrument": one.id, "claimed": claimed, "held": held, "count": len(set(one.codes))}
            yield Finding("certificate.volume", "warning", f"{where}.amount", params)
        if one.cancelled is None:
            yield Finding("certificate.not_cancelled", "warning", where, {"instrument": one.id})
        elif one.valid_until is not None and one.cancelled > one.valid_until:
            params = {"instrument": one.id, "last": str(one.valid_until), "cancelled": str(one.cancelled)}
            yield Finding("certificate.expired", "warning", where, params)


INSTRUMENT_CHECKS = (check_instruments, check_covered_amounts, check_certificates)
