"""Bad input: exit code 2 or 1, one clear sentence with file and line, nothing written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLE, Run

TEXT = EXAMPLE.read_text(encoding="utf-8")
CATHODE = "dataset: nmc622-powder-cn, amount: 0.3895, unit: kg"


def swap(old: str, new: str) -> bytes:
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new).encode()


def workbook() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return data.getvalue()


LINE = TEXT[: TEXT.index(CATHODE)].count("\n") + 1

CASES: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "unknown unit": (
        lambda: swap(CATHODE, CATHODE.replace("unit: kg", "unit: kilo")), 1,
        f"file.yaml:{LINE}: processes[cell].lines[cathode-powder].unit",
    ),
    "mass where energy is due": (
        lambda: swap("amount: 1.456, unit: kWh", "amount: 1.456, unit: kg"), 1, "energy",
    ),
    "unknown dataset": (lambda: swap("nmc622-powder-cn", "nmc999-powder-cn"), 1, "nmc999-powder-cn"),
    "negative amount": (lambda: swap("amount: 0.3895", "amount: -0.3895"), 2, f"file.yaml:{LINE}: processes[cell]"),
    "missing required line": (lambda: swap("activity: electrolyte", "activity: cell_housing"), 1, "lectrolyte"),
    "duplicate key": (lambda: swap("model: DEMO-NMC622-60", "model: A\nmodel: B"), 2, "is given twice"),
    "broken YAML": (lambda: TEXT.encode().replace(b"parameters:", b"parameters: {", 1), 2, "file.yaml:"),
    "50 MB": (lambda: b"# " + b"x" * 50_000_000, 2, "50.0 MB"),
    "Excel renamed to YAML": (workbook, 2, "Excel workbook"),
    "picture renamed to YAML": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 2, "file.yaml:1"),
    "empty": (lambda: b"", 2, "empty"),
    "a list": (lambda: b"- 1\n- 2\n", 2, "table of fields"),
    "unknown rule": (lambda: swap("rule: batteries/traction", "rule: batteries/x"), 2, "batteries/x"),
    "not finite": (lambda: swap("amount: 0.3895", "amount: .nan"), 2, "not a finite number"),
    "billion laughs": (lambda: b"a: &a [1]\nb: &b [*a, *a]\n", 2, "anchors and aliases"),
    "too deep": (lambda: b"[" * 500 + b"]" * 500, 2, "levels deep"),
}  # fmt: skip


@pytest.mark.parametrize("verb", ["calculate", "check"])
@pytest.mark.parametrize("name", CASES)
def test_bad_file(run: Run, tmp_path: Path, name: str, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content, code, sentence = CASES[name]
    monkeypatch.chdir(tmp_path)
    Path("file.yaml").write_bytes(content())
    ran = run(verb, "file.yaml", *(["--out", "out"] if verb == "calculate" else []))
    said = ran.err or ran.out
    assert ran.code == code, said
    assert sentence in said
    assert "Traceback" not in said
    if verb == "calculate":
        assert ran.out == ""
        assert len(ran.err.strip().splitlines()) == 1
        assert not Path("out").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["calculate"], "Missing argument"),
        (["calculate", "nowhere.yaml"], "nowhere.yaml"),
        (["calculate", "."], "name the table to write"),
        (["calculate", ".", "--out", "all.csv", "--verify"], "--verify is for a single file"),
        (["calculate", ".", "--out", "all.csv", "--characterization", "AR5"], "--characterization is for a single"),
        (["calculate", EXAMPLE, "--workers", "2"], "are for a folder"),
        (["calculate", EXAMPLE, "--lang", "fr"], "en, zh-Hans, zh-Hant"),
        (["calculate", EXAMPLE, "--rule", "batteries/unknown"], "batteries/unknown"),
        (["frobnicate"], "frobnicate"),
        (["background", "show", "steal"], "steal"),
        (["label", "nowhere.json"], "nowhere.json"),
        (["label", EXAMPLE, "--scheme", "guangdong"], "record"),
        (["rerun", EXAMPLE], "record"),
    ],
)
def test_bad_usage(run: Run, arguments: list[object], sentence: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2, ran
    assert sentence in ran.err
    assert len(ran.err.strip().splitlines()) == 1
