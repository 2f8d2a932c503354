"""Comments on the figures of a product: threads that are opened, answered, resolved."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases import comments
from api.cases.declarations import workflow
from api.routes.account_answers import In
from api.routes.answers import problems
from api.routes.inputs import Id, needs
from api.routes.once import Once
from api.routes.strict import StrictRoute

router = APIRouter(prefix="/v1", tags=["comments"], route_class=StrictRoute)
PRODUCT, DECLARATION = "/products/{id}/comments", "/declarations/{id}/comments"

Reader = Annotated[Caller, needs("products.read")]
Speaker = Annotated[Caller, needs("comments.write")]
ThreadId = Annotated[UUID, Path(description="Id of the thread.")]
WRITING = problems(400, 401, 403, 404, 409, 413, 415, 422)


class NewRemark(In):
    """What is said about a figure."""

    subject: Annotated[
        str,
        Field(
            min_length=1,
            max_length=comments.LONGEST_SUBJECT,
            description="Place of the figure: as findings write it, or as a JSON pointer.",
            examples=["processes[cell].lines[foil].amount", "/stages/production"],
        ),
    ]
    text: Annotated[str, Field(min_length=1, max_length=comments.LONGEST_TEXT, examples=["Where is the bill?"])]


class NewComment(NewRemark):
    """What is said about a figure of a product, of one of its versions or calculations."""

    version: Annotated[int | None, Field(ge=1, le=10**9, description="A version; else the newest.")] = None
    run_id: Annotated[
        str | None,
        Field(pattern="^[0-9a-f]{64}$", description="A calculation of the product, instead of a version."),
    ] = None


class NewAnswer(In):
    """What is said next; resolving and opening again need no text."""

    act: Literal["answered", "resolved", "reopened"] = "answered"
    text: Annotated[str, Field(max_length=comments.LONGEST_TEXT)] = ""


class RemarkOut(BaseModel):
    """One remark."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    act: comments.Act
    text: str
    author: str = Field(description="Name of the person; of a program its kind.")
    created_at: datetime


class ThreadOut(BaseModel):
    """What was said about one figure, oldest first."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    state: comments.State
    subject: str
    product: UUID | None
    version: int | None
    run_id: str | None
    remarks: list[RemarkOut]


class ThreadsOut(BaseModel):
    """Threads, the newest first."""

    items: list[ThreadOut]


@router.get(PRODUCT, summary="List comments", responses=problems(401, 403, 404, 422))
def listed(
    caller: Reader,
    id: Id,  # noqa: A002 - the name in the address
    state: Annotated[comments.State | None, Query(description="Only threads that stand so.")] = None,
    subject: Annotated[
        str | None, Query(max_length=comments.LONGEST_SUBJECT, description="Only this place.")
    ] = None,
) -> ThreadsOut:
    """List what was said about the figures of a product."""
    with caller.read() as session:
        found = comments.listed(session, id, state=state, subject=subject)
        return ThreadsOut(items=[ThreadOut.model_validate(t) for t in found])


@router.post(
    PRODUCT, summary="Comment on a figure", status_code=201, response_class=JSONResponse,
    responses={201: {"model": ThreadOut}, **WRITING},
)  # fmt: skip
def speak(caller: Speaker, id: Id, said: NewComment, once: Once) -> Response:  # noqa: A002 - the name in the address
    """Open a thread about a figure of a version, or of a calculation."""

    def act(session: Any) -> Response:
        return _shown(
            comments.open_thread(
                session, caller, id, said.subject, said.text, version=said.version, run_id=said.run_id
            )
        )

    return once.run(caller, act)


@router.post(
    f"{PRODUCT}/{{thread}}", summary="Answer, resolve or reopen", status_code=201, response_class=JSONResponse,
    responses={201: {"model": ThreadOut}, **WRITING},
)  # fmt: skip
def answer(caller: Speaker, id: Id, thread: ThreadId, said: NewAnswer, once: Once) -> Response:  # noqa: A002
    """Add a remark to a thread. What was said stays as it was said."""
    return once.run(
        caller, lambda session: _shown(comments.answer(session, caller, id, thread, said.act, said.text))
    )


@router.get(DECLARATION, summary="List comments of a declaration", responses=problems(401, 403, 404, 422))
def of_declaration(caller: Annotated[Caller, needs("declarations.read")], id: Id) -> ThreadsOut:  # noqa: A002
    """List what was said about the figures of a declaration, by either side."""
    with caller.read() as session:
        workflow.row_of(session, id)
        return ThreadsOut(items=[ThreadOut.model_validate(t) for t in comments.of_declaration(session, id)])


@router.post(
    DECLARATION, summary="Comment on a figure of a declaration", status_code=201, response_class=JSONResponse,
    responses={201: {"model": ThreadOut}, **WRITING},
)  # fmt: skip
def speak_on_declaration(caller: Speaker, id: Id, said: NewRemark, once: Once) -> Response:  # noqa: A002
    """Open a thread about a figure of a declaration; the other side reads along."""
    return once.run(
        caller,
        lambda session: _shown(comments.open_on_declaration(session, caller, id, said.subject, said.text)),
    )


@router.post(
    f"{DECLARATION}/{{thread}}", summary="Answer, resolve or reopen a comment of a declaration", status_code=201,
    response_class=JSONResponse, responses={201: {"model": ThreadOut}, **WRITING},
)  # fmt: skip
def answer_on_declaration(
    caller: Speaker,
    id: Id,  # noqa: A002
    thread: ThreadId,
    said: NewAnswer,
    once: Once,
) -> Response:
    """Add a remark to a thread of a declaration."""
    return once.run(
        caller,
        lambda session: _shown(comments.answer(session, caller, id, thread, said.act, said.text)),
    )


def _shown(thread: comments.Thread) -> Response:
    return JSONResponse(ThreadOut.model_validate(thread).model_dump(mode="json"), 201)
