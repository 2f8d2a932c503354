"""Names of regions, as lists and dataset pages show them."""

from __future__ import annotations

from api.cases import electricity
from api.i18n import N_
from footprint.texts import Language
from web.texts import gettext, words

_WIDER = {"GLO": N_("World"), "RER": N_("Europe"), "RNA": N_("North America")}


def region_names(language: Language) -> dict[str, str]:
    """Name the regions of the electricity model and the wider ones."""
    _ = gettext(language)
    named = {zone.code: words(zone.name, language) for zone in electricity.zones()}
    return named | {code: _(name) for code, name in _WIDER.items()}
