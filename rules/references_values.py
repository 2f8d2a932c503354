"""Round 2, numbers: choices, parameters, lines the rule writes, limits, end of life, scenarios."""

from __future__ import annotations

from footprint.errors import ProductError
from footprint.parameters import limits, order, within
from footprint.rule import DefaultLine, Rule
from rules.fitting import Found, Path, derive_problems, fits, measures, no_such


def check_choices(rule: Rule) -> Found:
    """Defaults and suggestions of a choice are among its options; parameters by choice know them all."""
    for name, choice in rule.choices.items():
        suggested = choice.suggestion.option if choice.suggestion else None
        for key, taken in (("default", choice.default), ("suggestion", suggested)):
            if taken is not None and taken not in choice.options:
                yield ("choices", name, key), no_such("option", taken, choice.options)
        if choice.open and choice.default is not None:
            yield ("choices", name, "default"), "stands beside open: an open choice has a suggestion, no default"
    for name, entry in rule.parameters.items():
        if entry.by is None:
            if entry.values:
                yield ("parameters", name, "values"), "are given without by: name the choice they depend on"
        elif entry.by not in rule.choices:
            yield ("parameters", name, "by"), no_such("choice", entry.by, rule.choices)
        else:
            yield from _options(rule, entry.by, list(entry.values), ("parameters", name, "values"))


def _options(rule: Rule, choice: str, given: list[str], path: Path) -> Found:
    options = rule.choices[choice].options
    for extra in (o for o in given if o not in options):
        yield (*path, extra), no_such(f"option of {choice}", extra, options)
    for missing in (o for o in options if o not in given):
        yield path, f"lack the option {missing} of {choice}: give a value, or null where the rule has none"


def check_parameters(rule: Rule) -> Found:
    """One origin per parameter; open means null; values lie in their range; no circle of formulas."""
    for name, entry in rule.parameters.items():
        path: Path = ("parameters", name)
        low, high = entry.minimum, entry.maximum
        origins = [k for k in ("value", "by", "derive", "default") if getattr(entry, k) is not None]
        if len(origins) > 1:
            yield path, f"has {' and '.join(origins)}: a parameter has one origin"
        if entry.open and origins:
            value = f"{entry.value:g}" if entry.value is not None else "given"
            what = f"is {value}, but the parameter is open: open is null, usual practice is a suggestion"
            yield (*path, origins[0]), what
        if low is not None and high is not None and low > high:
            yield (*path, "maximum"), f"is {high:g}, below the minimum {low:g}"
        elif entry.exclusive_minimum and low is None:
            yield (*path, "exclusive_minimum"), "is set, but there is no minimum"
        else:
            for key in ("value", "default"):
                value = getattr(entry, key)
                if value is not None and not within(entry, value):
                    yield (*path, key), f"is {value:g}, outside minimum and maximum"
            for option, number in entry.values.items():
                if number is not None and not within(entry, number):
                    yield (*path, "values", option), f"is {number:g}, outside minimum and maximum"
        yield from derive_problems(rule, entry.derive, entry.unit, (*path, "derive"), needed=False)
    try:
        order(rule)
    except ProductError as error:
        yield ("parameters",), str(error)


def check_lines_of_the_rule(rule: Rule) -> Found:
    """A default or derived line has one amount and one thing it buys, and stands where it is used."""
    for i, activity in enumerate(rule.activity_data):
        path: Path = ("activity_data", i)
        default = activity.default
        if default is None:
            if activity.required in {"or_default", "derived"}:
                what = f"is required: {activity.required}, but has no default: add one with amount, unit and cite"
                yield path, what
            continue
        if activity.required not in {"or_default", "derived"}:
            what = f"is never used, because the entry is required: {activity.required}"
            yield (*path, "default"), what
        if activity.required == "derived" and default.derive is None:
            yield (*path, "default"), "is derived, so it needs derive: a formula with parameters"
        if (default.amount is None) == (default.derive is None):
            yield (*path, "default"), "has exactly one of amount and derive"
        yield from _bought(rule, default, (*path, "default"))
        yield from measures(default.unit, activity.quantity, (*path, "default", "unit"))
        needed = activity.required == "derived"
        yield from derive_problems(rule, default.derive, default.unit, (*path, "default", "derive"), needed=needed)


