"""``footprint background import``, ``installed`` and ``compare``."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import Annotated

import typer

from api.cli.root import Json, bar, console, print_json
from api.cli.show import table
from api.i18n import number
from api.settings import read_settings

FORMATS = "ecospold1, ecospold2, ilcd, tidas, jsonld, simapro-csv, tabular, brightway-excel, bw2package"


def register(room: typer.Typer) -> None:
    """Add the verbs."""
    room.command("import")(import_background)
    room.command("installed")(installed)
    room.command("compare")(compare)


def import_background(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of: {FORMATS}.")],
    path: Annotated[Path, typer.Argument(help="File, folder or zip archive.")],
    identity: Annotated[str, typer.Option("--id", help="Name that studies shall use for it.")],
    version: Annotated[str, typer.Option("--version", help="Version of the database.")],
    licence: Annotated[
        str, typer.Option("--licence", help="Terms you may use it under: an id of the register, or in words.")
    ],
    allocation: Annotated[
        str,
        typer.Option(
            "--allocation",
            help="How to divide multi-output processes that state no shares: none (refuse), physical, economic.",
        ),
    ] = "none",
    report: Annotated[
        Path | None, typer.Option("--report", help="Also write the whole report here (JSON).")
    ] = None,
    json: Json = False,
) -> None:
    """Import a database as a background; run again after an interruption, it goes on where it stopped."""
    from background_db.importers.run import import_database, write_report

    with bar(f"reading {path.name}", then="linking and solving") as progress:
        done = import_database(
            path,
            form,
            identity=identity,
            version=version,
            licence=licence,
            data_dir=read_settings().data_dir,
            allocation=allocation,
            progress=progress,
        )
    if report:
        report.parent.mkdir(parents=True, exist_ok=True)
        write_report(done, report)
    if json:
        print_json(done.to_dict())
        return
    out = console()
    for line in done.lines():
        out.print(line, markup=False, soft_wrap=True)
    out.print(f"whole report: {report or Path(done.folder) / 'report.json'}", markup=False, soft_wrap=True)


def installed(json: Json = False) -> None:
    """List the imported backgrounds."""
    from background_db.importers.stored import installed as found

    entries = found(read_settings().data_dir)
    if json:
        print_json(
            [
                {
                    "id": e.id, "version": e.version, "sha256": e.sha256, "format": e.format,
                    "datasets": e.datasets, "exchanges": e.exchanges, "gaps": e.gaps, "licence": e.licence,
                }
                for e in entries
            ]
        )  # fmt: skip
        return
    rows = table(
        ("id", "left"), ("version", "left"), ("sha256", "left"), ("format", "left"), ("datasets", "right"),
        ("exchanges", "right"), ("gaps", "right"), ("licence", "left"),
    )  # fmt: skip
    for e in entries:
        rows.add_row(
            e.id, e.version, e.sha256[:12], e.format, str(e.datasets), str(e.exchanges), str(e.gaps), e.licence
        )
    console().print(rows)


def compare(
    one: Annotated[str, typer.Argument(help="Id of an imported background.")],
    other: Annotated[str, typer.Argument(help="Id of another.")],
    set_id: Annotated[str, typer.Option("--set", help="Characterization set.")] = "ipcc-ar6-gwp100",
    out: Annotated[Path | None, typer.Option("--out", help="Write every process as JSON here.")] = None,
    json: Json = False,
) -> None:
    """Compare two backgrounds process by process, and say why where scores differ."""
    from background_db.importers.compare import compare as side_by_side
    from background_db.importers.stored import load_imported

    data_dir = read_settings().data_dir
    found = side_by_side(load_imported(data_dir, one), load_imported(data_dir, other), set_id)
    if out:
        out.write_text(jsonlib.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if json:
        print_json(found.to_dict())
        return
    for cause, count in found.causes().items():
        print(f"{count:6d}  {cause}")
    print(f"{len(found.only_one):6d}  only in {one}\n{len(found.only_other):6d}  only in {other}")
    rows = table(("process", "left"), (one, "right"), (other, "right"), ("difference", "right"), ("why", "left"))
    for pair in found.pairs:
        if pair.cause != "same":
            scores = ("–" if v is None else number(v, "en", 4) for v in (pair.one, pair.other))
            why = f"{pair.cause}: {pair.why}"
            rows.add_row(f"{pair.name} [{pair.unit}]", *scores, f"{pair.difference:.1%}", why)
    console().print(rows)
