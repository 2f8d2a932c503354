"""A process with a co-product: 1 kg of blank beside 0.25 kg of strip worth a ninth of it.

A run of the process, and what the blank carries of it (runs: 2.5 per box, see toys.py)::

                      blank 1 kg   strip 0.25 kg    blank carries
    by mass              0.8            0.2         0.8 of every line
    by value (9 : 1)     0.9            0.1         0.9 of every line
    part     1.1 kg      shared                     0.8 × 1.1
    power    2 kWh       serves the strip alone     0              subdivided
"""

from __future__ import annotations

from typing import Any

import pytest

from footprint.calculate import calculate
from footprint.checks import check
from footprint.product import parse_product
from footprint.rule import LoadedRule
from footprint.verify import verify
from tests.footprint import toys

BACKGROUND = toys.background()
BLANKS = toys.RUNS * (1.1 * toys.PART + 2 * toys.COAL)


def rule(*order: str) -> LoadedRule:
    return toys.rule(allocation={"order": list(order), "cite": toys.CITE})


def document(**split: Any) -> dict[str, Any]:
    found = toys.product_document()
    strip = {"id": "strip", "amount": 250, "unit": "g", "value": 1.0}
    found["processes"][0]["split"] = {"co_products": [strip], "main_value": 9.0} | split
    return found


@pytest.mark.parametrize(
    ("order", "method", "share"),
    [
        (("subdivision", "physical", "economic"), "physical", 0.8),
        (("subdivision", "economic", "physical"), "economic", 0.9),
    ],
)
def test_the_order_of_the_rule_decides(order: tuple[str, ...], method: str, share: float) -> None:
    product = parse_product(document())
    result = calculate(product, rule(*order), BACKGROUND)
    (made,) = result.allocations
    assert (made.method, made.share) == (method, pytest.approx(share))
    assert made.others == pytest.approx({"physical": 0.8, "economic": 0.9})
    assert result.total == pytest.approx((toys.PER_BOX - (1 - share) * BLANKS) / toys.DELIVERED, rel=1e-12)
    assert verify(product, rule(*order), BACKGROUND, result).holds


def test_another_method_needs_a_reason() -> None:
    loaded = rule("physical", "economic")
    chosen = check(parse_product(document(method="economic")), loaded.rule, BACKGROUND)
    assert "allocation.reason_missing" in {f.code for f in chosen}
    reasoned = check(parse_product(document(method="economic", reason="strip is scrap")), loaded.rule, BACKGROUND)
    assert "allocation.reason_missing" not in {f.code for f in reasoned}


def test_products_that_do_not_compare_are_an_error() -> None:
    heat = {"id": "heat", "amount": 1, "unit": "MJ"}
    found = check(parse_product(document(co_products=[heat])), rule("physical", "economic").rule, BACKGROUND)
    assert [f.code for f in found if f.severity == "error"] == ["allocation.impossible"]


def test_links_to_other_processes_are_shared_too() -> None:
    """Boxes sold beside lids: half of the box process, blanks included."""
    doc = toys.product_document()
    lid = {"id": "lid", "amount": 1, "unit": "item"}
    doc["processes"][1]["split"] = {"co_products": [lid]}
    result = calculate(parse_product(doc), rule("physical"), BACKGROUND)
    shared = (BLANKS + 0.5 * toys.STEEL) / 2 + toys.RECYCLING
    assert result.total == pytest.approx(shared / toys.DELIVERED, rel=1e-12)


PART, POWER = toys.RUNS * 1.1 * toys.PART, toys.RUNS * 2 * toys.COAL
REST = toys.PER_BOX - PART - POWER
ORDER = ("subdivision", "physical", "economic")


@pytest.mark.parametrize(
    ("subdivided", "carried"),
    [
        ({"power": "strip"}, 0.8 * PART),
        ({"power": "output"}, 0.8 * PART + POWER),
        ({"part": "output"}, PART + 0.8 * POWER),
        ({"part": "output", "power": "strip"}, PART),
    ],
)
def test_subdivision_gives_a_line_to_one_product(subdivided: dict[str, str], carried: float) -> None:
    product = parse_product(document(subdivided=subdivided))
    result = calculate(product, rule(*ORDER), BACKGROUND)
    assert result.total == pytest.approx((REST + carried) / toys.DELIVERED, rel=1e-12)
    assert verify(product, rule(*ORDER), BACKGROUND, result).holds
    assert sum(result.by_stage().values()) == pytest.approx(result.total, rel=1e-12)


