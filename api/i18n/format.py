"""Numbers and units as people read them."""

from __future__ import annotations

import math
from types import MappingProxyType

from api.i18n.translate import N_, translator
from footprint.display import display_number
from footprint.texts import Language

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


def number(value: float, _language: Language, significant: int = 3) -> str:
    """Write a number to so many significant figures; the three languages write figures alike.

    A value that is not finite is written as a dash.
    """
    if not math.isfinite(value):
        return "–"
    return display_number(value, significant)


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
