"""Backup and restore: one zip with every row, every file and the hash of each; made while the service runs."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from api.cases import verify
from api.db import dump, migrate
from api.db.session import Database
from api.db.tenancy import EVERYBODY, KEY
from footprint import __version__
from footprint.errors import InputError, Problem

FORMAT = "footprint-backup/1"
FILES = "files"
# What is being written: whoever is stopped on the way leaves it behind.
PART = ".part"
CHUNK = 1 << 20

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Contents:
    """What a backup holds."""

    revision: str
    created_at: str
    rows: dict[str, int]
    files: int


class _Counted:
    """Hashes and counts what passes."""

    def __init__(self) -> None:
        self.hash, self.count = hashlib.sha256(), 0

    def take(self, data: bytes) -> bytes:
        self.hash.update(data)
        self.count += 1
        return data


def backup(
    database: Database, data_dir: Path, out: Path, at: datetime, told: Told = lambda _done, _of: None
) -> Contents:
    """Write a backup; the file appears under its name only when it is whole.

    Files are read after the rows: what a row names was there before the row, and files are never changed.
    """
    migrate.check(database)
    temporary = out.with_name(f".{out.name}{PART}")
    manifest: dict[str, Any] = {
        "format": FORMAT, "engine": __version__, "revision": migrate.head(), "created_at": at.isoformat(),
        "tables": {}, "files": {},
    }  # fmt: skip
    tables = dump.tables()
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        with dump.snapshot(database) as connection:
            for done, table in enumerate(tables):
                told(done, len(tables) + 1)
                counted = _Counted()
                with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as stream:
                    for line in dump.lines(connection, table):
                        stream.write(counted.take(line))
                manifest["tables"][table.name] = {"rows": counted.count, "sha256": counted.hash.hexdigest()}
        for file in sorted(p for p in (data_dir / FILES).rglob("*") if p.is_file() and p.suffix != PART):
            name = file.relative_to(data_dir).as_posix()
            archive.write(file, name)
            manifest["files"][name] = _hash(file.open("rb"))
        archive.writestr("manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
    temporary.replace(out)
    told(1, 1)
    return _contents(manifest)


def restore(url: str, data_dir: Path, file: Path, told: Told = lambda _done, _of: None) -> Contents:
    """Write a backup into an empty database, bring that to the newest revision, and verify what came.

    Raises
    ------
    InputError
        The file is no backup or was changed; the database is not empty; the verification found a fault.
    """
    database = Database(url)
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, file)
            if migrate.current(database) is not None:
                raise InputError(Problem("FOOTPRINT_DATABASE_URL", "holds tables already: name an empty database"))
            for name, sha256 in manifest["files"].items():
                _put(archive, name, sha256, data_dir, file)
            if database.file is not None:
                database.file.parent.mkdir(parents=True, exist_ok=True)
            # One transaction: whoever is stopped on the way leaves the database as empty as it was.
            with database.writing_connection() as connection:
                # At the revision of the backup, then on from there: as if this database had been there all along.
                migrate.upgrade_within(connection, manifest["revision"])
                dump.forget_what_migrations_wrote(connection)
                for done, table in enumerate(dump.tables()):
                    told(done, len(dump.tables()) + 1)
                    counted = _Counted()
                    with archive.open(f"tables/{table.name}.jsonl") as stream:
                        dump.load(connection, table, map(counted.take, stream))
                    if counted.hash.hexdigest() != manifest["tables"][table.name]["sha256"]:
                        raise InputError(Problem(str(file), f"table {table.name} is not what was backed up"))
                migrate.upgrade_within(connection)
                _verify(connection, file)
    except zipfile.BadZipFile:
        raise InputError(Problem(str(file), "is no backup of this software")) from None
    finally:
        database.close()
    return _contents(manifest)


def _verify(connection: Connection, file: Path) -> None:
    with Session(connection, info={KEY: EVERYBODY}, join_transaction_mode="create_savepoint") as session:
        for report in (verify.events(session), verify.records(session)):
            if not report.sound:
                fault = report.faults[0]
                raise InputError(Problem(str(file), f"{fault.subject}: {fault.what}"))


def _manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError):
        raise InputError(Problem(str(file), "is no backup of this software")) from None
    if manifest.get("format") != FORMAT:
        raise InputError(Problem(str(file), f"is of format {manifest.get('format')!r}, not {FORMAT!r}"))
    return manifest


def _put(archive: zipfile.ZipFile, name: str, sha256: str, data_dir: Path, file: Path) -> None:
    target = (data_dir / name).resolve()
    if not target.is_relative_to((data_dir / FILES).resolve()):
        raise InputError(Problem(str(file), f"holds a file outside its place: {name}"))
    target.parent.mkdir(parents=True, exist_ok=True)
    counted = _Counted()
    temporary = target.with_name(f".{target.name}{PART}")
    with archive.open(name) as stream, temporary.open("wb") as out:
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            out.write(counted.take(chunk))
    if counted.hash.hexdigest() != sha256:
        temporary.unlink()
        raise InputError(Problem(str(file), f"{name} is not what was backed up"))
    temporary.replace(target)


def _hash(stream: IO[bytes]) -> str:
    with stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def _contents(manifest: dict[str, Any]) -> Contents:
    rows = {name: int(table["rows"]) for name, table in manifest["tables"].items()}
    return Contents(manifest["revision"], manifest["created_at"], rows, len(manifest["files"]))
