"""What the checks of a CBAM installation find, to be translated."""

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
        "cbam.co2_contact": N_(
            "{transfer}: {partner} has no responsible person: name who it is and how to reach them, here and in"
            " the monitoring plan."
        ),
        "cbam.co2_custody": N_(
            "{transfer}: no papers show the whole chain to storage or product, so nothing counts as not emitted."
        ),
        "cbam.co2_emitted": N_(
            "{transfer}: {amount} t CO2 that leave for another use than storage or permanent binding count as"
            " emitted here."
        ),
        "cbam.co2_fertiliser": N_(
            "{transfer}: carbon in urea and other fertilisers is given off when they are used, so it is not"
            " permanently bound: leave the entry out."
        ),
        "cbam.co2_partner": N_(
            "{transfer}: {partner} is not said to monitor its emissions for the purpose of CBAM, so nothing counts"
            " as not emitted."
        ),
        "cbam.co2_plan": N_(
            "The document has transfers of CO2, and point {point} of the monitoring plan says nothing of them."
        ),
        "cbam.co2_received": N_(
            "{transfer}: no evidence shows that the origin counts this CO2 as emitted, so it counts here."
        ),
        "cbam.composition_range": N_(
            "{cn}, {composition}: the range is {share} of its average content; a range may not be larger than"
            " {limit}."
        ),
        "cbam.composition_sum": N_("{cn}: the compositions add up to {sum} t, and {level} t were made."),
        "cbam.content_missing": N_("{cn} counts by {content}: give the content of a tonne."),
        "cbam.coproduct_category": N_(
            "{process} has co-products that share by amount of substance: that is for chemicals and fertilisers"
            " only. By-products of other goods bear nothing: leave them out."
        ),
        "cbam.default_missing": N_(
            "{precursor}: the tables hold no default value of {cn} for origin {country} in {year}."
        ),
        "cbam.default_share": N_("{process}: {share} of the specific embedded emissions rest on default values."),
        "cbam.direct_stated": N_(
            "{process}: {amount} t CO2e are stated and not calculated from streams. A verifier will ask for the"
            " streams."
        ),
        "cbam.electricity_as_good": N_(
            "{cn} is electricity, which is counted in kWh: enter it under electricity_goods, not as a good of a"
            " process."
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
        "cbam.heat_recovered": N_(
            "{process}: heat recovered from nitric acid production is not taken off: leave heat_out away, or name"
            " the heat source it comes from."
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
        "cbam.measured_biomass": N_(
            "{source}: {biomass} t of biomass are taken off, and {amount} t were measured."
        ),
        "cbam.molar_unknown": N_(
            "{process}: a molar mass is not known, so its products share by mass: give molar_mass of each, or"
            " molar_share."
        ),
        "cbam.negative_attributed": N_(
            "{process}: more is taken off than it emits ({amount} t CO2e); it counts as zero."
        ),
        "cbam.one_process": N_(
            "{cn} is made in several processes ({processes}): all routes by which an installation makes goods of"
            " one code are one process."
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
        "cbam.plan_points": N_(
            "The monitoring plan says nothing to {count} of the points of Annex II A.5: {points}."
        ),
        "cbam.power_criteria": N_(
            "{good}: nothing is named for the criteria {criteria} of actual values of electricity: default values"
            " count until there is."
        ),
        "cbam.power_idle": N_("{unit_id} makes no electricity in the period: leave it out."),
        "cbam.power_limit": N_(
            "{good}: the installation emits {fossil} g of fossil CO2 per kWh, more than {limit} g: actual values of"
            " its electricity cannot be used."
        ),
        "cbam.power_oversold": N_("{unit_id}: {sold} MWh are sold as a good, and {made} MWh were made."),
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
        "cbam.waste_gas_twice": N_(
            "{process}: waste gas of another process comes in, and the stream {stream} counts waste gas it burns:"
            " one of the two."
        ),
        "cbam.waste_gas_unproven": N_(
            "{process}: waste gas that leaves is taken off, and names no evidence that a verifier can look at."
        ),
    }
)
