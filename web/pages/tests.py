"""The reviewer's list on the page of a result: fifteen tests, whether each ran, and what it found."""

from __future__ import annotations

from dataclasses import dataclass

from api.checklist import CHECKS, STATUSES, TITLES, elsewhere, verdict
from api.messages import finding_from
from footprint.checklist import Row, review
from footprint.checklist_tests import Study
from footprint.errors import FootprintError
from footprint.product import parse_product
from footprint.suppliers import with_suppliers
from footprint.texts import Language
from web.desk import Desk
from web.pages.view import RecordView
from web.texts import gettext


@dataclass(frozen=True)
class Check:
    """A check in words; ``name`` is that of its function and of its section in the documentation."""

    name: str
    title: str
    status: str
    verdict: str


@dataclass(frozen=True)
class Test:
    """One of the fifteen tests in words."""

    number: int
    title: str
    status: str
    word: str
    checks: tuple[Check, ...]
    elsewhere: str


def tests(source: Desk, view: RecordView, language: Language) -> tuple[Test, ...]:
    """List the tests of a record; empty for one older than the names of checks, or whose rule is not here."""
    findings = [finding_from(dict(f)) for f in view.record["findings"]]
    if view.rule is None or not all(finding.check for finding in findings):
        return ()
    try:
        product = parse_product(dict(view.product))
    except FootprintError:
        return ()
    background = with_suppliers(source.background, product)
    return tuple(worded(row, language) for row in review(Study(product, view.rule.rule, background), findings))


def worded(row: Row, language: Language) -> Test:
    """Word one of the tests."""
    _ = gettext(language)
    return Test(
        number=row.number,
        title=_(TITLES[row.number]),
        status=row.status,
        word=_(STATUSES[row.status]),
        checks=tuple(
            Check(one.check, _(CHECKS[one.check]), one.status, verdict(one, language)) for one in row.outcomes
        ),
        elsewhere=elsewhere(row, language),
    )
