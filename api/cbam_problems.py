"""What reading a CBAM installation document says, to be translated."""

from __future__ import annotations

from api.i18n import N_

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
    N_("has no clinker to cement ratio: give ratio, or the additives that are not clinker"),
    N_("needs the stock at the start and at the end, or neither"),
    N_("comes to {made} of cement made: the stock fell by more than was delivered; look at deliveries and stocks"),
    N_("holds more clinker than it weighs: a clinker to cement ratio is at most 1 t/t"),
    N_("holds more additives than cement was made"),
    N_(
        "comes to {made} of clinker made: more was bought or taken from stock than the cement holds; look at"
        " deliveries and stocks"
    ),
    N_("has a clinker factor in {unit}: t CO2 per t of clinker is due"),
    N_(
        "is a gas made by a process here: mark it waste_gas and let heat sources use it; a process that burns it"
        " has waste_gas_in"
    ),
    N_("counts clinker or kiln dust: those are process emissions (Annex II B.9.2)"),
    N_("has two emission factors: leave out dust, or the other one"),
    N_("has no flue gas flow: give flue_gas, or air and oxygen to calculate it"),
    N_("holds {share} of oxygen: a volume share below 1 is due, 0.03 for 3 %"),
    N_("needs an amount or readings of concentration and flow, one of them"),
    N_("has no mass: give mass, or volume and specific_volume"),
    N_("stays in the product, so nothing returns: leave return_enthalpy out"),
    N_(
        "has no enthalpy of what returns: give return_enthalpy, of water at 90 °C where condensate does not come"
        " back"
    ),
    N_("returns with no less enthalpy than it had: no heat was left"),
    N_("loses more than was transmitted"),
    N_("needs an amount or its medium (mass and enthalpies), one of them"),
    N_("keeps its condensate in the product: name the evidence (Annex II C.1.2.1)"),
    N_("makes electricity alone: give power_produced, and no heat_produced"),
    N_("burns nothing and is no power unit: leave without_fuel out"),
    N_("needs its emission_factor, or the power unit it comes from as source"),
    N_("has an average content outside its own range"),
    N_("has its content twice: give content, or compositions"),
    N_("holds more clinker or nitrogen than it weighs: a content is at most 1 t/t"),
    N_("counts by its content and has none: leave content out where the tonne is the functional unit"),
    N_("has compositions without mass: give the amount of each"),
    N_("has products with and without molar_share: give that of each, or none"),
    N_("has molar shares that add up to {sum}: they are shares of the whole, 1 together"),
    N_("has a co-product without amount: give amount and molar_mass, or the molar_share of each product"),
    N_("is empty: give processes with their goods, or electricity_goods"),
    N_("is electricity of 0: give what left the unit, or leave the entry out"),
    N_(
        "transfers CO2 and names no receiving installation: give partner, or here where it is used within the"
        " installation"
    ),
    N_("receives CO2 and does not say from whom: give partner"),
    N_("is used here, so nothing moves: leave partner and direction out"),
    N_("is transferred by calculation: what moves from one installation to another is measured"),
    N_("leaves as a process input: say what it is for, capture, transport, storage, bound or other"),
    N_("does not say what became of the CO2: give stored, 0 where nothing is shown"),
    N_("is neither stored nor permanently bound: leave stored out"),
    N_("stores more CO2 than was moved"),
    N_("holds more CO2 of biomass than was moved"),
    N_("leaves, so its origin is here: leave counted_at_origin out"),
    N_("is received by a heat source: name the process that uses it"),
    N_("counts in t, and a user in another unit"),
)
