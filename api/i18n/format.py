"""Numbers and units as people read them. Rounding happens here and nowhere before."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType

from babel.numbers import format_decimal

from api.i18n.translate import N_, locale_of, translator
from footprint.texts import Language

SMALLEST, LARGEST = 1e-4, 1e9
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MINUS = "\N{MINUS SIGN}"

# Units that are words; all other symbols are international.
WORDS = MappingProxyType(
    {
        "item": N_("item"),
        "a": N_("year"),
        "d": N_("day"),
        "h": N_("hour"),
        "min": N_("minute"),
        "percent": "%",
        "dimensionless": "",
        "1": "",
    }
)
SIGNS = MappingProxyType({"CO2e": "CO₂e", "m2": "m²", "m3": "m³", "cm2": "cm²", "Nm3": "Nm³"})


def number(value: float, language: Language, significant: int = 3) -> str:
    """Write a number to so many significant figures, grouped as the language does.

    Very small and very large values become ``1.23×10⁻⁷``. A value that is not finite is written as a dash.
    """
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    rounded = _round(Decimal(repr(float(value))), significant)
    if not SMALLEST <= abs(rounded) < LARGEST:
        mantissa, _, exponent = f"{rounded:.{significant - 1}e}".partition("e")
        return f"{mantissa}×10{str(int(exponent)).translate(SUPERSCRIPTS)}".replace("-", MINUS)
    decimals = max(0, significant - 1 - rounded.adjusted())
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return str(format_decimal(rounded, pattern, locale_of(language))).replace("-", MINUS)


def percent(share: float, language: Language, significant: int = 2) -> str:
    """Write a share of one as a percentage."""
    return f"{number(share * 100, language, significant)}%"


def unit_label(unit: str, language: Language) -> str:
    """Write a unit for people: ``t*km`` as ``t·km``, ``kg CO2e/item`` as ``kg CO₂e/件``."""
    return "/".join(
        " ".join("·".join(_symbol(s, language) for s in word.split("*")) for word in part.split(" "))
        for part in unit.split("/")
    )


def _symbol(symbol: str, language: Language) -> str:
    if symbol in WORDS:
        return translator(language).gettext(WORDS[symbol]) if WORDS[symbol] else ""
    return SIGNS.get(symbol, symbol)


def _round(value: Decimal, significant: int) -> Decimal:
    exponent = value.adjusted() - significant + 1
    rounded = value.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_EVEN)
    # 9.996 becomes 10.00, which has one figure too many.
    return rounded if rounded.adjusted() == value.adjusted() else _round(rounded, significant)
