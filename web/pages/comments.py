"""Comments on the figures of a product and of its calculations: read, speak, answer, resolve."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cases import comments, products
from api.cases.comments import NextAct, Thread
from api.errors import ConflictError
from api.i18n import translator
from api.messages import describe_problem
from footprint.errors import InputError
from footprint.texts import Language
from web.desk import Desk
from web.pages import discussion
from web.pages.discussion import Discussion, Marks
from web.pages.product import form_of
from web.pages.view import RecordView
from web.site import From, Lang, render
from web.texts import gettext, words

router = APIRouter(include_in_schema=False)

PAGE = 50
RUN = r"^([0-9a-f]{64})?$"
LINE = re.compile(r"processes\[([^\]]+)\]\.lines\[([^\]]+)\]")
Place = Annotated[str, Query(max_length=comments.LONGEST_SUBJECT)]
Run = Annotated[str, Query(pattern=RUN)]
RunIn = Annotated[str, Form(pattern=RUN)]


@dataclass(frozen=True)
class CommentsPage:
    """Context of ``pages/comments.html``.

    Attributes
    ----------
    id : UUID
        The product.
    name : str
    run_id : str
        The calculation the list is narrowed to; empty for all.
    said : Discussion
    """

    id: UUID
    name: str
    run_id: str
    said: Discussion


@router.get("/products/{id}/comments", response_class=HTMLResponse)
def listed(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    state: Annotated[str, Query(pattern="^(open|answered|resolved)?$")] = "",
    subject: Place = "",
    run_id: Run = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """List the threads of a product, of one calculation, or about one place of it."""
    found = page_of(source, id, language, state=state, subject=subject, run_id=run_id, page=page)
    return render(request, "pages/comments.html", found, language)


@router.post("/products/{id}/comments", response_model=None)
def speak(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    subject: Annotated[str, Form(max_length=comments.LONGEST_SUBJECT)] = "",
    text: Annotated[str, Form()] = "",
    run_id: RunIn = "",
) -> Response:
    """Open a thread about a place."""
    caller = source.caller
    caller.need("comments.write")
    try:
        with caller.write() as session:
            made = comments.open_thread(session, caller, id, subject, _lines(text), run_id=run_id or None)
    except InputError as error:
        return _refused(request, source, id, language, error, subject=subject, run_id=run_id, text=text)
    return _to(language, id, made, run_id)


@router.post("/products/{id}/comments/{thread}", response_model=None)
def answer(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    thread: UUID,
    act: Annotated[NextAct, Form()] = "answered",
    text: Annotated[str, Form()] = "",
    run_id: RunIn = "",
) -> Response:
    """Say something in a thread, resolve it, or open it again."""
    caller = source.caller
    caller.need("comments.write")
    try:
        with caller.write() as session:
            made = comments.answer(session, caller, id, thread, act, _lines(text))
    except (InputError, ConflictError) as error:
        return _refused(request, source, id, language, error, run_id=run_id)
    return _to(language, id, made, run_id)


def page_of(
    source: Desk,
    product_id: UUID,
    language: Language,
    *,
    state: str = "",
    subject: str = "",
    run_id: str = "",
    page: int = 1,
) -> CommentsPage:
    """Return the page of a product's threads."""
    caller, _ = source.caller, gettext(language)
    caller.need("products.read")
    with caller.read() as session:
        opened = products.opened(session, product_id)
        found = comments.listed(session, product_id)
    if run_id:
        found = tuple(t for t in found if t.run_id == run_id)
    if subject:
        found = tuple(t for t in found if discussion.within(t.subject, subject))
    fitting = [t for t in found if state in {"", t.state}]
    rule = source.rule(*_named(opened.document))
    record = source.record(run_id) if run_id and caller.may("calculations.read") else None
    view = RecordView(source.of(record), record, language) if record is not None else None
    titles = {discussion.line_place(x.process, x.id): x.title for x in view.lines()} if view is not None else {}

    def title(place: str) -> str:
        return discussion.place_title(place, language, rule.rule if rule else None, titles.get(place, ""))

    def about(thread: Thread) -> str:
        if thread.run_id:
            return _("calculation %(run)s") % {"run": thread.run_id[:12]}
        return _("version %(number)s") % {"number": thread.version}

    def href(thread: Thread) -> str:
        if thread.run_id:
            return figure(thread.run_id, thread.subject)
        return form_of(source, opened, thread.version if thread.version != opened.summary.version else None)

    kept = [("run_id", run_id)] if run_id else []
    said = Discussion(
        here=f"/products/{product_id}/comments",
        threads=discussion.shown(fitting[(page - 1) * PAGE : page * PAGE], title, href, about),
        counts=discussion.counts(found),
        speaks=caller.may("comments.write"),
        state=state,
        kept=kept,
        subject=subject,
        title=title(subject) if subject else "",
    )
    if len(fitting) > page * PAGE:
        said = replace(said, more=said.query(state=state, subject=subject, page=str(page + 1)))
    name = words(opened.summary.name, language) or opened.summary.model or "–"
    return CommentsPage(product_id, name, run_id, said)


def product_of(source: Desk, run_id: str, view: RecordView) -> UUID | None:
    """Return the product of the reader's whose calculation a record is, if there is one."""
    with source.caller.read() as session:
        return comments.product_of(session, run_id, str(view.product.get("model") or ""))


def marks_of(source: Desk, run_id: str, product: UUID | None) -> Marks | None:
    """Return the marks beside the figures of a record; None where no product of the reader's stands behind it."""
    caller = source.caller
    if product is None or not caller.may("products.read"):
        return None
    with caller.read() as session:
        found = [t for t in comments.listed(session, product) if t.run_id == run_id]
    here = f"/products/{product}/comments"
    return discussion.marks(found, here, [("run_id", run_id)], speaks=caller.may("comments.write"))


def figure(run_id: str, subject: str) -> str:
    """Return where a figure of a record is, without the language."""
    line = LINE.match(subject)
    if line is not None:
        return f"/results/{run_id}/trace/{line[1]}/{line[2]}"
    return f"/results/{run_id}" + ("#stages" if subject.startswith("/stages/") else "")


def _named(document: object) -> tuple[str, str | None]:
    name, _, version = str(document.get("rule") or "" if isinstance(document, dict) else "").partition("@")
    return name, version or None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _to(language: Language, product: UUID, made: Thread, run_id: str) -> Response:
    kept = f"?run_id={run_id}" if run_id else ""
    return RedirectResponse(f"/{language.lower()}/products/{product}/comments{kept}#t-{made.id}", 303)


def _refused(
    request: Request,
    source: Desk,
    product: UUID,
    language: Language,
    error: InputError | ConflictError,
    *,
    subject: str = "",
    run_id: str = "",
    text: str = "",
) -> HTMLResponse:
    if isinstance(error, ConflictError):
        told: tuple[str, ...] = (translator(language).gettext(error.message).format(**error.params),)
    else:
        _ = gettext(language)
        fields = {"text": _("Comment"), "subject": _("Place")}
        told = tuple(f"{fields.get(p.where, p.where)}: {describe_problem(p, language)}" for p in error.problems)
    found = page_of(source, product, language, subject=subject, run_id=run_id)
    found = replace(found, said=replace(found.said, problems=told, text=text[: comments.LONGEST_TEXT]))
    return render(request, "pages/comments.html", found, language, 422)
