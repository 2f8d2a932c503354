"""Comments on the figures of a declaration, read and written by both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cases import calculations, comments
from api.cases.comments import NextAct, Thread
from api.cases.declarations import listing, workflow
from api.cases.declarations.listing import Declaration
from api.errors import ConflictError, NotFoundError
from footprint.errors import InputError
from footprint.texts import Language
from web.desk import Desk
from web.pages import discussion
from web.pages.declaration import trace_of
from web.pages.declaration_words import refused
from web.pages.discussion import Discussion, Marks
from web.pages.view import RecordView
from web.site import From, Lang, render
from web.texts import gettext, words

router = APIRouter(include_in_schema=False)

BACK = "^(review)?$"
Place = Annotated[str, Query(max_length=comments.LONGEST_SUBJECT)]
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
    state: Annotated[str, Query(pattern="^(open|answered|resolved)?$")] = "",
    subject: Place = "",
    back: Back = "",
) -> HTMLResponse:
    """List the threads, or those about one place."""
    page = page_of(source, id, language, state=state, subject=subject, back=back)
    return render(request, "pages/declaration_comments.html", page, language)


@router.post("/declarations/{id}/comments", response_model=None)
def speak(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    subject: Annotated[str, Form(max_length=comments.LONGEST_SUBJECT)] = "",
    text: Annotated[str, Form()] = "",
    back: BackIn = "",
) -> Response:
    """Open a thread about a place."""
    caller = source.caller
    caller.need("comments.write")
    text = text.replace("\r\n", "\n")
    try:
        with caller.write() as session:
            known = _opened(session, source, id, subject, text)
            made = known or comments.open_on_declaration(session, caller, id, subject, text)
    except InputError as error:
        page = page_of(source, id, language, subject=subject, back=back)
        said = replace(page.said, problems=refused(error, language), text=text[: comments.LONGEST_TEXT])
        return render(request, "pages/declaration_comments.html", replace(page, said=said), language, 422)
    return _to(language, id, made.id, back)


@router.post("/declarations/{id}/comments/{thread}", response_model=None)
def answer(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    thread: UUID,
    act: Annotated[NextAct, Form()] = "answered",
    text: Annotated[str, Form()] = "",
    back: BackIn = "",
) -> Response:
    """Say something in a thread, resolve it, or open it again."""
    caller = source.caller
    caller.need("comments.write")
    text = text.replace("\r\n", "\n")
    try:
        with caller.write() as session:
            workflow.row_of(session, id)
            found = [one for one in comments.of_declaration(session, id) if one.id == thread]
            if not _again(found, act, text, caller.name):
                comments.answer_on_declaration(session, caller, id, thread, act, text)
    except (InputError, ConflictError) as error:
        page = page_of(source, id, language, back=back)
        said = replace(page.said, problems=refused(error, language))
        return render(request, "pages/declaration_comments.html", replace(page, said=said), language, 422)
    return _to(language, id, thread, back)


def page_of(
    source: Desk, declaration_id: UUID, language: Language, *, state: str = "", subject: str = "", back: str = ""
) -> TalkPage:
    """Return the page of a declaration's threads."""
    caller = source.caller
    caller.need("declarations.read")
    with caller.read() as session:
        declared = listing.get(session, caller, declaration_id)
        found = comments.of_declaration(session, declaration_id)
        view = _view(session, source, declared, language)
    said = discussed(declared, found, view, language, speaks=caller.may("comments.write"), back=back, state=state)
    if subject:
        kept = tuple(one for one in said.threads if discussion.within(one.thread.subject, subject))
        said = replace(said, threads=kept, subject=subject, title=_title(subject, view, language))
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
) -> Discussion:
    """Return the threads of a declaration as the component shows them."""

    def about(thread: Thread) -> str:
        return gettext(language)("calculation %(run)s") % {"run": (thread.run_id or "")[:12]}

    shown = discussion.shown(
        [t for t in found if state in {"", t.state}],
        lambda place: _title(place, view, language),
        lambda t: trace_of(t.run_id or declared.run_id, t.subject) or f"/results/{t.run_id or declared.run_id}",
        about,
    )
    here = f"/declarations/{declared.id}/comments"
    kept = [("back", back)] if back else []
    return Discussion(here, shown, discussion.counts(found), speaks, state, kept)


def marks(declared: Declaration, found: Sequence[Thread], *, speaks: bool) -> Marks:
    """Return the marks beside the figures in the workspace."""
    here = f"/declarations/{declared.id}/comments"
    return discussion.marks(found, here, [("back", "review")], speaks=speaks)


def _title(place: str, view: RecordView | None, language: Language) -> str:
    titles = {discussion.line_place(x.process, x.id): x.title for x in view.lines()} if view else {}
    rule = view.rule.rule if view and view.rule else None
    return discussion.place_title(place, language, rule, titles.get(place, ""))


def _view(session: Any, source: Desk, declared: Declaration, language: Language) -> RecordView | None:
    try:
        record = calculations.get(session, declared.run_id).record
    except NotFoundError:
        return None
    return RecordView(source.of(record), record, language)


def _opened(session: Any, source: Desk, declaration_id: UUID, subject: str, text: str) -> Thread | None:
    """Find the thread that the same form has opened a moment ago."""
    workflow.row_of(session, declaration_id)
    newest = next(iter(comments.of_declaration(session, declaration_id)), None)
    if newest is None or newest.subject != subject.strip() or len(newest.remarks) != 1:
        return None
    first = newest.remarks[0]
    return newest if (first.text, first.author) == (text.strip(), source.caller.name) else None


def _again(found: Sequence[Thread], act: NextAct, text: str, name: str) -> bool:
    """Tell whether the last remark is this very one: the form was sent twice."""
    last = found[0].remarks[-1] if found else None
    return last is not None and (last.act, last.text, last.author) == (act, text.strip(), name)


def _to(language: Language, declaration_id: UUID, thread: UUID, back: str) -> Response:
    page = "review" if back == "review" else "comments"
    return RedirectResponse(f"/{language.lower()}/declarations/{declaration_id}/{page}#t-{thread}", 303)
