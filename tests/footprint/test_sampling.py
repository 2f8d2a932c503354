"""The sample plan on a small record, checkable by hand.

::

    line        value   share   evidence   finding
    a             60     0.60   complete
    b            -20     0.20   complete               a credit counts by its size
    c             10     0.10   complete
    d              4     0.04   missing
    e              3     0.03   complete   number.round
    f              2     0.02   complete
    g              1     0.01   complete
    h              0     0      complete
    rule           9     –      (amount of the rule: nothing to verify at the site)
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from footprint.errors import InputError
from footprint.sampling import sample_plan

VALUES = {"a": 60.0, "b": -20.0, "c": 10.0, "d": 4.0, "e": 3.0, "f": 2.0, "g": 1.0, "h": 0.0}


def record() -> dict[str, Any]:
    lines = [row(name, value, evidence="missing" if name == "d" else "complete") for name, value in VALUES.items()]
    warning = {"code": "number.round", "severity": "warning", "where": "processes[p].lines[e].amount", "params": {}}
    whole = {"code": "gap.reached", "severity": "warning", "where": "", "params": {}}
    note = {"code": "unit.note", "severity": "info", "where": "processes[p].lines[g].unit", "params": {}}
    papers = [{"id": name, "evidence": [{"kind": "bill", "reference": f"B-{name}"}]} for name in VALUES]
    return {
        "run_id": "0" * 64,
        "contributions": [*lines, row("rule", 9.0, basis="rule")],
        "findings": [warning, whole, note],
        "product": {"processes": [{"id": "p", "lines": papers}]},
    }


def row(name: str, value: float, *, evidence: str = "complete", basis: str = "declared") -> dict[str, Any]:
    return {
        "process": "p", "line": name, "activity": name, "dataset": "steel", "basis": basis,
        "columns": {"total": value}, "declared": {"amount": 1.0, "unit": "kg"}, "quality": {"evidence": evidence},
    }  # fmt: skip


def reasons(**given: Any) -> dict[str, tuple[str, ...]]:
    return {one.line: one.reasons for one in sample_plan(record(), 7, **given).rows}


def test_large_covering_risky_lines_are_always_taken() -> None:
    # 5 % and more: a, b, c. They cover 90 %, so nothing is added for coverage. d and e for their signs.
    found = reasons(chance=0)
    assert found == {"a": ("large",), "b": ("large",), "c": ("large",), "d": ("evidence",), "e": ("finding",)}
    plan = sample_plan(record(), 7, chance=0)
    assert plan.covered == pytest.approx(0.97)
    assert plan.lines == len(VALUES)
    assert plan.rows[0].evidence == ({"kind": "bill", "reference": "B-a"},)


def test_lines_are_added_by_size_until_enough_is_covered() -> None:
    # Nothing is large at 70 %; a covers 60 %, with b it is 80 %.
    assert reasons(large=0.7, coverage=0.8, chance=0) == {
        "a": ("coverage",), "b": ("coverage",), "d": ("evidence",), "e": ("finding",),
    }  # fmt: skip
    assert reasons(large=0.7, coverage=0.81, chance=0)["c"] == ("coverage",)


def test_the_rest_is_drawn_by_chance_in_proportion_to_size() -> None:
    # Three are left (f, g, h): one is drawn, the square root of three rounded down.
    drawn = Counter(
        one.line for seed in range(3_000) for one in sample_plan(record(), seed).rows if "chance" in one.reasons
    )
    assert sum(drawn.values()) == 3_000
    assert drawn["h"] == 0  # without size, so only when all others are taken
    assert drawn["f"] / 3_000 == pytest.approx(2 / 3, abs=0.03)  # 2 : 1, three standard deviations are 0.026


def test_the_same_seed_gives_the_same_lines() -> None:
    shuffled = record()
    shuffled["contributions"].reverse()
    assert sample_plan(record(), 5) == sample_plan(shuffled, 5)
    assert len({tuple(one.line for one in sample_plan(record(), seed).rows) for seed in range(20)}) > 1


def test_everything_can_be_asked_for() -> None:
    assert set(reasons(chance=99)) == set(VALUES)


@pytest.mark.parametrize("given", [{"large": 1.5}, {"coverage": -0.1}, {"chance": -1}])
def test_shares_are_shares(given: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(given))):
        sample_plan(record(), 1, **given)
