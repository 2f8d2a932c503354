"""The products of an organisation: the list, and what can be taken or brought in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import Caller
from api.cases import examples, product_history, products
from api.cases.product_history import Calculated
from api.cases.products import Summary
from footprint.texts import Language
from web.desk import Desk
from web.site import ANYBODY, From, Lang, render
from web.texts import words

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

PAGE = 25
# Columns of the small picture of a product's totals over its versions.
COLUMNS = 12


@dataclass(frozen=True)
class Column:
    """One version in the small picture: how tall it is, from 0 to 1, and what it stands for."""

    height: float
    version: int
    total: float


@dataclass(frozen=True)
class Listed:
    """A product in the list.

    Attributes
    ----------
    last : Calculated or None
        Its newest calculation.
    columns : tuple of Column
        Totals over the newest versions, those of one unit.
    who : str
        Who saved the newest version; empty for a program or who is no member now.
    """

    summary: Summary
    name: str
    rule_title: str
    last: Calculated | None
    columns: tuple[Column, ...]
    who: str

    @property
    def current(self) -> bool:
        """Whether the newest version is the one last calculated."""
        return self.last is not None and self.last.version == self.summary.version


@dataclass(frozen=True)
class ProductsPage:
    """Context of ``pages/products.html``.

    Attributes
    ----------
    items : tuple of Listed
    more : str
        Id of the last product, where there is a further page; else empty.
    first : bool
        Whether this is the first page.
    q, rule : str
        What the list is narrowed to.
    rules : tuple of (id, title)
        Rules there are products under.
    archived : bool
        Whether those that were put away are shown.
    writes, starts : bool
        Whether the reader saves products, and starts jobs.
    examples : tuple of (name, title)
        What can be taken as a start.
    """

    items: tuple[Listed, ...]
    more: str
    first: bool
    q: str
    rule: str
    rules: tuple[tuple[str, str], ...]
    archived: bool
    writes: bool
    starts: bool
    examples: tuple[tuple[str, str], ...]


@router.get("/products", response_class=HTMLResponse)
def listed(
    request: Request,
    language: Lang,
    source: From,
    q: Annotated[str, Query(max_length=200)] = "",
    rule: Annotated[str, Query(max_length=200)] = "",
    archived: bool = False,
    after: UUID | None = None,
) -> HTMLResponse:
    """List the products, last changed first."""
    caller = source.caller
    caller.need("products.read")
    with caller.read() as session:
        found = products.listed(session, PAGE + 1, after, rule=rule or None, archived=archived, search=q)
        rules = tuple((one, rule_title(source, one, language)) for one in products.rules(session))
        items = rows(source, session, found[:PAGE], language)
    page = ProductsPage(
        items=items,
        more=str(found[PAGE - 1].id) if len(found) > PAGE else "",
        first=after is None,
        q=q,
        rule=rule,
        rules=rules,
        archived=archived,
        writes=caller.may("products.write"),
        starts=caller.may("jobs.write") and caller.may("calculations.write"),
        examples=tuple((name, words(d.get("name"), language)) for name, d in source.examples.items()),
    )
    return render(request, "pages/products.html", page, language)


@router.post("/products/example", response_model=None)
def take(language: Lang, source: From, name: Annotated[str, Form(max_length=80)]) -> Response:
    """Copy an example into the products of the organisation."""
    source.caller.need("products.write")
    document = dict(examples.example(name))
    with source.caller.write() as session:
        made = products.create(session, source.caller, document)
    return RedirectResponse(f"/{language.lower()}/products/{made.summary.id}", 303)


def rows(source: Desk, session: Any, found: Sequence[Summary], language: Language) -> tuple[Listed, ...]:
    """Return products as the list shows them."""
    ids = [one.id for one in found]
    sees = source.caller.may("calculations.read")
    calculated = product_history.calculated(session, ids) if sees else {}
    authors = product_history.authors(session, ids)
    return tuple(
        Listed(
            one,
            words(one.name, language) or one.model or "–",
            rule_title(source, one.rule, language),
            next(iter(calculated.get(one.id, ())), None),
            columns(calculated.get(one.id, ())),
            authors.get(one.id, ""),
        )
        for one in found
    )


def newest(source: Desk, limit: int, language: Language) -> tuple[Listed, ...]:
    """Return the products last changed; none to somebody who may not see them."""
    caller: Caller = source.caller
    if not caller.may("products.read"):
        return ()
    with caller.read() as session:
        return rows(source, session, products.listed(session, limit), language)


def columns(calculated: Sequence[Calculated]) -> tuple[Column, ...]:
    """Draw totals over versions: of each version its newest, and only those in the unit of the newest of all."""
    if not calculated:
        return ()
    by_version = {one.version: one for one in reversed(calculated) if one.unit == calculated[0].unit}
    shown = [by_version[version] for version in sorted(by_version)][-COLUMNS:]
    most = max(abs(one.total) for one in shown) or 1.0
    return tuple(Column(max(abs(one.total) / most, 0.04), one.version, one.total) for one in shown)


def rule_title(source: Desk, rule: str, language: Language) -> str:
    """Name a rule; one that is not here by its id."""
    found = source.rule(rule) if rule else None
    return words(found.rule.title, language) if found else rule
