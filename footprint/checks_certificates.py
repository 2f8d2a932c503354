"""Checks of the green certificates of one product; what other products claim is told by :mod:`footprint.ledger`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from footprint import units
from footprint.errors import InputError, UnitError
from footprint.findings import Finding
from footprint.ledger import CERTIFICATE, CODE, KIND, within_twice
from footprint.parameters import resolve_parameters

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_parts import Instrument
    from footprint.rule import Rule


def _certificates(product: Product) -> Iterator[tuple[str, Instrument]]:
    for one in product.electricity.instruments:
        if one.kind == KIND:
            yield f"electricity.instruments[{one.id}]", one


def check_certificates(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Certificates have codes of 32 digits, each once, and enough of them for the volume."""
    doubled = within_twice(product)
    for where, one in _certificates(product):
        wrong = [code for code in one.codes if not CODE.fullmatch(code)]
        if wrong:
            yield Finding("certificate.code", "warning", f"{where}.codes", {"instrument": one.id, "codes": wrong})
        twice = sorted(doubled & set(one.codes))
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


def check_certificate_months(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Certificates were generated in the data period, or as long before it as the rule admits."""
    first = _earliest(product, rule)
    for where, one in _certificates(product):
        start, end = one.start or one.end, one.end or one.start
        if start is None or end is None:
            yield Finding("certificate.month_missing", "warning", where, {"instrument": one.id})
        elif start < first or end > product.period.end:
            params = {
                "instrument": one.id, "generated": f"{start} – {end}",
                "first": str(first), "last": str(product.period.end),
            }  # fmt: skip
            yield Finding("certificate.month", "warning", f"{where}.start", params, str(rule.electricity.cite))


def _earliest(product: Product, rule: Rule) -> date:
    """Return the first day a certificate may be generated on; without a window of the rule that of the period."""
    try:
        window = resolve_parameters(product, rule).get(rule.electricity.generated_before or "")
    except InputError:
        window = None  # check_parameters names the value
    if window is None:
        return product.period.start
    return product.period.start - timedelta(days=window.value * units.factor(window.unit, "d"))


def check_certificate_cancelled(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Certificates are cancelled, after they were generated and while they are valid."""
    params: dict[str, Any]
    for where, one in _certificates(product):
        generated = one.start or one.end
        if one.cancelled is None:
            yield Finding("certificate.not_cancelled", "warning", where, {"instrument": one.id})
        elif one.valid_until is not None and one.cancelled > one.valid_until:
            params = {"instrument": one.id, "last": str(one.valid_until), "cancelled": str(one.cancelled)}
            yield Finding("certificate.expired", "warning", where, params)
        elif generated is not None and one.cancelled < generated:
            params = {"instrument": one.id, "start": str(generated), "cancelled": str(one.cancelled)}
            yield Finding("certificate.too_early", "warning", f"{where}.cancelled", params)


CERTIFICATE_CHECKS = (check_certificates, check_certificate_months, check_certificate_cancelled)
