"""What is stored, kept and proven unchanged: ``backup``, ``restore``, ``checkpoint``, ``keys``."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cases import backups, checkpoints, signatures
from api.cli.root import bar, print_json
from api.db.migrate import check
from api.db.session import Database
from api.db.tenancy import EVERYBODY
from api.keyring import Keyring
from api.settings import read_settings


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("backup")(backup)
    app.command("restore")(restore)
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


def _told(held: backups.Contents) -> str:
    return f"{sum(held.rows.values())} rows, {held.files} files, revision {held.revision}"
