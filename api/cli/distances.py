"""``footprint distance``."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cases import distances
from api.cli.root import Json, Lang, console, language, print_json, workbench
from api.cli.show import table
from api.documents.transport import DIGITS, reason
from api.i18n import number, translator
from api.i18n.codes import word
from footprint.distances import MODES
from footprint.transport import describe_stretch


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("distance")(show)


def show(
    start: Annotated[str, typer.Argument(metavar="FROM", help="UN/LOCODE or name: CNGGZ, Guangzhou, 广州 …")],
    end: Annotated[str, typer.Argument(metavar="TO", help="UN/LOCODE or name.")],
    mode: Annotated[str, typer.Option("--mode", help="road, rail, barge, sea or air; all when absent.")] = "",
    via: Annotated[list[str] | None, typer.Option("--via", help="A place in between; may be repeated.")] = None,
    json: Json = False,
    lang: Lang = "en",
) -> None:
    """Show how far it is between two places by each mode, with the source; what is not known says so."""
    tongue = language(lang)
    if mode and mode not in MODES:
        what = f"--mode {mode}: known are {', '.join(MODES)}"
        raise typer.BadParameter(what)
    asked = tuple(known for known in MODES if mode in {"", known})
    found = distances.between(workbench().background, (start, *(via or ()), end), asked)
    if json:
        print_json(distances.document(found))
        return
    _ = translator(tongue).gettext
    rows = table((_("mode"), "left"), ("km", "right"), (_("how"), "left"), (_("source"), "left"))
    for way in found:
        name = word("mode", way.mode, tongue)
        if not way.stretches:
            rows.add_row(name, "–", _("not in the table: give the kilometres with evidence"), "")
        for stretch in way.stretches:
            why = reason(describe_stretch(stretch), tongue)
            rows.add_row(name, number(stretch.km, tongue, DIGITS), why.how, why.source)
    console().print(rows)
