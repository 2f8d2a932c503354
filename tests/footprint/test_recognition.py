"""The recognition report: what is met, open and unpublished, each by the right figure."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from footprint.errors import InputError, RuleError
from footprint.label import label_record
from footprint.recognition import RecognitionReport, recognise
from rules import statements
from rules.labels import load_scheme
from rules.recognition import agreements, between, load_agreement, parse_agreement
from tests.footprint import labels

AGREEMENT = load_agreement("guangdong-hongkong")
HONG_KONG = load_scheme("hongkong-cma")
TEXT = statements.text_of("recognition", "guangdong-hongkong")


def label(**changes: Any) -> dict[str, Any]:
    made = copy.deepcopy(label_record(labels.record(), load_scheme("guangdong"), labels.URL, labels.rule()))
    for path, value in changes.items():
        *steps, last = path.split("__")
        here = made
        for step in steps:
            here = here[step]
        here[last] = value
    return made


def states(**changes: Any) -> dict[str, str]:
    return {row.id: row.state for row in report(**changes).rows}


def report(**changes: Any) -> RecognitionReport:
    return recognise(label(**changes), AGREEMENT, HONG_KONG)


@pytest.mark.parametrize("name", agreements())
def test_every_agreement_loads_and_every_source_is_used(name: str) -> None:
    found = load_agreement(name)
    assert found.id == name
    assert {cite.source for _, cite in statements.cites(found)} == set(found.sources)
    assert all(source.url or source.trust == "own" for source in found.sources.values())


def test_a_fresh_guangdong_label_towards_hong_kong() -> None:
    found = states()
    assert {k for k, v in found.items() if v == "unpublished"} == {
        "required", "certified_per", "languages", "number_format", "validity_months", "grades", "qr_content",
        "mark_design", "rules", "products", "mapping", "fee", "accepted-bodies", "accepted-factors",
    }  # fmt: skip
    open_ = {k for k, v in found.items() if v == "open"}
    assert {"verification", "report", "issued"} <= open_
    assert found["identity"] == found["figure"] == found["public-record"] == "met"


def test_a_row_names_the_figure_that_answers_it() -> None:
    row = next(r for r in report().rows if r.id == "figure")
    assert dict(row.by)["footprint.value"] == label()["footprint"]["value"]
    assert row.cite.source == "practice"
    assert row.grade == "INF"


def test_an_issued_label_meets_more_and_a_withdrawn_one_does_not() -> None:
    issued = {
        "status": "published", "number": "GD-1", "issued": "2026-11-01", "expires": "2028-11-01",
        "bodies__issuing": "GDLC", "report_number": "R-1", "bodies__verification": "CQC",
        "bodies__assurance_level": "limited",
    }  # fmt: skip
    found = states(**issued)
    assert found["issued"] == found["report"] == found["verification"] == "met"
    assert states(**issued | {"status": "withdrawn"})["issued"] == "open"


def test_zero_answers_and_null_does_not() -> None:
    assert states(footprint__value=0.0)["figure"] == "met"
    assert states(footprint__value=None)["figure"] == "open"


def test_a_draft_rule_is_open() -> None:
    assert states(rule__status="draft")["rule"] == "open"
    assert states(rule__status="in_force")["rule"] == "met"


def test_what_a_scheme_publishes_is_held_against_the_label() -> None:
    stated = HONG_KONG.number_format.model_copy(update={"value": r"HK-\d+", "grade": "B"})
    scheme = HONG_KONG.model_copy(update={"number_format": stated})

    def state(number: str | None) -> str:
        rows = recognise(label(number=number), AGREEMENT, scheme).rows
        return next(r.state for r in rows if r.id == "number_format")

    assert (state(None), state("GD-1"), state("HK-12")) == ("open", "open", "met")


def test_schemes_that_are_no_parties_are_refused() -> None:
    with pytest.raises(InputError, match="'national' is no party of guangdong-hongkong"):
        recognise(label(), AGREEMENT, load_scheme("national"))
    with pytest.raises(InputError, match="needs no recognition by itself"):
        recognise(label(), AGREEMENT, load_scheme("guangdong"))
    assert between("guangdong", "hongkong-cma") == (AGREEMENT,)
    assert between("hongkong-cma", "guangdong") == (AGREEMENT,)
    assert between("guangdong", "guangdong") == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("needs: [report_number]", "needs: [report_colour]", "'report_colour' is no field of the label record"),
        ("scheme: hongkong-cma", "scheme: mars", "no label scheme 'mars'"),
        (
            "source: practice, clause: data quality",
            "source: nowhere, clause: x",
            "'nowhere' is none of the sources",
        ),
        ("needs: [report_number]", "needs: []", "grade X (not published) goes with empty needs"),
        ("equals: {status: published}", "equals: {grade: A}", "names a field that is not in needs"),
        ("- id: report\n", "- id: identity\n", "each has an id of its own"),
    ],
)
def test_wrong_files_are_refused_with_line_and_reason(old: str, new: str, told: str) -> None:
    assert old in TEXT
    with pytest.raises(RuleError) as caught:
        parse_agreement(TEXT.replace(old, new), "toy.yaml")
    assert told in str(caught.value)
    assert str(caught.value).startswith("toy.yaml:")
