"""The reviewer's list: of each of the fifteen tests, whether it ran on a study and what it found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from footprint.checklist_tests import TESTS, Check, Lack, Study
from footprint.findings import ORDER, Finding

Status = Literal["found", "noted", "passed", "not_tested", "elsewhere"]


@dataclass(frozen=True)
class Outcome:
    """What became of one check.

    Attributes
    ----------
    status : str
        ``found`` (something to answer), ``noted`` (something to know), ``passed``, ``not_tested``.
    lacks : str
        What was missing for it, where it was not tested.
    count : int
        Findings.
    """

    check: str
    status: Status
    lacks: Lack
    count: int


@dataclass(frozen=True)
class Row:
    """One of the fifteen tests; ``elsewhere`` names functions that do what no check of a document can."""

    number: int
    status: Status
    outcomes: tuple[Outcome, ...]
    elsewhere: tuple[str, ...]


_RANK: Mapping[Status, int] = {"found": 0, "noted": 1, "passed": 2, "not_tested": 3, "elsewhere": 4}


def review(study: Study, findings: Iterable[Finding]) -> tuple[Row, ...]:
    """Say of each of the fifteen tests whether it ran, and what it found.

    Parameters
    ----------
    findings : iterable of Finding
        Of all checks, with the name of the check on each.
    """
    by_check: dict[str, list[Finding]] = {}
    for finding in findings:
        by_check.setdefault(finding.check, []).append(finding)
    rows = []
    for number, (checks, elsewhere) in TESTS.items():
        outcomes = tuple(_outcome(check, study, by_check.get(check.name, [])) for check in checks)
        status: Status = min((o.status for o in outcomes), key=_RANK.__getitem__, default="elsewhere")
        if status == "not_tested" and elsewhere:
            status = "elsewhere"
        rows.append(Row(number, status, outcomes, elsewhere))
    return tuple(rows)


def _outcome(check: Check, study: Study, found: list[Finding]) -> Outcome:
    if found:
        worst = min(ORDER[finding.severity] for finding in found)
        return Outcome(check.name, "noted" if worst == ORDER["info"] else "found", "", len(found))
    lacks = check.lacks(study)
    return Outcome(check.name, "not_tested" if lacks else "passed", lacks, 0)
