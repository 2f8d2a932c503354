"""``footprint cbam``: specific embedded emissions of an installation's goods under CBAM. No product footprint."""

from __future__ import annotations

import json as json_
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from api.cases import cbam, cbam_money, cbam_pack
from api.cases.cbam import Figures
from api.cases.cbam_workbook import ReadTemplate
from api.cases.workbench import Workbench
from api.cli import cbam_bridge, cbam_costs, cbam_workbook
from api.cli.files import place
from api.cli.root import Json, Lang, console, language, print_json, workbench
from api.cli.show import table
from api.i18n import number, percent, translator
from api.messages import describe, severity
from api.whole import write_folder
from footprint.cbam.installation import Installation
from footprint.cbam.nomenclature import code_or_category, written_cn
from footprint.cbam.reading import parse_installation
from footprint.errors import BlockedError, InputError, Problem
from footprint.findings import Finding
from footprint.texts import Language
from rules.yaml_lines import Lines, read_yaml_file

DIGITS = 5
PACK = "cbam-pack.zip"


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("cbam")(show)


def show(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Installation document (YAML or JSON), or a filled communication template (.xlsx).",
            show_default=False,
        ),
    ] = None,
    as_of: Annotated[
        str, typer.Option("--as-of", help="The law as published by this day, 2026-11-01; all of it when absent.")
    ] = "",
    mark_up: Annotated[
        bool, typer.Option("--mark-up/--no-mark-up", help="Whether default values of precursors bear the mark-up.")
    ] = True,
    trace: Annotated[bool, typer.Option("--trace", help="Also show every figure with its formula.")] = False,
    json: Json = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Also write figures, document and report to this folder; the file with --from-product.",
        ),
    ] = None,
    pack: Annotated[
        bool, typer.Option("--pack", help="With --out: also write the evidence pack, one zip, signed.")
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option("--seed", help="Number of the verifier, for the part of the sample drawn by chance."),
    ] = None,
    from_product: Annotated[
        Path | None,
        typer.Option("--from-product", help="Lay out an installation document from a product's metal parts."),
    ] = None,
    workbook_: Annotated[
        str,
        typer.Option(
            "--workbook",
            help="With --out: also fill the communication template: the Commission's file, or 2.1.1 or 2.1.",
        ),
    ] = "",
    lang: Lang = "en",
) -> int:
    """Calculate the specific embedded emissions of an installation's goods under CBAM; no product footprint."""
    tongue = language(lang)
    if from_product is not None:
        if file is not None:
            raise InputError(Problem("--from-product", "makes a document: leave the other file out"))
        return cbam_bridge.lay_out(from_product, out, tongue, json=json)
    if file is None:
        raise InputError(Problem("FILE", "is missing: name an installation document, or --from-product"))
    known_on = _day(as_of)
    _go_with_out(out, pack=pack, workbook=bool(workbook_))
    bench = workbench()
    template = cbam_workbook.shown(console(), file, bench, tongue, json=json)
    if template is not None and template.early:
        return cbam_workbook.end_early(template, out, tongue, json=json)
    installation, lines = _opened(file, template, bench)
    try:
        found = cbam.figures(installation, bench, known_on, mark_up, seed=seed)
    except BlockedError as error:
        return _refuse(error.findings, lines, tongue)
    except InputError as error:
        raise InputError(*(Problem(place(lines, p.where), p.what) for p in error.problems)) from error
    written = _write(found, bench, out, tongue, pack=pack) if out else []
    if out and (workbook_ or template is not None):
        data = cbam_workbook.filled(found, workbook_, template)
        written += write_folder(out, {cbam_workbook.WRITTEN: data})
    if json:
        print_json(
            _plain(found, tongue) | ({"workbook": cbam_workbook.plain(template, tongue)} if template else {})
        )
        return 0
    _print(console(), found, lines, tongue)
    if trace:
        _trace(console(), found, tongue)
    for path in written:
        print(f"written: {path}")
    return 0


def _go_with_out(out: Path | None, **asked: bool) -> None:
    for name, given in asked.items():
        if given and out is None:
            what = f"--{name} goes with --out FOLDER: it says where it is written"
            raise typer.BadParameter(what)


def _opened(file: Path, template: ReadTemplate | None, bench: Workbench) -> tuple[Installation, Lines]:
    if template is not None:
        return cbam_workbook.installation(file, template, bench)
    return read_installation(file, bench.clock().date())


def read_installation(file: Path, today: date) -> tuple[Installation, Lines]:
    """Read an installation document.

    Raises
    ------
    InputError
        Not readable, or no installation: every problem with ``file:line: field``.
    """
    lines = read_yaml_file(file)
    try:
        return parse_installation(lines.document, today), lines
    except InputError as error:
        raise InputError(*(Problem(place(lines, p.where), p.what) for p in error.problems)) from error


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InputError(Problem("--as-of", f"is {written!r}: a day is due, e.g. 2026-11-01")) from None


def _refuse(findings: tuple[Finding, ...], lines: Lines, tongue: Language) -> int:
    errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
    for finding in findings:
        if finding.severity == "error":
            errors.print(f"{place(lines, finding.where)}: {describe(finding, tongue)}")
    sys.stderr.flush()
    return 1


