"""``footprint compare``, ``uncertainty`` and ``what-if``: variants of a product."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.cases import variants
from api.cli.files import read_product
from api.cli.root import Json, Lang, console, language, print_json, workbench
from api.i18n import number, percent, translator, unit_label
from api.i18n.codes import word
from api.messages import describe
from footprint.errors import BlockedError, InputError, Problem
from footprint.product import Product
from footprint.texts import Language
from footprint.what_if import (
    Answer,
    Effect,
    Lever,
    Plan,
    Total,
    changed,
    local,
    plan,
    reach,
    swaps,
    sweep,
)

MOST = 12

Draws = Annotated[int, typer.Option("--draws", help="Worlds of the Monte Carlo simulation; 0 for none.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws: the same seed gives the same worlds.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("compare")(compare)
    app.command("uncertainty")(uncertainty)
    app.command("what-if")(what_if)


@contextmanager
def bar(text: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on standard error."""
    errors = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=32), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as shown:
        task = shown.add_task(text, total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)


def compare(
    files: Annotated[list[Path], typer.Argument(help="Two or more product files; each against the first.")],
    draws: Draws = 0,
    seed: Seed = variants.DEFAULT_SEED,
    json: Json = False,
    lang: Lang = "en",
) -> int:
    """Say how far variants differ, why, and how sure that is."""
    tongue = language(lang)
    if len(files) < 2:
        raise InputError(Problem("files", "name at least two product files to compare"))
    documents = [read_product(file)[1].document for file in files]
    with bar("comparing") as told:
        found = [variants.compared(workbench(), (documents[0], d), draws, seed, told) for d in documents[1:]]
    if json:
        print_json([_as_json(one, other, files[0]) for one, other in zip(found, files[1:], strict=True)])
    else:
        for one, other in zip(found, files[1:], strict=True):
            _show_comparison(one, files[0], other, tongue)
    return 0


def _as_json(found: variants.Compared, other: Path, first: Path) -> dict[str, Any]:
    return {
        "files": [str(first), str(other)],
        **found.comparison.to_dict(),
        "odds": found.odds.to_dict() if found.odds else None,
    }


def _show_comparison(found: variants.Compared, first: Path, second: Path, tongue: Language) -> None:
    _ = translator(tongue).gettext
    out = console()
    unit = f"kg CO₂e / {unit_label(found.comparison.unit, tongue)}"
    what = found.comparison
    share = f" ({percent(what.difference / what.first, tongue)})" if what.first else ""
    out.print(f"A {number(what.first, tongue)} {unit}  {first.name}", markup=False)
    out.print(f"B {number(what.second, tongue)} {unit}  {second.name}", markup=False)
    out.print(f"B − A {number(what.difference, tongue)} {unit}{share}\n", markup=False)
    table = Table(box=None, pad_edge=False)
    table.add_column(_("Cause"))
    table.add_column(unit, justify="right")
    for cause, value in what.by_cause().items():
        table.add_row(word("cause", cause, tongue), number(value, tongue))
    out.print(table)
    table = Table(box=None, pad_edge=False)
    for title in (_("Line"), _("Cause")):
        table.add_column(title)
    table.add_column(unit, justify="right")
    for step in sorted(what.steps, key=lambda s: -abs(s.value))[:MOST]:
        table.add_row(escape(step.line), word("cause", step.cause, tongue), number(step.value, tongue))
    out.print()
    out.print(table)
    if found.odds:
        sure = found.odds
        low, high = number(sure.percentiles[2.5], tongue), number(sure.percentiles[97.5], tongue)
        text = _("B is lower in {share} of {draws} worlds; 95 of 100 differences lie between {low} and {high}.")
        shown = text.format(share=percent(sure.lower, tongue), draws=sure.draws, low=low, high=high)
        out.print(f"\n{shown}", markup=False)
    out.print()


