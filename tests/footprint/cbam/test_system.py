"""Properties of the whole: linear, without order, without units, nothing lost, loops as their series."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.cbam.reading import parse_installation
from footprint.errors import InputError
from tests.footprint.cbam.fake import document, run, t


def works(
    flows: dict[tuple[str, str], float], levels: dict[str, float], direct: dict[str, float]
) -> dict[str, Any]:
    """Processes that feed each other: mass by (maker, taker), market by maker, direct emissions."""
    return document(
        streams=[],
        precursors=[],
        processes=[
            {"id": key, "direct": t(direct[key]), "scrap_in": [{"kind": "unknown", "amount": t(1)}],
             "goods": [{"cn": "72142000", "market": t(levels[key]), "in_house": [
                 {"process": taker, "amount": t(mass)} for (maker, taker), mass in flows.items() if maker == key]}]}
            for key in levels
        ],
    )  # fmt: skip


KEYS = ("a", "b", "c", "d")
MASS = st.floats(min_value=0.1, max_value=1e4)


@st.composite
def networks(draw: Any) -> dict[str, Any]:
    flows = {
        (maker, taker): draw(MASS) for maker in KEYS for taker in KEYS if maker != taker and draw(st.booleans())
    }
    return works(flows, {k: draw(MASS) for k in KEYS}, {k: draw(MASS) for k in KEYS})


@settings(max_examples=40, deadline=None)
@given(networks())
def test_what_is_emitted_is_what_leaves(made: dict[str, Any]) -> None:
    """Embedded emissions of all goods sold are the emissions of the installation, whatever flows inside."""
    found = run(made)
    sold = {p["id"]: p["goods"][0]["market"]["amount"] for p in made["processes"]}
    leaving = sum(found.process(key).embedding.direct * sold[key] for key in KEYS)
    assert leaving == pytest.approx(found.direct_sources, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(networks(), st.integers(0, 1000), st.floats(min_value=0.01, max_value=100))
def test_order_and_scale_change_nothing(made: dict[str, Any], seed: int, times: float) -> None:
    before = {p.id: p.embedding.direct for p in run(made).processes}
    shuffled = deepcopy(made)
    random.Random(seed).shuffle(shuffled["processes"])  # noqa: S311
    scaled = deepcopy(shuffled)
    for process in scaled["processes"]:
        process["direct"]["amount"] *= times
    assert {p.id: p.embedding.direct for p in run(shuffled).processes} == pytest.approx(before, rel=1e-9)
    after = {p.id: p.embedding.direct for p in run(scaled).processes}
    assert after == pytest.approx({k: v * times for k, v in before.items()}, rel=1e-9)


def test_mutual_flows_are_the_sum_of_their_series() -> None:
    """a feeds b, b feeds a: x = ae + A ae + A A ae + …"""
    made = works({("a", "b"): 40, ("b", "a"): 25}, {"a": 60, "b": 75}, {"a": 100, "b": 300})
    found = run(made)
    own = {"a": 100 / 100, "b": 300 / 100}
    takes = {"a": ("b", 25 / 100), "b": ("a", 40 / 100)}
    x, term = dict(own), dict(own)
    for _ in range(200):
        term = {key: takes[key][1] * term[takes[key][0]] for key in own}
        x = {key: x[key] + term[key] for key in own}
    for key in own:
        assert found.process(key).embedding.direct == pytest.approx(x[key], rel=1e-12)


def test_a_loop_that_nothing_leaves_is_one_sentence() -> None:
    made = works({("a", "b"): 40, ("b", "a"): 25}, {"a": 0, "b": 0, "c": 1}, {"a": 1, "b": 1, "c": 1})
    with pytest.raises(InputError, match="feed each other and nothing leaves them \\(a and b\\)"):
        run(made)


def in_kilograms(part: Any) -> Any:
    """Write every mass in kg and every energy in other units."""
    other = {"t": ("kg", 1000.0), "MWh": ("kWh", 1000.0), "t/t": ("kg/t", 1000.0), "Nm3": ("Nm3", 1.0)}
    if isinstance(part, dict):
        if set(part) >= {"amount", "unit"} and part["unit"] in other:
            unit, times = other[part["unit"]]
            return {**part, "unit": unit, "amount": part["amount"] * times}
        return {k: in_kilograms(v) for k, v in part.items()}
    return [in_kilograms(v) for v in part] if isinstance(part, list) else part


def test_units_change_nothing() -> None:
    made = document()
    before, after = run(made).process("rolling"), run(in_kilograms(made)).process("rolling")
    assert after.embedding.direct == pytest.approx(before.embedding.direct, rel=1e-12)
    assert after.level == pytest.approx(before.level)


def test_the_document_comes_back() -> None:
    made = parse_installation(document())
    assert parse_installation(made.to_document()) == made