def _print(out: Console, found: Figures, lines: Lines, tongue: Language) -> None:
    _ = translator(tongue).gettext

    def n(value: float) -> str:
        return number(value, tongue, DIGITS)

    result = found.result
    start, end = (day.isoformat() for day in result.period)
    out.print(f"[bold]{escape(result.installation)}[/bold]  {start} – {end}  {result.method}")
    out.print(_("Specific embedded emissions under CBAM, t CO₂e per tonne. No product footprint."), markup=False)
    if found.installation.demonstration:
        out.print(_("Demonstration: the activity data are invented."), markup=False)
    rows = table(
        (_("process"), "left"), ("CN", "left"), (_("tonnes"), "right"), (_("direct"), "right"),
        (_("indirect that counts"), "right"), (_("priced"), "right"), (_("for information: all indirect"), "right"),
        (_("share of defaults"), "right"), (_("default value with mark-up"), "right"),
    )  # fmt: skip
    against = {(row.process, row.cn): row for row in found.goods}
    for process in result.processes:
        for good in process.goods:
            e = process.of_good(good)
            rows.add_row(
                process.id, written_cn(good.cn), n(good.level), _see(e.direct), _see(e.counted), _see(e.priced),
                _see(e.indirect), percent(e.default_share, tongue), _see(against[process.id, good.cn].default),
            )  # fmt: skip
    out.print(rows)
    for power in result.electricity_goods:
        out.print(
            _("Electricity {name}: {amount} MWh, {factor} t CO₂ per MWh, direct only.").format(
                name=power.name or power.id, amount=n(power.amount), factor=_see(power.factor)
            ),
            markup=False,
        )
    _precursors(out, found, tongue)
    cbam_costs.print_costs(out, found.costs, tongue)
    cbam_costs.print_prices(out, found, tongue)
    cbam_costs.print_shipments(out, found, tongue)
    out.print(
        _(
            "Direct emissions of the installation: {total} t CO₂e, of which outside the boundary {outside} t."
        ).format(total=n(result.direct_sources), outside=n(result.outside)),
        markup=False,
    )
    for finding in result.findings:
        text = describe(finding, tongue)
        out.print(
            f"{place(lines, finding.where)}: {severity(finding, tongue)}: {text}", markup=False, soft_wrap=True
        )


def _see(value: float | None) -> str:
    """Write specific embedded emissions as they are reported: five digits after the point."""
    return "–" if value is None else f"{value:.{DIGITS}f}"


def _precursors(out: Console, found: Figures, tongue: Language) -> None:
    """Show what bought precursors count with, and what their default values would change."""
    if not found.result.precursors:
        return
    _ = translator(tongue).gettext
    words = {"actual": _("actual"), "default": _("default"), "free": _("origin at zero")}
    changes = {row.precursor: row.change for row in found.switches}
    rows = table(
        (_("precursor"), "left"), ("CN", "left"), (_("basis"), "left"), (_("direct"), "right"),
        (_("indirect that counts"), "right"), (_("used in the goods with"), "right"),
        (_("with its default value, the goods"), "left"),
    )  # fmt: skip
    for supplied in found.result.precursors:
        change = ", ".join(
            f"{process} {value:+.{DIGITS}f}" for process, value in changes.get(supplied.id, {}).items()
        )
        rows.add_row(
            supplied.id, code_or_category(supplied.cn, supplied.category), words[supplied.basis],
            _see(supplied.own.direct), _see(supplied.own.counted),
            _see(supplied.average.direct + supplied.average.counted), change or "–",
        )  # fmt: skip
    out.print(rows)


def _trace(out: Console, found: Figures, tongue: Language) -> None:
    _ = translator(tongue).gettext
    rows = table((_("figure"), "left"), (_("formula"), "left"), (_("value"), "right"), (_("from"), "left"))
    for step in found.result.trace:
        inputs = ", ".join(
            f"{k} {v if isinstance(v, str) else number(v, tongue, DIGITS)}"
            for k, v in step.inputs.items()
            if v != ""
        )
        source = f"{inputs}  [{step.source}]" if step.source else inputs
        rows.add_row(
            escape(step.figure), step.equation, f"{number(step.value, tongue, DIGITS)} {step.unit}", escape(source)
        )
    out.print(rows)


def _plain(found: Figures, tongue: Language) -> dict[str, Any]:
    """Return figures and cost as JSON values."""
    return found.to_dict() | cbam_money.money_document(found, tongue)


def _write(found: Figures, bench: Workbench, out: Path, tongue: Language, *, pack: bool) -> list[Path]:
    """Write figures with cost, document, reports and pack; each file whole or not at all."""
    figures = json_.dumps(_plain(found, tongue), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    reports = cbam_pack.reports(found)
    files = {
        "cbam.json": figures.encode(),
        "installation.json": cbam_pack.document_bytes(found.installation),
        **reports,
    }
    if pack:
        files[PACK] = cbam_pack.signed_pack(found, reports, bench)
    return write_folder(out, files)
