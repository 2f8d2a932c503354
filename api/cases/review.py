"""The reviewer's list of a calculation: which of the fifteen tests ran, passed, or could not run."""

from __future__ import annotations

from api.cases.calculations import Preview
from footprint.checklist import Row, review
from footprint.checklist_tests import Study
from footprint.checks import check_against
from footprint.findings import Finding, sort_findings
from footprint.product import Product
from footprint.suppliers import with_suppliers


def reviewed(found: Preview, previous: Product | None = None) -> tuple[tuple[Finding, ...], tuple[Row, ...]]:
    """Add the checks against an earlier period to what was found, and list the tests.

    Returns
    -------
    tuple of Finding, tuple of Row
        All findings, gravest first, and the fifteen tests.
    """
    more = check_against(found.product, previous) if previous else ()
    findings = sort_findings([*found.findings, *more])
    background = with_suppliers(found.background, found.product)
    study = Study(found.product, found.rule.rule, background, previous, calculated=found.result is not None)
    return findings, review(study, findings)
