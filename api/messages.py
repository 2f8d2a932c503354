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

from api.i18n import N_, number, percent, translator, unit_label
from footprint.errors import Problem
from footprint.findings import Finding
from footprint.texts import LANGUAGES, Language

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        # code: sentence                                                             parameters in braces
        "activity.missing": N_("The rule asks for {activity}, and no line answers it."),
        "activity.unknown": N_("The rule has no activity {activity}. It has: {known}."),
        "answer.missing": N_("Not answered yet: {asks}"),
        "answer.unknown": N_("The rule asks no question {id}. It asks: {known}."),
        "background.licence_ask": N_(
            "For commercial use, ask the holder of the data first. Terms concerned: {licences}."
        ),
        "dataset.estimated": N_(
            "Dataset {dataset} of line {line} is an estimate of our own. Confirm that it fits, or replace it."
        ),
        "dataset.gap": N_("{dataset} is a known gap in the data: {amount} {unit} are named, not calculated."),
        "dataset.unknown": N_("There is no dataset {dataset} in background {background}."),
        "default.used": N_(
            "Nothing was given for {activity}; the rule's default stands in: {amount} {unit} of {target}."
        ),
        "electricity.family_not_allowed": N_(
            "The rule does not admit electricity of the family {family}. It admits: {allowed}."
        ),
        "electricity.inside_background": N_(
            "{background} brings its own electricity: the study's choice of electricity changes nothing in it."
        ),
        "electricity.mixed_families": N_(
            "{dataset} belongs to another family of electricity factors than {family}; one study uses one family."
        ),
        "electricity.reason_missing": N_("Say why {slot} is supplied by {dataset}."),
        "electricity.year_missing": N_(
            "The background has no electricity of family {family} for {year}. It has: {known}."
        ),
        "estimated.upstream": N_(
            "{share} of the result rests on estimates of our own further up the chain, most on: {datasets}."
        ),
        "evidence.missing": N_("No document proves these lines ({count}): {lines}."),
        "figures.not_finite": N_(
            "The figures of {count} line(s) grow beyond what can be counted: check amounts, yields and parameters."
        ),
        "functional_unit.zero": N_(
            "The parameters give a functional unit of zero; they must give more than 0 {unit}."
        ),
        "gap.reached": N_("Left out for lack of a public figure ({count}): {gaps}."),
        "origin.company_specific_required": N_(
            "The rule asks for company-specific data for {activity}. Give the origin of the figure, or its reason."
        ),
        "parameter.missing": N_("{parameter} is missing; give it in {unit}."),
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
        "process.cycle_without_output": N_(
            "Process {process} uses up more than it makes: a loop of processes leaves no output."
        ),
        "process.unknown": N_("There is no process {process}. There are: {known}."),
        "process.unused": N_("Process {process} adds nothing to the product."),
        "quality.above_limit": N_(
            "The data quality rating is {rating}; the rule admits at most {limit} (1 best, 5 worst)."
        ),
        "rule.draft": N_("{rule} is a draft: a result shows what the rule would give, and proves nothing."),
        "rule.expired": N_("{rule} is not in force ({status})."),
        "slot.filled_with_gap": N_("{slot} cannot be filled with {dataset}: it is a known gap and has no figure."),
        "slot.wider_region": N_(
            "{zone} is supplied by the figure of {region} ({dataset}): this family has none of the zone itself."
        ),
        "slot.unknown": N_("There is no market {slot} for region {region}."),
        "stage.excluded": N_("Stage {stage} lies outside the boundary that the rule sets."),
        "stage.unknown": N_("The rule has no stage {stage}. It has: {known}."),
        "total.zero": N_("The total is zero: no line carries an emission."),
        "undivided.share": N_(
            "{share} of the result comes from sources that publish CO₂e only, not divided by gas."
        ),
        "unit.dimension": N_("{unit} measures {quantity}; {expected} is due here, in {example} for instance."),
        "unit.unknown": N_("The unit {unit} is not known. One that fits: {example}."),
    }
)  # fmt: skip

# Values of parameters that are words of the interface.
WORDS: Mapping[str, str] = MappingProxyType(
    {
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
        "draft": N_("draft"),
        "superseded": N_("superseded"),
        "withdrawn": N_("withdrawn"),
        "in_force": N_("in force"),
    }
)

SEVERITIES: Mapping[str, str] = MappingProxyType(
    {"error": N_("error"), "warning": N_("warning"), "info": N_("note")}
)

# What reading a product document says about a place; the rest is shown in English as it is.
PROBLEMS = (
    N_("is missing"),
    N_("is not a field of this place: check the spelling"),
    N_("is {value}: a negative amount is refused; write a return flow or waste as its own line"),
    N_("is {value}: a plain number is due, e.g. 12.5"),
    N_("is {value}, which does not have the right form ({pattern})"),
    N_("say what is used: one of dataset, process, slot is missing"),
    N_("give exactly one of dataset, process, slot (now: {given})"),
    N_("output.amount: must be above 0, else nothing is made"),
    N_("end {end} lies before start {start}"),
    N_("the id {id} names more than one {what}: give each its own"),
    N_("final_process {process} is none of the processes"),
    N_("a product document is a table of fields (name, model, maker, processes …), not plain text"),
    N_("input should be greater than {limit}"),
    N_("input should be less than or equal to {limit}"),
    N_("input should be a finite number"),
    N_("input should be a valid string"),
    N_("input should be a valid dictionary or instance of {model}"),
    N_("input should be {values}"),
    N_("tuple should have at least {limit} item after validation, not {given}"),
    N_("tuple should have at most {limit} items after validation, not {given}"),
    N_("there is no rule {name}: known are {known}"),
    N_("there is no rule {name}: is {near} meant?"),
    N_("there is no version {version} of {rule}: there are {known}"),
    N_("string should have at most {limit} characters"),
    N_("string should have at least {limit} character"),
    N_("unknown unit {unit}: known are {known}, and products such as t*km"),
    N_("name the rule to calculate under, e.g. {rule}"),
    N_("this installation calculates on {background} only"),
)

IN_WORDS = frozenset({"quantity", "expected", "status"})
UNITS = frozenset({"unit", "example"})
LONGEST_LIST = 12
UNKNOWN = "…"
HOLE = re.compile(r" +(?=[ ,.;:，。；：])")


class _Lenient(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return UNKNOWN


def describe(finding: Finding, language: Language) -> str:
    """Say in one sentence what a finding found."""
    template = MESSAGES.get(finding.code, finding.code)
    texts = {name: _plain(name, value, language) for name, value in finding.params.items()}
    text = translator(language).gettext(template).format_map(_Lenient(texts))
    return HOLE.sub("", text)  # where a unit of plain numbers left nothing


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
        case list() | tuple():
            shown = [str(v) for v in value[:LONGEST_LIST]]
            if len(value) > LONGEST_LIST:
                shown.append(UNKNOWN)
            return (", " if language == "en" else "、").join(shown) or "–"
        case float() if name == "share":
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
