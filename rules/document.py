"""The parts of a described rule: chapters, sections, rows, facts, and the pieces a fact is said with.

They hold no sentence: a :class:`Say` names one, ``api.documents.rule_words`` words it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from footprint.rule import Rule
from footprint.rule_base import Cite
from footprint.texts import Text


@dataclass(frozen=True)
class Say:
    """A sentence or word by its code, with what is put into it."""

    code: str
    params: tuple[tuple[str, Piece], ...] = ()


@dataclass(frozen=True)
class Amount:
    """A number with its unit, as written in the rule."""

    value: float
    unit: str


@dataclass(frozen=True)
class Symbol:
    """A unit alone."""

    unit: str


@dataclass(frozen=True)
class Code:
    """An identifier shown as it is; ``kind`` says of what: dataset, slot, rule, set, service, id."""

    value: str
    kind: str = "id"


@dataclass(frozen=True)
class Ref:
    """Another row of the document; two references are equal when they lead to the same row."""

    section: str
    row: str
    title: Text | None = field(compare=False)


@dataclass(frozen=True)
class Formula:
    """A formula of the closed list with the rows it takes, by argument."""

    name: str
    inputs: tuple[tuple[str, Ref], ...]


Piece = Text | str | Say | Amount | Symbol | Code | Ref | Formula


@dataclass(frozen=True)
class Fact:
    """One thing a rule says: what about (``label``), what, and where it stands if not where the row stands.

    ``joined`` is how several pieces belong together: ``list``, ``order`` (one after another) or ``words``.
    """

    label: str
    value: tuple[Piece, ...]
    cite: Cite | None = None
    id: str = ""
    joined: str = "list"


@dataclass(frozen=True)
class Row:
    """A choice of the rule: title, facts, clause.

    Attributes
    ----------
    marks : tuple of str
        ``open``, ``default``, ``computed``, ``unread``, ``excluded``, ``own`` …: what a reader has to notice.
    echo : bool
        Counted or gathered from other rows; a comparison of versions leaves it out.
    """

    id: str
    title: Piece
    facts: tuple[Fact, ...] = ()
    help: Text | None = None
    cite: Cite | None = None
    marks: tuple[str, ...] = ()
    echo: bool = False

    def fact(self, label: str) -> Fact | None:
        """Return the first fact of a label."""
        return next((f for f in self.facts if f.label == label), None)


@dataclass(frozen=True)
class Section:
    """Rows of one kind; ``columns`` are the labels that a table shows side by side."""

    id: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """Sections under one heading; an empty section is not there."""

    id: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Description:
    """A whole rule."""

    rule: Rule
    chapters: tuple[Chapter, ...]

    def sections(self) -> Iterator[Section]:
        """Go through all sections."""
        for chapter in self.chapters:
            yield from chapter.sections
