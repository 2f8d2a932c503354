"""Which lines of a record to verify at the source: the large ones, those with a sign of risk, and some by chance.

A pure function of a record and a number that is drawn when the review begins, so that nobody can know beforehand
which lines will be asked for, and everybody can repeat the choice afterwards.

References
----------
Strata by size and a random part of the rest, with chances in proportion to size, are the practice of audit sampling
(ISA 530, ISO 14064-3; domain knowledge, the texts were not read). The choice by chance is weighted sampling without
replacement after Efraimidis and Spirakis (2006), doi:10.1016/j.ipl.2005.11.003, with keys from SHA-256 instead of a
generator whose stream a version of a library could change.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from footprint.errors import InputError, Problem

Reason = Literal["large", "coverage", "finding", "evidence", "chance"]
# Usual in practice, and ours: a reviewer may ask for others.
LARGE, COVERAGE = 0.05, 0.8
# Amounts that the rule or the software gives are not verified at the holder's site.
DECLARED = "declared"
WEAK = frozenset({"missing", "incomplete", "other_kind"})


@dataclass(frozen=True)
class Sampled:
    """A line to verify.

    Attributes
    ----------
    share : float
        Of the sum of the absolute values of all declared lines [1].
    amount, unit
        As declared.
    reasons : tuple of str
        ``large`` (share at least the threshold), ``coverage`` (added by size until enough is covered), ``finding``
        (a check found something there), ``evidence`` (documents missing or without particulars), ``chance``.
    findings : tuple of str
        Codes of what the checks found at the line.
    evidence : tuple of dict
        Documents that the line names.
    """

    process: str
    line: str
    activity: str
    dataset: str
    share: float
    value: float
    amount: float
    unit: str
    reasons: tuple[Reason, ...]
    findings: tuple[str, ...]
    evidence: tuple[Mapping[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            **{name: getattr(self, name) for name in ("process", "line", "activity", "dataset", "share", "value")},
            "declared": {"amount": self.amount, "unit": self.unit},
            "reasons": list(self.reasons),
            "findings": list(self.findings),
            "evidence": [dict(one) for one in self.evidence],
        }


@dataclass(frozen=True)
class SamplePlan:
    """The lines to verify, largest first.

    Attributes
    ----------
    covered : float
        Share of the absolute values that the plan covers [1].
    lines : int
        Declared lines there are.
    """

    run_id: str
    seed: int
    large: float
    coverage: float
    covered: float
    lines: int
    rows: tuple[Sampled, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "run_id": self.run_id, "seed": self.seed, "large": self.large, "coverage": self.coverage,
            "covered": self.covered, "lines": self.lines, "rows": [row.to_dict() for row in self.rows],
        }  # fmt: skip


def sample_plan(
    record: Mapping[str, Any],
    seed: int,
    *,
    large: float = LARGE,
    coverage: float = COVERAGE,
    chance: int | None = None,
) -> SamplePlan:
    """Choose the lines of a record to verify at the source.

    Parameters
    ----------
    record : mapping
        A stored record with its ``run_id``.
    seed : int
        Drawn when the review begins.
    large : float
        Every line with at least this share is taken [1].
    coverage : float
        Lines are added by size until so much is covered [1].
    chance : int, optional
        Lines of the rest to take by chance; the square root of their number when absent.

    Raises
    ------
    InputError
        A share outside 0…1, or a negative number of lines.
    """
    for name, share in (("large", large), ("coverage", coverage)):
        if not 0 <= share <= 1:
            raise InputError(Problem(name, f"is {share:g}: a share from 0 to 1 is due"))
    if chance is not None and chance < 0:
        raise InputError(Problem("chance", f"is {chance}: no fewer than 0 lines can be taken"))
    lines = _lines(record)
    reasons: dict[int, list[Reason]] = {i: list(_signs(line)) for i, line in enumerate(lines)}
    covered = 0.0
    for i in sorted(reasons, key=lambda i: (-lines[i].share, lines[i].process, lines[i].line)):
        if lines[i].share >= large and lines[i].share > 0:
            reasons[i].insert(0, "large")
        elif covered < coverage - 1e-12 and lines[i].share > 0:
            reasons[i].insert(0, "coverage")
        covered += lines[i].share
    rest = [lines[i] for i, found in reasons.items() if not found]
    drawn = _drawn(rest, seed, math.isqrt(len(rest)) if chance is None else chance)
    chosen = [_with(line, reasons[i]) for i, line in enumerate(lines) if reasons[i]]
    chosen += [_with(line, ["chance"]) for line in drawn]
    ordered = sorted(chosen, key=lambda row: (-row.share, row.process, row.line))
    return SamplePlan(
        str(record["run_id"]), seed, large, coverage, sum(row.share for row in ordered), len(lines), tuple(ordered)
    )


def _lines(record: Mapping[str, Any]) -> list[Sampled]:
    found = _found(record["findings"])
    papers = {
        (process["id"], line["id"]): line.get("evidence", [])
        for process in record["product"]["processes"]
        for line in process.get("lines", [])
    }
    rows = [row for row in record["contributions"] if row["basis"] == DECLARED]
    size = sum(abs(row["columns"]["total"]) for row in rows)
    return [
        Sampled(
            process=row["process"], line=row["line"], activity=row["activity"], dataset=row["dataset"],
            share=abs(row["columns"]["total"]) / size if size else 0.0, value=row["columns"]["total"],
            amount=row["declared"]["amount"], unit=row["declared"]["unit"],
            reasons=("evidence",) if row["quality"]["evidence"] in WEAK else (),
            findings=tuple(sorted(found.get((row["process"], row["line"]), ()))),
            evidence=tuple(papers.get((row["process"], row["line"]), ())),
        )
        for row in rows
    ]  # fmt: skip


def _found(findings: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], set[str]]:
    """Return what has to be answered at single lines; what concerns the whole study marks none."""
    marked: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        process, _, rest = finding["where"].removeprefix("processes[").partition("]")
        line = rest.removeprefix(".lines[").partition("]")[0] if rest.startswith(".lines[") else ""
        if finding["severity"] == "warning" and finding["where"].startswith("processes[") and line:
            marked.setdefault((process, line), set()).add(finding["code"])
    return marked


def _signs(line: Sampled) -> tuple[Reason, ...]:
    return (*(("finding",) if line.findings else ()), *line.reasons)


def _drawn(lines: Sequence[Sampled], seed: int, count: int) -> list[Sampled]:
    """Draw lines with chances in proportion to their size; a line without size is drawn last."""

    def key(line: Sampled) -> float:
        digest = hashlib.sha256(f"{seed}\n{line.process}\n{line.line}".encode()).digest()
        chance = (int.from_bytes(digest[:8], "big") + 1) / (2**64 + 1)
        return math.log(chance) / line.share if line.share > 0 else -math.inf

    return sorted(lines, key=lambda line: (-key(line), line.process, line.line))[:count]


def _with(line: Sampled, reasons: list[Reason]) -> Sampled:
    return replace(line, reasons=tuple(reasons))
