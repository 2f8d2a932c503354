"""``footprint cbam-law``: what the EU carbon border adjustment mechanism says about goods; no installation file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api import cbam_law_messages as words
from api.cases import cbam_law, cbam_law_documents
from api.cli import cbam_parts
from api.cli.root import Json, Lang, console, language, print_json, workbench
from api.i18n import number, percent, translator
from footprint.cbam.nomenclature import written_cn
from footprint.cbam.regulation import Figure, Gap
from footprint.errors import InputError, Problem

Codes = Annotated[
    list[str] | None,
    typer.Argument(help="CN codes, without spaces or in quotes: 73082000 …", show_default=False),
]
Code = Annotated[str, typer.Argument(help="CN code, without spaces or in quotes.")]
Origin = Annotated[str, typer.Option("--origin", help="Country of customs origin, two letters: CN, HK …")]
Mass = Annotated[float | None, typer.Option("--mass", min=0, help="Net mass [t].")]
On = Annotated[str, typer.Option("--on", help="Day of import, 2026-06-01; today when absent.")]
Known = Annotated[str, typer.Option("--known-on", help="Only what had been published by this day.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    law = typer.Typer(
        help="The EU carbon border adjustment mechanism: scope, default values, prices, cost.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    law.command("scope")(scope)
    law.command("default")(default)
    law.command("price")(price)
    law.command("estimate")(estimate)
    app.add_typer(law, name="cbam-law")


def scope(
    cn: Codes = None, origin: Origin = "", mass: Mass = None, on: On = "", known_on: Known = "",
    parts: Annotated[
        Path | None, typer.Option("--parts", help="Instead of codes: a list of parts, YAML or JSON.")
    ] = None,
    product: Annotated[
        Path | None, typer.Option("--product", help="Instead of codes: a product with its bill of materials.")
    ] = None,
    json: Json = False, lang: Lang = "en",
) -> None:  # fmt: skip
    """Say whether goods fall under CBAM today or under the proposal for 2028, and which duties and dates follow."""
    tongue = language(lang)
    rules = cbam_law.law(workbench(), _day("--on", on), _day("--known-on", known_on))
    if sum(given is not None for given in (cn or None, parts, product)) != 1:
        raise InputError(Problem("CN", "give CN codes, --parts FILE or --product FILE, one of them"))
    if parts is not None or product is not None:
        if origin or mass is not None:
            raise InputError(Problem("--origin", "goes with CN codes: a file holds origins and masses of its own"))
        cbam_parts.show(parts, product, rules, tongue, json=json)
        return
    assert cn is not None  # noqa: S101 - looked at above
    read = cbam_law.lines(cn, [origin] if origin else [], [mass] if mass is not None else [], rules)
    found = cbam_law.scope(read, rules)
    if json:
        print_json(cbam_law_documents.scope_document(found, rules, tongue))
        return
    out, _ = console(), translator(tongue).gettext
    for line in found.lines:
        out.print()
        cbam_parts.print_line(out, line, tongue)
    for said in found.threshold.statements:
        out.print()
        known = said.code in words.STATEMENTS
        text = words.say(said, tongue) if known else words.say_gap(Gap(said.code, said.params), tongue)
        cbam_parts.print_said(out, text, said.cite)
    cbam_parts.print_duties(out, found.duties, tongue)


def default(
    cn: Code, origin: Origin = "CN", on: On = "", known_on: Known = "", json: Json = False, lang: Lang = "en"
) -> None:
    """Show the default value of a good, before and after the mark-up, with its source."""
    tongue = language(lang)
    rules = cbam_law.law(workbench(), _day("--on", on), _day("--known-on", known_on))
    line = cbam_law.lines([cn], [origin], [], rules)[0]
    screened = cbam_law.scope([line], rules)
    document = cbam_law_documents.scope_document(screened, rules, tongue)["lines"][0]
    if json:
        print_json({k: document[k] for k in ("cn", "country", "verdict", "default", "gap")})
        return
    out, _ = console(), translator(tongue).gettext
    found = document["default"]
    if found is None:
        sentence = document["gap"]["what"] if document["gap"] else document["statements"][-1]["what"]
        out.print(sentence, markup=False)
        return
    out.print(f"[bold]{document['cn']}[/bold]  {document['country']}")
    total, raised = (number(found[k], tongue, 5) for k in ("total", "with_markup"))
    out.print(f"  {total} t CO₂e/t  " + _("default value before the mark-up"), markup=False)
    share = percent(found["markup"], tongue)
    out.print(f"  {raised} t CO₂e/t  " + _("with the mark-up of {share}").format(share=share), markup=False)
    for said in document["statements"]:
        if said["code"].startswith("origin."):
            out.print(f"  {said['what']}", markup=False)
    cite = found["cite"]
    out.print(f"  {cite['title']}, {cite['locator']} [{cite['grade']}]", markup=False)


def price(
    year: Annotated[int, typer.Option("--year", min=2026, max=2100, help="Year of import.")] = 2026,
    known_on: Known = "",
    json: Json = False,
    lang: Lang = "en",
) -> None:
    """Show the certificate prices of the quarters of a year."""
    tongue = language(lang)
    rules = cbam_law.law(workbench(), date(year, 1, 1), _day("--known-on", known_on))
    found = [(quarter, rules.price(year, quarter)) for quarter in (1, 2, 3, 4)]
    if json:
        rows = [
            {
                "quarter": quarter,
                "price": figure.value if isinstance(figure, Figure) else None,
                "unit": "EUR/t CO2e",
                "published_at": str(figure.cite.published_at) if isinstance(figure, Figure) else None,
                "grade": figure.cite.grade if isinstance(figure, Figure) else None,
                "gap": words.say_gap(figure, tongue) if isinstance(figure, Gap) else None,
            }
            for quarter, figure in found
        ]
        print_json({"year": year, "prices": rows})
        return
    out = console()
    for quarter, figure in found:
        if isinstance(figure, Gap):
            out.print(f"{year} Q{quarter}  –  {words.say_gap(figure, tongue)}", markup=False)
        else:
            published = figure.cite.published_at
            out.print(
                f"{year} Q{quarter}  {figure.value:.2f} EUR/t CO₂e  {published} [{figure.cite.grade}]", markup=False
            )


def estimate(
    cn: Code,
    origin: Origin = "",
    mass: Mass = None,
    see: Annotated[
        float | None, typer.Option("--see", min=0, help="Actual specific embedded emissions [t CO2e/t].")
    ] = None,
    route: Annotated[str, typer.Option("--route", help="Letter of the production route, for actual values.")] = "",
    on: On = "",
    known_on: Known = "",
    json: Json = False,
    lang: Lang = "en",
) -> None:
    """Estimate certificates and cost of a good, with its default value or with actual emissions."""
    tongue = language(lang)
    rules = cbam_law.law(workbench(), _day("--on", on), _day("--known-on", known_on))
    line = cbam_law.lines([cn], [origin] if origin else [], [mass], rules)[0]
    found = cbam_law.estimate(cbam_law.case_of(line, see, route, rules=rules), rules)
    if json:
        print_json(cbam_law_documents.estimate_document(found, rules, tongue))
        return
    out, _ = console(), translator(tongue).gettext
    out.print(f"[bold]{written_cn(line.cn)}[/bold]  {line.origin}  " + _("estimate"))
    if found.see is not None and found.allocation is not None and found.net is not None:
        for name, value in (
            (_("specific embedded emissions"), found.see),
            (_("specific embedded free allocation"), found.allocation.sefa),
            (_("certificates per tonne"), found.net),
        ):
            out.print(f"  {number(value, tongue, 6):>10}  t CO₂e/t  {name}", markup=False)
        for q in found.quarters:
            if q.per_tonne is not None and isinstance(q.price, Figure):
                whole = found.shipment(q.per_tonne)
                more = "" if whole is None else f"  {whole:,.2f} EUR"
                out.print(f"  Q{q.quarter} {q.price.value:.2f} EUR: {q.per_tonne:,.2f} EUR/t{more}", markup=False)
    for gap in found.gaps:
        out.print(f"  {words.say_gap(gap, tongue)}", markup=False)
    for said in found.reasons:
        cbam_parts.print_said(out, words.say(said, tongue), said.cite)


def _day(option: str, written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise InputError(Problem(option, f"is {written[:20]!r}: a day such as 2026-09-30 is due")) from error
