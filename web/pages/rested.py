"""What a result rests on beside the lines: open choices of the preparer, lines the rule computed, defaults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from footprint.parameters import Value, is_open
from footprint.texts import Language
from web.pages import computed as computing
from web.pages import hints, values
from web.pages.view import Line, RecordView
from web.texts import words


@dataclass(frozen=True)
class Made:
    """A value or option where the rule is open, with the rule's suggestion beside it."""

    title: str
    value: str
    reason: str
    hint: hints.Hint | None
    cite: str


@dataclass(frozen=True)
class Written:
    """A line the rule computed, and what became of it; ``line`` is None where it has no figure (a gap)."""

    computed: computing.Computed
    line: Line | None


@dataclass(frozen=True)
class Stood:
    """A default of the rule that stood in: for a choice, a parameter or a line."""

    title: str
    value: str
    cite: str
    line: Line | None = None


def state_of(view: RecordView) -> values.State | None:
    """Return choices and parameters as the record has them; None when its rule is not here any more."""
    if view.rule is None:
        return None
    state = values.state_of(view.rule.rule, view.product)
    kept = view.record.get("parameters")
    if kept is None:
        return state
    known = {
        row["id"]: Value(row["id"], row["value"], row["unit"], row["origin"], row["reason"])
        for row in kept
        if row["id"] in view.rule.rule.parameters
    }
    return replace(state, values=known)


def preparers(state: values.State, language: Language) -> Iterator[Made]:
    """List what the preparer chose where no text decides."""
    for c in values.choice_fields(state, language):
        if c.open and c.taken:
            title = next((t for option, t, _help in c.options if option == c.taken), c.taken)
            yield Made(c.title, title, c.reason, c.hint, c.cite)
    for name, value in state.values.items():
        entry = state.rule.parameters[name]
        if value.origin == "preparer" and is_open(state.product, state.rule, name):
            yield Made(
                title=words(entry.title, language),
                value=hints.with_unit(value.value, value.unit, language),
                reason=value.reason,
                hint=hints.hint(entry.suggestion, f"parameters.{name}", language),
                cite=str(entry.cite),
            )


def written(state: values.State, lines: tuple[Line, ...], language: Language) -> Iterator[Written]:
    """List the lines the rule computed."""
    found = {line.id: line for line in lines if line.basis in {"derived", "end_of_life"}}
    for computed in computing.computed(state, language):
        if computed.amount:
            yield Written(computed, found.get(computed.id))


def defaults(state: values.State, lines: tuple[Line, ...], language: Language) -> Iterator[Stood]:
    """List the defaults that stood in."""
    for c in values.choice_fields(state, language):
        if not c.taken and c.default:
            yield Stood(c.title, c.default, c.cite)
    for name, value in state.values.items():
        if value.origin == "default":
            entry = state.rule.parameters[name]
            shown = hints.with_unit(value.value, value.unit, language)
            yield Stood(words(entry.title, language), shown, str(entry.cite))
    for line in lines:
        activity = state.rule.activity(line.raw["activity"])
        if line.basis == "default" and activity is not None and activity.default is not None:
            yield Stood(line.title, "", str(activity.default.cite), line)


def computed_of(state: values.State, line: Line, language: Language) -> computing.Computed | None:
    """Return how the rule computed a line; None when it did not."""
    if line.basis == "end_of_life":
        return next((c for c in computing.computed(state, language) if c.id == line.id), None)
    activity = state.rule.activity(line.raw["activity"])
    if line.basis not in {"derived", "default"} or activity is None:
        return None
    return computing.computed_activity(activity, state, language)