def uncertainty(
    file: Annotated[Path, typer.Argument(help="Product file.")],
    draws: Draws = variants.DEFAULT_DRAWS,
    seed: Seed = variants.DEFAULT_SEED,
    json: Json = False,
    lang: Lang = "en",
) -> int:
    """Vary a product and its background: percentiles, what makes it unsure, convergence."""
    tongue = language(lang)
    _ = translator(tongue).gettext
    with bar("drawing") as told:
        found, result = variants.uncertain(workbench(), read_product(file)[1].document, draws, seed, told)
    if json:
        print_json(result.to_dict())
        return 0
    out = console()
    rule = found.rule.rule
    unit = f"kg CO₂e / {unit_label(rule.functional_unit.unit, tongue)}"
    calculated = _("as calculated")
    out.print(f"{number(result.value, tongue)} {unit}  ({calculated})", markup=False)
    for p, value in result.percentiles.items():
        out.print(f"  P{p:<5g} {number(value, tongue)}", markup=False)
    text = _("mean {mean}, standard error of the mean {error}, {draws} draws, seed {seed}")
    mean, error = number(result.mean, tongue), number(result.mean_error, tongue)
    out.print(text.format(mean=mean, error=error, draws=result.draws, seed=result.seed) + "\n", markup=False)
    table = Table(box=None, pad_edge=False)
    table.add_column(_("Line"))
    table.add_column(_("Share of the variance"), justify="right")
    for name, share in result.variance[:MOST]:
        table.add_row(escape(name), percent(share, tongue))
    out.print(table)
    out.print()
    table = Table(box=None, pad_edge=False)
    for title in (_("Draws"), _("Mean"), "P2.5", "P97.5"):
        table.add_column(title, justify="right")
    for count, running, low, high in result.convergence:
        table.add_row(str(count), number(running, tongue), number(low, tongue), number(high, tongue))
    out.print(table)
    return 0


def what_if(
    file: Annotated[Path, typer.Argument(help="Product file.")],
    change: Annotated[
        list[str] | None, typer.Option("--set", help="PATH=VALUE, e.g. 'processes[cell].yield=0.97'; repeatable.")
    ] = None,
    over: Annotated[str | None, typer.Option("--sweep", help="PATH=LOW:HIGH:STEPS of one number.")] = None,
    swap: Annotated[str | None, typer.Option("--swap", help="PATH=ONE,OTHER,… datasets, slots or regions.")] = None,
    target: Annotated[
        float | None, typer.Option("--target", help="Total to reach [kg CO2e per functional unit].")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="PATH=LOW:HIGH: number that is to reach the target.")
    ] = None,
    json: Json = False,
    lang: Lang = "en",
) -> int:
    """Rank what each number does, try changes, sweep a number, or find what reaches a target."""
    tongue = language(lang)
    product, rule, total = variants.total_of(workbench(), read_product(file)[1].document)
    if over:
        path, (low, high, steps) = _range(over, 3)
        values = [low + (high - low) * i / (int(steps) - 1) for i in range(int(steps))]
        points = sweep(product, path, values, total)
        return _print_points(points, path, json=json, tongue=tongue)
    if target is not None and by:
        path, (low, high) = _range(by, 2)
        return _print_answer(reach(product, path, target, (low, high), total), json=json, tongue=tongue)
    if target is not None:
        choices = [(Lever(p, "amount"), v) for p, v in map(_pair, change or [])]
        return _print_plan(plan(product, choices, target, total), json=json, tongue=tongue)
    if swap:
        path, _equals, options = swap.partition("=")
        for option in options.split(","):  # one that is refused says why
            _total(changed(product, path, option), total)
        return _print_effects(swaps(product, path, options.split(","), total), json=json, tongue=tongue)
    if change:
        before = total(product)
        effects: list[Effect] = []
        for path, value in map(_pair, change):
            effects.append(
                Effect(Lever(path, "amount"), value, before, _total(changed(product, path, value), total))
            )
        return _print_effects(tuple(effects), json=json, tongue=tongue)
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
        raise InputError(Problem("--set", f"{text!r}: write PATH=VALUE"))
    try:
        return path, float(value)
    except ValueError:
        return path, value


def _range(text: str, count: int) -> tuple[str, list[float]]:
    path, _equals, values = text.partition("=")
    try:
        numbers = [float(v) for v in values.split(":")]
    except ValueError:
        numbers = []
    if len(numbers) != count or (count == 3 and not 2 <= numbers[2] <= 1000):
        shape = "LOW:HIGH:STEPS (2 to 1000 steps)" if count == 3 else "LOW:HIGH"
        raise InputError(Problem("", f"{text!r}: write PATH={shape}"))
    return path, numbers


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
