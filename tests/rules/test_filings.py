from __future__ import annotations

from importlib import resources

import pytest

from footprint.errors import RuleError
from footprint.filing_checks import CHECKS
from rules.filings import filings, for_rule, load_filing, parse_filing
from rules.passports import load_passport, parse_passport, passports
from rules.registry import Registry
from rules.statements import cites

BATTERY = resources.files("rules").joinpath("filings", "traction-battery.yaml").read_text("utf-8")
PASSPORT = resources.files("rules").joinpath("passports", "battery.yaml").read_text("utf-8")


def refused(text: str) -> str:
    with pytest.raises(RuleError) as caught:
        parse_filing(text, "filings/toy.yaml")
    return str(caught.value)


@pytest.mark.parametrize("filing_id", filings())
def test_every_filing_loads_and_every_source_is_used(filing_id: str) -> None:
    filing = load_filing(filing_id)
    assert filing.id == filing_id
    assert {cite.source for _, cite in cites(filing)} == set(filing.sources)
    assert all(source.url or source.trust == "own" for source in filing.sources.values())
    assert {check.test for check in filing.checks} <= set(CHECKS)


def test_the_filing_agrees_with_its_rule() -> None:
    filing = load_filing("traction-battery")
    rule = Registry().get("batteries/traction").rule
    assert rule.functional_unit.unit == filing.unit.value.unit  # type: ignore[union-attr]
    included = {name for name, stage in rule.stages.items() if stage.boundary == "included"}
    assert included == set(filing.stages.value or ())
    assert filing.scope.value
    assert rule.parameters[filing.scope.value.parameter].minimum == filing.scope.value.above
    assert {"typical_packs", "verification"} <= {question.id for question in rule.not_encoded}
    assert for_rule("batteries/traction") == (filing,)
    assert for_rule("batteries/storage") == ()


def test_what_is_published_and_what_is_not() -> None:
    filing = load_filing("traction-battery")
    stated = filing.statements()
    assert {name for name, one in stated.items() if one.value is None} == {"choosing", "form", "annex"}
    assert filing.minimum.value == 5
    assert [str(filing.trial.day.value), str(filing.routine.day.value)] == ["2026-12-31", "2027-01-01"]
    # Only a certification body says so, hence no better grade.
    assert filing.instruments.grade == "C"


def test_a_fault_in_a_file_is_named_with_its_line() -> None:
    assert "'nowhere' is none of the sources" in refused(BATTERY.replace("source: sgs-551", "source: nowhere", 1))
    assert "there is no rule 'batteries/moon'" in refused(
        BATTERY.replace("[batteries/traction]", "[batteries/moon]")
    )
    assert "begins with no part of a record" in refused(
        BATTERY.replace("read: product.maker", "read: holder.maker")
    )
    assert "goes with value null" in refused(BATTERY.replace("value: 5", "value: null"))
    assert "names more than one field" in refused(BATTERY.replace("- id: role", "- id: maker"))
    assert "either read from a record or stated" in refused(BATTERY.replace("    read: product.maker\n", ""))
    assert refused(BATTERY + "\nsurprise: 1\n").startswith("filings/toy.yaml:")
    with pytest.raises(RuleError, match="no filing 'mars': known are traction-battery"):
        load_filing("mars")


@pytest.mark.parametrize("passport_id", passports())
def test_every_passport_loads_and_every_source_is_used(passport_id: str) -> None:
    passport = load_passport(passport_id)
    assert passport.id == passport_id
    assert {cite.source for _, cite in cites(passport)} == set(passport.sources)


def test_the_passport_agrees_with_its_rules() -> None:
    passport = load_passport("battery")
    for name in passport.rules:
        versions = [one for one in Registry().all() if one.rule.pcr == name]
        assert versions
        for loaded in versions:
            included = {s for s, stage in loaded.rule.stages.items() if stage.boundary == "included"}
            assert included == set(passport.stages), loaded.rule.version
    assert passport.classes.value is None


def test_a_fault_in_a_passport_is_named() -> None:
    for old, new, told in (
        ("source: own-search", "source: nowhere", "'nowhere' is none of the sources"),
        ("[batteries/traction-eu]", "[batteries/moon]", "there is no rule 'batteries/moon'"),
        ("    read: total.value\n", "", "has a path in read"),
    ):
        with pytest.raises(RuleError, match=told):
            parse_passport(PASSPORT.replace(old, new), "toy")
    with pytest.raises(RuleError, match="no passport 'mars'"):
        load_passport("mars")
