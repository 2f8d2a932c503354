"""The review workspace: everything a labelling body works through, on one page, and what it does there."""

from __future__ import annotations

from dataclasses import replace
from typing import cast
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.access import Caller
from api.cases.declarations import checklist, reviewing, workflow
from api.cases.declarations.reviewing import ASSURANCES
from api.documents.verification import statement
from api.errors import AccessError, ConflictError
from footprint.errors import InputError, RecordError
from footprint.texts import LANGUAGES, Language
from web.desk import Desk
from web.pages import declaration_acts
from web.pages.declaration_acts import Typed
from web.pages.review_page import page_of, recomputed
from web.site import From, Lang, render
from web.texts import number, symbol, words

router = APIRouter(include_in_schema=False)


@router.get("/declarations/{id}/review", response_class=HTMLResponse)
def review(request: Request, language: Lang, source: From, id: UUID) -> HTMLResponse:  # noqa: A002
    """Show the workspace."""
    need_body(source.caller, id)
    return render(request, "pages/review.html", page_of(source, id, language), language)


@router.post("/declarations/{id}/review", response_model=None)
async def act(request: Request, language: Lang, source: From, id: UUID) -> Response:  # noqa: A002
    """Do what the pressed button says; what else was typed on the page is kept, or stays typed."""
    await run_in_threadpool(need_body, source.caller, id)
    said = await declaration_acts.typed(request, source.workbench.settings.max_upload_bytes)
    return await run_in_threadpool(_act, request, language, source, id, said)


def need_body(caller: Caller, declaration_id: UUID) -> None:
    """Refuse whoever is not on the body's side (as if there were none to strangers), or does not review.

    Raises
    ------
    NotFoundError, AccessError
    """
    caller.need("declarations.read")
    with caller.read() as session:
        side = workflow.side_of(caller, workflow.row_of(session, declaration_id))
    caller.need("declarations.review")
    if side != "body":
        raise AccessError(signed_in=True, scope="declarations.review")


def _act(request: Request, language: Language, source: Desk, declaration_id: UUID, said: Typed) -> Response:
    match said.act:
        case "template":
            page = page_of(source, declaration_id, language, said=_begun(source, declaration_id, language, said))
            return render(request, "pages/review.html", page, language)
        case "recompute":
            return _recomputed(request, language, source, declaration_id, said)
    try:
        _do(source, declaration_id, said)
    except (InputError, ConflictError) as error:
        with source.caller.read() as session:
            again = declaration_acts.done_already(session, source.caller, declaration_id, said)
        if not again:
            page = page_of(source, declaration_id, language, said=said, error=error)
            status = 409 if isinstance(error, ConflictError) else 422
            return render(request, "pages/review.html", page, language, status)
    part = f"#{said.get('part')}" if said.get("part") in {"checklist", "decision"} else ""
    return RedirectResponse(f"/{language.lower()}/declarations/{declaration_id}/review{part}", 303)


def _do(source: Desk, declaration_id: UUID, said: Typed) -> None:
    """Write down what was said of the items, then act: whoever recommends has not lost what was ticked above."""
    caller, bench = source.caller, source.workbench
    with caller.write() as session:
        row = workflow.row_of(session, declaration_id)
        if workflow.may(caller, row, "checked") or said.act.startswith("checked"):
            found = declaration_acts.opinions(
                checklist.of(session, bench, row), said, passed=said.act == "checked_passed"
            )
            if found:
                reviewing.check_all(session, caller, bench, declaration_id, found, revision=said.revision)
                said = replace(said, revision=None)
        if not said.act.startswith("checked"):
            declaration_acts.perform(session, caller, bench, declaration_id, said)


def _recomputed(request: Request, language: Language, source: Desk, declaration_id: UUID, said: Typed) -> Response:
    page = page_of(source, declaration_id, language, said=said)
    try:
        found = recomputed(source, declaration_id)
    except (RecordError, InputError) as error:
        page = replace(page, not_recomputed=str(error))
    else:
        page = replace(page, recomputed=found)
    return render(request, "pages/review.html", page, language)


def _begun(source: Desk, declaration_id: UUID, language: Language, said: Typed) -> Typed:
    """Put the text a statement begins with into the form, in the language and for the level chosen there."""
    page = page_of(source, declaration_id, language)
    tongue = cast("Language", said.get("language")) if said.get("language") in LANGUAGES else language
    level = said.get("assurance") if said.get("assurance") in ASSURANCES else ASSURANCES[0]
    declared = page.declared
    text = statement(
        level,
        tongue,
        product=words(declared.product_name, tongue) or declared.model,
        model=declared.model,
        holder=declared.holder,
        figure=f"{number(declared.total, tongue, 4)} {symbol(declared.unit, tongue)}",
        rule=declared.rule,
        record=declared.run_id,
    )
    return replace(said, fields={**said.fields, "statement": text, "language": tongue, "assurance": level})