def test_both_products_together_carry_everything() -> None:
    """What goes to the strip, with the strip as main product, is what the blank did not carry."""
    ours = document(subdivided={"power": "strip"})
    theirs = document(subdivided={"power": "output"})
    split = theirs["processes"][0]["split"]
    split["co_products"] = [{"id": "blank", "amount": 1, "unit": "kg", "value": 9.0}]
    split["main_value"] = 1.0
    theirs["processes"][0]["output"] = {"amount": 0.25, "unit": "kg"}
    theirs["processes"][1]["lines"][0]["amount"] = 0.5  # as many runs of the process
    carried = [calculate(parse_product(d), rule(*ORDER), BACKGROUND).total * toys.DELIVERED for d in (ours, theirs)]
    assert sum(carried) - 2 * REST == pytest.approx(PART + POWER, rel=1e-12)


def test_the_sensitivity_states_the_total_of_every_other_way() -> None:
    product = parse_product(document(subdivided={"power": "strip"}))
    result = calculate(product, rule(*ORDER), BACKGROUND)
    (shown,) = result.to_dict()["allocations"]
    found = {(a["method"], a["subdivided"]): a["total"] * toys.DELIVERED for a in shown["alternatives"]}
    assert found == pytest.approx(
        {
            ("physical", True): REST + 0.8 * PART,
            ("economic", True): REST + 0.9 * PART,
            ("physical", False): REST + 0.8 * (PART + POWER),
            ("economic", False): REST + 0.9 * (PART + POWER),
        }
    )
    assert shown["subdivided"] == {"power": "strip"}


def test_subdivision_alone_needs_no_amounts_to_compare() -> None:
    """Heat beside blanks: no mass, no value; every line is given to one of them."""
    heat = {"id": "heat", "amount": 1, "unit": "MJ"}
    product = parse_product(document(co_products=[heat], subdivided={"part": "output", "power": "heat"}))
    result = calculate(product, rule(*ORDER), BACKGROUND)
    assert [(a.method, a.share) for a in result.allocations] == [("subdivision", 1.0)]
    assert result.total == pytest.approx((REST + PART) / toys.DELIVERED, rel=1e-12)


def test_a_subdivision_names_lines_and_products_that_are_there() -> None:
    found = check(
        parse_product(document(subdivided={"gas": "strip", "part": "lid"})), rule(*ORDER).rule, BACKGROUND
    )
    assert {f.code: f.params["known"] for f in found if f.severity == "error"} == {
        "allocation.line_unknown": ["part", "power"],
        "allocation.product_unknown": ["output", "strip"],
    }


def test_subdivision_outside_the_order_of_the_rule_needs_a_reason() -> None:
    def missing(**split: Any) -> list[str]:
        found = check(parse_product(document(**split)), rule("physical").rule, BACKGROUND)
        return [f.params["method"] for f in found if f.code == "allocation.reason_missing"]

    assert missing(subdivided={"power": "strip"}) == ["subdivision"]
    assert missing(subdivided={"power": "strip"}, reason="own meter") == []


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (("subdivision", "expansion", "physical"), True),
        (("expansion", "economic"), True),
        (("physical", "expansion"), False),
        (("physical",), False),
    ],
)
def test_expansion_is_not_passed_over_in_silence(order: tuple[str, ...], told: bool) -> None:
    found = {f.code: f.severity for f in check(parse_product(document()), rule(*order).rule, BACKGROUND)}
    assert found.get("allocation.expansion_left_out") == ("warning" if told else None)


def test_expansion_alone_is_refused() -> None:
    found = check(parse_product(document()), rule("expansion").rule, BACKGROUND)
    assert [f.code for f in found if f.severity == "error"] == ["allocation.impossible"]


def test_what_was_left_out_is_shared_like_the_rest() -> None:
    """0.1 kg left out per run, charged at the part: the blank carries 0.8 of it."""
    left = {"process": "blank", "name": "glue", "amount": 0.1, "unit": "kg", "reason": "not weighed"}
    cut = {"measure": "mass", "per_item": None, "cumulative": None, "treatment": "highest_intensity"}
    loaded = toys.rule(
        allocation={"order": ["physical"], "cite": toys.CITE}, cut_off=cut | {"cite": toys.CITE}
    )  # fmt: skip
    result = calculate(parse_product(document() | {"omitted": [left]}), loaded, BACKGROUND)
    (line,) = [x for x in result.lines if x.basis == "cut_off"]
    assert line.amount * toys.DELIVERED == pytest.approx(0.8 * 0.1 * toys.RUNS)
