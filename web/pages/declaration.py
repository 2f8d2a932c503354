"""A declaration as both sides read it: how it stands, what is to do, what was done. The holder acts here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.cases import calculations, comments, papers, product_history
from api.cases.declarations import listing, making
from api.cases.declarations.listing import Declaration, Done
from api.cases.product_history import Calculated
from api.errors import ConflictError, NotFoundError
from api.messages import finding_from
from footprint.errors import FootprintError, InputError
from footprint.texts import Language
from web.desk import Desk
from web.pages import declaration_acts, declaring
from web.pages.declaration_acts import Typed
from web.pages.declaration_words import TO_DO, Step, Told, refused, steps, told, turn
from web.pages.declarations import reviewable, scheme_title
from web.pages.view import RecordView, note
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asked:
    """A warning to be answered; ``answer`` is what was typed, or said when it was last handed in."""

    key: str
    text: str
    place: str
    href: str
    answer: str


@dataclass(frozen=True)
class DeclarationPage:
    """Context of ``pages/declaration.html``.

    Attributes
    ----------
    declared : Declaration
    view : RecordView or None
        Names of its record; None where the reader may not read calculations.
    scheme : str
        Title of the scheme.
    steps, turn
        How it stands as a picture, and who is to act.
    told : tuple of Told
        What was done, newest first.
    expires : str
        Last day it holds, where one is known.
    local : bool
        Whether this service has no accounts, so that nothing can be handed in.
    reviews : bool
        Whether the reader works on it in the review workspace.
    open_threads : int
    asked : tuple of Asked
        Warnings to answer.
    bodies : tuple of (id, name)
        To which it can be handed.
    schemes, groups, calculations
        What may be put in its place while it is not handed in.
    typed : Typed
        What the form held that was refused; empty at first.
    problems : tuple of str
    to_do : mapping of act to str
        What each act is called on a button, in English.
    """

    declared: Declaration
    view: RecordView | None
    scheme: str
    steps: tuple[Step, ...]
    turn: str
    told: tuple[Told, ...]
    expires: str
    local: bool
    reviews: bool
    open_threads: int
    asked: tuple[Asked, ...] = ()
    bodies: tuple[tuple[UUID, str], ...] = ()
    schemes: tuple[tuple[str, str], ...] = ()
    groups: tuple[declaring.Group, ...] = ()
    calculations: tuple[Calculated, ...] = ()
    typed: Typed = field(default_factory=Typed)
    problems: tuple[str, ...] = ()
    to_do: Mapping[str, str] = field(default_factory=lambda: TO_DO)

    def may(self, act: str) -> bool:
        """Tell whether the reader may do something now."""
        return act in self.declared.may


@router.get("/declarations/{id}", response_class=HTMLResponse)
def declaration(request: Request, language: Lang, source: From, id: UUID) -> HTMLResponse:  # noqa: A002
    """Show a declaration."""
    return render(request, "pages/declaration.html", page_of(source, id, language), language)


@router.post("/declarations/{id}", response_model=None)
async def act(request: Request, language: Lang, source: From, id: UUID) -> Response:  # noqa: A002
    """Do what the pressed button says; where it is refused, the page comes back with what was typed."""
    source.caller.need("declarations.read")
    said = await declaration_acts.typed(request, source.workbench.settings.max_upload_bytes)
    return await run_in_threadpool(_act, request, language, source, id, said)


def _act(request: Request, language: Language, source: Desk, declaration_id: UUID, said: Typed) -> Response:
    caller = source.caller
    try:
        with caller.write() as session:
            declaration_acts.perform(session, caller, source.workbench, declaration_id, said)
            ordered = papers.ordered_for(session, declaration_id) if said.act == "published" else ()
        for job in ordered:
            request.app.state.queue.wake(job)
    except (InputError, ConflictError) as error:
        with caller.read() as session:
            again = declaration_acts.done_already(session, caller, declaration_id, said)
        if not again:
            page = page_of(source, declaration_id, language, said=said, error=error)
            status = 409 if isinstance(error, ConflictError) else 422
            return render(request, "pages/declaration.html", page, language, status)
    if said.act == "changed":  # answers typed meanwhile stay in the form
        page = page_of(source, declaration_id, language, said=said)
        return render(request, "pages/declaration.html", page, language)
    return RedirectResponse(f"/{language.lower()}/declarations/{declaration_id}", 303)


def page_of(
    source: Desk,
    declaration_id: UUID,
    language: Language,
    *,
    said: Typed | None = None,
    error: FootprintError | None = None,
) -> DeclarationPage:
    """Return the page of a declaration."""
    caller = source.caller
    caller.need("declarations.read")
    said = said or Typed()
    with caller.read() as session:
        declared = listing.get(session, caller, declaration_id)
        history = listing.history(session, declaration_id)
        threads = comments.of_declaration(session, declaration_id)
        record = record_of(session, source, declared)
        edits = "changed" in declared.may
        bodies = making.bodies(session) if edits else ()
        runs = product_history.calculated(session, [declared.product])[declared.product] if edits else ()
    view = RecordView(source.of(record), record, language) if record is not None else None
    asked = _asked(source, view, declared, history, said, language) if edits and record is not None else ()
    named = {f"answers[{one.key}]": one.text for one in asked}
    return DeclarationPage(
        declared=declared,
        view=view,
        scheme=scheme_title(declared.scheme, language),
        steps=steps(declared, history, language),
        turn=turn(declared, language),
        told=told(history, language),
        expires=expiry(history),
        local=caller.person is None and source.workbench.settings.access != "accounts",
        reviews=reviewable(declared, caller),
        open_threads=sum(thread.state == "open" for thread in threads),
        asked=asked,
        bodies=bodies,
        schemes=declaring.scheme_options(language) if edits else (),
        groups=declaring.groups(declared.withheld, language) if edits else (),
        calculations=tuple({one.run_id: one for one in reversed(runs)}.values())[::-1],
        typed=said,
        problems=refused(error, language, named) if error is not None else (),
    )


def expiry(history: Sequence[Done]) -> str:
    """Return the last day a published declaration holds; empty where it has no end, or is not published."""
    found = [str(done.detail.get("expires") or "") for done in history if done.act == "published"]
    return found[-1] if found else ""


def record_of(session: Any, source: Desk, declared: Declaration) -> dict[str, Any] | None:
    """Return the record of a declaration, where the reader may read it and it is here."""
    if not source.caller.may("calculations.read"):
        return None
    try:
        return calculations.get(session, declared.run_id).record
    except NotFoundError:
        return None


def _asked(
    source: Desk,
    view: RecordView | None,
    declared: Declaration,
    history: Sequence[Done],
    said: Typed,
    language: Language,
) -> tuple[Asked, ...]:
    if view is None:
        return ()
    before: dict[str, str] = {}
    for done in history:
        before = dict(done.detail.get("answers", {})) if done.act == "submitted" else before
    rule = view.rule.rule if view.rule else None
    found = []
    for key, raw in making.to_answer(view.record).items():
        worded = note(source.of(view.record), finding_from(dict(raw)), language, rule)
        href = trace_of(declared.run_id, worded.where)
        found.append(Asked(key, worded.text, worded.place, href, said.get(f"answer:{key}", before.get(key, ""))))
    return tuple(found)


def trace_of(run_id: str, where: str) -> str:
    """Return where the figure of a finding is, without the language; empty where it is about no single line."""
    parts = where.split("[")
    if not where.startswith("processes[") or len(parts) < 3 or not parts[1].endswith("].lines"):
        return ""
    return f"/results/{run_id}/trace/{parts[1].partition(']')[0]}/{parts[2].partition(']')[0]}"
