"""``footprint what-if``: single changes, sweeps, swaps, targets of one product."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from api.cases import replacements, variants
from api.cases import what_if as case
from api.cli.files import number_range, read_product
from api.cli.root import Json, Lang, console, language, print_json, workbench
from api.i18n import number, percent, translator
from api.messages import describe
from footprint.errors import BlockedError, InputError, Problem
from footprint.levers import Lever, changed
from footprint.product import Product
from footprint.targets import Answer, Plan, plan, reach
from footprint.texts import Language
from footprint.what_if import Effect, Total, local, swaps, sweep


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("what-if")(what_if)


def what_if(
    file: Annotated[Path, typer.Argument(help="Product file.")],
    change: Annotated[
        list[str] | None, typer.Option("--set", help="PATH=VALUE, e.g. 'processes[cell].yield=0.97'; repeatable.")
    ] = None,
    over: Annotated[str | None, typer.Option("--sweep", help="PATH=LOW:HIGH:STEPS of one number.")] = None,
    swap: Annotated[str | None, typer.Option("--swap", help="PATH=ONE,OTHER,… datasets, slots or regions.")] = None,
    replace: Annotated[
        list[str] | None,
        typer.Option(
            "--replace", help="DATASET=ONE,OTHER,… in everything, however deep; repeatable, each by itself."
        ),
    ] = None,
    target: Annotated[
        float | None, typer.Option("--target", help="Total to reach [kg CO2e per functional unit].")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="PATH=LOW:HIGH: number that is to reach the target.")
    ] = None,
    json: Json = False,
    lang: Lang = "en",
) -> int:
    """Rank what each number does, try changes or other datasets, sweep a number, or find what reaches a target."""
    tongue = language(lang)
    document = read_product(file)[1].document
    if replace:
        pairs = [(old, new) for old, several in map(_pair, replace) for new in str(several).split(",")]
        effects = replacements.replacements(case.study(workbench(), document), pairs)
        return _print_effects(effects, json=json, tongue=tongue)
    product, rule, total = variants.total_of(workbench(), document)
    if over:
        path, (low, high, steps) = number_range(over, 3)
        values = [low + (high - low) * i / (int(steps) - 1) for i in range(int(steps))]
        points = sweep(product, path, values, total, rule.rule)
        return _print_points(points, path, json=json, tongue=tongue)
    if target is not None and by:
        path, (low, high) = number_range(by, 2)
        return _print_answer(reach(product, path, target, (low, high), total, rule.rule), json=json, tongue=tongue)
    if target is not None:
        choices = [(Lever(p, "amount"), v) for p, v in map(_pair, change or [])]
        return _print_plan(plan(product, choices, target, total, rule.rule), json=json, tongue=tongue)
    if swap:
        path, _equals, options = swap.partition("=")
        for option in options.split(","):  # one that is refused says why
            _total(changed(product, path, option), total)
        return _print_effects(swaps(product, path, options.split(","), total), json=json, tongue=tongue)
    if change:
        before = total(product)
        effects = tuple(
            Effect(Lever(path, "amount"), value, before, _total(changed(product, path, value, rule.rule), total))
            for path, value in map(_pair, change)
        )
        return _print_effects(effects, json=json, tongue=tongue)
    return _print_effects(local(product, rule.rule, total), json=json, tongue=tongue)


def _total(variant: Product, total: Total) -> float:
    """Calculate a variant; what blocks it is said in words."""
    try:
        return total(variant)
    except BlockedError as error:
        found = [f for f in error.findings if f.severity == "error"]
        raise InputError(*(Problem(f.where, describe(f, "en")) for f in found)) from error


def _pair(text: str) -> tuple[str, float | str]:
    path, equals, value = text.partition("=")
    if not equals:
        raise InputError(Problem("--set and --replace", f"{text!r}: write PATH=VALUE or DATASET=OTHER"))
    try:
        return path, float(value)
    except ValueError:
        return path, value


def _print_effects(effects: tuple[Effect, ...], *, json: bool, tongue: Language) -> int:
    _ = translator(tongue).gettext
    if json:
        print_json(
            [{"path": e.lever.path, "value": e.value, "before": e.before, "after": e.after} for e in effects]
        )
        return 0
    table = Table(box=None, pad_edge=False)
    table.add_column(_("Change"))
    table.add_column(_("to"), justify="right")
    table.add_column("kg CO₂e", justify="right")
    table.add_column("%", justify="right")
    for e in effects:
        value = e.value if isinstance(e.value, str) else number(e.value, tongue)
        share = percent(e.change / e.before, tongue) if e.before else ""
        table.add_row(escape(e.lever.path), value, number(e.change, tongue), share)
    console().print(table)
    return 0


def _print_points(points: tuple[tuple[float, float], ...], path: str, *, json: bool, tongue: Language) -> int:
    if json:
        print_json({"path": path, "points": [{"value": v, "total": t} for v, t in points]})
        return 0
    table = Table(box=None, pad_edge=False)
    table.add_column(escape(path), justify="right")
    table.add_column("kg CO₂e", justify="right")
    for value, figure in points:
        table.add_row(number(value, tongue), number(figure, tongue))
    console().print(table)
    return 0


def _print_answer(answer: Answer, *, json: bool, tongue: Language) -> int:
    _ = translator(tongue).gettext
    if json:
        print_json({"path": answer.path, "value": answer.value, "low": answer.low, "high": answer.high})
    elif answer.value is None:
        print(_("No value of {path} in this range reaches it.").format(path=answer.path))
    else:
        print(f"{answer.path} = {number(answer.value, tongue)}")
    return 0 if answer.value is not None else 1


def _print_plan(found: Plan, *, json: bool, tongue: Language) -> int:
    _ = translator(tongue).gettext
    if json:
        steps = [
            {"path": e.lever.path, "value": e.value, "before": e.before, "after": e.after} for e in found.steps
        ]
        print_json({"reached": found.reached, "before": found.before, "after": found.after, "steps": steps})
    else:
        _print_effects(found.steps, json=False, tongue=tongue)
        print(_("Target reached.") if found.reached else _("The target is not reached by these changes."))
    return 0 if found.reached else 1
