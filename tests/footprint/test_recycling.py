"""Recycled content by kind, claims with evidence, and every factor of the method in the result.

3 kg of steel in the box of toys.py; R1 = 0.5, of which R1pre before a consumer; A = 0.2, R2 = 0.9, Qs/Qp = 1.

    kg per box         recycled +R1·A·3    virgin −R1·A·3    recycling, credit ±0.8 × 0.9 × 3    disposal 0.1 × 3
    cut-off                   .                  .                      .                            .
    substitution              .                  .                  ± 2.7  (A = 0)                  0.3
    formula, R1 = 0.5        0.3               −0.3                 ± 2.16                          0.3
    formula, R1 = 0.3        0.18              −0.18                ± 2.16                          0.3
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.calculate import calculate
from footprint.checks import check
from footprint.product import parse_product
from footprint.rule import LoadedRule
from footprint.verify import verify
from tests.footprint import test_rule_lines as lines
from tests.footprint import toys

BACKGROUND = toys.background()
PROOF = {"kind": "chain", "reference": "C-7"}


def rule(method: str = "circular_footprint_formula", pre_consumer: str | None = None) -> LoadedRule:
    """The rule of test_rule_lines, with R1 and R2 given by the preparer and R1 divided."""
    document = lines.rule(method).rule.model_dump(by_alias=True)
    document["parameters"]["r1"] = lines.number("1", "dimensionless", default=0.0, claim=["chain"])
    hint = {"amount": 90, "unit": "%", "text": "usual", "cite": lines.CITE}
    document["parameters"]["r2"] = lines.number(
        "1", "dimensionless", open=True, suggestion=hint, claim=["take_back"]
    )  # fmt: skip
    document["parameters"]["r1_pre"] = lines.number("1", "dimensionless", required=False)
    document["traceability"]["kinds"] = {kind: {"title": kind} for kind in ("bill", "chain", "take_back")}
    for material in document["end_of_life"]["materials"]:
        material["r1_pre"] = "r1_pre"
    if pre_consumer:
        document["end_of_life"]["pre_consumer"] = pre_consumer
    return toys.rule(**document)


def document(r1: float = 0.5, r1_pre: float | None = 0.2, r2: float = 0.9) -> dict[str, Any]:
    found = lines.document()
    found["parameters"] |= {
        "r1": {"amount": r1, "unit": "1", "evidence": [PROOF]},
        "r2": {"amount": r2, "unit": "1", "reason": "known"},
    }
    if r1_pre is not None:
        found["parameters"]["r1_pre"] = {"amount": r1_pre, "unit": "1"}
    return found


def codes(doc: dict[str, Any], under: LoadedRule) -> dict[str, Any]:
    found = check(parse_product(doc), under.rule, BACKGROUND)
    return {f.code: f for f in found if f.code.startswith(("claim.", "recycled."))}


@pytest.mark.parametrize(
    ("pre_consumer", "content"), [("counted", 0.3), ("not_counted", 0.18), ("open", 0.18), (None, 0.18)]
)
def test_the_rule_says_whether_pre_consumer_scrap_counts(pre_consumer: str | None, content: float) -> None:
    under = rule(pre_consumer=pre_consumer)
    product = parse_product(document())
    result = calculate(product, under, BACKGROUND)
    found = lines.per_box(result, "end_of_life")
    assert found["eol-steel-content"] == pytest.approx(content)
    assert found["eol-steel-content-virgin"] == pytest.approx(-content)
    assert found["eol-steel-recycling"] == pytest.approx(2.16)
    assert verify(product, under, BACKGROUND, result).holds
    assert sum(result.by_stage().values()) == pytest.approx(result.total, rel=1e-12)


def test_what_is_not_counted_is_told() -> None:
    assert codes(document(), rule(pre_consumer="counted")) == {}
    assert codes(document(), rule(pre_consumer="not_counted"))["recycled.pre_consumer_out"].params["share"] == 0.2
    assert codes(document(), rule())["recycled.pre_consumer_open"].severity == "info"
    assert codes(document(r1_pre=None), rule())["recycled.undivided"].severity == "warning"
    assert codes(document(r1=0, r1_pre=None), rule()) == {}
    assert codes(document(r1_pre=0.6), rule())["recycled.pre_consumer_above"].severity == "error"


def test_an_undivided_content_counts_whole() -> None:
    """Nobody said that any of it is pre-consumer: as before, with a warning to answer."""
    result = calculate(parse_product(document(r1_pre=None)), rule(), BACKGROUND)
    assert lines.per_box(result, "end_of_life")["eol-steel-content"] == pytest.approx(0.3)


def test_every_factor_is_in_the_record_with_its_origin() -> None:
    (shown,) = calculate(parse_product(document()), rule(), BACKGROUND).to_dict()["recycling"]
    assert shown["material"] == "steel"
    assert shown["mass"] == {"value": 3.0, "unit": "kg"}
    assert {k: (v["value"], v["origin"], v["parameter"]) for k, v in shown["factors"].items()} == {
        "a": (0.2, "rule", "a"),
        "b": (0.0, "neutral", None),
        "r1": (0.5, "preparer", "r1"),
        "r1_pre": (0.2, "preparer", "r1_pre"),
        "r2": (0.9, "preparer", "r2"),
        "r3": (0.0, "neutral", None),
        "quality_in": (1.0, "neutral", None),
        "quality_out": (1.0, "neutral", None),
    }
    assert (shown["r1_post"], shown["recycled_content_counted"]) == (pytest.approx(0.3), pytest.approx(0.3))


def test_substitution_and_cut_off_know_no_recycled_content() -> None:
    by_substitution = calculate(parse_product(document()), rule("substitution"), BACKGROUND)
    assert lines.per_box(by_substitution, "end_of_life") == pytest.approx(
        {"eol-steel-recycling": 2.7, "eol-steel-credit": -2.7, "eol-steel-disposal": 0.3}
    )
    (shown,) = by_substitution.to_dict()["recycling"]
    assert shown["factors"]["r1"] == {"value": 0.0, "origin": "neutral", "parameter": None}
    by_cut_off = calculate(parse_product(document()), rule("cut_off"), BACKGROUND)
    assert lines.per_box(by_cut_off, "end_of_life") == {}
    assert "recycling" not in by_cut_off.to_dict()


def test_a_rate_above_the_usual_one_needs_take_back_evidence() -> None:
    """The suggestion is 90 %; a battery of which 95 % come back has to show that they do."""
    assert "claim.unproven" not in codes(document(r2=0.9), rule())
    bare = codes(document(r2=0.95), rule())["claim.unproven"]
    assert (bare.severity, bare.where) == ("error", "parameters.r2.evidence")
    assert bare.params == {"parameter": "r2", "value": 0.95, "above": 0.9, "unit": "1", "kinds": ["take_back"]}
    other = document(r2=0.95)
    other["parameters"]["r2"]["evidence"] = [{"kind": "bill", "reference": "B-1"}]
    assert "claim.unproven" in codes(other, rule())
    other["parameters"]["r2"]["evidence"].append({"kind": "take_back", "reference": "T-1"})
    assert "claim.unproven" not in codes(other, rule())


def test_recycled_content_needs_a_chain_of_custody() -> None:
    doc = document()
    doc["parameters"]["r1"]["evidence"] = []
    assert codes(doc, rule())["claim.unproven"].params["above"] == 0.0
    doc["parameters"]["r1"]["amount"] = 0
    doc["parameters"]["r1_pre"]["amount"] = 0
    assert "claim.unproven" not in codes(doc, rule())


def test_no_more_leaves_than_there_is() -> None:
    loaded = rule().rule.model_dump(by_alias=True)
    loaded["parameters"]["r3"] = lines.share(0.2)
    loaded["end_of_life"]["materials"][0]["r3"] = "r3"
    found = codes(document(), toys.rule(**loaded))["recycled.more_than_all"]
    assert found.params["share"] == pytest.approx(1.1)


@settings(max_examples=15, deadline=None)
@given(r1=st.floats(0, 1), part=st.floats(0, 1))
def test_linear_in_the_content_that_counts(r1: float, part: float) -> None:
    """Each kg of counted content replaces A kg of virgin steel by as much recycled steel."""
    product = parse_product(document(r1=r1, r1_pre=r1 * part))
    totals = {c: calculate(product, rule(pre_consumer=c), BACKGROUND).total for c in ("counted", "not_counted")}
    saved = 3 * 0.2 * r1 * part * (toys.STEEL - toys.RECYCLING) / toys.DELIVERED
    assert totals["not_counted"] - totals["counted"] == pytest.approx(saved, abs=1e-12)
