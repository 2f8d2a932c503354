"""How the pages write codes, numbers, units and shares in three languages.

Sentences come from the catalogues of :mod:`api.i18n`; trilingual names from rules and datasets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from markupsafe import Markup

from api import i18n
from api.cases.declarations.words import STATUSES
from api.documents.rule_words import WORDS
from api.i18n import N_, codes
from footprint.end_of_life import FACTORS
from footprint.texts import LANGUAGES, Language, Text

__all__ = ["exact", "gettext", "label", "number", "share", "symbol", "unit_html", "words"]

SLUGS: Mapping[str, Language] = MappingProxyType({language.lower(): language for language in LANGUAGES})
_UNIT_NAMES = MappingProxyType({
    "kg": N_("kilogram"), "g": N_("gram"), "mg": N_("milligram"), "t": N_("tonne"), "kWh": N_("kilowatt-hour"),
    "MWh": N_("megawatt-hour"), "MJ": N_("megajoule"), "GJ": N_("gigajoule"), "t*km": N_("tonne-kilometre"),
    "kg*km": N_("kilogram-kilometre"), "km": N_("kilometre"), "m": N_("metre"), "m2": N_("square metre"),
    "m3": N_("cubic metre"), "Nm3": N_("normal cubic metre"), "L": N_("litre"),
})  # fmt: skip

# English words of the codes that only pages show; the catalogues translate them.
_TERMS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "line": {
        "declared": N_("declared"), "default": N_("default of the rule"), "derived": N_("computed by the rule"),
        "end_of_life": N_("written by the end-of-life method"), "cut_off": N_("charged for what was left out"),
        "instrument": N_("supplied by an instrument"), "grid_losses": N_("losses of the grid"),
        "hours": N_("hours of the load against the annual factor"),
    },
    "supply": {
        "on_site": N_("generated on site"), "direct_line": N_("direct line"), "contract": N_("supply contract"),
        "green_certificate": N_("green certificate"), "supplier_mix": N_("mix of the supplier"),
        "residual_mix": N_("residual mix"), "grid": N_("grid"),
    },
    "view": {"location": N_("location-based"), "market": N_("market-based")},
    "hours": {
        "accepted": N_("The rule admits this as the declared figure."),
        "refused": N_("The rule does not admit this as the declared figure."),
        "open": N_("No text that could be read says whether this may be declared."),
    },
    "value": {
        "rule": N_("fixed by the rule"), "choice": N_("fixed by the option chosen"),
        "derived": N_("computed by the rule"), "preparer": N_("given by the preparer"),
        "default": N_("default of the rule"), "neutral": N_("not in the rule: changes nothing"),
    },
    "factor": {name: WORDS[f"label.{name}"] for name in FACTORS},
    "pre_consumer": {
        "counted": N_("pre-consumer scrap counts"), "not_counted": N_("pre-consumer scrap does not count"),
        "open": N_("no text decides on pre-consumer scrap: it does not count"),
    },
    "scrap": {
        "sold": N_("sold, without burden or credit"), "treated": N_("treatment"), "reused": N_("back inside"),
    },
    "particular": {
        "reference": N_("Reference of the document"), "page": N_("Page"), "issuer": N_("Issued by"),
        "issued": N_("Issued on"), "valid_until": N_("Valid until"), "meter": N_("Number of the meter"),
        "calibrated_until": N_("Calibration valid until"), "note": N_("Note"),
    },
    "end_of_life": {
        "content": N_("recycled content"), "content-virgin": N_("primary material replaced by recycled content"),
        "recycling": N_("recycling"), "credit": N_("credit for recycling"), "recovery": N_("energy recovery"),
        "disposal": N_("disposal"),
    },
    "thread": {"open": N_("still open"), "answered": N_("answered"), "resolved": N_("resolved")},
    "thread_act": {"resolved": N_("resolved"), "reopened": N_("opened again")},
    "delivery": {"waiting": N_("waits"), "delivered": N_("delivered"), "failed": N_("failed")},
    "standing": {**STATUSES, "published": N_("published and valid")},
    "boundary": {
        "cradle_to_gate": N_("cradle to gate"), "cradle_to_grave": N_("cradle to grave"),
        "gate_to_gate": N_("gate to gate"),
    },
})  # fmt: skip


def label(kind: str, value: object) -> str:
    """Return the English word of a code; a code without a word stands for itself."""
    if kind in _TERMS:
        return _TERMS[kind].get(str(value), str(value))
    return codes.label(kind, value)


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
