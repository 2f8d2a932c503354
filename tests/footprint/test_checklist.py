"""The reviewer's list: all checks in it, on the page, and honest about what could not run."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from api.checklist import CHECKS as WORDS
from api.checklist import ELSEWHERE, LACKS, TITLES
from footprint.calculate import calculate
from footprint.checklist import Row, review
from footprint.checklist_tests import TESTS, Lack, Study
from footprint.checks import CHECKS, PREVIOUS_CHECKS, check_against
from footprint.checks_result import RESULT_CHECKS
from footprint.checks_transport import check_legs
from footprint.product import parse_product
from tests.footprint import toys
from tests.footprint.test_falsified import last_year, this_year
from tests.footprint.test_plausible import RULE, document

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "plausibility.md"
REGISTERED = sorted(one.__name__ for one in (check_legs, *CHECKS, *RESULT_CHECKS, *PREVIOUS_CHECKS))


def sections() -> dict[int, dict[str, str]]:
    """Read the page: number of the test, names of its checks, their text."""
    found: dict[int, dict[str, str]] = {}
    for part in re.split(r"(?m)^## ", PAGE.read_text(encoding="utf-8"))[1:]:
        number = int(part.partition(".")[0])
        texts = re.split(r"(?m)^### ", part)[1:]
        found[number] = {name.strip(): body for name, _, body in (text.partition("\n") for text in texts)}
    return found


def test_every_check_belongs_to_one_test() -> None:
    assert sorted(check.name for checks, _ in TESTS.values() for check in checks) == REGISTERED


def test_the_page_has_every_check_under_its_test() -> None:
    listed = {number: [check.name for check in checks] for number, (checks, _) in TESTS.items()}
    assert {number: list(texts) for number, texts in sections().items()} == listed
    unanswered = [name for texts in sections().values() for name, body in texts.items() if "*Answer:*" not in body]
    assert unanswered == []


@pytest.mark.parametrize("number", range(1, 16))
def test_every_test_names_what_exists_and_is_documented(number: int) -> None:
    checks, elsewhere = TESTS[number]
    assert checks or elsewhere
    page = PAGE.read_text(encoding="utf-8")
    for name in elsewhere:
        assert f"`{name}`" in page
        module, _, last = name.rpartition(".")
        try:
            assert callable(getattr(import_module(module), last))
        except ModuleNotFoundError:
            module, _, holder = module.rpartition(".")
            assert callable(getattr(getattr(import_module(module), holder), last))


def test_every_test_check_and_lack_has_its_words() -> None:
    assert sorted(WORDS) == REGISTERED
    assert list(TITLES) == list(TESTS) == list(range(1, 16))
    assert {number for number, (_, elsewhere) in TESTS.items() if elsewhere} == set(ELSEWHERE)
    assert {"", *LACKS} == set(Lack.__args__)  # type: ignore[attr-defined]


def outcomes(rows: tuple[Row, ...]) -> dict[str, tuple[str, str]]:
    return {one.check: (one.status, one.lacks) for row in rows for one in row.outcomes}


def test_a_product_without_accounts_passes_no_test_of_accounts() -> None:
    product = toys.product()
    result = calculate(product, RULE, toys.background())
    rows = review(Study(product, RULE.rule, toys.background()), result.findings)
    assert [row.number for row in rows] == list(range(1, 16))
    found = outcomes(rows)
    assert found["check_copied_months"] == ("not_tested", "months")
    assert found["check_account_sums"] == ("not_tested", "production")
    assert found["check_certificates"] == ("not_tested", "certificate")
    assert found["check_copied_year"] == ("not_tested", "previous")
    assert found["check_energy_balance"] == ("not_tested", "energy_output")
    assert found["check_quality_limit"] == ("not_tested", "limit")
    assert found["check_gaps"] == ("found", "")
    assert found["check_total"] == ("passed", "")
    assert rows[6].status == "not_tested"
    assert rows[11].status == "passed"
    assert rows[13].status == "elsewhere"


def test_an_honest_account_passes_and_a_forged_one_does_not() -> None:
    product = parse_product(document())
    result = calculate(product, RULE, toys.background())
    study = Study(product, RULE.rule, toys.background())
    found = outcomes(review(study, result.findings))
    for name in ("check_account_sums", "check_account_bills", "check_copied_months", "check_months_in_line"):
        assert found[name] == ("passed", ""), name
    assert found["check_shifted_months"] == ("not_tested", "two_accounts")
    assert found["check_last_digits"] == ("not_tested", "readings")


def test_an_earlier_period_lets_its_tests_run() -> None:
    product, previous = parse_product(this_year()), parse_product(last_year())
    findings = check_against(product, previous)
    found = outcomes(review(Study(product, RULE.rule, toys.background(), previous), findings))
    for name in ("check_previous_lines", "check_previous_accounts", "check_previous_yields", "check_copied_year"):
        assert found[name] == ("passed", ""), name


def test_what_was_not_calculated_is_not_tested() -> None:
    product = toys.product()
    found = outcomes(review(Study(product, RULE.rule, toys.background(), calculated=False), ()))
    assert found["check_gaps"] == ("not_tested", "result")
    assert found["check_rule_status"][0] == "passed"
