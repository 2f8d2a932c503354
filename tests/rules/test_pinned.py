"""Changing any number of a shipped rule breaks one of its worked cases."""

from __future__ import annotations

import pytest

from rules.cases import cases
from rules.pinned import cases_of, unpinned
from rules.registry import Registry

REGISTRY = Registry()


@pytest.mark.parametrize("name", REGISTRY.names())
def test_every_number_is_held_by_a_case(name: str) -> None:
    assert unpinned(REGISTRY.get(name), cases_of(name, REGISTRY)) == ()


@pytest.mark.parametrize("name", REGISTRY.names())
def test_at_least_two_cases_compute(name: str) -> None:
    computed = [case for case, _ in cases(REGISTRY.folder) if case.rule == name and not case.expected.blocked]
    assert len(computed) >= 2
