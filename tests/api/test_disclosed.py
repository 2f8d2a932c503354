"""Nothing of a study reaches the public document but what its group makes public: canaries in every text."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.declared import declared
from footprint.label import label_record
from footprint.record import run_id
from rules.disclosure import load_disclosure
from rules.labels import load_scheme
from tests.api.declared import full
from tests.footprint import published

# Where the label takes texts from, with the group that decides; what is not named here never shows.
PUBLIC = {
    "engine_version", "rule", "background", "characterization", "functional_unit.unit", "reference_flow.unit",
    "product.name", "product.model", "product.maker", "product.codes", "product.period",
    "product.plant.region", "data_quality.scheme",
}  # fmt: skip
HOLDER = {
    "product.plant.name": "plant", "product.plant.address": "plant", "views": "views", "gaps": "gaps",
    "product.electricity": "electricity",
}  # fmt: skip
# Not free texts: a record whose formats or hashes say something else is none.
FIXED = ("format", "sha256", "run_id", "period", "family")
DISCLOSURE = load_disclosure()


def texts(node: Any, where: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(node, str) and not any(str(step) in FIXED for step in where):
        yield where
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from texts(value, (*where, key))
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from texts(value, (*where, position))


def study() -> dict[str, Any]:
    """Return a record that holds everything, with more that may be private in its product."""
    record = copy.deepcopy(full())
    record["product"] |= {
        "plant": {"name": "Nansha works", "region": "CN-GD", "address": "12 Harbour Road"},
        "note": "asked Ms Chan",
        "answers": [{"id": "q1", "text": "see contract"}],
        "electricity": {"year": 2024, "reason": "contract with Mr Ho", "override": {"grid": "own-solar"}},
        "suppliers": [{"supplier": "Lau Cells", "product": "cell", "evidence": ["invoice 7"], "contact": "M. Lau"}],
    }
    return record


STUDY = study()
PATHS = [path for path in texts(STUDY) if path != ("total", "unit")]  # a constant of the label


def name(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in path if isinstance(step, str))


def below(where: str, roots: Any) -> str | None:
    return next((root for root in roots if where == root or where.startswith(f"{root}.")), None)


def shown(record: dict[str, Any], withheld: tuple[str, ...]) -> str:
    sealed = {k: v for k, v in record.items() if k != "run_id"}
    sealed = {"run_id": run_id(sealed), **sealed}
    label = label_record(sealed, load_scheme("guangdong"), None)
    return json.dumps(declared(label, published.publication(withheld=withheld), DISCLOSURE))


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(DISCLOSURE.withholdable)))
def test_no_text_of_a_study_shows_unless_its_group_is_public(withheld: set[str]) -> None:
    record = copy.deepcopy(STUDY)
    planted: dict[str, str] = {}
    for number, path in enumerate(PATHS):
        parent = record
        for step in path[:-1]:
            parent = parent[step]  # type: ignore[index]
        planted[f"canary{number:05}x"] = name(path)
        parent[path[-1]] = f"canary{number:05}x"  # type: ignore[index]
    text = shown(record, tuple(withheld))
    for canary, where in planted.items():
        group = HOLDER.get(below(where, HOLDER) or "")
        allowed = below(where, PUBLIC) or (group and group not in withheld)
        assert canary not in text or allowed, where


def test_the_canaries_reach_every_private_part() -> None:
    """The test above would pass on an empty study."""
    held = {name(path) for path in PATHS}
    for part in (
        "product.note",
        "product.answers",
        "product.suppliers",
        "product.processes",
        "contributions",
        "sources",
    ):
        assert below(part, held) or any(where.startswith(part) for where in held), part
    record = copy.deepcopy(STUDY)
    record["product"]["maker"] = "canary-maker"
    assert "canary-maker" in shown(record, ())


@pytest.mark.parametrize(("path", "group"), sorted(HOLDER.items()))
def test_what_the_holder_may_withhold_shows_until_it_is(path: str, group: str) -> None:
    record = copy.deepcopy(STUDY)
    found = next(p for p in PATHS if below(name(p), [path]) and p[-1] != "unit")
    parent = record
    for step in found[:-1]:
        parent = parent[step]  # type: ignore[index]
    parent[found[-1]] = "canary"  # type: ignore[index]
    assert "canary" in shown(record, ())
    assert "canary" not in shown(record, (group,))
