"""Published results as tests with a stated band; where we miss, the file says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from background_db.build import load
from footprint.engine.scores import close
from rules.yaml_lines import read_yaml_file

CASES: list[dict[str, Any]] = [
    case for file in sorted(Path(__file__).parent.glob("published*.yaml")) for case in read_yaml_file(file).document
]
LOADED = load()
DEFAULTS = {slot.id: slot.default for slot in LOADED.background.slots.values()}
CLOSED = close(LOADED.scores("ipcc-ar6-gwp100"), DEFAULTS)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['dataset']}-{c['published']}")
def test_published(case: dict[str, Any]) -> None:
    ours = float(CLOSED.of(case["dataset"])[0])
    within = abs(ours / case["published"] - 1) <= case["tolerance"]
    assert within == case["agrees"], f"{ours:.4g} against {case['published']} ({case['source']})"


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['dataset']}-{c['published']}")
def test_published_value_did_not_build_the_dataset(case: dict[str, Any]) -> None:
    dataset = LOADED.background.dataset(case["dataset"])
    assert all(e.source_amount != case["published"] for e in dataset.exchanges)


def test_every_miss_has_a_reason() -> None:
    assert all(len(case["reason"]) > 20 for case in CASES)
