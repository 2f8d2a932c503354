"""What is stored, kept and proven unchanged: ``backup``, ``restore``, ``verify``, ``checkpoint``, ``keys``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.cases import backups, checkpoints, signatures, verify
from api.cli.root import Json, bar, print_json, progress
from api.db.migrate import check
from api.db.session import Database
from api.db.tenancy import EVERYBODY
from api.keyring import Keyring
from api.settings import read_settings
from footprint.errors import RecordError
from footprint.exchange.keys import read_keys
from footprint.record import read_record, run_id


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("verify")(verify_all)
    app.command("checkpoint")(checkpoint)
    keys = typer.Typer(help="The keys this installation signs with.", no_args_is_help=True, rich_markup_mode=None)
    keys.command("list")(list_keys)
    keys.command("rotate")(rotate_keys)
    app.add_typer(keys, name="keys")


def backup(out: Annotated[Path, typer.Argument(help="Zip to write.", show_default=False)]) -> None:
    """Write everything stored into one file, while the service runs; its end is signed first."""
    settings = read_settings()
    with closing(Database(settings.database_url)) as database, bar("backing up") as told:
        check(database)
        checkpoints.make_now(database, settings, datetime.now(UTC))
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
    checkpoint: Annotated[
        Path | None, typer.Option("--checkpoint", help="Checkpoints kept elsewhere, which the log has to extend.")
    ] = None,
    jwks: Annotated[
        Path | None, typer.Option("--jwks", help="Keys kept elsewhere to check them with; else those of the log.")
    ] = None,
    json: Json = False,
) -> int:
    """Find a changed, removed or inserted event or record."""
    if record is not None:
        return _verify_file(record)
    kept = None if checkpoint is None else checkpoints.read_kept(checkpoint.read_bytes(), str(checkpoint))
    trusted = None if jwks is None else read_keys(jwks.read_bytes())
    steps: dict[str, Callable[[Session], verify.Report]] = {
        "events": verify.events, "records": verify.records, "checkpoints": checkpoints.verify_stored,
        "files": lambda session: verify.files(session, read_settings().data_dir),
    }  # fmt: skip
    if kept is not None:
        steps["kept checkpoints"] = lambda session: checkpoints.verify_kept(session, kept, trusted)
    reports = {}
    with closing(Database(read_settings().database_url)) as database:
        check(database)
        with progress(*(f"verifying {name}" for name in steps)) as step, database.read(EVERYBODY) as session:
            for name, run in steps.items():
                next(step)
                reports[name] = run(session)
    if json:
        print_json(
            {
                name.replace(" ", "_"): {"count": r.count, "head": r.head, "faults": [vars(f) for f in r.faults]}
                for name, r in reports.items()
            }
        )
    else:
        for name, report in reports.items():
            print(f"{name}: {report.count} {'sound' if report.sound else 'NOT SOUND'}; head {report.head or '–'}")
            for fault in report.faults:
                typer.echo(f"footprint: {name} {fault.seq or ''} {fault.subject}: {fault.what}", err=True)
    return 0 if all(r.sound for r in reports.values()) else 1


def checkpoint() -> None:
    """Sign where the log ends now, and print it for somebody outside to keep."""
    settings = read_settings()
    with closing(Database(settings.database_url)) as database:
        check(database)
        print(checkpoints.make_now(database, settings, datetime.now(UTC)).signed)


def list_keys() -> None:
    """Print every public key that signed here, as a JWK set."""
    with closing(Database(read_settings().database_url)) as database:
        check(database)
        with database.read(EVERYBODY) as session:
            print_json(signatures.key_set(session))


def rotate_keys() -> None:
    """Sign with a new key from now on; server and workers take it up when they start again."""
    settings = read_settings()
    with closing(Database(settings.database_url)) as database:
        check(database)
        keyring = Keyring(settings.key_file)
        keyring.rotate()
        # Its first act is a checkpoint, so that the log tells of it at once.
        checkpoints.make_now(database, settings, datetime.now(UTC))
    print(f"signing with key {keyring.public['kid']}")


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
