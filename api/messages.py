"""What each finding says. The engine gives codes and parameters; the sentences stand here.

One line per code, keyed as in :class:`footprint.findings.Finding`. Parameters in braces are the ones the check
gives; lists are joined, floats rounded for display, ``share`` shown as a percentage, and the words of
:data:`WORDS` translated. A test compares the codes and the parameters with the source of ``footprint``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from api.cbam_law_messages import CBAM_LAW_PROBLEMS, EVIDENCE
from api.cbam_messages import CBAM_MESSAGES
from api.cbam_problems import CBAM_PROBLEMS
from api.cbam_workbook_messages import WORKBOOK_MESSAGES, WORKBOOK_PROBLEMS
from api.files.refusals import FILE_PROBLEMS
from api.i18n import N_, number, percent, translator, unit_label
from api.i18n.codes import LABELS
from api.naming import dataset_name, title
from api.pact_messages import PACT_PROBLEMS
from api.passport_messages import PASSPORT_PROBLEMS
from footprint.background import Background
from footprint.errors import Problem
from footprint.findings import Finding
from footprint.rule import Rule
from footprint.texts import LANGUAGES, Language

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        # code: sentence                                                             parameters in braces
        "account.bill": N_("{account}: {metered} {unit} metered, {billed} {unit} billed in the same months."),
        "account.copied_month": N_("{account}: months repeat to the last digit: {months}."),
        "account.idle_month": N_("{account}: use without output, or output without use, in month(s) {months}."),
        "account.line_twice": N_(
            "{line} hangs on {other} and on {account}, and instruments cover both: name it under one of them."
        ),
        "account.line_unknown": N_("{account} names a line {line}, and there is none. There are: {known}."),
        "account.load_sum": N_(
            "{account}: the typical days come to {claimed} {unit} in the period, the meter to {metered} {unit}."
        ),
        "account.months_missing": N_("{account}: {count} month(s) read; not read: {months}."),
        "account.multiple": N_("{account} is {ratio} times {other} in every month: two meters, or one?"),
        "account.no_hours": N_("{account}: no hours are known of {dataset}, so the load changes no figure."),
        "account.outlier_month": N_("{account}: use per output is far from the other months in month(s) {months}."),
        "account.shifted": N_(
            "{account} repeats {count} month(s) of {other} to the last digit (shifted by {shift})."
        ),
        "account.sum": N_(
            "{account}: lines and other use come to {claimed} {unit} in the period, the meter to {metered} {unit}."
        ),
        "account.unit": N_("{account} counts in {unit}, and line {line} in {other}."),
        "account.unit_swapped": N_(
            "{account}: lines {claimed} {unit}, meter {metered} {unit}. The ratio {ratio} is that of a wrong unit."
        ),
        "activity.derived": N_("The rule computes {activity} itself: leave this line out."),
        "activity.missing": N_("The rule asks for {activity}, and no line answers it."),
        "activity.unknown": N_("The rule has no activity {activity}. It has: {known}."),
        "allocation.expansion_left_out": N_(
            "The rule would expand the system before sharing {process} by {method}. Expansion is not offered here:"
            " say what it would change."
        ),
        "allocation.impossible": N_(
            "{process} makes other products too, and no method of the rule can share it: give amounts in one unit,"
            " or values."
        ),
        "allocation.line_unknown": N_("{process} has no line {line} to give to one product. It has: {known}."),
        "allocation.made": N_("{process} is shared by the method {method}: {share} goes to the product."),
        "allocation.product_unknown": N_(
            "{process} makes no {product}. Its products are: {known}; output is its own output."
        ),
        "allocation.reason_missing": N_("Say why {process} is shared by {method}; the rule's order is {known}."),
        "answer.missing": N_("Not answered yet: {asks}"),
        "answer.unknown": N_("The rule asks no question {id}. It asks: {known}."),
        "apart.accepted": N_(
            "{apart} of {amount} {unit} per declared unit stand beside the footprint and are no part of it."
        ),
        "apart.evidence_missing": N_("{id} ({apart}) names no register and no document where it can be looked up."),
        "apart.method_missing": N_("{id} ({apart}) names no standard or model by which it was worked out."),
        "apart.open": N_(
            "{apart} of {amount} {unit} per declared unit stand beside the footprint and are no part of it. Whether"
            " they may be named, the rule does not say."
        ),
        "apart.refused": N_("The rule does not admit {apart} beside the footprint: take {id} out."),
        "balance.energy_created": N_(
            "{process} makes {made} MJ out of {taken} MJ: {share} comes from nowhere, unless from ambient heat."
        ),
        "balance.mass_created": N_(
            "{process} makes {made} kg out of {taken} kg: {share} comes from nowhere."
        ),
        "balance.mass_lost": N_(
            "{process} takes {taken} kg for {made} kg at a yield of 100 %: {share} is lost without being said."
        ),
        "background.licence_ask": N_(
            "For commercial use, ask the holder of the data first. Terms concerned: {licences}."
        ),
        "carbon.balance": N_(
            "Biogenic carbon: {taken_up} {unit} taken up, {released} {unit} given off, {held} {unit} in product and"
            " packaging; {difference} {unit} are not accounted for."
        ),
        "carbon.content_missing": N_("The rule asks for the biogenic carbon in product and packaging."),
        "carbon.factors": N_(
            "The rule says of biogenic CO₂: {treatment}. Set {set} weighs it otherwise: {flows}."
        ),
        "carbon.source_missing": N_("Say where the carbon content {id} comes from: an analysis, a composition."),
        "certificate.claimed_elsewhere": N_(
            "{instrument}: another product claims these certificates too ({other}): {codes}."
        ),
        "certificate.code": N_("{instrument}: a certificate code has 32 digits; not so: {codes}."),
        "certificate.exceeds_purchases": N_(
            "{account}: {claimed} {unit} claimed by contract or certificate, {billed} {unit} bought by the bills."
        ),
        "certificate.expired": N_("{instrument} was valid until {last} and cancelled on {cancelled}."),
        "certificate.month": N_(
            "{instrument} was generated {generated}; the rule counts what was generated {first} – {last}."
        ),
        "certificate.month_missing": N_("{instrument}: say in which months the certificates were generated."),
        "certificate.not_cancelled": N_("{instrument}: the certificates are not cancelled yet."),
        "certificate.too_early": N_(
            "{instrument} was cancelled on {cancelled}, before it was generated ({start})."
        ),
        "certificate.twice": N_("Claimed more than once: {codes}."),
        "certificate.volume": N_("{instrument}: {claimed} kWh claimed, {count} certificate(s) hold {held} kWh."),
        "choice.default": N_("Nothing was chosen for {choice}; the rule takes {option}."),
        "choice.missing": N_("Choose {choice}: one of {known}."),
        "choice.open": N_("The rule leaves {choice} open. The preparer chose {option}, because: {reason}"),
        "choice.option_unknown": N_("{choice} has no option {option}. It has: {known}."),
        "choice.reason_missing": N_("The rule leaves {choice} open. Say why {option} was chosen."),
        "choice.unknown": N_("The rule has no choice {choice}. It has: {known}."),
        "claim.unproven": N_(
            "{parameter} is {value} {unit}, above {above} {unit}: the rule admits that only with evidence of a kind"
            " it names: {kinds}."
        ),
        "cut_off.above_limit": N_(
            "Inputs left out of {process} make up {share} of its mass; the limit is {allowed}."
        ),
        "cut_off.forbidden": N_("{name} may not be left out: the rule forbids it for {activity}."),
        "cut_off.reason_missing": N_("Say why {name} was left out."),
        "cut_off.share": N_("Inputs left out of {process} make up {share} of its mass."),
        "dataset.estimated": N_(
            "Dataset {dataset} of line {line} is an estimate of our own. Confirm that it fits, or replace it."
        ),
        "dataset.gap": N_("{dataset} is a known gap in the data: {amount} {unit} are named, not calculated."),
        "dataset.provenance": N_("Source, locator, licence, region or year is not stated ({count}): {datasets}."),
        "dataset.unknown": N_("There is no dataset {dataset} in background {background}."),
        "dataset.too_old": N_("Older than the {age} year(s) the rule admits: {datasets}."),
        "default.unavailable": N_(
            "The rule takes {target} for {activity}, and this background has none for process {process}."
        ),
        "default.used": N_(
            "Nothing was given for {activity}; the rule's default stands in: {amount} {unit} of {target}."
        ),
        "derived.missing": N_("{activity} cannot be computed: {parameters} is missing."),
        "distance.below_great_circle": N_(
            "{km} km is less than the great circle of {straight} km between {start} and {end}: "
            "no way is that short."
        ),
        "distance.estimated": N_(
            "The {km} km were not published: they are the great circle of {straight} km "
            "with the detour of the table."
        ),
        "distance.far_above_table": N_(
            "{km} km is far above the {table} km the table gives from {start} to {end}: "
            "check it, or name the places passed."
        ),
        "distance.missing": N_("Give the distance, two places, or a parameter of the rule that holds it."),
        "distance.no_parameter": N_("{id} is no distance of the rule. It has: {known}."),
        "distance.same_place": N_(
            "The leg starts and ends in {name}: give two different places, or the kilometres."
        ),
        "distance.unknown_pair": N_(
            "No distance by {mode} between {start} and {end} is known: give the kilometres, with evidence."
        ),
        "distance.unknown_place": N_(
            "{name} is not in the table of distances: give a UN/LOCODE of it, or the kilometres, with evidence."
        ),
        "electricity.family_not_allowed": N_(
            "The rule does not admit electricity of the family {family}. It admits: {allowed}."
        ),
        "electricity.hours_open": N_(
            "No text that could be read says whether the figure by the hour may be declared: the annual one is."
        ),
        "electricity.hours_refused": N_(
            "The rule does not admit the figure by the hour as the declared one: the annual one is declared."
        ),
        "electricity.inside_background": N_(
            "{background} brings its own electricity: the study's choice of electricity changes nothing in it."
        ),
        "electricity.mixed_families": N_(
            "{dataset} belongs to another family of electricity factors than {family}; one study uses one family."
        ),
        "electricity.no_residual": N_(
            "The rule asks for a residual mix for what no instrument covers, and there is none for {zones}: the"
            " average stands in ({datasets}) and is too low where others buy green electricity. Lines: {lines}."
        ),
        "electricity.order": N_(
            "{zone} counts with {supply} ({dataset}); the rule's order puts {first} before it, and there is one:"
            " {other}."
        ),
        "electricity.reason_missing": N_("Say why {slot} is supplied by {dataset}."),
        "electricity.year_missing": N_(
            "The background has no electricity of family {family} for {year}. It has: {known}."
        ),
        "end_of_life.incomplete": N_(
            "The end of life of {material} is not counted: {parameters} is missing."
        ),
        "estimated.upstream": N_(
            "{share} of the result rests on estimates of our own further up the chain, most on: {datasets}."
        ),
        "evidence.expired": N_("{reference} held until {last}, but the data period ends on {end}."),
        "evidence.incomplete": N_("{reference} ({kind}): {fields} is not stated."),
        "evidence.kind_unknown": N_("The rule knows no evidence of the kind {kind}. It knows: {known}."),
        "evidence.missing": N_("No document proves these lines ({count}): {lines}."),
        "evidence.not_stored": N_("{reference}: the file it names ({sha256}…) is not among the evidence files."),
        "evidence.other_kind": N_(
            "These lines ({count}) name documents, but not of the kinds the rule asks for: {lines}."
        ),
        "figures.not_finite": N_(
            "The figures of {count} line(s) grow beyond what can be counted: check amounts, yields and parameters."
        ),
        "functional_unit.zero": N_(
            "The parameters give a functional unit of zero; they must give more than 0 {unit}."
        ),
        "filing.count": N_(
            "{count} chosen, at least {minimum} are filed until {day}: {lacking} more to choose."
        ),
        "filing.count_open": N_("How many are filed after {day} is not published."),
        "filing.differs": N_("{title}: the records differ. {values}."),
        "filing.empty": N_("{title} is empty. {reason}"),
        "filing.instrument": N_(
            "{model}: {instruments} – nobody has published whether these count; said to be accepted:"
            " {accepted_instruments}."
        ),
        "filing.instrument_open": N_(
            "{model}: {instruments} – said to be accepted; how they lower the footprint is not published. The rule"
            " states what it counts."
        ),
        "filing.not_measured": N_(
            "{model}: {parameter} is no company-specific figure with a test report; a measured one is said to be"
            " preferred."
        ),
        "filing.period": N_("{model}: the data are of {start} – {end}; a public guide asks for one calendar year."),
        "filing.repeated": N_("{values}: stands there {times} times, as if it were several products."),
        "filing.rule": N_("{model} was calculated under {given}; this filing takes {known}."),
        "filing.scope": N_("{model}: {value} {unit}; the filing takes what lies above {above} {unit}."),
        "filing.scope_unknown": N_(
            "{model}: the record does not state {parameter} in {due}, so nobody can tell whether it is inside the"
            " scope."
        ),
        "filing.stages": N_(
            "{model}: stages that are missing: {missing_stages}; that are no part of the filing: {extra_stages}."
        ),
        "filing.sum": N_("{model}: the stages add up to {sum}, the total says {total}."),
        "filing.unit": N_("{model}: the figure is per {given}; due is per {due}."),
        "gap.reached": N_("Left out for lack of a public figure ({count}): {gaps}."),
        "instrument.account_unknown": N_("There is no account {account}. There are: {known}."),
        "instrument.exceeds": N_("{account}: instruments claim {claimed} {unit}, the meter read {metered} {unit}."),
        "instrument.generation": N_(
            "{instrument}: {claimed} {unit} claimed, and the typical days make {made} {unit}."
        ),
        "instrument.hours": N_(
            "{instrument}: {claimed} {unit} claimed, and {met} {unit} are made in hours in which they are used: no"
            " more is covered."
        ),
        "instrument.losses_unknown": N_(
            "{instrument} comes through a grid whose losses are not known ({datasets}): none are counted."
        ),
        "instrument.no_consumption": N_("{instrument} covers {account}, which was not read for the whole period."),
        "instrument.no_energy": N_("{instrument}: {dataset} is no dataset of energy with a figure."),
        "instrument.no_load": N_(
            "{instrument} has hours and {account} has none: whether both fall together cannot be told."
        ),
        "instrument.not_electricity": N_(
            "{account}: instruments cover electricity, and these lines buy none: {lines}."
        ),
        "instrument.open": N_("The rule does not say whether {kind} counts: {instrument} counts by market only."),
        "instrument.period": N_("{instrument} was not generated in the data period ({start} to {end})."),
        "instrument.refused": N_("The rule does not count {kind}: {instrument} changes no figure."),
        "leg.mass_unknown": N_("There is no line {line} whose mass could be moved. There are: {known}."),
        "leg.no_market": N_(
            "No market carries {mode} in {region}: name a dataset or a market. There are: {known}."
        ),
        "leg.not_a_mass": N_("{what} is counted in {unit}, which is no mass: give the mass that is moved."),
        "leg.process_unknown": N_("There is no process {process}. There are: {known}."),
        "limit.open": N_("The rule fixes no {parameter} that could be read, and none was chosen."),
        "origin.company_specific_required": N_(
            "The rule asks for company-specific data for {activity}. Give the origin of the figure, or its reason."
        ),
        "outlier.electricity": N_(
            "{process} takes {value} kWh per kilogram it handles; the most any process of the background takes is"
            " {highest} ({dataset}). A wrong unit?"
        ),
        "outlier.intensity": N_(
            "{line}: {value} kg CO₂e per {unit}; the datasets the rule offers have {low} to {high} ({datasets})."
        ),
        "parameter.above_zero": N_("{parameter} is {value} {unit}; it must be above {minimum}."),
        "parameter.default": N_("Nothing was given for {parameter}; the rule's default stands in: {value} {unit}."),
        "parameter.fixed": N_("The rule gives {parameter} itself ({value} {unit}): leave it out."),
        "parameter.missing": N_("{parameter} is missing; give it in {unit}."),
        "parameter.no_result": N_("The parameters give no result: {problem}."),
        "parameter.open": N_(
            "The rule leaves {parameter} open. The preparer chose {value} {unit}, because: {reason}"
        ),
        "parameter.range": N_(
            "{parameter} is {value} {unit}; the rule admits {minimum} to {maximum} {unit}."
        ),
        "parameter.reason_missing": N_(
            "The rule leaves {parameter} open. Say why {value} {unit} was chosen."
        ),
        "parameter.unknown": N_("The rule has no parameter {parameter}. It has: {known}."),
        "pattern.first_digits": N_(
            "{share} of {count} amounts begin with {digit}: left to chance, first digits are this uneven in"
            " {chance} of cases."
        ),
        "pattern.last_digits": N_(
            "{share} of {count} meter readings end in {digit}: left to chance, last digits are this uneven in"
            " {chance} of cases."
        ),
        "pattern.repeated": N_("The same figure, {amount} {unit}, stands in {count} lines: {lines}."),
        "pattern.round": N_("{share} of {count} amounts are round figures: measured, or estimated?"),
        "period.not_a_year": N_("The activity data stand for {days} days, not for a year."),
        "plants.apart": N_(
            "The rule wants a study for each plant; {process} joins {count} plants."
        ),
        "plants.made_differs": N_(
            "{plant} made {made} {unit} as stated here, and {produced} {unit} good ones by account {account}."
        ),
        "plants.nothing_made": N_("No plant of {process} made anything: state what each made in the period."),
        "plants.open": N_(
            "The rule does not say whether {count} plants may be joined: {process} is their mean by output."
        ),
        "plants.shares": N_("The plants of {process} make {share} of it together; that must be 100 %."),
        "previous.account_jump": N_(
            "{account} reads {after} {unit}, and {before} {unit} in the earlier period."
        ),
        "previous.copied_account": N_(
            "{account} repeats {count} month(s) of the earlier period to the last digit (shifted by {shift})."
        ),
        "previous.copied_line": N_(
            "Energy to the last digit as in the earlier period ({count}): {lines}. Was it metered anew?"
        ),
        "previous.jump": N_("{line} takes {after} {unit}, and took {before} {unit} in the earlier period."),
        "previous.lines_changed": N_("Since the earlier period: new {added}; gone {removed}."),
        "previous.not_earlier": N_("The earlier period ends on {last}, and this one starts on {start}."),
        "previous.other_product": N_("The earlier document is of {other}, this one of {model}, or rules differ."),
        "previous.yield_jump": N_("{process}: a yield of {share}, and {allowed} in the earlier period."),
        "process.missing": N_(
            "The rule computes {activity} in a process {process}, and the product has none. It has: {known}."
        ),
        "process.cycle_without_output": N_(
            "Process {process} uses up more than it makes: a loop of processes leaves no output."
        ),
        "process.unknown": N_("There is no process {process}. There are: {known}."),
        "process.unused": N_("Process {process} adds nothing to the product."),
        "quality.above_limit": N_(
            "The data quality rating is {rating}; the rule admits at most {limit} (1 best, 5 worst)."
        ),
        "recycled.more_than_all": N_("{share} of {material} is recycled or burnt at its end: more than there is."),
        "recycled.pre_consumer_above": N_(
            "{share} of {material} is said to be pre-consumer scrap, but only {allowed} is recycled."
        ),
        "recycled.pre_consumer_open": N_(
            "The rule does not say whether pre-consumer scrap counts: {share} of {material} is counted as primary."
        ),
        "recycled.pre_consumer_out": N_(
            "The rule does not count pre-consumer scrap: {share} of {material} is counted as primary."
        ),
        "recycled.undivided": N_(
            "{share} of {material} is recycled; say how much of it is pre-consumer scrap ({parameter})."
        ),
        "rule.draft": N_("{rule} is a draft: a result shows what the rule would give, and proves nothing."),
        "rule.expired": N_("{rule} is not in force ({status})."),
        "rule.not_on_date": N_("{rule} holds from {start} until {until}; the data period ends on {end}."),
        "scrap.differs": N_(
            "{process}: line {line} takes {taken} {unit} of scrap, and {amount} {unit} arise ({scrap})."
        ),
        "scrap.line_unknown": N_("{process} has no line {line} that could take the scrap. It has: {known}."),
        "scrap.rejects_unsaid": N_(
            "{process} rejects {rejects} kg by its yield; scrap accounts for {lost} kg. Where is the rest?"
        ),
        "scrap.sold": N_(
            "{process} sells {scrap} ({amount} {unit}) without burden or credit. If it earns money, it may be a"
            " co-product."
        ),
        "slot.filled_with_gap": N_("{slot} cannot be filled with {dataset}: it is a known gap and has no figure."),
        "slot.wider_region": N_(
            "{zone} is supplied by the figure of {region} ({dataset}): this family has none of the zone itself."
        ),
        "slot.unknown": N_("There is no market {slot} for region {region}."),
        "stage.excluded": N_("Stage {stage} lies outside the boundary that the rule sets."),
        "stage.unknown": N_("The rule has no stage {stage}. It has: {known}."),
        "supplier.activity": N_("The rule admits no supplier's footprint for {activity}; {supplier} answers it."),
        "supplier.boundary": N_("{supplier} covers {boundary}; the rule accepts {boundaries}."),
        "supplier.deprecated": N_("{supplier} is withdrawn ({reference}): ask the supplier what replaces it."),
        "supplier.expired": N_("{supplier} was valid until {last}, but the data period ends on {end}."),
        "supplier.gwp": N_("{supplier} was calculated with warming potentials of {gwp}, this study with {set}."),
        "supplier.mixed": N_("Answered by suppliers' footprints and by datasets at once: {activities}."),
        "supplier.negative": N_("{supplier} states figures below zero: {fields}."),
        "supplier.not_signed": N_("Bears no signature of the supplier ({count}): {suppliers}."),
        "supplier.not_verified": N_("Nobody is named who verified {supplier}."),
        "supplier.packaging": N_("Packaging is left out, or nothing is said of it: {suppliers}."),
        "supplier.primary_share_missing": N_("The share of primary data is not stated: {suppliers}."),
        "supplier.removals": N_("{supplier} subtracts removals of {value} {unit}: does the rule count them?"),
        "supplier.rule_silent": N_(
            "The rule does not say when a supplier's footprint may stand in for a dataset: {suppliers}."
        ),
        "supplier.signature_mismatch": N_("{supplier} was changed after it was signed: {fields}."),
        "supplier.signature_not_checked": N_(
            "Signed, but read without the supplier's key, so the signature proves nothing ({count}): {suppliers}."
        ),
        "supplier.signature_wrong": N_("{supplier}: signed text, key and hashes do not belong together."),
        "supplier.signed": N_("{supplier} is signed with key {key} ({algorithm}), checked again here."),
        "supplier.sum": N_("{supplier}: the parts come to {parts}, the total is {total} {unit}."),
        "supplier.too_old": N_("{supplier} ends {age} years before the data period does; the rule admits {limit}."),
        "supplier.unknown": N_("There is no supplier's footprint {supplier}. There are: {known}."),
        "supplier.unused": N_("No line buys {supplier}."),
        "supplier.uptake": N_(
            "{supplier} counts an uptake of {uptake} {unit}: its release has to be counted where the product ends."
        ),
        "supplier.uptake_mismatch": N_(
            "{supplier}: the totals with and without uptake differ by {difference} {unit}, the uptake is {uptake}."
        ),
        "total.zero": N_("The total is zero: no line carries an emission."),
        "undivided.share": N_(
            "{share} of the result comes from sources that publish CO₂e only, not divided by gas."
        ),
        "unit.dimension": N_("{unit} measures {quantity}; {expected} is due here, in {example} for instance."),
        "yield.impossible": N_(
            "{process} makes {made} kg out of {taken} kg: a yield of {share} by mass is impossible."
        ),
        "scrap.impossible": N_(
            "{process} takes {taken} kg, delivers {made} kg and loses {lost} kg: more than goes in."
        ),
        "yield.low": N_("{process}: a yield of {share} is rare. Is it right?"),
        "unit.unknown": N_("The unit {unit} is not known. One that fits: {example}."),
        **CBAM_MESSAGES,
        **WORKBOOK_MESSAGES,
    }
)  # fmt: skip

# Values of parameters that are words of the interface.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        **EVIDENCE,
        "mass": N_("mass"),
        "energy": N_("energy"),
        "freight": N_("freight"),
        "length": N_("length"),
        "area": N_("area"),
        "volume": N_("volume"),
        "normal_volume": N_("volume of gas at normal conditions"),
        "time": N_("time"),
        "count": N_("a count"),
        "dimensionless": N_("a plain number"),
        "power": N_("power"),
        "apparent_power": N_("apparent power"),
        "current": N_("current"),
        "transport_capacity": N_("current times length"),
        "resistance_per_length": N_("resistance per length"),
        "energy_per_length": N_("energy per distance"),
        "energy_per_area": N_("energy per area"),
        "energy_per_mass": N_("energy per mass"),
        "mass_per_volume": N_("density"),
        "mass_per_length": N_("mass per length"),
        "mass_per_energy": N_("mass per energy"),
        "length_per_time": N_("distance per time"),
        "rate": N_("a share per time"),
        "cradle_to_gate": N_("cradle to gate"),
        "cradle_to_grave": N_("cradle to grave"),
        "gate_to_gate": N_("gate to gate"),
        **LABELS["apart"],
        "minus_one_plus_one": N_("taken up counts −1, given off +1"),
        "zero_zero": N_("counts nothing, taken up or given off"),
        "national_average": N_("national average"),
        "zone_mix": N_("mix of the grid zone"),
        "total": N_("total"),
        "total_without_uptake": N_("total without uptake"),
        "fossil": N_("fossil emissions"),
        "biogenic_emissions": N_("biogenic emissions"),
        "land_use_change": N_("land use change"),
        "reference": N_("reference"),
        "issuer": N_("issuer"),
        "issued": N_("date of issue"),
        "valid_until": N_("valid until"),
        "meter": N_("meter number"),
        "calibrated_until": N_("calibration valid until"),
        "page": N_("page"),
        "draft": N_("draft"),
        "superseded": N_("superseded"),
        "withdrawn": N_("withdrawn"),
        "in_force": N_("in force"),
        "road": N_("road"),
        "rail": N_("rail"),
        "barge": N_("inland waterway"),
        "sea": N_("sea"),
        "air": N_("air"),
    }
)

SEVERITIES: Mapping[str, str] = MappingProxyType(
    {"error": N_("error"), "warning": N_("warning"), "info": N_("note")}
)

# What reading a product document says about a place; the rest is shown in English as it is.
PROBLEMS = (
    N_("is no reviewer of this organisation"),
    N_("is no labelling body of this installation"),
    N_("answers no warning of this calculation"),
    N_("{item} is no item of this checklist"),
    N_("is not after today"),
    N_("is not a date, e.g. 2030-12-31"),
    N_("does not have the form that the scheme has published: {form}"),
    N_("has {count} characters: 1 to {most} are due"),
    N_("{name} cannot be withheld: known are {known}"),
    N_("is {share}: a share from 0 to 1 is due"),
    N_("is missing"),
    N_("is not a field of this place: check the spelling"),
    N_("is {value}: a negative amount is refused; write a return flow or waste as its own line"),
    N_("is {value}: a negative value is refused"),
    N_("is {value}: a plain number is due, e.g. 12.5"),
    N_("is {value}, which does not have the right form ({pattern})"),
    N_("say what is used: one of dataset, process, slot, supplier is missing"),
    N_("give exactly one of dataset, process, slot, supplier (now: {given})"),
    N_("output.amount: must be above 0, else nothing is made"),
    N_("plants: {process} is the process itself"),
    N_("plants: {process} stands there twice"),
    N_("sold scrap leaves the study: no line takes it"),
    N_("line is missing: the one that treats it"),
    N_("line is missing: the one that takes it back in"),
    N_("is missing, and cannot be taken from elsewhere: {problem}"),
    N_("is missing, and the account {account} cannot give it: {kind} is null in month {months}"),
    N_("is missing, and the account {account} cannot give it: {kind} is empty"),
    N_("is missing, and the account {account} cannot give it: metered has {metered} months, produced {produced}"),
    N_("is missing, and the account {account} cannot give it: nothing was produced"),
    N_("is missing, and the account {account} cannot give it: it tells what {other} produced, not {process}"),
    N_(
        "is missing, and the account {account} cannot give it: it feeds {line} too; state the amount of one of"
        " them, in the same process"
    ),
    N_(
        "is missing, and the account {account} cannot give it: other use and other lines take more than the"
        " {amount} metered"
    ),
    N_("end {end} lies before start {start}"),
    N_("the id {id} names more than one {what}: give each its own"),
    N_("final_process {process} is none of the processes"),
    N_("give either amount and unit, or of (output, or the id of a line)"),
    N_("from and to belong together: give both places, or none"),
    N_("via lies between from and to: give them too"),
    N_("give dataset or slot, not both"),
    N_("no place {name} in the table of distances: give a UN/LOCODE such as CNGGZ, or a name"),
    N_("{name} is where the stretch starts: give two different places"),
    N_("a product document is a table of fields (name, model, maker, processes …), not plain text"),
    N_("input should be greater than {limit}"),
    N_("input should be less than or equal to {limit}"),
    N_("input should be a finite number"),
    N_("input should be a valid string"),
    N_("input should be a valid dictionary or instance of {model}"),
    N_("input should be {values}"),
    N_("is empty: at least {limit} is due"),
    N_("tuple should have at most {limit} items after validation, not {given}"),
    N_("there is no rule {name}: known are {known}"),
    N_("there is no rule {name}: is {near} meant?"),
    N_("there is no version {version} of {rule}: there are {known}"),
    N_("is {value}: choose from the list of the cell, or write the id in square brackets"),
    N_("the product has no place {path}"),
    N_("string should have at most {limit} characters"),
    N_("string should have at least {limit} character"),
    N_("unknown unit {unit}: known are {known}, and products such as t*km"),
    N_("name the rule to calculate under, e.g. {rule}"),
    N_("this installation calculates on {background} only"),
    N_("is not encrypted: an address with https:// is due, e.g. https://example.org/hook"),
    N_("is no address: an address with https:// is due, e.g. https://example.org/hook"),
    N_("holds a user name, a password or a fragment: leave them out"),
    N_("no agreement of recognition names {scheme}"),
    N_("{scheme} has no recognition {asked}: there is {ways}"),
    N_("{name} is no size of a label: known are {known}"),
    N_("{dpi} is not offered for the size {size}: known are {known}"),
    N_("the texts of this label are too long for {size}: take a larger size"),
    N_("the texts of this label are too long for {size}: shorten the name of product, model or holder"),
    N_("is empty: one of {known} is due"),
    N_("is {value}: one of {known} is due"),
    N_("{value} must be small letters, digits, - and _, at most 40"),
    N_("{value} is the open database: choose another name"),
    N_("{value} must be letters, digits and . _ + -, at most 40"),
    N_("is empty: name the terms under which you may use the database"),
    N_("there is no format {value}: known are {known}"),
    *PACT_PROBLEMS,
    *PASSPORT_PROBLEMS,
    *FILE_PROBLEMS,
    N_("names no metal part that may be a CBAM good"),
    N_("makes a document: leave the other file out"),
    N_("is missing: name an installation document, or --from-product"),
    *CBAM_PROBLEMS,
    *WORKBOOK_PROBLEMS,
    *CBAM_LAW_PROBLEMS,
)

IN_WORDS = frozenset(
    {
        "quantity", "expected", "mode", "status", "fields", "boundary", "boundaries", "supply", "first", "apart",
        "treatment", "item",
    }
)  # fmt: skip
SHARES = frozenset({"share", "allowed", "chance"})
UNITS = frozenset({"unit", "example"})
LONGEST_LIST = 12
UNKNOWN = "…"
HOLE = re.compile(r" +(?=[ ,.;:，。；：])")


class _Lenient(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return UNKNOWN


def describe(
    finding: Finding, language: Language, rule: Rule | None = None, background: Background | None = None
) -> str:
    """Say in one sentence what a finding found; titles of rule and background stand in place of codes."""
    template = MESSAGES.get(finding.code, finding.code)
    texts = {}
    for name, value in finding.params.items():
        named = _named(name, value, finding.params, language, rule, background)
        texts[name] = _plain(name, value if named is None else named, language)
    text = translator(language).gettext(template).format_map(_Lenient(texts))
    return HOLE.sub("", text)  # where a unit of plain numbers left nothing


def _named(
    name: str,
    value: Any,
    params: dict[str, Any],
    language: Language,
    rule: Rule | None,
    background: Background | None,
) -> Any:
    """Return titles for a code, or a list of codes; None where there are none."""
    if isinstance(value, list | tuple):
        titles = [_named(name, v, params, language, rule, background) for v in value]
        return [t or v for t, v in zip(titles, value, strict=True)] if any(titles) else None
    found = title(rule, name, value, params, language) if rule else None
    if found is None and background is not None:
        found = dataset_name(background, name, value, language)
    return found


def severity(finding: Finding, language: Language) -> str:
    """Name the severity of a finding."""
    return translator(language).gettext(SEVERITIES[finding.severity])


def finding_from(document: dict[str, Any]) -> Finding:
    """Read a finding back from a stored record."""
    return Finding(
        document["code"],
        document["severity"],
        document.get("where", ""),
        document.get("params", {}),
        document.get("cite", ""),
        document.get("check", ""),
    )


def describe_problem(problem: Problem, language: Language) -> str:
    """Say what is wrong with one place of an input, translated where the sentence is known."""
    if language == "en":
        return problem.what
    for template, pattern in _patterns():
        if found := pattern.fullmatch(problem.what):
            return translator(language).gettext(template).format_map(_Lenient(found.groupdict()))
    return problem.what


@lru_cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Read the templates as patterns, those with the most fixed text first."""
    ordered = sorted(PROBLEMS, key=lambda t: -len(re.sub(r"\{\w+\}", "", t)))
    return tuple((t, re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(t)), re.DOTALL)) for t in ordered)


def _plain(name: str, value: Any, language: Language) -> str:
    gettext = translator(language).gettext
    match value:
        case None:
            return gettext(N_("no limit"))
        case list() | tuple() if name in IN_WORDS:
            return (", " if language == "en" else "、").join(gettext(WORDS.get(str(v), str(v))) for v in value)
        case list() | tuple():
            shown = [str(v) for v in value[:LONGEST_LIST]]
            if len(value) > LONGEST_LIST:
                shown.append(UNKNOWN)
            return (", " if language == "en" else "、").join(shown) or "–"
        case float() if name in SHARES:
            return percent(value, language)
        case float():
            return number(value, language)
        case str() if name in IN_WORDS and value in WORDS:
            return gettext(WORDS[value])
        case str() if name in UNITS:
            return unit_label(value, language)
        case {"en": str(), **others} if others.keys() <= set(LANGUAGES):
            return str(value.get(language) or value["en"])
        case _:
            return str(value)
