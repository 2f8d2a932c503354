"""The whole engine on the toy system; every expected number follows from the tables in toys.py."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.calculate import calculate
from footprint.errors import BlockedError
from footprint.product import parse_product
from footprint.record import build_record, canonical, run_id
from footprint.result import COLUMNS
from footprint.verify import verify
from tests.footprint import toys

BACKGROUND = toys.background()
RULE = toys.rule()


def total(document: dict[str, Any]) -> float:
    return calculate(parse_product(document), RULE, BACKGROUND).total


def test_total_and_stages_by_hand() -> None:
    result = calculate(toys.product(), RULE, BACKGROUND)
    assert result.total == pytest.approx(toys.PER_BOX / toys.DELIVERED, rel=1e-12)
    assert result.by_stage() == pytest.approx(
        {
            "material": (toys.RUNS * 1.1 * toys.PART + 0.5 * toys.STEEL) / toys.DELIVERED,
            "making": toys.RUNS * 2 * toys.COAL / toys.DELIVERED,
            "recycling": toys.RECYCLING / toys.DELIVERED,
        },
        rel=1e-12,
    )
    assert result.reference_flow == pytest.approx(1 / toys.DELIVERED)


def test_gases_and_categories_by_hand() -> None:
    result = calculate(toys.product(), RULE, BACKGROUND)
    steel = toys.RUNS * 1.1 * 1.2 + 0.5  # kg steel per box
    part = toys.RUNS * 1.1
    assert result.gases()["ch4"] == pytest.approx(steel * 0.01 * 29.8 / toys.DELIVERED, rel=1e-12)
    assert result.categories()["biogenic_emissions"] == pytest.approx(part * 0.05 / toys.DELIVERED, rel=1e-12)
    assert sum(result.gases().values()) == pytest.approx(result.total, rel=1e-12)
    assert sum(result.categories().values()) == pytest.approx(result.total, rel=1e-12)


def test_view_per_capacity_leaves_recycling_out() -> None:
    view = calculate(toys.product(), RULE, BACKGROUND).views[0]
    assert view.value == pytest.approx((toys.PER_BOX - toys.RECYCLING) / 2, rel=1e-12)


def test_gap_is_reported_with_amount_and_line() -> None:
    result = calculate(toys.product(), RULE, BACKGROUND)
    (gap,) = result.gaps
    assert (gap.gap, gap.unit, gap.lines) == ("glue", "kg", ("blank/part",))
    assert gap.amount == pytest.approx(toys.RUNS * 1.1 * 0.1 / toys.DELIVERED, rel=1e-12)
    assert "gap.reached" in {f.code for f in result.findings}


def test_default_is_marked() -> None:
    result = calculate(toys.product(), RULE, BACKGROUND)
    assert [line.id for line in result.lines if line.basis == "default"] == ["default-recycling"]
    assert "default.used" in {f.code for f in result.findings}


def test_slot_use_counts_every_kilowatt_hour() -> None:
    result = calculate(toys.product(), RULE, BACKGROUND)
    steel, part = toys.RUNS * 1.1 * 1.2 + 0.5, toys.RUNS * 1.1
    use = {s.slot: s.amount * toys.DELIVERED for s in result.supply}
    assert use == pytest.approx({"power/CN": steel * 1 + part * 3 + 0.5, "power/CN-GD": toys.RUNS * 2})


def test_zone_swap_moves_only_electricity_and_all_of_it() -> None:
    zone = toys.product(electricity={"family": "zone", "year": 2024})
    before, after = (calculate(p, RULE, BACKGROUND) for p in (toys.product(), zone))
    moved = {
        f"{a.process}/{a.id}": b.total - a.total
        for a, b in zip(before.lines, after.lines, strict=True)
        if a.total != b.total
    }
    assert moved == pytest.approx({"blank/power": toys.RUNS * 2 * (toys.HYDRO - toys.COAL) / toys.DELIVERED})


def test_background_slot_override_moves_the_whole_chain() -> None:
    choice = {"family": "average", "year": 2024, "override": {"power/CN": "hydro-power"}, "reason": "contract"}
    mixed = toys.product(electricity=choice)
    with pytest.raises(BlockedError) as blocked:  # hydro belongs to the family "zone"
        calculate(mixed, RULE, BACKGROUND)
    assert blocked.value.findings[0].code == "electricity.mixed_families"


def test_three_solvers_agree() -> None:
    for document in (toys.product(), toys.product(electricity={"family": "zone", "year": 2024})):
        result = calculate(document, RULE, BACKGROUND)
        assert verify(document, RULE, BACKGROUND, result).holds


def test_loop_in_the_foreground_by_hand() -> None:
    """0.1 kg blank goes back into each run of blank: good output 0.8 - 0.1 = 0.7 per run."""
    document = toys.product_document()
    line = {"id": "loop", "activity": "blank", "process": "blank", "amount": 0.1, "unit": "kg"}
    document["processes"][0]["lines"].append(line)
    runs = 2 / 0.7
    expected = runs * (1.1 * toys.PART + 2 * toys.COAL) + 0.5 * toys.STEEL + toys.RECYCLING
    product = parse_product(document)
    result = calculate(product, RULE, BACKGROUND)
    assert result.total == pytest.approx(expected / toys.DELIVERED, rel=1e-12)
    assert verify(product, RULE, BACKGROUND, result).holds


@settings(max_examples=30, deadline=None)
@given(scale=st.floats(0.01, 100))
def test_linear_in_every_amount(scale: float) -> None:
    document = toys.product_document()
    for process in document["processes"]:
        for line in process["lines"]:
            if "process" not in line:
                line["amount"] *= scale
    rest = toys.RECYCLING / toys.DELIVERED  # the rule's default does not scale
    assert total(document) - rest == pytest.approx((total(toys.product_document()) - rest) * scale, rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_does_not_matter(random: Any) -> None:
    document = copy.deepcopy(toys.product_document())
    random.shuffle(document["processes"])
    for process in document["processes"]:
        random.shuffle(process["lines"])
    product = parse_product(document)
    mine = build_record(product, calculate(product, RULE, BACKGROUND), BACKGROUND)
    first = toys.product()
    other = build_record(first, calculate(first, RULE, BACKGROUND), BACKGROUND)
    assert {k: v for k, v in mine.items() if k != "product"} == {k: v for k, v in other.items() if k != "product"}


@pytest.mark.parametrize(("unit", "amount"), [("g", 500), ("kg", 0.5), ("t", 5e-4), ("千克", 0.5)])
def test_unit_change_is_harmless(unit: str, amount: float) -> None:
    document = toys.product_document()
    document["processes"][1]["lines"][1] |= {"unit": unit, "amount": amount}
    assert total(document) == pytest.approx(toys.PER_BOX / toys.DELIVERED, rel=1e-12)


def test_record_is_reproducible_and_hash_covers_it() -> None:
    product = toys.product()
    records = [build_record(product, calculate(product, RULE, BACKGROUND), BACKGROUND) for _ in range(2)]
    assert canonical(records[0]) == canonical(records[1])
    changed = copy.deepcopy(records[0])
    changed["total"]["value"] *= 1.0001
    assert run_id(changed) != run_id(records[0])


def test_columns_of_lines_add_up_to_columns_of_the_result() -> None:
    result = calculate(toys.product(), RULE, BACKGROUND)
    summed = np.sum([line.values for line in result.lines], axis=0)
    assert summed == pytest.approx([result.column(c) for c in COLUMNS], rel=1e-12)


def test_line_naming_a_gap_is_declared_not_calculated() -> None:
    document = toys.product_document()
    line = {"id": "glue", "activity": "body", "dataset": "glue", "amount": 0.2, "unit": "kg"}
    document["processes"][1]["lines"].append(line)
    product = parse_product(document)
    result = calculate(product, RULE, BACKGROUND)
    assert result.total == pytest.approx(toys.PER_BOX / toys.DELIVERED, rel=1e-12)
    assert "box/glue" not in {f"{line.process}/{line.id}" for line in result.lines}
    (gap,) = result.gaps
    assert gap.lines == ("blank/part", "box/glue")
    assert gap.amount == pytest.approx((toys.RUNS * 1.1 * 0.1 + 0.2) / toys.DELIVERED, rel=1e-12)
    assert "dataset.gap" in {f.code for f in result.findings}
    assert verify(product, RULE, BACKGROUND, result).holds
