"""The rules: the catalogue, one rule as a person reads it, two versions compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from api.cases import catalogue
from api.documents.rule_diff import Said, sentences
from api.documents.rule_text import UNLABELLED, Writer
from api.documents.rule_words import sentence
from api.errors import NotFoundError
from footprint.errors import InputError
from footprint.rule import LoadedRule, Rule
from footprint.texts import Language
from rules.catalogue import Entry, Origin
from rules.coverage import Coverage, coverage, open_values
from rules.document import Row, Section
from web.desk import Desk
from web.pages.rule_writer import PageWriter
from web.site import From, Lang, render
from web.texts import gettext

router = APIRouter(include_in_schema=False)

# Tables too wide for the right column.
WIDE = frozenset({"activity_data", "materials"})
# Rows the head of the page shows.
HEADING = frozenset({"title", "summary"})


@dataclass(frozen=True)
class ShelvesPage:
    """Context of ``pages/rules.html``.

    Attributes
    ----------
    shelves : tuple of Shelf
        Product groups with their products and rules.
    origins : mapping of str to Origin
        The documents behind the catalogue.
    opened : mapping of str to int
        Open values of each ``id@version``.
    words : mapping of str to str
        Words of the codes on the page.
    """

    shelves: tuple[catalogue.Shelf, ...]
    origins: Mapping[str, Origin]
    opened: Mapping[str, int]
    words: Mapping[str, str]


@dataclass(frozen=True)
class ShownFact:
    """A fact as HTML; ``label`` is empty where the row's title says it, or the fact above has the same."""

    label: str
    value: str
    cite: str
    suggestion: bool


@dataclass(frozen=True)
class ShownRow:
    """A row: what stands in the columns of its section, and the rest."""

    anchor: str
    title: str
    marks: tuple[tuple[str, str], ...]
    help: str
    facts: tuple[ShownFact, ...]
    cells: tuple[str, ...]
    cite: str


