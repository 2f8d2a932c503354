"""Changing any number of a shipped rule breaks one of its worked cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.cases import cases
from rules.pinned import cases_of, main, unpinned
from rules.registry import Registry
from tests.rules.mini import RULE, put

REGISTRY = Registry()


@pytest.mark.parametrize("name", REGISTRY.names())
def test_every_number_is_held_by_a_case(name: str) -> None:
    assert unpinned(REGISTRY.get(name), cases_of(name, REGISTRY)) == ()


@pytest.mark.parametrize("name", REGISTRY.names())
def test_at_least_two_cases_compute(name: str) -> None:
    computed = [case for case, _ in cases(REGISTRY.folder) if case.rule == name and not case.expected.blocked]
    assert len(computed) >= 2


def test_the_command_looks_at_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, RULE)
    assert main(["--folder", str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith("test/thing@1.0: 0 case(s)")
    assert main(["--folder", str(tmp_path), "test/none@1"]) == 2
    for wrong, code in ((["--help"], 0), (["--folder", str(tmp_path / "none")], 2)):
        with pytest.raises(SystemExit) as left:
            main(wrong)
        assert left.value.code == code
