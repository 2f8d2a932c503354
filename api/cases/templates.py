"""Excel templates: made from a rule, and read back to a product document with the cell of every error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from api.cases import catalogue
from api.cases.workbench import Workbench
from api.i18n import unit_label
from api.messages import describe_problem
from api.sheet_messages import describe_cell_problem
from footprint import units
from footprint.errors import InputError, Problem, ProductError
from footprint.exchange.excel_errors import CellProblem, WorkbookError
from footprint.exchange.excel_read import ReadWorkbook, read_workbook
from footprint.exchange.excel_write import write_workbook
from footprint.findings import Finding
from footprint.product import Product, parse_product
from footprint.texts import Language, Text
from rules.yaml_lines import read_yaml_file

WORDS = Path(__file__).resolve().parents[1] / "documents" / "excel_words.yaml"
# Fields whose cells offer a list.
LISTED = frozenset({"option", "kind", "region", "activity", "dataset", "slot", "process", "stage", "family"})
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ReadProduct:
    """A product from a workbook, with the cell of everything in it."""

    product: Product
    document: dict[str, Any]
    workbook: ReadWorkbook

    def place(self, finding: Finding) -> str:
        """Return the cell a finding speaks of; empty when it speaks of none."""
        activity = str(finding.params.get("activity", ""))
        if finding.where == "processes" and activity in self.workbook.offered:
            return self.workbook.offered[activity]
        return self.workbook.place(finding.where)


@cache
def words(language: Language) -> Mapping[str, str]:
    """Return the template's own words in one language."""
    texts = {key: Text.model_validate(value) for key, value in read_yaml_file(WORDS).document.items()}
    labels = {f"unit.{unit}": unit_label(unit, language) for unit in (*units.known(), "1")}
    return labels | {key: text.get(language) for key, text in texts.items()}


def template(
    workbench: Workbench,
    rule_id: str,
    version: str | None,
    language: Language,
    document: Mapping[str, Any] | None = None,
) -> bytes:
    """Write the template of a rule, filled with a product document when one is given.

    Raises
    ------
    NotFoundError
        There is no such rule.
    InputError
        The document is no product, or its background is not here.
    """
    rule = catalogue.rule(workbench, rule_id, version).rule
    filled = None
    if document is not None:
        product = parse_product(document)
        workbench = workbench.on(product.background)
        filled = product.to_document()
        if str(filled.get("rule", "")).partition("@")[0] != rule.pcr:
            filled["rule"] = f"{rule.pcr}@{rule.version}"
    return write_workbook(rule, workbench.background, language, words(language), filled)


def filename(rule_id: str, language: Language) -> str:
    """Return the name a template is downloaded under."""
    return f"{rule_id.replace('/', '-')}-{language}.xlsx"


def read(data: bytes, language: Language) -> ReadProduct:
    """Read a workbook.

    Raises
    ------
    InputError
        Every problem with its cell (``Lines!F12``), worded in the language.
    """
    try:
        found = read_workbook(data)
    except WorkbookError as error:
        raise InputError(_worded(error.problem, language)) from error
    told = [_worded(p, language) for p in found.problems]
    named = [p.path for p in found.problems if p.path]
    try:
        product = parse_product(found.document)
    except ProductError as error:
        told += [_located(p, found, language) for p in _others(error.problems, named, bool(told))]
        raise InputError(*told) from error
    if told:
        raise InputError(*told)
    return ReadProduct(product, found.document, found)


def _others(problems: tuple[Problem, ...], named: list[str], told: bool) -> list[Problem]:
    """Leave out what only follows from a problem that is named already."""
    inside = any(p.where.startswith("processes[") for p in problems)
    return [
        p
        for p in problems
        if not any(path == p.where or path.startswith((f"{p.where}.", f"{p.where}[")) for path in named if p.where)
        and not (p.where == "processes" and inside)
        and not (told and not p.where)
    ]


def _worded(problem: CellProblem, language: Language) -> Problem:
    return Problem(problem.cell or problem.path, describe_cell_problem(problem, language))


def _located(problem: Problem, found: ReadWorkbook, language: Language) -> Problem:
    field = problem.what.partition(":")[0]  # of an object that names its field itself: "output.amount: must be …"
    place = found.places.get(f"{problem.where}.{field}") or found.place(problem.where)
    what = problem.what
    if "does not have the right form" in what and problem.where.rpartition(".")[2] in LISTED:
        value = what.partition(", which")[0]  # no pattern for people
        what = f"{value}: choose from the list of the cell, or write the id in square brackets"
    return Problem(place or problem.where, describe_problem(Problem(problem.where, what), language))
