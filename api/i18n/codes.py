"""Words for the codes of the closed vocabularies: kinds, stages of a rule's life, gases, families."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from api.i18n.translate import N_, translator
from footprint.texts import Language

# English words of the closed vocabularies; the catalogues translate them.
LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "kind": {"released": N_("released"), "estimated": N_("estimated"), "gap": N_("gap")},
    "status": {"draft": N_("draft"), "in_force": N_("in force"), "superseded": N_("superseded"),
               "withdrawn": N_("withdrawn")},
    "message": {
        "created": N_("Request for footprints"), "fulfilled": N_("Footprints sent"), "rejected": N_("Refusal"),
        "published": N_("News of a footprint"),
    },
    "message_state": {
        "waiting": N_("waits for an answer"), "answered": N_("answered"), "rejected": N_("declined"),
        "noted": N_("noted"), "queued": N_("is being sent"), "sent": N_("sent"), "failed": N_("not delivered"),
    },
    "role": {"preparer": N_("Preparer"), "reviewer": N_("Reviewer"), "labelling_body": N_("Labelling body"),
             "administrator": N_("Administrator")},
    "job": {"queued": N_("waiting"), "running": N_("at work"), "done": N_("done"), "failed": N_("failed"),
            "cancelled": N_("cancelled")},
    "severity": {"error": N_("Error"), "warning": N_("To answer"), "info": N_("Note")},
    "required": {"always": N_("always given"), "or_default": N_("or default"), "optional": N_("optional")},
    "origin": {"company_specific": N_("company-specific"), "secondary": N_("secondary"), "any": N_("any")},
    "confidence": {"high": N_("high"), "medium": N_("medium"), "low": N_("low")},
    "basis": {"unit_process": N_("unit process"), "factor": N_("published factor"), "mix": N_("mix"), "": "–"},
    "exchange": {"provider": N_("dataset"), "slot": N_("market"), "emission": N_("emission"), "gap": N_("gap")},
    "category": {
        "fossil": N_("Fossil"),
        "biogenic_emissions": N_("Biogenic emissions"),
        "biogenic_uptake": N_("Biogenic uptake"),
        "land_use_change": N_("Land-use change"),
        "aircraft": N_("Aircraft"),
    },
    "gas": {
        "co2": "CO₂", "ch4": "CH₄", "n2o": "N₂O", "cf4": "CF₄", "c2f6": "C₂F₆", "sf6": "SF₆", "hfc": "HFC",
        "nf3": "NF₃", "undivided": N_("Published as CO₂e only"),
    },
    "apart": {
        "offset": N_("Offsets"), "stored_carbon": N_("Stored carbon"),
        "delayed_emissions": N_("Delayed emissions"),
        "indirect_land_use_change": N_("Indirect land-use change"),
        "aircraft_other_effects": N_("Effects of aircraft other than greenhouse gases"),
    },
    "part": {"product": N_("In the product"), "packaging": N_("In its packaging")},
    "topic": {
        "electricity": N_("Electricity"), "fuels": N_("Fuels"), "heat": N_("Heat"), "metals": N_("Metals"),
        "chemicals": N_("Chemicals"), "plastics": N_("Plastics"), "battery": N_("Battery materials"),
        "transport": N_("Transport"), "waste": N_("Waste treatment"), "water": N_("Water"),
        "equipment": N_("Equipment"),
    },
    "family": {
        "official-average": N_("Official life-cycle average"), "modelled-zone": N_("Modelled zone mix"),
        "zone-mix": N_("Modelled zone mix"), "contract": N_("Contract supply"),
    },
    "measure": {"mass": N_("mass"), "mass_and_significance": N_("mass and significance"), "impact": N_("impact")},
    "recycling": {
        "cut_off": N_("cut-off"), "substitution": N_("substitution"),
        "circular_footprint_formula": N_("circular footprint formula"),
    },
    "method": {
        "subdivision": N_("subdivision"), "physical": N_("physical relation"), "economic": N_("economic value"),
        "expansion": N_("system expansion"),
    },
    "cause": {
        "added": N_("added"), "removed": N_("removed"), "mass": N_("amount"),
        "process": N_("process (yield, levels)"), "service": N_("what one unit delivers"),
        "material": N_("material"), "supplier": N_("supplier or region"), "electricity": N_("electricity"),
    },
    "evidence": {
        "complete": N_("complete"), "incomplete": N_("particulars missing"), "other_kind": N_("of another kind"),
        "missing": N_("no document"), "not_asked": N_("not asked for"), "": N_("amount of the rule"),
    },
    "pedigree": {
        "0": N_("reliability"), "1": N_("completeness"), "2": N_("time"), "3": N_("geography"),
        "4": N_("technology"),
    },
    "mode": {
        "road": N_("road"), "rail": N_("rail"), "barge": N_("inland waterway"), "sea": N_("sea"), "air": N_("air"),
    },
    "distance": {
        "given": N_("distance given by the preparer"), "table": N_("published distance"),
        "great_circle": N_("great circle with a detour"), "rule": N_("distance of the rule:"),
    },
    "commercial": {"yes": N_("allowed"), "ask": N_("ask the owner"), "no": N_("not allowed")},
})  # fmt: skip


def label(kind: str, value: object) -> str:
    """Return the English word of a code; a code without a word stands for itself."""
    return LABELS[kind].get(str(value), str(value))


def word(kind: str, value: object, language: Language) -> str:
    """Return the word of a code in a language."""
    return translator(language).gettext(label(kind, value))
