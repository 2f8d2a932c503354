"""What the rule computes, as the form, the result and the trace show it: formula, numbers, citations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.documents.arithmetic import Arithmetic, of_end_of_life
from footprint import end_of_life
from footprint.errors import InputError
from footprint.formulas import FORMULAS
from footprint.inventory import written_line
from footprint.rule import Activity
from footprint.rule_method import RecycledMaterial
from footprint.texts import Language
from footprint.written import WrittenLine
from web.pages.hints import with_unit
from web.pages.values import COMPUTED, State, arithmetic_of, worth
from web.texts import gettext, label, words


@dataclass(frozen=True)
class Input:
    """What goes into a formula: a parameter with its value and where that comes from.

    ``depth`` counts the formulas above it: what a derived parameter is made of follows one deeper.
    """

    id: str
    title: str
    value: str
    origin: str
    reason: str
    cite: str
    arithmetic: Arithmetic | None
    depth: int


@dataclass(frozen=True)
class Computed:
    """A line that the rule computes.

    Attributes
    ----------
    id : str
        Of the line, as the result names it.
    amount : str
        Per declared unit, with its unit; empty while a parameter is missing.
    buys : str
        Dataset or market, by id.
    source : str
        What the formula rests on.
    """

    id: str
    title: str
    process: str
    amount: str
    buys: str
    arithmetic: Arithmetic
    inputs: tuple[Input, ...]
    source: str
    cite: str


def computed(state: State, language: Language) -> tuple[Computed, ...]:
    """List the lines the rule computes for every product, with the amounts as far as they are known."""
    rule = state.rule
    derived = [
        found
        for activity in rule.activity_data
        if activity.required == "derived" and (found := computed_activity(activity, state, language))
    ]
    materials = {m.id: m for m in rule.end_of_life.materials}
    lines = end_of_life.lines(rule, state.values)
    return (*derived, *(material_line(x, materials[x.activity], state, language) for x in lines))


def computed_activity(activity: Activity, state: State, language: Language) -> Computed | None:
    """Describe the line the rule computes for an activity; None when it computes none."""
    if activity.default is None or activity.default.derive is None:
        return None
    derive = activity.default.derive
    try:
        line = written_line(activity, state.product, state.rule, state.values)
    except InputError:
        line = None
    basis = "derived" if activity.required == "derived" else "default"
    return Computed(
        id=f"{basis}-{activity.id}".replace("_", "-"),
        title=words(activity.title, language),
        process=activity.process or "",
        amount=_amount(line, language),
        buys=_buys(line),
        arithmetic=arithmetic_of(derive, state, language),
        inputs=inputs(derive.inputs.values(), state, language),
        source=FORMULAS[derive.formula].source,
        cite=str(activity.default.cite),
    )


def material_line(line: WrittenLine, material: RecycledMaterial, state: State, language: Language) -> Computed:
    """Describe one line of the end-of-life method."""
    row = line.id.removeprefix(f"eol-{material.id}-".replace("_", "-"))
    names = _factors(material, state)
    return Computed(
        id=line.id,
        title=part_title(words(material.title, language), label("end_of_life", row), language),
        process=line.process,
        amount=_amount(line, language),
        buys=_buys(line),
        arithmetic=of_end_of_life(
            row,
            {k: words(state.rule.parameters[v].title, language) for k, v in names.items()},
            {**end_of_life.NEUTRAL} | {k: state.values[v].value for k, v in names.items() if v in state.values},
            lambda value: with_unit(value, "1", language, COMPUTED),
        ),
        inputs=inputs(names.values(), state, language),
        source="(EU) 2021/2279, annex I, 4.4.8.1",
        cite=str(material.cite),
    )


def part_title(material: str, part: str, language: Language) -> str:
    """Name one part of the end of life of a material; ``part`` is an English word of the catalogues."""
    _ = gettext(language)
    return _("%(material)s: %(part)s") % {"material": material, "part": _(part)}


def _factors(material: RecycledMaterial, state: State) -> dict[str, str]:
    """Name the parameters that the method takes for a material; pre-consumer scrap where it is taken off R1."""
    end = state.rule.end_of_life
    unused = frozenset() if end.method == "circular_footprint_formula" else end_of_life.FORMULA_ONLY
    if end.pre_consumer == "counted" or material.r1_pre not in state.values:
        unused |= {"r1_pre"}
    wanted = ("mass", *end_of_life.FACTORS)
    return {k: name for k in wanted if k not in unused and (name := getattr(material, k)) is not None}


def _amount(line: WrittenLine | None, language: Language) -> str:
    return with_unit(line.amount, line.unit, language, COMPUTED) if line else ""


def _buys(line: WrittenLine | None) -> str:
    return (line.dataset or line.slot or "") if line else ""


def inputs(names: Iterable[str], state: State, language: Language, depth: int = 0) -> tuple[Input, ...]:
    """Describe the parameters that go into a formula, and below a derived one what goes into that."""
    found: list[Input] = []
    for name in dict.fromkeys(names):
        entry, value = state.rule.parameters[name], state.values.get(name)
        found.append(
            Input(
                id=name,
                title=words(entry.title, language),
                value=worth(value, language),
                origin=value.origin if value else "",
                reason=value.reason if value else "",
                cite=str(entry.cite),
                arithmetic=arithmetic_of(entry.derive, state, language) if entry.derive else None,
                depth=depth,
            )
        )
        if entry.derive:
            found += inputs(entry.derive.inputs.values(), state, language, depth + 1)
    return tuple(found)
