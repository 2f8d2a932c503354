"""Scope screening: verdict and statements per code, the threshold with its running sum, parts inside a product."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from footprint.cbam.nomenclature import longest, read_cn, written_cn
from footprint.cbam.regulation import DefaultValue
from footprint.cbam.screening import Line, read_line, screen, screen_line, screen_parts
from footprint.errors import InputError
from rules.cbam import regulation

LAW = regulation(date(2026, 6, 1))


@pytest.mark.parametrize(
    ("cn", "verdict", "codes"),
    [
        ("73082000", "in", ["scope.in", "scope.direct_only"]),
        ("26011200", "in", ["scope.in", "scope.both"]),
        ("25070080", "in", ["scope.in", "scope.part", "scope.both"]),
        ("28041000", "in", ["scope.in", "scope.direct_only", "threshold.not_for"]),
        ("76109090", "in", ["scope.in", "scope.direct_only"]),
        ("72044910", "out", ["scope.excepted"]),
        ("31056000", "out", ["scope.excepted"]),
        ("2523", "partly", ["scope.partly"]),
        ("7202", "partly", ["scope.all_but"]),
        ("85043300", "proposed", ["scope.out", "proposal.named"]),
        ("73121081", "proposed", ["scope.out", "proposal.named"]),
        ("83024200", "proposed", ["scope.out", "proposal.named_part"]),
        ("85076000", "out", ["scope.out"]),  # batteries
        ("85444991", "proposed", ["scope.out", "proposal.named_part"]),  # insulated cable with steel or aluminium
        ("85444290", "out", ["scope.out"]),  # the same with connectors
        ("8544", "proposed", ["scope.out", "proposal.named_part"]),
        ("85414300", "out", ["scope.out"]),  # modules
        ("85042100", "out", ["scope.out"]),  # transformers in liquid
        ("85045000", "proposed", ["scope.out", "proposal.named_part"]),  # inductors
        ("94032080", "proposed", ["scope.out", "proposal.named_part"]),
        ("87042131", "proposed", ["scope.out", "proposal.named"]),
        ("87042139", "out", ["scope.out"]),  # left out of its row
        ("870421", "proposed", ["scope.out", "proposal.named_part"]),
        ("87038010", "out", ["scope.out"]),
        ("61091000", "out", ["scope.out"]),
    ],
)
def test_verdicts(cn: str, verdict: str, codes: list[str]) -> None:
    found = screen_line(Line(cn, "CN"), LAW)
    assert (found.verdict, [s.code for s in found.statements]) == (verdict, codes)
    assert all(s.cite for s in found.statements), "every statement names the law"


def test_a_proposal_is_no_law() -> None:
    found = screen_line(Line("85043300", "CN"), LAW)
    assert found.good
    assert found.good.status == "proposed"
    assert found.statements[-1].params["date"] == date(2028, 1, 1)
    assert found.default is None
    assert not found.counts
    early = regulation(date(2026, 6, 1), known_on=date(2025, 12, 16))
    assert screen_line(Line("85043300", "CN"), early).verdict == "out"  # the day before it was proposed


def test_a_heading_shows_what_of_it_is_proposed() -> None:
    found = screen_line(Line("8504", "CN"), LAW)
    assert found.good
    assert found.good.names["en"] == "transformers up to 1 kVA; transformers above 16 to 500 kVA; inductors"
    assert {language: ";" in name for language, name in found.good.names.items()} == {
        "en": True, "zh-Hans": True, "zh-Hant": True,
    }  # fmt: skip


def test_a_list_that_was_not_wholly_read_says_so() -> None:
    """No such row is left in the tables; the verdict is kept for the next proposal."""
    unread = replace(LAW.proposed("85043300"), names={})  # type: ignore[type-var]

    class Half(type(LAW)):  # type: ignore[misc]
        def proposal_unread(self, cn: str) -> object:
            return unread if cn.startswith("85") else None

    half = Half(LAW.as_of, LAW.known_on, LAW.tables)
    found = screen_line(Line("85076000", "CN"), half)
    assert (found.verdict, [s.code for s in found.statements]) == (
        "maybe_proposed", ["scope.out", "proposal.unread"],
    )  # fmt: skip


def test_origins() -> None:
    hong_kong = screen_line(Line("76109090", "HK"), LAW)
    assert isinstance(hong_kong.default, DefaultValue)
    assert hong_kong.statements[-1].code == "origin.other_table"
    assert screen_line(Line("76109090", "DE"), LAW).free
    assert screen_line(Line("76109090", ""), LAW).statements[-1].code == "origin.missing"


def test_the_running_sum() -> None:
    lines = [
        Line("73082000", "CN", 30.0), Line("85043300", "CN", 400.0), Line("28041000", "CN", 90.0),
        Line("76109090", "HK", 20.0), Line("73181588", "CH", 70.0), Line("73181588", "CN", 0.5),
    ]  # fmt: skip
    found = screen(lines, LAW).threshold
    assert found.running == (30.0, 30.0, 30.0, 50.0, 50.0, 50.5)
    assert found.passed_at == 5, "exactly 50 t is not more than 50 t"
    assert [s.code for s in found.statements] == ["threshold.passed"]
    below = screen(lines[:5], LAW).threshold
    assert (below.passed_at, [s.code for s in below.statements]) == (None, ["threshold.below"])
    open_sum = screen([Line("73082000", "CN"), *lines[3:5]], LAW).threshold
    assert (open_sum.complete, [s.code for s in open_sum.statements]) == (False, ["threshold.open"])


def test_duties_follow_when_something_is_in_scope() -> None:
    assert screen([Line("73082000", "CN", 1.0)], LAW).duties
    assert screen([Line("2523", "CN", 1.0)], LAW).duties
    assert not screen([Line("85043300", "CN", 1.0)], LAW).duties
    assert not screen([Line("73082000", "NO", 1.0)], LAW).duties


def test_parts_of_a_product() -> None:
    """A transformer: its core steel and tank are goods if shipped alone, and would count by content from 2028."""
    whole, parts = screen_parts(
        Line("85043300", "CN"), [Line("72251100", "CN", 0.4), Line("74081100", "CN", 0.2)], LAW
    )
    assert whole.verdict == "proposed"
    core, copper = parts
    assert core.verdict == "in"
    assert [s.code for s in core.statements[-2:]] == ["bom.inside", "bom.content"]
    assert core.statements[-1].params == {"mass": 0.4}
    assert copper.verdict == "out"
    assert copper.statements[-1].code == "bom.inside"
    module, frame = screen_parts(Line("87038010", "CN"), [Line("76109090", "CN", 0.1)], LAW)
    assert module.verdict == "out"
    assert frame[0].statements[-1].code == "bom.inside"


@pytest.mark.parametrize("written", ["7308 20 00", "7308.20.00", " 73082000 ", "7308\u00a020\u00a000"])
def test_codes_as_people_write_them(written: str) -> None:
    assert read_cn(written) == "73082000"
    assert written_cn(read_cn(written)) == "7308 20 00"


@pytest.mark.parametrize(
    ("cn", "origin", "mass", "message"),
    [
        ("73", "CN", None, "cn: is '73': a CN code of 8 digits is due"),
        ("7308200", "CN", None, "a CN code of 8 digits is due"),
        ("٧٣٠٨", "CN", None, "a CN code of 8 digits is due"),
        ("steel", "CN", None, "a CN code of 8 digits is due"),
        ("72990000", "CN", None, "cn: is 7299 00 00: the Combined Nomenclature has no such heading"),
        ("77010000", "CN", None, "no such heading"),
        ("73082000", "China", None, "origin: is 'China': a country code of two letters is due, e.g. CN"),
        ("73082000", "CN", -1.0, "mass: is -1.0: tonnes are due, 0 or above"),
        ("73082000", "CN", float("nan"), "tonnes are due"),
        ("73082000", "CN", float("inf"), "tonnes are due"),
    ],
)
def test_bad_input_is_one_clear_sentence(cn: str, origin: str, mass: float | None, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_line(cn, origin, mass, LAW)
    assert len(caught.value.problems) == 1
    assert message in str(caught.value)


def test_the_longest_row_holds() -> None:
    assert longest("72022100", ["72", "7202", "72022"]) == "72022"
    assert longest("85", ["72"]) is None
