"""``footprint background``."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cases import catalogue
from api.cases.workbench import Workbench
from api.cli import importing
from api.cli.root import Json, Lang, console, language, print_json, progress, workbench
from api.cli.show import table
from api.i18n import number, percent, translator, unit_label
from api.i18n.codes import word
from api.settings import read_settings
from background_db.published import by_dataset
from background_db.variants import variants_of
from footprint.background import Dataset
from footprint.texts import Language

On = Annotated[
    str | None, typer.Option("--background", help="Id of an imported background; the open one when left out.")
]
VARIANTS = 8

Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many rows at the most.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    room = typer.Typer(help="The background database.", no_args_is_help=True, rich_markup_mode=None)
    room.command("list")(list_datasets)
    room.command("search")(search)
    room.command("show")(show_dataset)
    room.command("gaps")(show_gaps)
    room.command("licences")(show_licences)
    room.command("build")(build)
    importing.register(room)
    app.add_typer(room, name="background")


def _print(bench: Workbench, datasets: list[Dataset], tongue: Language, *, json: bool) -> None:
    _ = translator(tongue).gettext
    closed = bench.closed()
    values = {d.id: None if d.kind == "gap" else float(closed.of(d.id)[0]) for d in datasets}
    if json:
        print_json(
            [
                {
                    "id": d.id, "name": d.name.to_dict(), "unit": d.unit, "region": d.region, "year": d.year,
                    "kind": d.kind, "category": d.category, "unit_value": values[d.id],
                }
                for d in datasets
            ]
        )  # fmt: skip
        return
    rows = table(
        ("id", "left"), (_("name"), "left"), (_("region"), "left"), (_("year"), "right"), (_("kind"), "left"),
        ("kg CO₂e", "right"), ("", "left"),
    )  # fmt: skip
    for d in datasets:
        value = values[d.id]
        rows.add_row(
            d.id, d.name.get(tongue), d.region, str(d.year), word("kind", d.kind, tongue),
            number(value, tongue) if value is not None else "–", f"/ {unit_label(d.unit, tongue)}",
        )  # fmt: skip
    console().print(rows)


def list_datasets(
    category: Annotated[str | None, typer.Option("--category", help="Only this category.")] = None,
    background: On = None,
    json: Json = False,
    lang: Lang = "en",
) -> None:
    """List the datasets with the score of one unit."""
    bench = workbench().on(background)
    found = [d for d in bench.background.datasets.values() if category in {None, d.category}]
    _print(bench, sorted(found, key=lambda d: (d.category, d.id)), language(lang), json=json)


def search(
    words: Annotated[list[str], typer.Argument(help="Words in English or Chinese.")],
    limit: Limit = 15,
    background: On = None,
    json: Json = False,
    lang: Lang = "en",
) -> None:
    """Search datasets by words."""
    tongue = language(lang)
    bench = workbench().on(background)
    _print(bench, list(catalogue.search_datasets(bench, " ".join(words), tongue, limit)), tongue, json=json)


def show_dataset(
    dataset_id: Annotated[str, typer.Argument(help="Dataset id.")],
    background: On = None,
    json: Json = False,
    lang: Lang = "en",
) -> None:
    """Show one dataset: score, exchanges with their sources, arithmetic, licence."""
    tongue = language(lang)
    _ = translator(tongue).gettext
    bench = workbench().on(background)
    found = catalogue.dataset(bench, dataset_id)
    d = found.dataset
    source = bench.background.sources.get(d.source)
    closed = bench.closed(found.set_id)
    others = variants_of(bench.background, closed, d) if found.columns else ()
    published = by_dataset().get(d.id, ()) if bench.background.id == "open" and found.columns else ()
    if json:
        print_json(
            {
                "id": d.id, "name": d.name.to_dict(), "unit": d.unit, "region": d.region, "year": d.year,
                "kind": d.kind, "confidence": d.confidence, "pedigree": list(d.pedigree), "licence": d.licence,
                "source": source.title if source else "", "url": source.url if source else "",
                "locator": d.locator, "method": d.method,
                "characterization": found.set_id, "columns": found.columns,
                "exchanges": [
                    {
                        "row": n.exchange.row, "kind": n.exchange.kind, "target": n.exchange.target,
                        "provider": n.dataset, "amount": n.amount, "unit": n.unit, "value": n.value,
                        "source": n.exchange.source, "locator": n.exchange.locator,
                        "source_amount": n.exchange.source_amount, "source_unit": n.exchange.source_unit,
                        "factor": n.exchange.factor, "reason": n.exchange.reason,
                    }
                    for n in found.nodes
                ],
            }
        )  # fmt: skip
        return
    out = console()
    out.print(f"\n[bold]{d.name.get(tongue)}[/bold]  {d.id}  {d.region} {d.year}  ({word('kind', d.kind, tongue)})")
    out.print(f"{d.technology.get(tongue)}", markup=False)
    if found.value is not None:
        out.print(f"\n  [bold]{number(found.value, tongue, 4)}[/bold] kg CO₂e / {unit_label(d.unit, tongue)}\n")
    rows = table(
        ("", "right"),
        (_("input or emission"), "left"),
        (_("amount"), "right"),
        ("", "left"),
        ("kg CO₂e", "right"),
        (_("source"), "left"),
    )
    for n in found.nodes:
        gap = n.exchange.kind == "gap"
        rows.add_row(
            str(n.exchange.row), n.exchange.target, number(n.amount, tongue, 4), unit_label(n.unit, tongue),
            "–" if gap else number(n.value, tongue), f"{n.exchange.source}: {n.exchange.locator}",
        )  # fmt: skip
    out.print(rows)
    if source:
        out.print(f"\n{source.authors} ({source.year}) {source.title}. {d.locator} {source.url}", markup=False)
    facts = (
        (_("licence"), d.licence),
        (_("confidence"), word("confidence", d.confidence, tongue)),
        (_("pedigree"), d.pedigree),
    )
    out.print("   ".join(f"{name}: {value}" for name, value in facts), markup=False)
    if d.method:
        out.print(_("method") + f": {d.method}", markup=False)
    for value in published:
        verdict = _("agrees") if value.agrees else _("known miss")
        difference = percent(value.difference(found.columns["total"]), tongue)
        shown = f" {number(value.value, tongue, 4)} ({difference}, {verdict}): {value.source}. {value.reason}"
        out.print(_("published") + shown, markup=False)
    for other in others[:VARIANTS]:
        change = f" ({percent(other.change, tongue)})" if other.change is not None else ""
        place = f" {other.dataset.id} {other.dataset.region} {other.dataset.year}: "
        out.print(_("variant") + place + number(other.score, tongue) + change, markup=False)


def show_gaps(background: On = None, json: Json = False, lang: Lang = "en") -> None:
    """List what is missing: what was looked at, and who needs it."""
    from background_db.gaps import gaps

    tongue = language(lang)
    _ = translator(tongue).gettext
    found = gaps(workbench().on(background).background)
    if json:
        print_json(
            [
                {
                    "id": g.dataset_id, "name": g.name.to_dict(), "unit": g.unit, "looked_at": g.looked_at,
                    "needed_by": [{"dataset": a.dataset_id, "amount": a.amount} for a in g.asked_by],
                }
                for g in found
            ]
        )  # fmt: skip
        return
    rows = table(("id", "left"), (_("name"), "left"), (_("needed by"), "left"), (_("what was looked at"), "left"))
    for g in found:
        rows.add_row(g.dataset_id, g.name.get(tongue), ", ".join(a.dataset_id for a in g.asked_by), g.looked_at)
    console().print(rows)


def show_licences(background: On = None, json: Json = False, lang: Lang = "en") -> None:
    """List the terms of use and what a commercial user must clear."""
    from background_db.licences import register as licence_register

    _ = translator(language(lang)).gettext
    found = licence_register(workbench().on(background).background)
    if json:
        print_json(
            [
                {
                    "id": e.licence.id, "name": e.licence.name, "commercial_use": e.licence.commercial_use,
                    "datasets": e.datasets, "attribution": e.licence.attribution, "terms": e.licence.terms,
                }
                for e in found
            ]
        )  # fmt: skip
        return
    rows = table(
        ("id", "left"),
        (_("name"), "left"),
        (_("commercial use"), "left"),
        (_("datasets"), "right"),
        (_("terms"), "left"),
    )
    for e in found:
        rows.add_row(e.licence.id, e.licence.name, e.licence.commercial_use, str(e.datasets), e.licence.terms)
    console().print(rows)


def build() -> None:
    """Check the open tables and compile them: unit scores, and a datapackage for Brightway per factor set."""
    from background_db.build import build as compile_tables
    from background_db.build import load
    from background_db.export import export_brightway
    from background_db.layout import OPEN

    settings = read_settings()
    out = settings.data_dir / "background"
    with progress("checking and compiling the background", "writing datapackages for Brightway") as step:
        next(step)
        report = compile_tables(OPEN, out, settings.excluded_uses)
        next(step)
        packages = export_brightway(load(out, without=settings.excluded_uses).background, out)
    kinds = ", ".join(f"{count} {kind}" for kind, count in report.kinds.items())
    print(f"background {report.id} {report.version}: {kinds}; {report.exchanges} exchanges; {report.folder}")
    for package in packages:
        print(f"for Brightway: {package}")
    missing = report.missing
    if missing:
        print(
            f"left out by setting: {len(missing.datasets)} datasets became gaps, "
            f"{len(missing.estimated)} became estimated; "
            f"slots without provider: {', '.join(missing.slots) or 'none'}"
        )
        for dataset, reason in sorted(missing.datasets.items()):
            print(f"  {dataset}: {reason}")
