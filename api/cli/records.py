"""``footprint declaration`` and ``rerun``: what is made of a stored record."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cases import calculations, labels, reruns
from api.cli.root import language, progress, workbench
from api.db.tenancy import LOCAL
from api.errors import NotFoundError
from footprint.errors import RecordError
from footprint.record import canonical, read_record, run_id
from footprint.texts import LANGUAGES

RUN_ID = re.compile(r"[0-9a-f]{64}")
Record = Annotated[str, typer.Argument(help="A record file, or the run id of a stored calculation.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("declaration")(declaration)
    app.command("rerun")(rerun)


def load(record: str) -> dict[str, Any]:
    """Read a record from a file, or from the database by run id.

    Raises
    ------
    RecordError
        There is none, or it was changed.
    """
    path = Path(record)
    if path.is_file():
        found = read_record(path.read_bytes())
        return {"run_id": run_id(found), **found}
    what = f"{record}: neither a record file nor the run id of a stored calculation"
    if not RUN_ID.fullmatch(record):
        raise RecordError(what)
    try:
        with workbench().database.read(LOCAL) as session:
            stored = calculations.get(session, record)
    except NotFoundError:
        raise RecordError(what) from None
    return {"run_id": stored.run_id, **stored.record}


def declaration(
    record: Record,
    scheme: Annotated[str, typer.Option("--scheme", help="Label scheme.")] = "guangdong",
    tongue: Annotated[
        str, typer.Option("--language", help="en, zh-Hans or zh-Hant; all three into a folder when absent.")
    ] = "",
    draws: Annotated[
        int, typer.Option("--draws", min=0, max=100_000, help="Also state the uncertainty from so many draws.")
    ] = 0,
    out: Annotated[Path, typer.Option("--out", help="A file that ends with .pdf, or a folder.")] = Path(
        "declaration"
    ),
) -> None:
    """Typeset a record as a declaration: PDF/A-3 with record and label embedded."""
    single = out.suffix.lower() == ".pdf"
    if single and not tongue:
        what = f"--out {out} is one file: name its --language, or give a folder for all three"
        raise typer.BadParameter(what)
    tongues = (language(tongue),) if tongue else LANGUAGES
    found = load(record)
    run, bench = found.pop("run_id"), workbench()
    (out.parent if single else out).mkdir(parents=True, exist_ok=True)
    for one, made in labels.declarations(bench, run, found, scheme, tongues, draws).items():
        file = out if single else out / f"declaration-{one}.pdf"
        file.write_bytes(made)
        print(f"written: {file}")


def rerun(
    record: Record,
    out: Annotated[Path | None, typer.Option("--out", help="Also write the bytes of the new record.")] = None,
) -> int:
    """Calculate a record again and compare the bytes."""
    with progress("reading the record", "loading rules and background", "calculating") as step:
        next(step)
        old = {k: v for k, v in load(record).items() if k != "run_id"}
        next(step)
        bench = workbench()
        next(step)
        again = reruns.rerun(bench, old)
    run = run_id(again.record)
    if out:
        out.write_bytes(canonical({"run_id": run, **again.record}))
    if not again.changed:
        print(f"reproduced: the same {again.size} bytes, run {run}")
        return 0
    typer.echo(f"footprint: not reproduced; different: {', '.join(again.changed)}", err=True)
    return 1
