"""Decimals and times as PACT writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

DIGITS = 12  # as records have them


def exact(value: float) -> Decimal:
    """Return a figure with the digits that records keep."""
    return Decimal(f"{value:.{DIGITS}g}")


def text(value: Decimal | float) -> str:
    """Write a decimal without exponent and without digits that say nothing; zero has no sign."""
    number = value if isinstance(value, Decimal) else exact(value)
    written = format(number, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in {"-0", ""} else written


def moment(at: datetime | date) -> str:
    """Write a time in UTC to the second; a day begins at midnight."""
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(0), UTC)
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
