"""Anti-falsification checks of the digits of figures: repeated, round, and unlikely in their spread.

Thresholds are conventions of this project (docs/algorithms/plausibility.md): they point a reviewer at a figure and
decide nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from footprint import digits
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.rule import Rule

# So many lines with the same figure of three digits or more look copied; so large a share of round ones, estimated.
COPIES, ROUND_SHARE, ENOUGH_LINES = 3, 0.6, 8
# A spread of digits that chance gives once in a thousand cases is told.
RARE = 1e-3
# First digits follow Benford's law only where figures span so many orders of magnitude.
ORDERS = 3.0
# A figure needs so many digits before its last one is left to chance.
LONG = 3


def check_repeated_figures(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """The same figure of three digits or more in several lines looks copied."""
    figures: dict[tuple[float, str], list[str]] = {}
    for _, process, line in product.lines():
        if line.process is None and digits.significant(line.amount) >= LONG:
            figures.setdefault((line.amount, line.unit), []).append(f"{process.id}/{line.id}")
    for (amount, unit), lines in figures.items():
        if len(lines) >= COPIES:
            params = {"amount": amount, "unit": unit, "lines": lines, "count": len(lines)}
            yield Finding("pattern.repeated", "info", "processes", params)


def check_round_figures(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Mostly round figures look estimated rather than measured."""
    figures = amounts(product)
    kinds = Counter(digits.significant(amount) <= 1 for amount in figures)
    if len(figures) >= ENOUGH_LINES and kinds[True] > ROUND_SHARE * len(figures):
        params = {"share": kinds[True] / len(figures), "count": len(figures)}
        yield Finding("pattern.round", "info", "processes", params)


def check_last_digits(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """The last digits of meter readings are left to chance: each comes up about as often."""
    found = last_digits(product)
    if len(found) < digits.fewest(digits.UNIFORM):
        return
    chance = digits.chance(found, digits.UNIFORM)
    if chance < RARE:
        most, times = Counter(found).most_common(1)[0]
        params = {"count": len(found), "digit": most, "share": times / len(found), "chance": chance}
        yield Finding("pattern.last_digits", "info", "accounts", params)


def check_first_digits(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """The first digits of many amounts of very different size follow Benford's law."""
    figures = amounts(product)
    if len(figures) < digits.fewest(digits.BENFORD) or not spans(figures):
        return
    found = [digits.first(amount) for amount in figures]
    chance = digits.chance(found, digits.BENFORD)
    if chance < RARE:
        most, times = Counter(found).most_common(1)[0]
        params = {"count": len(found), "digit": most, "share": times / len(found), "chance": chance}
        yield Finding("pattern.first_digits", "info", "processes", params)


def amounts(product: Product) -> list[float]:
    """List the amounts of all lines that buy something, without zeros."""
    return [line.amount for _, _, line in product.lines() if line.process is None and line.amount]


def spans(figures: list[float]) -> bool:
    """Tell whether figures differ enough in size for their first digits to say anything."""
    return bool(figures) and math.log10(max(figures)) - math.log10(min(figures)) >= ORDERS


def last_digits(product: Product) -> list[int]:
    """List the last digits of all meter readings with digits enough, account by account."""
    shown = [text for account in product.accounts for text in digits.read([v for v in account.metered if v])]
    return [int(text[-1]) for text in shown if len(text) >= LONG]


DIGIT_CHECKS = (check_repeated_figures, check_round_figures, check_last_digits, check_first_digits)
