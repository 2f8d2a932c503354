"""Numbers for people: the one place where a figure is rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

FIGURES = 3  # significant figures where no rule says how many
SMALLEST, LARGEST = Decimal("1e-4"), Decimal("1e9")  # written out between these, else with a power of ten

_DECIMALS = Context(prec=700)  # any float64 to its last digit


def last_place(value: float, figures: int = FIGURES) -> Decimal:
    """Return the last place shown of a number with so many significant figures, e.g. ``Decimal("0.1")``."""
    exact = Decimal(repr(float(value)))
    if not exact:
        return Decimal(1)
    place = Decimal(1).scaleb(exact.adjusted() - figures + 1)
    rounded = exact.quantize(place, ROUND_HALF_EVEN, _DECIMALS)
    return Decimal(1).scaleb(rounded.adjusted() - figures + 1)


def display_number(value: float, figures: int = FIGURES, place: Decimal | None = None) -> str:
    """Write a number for people: rounded half to even, thousands by comma, a true minus sign.

    Parameters
    ----------
    value : float
    figures : int
        Significant figures.
    place : Decimal, optional
        Last place to show instead, so that parts line up with their total; a part that would then read as
        zero keeps one significant figure.
    """
    exact = Decimal(repr(float(value)))
    if not exact:
        return "0"
    aligned = place is not None and bool(exact.quantize(place, ROUND_HALF_EVEN, _DECIMALS))
    if place is None or not aligned:
        place = last_place(value, figures if place is None else 1)
    shown = exact.quantize(place, ROUND_HALF_EVEN, _DECIMALS)
    smallest = min(SMALLEST, place) if aligned else SMALLEST
    if smallest <= abs(shown) < LARGEST:
        return f"{shown:,f}".replace("-", "−")
    mantissa, exponent = f"{shown:e}".split("e")
    power = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}×10{power}".replace("-", "−")
