"""``footprint cbam FILE.xlsx``: the Commission's communication template, read, compared and written back."""

from __future__ import annotations

import json as json_
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from api.cases import cbam_workbook
from api.cases.cbam import Figures
from api.cases.cbam_workbook import ReadTemplate
from api.cases.workbench import Workbench
from api.cli.files import WORKBOOKS, Cells, workbook_bytes
from api.cli.root import print_json
from api.cli.show import table
from api.i18n import number, translator
from api.messages import describe, describe_problem, severity
from api.whole import write_folder
from footprint.cbam.installation import Installation
from footprint.errors import InputError, Problem
from footprint.exchange.cbam.layout import VERSIONS
from footprint.findings import Finding
from footprint.texts import Language

DIGITS = 6
WRITTEN = "communication-template.xlsx"
WHAT = {
    "direct": "SEE (direct)", "indirect": "SEE (indirect)", "total": "SEE (total)",
    "default_share": "Share of emissions by default value", "fossil": "CO2e fossil (t)",
    "installation_direct": "Total direct emissions",
}  # fmt: skip


def read(file: Path, bench: Workbench, tongue: Language) -> ReadTemplate:
    """Read a workbook.

    Raises
    ------
    InputError
        Each problem with file and cell.
    """
    data = workbook_bytes(file)
    try:
        return cbam_workbook.read(data, bench, tongue)
    except InputError as error:
        named = (Problem(": ".join(part for part in (str(file), p.where) if part), p.what) for p in error.problems)
        raise InputError(*named) from error


def shown(out: Console, file: Path, bench: Workbench, tongue: Language, *, json: bool) -> ReadTemplate | None:
    """Read a workbook and print how its figures compare; None for any other file.

    Raises
    ------
    InputError
        Each problem with file and cell.
    """
    if file.suffix.lower() not in WORKBOOKS:
        return None
    found = read(file, bench, tongue)
    if not json:
        compared(out, file, found, tongue)
    return found


def installation(file: Path, found: ReadTemplate, bench: Workbench) -> tuple[Installation, Cells]:
    """Return the installation a workbook declares, and where its places are.

    Raises
    ------
    InputError
        Each problem with file and cell.
    """
    try:
        made = cbam_workbook.installation_of(found, bench.clock().date())
    except InputError as error:
        raise InputError(*(Problem(f"{file}: {p.where}", p.what) for p in error.problems)) from error
    return made, Cells(found.made.document, str(file), {}, found.made.workbook)


def compared(out: Console, file: Path, found: ReadTemplate, tongue: Language) -> None:
    """Print what a workbook states beside what its inputs come to."""
    _ = translator(tongue).gettext

    def n(value: float) -> str:
        return number(value, tongue, DIGITS)

    out.print(
        _("Communication template for installations v{version}: {count} stated figures, {differ} differ.").format(
            version=found.facts.version, count=len(found.compared), differ=sum(not c.equal for c in found.compared)
        ),
        markup=False,
    )
    if found.compared:
        rows = table(
            (_("cell"), "left"), (_("figure"), "left"), (_("of"), "left"), (_("stated"), "right"),
            (_("from its inputs"), "right"), ("", "left"),
        )  # fmt: skip
        for row in found.compared:
            rows.add_row(row.cell, WHAT[row.what], row.of, n(row.stated), n(row.calculated),
                         "=" if row.equal else _("differs"))  # fmt: skip
        out.print(rows)
    for problem in found.problems:
        out.print(f"{file}: {problem.where}: {describe_problem(problem, tongue)}", markup=False, soft_wrap=True)
    place = found.made.workbook.place
    for finding in (*found.findings, *found.made.told):
        located = replace(finding, where=place(finding.where) or finding.where)
        _tell(out, file, located, tongue)
    if found.early:
        out.print(
            _("Its period lies before 2026: it is compared, and nothing in it counts under the definitive rules."),
            markup=False,
        )


def _tell(out: Console, file: Path, finding: Finding, tongue: Language) -> None:
    text = f"{severity(finding, tongue)}: {describe(finding, tongue)}"
    out.print(f"{file}: {finding.where}: {text}", markup=False, soft_wrap=True)


def plain(found: ReadTemplate, tongue: Language) -> dict[str, Any]:
    """Return the comparison as JSON values, findings worded."""
    told = [f.to_dict() | {"text": describe(f, tongue)} for f in (*found.findings, *found.made.told)]
    problems = [{"where": p.where, "text": describe_problem(p, tongue)} for p in found.problems]
    return found.to_dict() | {"findings": told, "problems": problems}


def target(written: str) -> tuple[bytes | None, str]:
    """Return the workbook to fill and the version, as ``--workbook`` names one of them.

    Raises
    ------
    InputError
        Neither a version nor a file that can be read.
    """
    if written in VERSIONS:
        return None, written
    if not written.lower().endswith(".xlsx"):
        what = f"is {written!r}: {' or '.join(VERSIONS)} is due, or the Commission's workbook (.xlsx)"
        raise InputError(Problem("--workbook", what))
    return workbook_bytes(Path(written)), ""


def filled(found: Figures, written: str, read_from: ReadTemplate | None) -> bytes:
    """Return the workbook that ``--workbook`` names, else the one that was read, filled with the figures.

    Raises
    ------
    InputError
        As for :func:`target`, or the template has no room for it.
    """
    template, version = target(written) if written or read_from is None else (read_from.data, "")
    return cbam_workbook.filled(found, template, version).data


def end_early(found: ReadTemplate, out: Path | None, tongue: Language, *, json: bool) -> int:
    """End with the comparison of a workbook of the transitional period; 1 where its inputs do not suffice."""
    if json:
        print_json(plain(found, tongue))
    if out is not None and found.result is not None:
        files = {
            "comparison.json": json_.dumps(
                plain(found, tongue), ensure_ascii=False, indent=2, allow_nan=False
            ).encode(),
            WRITTEN: cbam_workbook.written_back(found).data,
        }
        for path in write_folder(out, files):
            if not json:
                print(f"written: {path}")
    return 0 if found.result is not None else 1
