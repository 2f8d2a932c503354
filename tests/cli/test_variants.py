"""``compare``, ``uncertainty`` and ``what-if`` as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLE, Run


@pytest.fixture
def variant(tmp_path: Path) -> Path:
    text = EXAMPLE.read_text("utf-8")
    path = tmp_path / "better-yield.yaml"
    path.write_text(text.replace("yield: 0.95", "yield: 0.97"), "utf-8")
    return path


def test_compare(run: Run, variant: Path) -> None:
    shown = run("compare", str(EXAMPLE), str(variant), "--draws", "20")
    assert shown.code == 0
    assert "process (yield, levels)" in shown.out
    assert "B is lower in 100% of 20 worlds" in shown.out
    found = json.loads(run("compare", str(EXAMPLE), str(variant), "--json").out)[0]
    assert list(found["causes"]) == ["process"]
    assert found["difference"] == pytest.approx(found["causes"]["process"], rel=1e-9)
    assert found["odds"] is None


def test_compare_refuses_another_rule(run: Run, tmp_path: Path) -> None:
    other = EXAMPLE.parent / "traction-battery-nmc-eu.yaml"
    found = run("compare", str(EXAMPLE), str(other))
    assert found.code == 2
    assert "a comparison needs the same" in found.err
    assert run("compare", str(EXAMPLE)).code == 2


def test_uncertainty(run: Run) -> None:
    shown = run("uncertainty", str(EXAMPLE), "--draws", "20", "--lang", "zh-Hans")
    assert shown.code == 0
    assert "方差占比" in shown.out
    first, second = (run("uncertainty", str(EXAMPLE), "--draws", "20", "--seed", "4", "--json").out for _ in "ab")
    assert first == second
    assert json.loads(first)["draws"] == 20


def test_what_if(run: Run) -> None:
    ranked = json.loads(run("what-if", str(EXAMPLE), "--json").out)
    assert ranked[0]["path"] in {"parameters.full_equivalent_cycles", "parameters.rated_energy"}
    points = json.loads(run("what-if", str(EXAMPLE), "--sweep", "processes[cell].yield=0.8:1:3", "--json").out)
    assert [p["value"] for p in points["points"]] == pytest.approx([0.8, 0.9, 1.0])
    answer = run(
        "what-if", str(EXAMPLE), "--target", "0.2", "--by", "parameters.full_equivalent_cycles=100:2000", "--json"
    )
    assert json.loads(answer.out)["value"] == pytest.approx(480 * 0.21694 / 0.2, rel=0.01)
    swapped = run(
        "what-if", str(EXAMPLE), "--swap", "processes[pack].lines[tray-and-lid].dataset=aluminium-secondary-cn"
    )
    assert "aluminium-secondary-cn" in swapped.out
    replaced = run(
        "what-if", str(EXAMPLE), "--replace", "aluminium-ingot-cn=aluminium-secondary-cn", "--replace",
        "electricity-average-cn-2024=electricity-mix-cn-yn-2024", "--json",
    )  # fmt: skip
    found = json.loads(replaced.out)
    assert {e["path"]: e["value"] for e in found} == {
        "aluminium-ingot-cn": "aluminium-secondary-cn",
        "electricity-average-cn-2024": "electricity-mix-cn-yn-2024",
    }
    assert found[0]["after"] <= found[1]["after"] < found[1]["before"]
    planned = run("what-if", str(EXAMPLE), "--target", "0.001", "--set", "processes[cell].yield=0.99")
    assert planned.code == 1
    assert "not reached" in planned.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--sweep", "processes[cell].yield=1:2"), "write PATH=LOW:HIGH:STEPS"),
        (("--set", "nonsense"), "write PATH=VALUE"),
        (("--replace", "aluminium-ingot-cn"), "write PATH=VALUE or DATASET=OTHER"),
        (("--replace", "aluminium-ingot-cn=nope"), "no dataset 'nope'"),
        (("--replace", "aluminium-ingot-cn=electricity-mix-cn-2024"), "measures mass, but energy is due"),
        (("--set", "processes[cell].lines[copper-foil].amount=abc"), "a plain number is due"),
        (("--set", "processes[cell].lines[copper-foil].dataset=nope"), "There is no dataset nope"),
        (("--swap", "processes[cell].lines[copper-foil].dataset=nope"), "There is no dataset nope"),
        (("--sweep", "processes[lid].yield=0.5:1:3"), "has no place"),
    ],
)
def test_what_if_bad_input(run: Run, arguments: tuple[str, ...], words: str) -> None:
    found = run("what-if", str(EXAMPLE), *arguments)
    assert found.code == 2
    assert words in found.err
    assert "Traceback" not in found.err
