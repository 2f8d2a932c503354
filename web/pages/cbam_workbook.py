"""A communication template on the page of an installation: what it states beside what its inputs come to."""

from __future__ import annotations

from dataclasses import dataclass

from api.cases.cbam_workbook import ReadTemplate
from api.i18n import N_
from api.messages import describe, describe_problem
from footprint.texts import Language
from web.texts import gettext

# Words of the template itself, which is in English; the catalogues translate them for people.
WHAT = {
    "direct": N_("SEE (direct)"), "indirect": N_("SEE (indirect)"), "total": N_("SEE (total)"),
    "default_share": N_("Share of emissions by default value"), "fossil": N_("CO2e fossil (t)"),
    "installation_direct": N_("Total direct emissions"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One stated figure and ours; ``label`` is the template's word for it, ``what`` that of the page."""

    cell: str
    what: str
    label: str
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
    _ = gettext(language)
    place = found.made.workbook.place
    blocked = [(place(f.where) or f.where, describe(f, language)) for f in found.findings]
    return WorkbookView(
        name,
        found.facts.version,
        found.early,
        tuple(
            Row(c.cell, _(WHAT[c.what]), WHAT[c.what], c.of, c.stated, c.calculated, c.equal)
            for c in found.compared
        ),
        sum(not c.equal for c in found.compared),
        (*((p.where, describe_problem(p, language)) for p in found.problems), *blocked),
        tuple((f.where, describe(f, language)) for f in found.made.told),
    )
