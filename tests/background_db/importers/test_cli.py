"""``footprint background import`` and the verbs that work on what was imported."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api import cli
from api.cli import root
from tests.background_db.importers import toy

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("FOOTPRINT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    root.workbench.cache_clear()

    def call(*arguments: object) -> tuple[int, str, str]:
        code = cli.run([str(a) for a in arguments])
        return code, *capsys.readouterr()

    yield call
    root.workbench.cache_clear()


def test_import_list_search_show_compare(run: Run, tmp_path: Path) -> None:
    verb = ("background", "import")
    whole = tmp_path / "out" / "report.json"
    code, out, err = run(
        *verb,
        "ecospold1",
        toy.ecospold1(tmp_path),
        "--id",
        "one",
        "--version",
        "1",
        "--licence",
        "mine",
        "--report",
        whole,
    )
    assert (code, err) == (0, "")
    assert "3 processes in 1 entries (0 parsed before): 3 datasets, 8 exchanges" in out
    assert "1 without supplier became 1 gaps" in out
    assert json.loads(whole.read_text("utf-8"))["unlinked"] == {"Lime, at plant [kg]": 1}
    code, out, _ = run(
        *verb, "jsonld", toy.jsonld(tmp_path), "--id", "two", "--version", "1", "--licence", "mine", "--json"
    )
    assert code == 0
    assert json.loads(out)["counts"]["datasets"] == 3
    assert [e["id"] for e in json.loads(run("background", "installed", "--json")[1])] == ["one", "two"]
    code, out, err = run("background", "search", "crude", "steel", "--background", "one", "--json")
    assert (code, err) == (0, "")
    (hit,) = json.loads(out)
    assert hit["unit_value"] == pytest.approx(toy.STEEL)
    assert len(json.loads(run("background", "list", "--background", "one", "--json")[1])) == 4
    code, out, _ = run("background", "show", hit["id"], "--background", "one", "--json")
    assert code == 0
    assert {e["kind"] for e in json.loads(out)["exchanges"]} == {"provider", "gap", "emission"}
    assert "Lime, at plant" in run("background", "gaps", "--background", "one")[1]
    assert "mine" in run("background", "licences", "--background", "one")[1]
    code, out, _ = run("background", "compare", "one", "two", "--json")
    assert code == 0
    assert json.loads(out)["causes"] == {"same": 3}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("background", "search", "x", "--background", "absent"),
            "footprint: background: this installation calculates on",
        ),
        (("background", "compare", "a", "b"), "footprint: there is no imported background 'a': known are none"),
        (
            ("background", "import", "gabi", "x", "--id", "a", "--version", "1", "--licence", "x"),
            "footprint: format: there is no format 'gabi': known are",
        ),
        (
            ("background", "import", "ilcd", "absent.zip", "--id", "a", "--version", "1", "--licence", "x"),
            "footprint: absent.zip: there is no such file or folder",
        ),
        (
            ("background", "import", "ilcd", "x", "--id", "a", "--version", "1"),
            "footprint: Missing option '--licence'.",
        ),
    ],
)
def test_bad_use_is_one_sentence(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert err.startswith(sentence)
    assert err.count("\n") == 1
