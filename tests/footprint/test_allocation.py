"""A process with a co-product: 1 kg of blank beside 0.25 kg of strip worth a tenth of it."""

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
