"""What the checks of a CBAM installation find, and what reading its document says, to be translated."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from api.i18n import N_

CBAM_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        # code: sentence                                                             parameters in braces
        "cbam.actual_origin": N_("{precursor} counts by actual values: name the country it comes from."),
        "cbam.actual_unverified": N_(
            "{precursor} counts by actual values without a verification report: until there is one, the law asks"
            " for"
            " default values."
        ),
        "cbam.biomass_unproven": N_(
            "{stream}: {share} of the carbon is said to be biomass, without evidence that it meets the criteria; it"
            " counts as fossil."
        ),
        "cbam.categories_mixed": N_(
            "{process} makes goods of different kinds ({categories}): one process for each, or leave one out."
        ),
        "cbam.category_ambiguous": N_(
            "{precursor}: some goods of the category {category} stand in Annex II and others do not, so whether its"
            " indirect emissions count cannot be told: give its CN code."
        ),
        "cbam.category_unknown": N_(
            "{precursor}: {category} is no category of goods of Annex I; there are: {categories}."
        ),
        "cbam.cells_factor": N_(
            "{cells}: the law has no emission factor of {technology} for this method: give your own, for CF4 and"
            " C2F6."
        ),
        "cbam.cells_measured": N_(
            "{cells}: for this technology the factors are to be measured; the table's values count where that is"
            " not"
            " feasible. Say why."
        ),
        "cbam.chp_idle": N_(
            "{unit_id} makes no heat or no electricity in the period: enter it as a boiler, or leave it out."
        ),
        "cbam.cn_out_of_scope": N_("{cn} stands outside Annex I: goods of this code are not in CBAM."),
        "cbam.cn_unknown": N_(
            "{cn} is no code of the Combined Nomenclature: eight digits of this year's edition are due."
        ),
        "cbam.content_missing": N_("{cn} counts by {content}: give the content of a tonne."),
        "cbam.default_missing": N_(
            "{precursor}: the tables hold no default value of {cn} for origin {country} in {year}."
        ),
        "cbam.default_share": N_("{process}: {share} of the specific embedded emissions rest on default values."),
        "cbam.direct_stated": N_(
            "{process}: {amount} t CO2e are stated and not calculated from streams. A verifier will ask for the"
            " streams."
        ),
        "cbam.electricity_missing": N_(
            "{process} makes goods whose indirect emissions count: give its electricity, 0 if it uses none."
        ),
        "cbam.electricity_stated": N_(
            "{supply}: a stated factor is shown and is not accepted for goods whose indirect emissions count."
        ),
        "cbam.evidence_missing": N_("{count} entries name no evidence: {places}."),
        "cbam.grid_missing": N_("{supply}: the tables hold no emission factor of electricity in {country}."),
        "cbam.heat_fuel_missing": N_(
            "{unit_id} burns nothing whose energy is known: let a stream name it as unit, with a net calorific"
            " value."
        ),
        "cbam.heat_idle": N_(
            "{unit_id} makes no heat in the period, so its emissions fall on nobody: leave it out."
        ),
        "cbam.heat_unattributed": N_(
            "{unit_id}: its fuels emit {burned} t CO2, heat and electricity taken from it bear {borne} t;"
            " {share} is"
            " left over or counted twice."
        ),
        "cbam.indirect_unstated": N_(
            "{precursor} ({cn}) stands outside Annex II, so its indirect emissions count: give indirect, or"
            " power and"
            " power_factor."
        ),
        "cbam.mass_created": N_("{process} makes {made} t, scrap included, out of {taken} t."),
        "cbam.negative_attributed": N_(
            "{process}: more is taken off than it emits ({amount} t CO2e); it counts as zero."
        ),
        "cbam.operator_missing": N_("The operator of the installation is missing: the report has to name it."),
        "cbam.origin_free": N_("{precursor} comes from {country} and counts zero; its quantity is reported."),
        "cbam.origin_unknown": N_("{precursor} names no country: the highest default value counts."),
        "cbam.period_open": N_("The period ends on {end}: until then the figures are provisional."),
        "cbam.period_part": N_(
            "The period has {months} months. The law speaks of the calendar year; ask the verifier whether this is"
            " accepted."
        ),
        "cbam.plan_missing": N_("There is no monitoring plan; the law asks for one, in English."),
        "cbam.plan_points": N_("The monitoring plan says nothing to points {points}."),
        "cbam.power_unmetered": N_("No electricity was metered, so nothing can be shared or averaged."),
        "cbam.precursor_code_missing": N_(
            "{precursor} has no CN code, only the category {category}: ask the supplier for the code. It is not"
            " averaged with others, and its free allocation counts only where a verified report states it."
        ),
        "cbam.precursor_missing": N_(
            "{process} makes {cn} out of nothing: give its precursors, goods of another process, or scrap."
        ),
        "cbam.precursor_out_of_scope": N_(
            "{precursor} ({cn}) stands outside Annex I and embeds nothing: leave it out of the precursors."
        ),
        "cbam.price_default": N_(
            "{price}: {precursor} does not count by actual values, so a price paid for it is not deducted."
        ),
        "cbam.price_evidence": N_("{price} is not deducted. Missing for it ({item}): {fields}."),
        "cbam.price_kept": N_(
            "{price}: its records are kept to {day}; they are due to {due}, the end of the fourth year after that"
            " of the declaration."
        ),
        "cbam.price_kind": N_("{price}: {kind} is no kind of carbon price; there are: {kinds}."),
        "cbam.production_differs": N_(
            "{process}: the production record says {stated} t, the goods add up to {level} t."
        ),
        "cbam.reconciled": N_(
            "{place}: the meters of the users are corrected by the factor {factor}: is a meter or a user missing?"
        ),
        "cbam.reference_missing": N_(
            "{unit_id}: the law has no reference efficiency for these fuels and this medium."
        ),
        "cbam.shipment_bare": N_("{shipment} lacks {fields}: what needs it stays open."),
        "cbam.shipment_year": N_(
            "{shipment} is imported in {year}, and the figures are those of {period}: imports of a year need its"
            " figures, unless the verifier accepts another time of production."
        ),
        "cbam.shipped_more": N_("{cn}: {shipped} t are shipped to the Union, and {sold} t were sold."),
        "cbam.standard_unknown": N_("The law has no standard factor {standard} for this use."),
        "cbam.stream_factors": N_(
            "{stream} is counted in {counted_in}, and its factors do not suffice: give an emission factor, net"
            " calorific value or carbon content for that unit."
        ),
        "cbam.used_more": N_("{precursor}: processes took {used} t, and there were {known} t."),
        "cbam.verification_period": N_(
            "{precursor}: the report covers {start} to {end}. Without evidence of when it was made, the year of the"
            " goods is due."
        ),
    }
)

CBAM_PROBLEMS = (
    N_("is {value}: a negative value is refused; what leaves has fields of its own"),
    N_("is null: leave the field out where nothing is known, and write 0 for zero"),
    N_("is {value}: cbam-installation/1 is due"),
    N_("is no table of fields: an installation has site, period, processes …"),
    N_("has the unit {unit}: {targets} is due, or a unit of the same quantity"),
    N_("mixes {unit} and {other}: give deliveries and stocks in one quantity"),
    N_(
        "comes to a use of {used}: more was dispatched or left in stock than there was; look at deliveries"
        " and stocks"
    ),
    N_("names not one user: give process, unit (a heat source) or outside"),
    N_("has users with and without amount: give each its own, or none"),
    N_("is shared with a heat source or somebody outside: give each user its amount"),
    N_("names one user twice: add the amounts up"),
    N_("needs an amount or batches (deliveries and stocks), one of them"),
    N_("leaves the installation: only a mass balance counts carbon that leaves"),
    N_("has an oxidation factor: that belongs to combustion"),
    N_("has a conversion factor: that belongs to process emissions"),
    N_("counts in {unit}, and its user {user} in {other}"),
    N_("has nothing to calculate with: give emission_factor or carbon_content, or name a standard factor"),
    N_("has an emission factor per energy and no net calorific value: give ncv"),
    N_("holds more carbon than it weighs: a carbon content is at most 1 t/t"),
    N_("has a net calorific value per {unit}, and is counted in {other}"),
    N_("counts its stock in {unit}: tonnes are due"),
    N_("takes off more biomass than it measures, or from a gas other than CO2"),
    N_("needs anode_effect_minutes, or frequency and duration, for the slope method"),
    N_("needs overvoltage and current_efficiency for the overvoltage method"),
    N_("is a boiler: give its efficiency or heat_produced, one of them"),
    N_("is imported heat: give its emission_factor or a standard fuel, one of them"),
    N_("states an emission factor of imported heat: name the verified data as evidence"),
    N_("is a chp: give reference_heat and reference_power, or fuel_group, built and medium"),
    N_("is a chp: give heat_produced and power_produced"),
    N_("has not one emission factor: name a heat source, an emission_factor or a standard fuel"),
    N_("needs an emission_factor or the chp it comes from as source, one of them"),
    N_("is grid electricity: give the country and no factor; the law sets it"),
    N_("comes from a chp: name it as source"),
    N_("needs its emission_factor"),
    N_(
        "claims an actual factor: name the evidence (single-line diagram or contract, and meter data of an hour or"
        " finer)"
    ),
    N_("claims a single source of electricity: name the evidence, or leave supply out for the average"),
    N_("has several sources: give the amount of each, so that they can be averaged"),
    N_("names one CN code twice: goods of one code are one (Art 4(2))"),
    N_("has an activity level of zero: nothing leaves it, so its emissions cannot be put on goods"),
    N_("feeds itself: take what returns into the process off its output (Annex II B.4.1)"),
    N_("starts on {start}: nothing before 2026 counts (Art 13)"),
    N_("counts by actual values and has none: give direct, or the basis default"),
    N_("counts by default values, which the law sets: leave direct and indirect out"),
    N_("needs power and power_factor together"),
    N_("has indirect twice: give indirect, or power and power_factor"),
    N_("is assigned to its process alone: name the evidence (Art 14(3)), or leave it in the average"),
    N_("is {value}: a share from 0 to 1 is due"),
    N_("is {value}: a value above 0 is due"),
    N_("is {value}: a currency of three letters is due, e.g. CNY"),
    N_("is {value}: a quarter such as 2026-Q3 is due"),
    N_("names no cn: give the CN code, or the category of goods where the code is not known"),
    N_("names cn and category: the code is enough"),
    N_("counts by default values, which go by the CN code: give cn, or actual values"),
    N_("is assigned without a CN code: what has none is in no average, leave assigned out"),
    N_("has a free allocation without a verified report: give basis actual and verification with it"),
    N_("names not one thing it was paid for: give process, or precursor"),
    N_("names a cn without its process: a precursor has one code"),
    N_("is paid in EUR and has the rate {rate}: leave euro out"),
    N_("has date and quarter: one of them is enough"),
    N_("is imported in {year}: certificates are due from {first} on"),
    N_("is of a code that several processes make ({processes}): name the process"),
    N_("names one process twice: add the amounts up"),
    N_("ends on {end}, before it starts"),
    N_("ends on {end}, before it starts on {start}"),
    N_("starts on {start}: no period before 2026 counts"),
    N_("starts on {start}, in the future: declare a period that has begun"),
    N_("is no row of whole months: start on the first and end on the last day of a month"),
    N_("is shorter than three months: a calendar year is the rule, three months the least"),
    N_("is no calendar year: give the reason why these months stand for the production"),
    N_("gives the id {id} to more than one entry: give each its own"),
    N_("names the {what} {name}, and there is none of that name; there are: {known}"),
    N_("feed each other and nothing leaves them ({names}): give what is sold or used elsewhere"),
)