@dataclass(frozen=True)
class ShownSection:
    """A section; a table where it has columns."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    wide: bool


@dataclass(frozen=True)
class ShownChapter:
    """A chapter with its heading and what it is for."""

    id: str
    title: str
    aside: str
    sections: tuple[ShownSection, ...]


@dataclass(frozen=True)
class RulePage:
    """Context of ``pages/rule.html``.

    Attributes
    ----------
    rule : Rule
        The merged rule.
    sha256 : str
        Hash of the merged document.
    chapters : tuple of ShownChapter
        The rule as a person reads it, section by section.
    register : Coverage
        What is covered, open, unread.
    versions : tuple of LoadedRule
        All versions, newest first.
    entry : Entry or None
        The product in the catalogue, with the standards for it.
    origins : mapping of str to Origin
        The documents behind the catalogue.
    words : mapping of str to str
        Words of the codes on the page.
    examples : tuple of str
        Names of example products under this rule.
    """

    rule: Rule
    sha256: str
    chapters: tuple[ShownChapter, ...]
    register: Coverage
    versions: tuple[LoadedRule, ...]
    entry: Entry | None
    origins: Mapping[str, Origin]
    words: Mapping[str, str]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class DiffPage:
    """Context of ``pages/rule_diff.html``; without two rules only the form is shown.

    Attributes
    ----------
    a, b : str
        What was asked for, as ``id@version``.
    names : tuple of (id@version, title)
        Versions to choose from.
    old, new : Rule or None
        The two rules.
    said : tuple of (section, differences)
        In words, by section.
    count : str
        How many differences there are.
    """

    a: str
    b: str
    names: tuple[tuple[str, str], ...]
    old: Rule | None = None
    new: Rule | None = None
    said: tuple[tuple[str, tuple[Said, ...]], ...] = ()
    count: str = ""


@router.get("/rules", response_class=HTMLResponse)
def rules(request: Request, language: Lang, source: From) -> HTMLResponse:
    """List the product groups with their rules."""
    shelves, origins = catalogue.shelves(source.workbench)
    opened = {
        f"{found.rule.pcr}@{found.rule.version}": len(open_values(found.rule))
        for shelf in shelves
        for product in shelf.products
        for found in product.versions
    }
    page = ShelvesPage(shelves, origins, opened, _words(language))
    return render(request, "pages/rules.html", page, language)


@router.get("/rules/diff", response_class=HTMLResponse)
def rule_diff(request: Request, language: Lang, source: From, a: str = "", b: str = "") -> HTMLResponse:
    """Compare two versions in words."""
    names = tuple(
        (f"{found.rule.pcr}@{found.rule.version}", f"{found.rule.title.get(language)} {found.rule.version}")
        for found in catalogue.rules(source.workbench)
    )
    if not a or not b:
        return render(request, "pages/rule_diff.html", DiffPage(a, b, names), language)
    try:
        one, other, changes = catalogue.differences(source.workbench, a, b)
    except (NotFoundError, InputError):
        raise HTTPException(404) from None
    write = Writer(other.rule, language)
    said = sentences(changes, Writer(one.rule, language), write)
    page = DiffPage(
        a=f"{one.rule.pcr}@{one.rule.version}",
        b=f"{other.rule.pcr}@{other.rule.version}",
        names=names,
        old=one.rule,
        new=other.rule,
        said=tuple((write.say(f"section.{section}"), found) for section, found in said.items()),
        count=write.say("diff.count", count=str(len(changes))) if changes else write.say("diff.equal"),
    )
    return render(request, "pages/rule_diff.html", page, language)


@router.get("/rules/{rule_id:path}", response_class=HTMLResponse)
def rule(request: Request, language: Lang, source: From, rule_id: str) -> HTMLResponse:
    """Show one rule; ``id`` or ``id@version``."""
    try:
        found, described = catalogue.described(source.workbench, rule_id)
    except (NotFoundError, InputError):
        raise HTTPException(404) from None
    write = PageWriter(found.rule, language, source.background)
    chapters = tuple(
        ShownChapter(
            chapter.id,
            write.say(f"chapter.{chapter.id}"),
            write.aside(chapter.id),
            tuple(_section(section, write) for section in chapter.sections),
        )
        for chapter in described.chapters
    )
    product, origins = _product(source, found)
    page = RulePage(
        rule=found.rule,
        sha256=found.sha256,
        chapters=chapters,
        register=coverage(found.rule),
        versions=product.versions if product else (found,),
        entry=product.entry if product else None,
        origins=origins,
        words=_words(language),
        examples=tuple(
            n for n, d in source.examples.items() if str(d.get("rule", "")).split("@")[0] == found.rule.pcr
        ),
    )
    return render(request, "pages/rule.html", page, language)


def _product(source: Desk, found: LoadedRule) -> tuple[catalogue.Listed | None, Mapping[str, Origin]]:
    shelves, origins = catalogue.shelves(source.workbench)
    products = (product for shelf in shelves for product in shelf.products)
    return next((p for p in products if p.entry.rule == found.rule.pcr), None), origins


def _words(language: Language) -> Mapping[str, str]:
    """Word the codes that the lists of standards and versions use."""
    wanted = ("level.editorial", "level.group", "level.industry", "level.national", "level.regional",
              "level.international", "standard.in_force", "standard.draft", "standard.superseded",
              "standard.planned", "standard.read", "mark.unread", "status.planned")  # fmt: skip
    return {code: gettext(language)(sentence(code)) for code in wanted}


def _section(section: Section, write: PageWriter) -> ShownSection:
    skipped = HEADING if section.id == "about" else ()
    columns = tuple(c for c in section.columns if any(row.fact(c) for row in section.rows))
    return ShownSection(
        id=section.id,
        title=write.say(f"section.{section.id}"),
        columns=tuple(write.say(f"label.{label}") for label in columns),
        rows=tuple(_row(section, columns, row, write) for row in section.rows if row.id not in skipped),
        wide=section.id in WIDE,
    )


def _row(section: Section, columns: tuple[str, ...], row: Row, write: PageWriter) -> ShownRow:
    cells = tuple(write.value(found) if (found := row.fact(label)) else "" for label in columns)
    facts: list[ShownFact] = []
    title = write.piece(row.title)
    last = ""
    for fact in row.facts:
        if fact.label in columns:
            continue
        label = "" if fact.label in {*UNLABELLED, last} else write.label(fact)
        label = "" if label == title else label
        cite = write.cite(fact.cite) if fact.cite else ""
        facts.append(ShownFact(label, write.value(fact), cite, fact.label == "suggestion"))
        last = fact.label
    return ShownRow(
        anchor=f"{section.id}-{row.id}",
        title=title,
        marks=tuple((mark, write.say(f"mark.{mark}")) for mark in row.marks),
        help=write.piece(row.help) if row.help else "",
        facts=tuple(facts),
        cells=cells,
        cite=write.cite(row.cite) if row.cite else "",
    )
