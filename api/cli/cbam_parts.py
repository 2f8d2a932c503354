"""``footprint cbam-law scope --product`` and ``--parts``: a bill of materials under CBAM, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from api import cbam_law_messages as words
from api.cases import cbam_law_documents
from api.cases.cbam_parts import ScreenedBom, of_parts, of_product
from api.cli.files import place, read_product
from api.cli.root import console, print_json
from api.cli.show import table
from api.i18n import translator
from footprint.cbam.nomenclature import written_cn
from footprint.cbam.regulation import Duty, LawCite
from footprint.cbam.screening import Screened
from footprint.errors import InputError, Problem
from footprint.texts import Language
from rules.cbam import Law
from rules.yaml_lines import Lines, read_yaml_file


def show(parts: Path | None, product: Path | None, rules: Law, tongue: Language, *, json: bool) -> None:
    """Screen a file and print what holds for the product and each of its lines.

    Raises
    ------
    InputError
        Not readable, no such document, or codes that cannot be: every problem with ``file:line: field``.
    """
    found = _screened(parts, product, rules, tongue)
    if json:
        print_json(cbam_law_documents.parts_document(found, rules, tongue))
        return
    out, _, bom = console(), translator(tongue).gettext, found.bom
    if bom.whole is not None:
        print_line(out, bom.whole, tongue, found.name)
    for gap in bom.gaps:
        print_said(out, words.say_gap(gap, tongue), None)
    for row in bom.items:
        out.print(f"\n[bold]{escape(row.item.name)}[/bold]  {escape(row.item.where)}", soft_wrap=True)
        if not row.confirmed:
            print_said(out, _("No code is given. What its metal may be, to be confirmed:"), None)
            print_said(out, row.item.reasons[tongue], None)
        if not row.found:
            print_said(out, _("outside"), None)
        for one in row.found:
            print_line(out, one, tongue)
    if not bom.items:
        print_said(out, _("No line carries a code or buys metal that may be a CBAM good."), None)
    print_duties(out, bom.duties, tongue)


def _screened(parts: Path | None, product: Path | None, rules: Law, tongue: Language) -> ScreenedBom:
    lines: Lines | None = None
    try:
        if product is not None:
            read, lines = read_product(product, language=tongue)
            return of_product(read, rules)
        assert parts is not None  # noqa: S101 - one of them is given
        lines = read_yaml_file(parts)
        return of_parts(lines.document, rules)
    except InputError as error:
        if lines is None:
            raise
        raise InputError(*(Problem(place(lines, p.where), p.what) for p in error.problems)) from error


def print_line(out: Console, found: Screened, tongue: Language, name: str = "") -> None:
    """Print verdict and statements of one code, each with its place in the law."""
    shown = name or (found.good.names[tongue] if found.good else "")
    verdict = translator(tongue).gettext(words.VERDICTS[found.verdict])
    out.print(f"[bold]{written_cn(found.line.cn)}[/bold]  {escape(shown)}  [bold]{verdict}[/bold]")
    for said in found.statements:
        print_said(out, words.say(said, tongue), said.cite)


def print_duties(out: Console, duties: Sequence[Duty], tongue: Language) -> None:
    """Print duties and dates."""
    if not duties:
        return
    _ = translator(tongue).gettext
    rows = table((_("date"), "left"), (_("who"), "left"), (_("what"), "left"), (_("source"), "left"))
    for duty in duties:
        days = ", ".join(d.isoformat() for d in duty.due) or "–"
        source = f"{duty.cite.title}, {duty.cite.locator}"
        rows.add_row(days, _(words.ROLES[duty.who]), _(words.DUTIES[duty.id]), source)
    out.print()
    out.print(rows)


def print_said(out: Console, sentence: str, cite: LawCite | None) -> None:
    """Print a sentence with its place in the law."""
    source = f"  ({cite.title}, {cite.locator})" if cite else ""
    out.print(f"  {sentence}{source}", markup=False)