def _bought(rule: Rule, default: DefaultLine, path: Path) -> Found:
    named = [k for k in ("dataset", "slot", "by") if getattr(default, k) is not None]
    if len(named) != 1:
        yield path, "names exactly one of dataset, slot and by (a choice, with datasets)"
    if default.by is not None:
        if default.by not in rule.choices:
            yield (*path, "by"), no_such("choice", default.by, rule.choices)
        else:
            yield from _options(rule, default.by, list(default.datasets), (*path, "datasets"))


def check_limits(rule: Rule) -> Found:
    """Limits of the method name parameters that fit: shares for the cut-off, years for the age."""
    wanted = (
        (("cut_off", "per_item"), rule.cut_off.per_item, "1"),
        (("cut_off", "cumulative"), rule.cut_off.cumulative, "1"),
        (("data_quality", "limit"), rule.data_quality.limit, "1"),
        (("data_quality", "max_age"), rule.data_quality.max_age, "a"),
        (("electricity", "generated_before"), rule.electricity.generated_before, "a"),
        (("suppliers", "max_age"), rule.suppliers.max_age if rule.suppliers else None, "a"),
    )
    for path, name, unit in wanted:
        if name is not None and name not in rule.parameters:
            yield path, no_such("parameter", name, rule.parameters)
        elif name is not None:
            yield from fits(rule.parameters[name].unit, unit, path)
    item, together = (rule.parameters.get(n or "") for n in (rule.cut_off.per_item, rule.cut_off.cumulative))
    if item and together and item.value is not None and together.value is not None and item.value > together.value:
        yield ("cut_off", "per_item"), f"is {item.value:g}, above cumulative {together.value:g}"
    for name in limits(rule) & set(rule.parameters):
        if rule.parameters[name].required:
            yield ("parameters", name, "required"), "must be false: a limit nobody knows does not block a study"


def check_end_of_life(rule: Rule) -> Found:
    """Materials name parameters in fitting units, included stages, and processes of the template."""
    if rule.end_of_life.method == "cut_off" and rule.end_of_life.materials:
        yield ("end_of_life", "materials"), "are never used under cut_off: leave them out or change the method"
    processes = [p.id for p in rule.processes]
    for i, material in enumerate(rule.end_of_life.materials):
        path: Path = ("end_of_life", "materials", i)
        for key in ("mass", "a", "b", "r1", "r1_pre", "r2", "r3", "quality_in", "quality_out"):
            name = getattr(material, key)
            if name is None:
                continue
            if name not in rule.parameters:
                yield (*path, key), no_such("parameter", name, rule.parameters)
            else:
                yield from fits(rule.parameters[name].unit, "kg" if key == "mass" else "1", (*path, key))
        for key in ("stage_in", "stage_out"):
            stage = getattr(material, key)
            if stage not in rule.stages:
                yield (*path, key), no_such("stage", stage, rule.stages)
            elif rule.stages[stage].boundary == "excluded":
                yield (*path, key), f"the stage {stage} is excluded from the boundary"
        if material.process is not None and material.process not in processes:
            yield (*path, "process"), no_such("process", material.process, processes)


def check_scenarios(rule: Rule) -> Found:
    """A scenario groups parameters and activities that exist, in a stage that is included."""
    activities = [a.id for a in rule.activity_data]
    for name, scenario in rule.scenarios.items():
        if scenario.stage not in rule.stages:
            yield ("scenarios", name, "stage"), no_such("stage", scenario.stage, rule.stages)
        elif rule.stages[scenario.stage].boundary == "excluded":
            yield ("scenarios", name, "stage"), f"the stage {scenario.stage} is excluded from the boundary"
        for key, known in (("parameters", list(rule.parameters)), ("activities", activities)):
            for j, one in enumerate(getattr(scenario, key)):
                if one not in known:
                    yield ("scenarios", name, key, j), no_such(key.rstrip("s"), one, known)
