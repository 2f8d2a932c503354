"""Draws of the toy box: reproducible, paired, and as wide as the formula of a lognormal number says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from footprint.calculate import calculate
from footprint.engine import draws as engine
from footprint.engine.draws import sample, world
from footprint.foreground import amounts_alone
from footprint.inventory import providers
from footprint.product import parse_product
from footprint.result import LineResult, Result
from footprint.uncertainty import Draws, draw, odds, summarise
from tests.footprint import toys

BACKGROUND = toys.background()
RULE = toys.rule()
NAMES = ("coal-power", "part", "recycling", "steel")
COLUMNS = {name: i for i, name in enumerate(NAMES)}


def scores(count: int, seed: int = 7, **spreads: float) -> Any:
    filled = providers(toys.product(), BACKGROUND)
    widths = {name.replace("_", "-"): value for name, value in spreads.items()}
    return sample(world(BACKGROUND, "ipcc-ar6-gwp100", filled, widths), NAMES, range(count), seed)


def solved(document: dict[str, Any] | None = None) -> Result:
    return calculate(parse_product(document or toys.product_document()), RULE, BACKGROUND)


def exact(_line: LineResult) -> float:
    return 1.0


def draws_of(result: Result, found: Any, spread: Any = exact) -> Draws:
    return draw(result, found, COLUMNS, amounts_alone(result, spread, len(found), 7))


def test_without_spread_every_draw_is_the_result() -> None:
    result = solved()
    assert draws_of(result, scores(3)).totals == pytest.approx([result.total] * 3, rel=1e-12)


def test_a_single_emission_is_lognormal() -> None:
    """Coal power is one emission of 0.9 kg: mean 0.9, ln-deviation ln 1.5, median 0.9 / exp(ln(1.5)^2 / 2)."""
    found = scores(4000, coal_power=1.5)[:, COLUMNS["coal-power"]]
    width = np.log(1.5)
    assert np.median(found) == pytest.approx(
        0.9 / np.exp(width**2 / 2), rel=0.03
    )  # 1.25 σ/√n = 0.8 %, four times that
    assert np.log(found).std() == pytest.approx(width, rel=0.05)  # σ/√2n = 1.1 %, four times that
    assert found.mean() == pytest.approx(0.9, rel=0.03)


def test_a_draw_is_the_same_however_many_are_asked_for() -> None:
    assert np.array_equal(scores(3, steel=1.3), scores(9, steel=1.3)[:3])
    assert not np.array_equal(scores(3, steel=1.3), scores(3, seed=8, steel=1.3))


def test_large_matrices_are_solved_iteratively_to_the_same_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    direct = scores(20, coal_power=1.4, steel=1.3)
    monkeypatch.setattr(engine, "DIRECT", 0)
    assert scores(20, coal_power=1.4, steel=1.3) == pytest.approx(direct, rel=1e-8)


def test_a_lone_uncertain_line_carries_all_the_variance() -> None:
    found = summarise(solved(), draws_of(solved(), scores(500), lambda x: 1.2 if x.id == "steel" else 1.0))
    assert found.variance[0] == ("box/steel", pytest.approx(1.0, abs=1e-9))
    assert sum(share for _, share in found.variance) == pytest.approx(1.0, abs=1e-9)
    assert found.percentiles[2.5] < found.value < found.percentiles[97.5]
    assert [n for n, *_ in found.convergence] == list(range(50, 501, 50))
    assert found.mean_error == pytest.approx(found.deviation / np.sqrt(500))


def test_variants_are_compared_in_the_same_worlds() -> None:
    """Half the steel: lower in every world, although the totals vary far more than they differ."""
    lighter = toys.product_document()
    lighter["processes"][1]["lines"][1]["amount"] = 450
    found = scores(400, coal_power=1.5, steel=1.3, part=1.3)
    first, second = draws_of(solved(), found), draws_of(solved(lighter), found)
    sure = odds(first, second)
    assert sure.lower == 1.0
    assert sure.deviation < 0.05 * sure.unpaired_deviation
    assert odds(second, first).lower == 0.0
    with pytest.raises(ValueError, match="same draws"):
        odds(first, draws_of(solved(), found[:3]))


def test_the_same_line_varies_together_in_two_variants() -> None:
    lighter = toys.product_document()
    lighter["processes"][1]["lines"][1]["amount"] = 450
    one, other = (
        draws_of(r, scores(50), lambda x: 1.2 if x.id == "steel" else 1.0) for r in (solved(), solved(lighter))
    )
    steel = next(i for i, line in enumerate(one.lines) if line.id == "steel")
    assert one.terms[:, steel] * 0.9 == pytest.approx(other.terms[:, steel], rel=1e-12)
