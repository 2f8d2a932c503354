"""The foreground varied: bounds, means, and shares of the variance that a hand can compute."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from footprint.calculate import calculate
from footprint.errors import ProductError
from footprint.foreground import Foreground, vary
from footprint.product import parse_product
from footprint.result import Result
from footprint.uncertainty import draw, summarise
from tests.footprint import toys

BACKGROUND = toys.background()
RULE = toys.rule()
EXACT = {"gsd": 1, "source": "counted"}


def box(**changes: Any) -> dict[str, Any]:
    """The toy box in which nothing varies: exact amounts, no yield, capacity and cycles left to the test."""
    document = copy.deepcopy(toys.product_document())
    for process in document["processes"]:
        process.pop("yield", None)
        for line in process["lines"]:
            line["spread"] = EXACT
    return document | changes


def varied(document: dict[str, Any], draws: int = 4000) -> tuple[Result, Foreground]:
    product = parse_product(document)
    result = calculate(product, RULE, BACKGROUND)
    return result, vary(result, product, RULE.rule, BACKGROUND, draws, 3)


def totals(result: Result, found: Foreground) -> Any:
    scores = np.array([[line.unit_values[0] for line in result.lines]]).repeat(len(found.amounts), axis=0)
    columns = {line.dataset: i for i, line in enumerate(result.lines)}
    return draw(result, scores, columns, found)


def amounts_of(result: Result, found: Foreground, line: str) -> Any:
    return found.amounts[:, next(i for i, x in enumerate(result.lines) if x.id == line)]


def without_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footprint.foreground.MEASURED", 1.0)
    monkeypatch.setattr("footprint.foreground.OTHER", 1.0)


def test_a_yield_stays_at_1_or_below_and_its_mean_consumption_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Yield 0.8: one good kg takes 1 + 0.25 runs; the 0.25 are drawn with mean 1, wide enough to pass any bound."""
    monkeypatch.setattr("footprint.foreground.OTHER", 3.0)
    monkeypatch.setattr("footprint.foreground.by_origin", lambda _origin: (1.0, "measured"))
    document = box()
    document["processes"][0]["yield"] = 0.8
    result, found = varied(document, 20_000)
    runs = amounts_of(result, found, "part") / (1.1 * 2 / toys.DELIVERED)
    assert runs.min() >= 1.0
    assert runs.max() > 2.0
    assert runs.mean() == pytest.approx(1.25, rel=0.03)
    assert [one.kind for one in found.varied if one.path.endswith("yield")] == ["yield"]


def test_a_parameter_moves_all_lines_together() -> None:
    """Cycles and capacity alone: every line is divided by the same number."""
    result, found = varied(box())
    scaled = found.amounts / np.array([line.amount for line in result.lines])
    declared = [i for i, line in enumerate(result.lines) if line.basis == "declared"]
    assert np.ptp(scaled[:, declared], axis=1) == pytest.approx(0.0, abs=1e-12)
    by_path = {one.path: column for one, column in zip(found.varied, found.factors.T, strict=True)}
    expected = 1 / (by_path["parameters.capacity"] * by_path["parameters.cycles"])
    assert scaled[:, declared[0]] == pytest.approx(expected, rel=1e-9)


