"""The checklist of a review in words: what each item asks, what was found and answered, what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.cases.declarations.checklist import Checklist, Item, Kind, Verdict
from api.cases.declarations.words import VERDICTS, item_title
from api.i18n import N_
from footprint.texts import Language
from web.desk import Desk
from web.pages import tests
from web.pages.declaration import trace_of
from web.pages.declaration_acts import Typed
from web.pages.review_meters import anchor
from web.pages.view import RecordView, note
from web.texts import gettext

TITLES: Mapping[Kind, str] = MappingProxyType({
    "calculation": N_("Calculation and sample"), "finding": N_("Warnings and their answers"),
    "test": N_("The fifteen tests"), "clause": N_("Questions of the rule"),
})  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """An item as the workspace shows it.

    Attributes
    ----------
    place, cite, href : str
        Where the finding is, the clause, and where its figure is followed.
    test : Test or None
        The checks of a test.
    verdict, text : str
        As typed, else as said; empty for nothing.
    said : bool
        Whether it is said (and not only typed).
    """

    id: str
    title: str
    place: str
    cite: str
    href: str
    test: tests.Test | None
    answer: str
    verdict: str
    text: str
    said: bool
    refused: bool


@dataclass(frozen=True)
class Group:
    """Items of a kind; ``done`` of them are said."""

    kind: Kind
    title: str
    items: tuple[Asked, ...]

    @property
    def done(self) -> int:
        """Items of which something was said."""
        return sum(item.said for item in self.items)


def groups(
    source: Desk, found: Checklist, view: RecordView, run_id: str, typed: Typed, language: Language
) -> tuple[Group, ...]:
    """Word a checklist by kind."""
    made = []
    for kind, title in TITLES.items():
        items = tuple(_asked(source, i, view, run_id, typed, language) for i in found.items if i.kind == kind)
        if items:
            made.append(Group(kind, gettext(language)(title), items))
    return tuple(made)


def verdicts(language: Language) -> tuple[tuple[Verdict, str], ...]:
    """List what may be said of an item."""
    return tuple((verdict, gettext(language)(word)) for verdict, word in VERDICTS.items())


def _asked(source: Desk, item: Item, view: RecordView, run_id: str, typed: Typed, language: Language) -> Asked:
    title, place, cite, href = item_title(item, language), "", "", ""
    if item.finding is not None:
        worded = note(source, item.finding, language, view.rule.rule if view.rule else None)
        title, place, cite = worded.text, worded.place, worded.cite
        href = trace_of(run_id, worded.where) or anchor(worded.where)
    elif item.clause is not None:
        cite = item.clause.clause
    said = item.said
    return Asked(
        id=item.id,
        title=title,
        place=place,
        cite=cite,
        href=href,
        test=tests.worded(item.test, language) if item.test else None,
        answer=item.answer,
        verdict=typed.get(f"verdict:{item.id}", said.verdict if said else ""),
        text=typed.get(f"reason:{item.id}", said.text if said else ""),
        said=said is not None,
        refused=said is not None and said.verdict == "refused",
    )
