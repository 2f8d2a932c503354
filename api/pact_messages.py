"""What the reader of PACT files says about a place of a file, to be translated."""

from __future__ import annotations

from api.i18n import N_

PACT_PROBLEMS = (
    N_("is {value}: versions 3.0 and 2.3 are read"),
    N_("is {value}: Active or Deprecated is due"),
    N_('is {value}: a decimal is due, e.g. "12.5"'),
    N_("is {value}: {low} to {high} is possible"),
    N_("is {value}: true or false is due"),
    N_("is {value}: a date is due, e.g. 2025-12-31T00:00:00Z"),
    N_("is {value}: text is due"),
    N_("is {value}: a list of texts is due"),
    N_("is {value}: known are {known}"),
    N_("is {value}: an object is due"),
    N_("is {value}: a list is due"),
    N_("is {value}: must be above 0"),
    N_("is {value}: must be 0 or above"),
    N_("is {value}: uptake and removals are 0 or below"),
    N_("is {value}: limited or reasonable is due"),
    N_("is {value}: a code such as CN or CN-GD is due"),
    N_("is {end}, before the start {start}"),
    N_("is not JSON: {reason}"),
    N_("is not UTF-8"),
    N_("is {count} bytes long; {most} are the most"),
    N_("is nested deeper than {most} levels"),
    N_("names the key {key} twice in one object"),
    N_("holds no footprint"),
    N_("holds {count} footprints; {most} are the most"),
    N_("{path} is missing: the total is {other}, without uptake"),
    N_("{path} is missing: {years} years from the reference period"),
    N_("{path} is taken out of fossilGhgEmissions"),
    N_(
        "{path} is {amount}; the figures are read as kg CO2e per 1 {unit},"
        " as version 2.3 words it: ask the supplier"
    ),
)
