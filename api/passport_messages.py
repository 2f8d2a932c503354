"""Problems of filings, passports and product numbers as they are worded in :mod:`footprint`, for translation."""

from __future__ import annotations

from api.i18n import N_

PASSPORT_PROBLEMS = (
    N_("is missing: name at least one calculation"),
    N_("names {count} calculations: at most {most} are due"),
    N_("names one calculation more than once"),
    N_("is not asked for: known are {known}"),
    N_("should have at most {limit} characters"),
    N_("is {value}: one of {values} is due"),
    N_("is {value}: id=text is due"),
    N_("is not taken: it is not published"),
    N_("is no text"),
    N_("is no table of fields"),
    N_("is missing: state the region of the plant, e.g. Eastern Asia"),
    N_("is missing: state how burned waste was allocated, e.g. cut-off"),
    N_("is above {most}, the most that {version} takes"),
    N_("is of no report that {version} knows"),
    N_("is below 0, which Catena-X does not take"),
    N_("is {value}: a public address with https:// is due"),
    N_("is {value}: a web address without query is due"),
    N_("is {value}: 8, 12, 13 or 14 digits are due"),
    N_("is {value}, whose check digit would be {digit}"),
    N_("is {value}: up to 20 letters, digits and signs of GS1 are due"),
    N_("is {value}: …/01/GTIN[/10/LOT][/21/SERIAL] is due"),
)
