"""Product documents: every problem is one clear sentence at its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from footprint.errors import ProductError
from footprint.product import parse_product
from tests.footprint import toys

BAD: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "negative amount": (
        lambda d: d["processes"][0]["lines"][0].update(amount=-1),
        r"processes\[blank\]\.lines\[part\]\.amount: is -1: a negative amount is refused",
    ),
    "text for a number": (
        lambda d: d["processes"][0]["lines"][0].update(amount="much"),
        r"lines\[part\]\.amount: is 'much': a plain number is due",
    ),
    "not a number": (
        lambda d: d["processes"][0]["lines"][0].update(amount=float("nan")), r"lines\[part\]\.amount: ",
    ),
    "missing maker": (lambda d: d.pop("maker"), r"^maker: is missing$"),
    "misspelt field": (lambda d: d.update(makr="We"), r"^makr: is not a field of this place"),
    "two targets": (
        lambda d: d["processes"][0]["lines"][0].update(slot="power"), r"lines\[part\]: give exactly one of dataset",
    ),
    "no target": (lambda d: d["processes"][0]["lines"][0].pop("dataset"), r"lines\[part\]: say what is used"),
    "two lines of one name": (
        lambda d: d["processes"][0]["lines"].append(d["processes"][0]["lines"][0]),
        r"the id 'part' names more than one line of process blank",
    ),
    "unknown final process": (lambda d: d.update(final_process="lid"), r"final_process 'lid' is none"),
    "yield above one": (lambda d: d["processes"][0].update({"yield": 1.2}), r"processes\[blank\]\.yield: "),
    "output of nothing": (
        lambda d: d["processes"][0]["output"].update(amount=0), r"output\.amount: must be above 0",
    ),
    "period backwards": (
        lambda d: d.update(period={"start": "2025-12-31", "end": "2025-01-01"}),
        r"period: end 2025-01-01 lies before",
    ),
    "other format": (lambda d: d.update(format="footprint-product/9"), r"^format: "),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_problem(name: str) -> None:
    edit, message = BAD[name]
    document = toys.product_document()
    edit(document)
    with pytest.raises(ProductError, match=message) as raised:
        parse_product(document)
    assert len(raised.value.problems) == 1
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("document", ["text", 3, None, [1, 2]])
def test_not_a_table(document: Any) -> None:
    with pytest.raises(ProductError, match="is a table of fields"):
        parse_product(document)


def test_document_survives_a_round_trip() -> None:
    product = toys.product()
    assert parse_product(product.to_document()) == product
