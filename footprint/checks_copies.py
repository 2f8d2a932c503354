"""Anti-falsification checks of metered accounts: months and whole accounts that are copies of another.

Thresholds are conventions of this project (docs/algorithms/plausibility.md): they point a reviewer at a figure and
decide nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from footprint import digits
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.rule import Rule

# So many months have to repeat before it is no chance; figures of fewer digits may.
ENOUGH, LONG = 6, 3
# Ratios of two accounts that differ by no more than this are one ratio.
SAME_RATIO = 1e-3

Months = Sequence[float | None]


def check_copied_months(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """No month is a copy of another: metered figures repeat to the last digit only by chance."""
    for account in product.accounts:
        for name in ("metered", "billed"):
            seen: dict[float, int] = {}
            copies = []
            for month, value in enumerate(getattr(account, name), 1):
                if value and value in seen and digits.significant(value) >= LONG:
                    copies.append(f"{seen[value]} = {month}")
                seen.setdefault(value or 0.0, month)
            if copies:
                params = {"account": account.id, "months": copies}
                yield Finding("account.copied_month", "warning", f"accounts[{account.id}].{name}", params)


def check_shifted_months(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """No account repeats the months of another one, at the same place or shifted."""
    for first, second in combinations(product.accounts, 2):
        found = shift(first.metered, second.metered)
        if found is not None:
            months, count = found
            params = {"account": second.id, "other": first.id, "count": count, "shift": months}
            yield Finding("account.shifted", "warning", f"accounts[{second.id}].metered", params)


def check_multiples(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """No account is a fixed multiple of another one: two meters do not move in step to the last digit."""
    for first, second in combinations(product.accounts, 2):
        if shift(first.metered, second.metered) is not None:
            continue  # check_shifted_months names it
        ratio = multiple(first.metered, second.metered)
        if ratio is not None:
            params = {"account": second.id, "other": first.id, "ratio": ratio}
            yield Finding("account.multiple", "warning", f"accounts[{second.id}].metered", params)


def shift(first: Months, second: Months) -> tuple[int, int] | None:
    """Tell by how many months the second series repeats the first to the last digit, and for how many months.

    Returns
    -------
    (int, int) or None
        Months of the shift and months that repeat; None where no shift repeats enough of them.
    """
    best: tuple[int, int] | None = None
    reach = max(len(first), len(second)) - ENOUGH
    for months in sorted(range(-reach, reach + 1), key=abs):
        pairs = [(first[i], second[i + months]) for i in range(len(first)) if 0 <= i + months < len(second)]
        equal = {a for a, b in pairs if a and a == b and digits.significant(a) >= LONG}
        if len(equal) >= ENOUGH and (best is None or len(equal) > best[1]):
            best = months, len(equal)
    return best


def multiple(first: Months, second: Months) -> float | None:
    """Return the ratio of the second series to the first if it is the same in all months, else None."""
    pairs = [(a, b) for a, b in zip(first, second, strict=False) if a and b]
    if len(pairs) < ENOUGH or len({a for a, _ in pairs}) < ENOUGH:
        return None
    ratios = [b / a for a, b in pairs]
    middle = sum(ratios) / len(ratios)
    return middle if all(math.isclose(ratio, middle, rel_tol=SAME_RATIO) for ratio in ratios) else None


COPY_CHECKS = (check_copied_months, check_shifted_months, check_multiples)
