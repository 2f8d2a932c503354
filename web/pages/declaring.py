"""Declare a calculation of a product: under which scheme, what the public shall not see, and what it renews."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cases import product_history, products
from api.cases.declarations import listing, making
from api.cases.declarations.acts import PUBLIC
from api.cases.declarations.listing import Declaration
from api.cases.labels import OWN
from api.cases.product_history import Calculated
from api.errors import ConflictError, NotFoundError
from api.routes.once import Idempotency
from footprint.errors import InputError
from footprint.texts import Language
from rules.disclosure import load_disclosure
from rules.labels import schemes
from web.desk import Desk
from web.pages.declaration_words import refused
from web.pages.declarations import scheme_title
from web.site import ANYBODY, From, Lang, render
from web.texts import words

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

RUN = "^([0-9a-f]{64})?$"
MOST = 50
Several = Annotated[list[str] | None, Form()]


@dataclass(frozen=True)
class Group:
    """A group of figures that the holder may withhold from the public."""

    id: str
    title: str
    reason: str
    chosen: bool


@dataclass(frozen=True)
class DeclarePage:
    """Context of ``pages/declare.html``.

    Attributes
    ----------
    product : UUID
    name : str
    calculations : tuple of Calculated
        Of the product, newest first.
    run_id : str
        The one chosen.
    schemes : tuple of (id, title)
    scheme : str
    groups : tuple of Group
    renewable : tuple of Declaration
        Published ones of the product.
    replaces : str
    key : str
        Sent along, so that pressing twice makes one.
    problems : tuple of str
    """

    product: UUID
    name: str
    calculations: tuple[Calculated, ...]
    run_id: str
    schemes: tuple[tuple[str, str], ...]
    scheme: str
    groups: tuple[Group, ...]
    renewable: tuple[Declaration, ...]
    replaces: str
    key: str
    problems: tuple[str, ...] = ()


@router.get("/products/{id}/declare", response_class=HTMLResponse)
def declare(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    run_id: Annotated[str, Query(pattern=RUN)] = "",
    replaces: str = "",
) -> HTMLResponse:
    """Show the form."""
    page = _page(source, id, language, run_id=run_id, replaces=replaces)
    return render(request, "pages/declare.html", page, language)


@router.post("/products/{id}/declare", response_model=None)
def made(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    key: Annotated[str, Form(max_length=80)],
    run_id: Annotated[str, Form(pattern=RUN)] = "",
    scheme: Annotated[str, Form(max_length=80)] = "",
    withheld: Several = None,
    replaces: Annotated[str, Form(pattern="^([0-9a-f-]{36})?$")] = "",
) -> Response:
    """Make the draft, once, and lead to it."""
    caller = source.caller
    caller.need("declarations.submit")
    renewed = UUID(replaces) if replaces else None

    def act(session: Any) -> Response:
        row = making.make(session, caller, id, run_id, scheme, withheld=withheld or (), replaces=renewed)
        return RedirectResponse(f"/{language.lower()}/declarations/{row.id}", 303)

    said = repr((str(id), run_id, scheme, sorted(withheld or ()), replaces)).encode()
    once = Idempotency(f"declare:{key}", hashlib.sha256(said).hexdigest())
    try:
        return once.run(caller, act)
    except (InputError, ConflictError) as error:
        page = _page(source, id, language, run_id=run_id, scheme=scheme, withheld=withheld or (), replaces=replaces)
        page = replace(page, problems=refused(error, language))
        return render(request, "pages/declare.html", page, language, 422)


def groups(withheld: Sequence[str], language: Language) -> tuple[Group, ...]:
    """List what may be withheld, with the reason why one might."""
    found = load_disclosure()
    return tuple(
        Group(
            key,
            words(found.groups[key].title, language),
            words(found.groups[key].reason, language),
            key in withheld,
        )
        for key in found.withholdable
    )


def scheme_options(language: Language) -> tuple[tuple[str, str], ...]:
    """List the schemes by name."""
    return tuple((one, scheme_title(one, language)) for one in schemes())


def _page(
    source: Desk,
    product: UUID,
    language: Language,
    *,
    run_id: str = "",
    scheme: str = "",
    withheld: Sequence[str] = (),
    replaces: str = "",
) -> DeclarePage:
    caller = source.caller
    caller.need("declarations.submit")
    with caller.read() as session:
        opened = products.opened(session, product)
        calculated = product_history.calculated(session, [product])[product]
        public = listing.listed(session, caller, MOST, side="holder", statuses=tuple(PUBLIC), product=product)
    runs = tuple({one.run_id: one for one in reversed(calculated)}.values())[::-1]
    if not runs:
        raise NotFoundError(kind="calculation", name=str(product))
    return DeclarePage(
        product=product,
        name=words(opened.summary.name, language) or opened.summary.model or "–",
        calculations=runs,
        run_id=run_id or runs[0].run_id,
        schemes=scheme_options(language),
        scheme=scheme or OWN,
        groups=groups(withheld, language),
        renewable=tuple(one for one in public if one.status in {"published", "suspended"}),
        replaces=replaces,
        key=str(uuid4()),
    )
