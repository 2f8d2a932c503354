"""Comments on the figures of a declaration, read and written by both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.cases import comments
from api.cases.comments import NextAct, Thread
from api.cases.declarations import listing
from api.cases.declarations.listing import Declaration
from footprint.texts import Language
from web.desk import Desk
from web.pages import discussion
from web.pages.declaration import record_of, trace_of
from web.pages.discussion import Discussion, Marks, Narrowed, Place, PlaceIn, Typed, Wording
from web.pages.view import RecordView
from web.site import From, Lang, render
from web.texts import gettext, words

router = APIRouter(include_in_schema=False)

TEMPLATE = "pages/declaration_comments.html"
BACK = "^(review)?$"
Back = Annotated[str, Query(pattern=BACK)]
BackIn = Annotated[str, Form(pattern=BACK)]


@dataclass(frozen=True)
class TalkPage:
    """Context of ``pages/declaration_comments.html``.

    Attributes
    ----------
    declared : Declaration
    name : str
    back : str
        ``review`` where the reader came from the workspace.
    said : Discussion
    """

    declared: Declaration
    name: str
    back: str
    said: Discussion


@router.get("/declarations/{id}/comments", response_class=HTMLResponse)
def listed(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    state: Narrowed = "",
    subject: Place = "",
    back: Back = "",
) -> HTMLResponse:
    """List the threads, or those about one place."""
    page = page_of(source, id, language, state=state, subject=subject, back=back)
    return render(request, TEMPLATE, page, language)


@router.post("/declarations/{id}/comments", response_model=None)
def speak(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    subject: PlaceIn = "",
    text: Typed = "",
    back: BackIn = "",
) -> Response:
    """Open a thread about a place."""
    return discussion.sent(
        request, language, source.caller,
        lambda session: comments.open_on_declaration(session, source.caller, id, subject, text, once=True),
        _back(id, back),
        (TEMPLATE, lambda: page_of(source, id, language, subject=subject, back=back)), text,
    )  # fmt: skip


@router.post("/declarations/{id}/comments/{thread}", response_model=None)
def answer(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    thread: UUID,
    act: Annotated[NextAct, Form()] = "answered",
    text: Typed = "",
    back: BackIn = "",
) -> Response:
    """Say something in a thread, resolve it, or open it again."""
    return discussion.sent(
        request, language, source.caller,
        lambda session: comments.answer(session, source.caller, id, thread, act, text, once=True),
        _back(id, back),
        (TEMPLATE, lambda: page_of(source, id, language, back=back)),
    )  # fmt: skip


def page_of(
    source: Desk, declaration_id: UUID, language: Language, *, state: str = "", subject: str = "", back: str = ""
) -> TalkPage:
    """Return the page of a declaration's threads."""
    caller = source.caller
    caller.need("declarations.read")
    with caller.read() as session:
        declared = listing.get(session, caller, declaration_id)
        found = comments.of_declaration(session, declaration_id)
        record = record_of(session, source, declared)
    view = RecordView(source.of(record), record, language) if record is not None else None
    speaks = caller.may("comments.write")
    said = discussed(declared, found, view, language, speaks=speaks, back=back, state=state, subject=subject)
    return TalkPage(declared, words(declared.product_name, language) or declared.model, back, said)


def discussed(
    declared: Declaration,
    found: Sequence[Thread],
    view: RecordView | None,
    language: Language,
    *,
    speaks: bool,
    back: str = "",
    state: str = "",
    subject: str = "",
) -> Discussion:
    """Return the threads of a declaration as the component shows them, all on one page."""

    def about(thread: Thread) -> str:
        return gettext(language)("calculation %(run)s") % {"run": (thread.run_id or "")[:12]}

    def href(thread: Thread) -> str:
        run = thread.run_id or declared.run_id
        return trace_of(run, thread.subject) or f"/results/{run}"

    return discussion.listed(
        f"/declarations/{declared.id}/comments", found,
        Wording(discussion.titles(view, language), href, about),
        speaks=speaks, state=state, subject=subject, kept=[("back", back)] if back else [],
    )  # fmt: skip


def marks(declared: Declaration, found: Sequence[Thread], *, speaks: bool) -> Marks:
    """Return the marks beside the figures in the workspace."""
    here = f"/declarations/{declared.id}/comments"
    return discussion.marks(found, here, [("back", "review")], speaks=speaks)


def _back(declaration_id: UUID, back: str) -> str:
    return f"/declarations/{declaration_id}/{'review' if back == 'review' else 'comments'}"
