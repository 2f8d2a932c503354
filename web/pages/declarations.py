"""The declarations of an organisation: those it made, and those it was handed as a labelling body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.access import Caller
from api.cases.declarations import listing
from api.cases.declarations.acts import Side, Status
from api.cases.declarations.listing import Declaration
from api.cases.declarations.words import STATUSES
from footprint.texts import Language
from rules.labels import load_scheme, schemes
from web.site import ANYBODY, From, Lang, render
from web.texts import gettext, words

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

PAGE = 25
FILTERS: tuple[Status, ...] = (
    "draft", "submitted", "in_review", "returned", "verified", "published", "suspended", "superseded", "withdrawn",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A declaration in the list; ``href`` leads to the workspace where it is the reader's to review."""

    declared: Declaration
    name: str
    scheme: str
    status: str
    since: datetime
    href: str


@dataclass(frozen=True)
class DeclarationsPage:
    """Context of ``pages/declarations.html``.

    Attributes
    ----------
    rows : tuple of Row
    sides : tuple of str
        Tabs there are: ``holder``, ``body``.
    side : str
        The one shown.
    status : str
    statuses : tuple of (code, word)
        What the list is narrowed to, and can be.
    mine : bool
        Only those that the reader reviews.
    reviews : bool
        Whether the reader reviews at all.
    more : str
        Query of the next page; empty where there is none.
    first : bool
    """

    rows: tuple[Row, ...]
    sides: tuple[Side, ...]
    side: Side
    status: str
    statuses: tuple[tuple[str, str], ...]
    mine: bool
    reviews: bool
    more: str
    first: bool

    def query(self, **given: str) -> str:
        """Return the query of another view of the list."""
        kept = {
            "side": self.side if len(self.sides) > 1 else "",
            "status": self.status,
            "mine": "true" if self.mine else "",
        }
        return urlencode({name: value for name, value in (kept | given).items() if value})


@router.get("/declarations", response_class=HTMLResponse)
def listed(
    request: Request,
    language: Lang,
    source: From,
    side: Side | None = None,
    status: Status | None = None,
    mine: bool = False,
    after: Annotated[UUID | None, Query()] = None,
) -> HTMLResponse:
    """List declarations, last changed first."""
    caller = source.caller
    caller.need("declarations.read")
    tabs = sides(caller)
    shown = side if side in tabs else tabs[0]
    reviews = shown == "body" and caller.may("declarations.review")
    with caller.read() as session:
        found = listing.listed(
            session, caller, PAGE + 1, after, side=shown, statuses=[status] if status else (), mine=mine and reviews
        )
    _ = gettext(language)
    page = DeclarationsPage(
        rows=rows(found[:PAGE], caller, language),
        sides=tabs,
        side=shown,
        status=status or "",
        statuses=tuple((code, _(STATUSES[code])) for code in FILTERS),
        mine=mine and reviews,
        reviews=reviews,
        more=str(found[PAGE - 1].id) if len(found) > PAGE else "",
        first=after is None,
    )
    return render(request, "pages/declarations.html", page, language)


def sides(caller: Caller) -> tuple[Side, ...]:
    """Tell which lists concern somebody: a labelling body is handed declarations, whoever prepares makes them."""
    found: list[Side] = []
    if caller.organisation_kind == "labelling_body":
        found.append("body")
    if caller.organisation_kind != "labelling_body" or caller.may("declarations.submit"):
        found.append("holder")
    return tuple(found)


def rows(found: Sequence[Declaration], caller: Caller, language: Language) -> tuple[Row, ...]:
    """Word declarations for a list."""
    _ = gettext(language)
    return tuple(
        Row(
            one,
            words(one.product_name, language) or one.model,
            scheme_title(one.scheme, language),
            _(STATUSES[one.status]),
            one.since,
            f"/declarations/{one.id}" + ("/review" if reviewable(one, caller) else ""),
        )
        for one in found
    )


def reviewable(declared: Declaration, caller: Caller) -> bool:
    """Tell whether somebody works on a declaration in the review workspace."""
    return declared.side == "body" and caller.may("declarations.review")


def scheme_title(scheme: str, language: Language) -> str:
    """Name a scheme; one that is not here any more by its id."""
    return words(load_scheme(scheme).title, language) if scheme in schemes() else scheme
