"""Product category rules as data: files, loader, registry, worked cases; label schemes."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from footprint.rule import LoadedRule
    from rules.registry import Registry


def get(rule_id: str, on: date | None = None) -> LoadedRule:
    """Return a rule of this package: the version named (``id@version``), or the one in force on a day.

    Raises
    ------
    RuleError
        No such rule, or none in force on the day.
    """
    return _registry().get(rule_id, on)


@cache
def _registry() -> Registry:
    from rules.registry import Registry

    return Registry()
