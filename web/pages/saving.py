"""Saving what a form holds as a product; when somebody else was faster, both side by side and a choice by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api import strict_json
from api.cases import changes, people, products
from api.cases.changes import Side
from api.errors import ConflictError, RequestError
from footprint.errors import BlockedError, InputError
from footprint.texts import Language
from web.desk import Desk
from web.pages.calculate import Kept, filled_page, kept_of, rule_of
from web.pages.changes import Shown, shown
from web.site import ANYBODY, From, Lang, render
from web.texts import words

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])
MOST_FIELDS = 20_000
PICK = "pick:"


@dataclass(frozen=True)
class Clashing:
    """A field of which two editors think differently: before, theirs, mine in ``shown.values``."""

    shown: Shown
    changed: str
    proposed: Side


@dataclass(frozen=True)
class ConflictPage:
    """Context of ``pages/conflict.html``.

    Attributes
    ----------
    kept : Kept
        The product, with the revision that is there now.
    name : str
    who : str
        Who saved it meanwhile; empty for a program.
    at : datetime
        When.
    rows : tuple of Clashing
        Where the two differ, those first that both changed.
    document : str
        Mine as JSON: nothing that was typed is lost.
    note : str
        What I wrote about my change.
    """

    kept: Kept
    name: str
    who: str
    at: datetime
    rows: tuple[Clashing, ...]
    document: str
    note: str


def keep(
    request: Request,
    source: Desk,
    language: Language,
    document: Any,
    kept: Kept | None,
    note: str,
    *,
    calculate: bool = False,
) -> Response:
    """Save a document as a new product or a new version, and lead to it or to its result."""
    caller = source.caller
    caller.need("products.write")
    note = note.strip()[: products.LONGEST_NOTE]
    try:
        with caller.write() as session:
            if kept is None:
                made = products.create(session, caller, document, note)
            else:
                made = products.save(session, caller, kept.id, kept.revision, document, note)
    except ConflictError:
        if kept is None:
            raise
        return _conflict(request, source, language, document, kept, note)
    here = f"/{language.lower()}/products/{made.summary.id}"
    if calculate:
        caller.need("calculations.write")
        try:
            with caller.write() as session:
                run = products.calculate(source.workbench, session, caller, made.summary.id).run_id
        except (InputError, BlockedError, ConflictError):
            return RedirectResponse(f"{here}?saved=true&check=true", 303)
        return RedirectResponse(f"/{language.lower()}/results/{run}?saved=true", 303)
    return RedirectResponse(f"{here}?saved=true", 303)


@router.post("/products/{id}/merge", response_model=None)
async def merge(request: Request, language: Lang, source: From, id: UUID) -> Response:  # noqa: A002
    """Save what was chosen of both, or open it in the form."""
    size = source.workbench.settings.max_upload_bytes
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=size) as form:
        fields = {name: str(value) for name, value in form.items()}
    return await run_in_threadpool(_merged, request, source, language, id, fields)


@router.get("/products/{id}/merge")
def nothing(language: Lang, id: UUID) -> RedirectResponse:  # noqa: A002 - the name in the address
    """Lead to the product: nothing was sent along."""
    return RedirectResponse(f"/{language.lower()}/products/{id}", 303)


def _merged(request: Request, source: Desk, language: Language, product: UUID, fields: dict[str, str]) -> Response:
    source.caller.need("products.write")
    try:
        mine = strict_json.loads(fields.get("document", "").encode())
        version, revision = int(fields["version"][:10]), int(fields["revision"][:10])
    except (RequestError, KeyError, ValueError) as error:
        raise HTTPException(422) from error
    with source.caller.read() as session:
        theirs = products.opened(session, product, version).document
    chosen: Mapping[str, Side] = {
        name.removeprefix(PICK): "theirs" if value == "theirs" else "mine"
        for name, value in fields.items()
        if name.startswith(PICK)
    }
    document = changes.merged(theirs, mine, chosen)
    kept = Kept(product, version, revision)
    if fields.get("_do") == "form":
        rule = rule_of(source, str(document.get("rule") or ""))
        page = filled_page(rule, document, "", source, language)
        page = replace(page, kept=kept, keeps=True, note=fields.get("note", ""))
        return render(request, "pages/calculate.html", page, language)
    wanted = fields.get("_do") == "calculate"
    return keep(request, source, language, document, kept, fields.get("note", ""), calculate=wanted)


def _conflict(request: Request, source: Desk, language: Language, document: Any, kept: Kept, note: str) -> Response:
    with source.caller.read() as session:
        theirs = products.opened(session, kept.id)
        before = products.opened(session, kept.id, kept.version)
        last = products.versions(session, kept.id)[0]
        who = people.people(session).name(last.person)
    found = changes.clashes(before.document, theirs.document, document)
    if not found:  # the same was saved already, by a second press of the button perhaps
        return RedirectResponse(f"/{language.lower()}/products/{kept.id}?saved=true", 303)
    places = shown(((c.path, (c.before, c.theirs, c.mine)) for c in found), language)
    rows = (Clashing(place, c.changed, c.proposed) for place, c in zip(places, found, strict=True))
    page = ConflictPage(
        kept=kept_of(theirs),
        name=words(theirs.summary.name, language),
        who=who,
        at=last.created_at,
        rows=tuple(sorted(rows, key=lambda row: row.changed != "both")),
        document=json.dumps(document, ensure_ascii=False),
        note=note,
    )
    return render(request, "pages/conflict.html", page, language, 409)
