"""A communication template on the page of an installation: what it states beside what its inputs come to."""

from __future__ import annotations

from dataclasses import dataclass

from api.cases.cbam_workbook import ReadTemplate
from api.messages import describe, describe_problem
from footprint.texts import Language

# Words of the template itself, which is in English.
WHAT = {
    "direct": "SEE (direct)", "indirect": "SEE (indirect)", "total": "SEE (total)",
    "default_share": "Share of emissions by default value", "fossil": "CO2e fossil (t)",
    "installation_direct": "Total direct emissions",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One stated figure and ours."""

    cell: str
    what: str
    of: str
    stated: float
    calculated: float
    equal: bool


@dataclass(frozen=True)
class WorkbookView:
    """A communication template as the page shows it.

    Attributes
    ----------
    name : str
        Of the file.
    early : bool
        Its period lies before 2026: compared and nothing else.
    problems : tuple of (cell, sentence)
        Why the inputs do not suffice.
    told : tuple of (cell, sentence)
        What the template leaves open.
    """

    name: str
    version: str
    early: bool
    rows: tuple[Row, ...]
    differ: int
    problems: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]


def workbook_view(found: ReadTemplate, name: str, language: Language) -> WorkbookView:
    """Return what the page shows of a template."""
    place = found.made.workbook.place
    blocked = [(place(f.where) or f.where, describe(f, language)) for f in found.findings]
    return WorkbookView(
        name,
        found.facts.version,
        found.early,
        tuple(Row(c.cell, WHAT[c.what], c.of, c.stated, c.calculated, c.equal) for c in found.compared),
        sum(not c.equal for c in found.compared),
        (*((p.where, describe_problem(p, language)) for p in found.problems), *blocked),
        tuple((f.where, describe(f, language)) for f in found.made.told),
    )
