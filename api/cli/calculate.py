"""``footprint calculate`` and ``footprint check``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from api.cases import labels
from api.cases.calculations import Preview, preview
from api.cases.workbench import Workbench
from api.cli import show
from api.cli.files import place_of, read_product
from api.cli.root import Json, Lang, console, language, print_json, progress, workbench
from api.documents import contributions
from api.messages import describe, severity
from footprint.findings import blocks
from footprint.record import build_record, canonical, run_id
from footprint.texts import Language
from footprint.verify import verify
from rules.yaml_lines import Lines

File = Annotated[
    Path, typer.Argument(help="Product document (YAML or JSON), or a filled Excel template.", show_default=False)
]
RuleOption = Annotated[str | None, typer.Option("--rule", help="Rule id, optionally with @version.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("calculate")(calculate)
    app.command("check")(check)


def calculate(
    file: File,
    rule: RuleOption = None,
    json: Json = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Also write record, figures and label data here.")
    ] = None,
    solvers: Annotated[
        bool, typer.Option("--verify", help="Also solve with Brightway and SciPy and say how well they agree.")
    ] = False,
    lang: Lang = "en",
) -> int:
    """Calculate the carbon footprint of a product file."""
    tongue = language(lang)
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
        agreement = verify(product, found.rule, bench.background, found.result) if solvers else None
        next(step)
        written = _write(bench, found, record, out, tongue) if out else []
    if json:
        print_json(record)
    else:
        show.result(console(), bench, found, record, tongue)
        if agreement:
            print(f"Brightway differs by {agreement.brightway:.1e}, SciPy by {agreement.plain:.1e} (relative).")
        for path in written:
            print(f"written: {path}")
    return 0 if agreement is None or agreement.holds else 1


def check(file: File, rule: RuleOption = None, json: Json = False, lang: Lang = "en") -> int:
    """Check a product file and list the findings; nothing is stored."""
    tongue = language(lang)
    _, lines = read_product(file, rule, tongue)
    found = preview(workbench(), lines.document | ({"rule": rule} if rule else {}))
    if json:
        texts = [f.to_dict() | {"text": describe(f, tongue, found.rule.rule)} for f in found.findings]
        print_json({"findings": texts})
    else:
        for finding in found.findings:
            text = describe(finding, tongue, found.rule.rule)
            print(f"{place_of(lines, finding)}: {severity(finding, tongue)}: {text}")
        if not found.findings:
            print("no findings")
    return 1 if blocks(found.findings) else 0


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
    out.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        temporary = out / f".{name}.part"
        temporary.write_bytes(data)
        temporary.replace(out / name)
    return [out / name for name in files]
