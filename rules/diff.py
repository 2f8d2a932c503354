"""Two versions of a rule compared, in the terms of the described rule: what a technical committee votes on.

Because it compares the documents of :mod:`rules.describe`, everything a reader can see of a rule is compared,
and nothing else; counts and lists gathered from other rows are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from footprint.rule import Rule
from footprint.rule_base import Cite
from rules.describe import describe
from rules.document import Fact, Row, Say, Section

Kind = Literal["row_added", "row_removed", "fact_added", "fact_removed", "changed", "title", "help", "cite"]


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes
    ----------
    kind : str
        ``changed`` for a fact that both say differently; ``title``, ``help`` and ``cite`` of a row.
    section : str
        Where it stands.
    old_row, new_row : Row or None
        None where the row is not there.
    old, new : Fact or None
        The fact, where the difference is one of a fact.
    """

    kind: Kind
    section: str
    old_row: Row | None
    new_row: Row | None
    old: Fact | None = None
    new: Fact | None = None

    @property
    def row(self) -> Row:
        """The row as the newer version names it."""
        row = self.new_row or self.old_row
        assert row is not None  # noqa: S101 - one of the two is always there
        return row

    @property
    def old_cite(self) -> Cite | None:
        """Where the old statement stands."""
        return _cite(self.old, self.old_row)

    @property
    def new_cite(self) -> Cite | None:
        """Where the new statement stands."""
        return _cite(self.new, self.new_row)


def _cite(fact: Fact | None, row: Row | None) -> Cite | None:
    return (fact.cite if fact else None) or (row.cite if row else None)


def diff(old: Rule, new: Rule) -> tuple[Change, ...]:
    """Compare two rules.

    Parameters
    ----------
    old, new : Rule
        Usually two versions of one rule; any two can be compared.

    Returns
    -------
    tuple of Change
        In the order of the newer document, what was dropped after what is there; empty when both say the same.
    """
    before = {section.id: section for section in describe(old).sections()}
    after = {section.id: section for section in describe(new).sections()}
    names = (*after, *(name for name in before if name not in after))
    return tuple(change for name in names for change in _sections(name, before.get(name), after.get(name)))


def _sections(name: str, old: Section | None, new: Section | None) -> Iterator[Change]:
    before = {row.id: row for row in old.rows if not row.echo} if old else {}
    after = {row.id: row for row in new.rows if not row.echo} if new else {}
    for key, row in after.items():
        if key in before:
            yield from _rows(name, before[key], row)
        else:
            yield Change("row_added", name, None, row)
    for key, row in before.items():
        if key not in after:
            yield Change("row_removed", name, row, None)


def _rows(section: str, old: Row, new: Row) -> Iterator[Change]:
    if old.title != new.title:
        yield Change("title", section, old, new)
    if old.help != new.help:
        yield Change("help", section, old, new)
    before, after = _facts(old), _facts(new)
    changed = False
    for key, fact in after.items():
        if key not in before:
            yield Change("fact_added", section, old, new, None, fact)
        elif _said(before[key]) != _said(fact):
            changed = True
            yield Change("changed", section, old, new, before[key], fact)
    for key, fact in before.items():
        if key not in after:
            yield Change("fact_removed", section, old, new, fact, None)
    if old.cite != new.cite and not changed:  # a changed fact names both clauses already
        yield Change("cite", section, old, new)


def _said(fact: Fact) -> tuple[object, ...]:
    """Return what a fact says; a value repeated from a parameter counts there, not here."""
    pieces = [
        dict(p.params)["parameter"]
        if isinstance(p, Say) and p.code.startswith(("limit.", "factor.")) and p.params
        else p
        for p in fact.value
    ]
    return (*pieces, fact.cite)


def _facts(row: Row) -> dict[tuple[str, str, int], Fact]:
    """Key the facts of a row by label and id; equal keys are told apart by their position."""
    found: dict[tuple[str, str, int], Fact] = {}
    for fact in row.facts:
        if fact.id == "echo":
            continue
        count = sum(key[:2] == (fact.label, fact.id) for key in found)
        found[fact.label, fact.id, count] = fact
    return found
