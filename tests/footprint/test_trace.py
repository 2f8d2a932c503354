"""Traces: parts add up to the whole, and estimates are found once per path."""

from __future__ import annotations

import pytest

from footprint.engine.scores import close, prepare
from footprint.errors import BackgroundError
from footprint.trace import expand, resting_on_estimated
from tests.footprint import toys

BACKGROUND = toys.background()
SCORES = prepare(BACKGROUND, "ipcc-ar6-gwp100")
PROVIDERS = {"power/CN": "coal-power", "power/CN-GD": "hydro-power"}
CLOSED = close(SCORES, PROVIDERS)


def test_unit_scores_by_hand() -> None:
    scores = {d: float(CLOSED.of(d)[0]) for d in SCORES.datasets}
    assert scores == pytest.approx(
        {
            "coal-power": toys.COAL, "hydro-power": toys.HYDRO, "steel": toys.STEEL,
            "part": toys.PART, "recycling": toys.RECYCLING,
        },
        rel=1e-12,
    )  # fmt: skip


def test_slot_needs_by_hand() -> None:
    """One part takes 3 kWh itself and 1.2 kWh through its steel."""
    row, column = SCORES.row["part"], SCORES.slot_column["power/CN"]
    assert SCORES.needs[row, column] == pytest.approx(3 + 1.2)


def test_parts_add_up() -> None:
    nodes = expand(BACKGROUND, CLOSED, "part", 2.0)
    assert sum(n.value for n in nodes) == pytest.approx(2 * toys.PART)
    assert [n.exchange.target for n in nodes] == ["steel", "power/CN", "co2-biogenic", "glue"]
    assert nodes[1].dataset == "coal-power"


def test_estimated_is_counted_at_the_outermost_place() -> None:
    found = resting_on_estimated(BACKGROUND, CLOSED, [("part", 2.0), ("steel", 1.0)], cutoff=0.0)
    assert found == pytest.approx({"part": 2 * toys.PART})


def test_slot_without_provider_is_named() -> None:
    with pytest.raises(BackgroundError, match="slot power/CN-GD"):
        close(SCORES, {"power/CN": "coal-power"})


def test_unknown_set_is_named() -> None:
    with pytest.raises(BackgroundError, match="no characterization set 'ar4'"):
        prepare(BACKGROUND, "ar4")