def test_a_parameter_stays_in_the_range_of_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A share of 0.9 of at most 1 varies by the 0.1 it leaves; one of 0.2 by itself."""
    from footprint.foreground import _parameter
    from footprint.rule import Parameter

    entry = Parameter.model_validate(
        {"title": "Share", "quantity": "dimensionless", "unit": "1", "minimum": 0, "maximum": 1, "cite": toys.CITE}
    )
    product = parse_product(box(parameters={"share": {"amount": 90, "unit": "%"}}))
    assert _parameter(product, entry, "share", np.array([0.0, 1.0, 2.0, 20.0])) == pytest.approx([100, 90, 80, 0])
    product = parse_product(box(parameters={"share": {"amount": 0.2, "unit": "1"}}))
    assert _parameter(product, entry, "share", np.array([0.0, 2.0, 20.0])) == pytest.approx([0.0, 0.4, 1.0])


def test_a_stated_range_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    document = box()
    document["processes"][1]["lines"][1]["spread"] = {"minimum": 450, "maximum": 600, "source": "drawing"}
    without_parameters(monkeypatch)
    result, found = varied(document)
    steel = amounts_of(result, found, "steel") * toys.DELIVERED * 1000
    assert steel.min() > 450
    assert steel.max() < 600
    assert steel.mean() == pytest.approx((450 + 500 + 600) / 3, rel=0.01)
    (one,) = [v for v in found.varied if v.path.endswith("lines[steel].amount")]
    assert (one.ground, one.minimum, one.maximum, one.source) == ("stated", 450, 600, "drawing")


def test_shares_of_the_variance_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two amounts alone: shares are the variances of their terms, (exp(ln²(gsd)) − 1) · term²."""
    document = box()
    document["processes"][1]["lines"][1]["spread"] = {"gsd": 1.5, "source": "guess"}
    document["processes"][0]["lines"][1]["spread"] = {"gsd": 1.2, "source": "meter"}
    without_parameters(monkeypatch)
    result, found = varied(document, 20_000)
    told = summarise(result, totals(result, found))
    steel, power = 0.5 * toys.STEEL, 2 * 2 * toys.COAL
    own = {
        "steel": (np.exp(np.log(1.5) ** 2) - 1) * steel**2,
        "power": (np.exp(np.log(1.2) ** 2) - 1) * power**2,
    }
    whole = sum(own.values())
    lines = dict(told.variance)
    inputs = {one.path: share for one, share in told.inputs}
    for name, line in (("steel", "box/steel"), ("power", "blank/power")):
        process = line.partition("/")[0]
        assert lines[line] == pytest.approx(own[name] / whole, abs=0.03)
        assert inputs[f"processes[{process}].lines[{name}].amount"] == pytest.approx(own[name] / whole, abs=0.03)
    assert told.background_alone == pytest.approx(0.0, abs=1e-12)
    assert sum(told.histogram[1]) == 20_000


def test_links_vary_only_where_a_spread_is_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    document = box()
    del document["processes"][1]["lines"][0]["spread"]
    assert not any(one.kind == "link" for one in varied(document, 5)[1].varied)
    document["processes"][1]["lines"][0]["spread"] = {"gsd": 1.3, "source": "scale"}
    without_parameters(monkeypatch)
    result, found = varied(document)
    blank = amounts_of(result, found, "part") / (1.1 * 2 / toys.DELIVERED)
    assert np.log(blank).std() == pytest.approx(np.log(1.3), rel=0.05)
    assert amounts_of(result, found, "steel") == pytest.approx(0.5 / toys.DELIVERED, rel=1e-9)


def test_a_loop_that_eats_itself_is_refused_with_the_reason() -> None:
    document = box()
    document["processes"][0]["lines"].append(
        {
            "id": "own", "activity": "blank", "process": "blank", "amount": 0.9, "unit": "kg",
            "spread": {"gsd": 2, "source": "guess"},
        }
    )  # fmt: skip
    with pytest.raises(Exception, match="has no solution"):
        varied(document, 200)


@pytest.mark.parametrize(
    ("spread", "what"),
    [
        ({"gsd": 1.1}, "source"),
        ({"gsd": 0.9, "source": "x"}, "greater than or equal to 1"),
        ({"gsd": 1.1, "minimum": 1, "maximum": 2, "source": "x"}, "give either gsd"),
        ({"minimum": 1, "source": "x"}, "give either gsd"),
        ({"minimum": 600, "maximum": 700, "source": "x"}, "does not hold the amount 500"),
        ({"minimum": 500, "maximum": 500, "source": "x"}, "no range"),
    ],
)
def test_a_wrong_spread_is_told(spread: dict[str, Any], what: str) -> None:
    document = toys.product_document()
    document["processes"][1]["lines"][1]["spread"] = spread
    with pytest.raises(ProductError, match=what):
        parse_product(document)


def test_the_figure_does_not_depend_on_the_spread() -> None:
    document = toys.product_document()
    plain = calculate(parse_product(document), RULE, BACKGROUND).total
    document["processes"][1]["lines"][1]["spread"] = {"gsd": 1.5, "source": "guess"}
    assert calculate(parse_product(document), RULE, BACKGROUND).total == plain
