"""Pieces that every section of a described rule is written with: facts, references, formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from footprint.rule import Rule
from footprint.rule_base import Cite, Derive, Suggestion
from rules.document import (
    Amount,
    Code,
    Fact,
    Formula,
    Piece,
    Ref,
    Say,
)


def say(code: str, **params: Piece) -> Say:
    """A word or sentence by its code."""
    return Say(code, tuple(params.items()))


def fact(label: str, *value: Piece, cite: Cite | None = None, name: str = "", joined: str = "list") -> Fact:
    """A labelled value with its citation."""
    return Fact(label, value, cite, name, joined)


def formula_of(rule: Rule, derive: Derive) -> Formula:
    """A formula with the parameters it takes."""
    return Formula(derive.formula, tuple((k, parameter_ref(rule, v)) for k, v in derive.inputs.items()))


def parameter_ref(rule: Rule, name: str) -> Ref:
    """A link to a parameter."""
    return Ref("parameters", name, rule.parameters[name].title if name in rule.parameters else None)


def activity_ref(rule: Rule, name: str) -> Ref:
    """A link to an activity."""
    found = rule.activity(name)
    return Ref("activity_data", name, found.title if found else None)


def stage_ref(rule: Rule, name: str) -> Ref:
    """A link to a stage."""
    return Ref("stages", name, rule.stages[name].title if name in rule.stages else None)


def process_ref(rule: Rule, name: str) -> Ref:
    """A link to a process."""
    return Ref("processes", name, next((p.title for p in rule.processes if p.id == name), None))


def kind_ref(rule: Rule, name: str) -> Ref:
    """A link to a kind of evidence."""
    kinds = rule.traceability.kinds
    return Ref("traceability", name, kinds[name].title if name in kinds else None)


def choice_ref(rule: Rule, name: str) -> Ref:
    """A link to a choice."""
    return Ref("choices", name, rule.choices[name].title if name in rule.choices else None)


def option_of(rule: Rule, choice: str | None, option: str) -> Piece:
    """The title of an option, or its code."""
    options = rule.choices[choice].options if choice in rule.choices else {}
    return options[option].title if option in options else Code(option)


def suggestion_facts(rule: Rule, found: Suggestion | None, choice: str | None = None) -> tuple[Fact, ...]:
    """A suggestion as a fact, marked as one."""
    if found is None:
        return ()
    value: list[Piece] = []
    if found.amount is not None:
        value.append(Amount(found.amount, found.unit or "1"))
    if found.option is not None:
        value.append(option_of(rule, choice, found.option))
    if found.dataset is not None:
        value.append(Code(found.dataset, "dataset"))
    return (Fact("suggestion", (*value, found.text), found.cite, joined="words"),)


def stage_refs(rule: Rule, names: Iterable[str]) -> Iterator[Ref]:
    """Links to stages."""
    return (stage_ref(rule, name) for name in names)


def place_of(rule: Rule, path: str) -> Piece:
    """Name an open value by the row it stands at."""
    block, _, rest = path.partition(".")
    name, _, option = rest.partition(".values.")
    if block == "choices":
        return choice_ref(rule, name)
    if block == "parameters" and not option:
        return parameter_ref(rule, name)
    if block == "parameters":
        title = option_of(rule, rule.parameters[name].by, option)
        return say("parameter.option", parameter=parameter_ref(rule, name), option=title)
    if rest.startswith("instruments."):
        return say(f"supply.{rest.partition('.')[2]}")
    if rest.startswith("apart."):
        return say(rest)
    if block in {"suppliers", "carbon"}:
        return say(f"label.{rest}")
    return say("label.declared_figure")
