"""Checks against an earlier period of the same product: jumps year on year, and a year that was copied.

They run where the document of the earlier period is at hand (``footprint check FILE --previous FILE``). Thresholds
are conventions of this project (docs/algorithms/plausibility.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from footprint import digits, units
from footprint.checks_copies import LONG, shift
from footprint.errors import UnitError
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.product import Product
    from footprint.product_parts import Account, Line
    from footprint.product_process import Process

# Amounts per output that change by more than this from one period to the next are asked about.
JUMP = 0.3
# So are yields that change by so much [1].
YIELD_JUMP = 0.1


def check_previous_fits(product: Product, previous: Product) -> Iterator[Finding]:
    """The earlier document is of the same product, and of an earlier period."""
    params: dict[str, object]
    ours, theirs = (p.rule.partition("@")[0] if p.rule else "" for p in (product, previous))
    if product.model != previous.model or (ours and theirs and ours != theirs):
        params = {"model": product.model, "other": previous.model}
        yield Finding("previous.other_product", "warning", "model", params)
    if previous.period.end >= product.period.start:
        params = {"start": str(product.period.start), "last": str(previous.period.end)}
        yield Finding("previous.not_earlier", "warning", "period", params)


def check_previous_lines(product: Product, previous: Product) -> Iterator[Finding]:
    """What a line takes per output is near what it took before; lines that came or went are told."""
    params: dict[str, object]
    before = {(p.id, line.id): (p, line) for _, p, line in previous.lines()}
    here = {(p.id, line.id) for _, p, line in product.lines()}
    for where, process, line in product.lines():
        if (process.id, line.id) not in before:
            continue
        old_process, old_line = before[process.id, line.id]
        try:
            now, then = _per_output(process, line, line.unit), _per_output(old_process, old_line, line.unit)
            now *= units.factor(old_process.output.unit, process.output.unit)
        except UnitError:
            continue  # another unit: nothing to compare
        if _jumps(now, then):
            params = {"line": f"{process.id}/{line.id}", "before": then, "after": now, "unit": line.unit}
            yield Finding("previous.jump", "warning", f"{where}.amount", params)
    came = sorted("/".join(key) for key in here - before.keys())
    went = sorted("/".join(key) for key in before.keys() - here)
    if came or went:
        yield Finding("previous.lines_changed", "info", "processes", {"added": came, "removed": went})


def check_previous_accounts(product: Product, previous: Product) -> Iterator[Finding]:
    """What an account reads, per output where both periods know it, is near what it read before."""
    before = {account.id: account for account in previous.accounts}
    for account in product.accounts:
        if account.id not in before:
            continue
        old = before[account.id]
        both = account.production is not None and old.production is not None
        now, then = _reading(account, both), _reading(old, both)
        try:
            then = None if then is None else then * units.factor(old.unit, account.unit)
        except UnitError:
            continue
        if now is not None and then is not None and _jumps(now, then):
            params = {"account": account.id, "before": then, "after": now, "unit": account.unit}
            yield Finding("previous.account_jump", "warning", f"accounts[{account.id}].metered", params)


def check_previous_yields(product: Product, previous: Product) -> Iterator[Finding]:
    """The yield of a process is near what it was before."""
    before = {process.id: process.yield_ for process in previous.processes}
    for process in product.processes:
        then = before.get(process.id)
        if then is not None and abs(process.yield_ - then) > YIELD_JUMP:
            params = {"process": process.id, "share": process.yield_, "allowed": then}
            yield Finding("previous.yield_jump", "warning", f"processes[{process.id}].yield", params)


def check_copied_year(product: Product, previous: Product) -> Iterator[Finding]:
    """No account repeats the months of the earlier period, and no metered line its amount to the last digit."""
    params: dict[str, object]
    before = {account.id: account for account in previous.accounts}
    for account in product.accounts:
        old = before.get(account.id)
        found = shift(old.metered, account.metered) if old else None
        if found is not None:
            params = {"account": account.id, "count": found[1], "shift": found[0]}
            yield Finding("previous.copied_account", "warning", f"accounts[{account.id}].metered", params)
    old_lines = {(p.id, line.id): (p, line) for _, p, line in previous.lines()}
    same = []
    for _, process, line in product.lines():
        held = old_lines.get((process.id, line.id))
        if held and _measured(line) and digits.significant(line.amount) >= LONG:
            then, now = _as_written(*held), _as_written(process, line)
            if then == now:
                same.append(f"{process.id}/{line.id}")
    if same:
        yield Finding("previous.copied_line", "warning", "processes", {"lines": same, "count": len(same)})


def _per_output(process: Process, line: Line, unit: str) -> float:
    return line.amount * units.factor(line.unit, unit) / process.output.amount


def _reading(account: Account, per_output: bool) -> float | None:
    read, made = account.consumption, account.production
    return read / made if per_output and read is not None and made else read


def _jumps(now: float, then: float) -> bool:
    low, high = sorted((now, then))
    return high > low * (1.0 + JUMP)


def _measured(line: Line) -> bool:
    """Energy is metered anew each period; a bill of materials may well stay what it was."""
    try:
        return units.quantity(line.unit) == "energy"
    except UnitError:
        return False


def _as_written(process: Process, line: Line) -> tuple[float, str, float, str]:
    return line.amount, line.unit, process.output.amount, process.output.unit


PREVIOUS_CHECKS = (
    check_previous_fits,
    check_previous_lines,
    check_previous_accounts,
    check_previous_yields,
    check_copied_year,
)
