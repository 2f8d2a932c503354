"""The reviewer's list in words: what the fifteen tests and their checks are called, and why one could not run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from api.i18n import N_, translator
from footprint.checklist import Outcome, Row
from footprint.texts import Language

TITLES: Mapping[int, str] = MappingProxyType(
    {
        1: N_("Rule in force on the date"),
        2: N_("Product, plant, period and output quantity"),
        3: N_("Functional unit and reference flow recompute"),
        4: N_("Every process of the boundary there, or cut off within the limit"),
        5: N_("Mass balance and plausible yields"),
        6: N_("Energy: lines against meter, bill and production"),
        7: N_("Certificates and contracts within what was used and bought"),
        8: N_("Every factor with source, year, region and terms"),
        9: N_("Units, outliers, digits and jumps"),
        10: N_("Primary data, data quality and evidence"),
        11: N_("Footprints of suppliers valid and of the same boundary"),
        12: N_("Biogenic, land use and aircraft apart; no offsets"),
        13: N_("Sensitivity"),
        14: N_("Same inputs, same number"),
        15: N_("Statement equals the figure; nothing unlike is compared"),
    }
)

CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "check_account_bills": N_("Meter against bill"),
        "check_account_sums": N_("Lines and production against the meter; wrong units"),
        "check_accounts": N_("Accounts name lines and units that exist"),
        "check_age": N_("Datasets not older than the rule admits"),
        "check_allocation": N_("Sharing among several products"),
        "check_answers": N_("Questions of the rule answered"),
        "check_apart": N_("What is stated beside the footprint, with method and reference"),
        "check_biogenic_factors": N_("Biogenic CO₂ weighed as the rule says"),
        "check_by_hour": N_("Figure by the hour only where the rule accepts it"),
        "check_carbon_balance": N_("Biogenic carbon: uptake against release"),
        "check_carbon_content": N_("Biogenic carbon in product and packaging"),
        "check_certificate_cancelled": N_("Certificates cancelled after generation, while valid"),
        "check_certificate_months": N_("Certificates generated in the data period"),
        "check_certificates": N_("Certificates: codes, volume, validity, cancelled once"),
        "check_choices": N_("Choices of the rule"),
        "check_claims": N_("Values better than the rule's own, with evidence"),
        "check_copied_months": N_("Months copied within an account"),
        "check_copied_year": N_("Year copied from the earlier period"),
        "check_covered_amounts": N_("Instruments within what the meter read"),
        "check_cut_off": N_("What was left out has mass and reason"),
        "check_electricity": N_("One family of electricity factors, of a year that is there"),
        "check_electricity_intensity": N_("Electricity per mass against the background"),
        "check_end_of_life": N_("End of life complete"),
        "check_energy_balance": N_("No energy from nowhere"),
        "check_estimates": N_("What rests on estimates"),
        "check_evidence": N_("Evidence of the kinds the rule asks for, with its particulars"),
        "check_first_digits": N_("First digits of many amounts"),
        "check_foreground": N_("Processes have a solution and make the declared unit"),
        "check_functional_unit": N_("Functional unit above zero"),
        "check_gaps": N_("Gaps in the background"),
        "check_generation": N_("Own plant within the load of the hour"),
        "check_hours_known": N_("Load against a grid figure that has hours"),
        "check_instruments": N_("Instruments admitted by the rule"),
        "check_intensities": N_("Suppliers' figures against the background"),
        "check_last_digits": N_("Last digits of meter readings"),
        "check_legs": N_("Transport legs: mass, places, distance"),
        "check_licences": N_("Terms of use of the data"),
        "check_lines": N_("Lines: activity, dataset, unit"),
        "check_load": N_("Typical days make up what the meter read"),
        "check_losses": N_("Bought electricity carries the losses of its grid"),
        "check_mass_balance": N_("Mass out is not more than mass in"),
        "check_months_in_line": N_("Use per output from month to month"),
        "check_multiples": N_("Account that is a multiple of another"),
        "check_omitted_shares": N_("What was left out stays within the limits"),
        "check_order": N_("Grid figure in the order of the rule"),
        "check_parameters": N_("Parameters complete, in range, open ones with reason"),
        "check_plant_output": N_("Output of each plant against its account"),
        "check_plants": N_("Plants joined by their shares"),
        "check_possible_yield": N_("Good output and scrap come out of what goes in"),
        "check_previous_accounts": N_("Jumps of accounts against the earlier period"),
        "check_previous_fits": N_("Earlier document is of the same product and earlier"),
        "check_previous_lines": N_("Jumps of lines against the earlier period"),
        "check_previous_yields": N_("Jumps of yields against the earlier period"),
        "check_provenance": N_("Source, locator, licence, region and year of each dataset"),
        "check_purchases": N_("Certificates and contracts within what the bills say was bought"),
        "check_quality_limit": N_("Rating within the limit of the rule"),
        "check_recycled_content": N_("Recycled content adds up, pre-consumer named"),
        "check_repeated_figures": N_("Same figure in several lines"),
        "check_required": N_("Every activity of the rule answered"),
        "check_residual": N_("Residual mix where the rule asks for it"),
        "check_round_figures": N_("Mostly round figures"),
        "check_rule_on_date": N_("Rule holds at the end of the data period"),
        "check_rule_status": N_("Rule in force, not a draft"),
        "check_scrap": N_("Scrap goes to a line, as much as it takes"),
        "check_shifted_months": N_("Months of one account repeated in another, shifted or not"),
        "check_supplier_boundary": N_("Boundary of a supplier's footprint"),
        "check_supplier_evidence": N_("Verification and signature of a supplier's footprint"),
        "check_supplier_figures": N_("Parts, uptake and removals of a supplier's footprint"),
        "check_supplier_mixing": N_("Suppliers' footprints and datasets for one activity"),
        "check_supplier_signatures": N_("Signatures of suppliers' footprints"),
        "check_supplier_use": N_("Suppliers' footprints bought by a line"),
        "check_supplier_validity": N_("Validity and age of a supplier's footprint"),
        "check_total": N_("Total is not zero"),
        "check_undivided": N_("What is not divided by gas"),
        "check_what_is_covered": N_("Instruments cover electricity, each line once"),
        "check_whole_year": N_("Twelve months, all of them read"),
        "check_yields": N_("Yields impossible or rare"),
        "check_zones": N_("Electricity of the zone itself"),
    }
)

STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "found": N_("to answer"),
        "noted": N_("noted"),
        "passed": N_("passed"),
        "not_tested": N_("not tested"),
        "elsewhere": N_("done elsewhere"),
    }
)

LACKS: Mapping[str, str] = MappingProxyType(
    {
        "account": N_("no account of a meter"),
        "amounts": N_("too few amounts, or of too similar size"),
        "apart": N_("nothing stated beside the footprint"),
        "bill": N_("no account with bills beside its meter"),
        "bill_of_instrument": N_("no account with both bills and an instrument"),
        "biogenic": N_("the rule says nothing of biogenic carbon"),
        "certificate": N_("no green certificate"),
        "choices": N_("the rule offers no choice"),
        "electricity": N_("no process with electricity and mass, or too few in the background"),
        "energy_output": N_("no process that makes energy from measured energy"),
        "evidence": N_("the rule asks for no evidence"),
        "instrument": N_("no contract, certificate or own generation"),
        "legs": N_("no transport stated by legs"),
        "limit": N_("no limit is known or chosen"),
        "load": N_("no load by the hour"),
        "mass": N_("no process that makes a mass from masses"),
        "materials": N_("the rule counts no material at the end of life"),
        "max_age": N_("no age is known or chosen"),
        "months": N_("no account month by month"),
        "offered": N_("no supplier's footprint for an activity with datasets to compare"),
        "omission": N_("nothing was left out"),
        "plants": N_("no process made in several plants"),
        "previous": N_("no document of an earlier period"),
        "previous_accounts": N_("no account that the earlier period has too"),
        "production": N_("no account read together with production"),
        "questions": N_("the rule asks no question"),
        "readings": N_("too few meter readings"),
        "result": N_("errors block the calculation"),
        "scrap": N_("no scrap stated"),
        "split": N_("no process with several products"),
        "supplier": N_("no footprint of a supplier"),
        "two_accounts": N_("no two accounts month by month"),
    }
)

# How a person gets at what no check of a document does, by the number of the test.
ELSEWHERE: Mapping[int, str] = MappingProxyType(
    {
        2: N_("reading the document refuses what is incomplete"),
        3: N_("each calculation computes them anew"),
        8: N_("record and trace of each figure"),
        10: N_("data quality of the result"),
        12: N_("categories of the result"),
        13: "footprint what-if, footprint compare, footprint uncertainty",
        14: "footprint rerun, footprint calculate --verify",
        15: N_("the label record is checked when written; comparison refuses other rules and units"),
    }
)


def elsewhere(row: Row, language: Language) -> str:
    """Say where what no check of a document can do is done; empty where there is no such part."""
    return translator(language).gettext(ELSEWHERE[row.number]) if row.elsewhere else ""


def verdict(outcome: Outcome, language: Language) -> str:
    """Say what became of a check: ``passed``, ``noted (2)``, ``not tested: no account of a meter``."""
    _ = translator(language).gettext
    word = _(STATUSES[outcome.status])
    if outcome.lacks:
        return (": " if language == "en" else "：").join((word, _(LACKS[outcome.lacks])))
    return f"{word} ({outcome.count})" if outcome.count else word


def as_json(rows: Iterable[Row], language: Language) -> list[dict[str, Any]]:
    """Return the list as plain JSON values, with its words."""
    _ = translator(language).gettext
    return [
        {
            "number": row.number,
            "title": _(TITLES[row.number]),
            "status": row.status,
            "checks": [
                {
                    "check": one.check,
                    "title": _(CHECKS[one.check]),
                    "status": one.status,
                    "findings": one.count,
                    "lacks": _(LACKS[one.lacks]) if one.lacks else None,
                }
                for one in row.outcomes
            ],
            "elsewhere": elsewhere(row, language) or None,
            "functions": list(row.elsewhere),
        }
        for row in rows
    ]
