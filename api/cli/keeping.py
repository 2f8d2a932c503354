"""``footprint backup``, ``restore`` and ``verify``: keeping what is stored, and proving that it is unchanged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cases import backups, verify
from api.cli.root import Json, bar, print_json, progress
from api.db.migrate import check
from api.db.session import Database
from api.db.tenancy import EVERYBODY
from api.settings import read_settings
from footprint.errors import RecordError
from footprint.record import read_record, run_id


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("verify")(verify_all)


def backup(out: Annotated[Path, typer.Argument(help="Zip to write.", show_default=False)]) -> None:
    """Write everything stored into one file, while the service runs."""
    settings = read_settings()
    database = Database(settings.database_url)
    with bar("backing up") as told:
        held = backups.backup(database, settings.data_dir, out, datetime.now(UTC), told)
    print(f"written: {out} ({_told(held)})")


def restore(file: Annotated[Path, typer.Argument(help="Zip written by 'footprint backup'.")]) -> None:
    """Write a backup into an empty database and verify every hash."""
    settings = read_settings()
    with bar("restoring") as told:
        held = backups.restore(settings.database_url, settings.data_dir, file, told)
    print(f"restored and verified: {_told(held)}, as of {held.created_at}")


def verify_all(
    record: Annotated[Path | None, typer.Argument(help="A record file; without it, everything stored.")] = None,
    json: Json = False,
) -> int:
    """Find a changed, removed or inserted event or record."""
    if record is not None:
        return _verify_file(record)
    database = Database(read_settings().database_url)
    check(database)
    steps: tuple[tuple[str, Callable[..., verify.Report]], ...] = (
        ("events", verify.events), ("records", verify.records),
    )  # fmt: skip
    reports = {}
    with progress(*(f"verifying {name}" for name, _ in steps)) as step, database.read(EVERYBODY) as session:
        for name, run in steps:
            next(step)
            reports[name] = run(session)
    database.close()
    if json:
        print_json(
            {
                name: {"count": r.count, "head": r.head, "faults": [vars(f) for f in r.faults]}
                for name, r in reports.items()
            }
        )
    else:
        for name, report in reports.items():
            print(f"{name}: {report.count} {'sound' if report.sound else 'NOT SOUND'}; head {report.head or '–'}")
            for fault in report.faults:
                typer.echo(f"footprint: {name} {fault.seq or ''} {fault.subject}: {fault.what}", err=True)
    return 0 if all(r.sound for r in reports.values()) else 1


def _verify_file(path: Path) -> int:
    """Recompute the hash of a record file and compare it with the run id it carries, if it carries one."""
    try:
        found = read_record(path.read_bytes())
    except RecordError as error:
        typer.echo(f"footprint: {path}: {error}", err=True)
        return 1
    print(f"{path}: sound, run {run_id(found)}")
    return 0


def _told(held: backups.Contents) -> str:
    return f"{sum(held.rows.values())} rows, {held.files} files, revision {held.revision}"
