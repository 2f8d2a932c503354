"""Checkpoints: who kept one finds out that the log was cut off, or computed anew from its beginning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from api.cases import calculations, checkpoints, signatures, verify
from api.cases.workbench import Workbench
from api.cli import run
from api.db.session import Database
from api.db.tables import CheckpointRow, EventRow
from api.db.tenancy import EVERYBODY, LOCAL
from api.keyring import Keyring
from api.settings import Settings
from api.store import events
from footprint.errors import InputError
from footprint.exchange.keys import read_keys
from tests.api.conftest import AT, TestClient, document


class Letters:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []

    def send(self, to: str, subject: str, text: str) -> None:
        self.sent.append((to, subject, text))


@pytest.fixture
def filled(bench: Workbench) -> Workbench:
    for n in range(3):
        with bench.database.write(LOCAL) as session:
            calculations.calculate(bench, session, document(model=f"M-{n}"), "test")
    return bench


def kept(bench: Workbench) -> str:
    return checkpoints.make_now(bench.database, bench.settings, AT).signed


def faults(database: Database, *texts: str, keys: Any = None) -> list[str]:
    with database.read(EVERYBODY) as session:
        return [f.what for f in checkpoints.verify_kept(session, texts, keys).faults]


@contextmanager
def unprotected(database: Database) -> Iterator[Any]:
    """Write as somebody who owns the database machine: past triggers and sessions."""
    with database.writing_connection() as connection:
        if database.file is None:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in ("events", "checkpoints"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            for table in ("events", "checkpoints"):
                for trigger in ("no_update", "no_delete", "no_replace"):
                    connection.execute(text(f"DROP TRIGGER {table}_{trigger}"))
        yield connection


def recompute(database: Database, change: Any) -> None:
    """Rewrite the log: change events, then chain all of them anew."""
    with database.read(EVERYBODY) as session:
        rows = [row for row in events.walk(session) if change(row) is not False]
        session.expunge_all()
    previous = events.START
    with unprotected(database) as connection:
        for row in rows:
            row.previous_hash = previous
            previous = row.hash = events.digest(row)
            values = {"actor": row.actor, "previous_hash": row.previous_hash, "hash": row.hash}
            connection.execute(update(EventRow).where(EventRow.seq == row.seq).values(**values))


def test_the_log_of_today_extends_a_kept_checkpoint(filled: Workbench) -> None:
    first = kept(filled)
    with filled.database.write(LOCAL) as session:
        calculations.calculate(filled, session, document(model="later"), "test")
    second = kept(filled)
    assert faults(filled.database, first, second) == []
    with filled.database.read(EVERYBODY) as session:
        report = checkpoints.verify_stored(session)
        assert (report.count, report.sound) == (2, True)
        assert verify.events(session).sound


def test_a_log_computed_anew_is_found_though_its_chain_is_sound(filled: Workbench) -> None:
    signed = kept(filled)

    def change(row: EventRow) -> None:
        if row.seq == 2:
            row.actor = "somebody else"

    recompute(filled.database, change)
    with filled.database.read(EVERYBODY) as session:
        assert verify.events(session).sound  # a bare chain does not show it
        assert not checkpoints.verify_stored(session).sound
    assert faults(filled.database, signed) == ["the log was rewritten: event 4 is another than the one signed for"]


def test_a_log_cut_off_is_found_though_its_chain_is_sound(filled: Workbench) -> None:
    signed = kept(filled)
    with unprotected(filled.database) as connection:
        connection.execute(text("DELETE FROM events WHERE seq > 2"))
        connection.execute(text("DELETE FROM checkpoints"))
    with filled.database.read(EVERYBODY) as session:
        assert verify.events(session).sound
        assert checkpoints.verify_stored(session).sound
    keys = read_keys(json.dumps(Keyring(filled.settings.key_file).public).encode())
    assert faults(filled.database, signed, keys=keys) == ["the log was cut off: it held event 4, and ends at 2"]


def test_a_checkpoint_by_another_key_proves_nothing(filled: Workbench, tmp_path: Path) -> None:
    kept(filled)
    with filled.database.read(EVERYBODY) as session:
        head = events.last(session)
        assert head is not None
        forged = Keyring(tmp_path / "evil.json").sign(
            json.dumps({"seq": head.seq, "hash": head.hash}).encode(), checkpoints.KIND
        )
    assert "not among those given" in faults(filled.database, forged)[0]


def test_another_signed_text_is_no_checkpoint(filled: Workbench) -> None:
    kept(filled)
    other = Keyring(filled.settings.key_file).sign(b'{"seq": 1, "hash": "x"}', "declaration+jws")
    assert faults(filled.database, other) == ["what was signed is no checkpoint"]


def test_a_stored_checkpoint_that_was_changed_is_found(filled: Workbench) -> None:
    kept(filled)
    with unprotected(filled.database) as connection:
        connection.execute(update(CheckpointRow).values(hash="f" * 64))
    with filled.database.read(EVERYBODY) as session:
        assert [f.what for f in checkpoints.verify_stored(session).faults] == ["it is not what was signed"]


def test_after_rotation_old_checkpoints_are_still_checked(filled: Workbench) -> None:
    first = kept(filled)
    Keyring(filled.settings.key_file).rotate()
    second = kept(filled)
    assert faults(filled.database, first, second) == []
    with filled.database.read(EVERYBODY) as session:
        assert len(signatures.key_set(session)["keys"]) == 2


def test_one_a_day_whoever_makes_it(filled: Workbench) -> None:
    letters = Letters()
    settings = filled.settings.model_copy(update={"checkpoint_mail": "keeper@example.org"})
    made = [
        checkpoints.daily(filled.database, settings, letters, AT + timedelta(hours=h)) for h in (0, 1, 11, 12, 13)
    ]
    assert [m is not None for m in made] == [True, False, False, True, False]
    assert [to for to, _, _ in letters.sent] == ["keeper@example.org"] * 2
    assert faults(filled.database, *(body.strip() for _, _, body in letters.sent)) == []
    with filled.database.read(EVERYBODY) as session:
        assert len(session.scalars(select(CheckpointRow)).all()) == 2


def test_a_quiet_day_has_its_checkpoint_too(bench: Workbench) -> None:
    """An empty log: the first checkpoint covers the event that tells of its key."""
    assert checkpoints.make_now(bench.database, bench.settings, AT).seq == 1
    assert checkpoints.make_now(bench.database, bench.settings, AT).seq == 2


def test_anybody_reads_checkpoints_and_nothing_else_of_the_log(client: TestClient) -> None:
    app: Any = client.app
    bench = app.state.workbench
    assert client.get("/.well-known/jwks.json").json() == {"keys": []}
    client.post("/v1/calculations", json=document())
    texts = [kept(bench) for _ in range(3)]
    page = client.get("/v1/checkpoints?limit=2").json()
    rest = client.get(page["next"]).json()
    assert [item["signed"] for item in page["items"] + rest["items"]] == texts[::-1]
    assert rest["next"] is None
    assert set(page["items"][0]) == {"seq", "hash", "at", "signed"}
    (key,) = client.get("/.well-known/jwks.json").json()["keys"]
    assert (key["alg"], "d" in key) == ("ES256", False)
    assert checkpoints.read_kept(json.dumps(page).encode(), "f") == tuple(texts[:0:-1])


@pytest.mark.parametrize("content", [b"", b"hello", b"{}", b"[1]", b'{"items": []}', b"\xff", b"a.b"])
def test_what_is_no_checkpoint_is_named(content: bytes) -> None:
    with pytest.raises(InputError, match="holds no checkpoint"):
        checkpoints.read_kept(content, "file")


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FOOTPRINT_DATA_DIR", str(tmp_path / "data"))
    database = Database(Settings().database_url)
    assert run(["database", "upgrade"]) == 0
    capsys.readouterr()
    assert run(["checkpoint"]) == 0
    file = tmp_path / "kept.jws"
    file.write_text(capsys.readouterr().out)
    assert run(["keys", "list"]) == 0
    jwks = tmp_path / "jwks.json"
    jwks.write_text(capsys.readouterr().out)
    assert run(["keys", "rotate"]) == 0
    assert run(["backup", str(tmp_path / "b.zip")]) == 0
    assert run(["verify", "--checkpoint", str(file), "--jwks", str(jwks)]) == 0
    assert "kept checkpoints: 1 sound" in capsys.readouterr().out

    def change(row: EventRow) -> None:
        row.actor = "eve"

    recompute(database, change)
    database.close()
    assert run(["verify", "--checkpoint", str(file), "--jwks", str(jwks)]) == 1
    assert "the log was rewritten" in capsys.readouterr().err
