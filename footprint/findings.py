"""What a check found: codes and parameters, never text (the interface translates)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Finding:
    """One statement of one check about one place of the study.

    Attributes
    ----------
    code : str
        Stable dotted name, e.g. ``unit.dimension``; the catalogue of texts is keyed by it.
    severity : {"error", "warning", "info"}
        An error blocks, a warning must be answered, an info is shown.
    where : str
        Path inside the product document, e.g. ``processes[cell].lines[cathode].unit``.
    params : dict
        Values the text needs, already plain (str, float, int, list of str).
    cite : str
        Source and clause that ask for the check, or empty.
    check : str
        Name of the function that found it, e.g. ``check_copied_months``; it has a section in
        docs/algorithms/plausibility.md.
    """

    code: str
    severity: Severity
    where: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    cite: str = ""
    check: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain JSON values."""
        return {
            "code": self.code,
            "severity": self.severity,
            "where": self.where,
            "params": self.params,
            "cite": self.cite,
            "check": self.check,
        }


def by_name(check: Callable[..., Iterator[Finding]], *arguments: Any) -> Iterator[Finding]:
    """Run a check and write its name on what it finds."""
    for finding in check(*arguments):
        yield replace(finding, check=check.__name__)


def sort_findings(findings: list[Finding]) -> tuple[Finding, ...]:
    """Order findings by severity, then place, then code."""
    return tuple(sorted(findings, key=lambda f: (ORDER[f.severity], f.where, f.code)))


def blocks(findings: tuple[Finding, ...]) -> bool:
    """Tell whether any finding is an error."""
    return any(f.severity == "error" for f in findings)
