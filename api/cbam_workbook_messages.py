"""What reading and filling the Commission's communication template says, to be translated."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from api.i18n import N_

WORKBOOK_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        # code: sentence                                                             parameters in braces
        "cbam.balance_beside_streams": N_(
            "The sources of the whole installation stand beside sources that are put on processes: give one of the"
            " two, so that nothing counts twice."
        ),
        "cbam.balance_exceeded": N_(
            "The processes state {claimed} t CO2e, and all sources of the installation emit {total} t: {rest} t too"
            " much."
        ),
        "cbam.balance_rest": N_(
            "The sources of the installation emit {total} t CO2e, and the processes state {claimed} t: {rest} t are"
            " on none of them."
        ),
        "cbam.workbook_by_address": N_(
            "The label “{label}” is not there: the cell was read where the published template has it."
        ),
        "cbam.workbook_coordinate": N_(
            "“{text}” is no decimal degree and was left out: write 23.03, say, without sign of degree."
        ),
        "cbam.workbook_country": N_("“{text}” is no country of the template's list and was left out."),
        "cbam.workbook_no_goods": N_(
            "{process}: sheet Summary_Products names no CN code for it, and without one nothing can be calculated."
        ),
        "cbam.workbook_not_divided": N_(
            "{process}: the template does not say how its tonnes divide among {codes} codes; all stand under {cn}."
        ),
        "cbam.workbook_not_used": N_("{precursor}: no process takes any of it, so it was left out."),
        "cbam.workbook_price_kept": N_(
            "The carbon price in the sheet was not taken over: it is deducted only with evidence that the template"
            " does not ask for. Give carbon_price in the document."
        ),
        "cbam.workbook_unlocode": N_("“{text}” is no UN/LOCODE (five characters, CNFOS for instance); left out."),
    }
)

WORKBOOK_PROBLEMS = (
    N_("cannot be calculated: see its findings"),
    N_("has {count} entries: the template has room for {most}"),
    N_("is counted in {unit} and has no net calorific value: give ncv, or the energy in TJ"),
    N_("is no communication template for installations: sheet {sheets} is missing"),
    N_("is used twice: the template knows processes by their names"),
    N_("is {value}: a day is due"),
    N_("is {value}: a number is due"),
    N_("is {value}: TRUE or FALSE is due"),
    N_("is {value}: {versions} is due, or the Commission's workbook (.xlsx)"),
    N_("names not one precursor: give its cn, or the category of goods where the code is not known"),
    N_("shows an error of its formula: repair it, or write the value"),
)
