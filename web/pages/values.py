"""Choices and parameters of a rule as the pages show them, and what the rule computes from them.

Everything comes from the rule's entries: a choice becomes a select, a parameter a field, a limit of the method a
field apart, a derived line a sentence with its formula. Knows no product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from api.documents.arithmetic import Arithmetic, of_formula
from footprint import units
from footprint.errors import InputError, UnitError
from footprint.formulas import ANY, FORMULAS
from footprint.parameters import Value, fixed, is_open, limits, option, resolve_parameters
from footprint.product import Product
from footprint.product_parts import Chosen, Quantity
from footprint.rule import Choice, Parameter, Rule
from footprint.rule_base import Derive
from footprint.texts import Language
from web.pages.hints import Hint, hint, with_unit
from web.texts import exact, gettext, symbol, words

# Significant digits of what is computed; given values are written as they were given.
COMPUTED = 6


@dataclass(frozen=True)
class ChoiceField:
    """A choice with its options, as (id, title, help)."""

    id: str
    title: str
    help: str
    options: tuple[tuple[str, str, str], ...]
    taken: str
    default: str
    reason: str
    open: bool
    hint: Hint | None
    cite: str


@dataclass(frozen=True)
class Shown:
    """What a parameter is worth now.

    Attributes
    ----------
    value : str
        With its unit; empty when it has none.
    origin : str
        ``rule``, ``choice``, ``derived``, ``preparer``, ``default``, or empty.
    asks : bool
        The preparer is to give it.
    depends : str
        The choice that has to be made first, or empty.
    open : bool
        No text fixes it: a reason belongs to it.
    """

    id: str
    value: str
    origin: str
    asks: bool
    open: bool
    depends: str


@dataclass(frozen=True)
class ParameterField:
    """A parameter of the rule.

    Attributes
    ----------
    now : Shown
        Its state for the choices the form starts with.
    by : str
        Title of the choice it depends on, or empty.
    default, range : str
        In words; empty when the rule has none.
    formula : str
        How it is derived, or empty.
    evidence : tuple of str
        Kinds of evidence that prove it.
    """

    id: str
    title: str
    help: str
    quantity: str
    unit: str
    required: bool
    now: Shown
    by: str
    default: str
    range: str
    formula: str
    evidence: tuple[str, ...]
    hint: Hint | None
    cite: str


@dataclass(frozen=True)
class Group:
    """Parameters that stand under one text: those of the product, of one scenario, the limits of the method."""

    id: str
    title: str
    text: str
    cite: str
    parameters: tuple[ParameterField, ...]


@dataclass(frozen=True)
class State:
    """Choices and parameters of a document that may be unfinished, resolved as far as they go."""

    rule: Rule
    product: Product
    values: Mapping[str, Value] = field(default_factory=dict)


def state_of(rule: Rule, document: Mapping[str, Any]) -> State:
    """Resolve what can be resolved; what does not fit is left out, the checks name it."""
    chosen, given = dict[str, Chosen](), dict[str, Quantity]()
    for name, entry in _entries(document, "choices"):
        try:
            if name in rule.choices:
                chosen[name] = Chosen.model_validate(entry)
        except ValidationError:
            continue
    for name, entry in _entries(document, "parameters"):
        try:
            quantity = Quantity.model_validate(entry)
            units.factor(quantity.unit, rule.parameters[name].unit)
            given[name] = quantity
        except (KeyError, UnitError, ValidationError):
            continue
    made: dict[str, Any] = {"choices": chosen, "parameters": given, "omitted": (), "processes": ()}
    product = Product.model_construct(**made)
    try:
        return State(rule, product, resolve_parameters(product, rule))
    except InputError:
        return State(rule, product)


def _entries(document: Mapping[str, Any], key: str) -> Iterable[tuple[str, Any]]:
    found = document.get(key)
    return found.items() if isinstance(found, dict) else ()


def choice_fields(state: State, language: Language) -> tuple[ChoiceField, ...]:
    """Return the choices of the rule."""
    return tuple(_choice(name, entry, state, language) for name, entry in state.rule.choices.items())


def _choice(name: str, entry: Choice, state: State, language: Language) -> ChoiceField:
    given = state.product.choices.get(name)
    return ChoiceField(
        id=name,
        title=words(entry.title, language),
        help=words(entry.help, language),
        options=tuple((k, words(o.title, language), words(o.help, language)) for k, o in entry.options.items()),
        taken=given.option if given else "",
        default=words(entry.options[entry.default].title, language) if entry.default in entry.options else "",
        reason=given.reason if given else "",
        open=entry.open,
        hint=hint(entry.suggestion, f"choices.{name}", language, entry),
        cite=str(entry.cite),
    )


def shown(state: State, name: str, language: Language) -> Shown:
    """Return what a parameter is worth now, and whether the preparer is asked for it."""
    entry = state.rule.parameters[name]
    found = state.values.get(name)
    choice = state.rule.choices[entry.by] if entry.by else None
    undecided = choice is not None and option(state.product, state.rule, str(entry.by)) is None
    asks = not undecided and entry.derive is None and fixed(state.product, state.rule, name) is None
    return Shown(
        id=name,
        value=worth(found, language),
        origin=found.origin if found else "",
        asks=asks,
        open=asks and is_open(state.product, state.rule, name),
        depends=words(choice.title, language) if choice and undecided else "",
    )


def groups(state: State, language: Language) -> tuple[Group, ...]:
    """Group the parameters: of the product, by scenario, limits of the method last."""
    _ = gettext(language)
    rule = state.rule
    apart = limits(rule)
    taken = {p for s in rule.scenarios.values() for p in s.parameters}
    own = [p for p in rule.parameters if p not in apart and p not in taken]
    found = [Group("product", _("Parameters of the product"), "", "", _fields(own, state, language))]
    for name, scenario in rule.scenarios.items():
        fields = _fields([p for p in scenario.parameters if p not in apart], state, language)
        title, text = words(scenario.title, language), words(scenario.text, language)
        found.append(Group(name, title, text, str(scenario.cite), fields))
    method = _fields([p for p in rule.parameters if p in apart], state, language)
    found.append(Group("method", _("Choices of method: limits"), "", "", method))
    return tuple(g for g in found if g.parameters or g.text)


def _fields(names: Iterable[str], state: State, language: Language) -> tuple[ParameterField, ...]:
    return tuple(_parameter(n, state, language) for n in names if n in state.rule.parameters)


def _parameter(name: str, state: State, language: Language) -> ParameterField:
    rule = state.rule
    entry = rule.parameters[name]
    derived = arithmetic_of(entry.derive, state, language).letters if entry.derive else ""
    return ParameterField(
        id=name,
        title=words(entry.title, language),
        help=words(entry.help, language),
        quantity=entry.quantity,
        unit=entry.unit,
        required=entry.required,
        now=shown(state, name, language),
        by=words(rule.choices[entry.by].title, language) if entry.by else "",
        default="" if entry.default is None else with_unit(entry.default, entry.unit, language),
        range=range_text(entry, language),
        formula=derived,
        evidence=entry.evidence,
        hint=hint(entry.suggestion, f"parameters.{name}", language),
        cite=str(entry.cite),
    )


def range_text(entry: Parameter, language: Language) -> str:
    """Write the range of a parameter; what any amount fulfils is not written."""
    unit = "" if entry.unit == "1" else f" {symbol(entry.unit, language)}"
    low, high = entry.minimum, entry.maximum
    if low is not None and high is not None and not entry.exclusive_minimum:
        return f"{exact(low, language)} – {exact(high, language)}{unit}"
    least = "" if low is None else f"{'>' if entry.exclusive_minimum else '≥'} {exact(low, language)}{unit}"
    most = "" if high is None else f"≤ {exact(high, language)}{unit}"
    return ", ".join(part for part in (least if least != f"≥ 0{unit}" else "", most) if part)


def arithmetic_of(derive: Derive, state: State, language: Language) -> Arithmetic:
    """Write a formula with the titles of its parameters, and with their values in the units it wants."""
    formula = FORMULAS[derive.formula]
    known, generic = {}, ""
    for argument, expected in formula.inputs.items():
        value = state.values.get(derive.inputs[argument])
        if value is not None:
            generic = generic or (value.unit if expected == ANY else "")
            known[argument] = value.value * units.factor(value.unit, generic if expected == ANY else expected)
    parameters = state.rule.parameters
    titles = {a: words(parameters[n].title, language) for a, n in derive.inputs.items() if n in parameters}
    return of_formula(derive.formula, titles, known, lambda value: with_unit(value, "1", language, COMPUTED))


def worth(value: Value | None, language: Language) -> str:
    """Write the value of a parameter; empty when it has none."""
    if value is None:
        return ""
    return with_unit(value.value, value.unit, language, COMPUTED if value.origin == "derived" else 12)
