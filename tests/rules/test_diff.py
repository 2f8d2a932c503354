"""Two versions compared, in words a technical committee can read."""

from __future__ import annotations

from typing import Any

import pytest

from api.documents.rule_diff import sentences
from api.documents.rule_text import Writer
from footprint.rule import Rule
from footprint.texts import Language
from rules.diff import diff
from tests.rules.full import document, full


def said(change: Any, language: Language = "en") -> list[str]:
    other = document()
    change(other)
    old, new = full(), Rule.model_validate(other)
    found = sentences(diff(old, new), Writer(old, language), Writer(new, language))
    return [f"{section}: {one.kind}: {one.text}" for section, all_said in found.items() for one in all_said]


def test_equal_rules_have_no_differences() -> None:
    assert diff(full(), full()) == ()


def test_a_number_changes_with_its_clause() -> None:
    def change(rule: Any) -> None:
        rule["parameters"]["item_limit"] |= {"value": 0.02, "cite": {"source": "other", "clause": "7.1"}}

    assert said(change) == [
        "parameters: changed: Item changes from 0.01 (Book, 6) to 0.02 (Other [not read], 7.1).",
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-Hans", "parameters: changed: Item由 0.01（Book, 6）改为 0.02（Book, 6）。"),
        ("zh-Hant", "parameters: changed: Item由 0.01（Book, 6）改為 0.02（Book, 6）。"),
    ],
)
def test_in_chinese(language: Language, expected: str) -> None:
    def change(rule: Any) -> None:
        rule["parameters"]["item_limit"]["value"] = 0.02

    assert said(change, language) == [expected]


def test_a_value_by_option_becomes_fixed() -> None:
    def change(rule: Any) -> None:
        rule["parameters"]["by_class"]["values"]["bus"] = 250

    (one,) = said(change)
    assert (
        "By class, Value by option changes from Bus: open: the preparer's choice, with a reason (Book, 14)" in one
    )
    assert "to Bus: 250 (Book, 14)." in one


def test_additions_and_removals() -> None:
    def change(rule: Any) -> None:
        del rule["not_encoded"][0]
        rule["stages"]["end"] = {"title": "End", "boundary": "included", "cite": {"source": "book", "clause": "3"}}

    assert said(change) == [
        "stages: added: New: End. Boundary: included (Book, 3).",
        "questions: removed: Dropped: 23. It said: Reason: No number; Question: How much?; Answer: optional.",
    ]


def test_wording_and_clause_of_a_row() -> None:
    def change(rule: Any) -> None:
        rule["activity_data"][0] |= {"title": "Iron", "cite": {"source": "book", "clause": "4.1"}}

    assert said(change) == [
        'activity_data: changed: Iron, Title changes from "Steel" to "Iron".',
        "activity_data: changed: Iron: the clause changes from Book, 4 to Book, 4.1.",
    ]


def test_what_follows_from_another_row_is_told_once() -> None:
    def change(rule: Any) -> None:
        rule["activity_data"][0]["origin"] = "company_specific"

    (one,) = said(change)
    assert one == (
        "activity_data: changed: Steel, Origin changes from any (Book, 4) to company-specific (Book, 4)."
    )


def test_a_suggestion_keeps_its_own_clause() -> None:
    def change(rule: Any) -> None:
        rule["parameters"]["by_class"]["suggestion"] |= {"amount": 300}

    (one,) = said(change)
    assert "changes from 250: bus-cn: Usual (Book, 15) to 300: bus-cn: Usual (Book, 15)." in one
