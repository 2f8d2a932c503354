"""The Commission's communication template: read, compared with what its inputs come to, and written back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale

from api.cases.cbam import Figures
from api.cases.workbench import Workbench
from api.sheet_messages import describe_cell_problem
from footprint.cbam.calculate import calculate
from footprint.cbam.installation import FIRST, Installation
from footprint.cbam.reading import parse_installation
from footprint.cbam.result import CbamResult
from footprint.errors import BlockedError, InputError, Problem
from footprint.exchange.cbam.blank import blank
from footprint.exchange.cbam.compare import COMPARED_YEAR, Compared, as_stated, compare, figures_of
from footprint.exchange.cbam.entries import entries
from footprint.exchange.cbam.entry import Entry
from footprint.exchange.cbam.facts import Communication
from footprint.exchange.cbam.fill import Filled, fill
from footprint.exchange.cbam.layout import VERSIONS
from footprint.exchange.cbam.places import plain
from footprint.exchange.cbam.read import read_communication
from footprint.exchange.cbam.to_document import Made, to_document
from footprint.exchange.excel_errors import WorkbookError
from footprint.findings import Finding
from footprint.texts import Language
from rules.cbam import Law, regulation
from rules.cbam_method import load_method

NEWEST = VERSIONS[-1]
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ReadTemplate:
    """A filled template and what became of it.

    Attributes
    ----------
    compared : tuple of Compared
        Stated figures beside ours; empty where the inputs do not suffice.
    problems : tuple of Problem
        Why not, each with its cell.
    findings : tuple of Finding
        Errors of the checks that block the comparison, each with its cell.
    result : CbamResult or None
        Figures by the rules of the template; for the comparison only.
    """

    data: bytes
    facts: Communication
    made: Made
    compared: tuple[Compared, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    result: CbamResult | None = None

    @property
    def early(self) -> bool:
        """Tell whether its period lies before the definitive one: then it is compared and nothing else."""
        start = self.facts.site.values.get("start")
        return isinstance(start, date) and start < FIRST

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        return {
            "kind": "cbam-communication-template",
            "version": self.facts.version,
            "before_2026": self.early,
            "compared": [row.to_dict() for row in self.compared],
            "differ": sum(not row.equal for row in self.compared),
            "document": self.made.document,
            "places": dict(self.made.workbook.places),
        }


def read(data: bytes, bench: Workbench, language: Language = "en") -> ReadTemplate:
    """Read a filled template and compare its figures with what its inputs come to.

    Raises
    ------
    InputError
        No template; or cells that hold no value of their kind.
    """
    try:
        facts = read_communication(data)
    except WorkbookError as error:
        what = describe_cell_problem(error.problem, language)
        raise InputError(Problem(error.problem.cell, what)) from error
    made = to_document(facts, countries())
    try:
        installation = parse_installation(as_stated(made.document, load_method()))
        result = calculate(installation, law_of_comparison(bench), load_method())
    except BlockedError as error:
        blocked = tuple(f for f in error.findings if f.severity == "error")
        return ReadTemplate(data, facts, made, findings=blocked)
    except InputError as error:
        problems = tuple(Problem(made.workbook.place(p.where) or p.where, p.what) for p in error.problems)
        return ReadTemplate(data, facts, made, problems=problems)
    return ReadTemplate(data, facts, made, compare(facts, result), result=result)


def law_of_comparison(bench: Workbench) -> Law:
    """Return the law whose standard constants a comparison takes."""
    return regulation(date(COMPARED_YEAR, 12, 31), without=bench.settings.excluded_uses)


def written_back(found: ReadTemplate) -> Filled:
    """Write the figures that the inputs of a workbook come to back into it.

    Raises
    ------
    InputError
        The inputs do not suffice.
    """
    if found.result is None:
        raise InputError(*(found.problems or (Problem("workbook", "cannot be calculated: see its findings"),)))
    return fill(found.data, figures_of(found.facts, found.result))


def filled(found: Figures, template: bytes | None = None, version: str = NEWEST) -> Filled:
    """Write an installation and its figures into a workbook: the Commission's own file, or an empty one alike.

    Raises
    ------
    InputError
        More than the template has room for, or a version there is not.
    """
    if template is None and version not in VERSIONS:
        raise InputError(Problem("version", f"is {version!r}: {' or '.join(VERSIONS)} is due"))
    country = found.installation.site.country
    items = entries(found.installation, found.result, found.law, load_method(), names().get(country, country))
    made = fill(template if template is not None else blank(version), items, country)
    return replace(fill(made.data, _shares(made.data)), left=made.left)


def _shares(data: bytes) -> tuple[Entry, ...]:
    """Return the share of default values as the template counts it: of a supplier it knows all or nothing."""
    facts = read_communication(data)
    method = load_method()
    try:
        document = as_stated(to_document(facts, countries()).document, method)
        result = calculate(parse_installation(document), regulation(date(COMPARED_YEAR, 12, 31)), method)
    except (InputError, BlockedError):  # what the template does not ask for is missing: ours stays
        return ()
    return tuple(entry for entry in figures_of(facts, result) if entry.key == "default_share")


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Return English names of countries by code (CLDR)."""
    territories = Locale.parse("en").territories
    return {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha()}


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Return codes of countries by English name, for workbooks without a list of their own."""
    return {plain(name): code for code, name in names().items()}


def installation_of(found: ReadTemplate, today: date) -> Installation:
    """Return the installation a template declares.

    Raises
    ------
    InputError
        Each problem with its cell.
    """
    try:
        return parse_installation(found.made.document, today)
    except InputError as error:
        place = found.made.workbook.place
        raise InputError(*(Problem(place(p.where) or p.where, p.what) for p in error.problems)) from error
