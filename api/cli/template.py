"""``footprint template``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cases import templates
from api.cases.examples import examples
from api.cli.files import read_product
from api.cli.root import language, workbench
from api.whole import write_whole


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("template")(template)


def template(
    rule: Annotated[str, typer.Argument(help="Rule id, optionally with @version.", show_default=False)],
    out: Annotated[Path, typer.Argument(help="Workbook to write (.xlsx).", show_default=False)],
    tongue: Annotated[
        str, typer.Option("--language", "--lang", help="Language of the workbook: en, zh-Hans or zh-Hant.")
    ] = "en",
    example: Annotated[str | None, typer.Option("--example", help="Fill it with an example product.")] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="Fill it with a product document (YAML, JSON or Excel).")
    ] = None,
) -> None:
    """Write the Excel template of a rule: fill it, then 'footprint calculate FILE.xlsx'."""
    if out.suffix.lower() != ".xlsx":
        what = f"{out}: the name of the workbook ends in .xlsx"
        raise typer.BadParameter(what)
    if example is not None and source is not None:
        what = "--example and --from: give one of them"
        raise typer.BadParameter(what)
    known = examples()
    if example is not None and example not in known:
        what = f"--example {example}: known are {', '.join(known)}"
        raise typer.BadParameter(what)
    chosen = language(tongue)
    document = known[example] if example else None
    if source is not None:
        document = read_product(source, language=chosen)[0].to_document()
    bench = workbench()
    loaded = bench.rules.get(rule)
    data = templates.template(bench, loaded.rule.pcr, loaded.rule.version, chosen, document)
    print(f"written: {write_whole(out, data)}")
