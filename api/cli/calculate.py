"""``footprint calculate`` and ``footprint check``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from api import checklist
from api.cases import labels
from api.cases.calculations import Preview, preview, recharacterized
from api.cases.review import reviewed
from api.cases.workbench import Workbench
from api.cli import show
from api.cli.files import place_of, read_product
from api.cli.portfolio import calculate_folder
from api.cli.root import (
    Dask,
    Json,
    Lang,
    Processes,
    console,
    language,
    print_json,
    progress,
    workbench,
    workers,
)  # fmt: skip
from api.documents import contributions
from api.messages import describe, severity
from api.whole import write_folder
from footprint.errors import InputError, Problem
from footprint.findings import blocks
from footprint.record import build_record, canonical, run_id
from footprint.texts import Language
from footprint.verify import verify
from rules.yaml_lines import Lines

FileOrFolder = Annotated[
    Path,
    typer.Argument(
        help="Product document (YAML or JSON), a filled Excel template, or a folder of them.",
        show_default=False,
        metavar="FILE|FOLDER",
    ),
]
File = Annotated[
    Path, typer.Argument(help="Product document (YAML or JSON), or a filled Excel template.", show_default=False)
]
RuleOption = Annotated[str | None, typer.Option("--rule", help="Rule id, optionally with @version.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("calculate")(calculate)
    app.command("check")(check)


def calculate(
    file: FileOrFolder,
    rule: RuleOption = None,
    json: Json = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Also write record, figures and label data to this folder; for a folder of products, the table to "
            "write: .parquet or .csv.",
        ),
    ] = None,
    solvers: Annotated[
        bool, typer.Option("--verify", help="Also solve with Brightway and SciPy and say how well they agree.")
    ] = False,
    characterization: Annotated[
        str | None,
        typer.Option("--characterization", help="Also state the total with another set, e.g. AR5: a sensitivity."),
    ] = None,
    processes: Processes = None,
    dask: Dask = "",
    lang: Lang = "en",
) -> int:
    """Calculate the carbon footprint of a product file, or of every file of a folder into one table.

    Of a folder, what stands in the table already is not calculated again.
    """
    tongue = language(lang)
    if file.is_dir():
        if solvers or characterization:
            what = f"{'--verify' if solvers else '--characterization'} is for a single file"
            raise InputError(Problem(str(file), f"is a folder: {what}"))
        if out is None:
            raise InputError(Problem(str(file), "is a folder: name the table to write: --out results.parquet"))
        return calculate_folder(file, rule, out, workers(processes, dask), json=json, language=tongue)
    if processes or dask:
        raise InputError(Problem(str(file), "is a single file: --workers and --dask are for a folder"))
    with progress("reading the product", "loading rules and background", "calculating", "writing") as step:
        next(step)
        product, lines = read_product(file, rule, tongue)
        next(step)
        bench = workbench()
        next(step)
        found = preview(bench, lines.document | ({"rule": rule} if rule else {}))
        if found.result is None:
            return refuse(found, lines, tongue)
        bench = bench.on(product.background).study(product)
        record = build_record(product, found.result, bench.background)
        record = {"run_id": run_id(record), **record}
        other = recharacterized(bench, record, characterization) if characterization else None
        agreement = verify(product, found.rule, bench.background, found.result) if solvers else None
        next(step)
        written = _write(bench, found, record, out, tongue) if out else []
    if json:
        print_json(record | ({"sensitivity": other.to_dict()} if other else {}))
    else:
        show.result(console(), bench, found, record, tongue)
        if other:
            show.other_set(console(), found, other, tongue)
        if agreement:
            print(f"Brightway differs by {agreement.brightway:.1e}, SciPy by {agreement.plain:.1e} (relative).")
        for path in written:
            print(f"written: {path}")
    return 0 if agreement is None or agreement.holds else 1


def check(
    file: File,
    rule: RuleOption = None,
    previous: Annotated[
        Path | None, typer.Option("--previous", help="Document of an earlier period, to compare with.")
    ] = None,
    as_list: Annotated[
        bool, typer.Option("--list", help="Say of each of a reviewer's fifteen tests whether it ran and passed.")
    ] = False,
    json: Json = False,
    lang: Lang = "en",
) -> int:
    """Check a product file and list the findings; nothing is stored."""
    tongue = language(lang)
    _, lines = read_product(file, rule, tongue)
    earlier = read_product(previous, rule, tongue)[0] if previous else None
    found = preview(workbench(), lines.document | ({"rule": rule} if rule else {}))
    findings, rows = reviewed(found, earlier)
    if json:
        texts = [f.to_dict() | {"text": describe(f, tongue, found.rule.rule)} for f in findings]
        print_json({"findings": texts} | ({"tests": checklist.as_json(rows, tongue)} if as_list else {}))
    elif as_list:
        show.checklist(console(), rows, tongue)
    else:
        for finding in findings:
            text = describe(finding, tongue, found.rule.rule)
            print(f"{place_of(lines, finding)}: {severity(finding, tongue)}: {text} [{finding.check}]")
        if not findings:
            print("no findings")
    return 1 if blocks(findings) else 0


def refuse(found: Preview, lines: Lines, tongue: Language) -> int:
    """Say on standard error what blocks, with file and line or cell; exit code 1."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
    for finding in found.findings:
        if finding.severity == "error":
            errors.print(f"{place_of(lines, finding)}: {describe(finding, tongue, found.rule.rule)}")
    sys.stderr.flush()
    return 1


def _write(bench: Workbench, found: Preview, record: dict[str, Any], out: Path, tongue: Language) -> list[Path]:
    """Write record, figures and label data; each file whole or not at all."""
    body = {k: v for k, v in record.items() if k != "run_id"}
    rule = found.rule.rule
    closed = bench.closed(rule.characterization.set, found.product)
    titled = [(rule.stages[stage].title.get(tongue), value) for stage, value in record["stages"].items()]
    entries = contributions.entries_of(record, rule, bench.background, closed, tongue)
    name = found.product.name.get(tongue)
    files = {
        "record.json": canonical(record),
        "stages.svg": contributions.stages(titled, tongue).encode(),
        "contributions.svg": contributions.flows(name, record["total"]["value"], entries, tongue).encode(),
        **labels.files(bench, record["run_id"], body, "guangdong"),
    }
    return write_folder(out, files)
