"""Comments on the figures of a product and of its calculations: read, speak, answer, resolve."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.cases import comments, products
from api.cases.comments import NextAct, Thread
from footprint.texts import Language
from web.desk import Desk
from web.pages import discussion
from web.pages.discussion import Discussion, Marks, Narrowed, Place, PlaceIn, Typed, Wording
from web.pages.product import form_of
from web.pages.view import RecordView
from web.site import From, Lang, render
from web.texts import gettext, words

router = APIRouter(include_in_schema=False)

TEMPLATE = "pages/comments.html"
RUN = r"^([0-9a-f]{64})?$"
LINE = re.compile(r"processes\[([^\]]+)\]\.lines\[([^\]]+)\]")
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
    state: Narrowed = "",
    subject: Place = "",
    run_id: Run = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """List the threads of a product, of one calculation, or about one place of it."""
    found = page_of(source, id, language, state=state, subject=subject, run_id=run_id, page=page)
    return render(request, TEMPLATE, found, language)


@router.post("/products/{id}/comments", response_model=None)
def speak(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    subject: PlaceIn = "",
    text: Typed = "",
    run_id: RunIn = "",
) -> Response:
    """Open a thread about a place."""
    return discussion.sent(
        request, language, source.caller,
        lambda session: comments.open_thread(
            session, source.caller, id, subject, text, run_id=run_id or None, once=True
        ),
        _back(id, run_id),
        (TEMPLATE, lambda: page_of(source, id, language, subject=subject, run_id=run_id)), text,
    )  # fmt: skip


@router.post("/products/{id}/comments/{thread}", response_model=None)
def answer(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    thread: UUID,
    act: Annotated[NextAct, Form()] = "answered",
    text: Typed = "",
    run_id: RunIn = "",
) -> Response:
    """Say something in a thread, resolve it, or open it again."""
    return discussion.sent(
        request, language, source.caller,
        lambda session: comments.answer(session, source.caller, id, thread, act, text, once=True),
        _back(id, run_id),
        (TEMPLATE, lambda: page_of(source, id, language, run_id=run_id)),
    )  # fmt: skip


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
    rule = source.rule(*_named(opened.document))
    record = source.record(run_id) if run_id and caller.may("calculations.read") else None
    view = RecordView(source.of(record), record, language) if record is not None else None

    def about(thread: Thread) -> str:
        if thread.run_id:
            return _("calculation %(run)s") % {"run": thread.run_id[:12]}
        return _("version %(number)s") % {"number": thread.version}

    def href(thread: Thread) -> str:
        if thread.run_id:
            return figure(thread.run_id, thread.subject)
        return form_of(source, opened, thread.version if thread.version != opened.summary.version else None)

    said = discussion.listed(
        f"/products/{product_id}/comments", found,
        Wording(discussion.titles(view, language, rule.rule if rule else None), href, about),
        speaks=caller.may("comments.write"), state=state, subject=subject,
        kept=[("run_id", run_id)] if run_id else [], page=page,
    )  # fmt: skip
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


def _back(product: UUID, run_id: str) -> str:
    return f"/products/{product}/comments" + (f"?run_id={run_id}" if run_id else "")
