"""Anti-falsification checks of metered accounts: sums, bills, units, months out of line.

Thresholds are conventions of this project (docs/algorithms/plausibility.md): they point a reviewer at a figure and
decide nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING

from footprint import units
from footprint.errors import UnitError
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_parts import Account
    from footprint.rule import Rule

# Sums of lines, meters and bills agree within this share.
TOLERANCE = 0.02
# Ratios that a wrong unit makes: kilo and mega, kWh and MJ, per cent, and their combinations.
SWAPS = (1e3, 1e6, 3.6, 3.6e3, 1e2)
# A month whose use per output lies so many median deviations from the median is out of line.
FAR = 6.0
# Fewer months have no median to be far from.
FEW_MONTHS = 4
YEAR = 12


def check_accounts(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Accounts name processes and lines that exist, in units that fit."""
    processes = {p.id: p for p in product.processes}
    lines = {f"{process.id}/{line.id}": line for _, process, line in product.lines()}
    for account in product.accounts:
        where = f"accounts[{account.id}]"
        if account.process not in processes:
            params = {"process": account.process, "known": list(processes)}
            yield Finding("process.unknown", "error", f"{where}.process", params)
        for name in account.lines:
            if name not in lines:
                params = {"account": account.id, "line": name, "known": list(lines)}
                yield Finding("account.line_unknown", "error", f"{where}.lines", params)
                continue
            try:
                units.factor(lines[name].unit, account.unit)
            except UnitError:
                params = {"account": account.id, "line": name, "unit": account.unit, "other": lines[name].unit}
                yield Finding("account.unit", "error", f"{where}.unit", params)


def check_account_sums(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Lines times production, and other use, make up what was metered; a unit mix-up is called by name."""
    for account in product.accounts:
        metered, claimed = account.consumption, _claimed(product, account)
        if metered is None or claimed is None:
            continue
        claimed += account.other_use
        if not metered or math.isclose(claimed, metered, rel_tol=TOLERANCE):
            continue
        swap = swapped(claimed / metered)
        params = {
            "account": account.id, "claimed": claimed, "metered": metered, "unit": account.unit, "ratio": swap,
        }  # fmt: skip
        if swap is not None:
            yield Finding("account.unit_swapped", "warning", f"accounts[{account.id}]", params)
        else:
            yield Finding("account.sum", "warning", f"accounts[{account.id}]", params)


def check_account_bills(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """What was metered is what was billed, over the months that have both."""
    for account in product.accounts:
        both = [
            (m, b) for m, b in zip(account.metered, account.billed, strict=False) if m is not None and b is not None
        ]
        metered, billed = sum(m for m, _ in both), sum(b for _, b in both)
        if both and billed and not math.isclose(metered, billed, rel_tol=TOLERANCE):
            params = {"account": account.id, "metered": metered, "billed": billed, "unit": account.unit}
            yield Finding("account.bill", "warning", f"accounts[{account.id}].billed", params)


def check_months_in_line(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Use per output is alike from month to month; use without output, or output without use, is told."""
    for account in product.accounts:
        pairs = [
            (month, m, made)
            for month, (m, made) in enumerate(zip(account.metered, account.produced, strict=False), 1)
            if m is not None and made is not None
        ]
        idle = [str(month) for month, m, made in pairs if bool(m) != bool(made)]
        intensity = {month: m / made for month, m, made in pairs if m and made}
        far = []
        if len(intensity) >= FEW_MONTHS:
            middle = median(intensity.values())
            width = median(abs(v - middle) for v in intensity.values())
            floor = max(width, 0.02 * middle)
            far = [str(month) for month, v in intensity.items() if abs(v - middle) > FAR * floor]
        if idle:
            params = {"account": account.id, "months": idle}
            yield Finding("account.idle_month", "info", f"accounts[{account.id}].produced", params)
        if far:
            params = {"account": account.id, "months": far}
            yield Finding("account.outlier_month", "warning", f"accounts[{account.id}].metered", params)


def check_whole_year(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Activity data stand for twelve months, and accounts have read them all."""
    days = (product.period.end - product.period.start).days + 1
    if not 365 <= days <= 366:
        yield Finding("period.not_a_year", "info", "period", {"days": days})
    for account in product.accounts:
        unread = [str(i) for i, value in enumerate(account.metered, 1) if value is None]
        if len(account.metered) > 1 and (unread or len(account.metered) < YEAR):
            params = {"account": account.id, "count": len(account.metered) - len(unread), "months": unread}
            yield Finding("account.months_missing", "info", f"accounts[{account.id}].metered", params)


def _claimed(product: Product, account: Account) -> float | None:
    """Return what the lines say the account fed, over the production of the period [unit of the account]."""
    made = account.production
    process = next((p for p in product.processes if p.id == account.process), None)
    if made is None or process is None:
        return None
    claimed = 0.0
    for _, owner, line in product.lines():
        if f"{owner.id}/{line.id}" in account.lines:
            try:
                claimed += line.amount * units.factor(line.unit, account.unit) * made / process.output.amount
            except UnitError:
                return None  # check_accounts names the unit
    return claimed


def swapped(ratio: float) -> float | None:
    """Return the ratio of two units that a ratio of figures comes near, as 1000 or 1/3.6; None for none."""
    for swap in SWAPS:
        for factor in (swap, 1.0 / swap):
            if math.isclose(ratio, factor, rel_tol=0.1):
                return factor
    return None


ACCOUNT_CHECKS = (
    check_accounts,
    check_account_sums,
    check_account_bills,
    check_months_in_line,
    check_whole_year,
)
