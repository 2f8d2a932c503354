"""The comparison of two rules in sentences, by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.documents.rule_text import UNLABELLED, Writer
from footprint.rule_base import Cite
from rules.diff import Change
from rules.document import Fact, Row


@dataclass(frozen=True)
class Said:
    """A difference in words; ``kind`` is ``added``, ``removed`` or ``changed``."""

    kind: str
    row: str
    text: str


KINDS = {"row_added": "added", "fact_added": "added", "row_removed": "removed", "fact_removed": "removed"}


def sentences(changes: Sequence[Change], old: Writer, new: Writer) -> dict[str, tuple[Said, ...]]:
    """Write the differences by the code of their section.

    Parameters
    ----------
    old, new : Writer
        Of the two rules; each names its own sources.
    """
    found: dict[str, list[Said]] = {}
    for change in changes:
        said = Said(KINDS.get(change.kind, "changed"), change.row.id, _sentence(change, old, new))
        found.setdefault(change.section, []).append(said)
    return {section: tuple(said) for section, said in found.items()}


def _sentence(change: Change, old: Writer, new: Writer) -> str:
    row = (new if change.new_row else old).piece(change.row.title)
    if change.kind == "row_added":
        return new.say("diff.row_added", row=row, new=_row(change.row, new))
    if change.kind == "row_removed":
        return new.say("diff.row_removed", row=row, old=_row(change.row, old))
    if change.kind == "cite":
        cites = {"old": _cite(change.old_cite, old), "new": _cite(change.new_cite, new)}
        return new.say("diff.cite", row=row, **cites)
    if change.kind in {"title", "help"}:
        return _wording(change, row, old, new)
    return _fact(change, row, old, new)


def _wording(change: Change, row: str, old: Writer, new: Writer) -> str:
    def quoted(part: Row | None, writer: Writer) -> str:
        found = None if part is None else part.title if change.kind == "title" else part.help
        return "–" if found is None else writer.say("quote", text=writer.piece(found))

    what = new.say("diff.what", row=row, label=new.say(f"label.{change.kind}"))
    before, after = quoted(change.old_row, old), quoted(change.new_row, new)
    return new.say("diff.changed_bare", what=what, old=before, new=after)


def _fact(change: Change, row: str, old: Writer, new: Writer) -> str:
    fact = change.new or change.old
    assert fact is not None  # noqa: S101 - a difference of a fact has at least one
    label = new.label(fact)
    what = (
        row if fact.label in {*UNLABELLED, "value"} or label == row else new.say("diff.what", row=row, label=label)
    )
    before = _value(change.old, old)
    after = _value(change.new, new)
    if change.old is None:
        return new.say("diff.fact_added", what=what, new=_with(after, change.new_cite, new))
    if change.new is None:
        return new.say("diff.fact_removed", what=what, old=_with(before, change.old_cite, old))
    if change.old_cite is None and change.new_cite is None:
        return new.say("diff.changed_bare", what=what, old=before, new=after)
    return new.say(
        "diff.changed",
        what=what,
        old=before,
        old_cite=_cite(change.old_cite, old),
        new=after,
        new_cite=_cite(change.new_cite, new),
    )


def _value(fact: Fact | None, writer: Writer) -> str:
    if fact is None:
        return ""
    text = writer.value(fact)
    return writer.say("quote", text=text) if fact.label in {*UNLABELLED, "reason", "asks", "note"} else text


def _with(text: str, cite: Cite | None, writer: Writer) -> str:
    return text if cite is None else writer.fill("%(text)s (%(cite)s)", {"text": text, "cite": writer.cite(cite)})


def _cite(cite: Cite | None, writer: Writer) -> str:
    return writer.say("none") if cite is None else writer.cite(cite)


def _row(row: Row, writer: Writer) -> str:
    """Write a whole row in one breath."""
    parts = [
        writer.value(f) if f.label in UNLABELLED else _labelled(f, writer) for f in row.facts if f.id != "echo"
    ]
    text = "; ".join(parts)
    return _with(text, row.cite, writer) + "."


def _labelled(fact: Fact, writer: Writer) -> str:
    return writer.fill("%(label)s: %(value)s", {"label": writer.label(fact), "value": writer.value(fact)})
