"""The register: search, and one entry with how it stands. Nothing here knows more than was published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from api.cases import labels, register
from api.cases.register import STANDINGS, Entry, Standing, Summary
from api.documents import label_words
from api.documents.declaration.blocks import Row
from api.documents.label_sizes import Size, sizes
from api.documents.statement.build import limits, rests, verified
from api.errors import NotFoundError
from footprint.errors import InputError
from footprint.recognition import RecognitionReport
from footprint.texts import Language
from rules.disclosure import load_disclosure
from web.desk import Desk
from web.pages.view import Stage
from web.site import ANYBODY, From, Lang, render
from web.texts import words

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

PAGE = 25
NAMES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}


@dataclass(frozen=True)
class RegisterPage:
    """Context of ``pages/register.html``.

    Attributes
    ----------
    items : tuple of Summary
        Newest first.
    more : str
        Id of the last entry, where there is a further page; else empty.
    first : bool
        Whether this is the first page.
    q, scheme, rule, status : str
        What the list is narrowed to.
    schemes, rules : tuple of (id, title)
        What it can be narrowed to.
    standings : tuple of str
        How an entry can stand, to narrow by.
    missing : str
        The id that was asked for and is not here; else empty.
    """

    items: tuple[Summary, ...]
    more: str
    first: bool
    q: str
    scheme: str
    rule: str
    status: str
    schemes: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]
    missing: str = ""
    standings: tuple[str, ...] = STANDINGS

    @property
    def narrowed(self) -> dict[str, str]:
        """Return what narrows the list, as parameters."""
        given = {"q": self.q, "scheme": self.scheme, "rule": self.rule, "status": self.status}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Withheld:
    """A group of figures that is not published, and why it may be withheld."""

    title: Mapping[str, str]
    reason: Mapping[str, str]


@dataclass(frozen=True)
class EntryPage:
    """Context of ``pages/entry.html``.

    Attributes
    ----------
    entry : Entry
    label : dict
        The published label as it stands now.
    art : Markup
        Its drawing; empty where its texts have no room.
    stages : tuple of Stage or None
        None where the holder withholds them.
    verified, rests : tuple of Row
        Facts in words, as in the public statement.
    limits : tuple of str
        What the figure may be compared with.
    sizes : tuple of (name, Size)
        In which the artwork can be taken.
    made : frozenset of str
        Languages in which the statement was made already.
    reports : tuple of RecognitionReport
    withheld : tuple of Withheld
    rule_here : bool
        Whether this installation has the rule, so that it can be read.
    states, agreements, languages : mapping
        Words for the states of a requirement, for how an agreement stands, and for languages.
    description : str
        One sentence for whoever lists the page.
    """

    entry: Entry
    label: Mapping[str, Any]
    art: Markup
    stages: tuple[Stage, ...] | None
    verified: tuple[Row, ...]
    rests: tuple[Row, ...]
    limits: tuple[str, ...]
    sizes: tuple[tuple[str, Size], ...]
    made: frozenset[str]
    reports: tuple[RecognitionReport, ...]
    withheld: tuple[Withheld, ...]
    rule_here: bool
    states: Mapping[str, str]
    agreements: Mapping[str, str]
    description: str
    languages: Mapping[str, str]


@router.get("/register", response_model=None)
def search(
    request: Request,
    language: Lang,
    source: From,
    q: Annotated[str, Query(max_length=200)] = "",
    scheme: Annotated[str, Query(max_length=80)] = "",
    rule: Annotated[str, Query(max_length=200)] = "",
    status: Annotated[str, Query(pattern=f"^({'|'.join(get_args(Standing))})?$")] = "",
    after: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Search what was published; the id of an entry leads to it."""
    asked: dict[str, Any] = {"words": q, "scheme": scheme, "rule": rule, "status": status or None}
    found = register.find(source.workbench, PAGE + 1, after or None, **asked)
    if found.exact:
        return RedirectResponse(f"/{language.lower()}/register/{found.exact}", 303)
    page = RegisterPage(
        items=found.items[:PAGE],
        more=found.items[PAGE - 1].id if len(found.items) > PAGE else "",
        first=not after,
        q=q,
        scheme=scheme,
        rule=rule,
        status=status,
        schemes=_schemes(found.schemes, language),
        rules=_rules(source, found.rules, language),
    )
    return render(request, "pages/register.html", page, language)


@router.get("/register/{entry_id}", response_model=None)
def entry(request: Request, language: Lang, source: From, entry_id: str) -> Response:
    """Show an entry; an id typed in small letters or with blanks leads to where it is."""
    try:
        found, made = register.look_up(source.workbench, entry_id)
    except NotFoundError:
        return _missing(request, language, source, entry_id)
    if entry_id != found.summary.id:
        return RedirectResponse(f"/{language.lower()}/register/{found.summary.id}", 307)
    document, label = found.document, register.label_of(found)
    rule = labels.rule_of(source.workbench, document["label"])
    shown = label["footprint"]
    page = EntryPage(
        entry=found,
        label=label,
        art=_art(found, language),
        stages=_stages(label, language),
        verified=tuple(row for row in verified(document, language) if row.id != "statement"),
        rests=rests(document, language, rule.rule if rule else None),
        limits=limits(document["label"], language),
        sizes=tuple(sizes().sizes.items()),
        made=made,
        withheld=_withheld(document),
        rule_here=rule is not None,
        reports=register.ways(found, source.workbench.clock().date()),
        states=label_words.STATES,
        agreements=label_words.AGREEMENTS,
        description=(
            f"{words(found.summary.product_name, language)} · {found.summary.model} · {found.summary.holder}: "
            f"{shown['display']} kg CO₂e / {shown['per'][language]}"
        ),
        languages=NAMES,
    )
    return render(request, "pages/entry.html", page, language)


def _missing(request: Request, language: Language, source: Desk, entry_id: str) -> HTMLResponse:
    """Say that there is no such entry, how ids are written, and let the reader search."""
    found = register.find(source.workbench, 0)
    shown = re.sub(r"[^\w -]", "", entry_id)[:40] or "?"
    page = RegisterPage(
        (),
        "",
        True,
        "",
        "",
        "",
        "",
        _schemes(found.schemes, language),
        _rules(source, found.rules, language),
        shown,
    )
    return render(request, "pages/register.html", page, language, 404)


def _art(found: Entry, language: Language) -> Markup:
    try:
        return Markup(register.artwork(found, language).decode())  # noqa: S704 - drawn here, its texts are escaped
    except InputError:  # texts too long for the sheet
        return Markup("")


def _withheld(document: Mapping[str, Any]) -> tuple[Withheld, ...]:
    known = load_disclosure().groups
    return tuple(
        Withheld(one["title"], known[one["group"]].reason.to_dict() if one["group"] in known else {})
        for one in document["withheld"]
    )


def _stages(label: Mapping[str, Any], language: Language) -> tuple[Stage, ...] | None:
    given = label["footprint"]["stages"]
    if given is None:
        return None
    return tuple(
        Stage(one["id"], words(one["title"], language), (number - 1) % 8 + 1, one["value"], one["share"])
        for number, one in enumerate(given, 1)
    )


def _schemes(given: tuple[str, ...], language: Language) -> tuple[tuple[str, str], ...]:
    titles = {one.id: one.title.get(language) for one in labels.all_schemes()}
    return tuple((one, titles.get(one, one)) for one in given)


def _rules(source: Desk, given: tuple[str, ...], language: Language) -> tuple[tuple[str, str], ...]:
    found = {one: source.rule(one) for one in given}
    return tuple((one, rule.rule.title.get(language) if rule else one) for one, rule in found.items())
