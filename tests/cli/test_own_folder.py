"""The verbs heed the settings: a folder of one's own rules, a fresh data folder, a wrong value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

from api.cli import root
from tests.cli.conftest import Run
from tests.rules.mini import RULE, put
from tests.rules.test_catalogue import case

CATALOGUE = """\
sources: {s: {title: Our plan, date: "2026", url: u, grade: A}}
groups:
- {id: g, title: Our things, products: [{id: t, title: Our thing, rule: test/thing, status: draft, sources: [s]}]}
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    put(tmp_path, RULE)
    put(tmp_path, case("1.0"), "pcr/test/thing/cases/one.yaml")
    monkeypatch.setenv("FOOTPRINT_RULES", str(tmp_path))
    root.workbench.cache_clear()
    yield tmp_path
    root.workbench.cache_clear()


def test_check_reads_the_own_folder(run: Run, own: Path) -> None:
    ran = run("rules", "check")
    assert (ran.code, ran.out, ran.err) == (0, "1 rule(s) and their cases are sound\n", "")
    free = run("rules", "check", "--numbers")
    assert free.code == 1
    assert "test/thing@1.0: 1 case(s)" in free.out
    broken = put(own, case("1.0", total=1), "pcr/test/thing/cases/one.yaml")
    ran = run("rules", "check")
    assert ran.code == 1
    assert ran.err.startswith(f"{broken}:1: expected.total"), "the path that leads to the file"


def test_a_path_below_the_working_folder_is_relative(run: Run, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own.parent)
    monkeypatch.setenv("FOOTPRINT_RULES", own.name)
    put(own, "pcr: [", "pcr/test/other/1.yaml")
    assert run("rules", "check").err.startswith(f"{own.name}/pcr/test/other/1.yaml:")


def test_the_catalogue_is_that_of_the_own_folder(run: Run, own: Path) -> None:
    listed = run("rules", "list").out
    assert "test/thing@1.0" in listed
    assert listed.split()[0] == "test", "without a catalogue the group is the first part of the id"
    assert "planned" not in listed
    put(own, CATALOGUE, "catalogue.yaml")
    assert "Our things" in run("rules", "list").out
    assert run("rules", "check").code == 0
    assert "pcr: test/thing" in run("rules", "show", "test/thing", "--format", "yaml").out


def test_a_wrong_setting_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTPRINT_RULES", "/nonexistent")
    ran = run("rules", "check")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == ("footprint: FOOTPRINT_RULES: is '/nonexistent': a folder with the folder pcr in it is due\n")


def test_serve_prepares_the_embedded_database(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **_: served.append(app))
    monkeypatch.setenv("FOOTPRINT_DATA_DIR", str(tmp_path / "fresh"))
    assert run("serve").code == 0
    with TestClient(served[0]) as client:
        assert client.get("/v1/openapi.json").status_code == 200


def test_serve_says_in_one_line_that_another_database_is_not_ready(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTPRINT_DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/none")
    ran = run("serve")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "secret" not in ran.err
