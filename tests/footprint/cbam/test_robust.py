"""Whatever is wrong with a document, the answer is a sentence or a finding, never a crash."""

from __future__ import annotations

import math
import random
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from footprint.cbam.calculate import calculate
from footprint.cbam.reading import parse_installation
from footprint.cbam.result import CbamResult
from footprint.errors import BlockedError, InputError
from rules.cbam import regulation
from rules.yaml_lines import read_yaml_file
from tests.footprint.cbam.fake import METHOD
from tests.footprint.cbam.test_formulas import boiler
from tests.footprint.cbam.test_worked import alloy_steel, aluminium

FOLDER = Path(__file__).parents[3] / "examples" / "cbam"
LAW = regulation(date(2026, 12, 31), known_on=date(2026, 11, 1))
VALUES = [
    None, 0, -1, 1e-30, 1e300, "", "t", "km", "GJ/t", [], {}, True, "72044910", "25232900", "99999999", "CN", "DE",
    "chp", "boiler", "grid", "default", "actual", "out", "mass_balance", {"amount": 0, "unit": "t"}, float("nan"),
]  # fmt: skip


def places(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    here = [path] if path else []
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return here + [p for key, value in items for p in places(value, (*path, key))]


def spoil(document: Any, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 3)):
        path = chance.choice(places(document))
        here = document
        for step in path[:-1]:
            here = here[step]
        if chance.random() < 0.3:
            del here[path[-1]]
        else:
            here[path[-1]] = deepcopy(chance.choice(VALUES))


SOURCES = [
    *(read_yaml_file(file).document for file in sorted(FOLDER.glob("*.yaml"))),
    boiler(), aluminium(), alloy_steel(),
]  # fmt: skip


def answer(document: Any) -> list[str] | CbamResult:
    """Return the figures, or what is said instead."""
    try:
        return calculate(parse_installation(document, date(2026, 11, 21)), LAW, METHOD)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    except BlockedError as error:
        return [finding.code for finding in error.findings]


@pytest.mark.parametrize("seed", range(12))
def test_spoiled_documents(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    refused = 0
    for _ in range(25):
        made = deepcopy(chance.choice(SOURCES))
        spoil(made, chance)
        found = answer(made)
        if isinstance(found, list):
            refused += 1
            assert found
            assert not any("\n" in sentence for sentence in found)
        else:
            assert all(math.isfinite(p.embedding.priced) for p in found.processes)
    assert refused
