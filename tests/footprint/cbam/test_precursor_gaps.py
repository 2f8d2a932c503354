"""Precursors as suppliers send them: a verified free allocation, no CN code; goods whose tonnes nobody divided."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from api.messages import describe
from footprint.cbam.allocation_of import allocations_of, costs
from footprint.cbam.calculate import calculate
from footprint.cbam.free_allocation import Allocation
from footprint.cbam.method import GoodsCategory
from footprint.cbam.precursors import category_annexes
from footprint.cbam.reading import parse_installation
from footprint.cbam.regulation import Gap
from footprint.cbam.what_if import switch_precursors
from footprint.errors import BlockedError
from rules.cbam import regulation
from rules.cbam_method import load_method
from tests.footprint.cbam.fake import METHOD, document, law, run, t

LAW = regulation(date(2026, 12, 31), known_on=date(2026, 11, 1))
REPORT = {
    "verifier": "V", "reference": "R", "period_start": "2026-01-01", "period_end": "2026-12-31",
}  # fmt: skip
GAS = 26.928  # t CO2 of 10 t of natural gas


def bought(**fields: Any) -> dict[str, Any]:
    """110 t of billets at 2 t CO2e/t."""
    base = document()["precursors"][0]
    return {k: v for k, v in {**base, **fields}.items() if v is not None}


def profiles(**fields: Any) -> dict[str, Any]:
    """100 t of profiles (7604) of 110 t of ingots (7601)."""
    return document(
        processes=[{"id": "rolling", "goods": [{"cn": "76042100", "market": t(100)}]}],
        precursors=[bought(cn="76011000", **fields)],
    )


def see(amount: float) -> dict[str, Any]:
    return {"amount": amount, "unit": "t CO2e/t"}


def sefa(found: Allocation | Gap) -> float:
    assert isinstance(found, Allocation), found
    return found.sefa


# A verified free allocation


def test_a_verified_allocation_comes_before_column_b() -> None:
    """0.975 * 0.060 + 1.1 * 0.7; with column B it would be 1.1 * 0.975 * 1.423."""
    made = parse_installation(profiles(allocation=see(0.7), verification=REPORT))
    found = allocations_of(made, LAW)["rolling", "76042100"]
    assert sefa(found) == pytest.approx(0.975 * 0.060 + 1.1 * 0.7, rel=1e-12)
    assert isinstance(found, Allocation)
    assert [p.source for p in found.parts] == ["verified"]
    column_b = allocations_of(parse_installation(profiles()), LAW)["rolling", "76042100"]
    assert sefa(column_b) == pytest.approx(0.975 * (0.060 + 1.1 * 1.423), rel=1e-12)


@pytest.mark.parametrize(("given", "said"), [({"allocation": see(0.7), "verification": REPORT}, 0), ({}, 1)])
def test_column_b_is_said_to_stand_in_only_where_it_does(given: dict[str, Any], said: int) -> None:
    made = parse_installation(profiles(**given))
    reasons = costs(made, calculate(made, LAW, load_method()), LAW)[0].actual.reasons
    assert sum(r.code == "estimate.precursor_allocation" for r in reasons) == said


def test_of_a_free_origin_a_stated_allocation_brings_nothing() -> None:
    made = parse_installation(profiles(allocation=see(0.7), verification=REPORT, country="IS"))
    assert sefa(allocations_of(made, LAW)["rolling", "76042100"]) == pytest.approx(0.975 * 0.060)


# No CN code


def pig_iron(**fields: Any) -> dict[str, Any]:
    return bought(cn=None, category="pig-iron", **fields)


def test_a_category_stands_in_for_the_code() -> None:
    found = run(document(precursors=[pig_iron()]))
    assert found.process("rolling").embedding.priced == pytest.approx((GAS + 110 * 2) / 100)
    row = found.to_dict()["precursors"][0]
    assert (row["cn"], row["category"]) == (None, "pig-iron")
    asked = next(f for f in found.findings if f.code == "cbam.precursor_code_missing")
    assert asked.severity == "warning"
    for language in ("en", "zh-Hans", "zh-Hant"):
        assert "pig-iron" in describe(asked, language)


def test_whether_indirect_emissions_count_follows_from_the_category() -> None:
    """Sintered ore stands outside Annex II: 0.5 of it counts. Pig iron inside: it does not."""
    ore = bought(cn=None, category="sintered_ore", indirect=see(0.5))
    iron = run(document(precursors=[ore])).process("rolling").embedding
    assert iron.counted == pytest.approx(1.1 * 0.5)
    assert run(document(precursors=[pig_iron(indirect=see(0.5))])).process("rolling").embedding.counted == 0
    with pytest.raises(BlockedError) as caught:
        run(document(precursors=[bought(cn=None, category="sintered_ore")]))
    assert [f.code for f in caught.value.findings if f.severity == "error"] == ["cbam.indirect_unstated"]


def test_it_is_in_no_average() -> None:
    """Two of one category stay apart: 60 t at 2 and 50 t at 3; an average by mass received would give 2.75."""
    two = [
        pig_iron(amount=t(100), uses=[{"process": "rolling", "amount": t(60)}]),
        pig_iron(id="other", direct=see(3), amount=t(300), uses=[{"process": "rolling", "amount": t(50)}]),
    ]
    assert run(document(precursors=two)).process("rolling").embedding.direct == pytest.approx(
        (GAS + 60 * 2 + 50 * 3) / 100
    )


def test_its_free_allocation_is_a_gap_wherever_it_goes() -> None:
    made = parse_installation(document(precursors=[pig_iron()]))
    gap = allocations_of(made, LAW)["rolling", "72142000"]
    assert isinstance(gap, Gap)
    assert (gap.code, gap.params["precursor"]) == ("precursor_code", "billet")
    made = parse_installation(profiles())
    bare = made.precursors[0].model_copy(update={"cn": None, "category": "unwrought_aluminium"})
    whole = made.model_copy(update={"precursors": (bare,)})
    cost = costs(whole, calculate(whole, LAW, load_method()), LAW)[0].actual
    assert (cost.net, cost.quarters, [g.code for g in cost.gaps]) == (None, (), ["precursor_code"])
    # what is known of it needs no code
    free = whole.model_copy(update={"precursors": (bare.model_copy(update={"country": "IS"}),)})
    assert sefa(allocations_of(free, LAW)["rolling", "76042100"]) == pytest.approx(0.975 * 0.060)
    stated = parse_installation(profiles(allocation=see(0.7), verification=REPORT)).precursors[0]
    known = stated.model_copy(update={"cn": None, "category": "unwrought_aluminium"})
    verified = whole.model_copy(update={"precursors": (known,)})
    assert sefa(allocations_of(verified, LAW)["rolling", "76042100"]) == pytest.approx(0.975 * 0.060 + 0.77)


def test_it_has_no_default_value_to_be_compared_with() -> None:
    made = parse_installation(document(precursors=[pig_iron()]))
    result = calculate(made, LAW, METHOD)
    assert switch_precursors(made, result, LAW, METHOD) == ()


def test_a_category_whose_codes_do_not_agree_is_refused() -> None:
    mixed = GoodsCategory("mixed", ("7201", "26011200"), "t", False, "test")
    method = replace(METHOD, categories=(*METHOD.categories, mixed))
    made = parse_installation(document(precursors=[bought(cn=None, category="mixed")]))
    with pytest.raises(BlockedError) as caught:
        calculate(made, law(), method)
    errors = [f for f in caught.value.findings if f.severity == "error"]
    assert [(f.code, f.params["category"]) for f in errors] == [("cbam.category_ambiguous", "mixed")]


def test_every_category_of_the_act_has_one_answer() -> None:
    """By the tables: what a supplier may name as a category can be counted."""
    answers = {c.id: category_annexes(c.id, LAW, METHOD) for c in METHOD.categories}
    assert all(len(found) == 1 for found in answers.values()), answers
    outside = {key for key, found in answers.items() if found == {False}}
    assert {"sintered_ore", "cement_clinker", "ammonia"} <= outside
    assert not {"pig_iron", "crude_steel", "unwrought_aluminium", "hydrogen"} & outside


# Goods whose tonnes nobody divided


def undivided() -> dict[str, Any]:
    made = deepcopy(document())
    made["processes"][0]["goods"].append({"cn": "72149110", "market": t(0)})
    return made


def test_goods_without_tonnes_have_the_figure_of_their_process() -> None:
    made = parse_installation(undivided())
    result = calculate(made, LAW, METHOD)
    assert [g.level for g in result.process("rolling").goods] == [100, 0]
    assert result.process("rolling").embedding.direct == pytest.approx((GAS + 220) / 100)
    assert [c.cn for c in costs(made, result, LAW)] == ["72142000", "72149110"], "both may be sold"
    bare = next(f for f in result.findings if f.code == "cbam.evidence_missing")
    assert not any("72149110" in place for place in bare.params["places"]), "no tonnes, nothing to prove"


def test_a_missing_operator_is_asked_for() -> None:
    made = document(site={"name": "Works", "country": "CN"})
    found = next(f for f in run(made).findings if f.code == "cbam.operator_missing")
    assert (found.severity, found.where) == ("warning", "site.operator")
