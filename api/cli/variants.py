"""``footprint compare`` and ``uncertainty``: variants of a product, and how sure they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cases import variants, what_if
from api.cases.certificates import claimed_twice, sentence
from api.cli.files import number_range, read_product
from api.cli.root import Dask, Json, Lang, Processes, bar, console, language, print_json, workbench, workers
from api.i18n import number, percent, translator, unit_label
from api.i18n.codes import word
from footprint.errors import InputError, Problem
from footprint.ledger import claims
from footprint.texts import Language

MOST = 12

Draws = Annotated[int, typer.Option("--draws", help="Worlds of the Monte Carlo simulation; 0 for none.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws: the same seed gives the same worlds.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("compare")(compare)
    app.command("uncertainty")(uncertainty)


def compare(
    files: Annotated[list[Path], typer.Argument(help="Two or more product files; each against the first.")],
    draws: Draws = 0,
    seed: Seed = variants.DEFAULT_SEED,
    equal: Annotated[
        str | None, typer.Option("--equal", help="PATH or PATH=LOW:HIGH: the number at which they are equal.")
    ] = None,
    both: Annotated[bool, typer.Option("--both", help="Vary that number in both products.")] = False,
    processes: Processes = None,
    dask: Dask = "",
    json: Json = False,
    lang: Lang = "en",
) -> int:
    """Say how far variants differ, why, how sure that is, and where they would be equal."""
    tongue = language(lang)
    if len(files) < 2:
        raise InputError(Problem("files", "name at least two product files to compare"))
    documents = [read_product(file)[1].document for file in files]
    with bar("comparing") as told:
        who = workers(processes, dask)
        found = [variants.compared(workbench(), (documents[0], d), draws, seed, told, who) for d in documents[1:]]
    points = [_equal(documents[0], d, equal, both) if equal else None for d in documents[1:]]
    if json:
        rows = zip(found, files[1:], points, strict=True)
        print_json([_as_json(one, other, files[0], point) for one, other, point in rows])
    else:
        for one, other, point in zip(found, files[1:], points, strict=True):
            _show_comparison(one, files[0], other, tongue)
            if point is not None:
                _show_equal(point, tongue)
        products = [found[0].first.product, *(one.second.product for one in found)]
        named = ((file.name, tuple(claims(product))) for file, product in zip(files, products, strict=True))
        for twice in claimed_twice(named):
            Console(stderr=True, soft_wrap=True).print(sentence(twice, tongue), markup=False, highlight=False)
    return 0


def _equal(first: Any, second: Any, asked: str, both: bool) -> what_if.BreakEven:
    path, given, _ends = asked.partition("=")
    low, high = number_range(asked, 2)[1] if given else (None, None)
    return what_if.equal(workbench(), (first, second), path, low, high, both=both)


def _show_equal(found: what_if.BreakEven, tongue: Language) -> None:
    _ = translator(tongue).gettext
    answer = found.answer
    low, high = number(answer.low[0], tongue), number(answer.high[0], tongue)
    lower, higher = ("B", "A") if answer.low[1] < 0 else ("A", "B")
    if answer.value is None:
        text = _("{path} from {low} to {high}: {lower} is lower throughout.")
    else:
        text = _("Equal at {path} = {value}: {lower} is lower below, {higher} above.")
    value = "" if answer.value is None else number(answer.value, tongue, 6)
    shown = text.format(path=answer.path, low=low, high=high, value=value, lower=lower, higher=higher)
    console().print(shown + "\n", markup=False)


def _as_json(found: variants.Compared, other: Path, first: Path, point: what_if.BreakEven | None) -> dict[str, Any]:
    equal = {"equal": {"path": point.answer.path, "value": point.answer.value}} if point else {}
    return {
        "files": [str(first), str(other)],
        **found.comparison.to_dict(),
        "odds": found.odds.to_dict() if found.odds else None,
        "certificates_claimed_twice": [one.to_dict() for one in found.certificates],
        **equal,
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
    processes: Processes = None,
    dask: Dask = "",
    json: Json = False,
    lang: Lang = "en",
) -> int:
    """Vary a product and its background: percentiles, what makes it unsure, convergence."""
    tongue = language(lang)
    _ = translator(tongue).gettext
    with bar("drawing") as told:
        document = read_product(file)[1].document
        found, result = variants.uncertain(workbench(), document, draws, seed, told, workers(processes, dask))
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
    table.add_column(_("Number"))
    table.add_column(_("Share of the variance"), justify="right")
    for varied, share in result.inputs[:MOST]:
        table.add_row(escape(varied.path), percent(share, tongue))
    out.print(table)
    if result.background is not None:
        text = _("Background: {stated} by spreads its sources state, {convention} by convention.")
        grounds = {"stated": result.background.stated, "convention": result.background.convention}
        shown = text.format(**{name: percent(share, tongue) for name, share in grounds.items()})
        out.print(f"\n{shown}", markup=False)
    out.print()
    table = Table(box=None, pad_edge=False)
    for title in (_("Draws"), _("Mean"), "P2.5", "P97.5"):
        table.add_column(title, justify="right")
    for count, running, low, high in result.convergence:
        table.add_row(str(count), number(running, tongue), number(low, tongue), number(high, tongue))
    out.print(table)
    return 0
