"""``footprint register`` on a database of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.db.migrate import upgrade
from api.db.session import Database
from api.settings import Settings
from tests.api.conftest import document, toy_bench
from tests.cli.conftest import Run
from tests.registered import Bodies


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A withdrawn entry."""
    url = f"sqlite:///{tmp_path}/register.sqlite3"
    monkeypatch.setenv("FOOTPRINT_DATABASE_URL", url)
    monkeypatch.setenv("FOOTPRINT_DATA_DIR", str(tmp_path))
    upgrade(url)
    database = Database(url)
    bodies = Bodies.of(toy_bench(database, Settings(data_dir=tmp_path, database_url=url)))
    declaration, found = bodies.publish(document(), number="GD-1")
    bodies.act(declaration, "withdrawn", "No longer made.")
    database.close()
    return found


def test_what_was_published_is_found_and_shown(run: Run, entry: str) -> None:
    found = run("register", "search", "gd-1", "we")
    assert (found.code, found.err) == (0, "")
    assert entry in found.out
    assert "withdrawn" in found.out
    (row,) = json.loads(run("register", "search", "--json").out)
    assert (row["id"], row["status"], row["number"]) == (entry, "withdrawn", "GD-1")
    assert entry not in run("register", "search", "--status", "published").out
    assert entry not in run("register", "search", "nothing").out
    shown = run("register", "show", f"{entry[:4]}-{entry[4:]}".lower())
    assert shown.code == 0
    assert f"{entry}: withdrawn (No longer made.)" in shown.out
    told = json.loads(run("register", "show", entry, "--json").out)
    assert [step["status"] for step in told["history"]] == ["published", "withdrawn"]
    assert told["document"]["id"] == entry


def test_what_is_not_there_is_said(run: Run, entry: str) -> None:
    assert entry
    for arguments, code in ((("show", "7K3M9QXR2X"), 2), (("search", "--status", "nonsense"), 2)):
        ran = run("register", *arguments)
        assert (ran.code, ran.out) == (code, ""), arguments
        assert len(ran.err.strip().splitlines()) == 1, ran.err


def test_verify_goes_through_the_register(run: Run, entry: str) -> None:
    assert entry
    ran = run("verify", "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["register"]["count"] == 1
    assert "register: 1 sound" in run("verify").out
