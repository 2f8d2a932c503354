"""Digits of figures: how many count, the first, the last that a meter shows, and how likely their spread is.

References
----------
First digits of figures that span orders of magnitude: P(d) = log10(1 + 1/d) (Benford, The law of anomalous numbers,
Proc. Am. Phil. Soc. 78, 1938). Chi-square test only where every digit is expected five times or more (Cochran,
Some methods for strengthening the common chi-square tests, Biometrics 10, 1954).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from scipy.special import chdtrc

# Fewest expected cases of a digit for which the chi-square test holds.
EXPECTED = 5.0
BENFORD = {digit: math.log10(1.0 + 1.0 / digit) for digit in range(1, 10)}
UNIFORM = dict.fromkeys(range(10), 0.1)


def significant(amount: float) -> int:
    """Count the significant digits of a figure: 3 for 0.0123 and 12300, 1 for 500."""
    return len(_mantissa(amount).strip("0"))


def first(amount: float) -> int:
    """Return the first digit of a figure that is not zero."""
    return int(_mantissa(amount).lstrip("0")[0])


def read(amounts: Sequence[float]) -> list[str]:
    """Write the digits of figures with the decimals of the finest, as a meter shows them: 200 for 20 beside 1.5."""
    decimals = max((_decimals(amount) for amount in amounts), default=0)
    return [f"{amount:.{decimals}f}".replace(".", "").lstrip("0") for amount in amounts]


def fewest(expected: dict[int, float]) -> int:
    """Return how many figures a test needs so that its rarest digit is expected often enough."""
    return math.ceil(EXPECTED / min(expected.values()))


def chance(digits: Sequence[int], expected: dict[int, float]) -> float:
    """Return the chance that figures spread like ``expected`` are as far off as these (chi-square) [1]."""
    found, whole = Counter(digits), len(digits)
    distance = sum((found[d] - whole * share) ** 2 / (whole * share) for d, share in expected.items())
    return float(chdtrc(len(expected) - 1, distance))


@lru_cache(maxsize=8192)
def _mantissa(amount: float) -> str:
    return f"{abs(amount):.12g}".split("e")[0].replace(".", "")


def _decimals(amount: float) -> int:
    text = f"{amount:.12g}"
    if "e" in text:
        return 0
    return len(text.partition(".")[2])
