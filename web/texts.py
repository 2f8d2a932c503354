"""How the pages write codes, numbers, units and shares in three languages.

Sentences come from the catalogues of :mod:`api.i18n`; trilingual names from rules and datasets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from markupsafe import Markup

from api import i18n
from api.i18n import N_
from footprint.texts import LANGUAGES, Language, Text

SLUGS: Mapping[str, Language] = MappingProxyType({language.lower(): language for language in LANGUAGES})
_UNIT_NAMES = MappingProxyType({
    "kg": N_("kilogram"), "g": N_("gram"), "mg": N_("milligram"), "t": N_("tonne"), "kWh": N_("kilowatt-hour"),
    "MWh": N_("megawatt-hour"), "MJ": N_("megajoule"), "GJ": N_("gigajoule"), "t*km": N_("tonne-kilometre"),
    "kg*km": N_("kilogram-kilometre"), "km": N_("kilometre"), "m": N_("metre"), "m2": N_("square metre"),
    "m3": N_("cubic metre"), "Nm3": N_("normal cubic metre"), "L": N_("litre"),
})  # fmt: skip


def gettext(language: Language) -> Callable[[str], str]:
    """Return the function that words an English text in a language."""
    return i18n.translator(language).gettext


def number(value: float | None, language: Language, digits: int = 3) -> str:
    """Write a number to three significant figures; what is absent is a dash."""
    return "–" if value is None else i18n.number(value, language, digits)


def exact(value: float | None, language: Language) -> str:
    """Write a figure as it was given: up to twelve digits, no zeros added."""
    if value is None:
        return "–"
    digits = f"{value:.11e}".partition("e")[0].replace(".", "").strip("-").rstrip("0")
    return i18n.number(value, language, max(len(digits), len(f"{int(abs(value))}") if abs(value) < 1e9 else 1))


def share(value: float | None, language: Language) -> str:
    """Write a share as percent with one decimal; what would read as nothing is below 0.1."""
    if value is None:
        return "–"
    if 0 < abs(value) < 0.0005:
        return "< 0.1 %"
    return f"{value * 100:.1f} %".replace("-", "−")


def symbol(unit: str, language: Language) -> str:
    """Write a unit for people; a bare number has the unit 1."""
    return i18n.unit_label(unit, language) or "1"


def unit_html(unit: str, language: Language) -> Markup:
    """Write a unit with its full name for those who do not know the symbol."""
    name = _UNIT_NAMES.get(unit)
    if name is None:
        return Markup("<span>{}</span>").format(symbol(unit, language))
    return Markup('<abbr title="{}">{}</abbr>').format(gettext(language)(name), symbol(unit, language))


def words(text: Text | Mapping[str, str] | str | None, language: Language) -> str:
    """Return a trilingual text, of a rule, dataset or stored document, in one language."""
    if text is None:
        return ""
    if isinstance(text, Text):
        return text.get(language)
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


# English words of the closed vocabularies; the catalogues translate them.
LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "kind": {"released": N_("released"), "estimated": N_("estimated"), "gap": N_("gap")},
    "status": {"draft": N_("draft"), "in_force": N_("in force"), "superseded": N_("superseded"),
               "withdrawn": N_("withdrawn")},
    "severity": {"error": N_("Error"), "warning": N_("To answer"), "info": N_("Note")},
    "required": {"always": N_("always given"), "or_default": N_("or default"), "optional": N_("optional")},
    "origin": {"company_specific": N_("company-specific"), "secondary": N_("secondary"), "any": N_("any")},
    "confidence": {"high": N_("high"), "medium": N_("medium"), "low": N_("low")},
    "basis": {"unit_process": N_("unit process"), "factor": N_("published factor"), "mix": N_("mix"), "": "–"},
    "exchange": {"provider": N_("dataset"), "slot": N_("market"), "emission": N_("emission"), "gap": N_("gap")},
    "category": {
        "fossil": N_("Fossil"),
        "biogenic_emissions": N_("Biogenic emissions"),
        "biogenic_uptake": N_("Biogenic uptake"),
        "land_use_change": N_("Land-use change"),
        "aircraft": N_("Aircraft"),
    },
    "gas": {
        "co2": "CO₂", "ch4": "CH₄", "n2o": "N₂O", "cf4": "CF₄", "c2f6": "C₂F₆", "sf6": "SF₆", "hfc": "HFC",
        "nf3": "NF₃", "undivided": N_("Published as CO₂e only"),
    },
    "topic": {
        "electricity": N_("Electricity"), "fuels": N_("Fuels"), "heat": N_("Heat"), "metals": N_("Metals"),
        "chemicals": N_("Chemicals"), "plastics": N_("Plastics"), "battery": N_("Battery materials"),
        "transport": N_("Transport"), "waste": N_("Waste treatment"), "water": N_("Water"),
        "equipment": N_("Equipment"),
    },
    "family": {
        "official-average": N_("Official life-cycle average"), "modelled-zone": N_("Modelled zone mix"),
        "zone-mix": N_("Modelled zone mix"), "contract": N_("Contract supply"),
    },
    "measure": {"mass": N_("mass"), "mass_and_significance": N_("mass and significance"), "impact": N_("impact")},
    "recycling": {
        "cut_off": N_("cut-off"), "substitution": N_("substitution"),
        "circular_footprint_formula": N_("circular footprint formula"),
    },
    "method": {
        "subdivision": N_("subdivision"), "physical": N_("physical relation"), "economic": N_("economic value"),
        "expansion": N_("system expansion"),
    },
    "pedigree": {
        "0": N_("reliability"), "1": N_("completeness"), "2": N_("time"), "3": N_("geography"),
        "4": N_("technology"),
    },
    "commercial": {"yes": N_("allowed"), "ask": N_("ask the owner"), "no": N_("not allowed")},
})  # fmt: skip


def label(kind: str, value: object) -> str:
    """Return the English word of a code; a code without a word stands for itself."""
    return LABELS[kind].get(str(value), str(value))
