"""Backup and restore: on both databases and from one to the other, while the service writes, and tampered with."""

from __future__ import annotations

import hashlib
import json
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from api.cases import backups, calculations, verify
from api.cases.workbench import Workbench
from api.db import dump, migrate
from api.db.session import Database
from api.db.tables import Base, RecordRow
from api.db.tenancy import EVERYBODY, LOCAL
from api.store import events
from footprint.errors import InputError
from tests.api.conftest import AT, document


def calculate(bench: Workbench, model: str) -> None:
    with bench.database.write(LOCAL) as session:
        calculations.calculate(bench, session, document(model=model), "test")


@pytest.fixture
def filled(bench: Workbench, tmp_path: Path) -> Workbench:
    for n in range(3):
        calculate(bench, f"M-{n}")
    file = bench.settings.data_dir / "files" / "ab" / "cdef"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a bill")
    return bench


def rows(database: Database) -> dict[str, list[bytes]]:
    with database.engine.connect() as connection:
        return {table.name: list(dump.lines(connection, table)) for table in dump.tables()}


@pytest.fixture
def elsewhere(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/restored.sqlite3"


def test_what_was_backed_up_is_restored_to_the_byte(filled: Workbench, tmp_path: Path, elsewhere: str) -> None:
    out = tmp_path / "all.zip"
    held = backups.backup(filled.database, filled.settings.data_dir, out, AT)
    assert (held.rows["records"], held.rows["events"], held.files) == (3, 3, 1)
    backups.restore(elsewhere, tmp_path / "new", out)
    restored = Database(elsewhere)
    assert rows(restored) == rows(filled.database)
    assert (tmp_path / "new" / "files" / "ab" / "cdef").read_bytes() == b"a bill"
    migrate.check(restored)
    restored.close()


def test_a_backup_moves_to_postgresql(sqlite_url: str, postgresql_url: str, tmp_path: Path) -> None:
    migrate.upgrade(sqlite_url)
    first = Database(sqlite_url)
    with first.write(LOCAL) as session:
        events.append(session, at=AT, actor="a", action="b", subject="c", detail={"d": "é"})
    backups.backup(first, tmp_path, tmp_path / "all.zip", AT)
    backups.restore(postgresql_url, tmp_path / "new", tmp_path / "all.zip")
    second = Database(postgresql_url)
    assert rows(second) == rows(first)
    for database in (first, second):
        database.close()


def test_a_backup_is_one_moment_of_a_service_that_writes(filled: Workbench, tmp_path: Path, elsewhere: str) -> None:
    stop, count = threading.Event(), 0

    def write() -> None:
        nonlocal count
        while not stop.is_set():
            calculate(filled, f"W-{count}")
            count += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            backups.backup(filled.database, filled.settings.data_dir, tmp_path / f"{n}.zip", AT)
    finally:
        stop.set()
        writer.join()
    assert count
    backups.restore(elsewhere, tmp_path / "new", tmp_path / "2.zip")
    restored = Database(elsewhere)
    with restored.read(EVERYBODY) as session:
        assert verify.events(session).count == session.scalar(select(func.count()).select_from(RecordRow))
    restored.close()


def rewritten(file: Path, change: Any) -> Path:
    """Return a copy of a zip with one member changed."""
    out = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out


@pytest.mark.parametrize("member", ["tables/records.jsonl", "tables/events.jsonl", "files/ab/cdef"])
def test_a_changed_backup_is_refused(filled: Workbench, tmp_path: Path, elsewhere: str, member: str) -> None:
    out = tmp_path / "all.zip"
    backups.backup(filled.database, filled.settings.data_dir, out, AT)
    bad = rewritten(out, lambda name, data: data.replace(b"M-1", b"M-9").replace(b"bill", b"bull")
                    .replace(b'"actor":"test"', b'"actor":"eve"') if name == member else data)  # fmt: skip
    with pytest.raises(InputError, match="not what was backed up"):
        backups.restore(elsewhere, tmp_path / "new", bad)


def test_a_backup_that_was_forged_with_its_hash_fails_the_chain(
    filled: Workbench, tmp_path: Path, elsewhere: str
) -> None:
    out = tmp_path / "all.zip"
    backups.backup(filled.database, filled.settings.data_dir, out, AT)
    with zipfile.ZipFile(out) as archive:
        forged = archive.read("tables/events.jsonl").replace(b'"actor":"test"', b'"actor":"eve"')

    def change(name: str, data: bytes) -> bytes:
        if name == "tables/events.jsonl":
            return forged
        if name == "manifest.json":
            manifest = json.loads(data)
            manifest["tables"]["events"]["sha256"] = hashlib.sha256(forged).hexdigest()
            return json.dumps(manifest).encode()
        return data

    with pytest.raises(InputError, match="content was changed"):
        backups.restore(elsewhere, tmp_path / "new", rewritten(out, change))


def test_a_backup_writes_nowhere_else(filled: Workbench, tmp_path: Path, elsewhere: str) -> None:
    out = tmp_path / "all.zip"
    backups.backup(filled.database, filled.settings.data_dir, out, AT)

    def change(name: str, data: bytes) -> bytes:
        return data.replace(b"files/ab/cdef", b"files/../../evil") if name == "manifest.json" else data

    with pytest.raises(InputError, match="outside its place"):
        backups.restore(elsewhere, tmp_path / "new", rewritten(out, change))


def test_a_database_in_use_is_not_written_over(filled: Workbench, url: str, tmp_path: Path) -> None:
    out = tmp_path / "all.zip"
    backups.backup(filled.database, filled.settings.data_dir, out, AT)
    with pytest.raises(InputError, match="holds tables already"):
        backups.restore(url, tmp_path / "new", out)


@pytest.mark.parametrize("content", [b"", b"PK no zip", b"{}"])
def test_what_is_no_backup_is_named(tmp_path: Path, elsewhere: str, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    with pytest.raises(InputError, match="no backup"):
        backups.restore(elsewhere, tmp_path, file)


def test_every_table_is_in_the_backup() -> None:
    assert {table.name for table in dump.tables()} == set(Base.metadata.tables)
