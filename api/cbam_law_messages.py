"""What statements, gaps and duties of the CBAM law say, in words to be translated.

The engine gives codes with parameters (:mod:`footprint.cbam.statements`, :class:`footprint.cbam.regulation.Gap`).
A figure of CBAM is "specific embedded emissions" here, never a footprint.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from api.i18n import N_, number, percent, translator
from footprint.cbam.regulation import Gap
from footprint.cbam.statements import Statement
from footprint.texts import Language

STATEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "bom.content": N_(
            "If the proposal becomes law, these {mass} t of it count as a precursor, by the content of the product."
        ),
        "bom.inside": N_(
            "Inside a product imported as {cn} it is no import of its own; this row holds if it is shipped alone."
        ),
        "estimate.benchmarks": N_(
            "The benchmarks are provisional: updated ones apply to goods imported from 1 January 2027."
        ),
        "estimate.default": N_(
            "The default value is raised by the mark-up of {share} for {year}; verified actual values may be lower."
        ),
        "estimate.no_mass": N_("No mass was given, so there is a cost per tonne only."),
        "estimate.precursor_allocation": N_(
            "The free allocation of precursors with a supplier's figures is not in the document; the benchmark for"
            " default values (column B) stands in for it: {codes}."
        ),
        "estimate.price_evidence": N_("The carbon price paid is not deducted. Missing evidence: {missing}."),
        "estimate.price_paid": N_(
            "Carbon price paid ({kind}): the implementing act on how it is deducted was a draft when last read, so"
            " it is turned into t CO2e at the certificate price of the quarter."
        ),
        "estimate.relayed": N_("Figures of these acts were read in reports or workbooks, not in the act: {acts}."),
        "estimate.rounding": N_("How the registry rounds has not been published; nothing is rounded here."),
        "estimate.unverified": N_("Actual values count only with the report of an accredited verifier."),
        "origin.free": N_("Goods originating in {country} are outside CBAM."),
        "origin.missing": N_("The country of customs origin is not given: it decides the default value."),
        "origin.other_table": N_(
            "There is no row for origin {country}: the table “Other countries and territories” holds."
        ),
        "proposal.named": N_(
            "Proposal, not law: it would fall under CBAM from {date}. Only emissions of the metal in it would"
            " count."
        ),
        "proposal.named_part": N_(
            "Proposal, not law: part of this code would fall under CBAM from {date}. Only emissions of the metal in"
            " it would count."
        ),
        "proposal.unread": N_(
            "Proposal, not law: the list for {date} has entries in this chapter that could not be read. This code"
            " is not named in what could be read."
        ),
        "scope.all_but": N_("{cn} falls under CBAM, but for {rows}: give all 8 digits."),
        "scope.both": N_("Direct and indirect emissions count."),
        "scope.direct_only": N_("Only direct emissions count (Annex II)."),
        "scope.excepted": N_("{cn} is named as an exception from row {row}: not in scope."),
        "scope.in": N_("{cn} falls under row {row} of Annex I: in scope."),
        "scope.out": N_("{cn} is not in Annex I: not in scope."),
        "scope.part": N_("Only part of this code is meant: {part}."),
        "scope.partly": N_("Part of {cn} falls under CBAM: {rows}. Give all 8 digits."),
        "shipment.no_date": N_("The day or quarter of import is not given, so no price is known."),
        "shipment.no_importer": N_("The importer is not given: the mass is in no sum of the threshold."),
        "shipment.other_year": N_(
            "The shipment is imported in {year} and the figures are those of {period}: whether they hold for it,"
            " the verifier's report has to say."
        ),
        "threshold.below": N_(
            "{total} t of {limit} t in {year}: an importer who stays at or below {limit} t of all CBAM goods"
            " together is exempt."
        ),
        "threshold.not_for": N_("The exemption by mass does not hold for this good."),
        "threshold.open": N_(
            "{total} t of {limit} t in {year}, as far as masses are given: the sum of an importer over all CBAM"
            " goods decides."
        ),
        "threshold.passed": N_(
            "{total} t is more than {limit} t: every import of {year} falls under all duties, the first ones too."
        ),
    }
)
GAPS: Mapping[str, str] = MappingProxyType(
    {
        "benchmark_code": N_("The benchmark of {cn} depends on the subheading; give one of {codes}."),
        "benchmark_route": N_(
            "The benchmark of {cn} (column {column}) depends on the production route; give one of {routes}."
        ),
        "benchmark_unread": N_("The benchmark of {cn} (column {column}) has not been transcribed yet."),
        "cscf_unpublished": N_("The cross-sectoral correction factor of {year} had not been published."),
        "default_code": N_("The default value of {cn} depends on the subheading; give one of {codes}."),
        "default_none": N_("The law has no default value for {cn} from {country}."),
        "default_parts": N_("The law has several default values for {cn}, by the kind of good: {values} t CO2e/t."),
        "default_unread": N_("The default value of {cn} for {country} in {act} has not been transcribed yet."),
        "factor_year": N_("The law names no CBAM factor for {year}."),
        "grid_excluded": N_("The grid factor of {country} is left out by the settings: {licence}."),
        "grid_unread": N_("The grid factor of {country} has not been transcribed yet."),
        "markup_year": N_("No default values hold for {year}: they begin with 2026."),
        "not_in_scope": N_("{cn} is not in scope as it stands, so nothing is due."),
        "origin_missing": N_("Without an origin there is no default value for {cn}."),
        "precursor_code": N_(
            "{precursor} has no CN code, only the category {category}: its benchmark, and so the free allocation,"
            " cannot be known."
        ),
        "price_unpublished": N_("The price for quarter {quarter} of {year} has not been published (due {due})."),
        "price_weekly": N_("From {year} on prices are weekly; none is in the tables."),
        "product_code": N_(
            "The product names no CN or HS code: what the proposal would add for it cannot be said. Give its code."
        ),
        "threshold_none": N_("No threshold by mass holds for {year}."),
    }
)
DUTIES: Mapping[str, str] = MappingProxyType(
    {
        "authorisation": N_("Become an authorised CBAM declarant before importing, if more than 50 t are expected"),
        "certificates_on_sale": N_("Certificates for 2026 go on sale"),
        "declaration": N_("CBAM declaration for the year of import"),
        "holding": N_("Hold certificates for half of the year's embedded emissions at the end of each quarter"),
        "late_application": N_("Last day to apply and go on importing meanwhile"),
        "surrender": N_("Surrender the certificates for the year of import"),
        "threshold_watch": N_("Add up the mass of all CBAM goods of the calendar year"),
        "verification_reports": N_("Verifiers issue their reports in the registry"),
        "verifiers_register": N_("Accredited verifiers are registered, at the earliest"),
    }
)
ROLES: Mapping[str, str] = MappingProxyType(
    {
        "commission": N_("Commission"), "declarant": N_("authorised declarant"), "importer": N_("importer"),
        "operator": N_("operator"), "verifier": N_("verifier"),
    }
)  # fmt: skip
CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "aluminium": N_("aluminium"), "cement": N_("cement"), "combined_metal": N_("combined metal products"),
        "electricity": N_("electricity"), "fertilisers": N_("fertilisers"), "hydrogen": N_("hydrogen"),
        "iron_steel": N_("iron and steel"),
    }
)  # fmt: skip
VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        "in": N_("in scope"), "maybe_proposed": N_("not in scope; proposal not wholly read"),
        "out": N_("not in scope"), "partly": N_("partly in scope"),
        "proposed": N_("not in scope; proposed for 2028"),
    }
)  # fmt: skip
PRICES: Mapping[str, str] = MappingProxyType(
    {
        "carbon_tax": N_("carbon tax"), "fee": N_("fee"), "guangdong_ets": N_("Guangdong emissions trading"),
        "levy": N_("levy"), "national_ets": N_("national emissions trading"), "other": N_("another carbon price"),
        "other_ets": N_("another emissions trading system"), "shenzhen_ets": N_("Shenzhen emissions trading"),
    }
)  # fmt: skip
EVIDENCE: Mapping[str, str] = MappingProxyType(
    {
        "emissions_subject": N_("that the declared emissions were subject to the price"),
        "independent_certifier": N_("certificate of an independent person"),
        "kept_until_fourth_year": N_("records kept to the end of the fourth year"),
        "payment_proof": N_("proof that it was paid"),
        "rebates": N_("rebates and compensation, also if none"),
    }
)
PARTS: Mapping[str, str] = MappingProxyType(
    {"calcined": N_("calcined clays; non-calcined ones are outside"), "part of the code": N_("part of the code")}
)
CBAM_LAW_PROBLEMS = (
    N_("is {value}: a CN code of 8 digits is due, or its heading, e.g. 7308 20 00"),
    N_("is {value}: the Combined Nomenclature has no such heading"),
    N_("is {value}: a country code of two letters is due, e.g. CN"),
    N_("is {value}: tonnes are due, 0 or above"),
    N_("{count} given for {codes} code(s): one for all, or one for each"),
    N_("is {value}: a day such as 2026-09-30 is due"),
    N_("is no list of parts: a table with parts is due, each with its cn"),
    N_("give CN codes, --parts FILE or --product FILE, one of them"),
    N_("goes with CN codes: a file holds origins and masses of its own"),
)

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"category": CATEGORIES, "kind": PRICES, "missing": EVIDENCE, "part": PARTS}
)
_MASSES = frozenset({"mass", "total", "limit"})
_COUNTRIES: Mapping[str, str] = MappingProxyType(
    {"other": N_("other countries and territories"), "unknown": N_("an unidentified origin")}
)


def say(statement: Statement, language: Language) -> str:
    """Say a statement in one sentence."""
    return _sentence(STATEMENTS, statement.code, statement.params, language)


def say_gap(gap: Gap, language: Language) -> str:
    """Say what is not known, in one sentence."""
    return _sentence(GAPS, gap.code, gap.params, language)


def _sentence(table: Mapping[str, str], code: str, params: Mapping[str, Any], language: Language) -> str:
    shown = {name: _shown(name, value, language) for name, value in params.items()}
    return translator(language).gettext(table[code]).format(**shown)


def _shown(name: str, value: Any, language: Language) -> str:
    gettext = translator(language).gettext
    words = _WORDS.get(name, {})
    match value:
        case list() | tuple():
            return (", " if language == "en" else "、").join(_shown(name, v, language) for v in value) or "–"
        case float() if name == "share":
            return percent(value, language)
        case float() if name in _MASSES:
            return f"{value:,.6g}"
        case float():
            return number(value, language, 6)
        case date():
            return value.isoformat()
        case str() if value in words:
            return gettext(words[value])
        case str() if name == "country" and value in _COUNTRIES:
            return gettext(_COUNTRIES[value])
        case _:
            return str(value)
