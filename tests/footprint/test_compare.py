"""Two variants of the toy box, line by line; every cause by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.calculate import calculate
from footprint.compare import Comparison, ComparisonError, compare, shapley
from footprint.product import parse_product
from footprint.result import Result
from tests.footprint import toys

BACKGROUND = toys.background()
RULE = toys.rule()


def solved(document: dict[str, Any]) -> Result:
    return calculate(parse_product(document), RULE, BACKGROUND)


BASE = solved(toys.product_document())


def against(document: dict[str, Any]) -> Comparison:
    return compare(BASE, solved(document), BACKGROUND)


def line(document: dict[str, Any], process: int, number: int) -> dict[str, Any]:
    found: dict[str, Any] = document["processes"][process]["lines"][number]
    return found


def test_nothing_changed_nothing_told() -> None:
    found = against(toys.product_document())
    assert (found.difference, found.steps) == (0.0, ())


def test_less_mass() -> None:
    document = toys.product_document()
    line(document, 1, 1)["amount"] = 300  # 0.2 kg steel less per box of 1 000 kWh
    found = against(document)
    assert found.by_cause() == {"mass": pytest.approx(-0.2 * toys.STEEL / toys.DELIVERED, rel=1e-12)}


def test_another_material_and_its_mass_are_told_apart() -> None:
    document = toys.product_document()
    line(document, 1, 1).update(dataset="part", amount=250)
    causes = against(document).by_cause()
    # mean of both orders: Δm · (s1 + s2) / 2 and Δs · (m1 + m2) / 2, per 1 000 kWh
    assert causes == {
        "mass": pytest.approx(-0.25 * (toys.STEEL + toys.PART) / 2 / 1000, rel=1e-9),
        "material": pytest.approx((toys.PART - toys.STEEL) * 0.375 / 1000, rel=1e-9),
    }
    assert sum(causes.values()) == pytest.approx(against(document).difference, rel=1e-12)


def test_better_yield_is_the_process() -> None:
    document = toys.product_document()
    document["processes"][0]["yield"] = 1.0  # 2.0 runs instead of 2.5
    expected = -0.5 * (1.1 * toys.PART + 2 * toys.COAL) / toys.DELIVERED
    assert against(document).by_cause() == {"process": pytest.approx(expected, rel=1e-12)}


def test_more_cycles_are_the_service() -> None:
    document = toys.product_document()
    document["parameters"]["cycles"]["amount"] = 1000
    found = against(document)
    assert found.by_cause() == {"service": pytest.approx(-BASE.total / 2, rel=1e-12)}


def test_cleaner_power_is_electricity_wherever_it_is_used() -> None:
    document = toys.product_document() | {"electricity": {"family": "zone", "year": 2024}}
    found = against(document)
    assert set(found.by_cause()) == {"electricity"}
    assert found.by_cause()["electricity"] == pytest.approx(found.difference, rel=1e-12)


def test_added_and_removed_lines() -> None:
    document = toys.product_document()
    document["processes"][1]["lines"][1] = {
        "id": "lid", "activity": "blank", "dataset": "part", "amount": 1, "unit": "kg",
    }  # fmt: skip
    causes = against(document).by_cause()
    assert causes == {
        "added": pytest.approx(toys.PART / 1000, rel=1e-9),
        "removed": pytest.approx(-0.5 * toys.STEEL / 1000, rel=1e-9),
    }


def test_a_renamed_line_is_the_same_line() -> None:
    document = toys.product_document()
    line(document, 1, 1)["id"] = "steel-sheet"
    assert against(document).steps == ()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"rule": replace(BASE.rule, version="2")}, "rule"),
        ({"rule": replace(BASE.rule, sha256="9" * 64)}, "rule.sha256"),
        ({"background": replace(BASE.background, id="other")}, "background"),
        ({"characterization": "ipcc-ar5-gwp100"}, "characterization"),
        ({"unit": "item"}, "functional_unit"),
    ],
)
def test_unlike_results_are_refused_with_the_reason(changes: dict[str, Any], word: str) -> None:
    with pytest.raises(ComparisonError) as error:
        compare(BASE, replace(BASE, **changes), BACKGROUND)
    assert [p.where for p in error.value.problems] == [word]
    assert "a comparison needs the same" in str(error.value)


numbers = st.floats(-1e3, 1e3).filter(lambda x: abs(x) > 1e-3 or x == 0)


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=4))
def test_shares_add_up_and_turn_sign_with_the_order(factors: list[tuple[float, float]]) -> None:
    before, after = (tuple(f[i] for f in factors) for i in (0, 1))
    there, back = shapley(before, after), shapley(after, before)
    whole = 1.0
    for f in factors:
        whole *= max(abs(f[0]), abs(f[1]), 1.0)
    product_before = product_after = 1.0
    for one, other in factors:
        product_before, product_after = product_before * one, product_after * other
    assert sum(there) == pytest.approx(product_after - product_before, rel=1e-9, abs=1e-9 * whole)
    assert there == pytest.approx([-b for b in back], rel=1e-9, abs=1e-9 * whole)
