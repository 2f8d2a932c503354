"""``footprint filing``: several records as the document an authority asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cases import filings
from api.cli.records import load
from api.cli.root import Json, Lang, console, language, print_json, workbench
from api.documents.filing.words import say
from api.messages import describe, finding_from, severity
from footprint.errors import InputError, Problem
from footprint.filing_scheme import Filing
from footprint.texts import LANGUAGES, Language
from rules.filings import load_filing

Records = Annotated[list[str], typer.Argument(help="Record files, or run ids of stored calculations.")]


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("filing")(filing)


def filing(
    records: Records,
    named: Annotated[str, typer.Option("--filing", help="Id of the filing; that of the first record's rule.")] = "",
    stated: Annotated[
        list[str] | None, typer.Option("--state", help="What no record holds, e.g. role=importer.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for Excel, PDF and JSON.")] = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> int:
    """Join records into a filing: Excel, PDF and JSON; exit code 1 while errors are open."""
    tongue = language(lang)
    loaded = [load(record) for record in records]
    found = load_filing(named) if named else _of_rule(loaded[0]["rule"]["id"])
    made = filings.make_from(workbench(), found, loaded, filings.stated_of(stated or []))
    if as_json:
        print_json(made.document)
    else:
        _show(made, tongue)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        files = {"filing.json": made.json()}
        for one in LANGUAGES:
            files[f"filing-{one}.xlsx"] = made.workbook(one)
            files[f"filing-{one}.pdf"] = made.paper(one)
        for name, content in files.items():
            (out / name).write_bytes(content)
            if not as_json:
                print(f"written: {out / name}")
    return 0 if made.document["ready"] else 1


def _show(made: filings.Made, tongue: Language) -> None:
    shown, document = console(), made.document
    shown.print(document["filing"]["title"][tongue], style="bold", markup=False)
    for one in document["deadlines"]:
        days = f"{say('left', tongue)}: {one['days_left']}"
        shown.print(f"  {one['day']}  {one['title'][tongue]} · {days}", markup=False)
    for product in document["products"]:
        values = {field["id"]: field["value"] for field in product["fields"]}
        shown.print(
            f"  {product['run_id'][:12]}  {values.get('model')}  {values.get('footprint'):.6g}", markup=False
        )
    rule = made.rule.rule if made.rule else None
    for one in document["findings"]:
        finding = finding_from(one)
        shown.print(f"  {severity(finding, tongue)}: {describe(finding, tongue, rule)}", markup=False)


def _of_rule(rule_id: str) -> Filing:
    found = filings.for_rule(rule_id)
    if not found:
        known = ", ".join(one.id for one in filings.listed())
        what = f"no filing takes results of {rule_id}: name one with --filing (known are {known})"
        raise InputError(Problem("", what))
    return found[0]
