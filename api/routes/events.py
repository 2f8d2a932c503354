"""The log of an organisation: listed, exported, verified."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.access import Caller
from api.cases import log
from api.routes.answers import problems
from api.routes.inputs import Limit, needs
from api.routes.jobs import JobOut
from api.routes.paging import next_page

router = APIRouter(prefix="/v1/events", tags=["accounts"])

Auditor = Annotated[Caller, needs("events.read")]
KindQuery = Annotated[
    str, Query(alias="kind", max_length=80, description="An action, or what stands before its point: product.")
]
Format = Literal["csv", "json"]
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


class EventOut(BaseModel):
    """An act, as it stands in the chained log."""

    model_config = ConfigDict(from_attributes=True)

    seq: int
    at: datetime
    actor: str
    who: str = Field(description="Name of the member or key today; empty where there is none. Not part of the log.")
    action: str
    subject: str
    detail: dict[str, object]
    previous_hash: str
    hash: str


class ChainOut(BaseModel):
    """What the last verification of the whole chain found."""

    model_config = ConfigDict(from_attributes=True)

    seq: int = Field(description="Number of the last event that was verified.")
    head: str
    at: datetime
    sound: bool


class EventsOut(BaseModel):
    """Acts that concern the organisation, newest first."""

    items: list[EventOut]
    next: str | None = Field(description="Address of the next page.")
    verified: ChainOut | None = Field(description="Null until the chain was verified for the first time.")


@router.get("", summary="List events, newest first", responses=problems(401, 403, 404, 422))
def listed(
    caller: Auditor,
    limit: Limit = 50,
    before: Annotated[int | None, Query(ge=1, le=2**62, description="Number of the last event before.")] = None,
    kind: KindQuery = "",
    product: Annotated[UUID | None, Query(description="Only acts on this product and its calculations.")] = None,
) -> EventsOut:
    """List the acts that concern the organisation."""
    with caller.read() as session:
        found = log.listed(session, limit + 1, before, kind=kind, product=product)
        state = log.verified(session)
    items = [EventOut.model_validate(act) for act in found[:limit]]
    more = next_page("/v1/events", found, limit, "before", "seq", kind=kind, product=product)
    return EventsOut(items=items, next=more, verified=ChainOut.model_validate(state) if state else None)


@router.get(
    "/export",
    summary="Export the log",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            }
        },
        **problems(401, 403, 422),
    },
)
def export(
    caller: Auditor,
    form: Annotated[Format, Query(alias="format", description="csv or json.")] = "csv",
) -> Response:
    """Write every act that concerns the organisation, oldest first, with all that its hash is made of."""
    with caller.read() as session:
        acts = log.whole(session)
        text = "".join(log.as_csv(acts) if form == "csv" else log.as_json(acts))
    headers = {"Content-Disposition": f'attachment; filename="log.{form}"', "Cache-Control": "no-store"}
    return Response(text, media_type=MEDIA_TYPES[form], headers=headers)


@router.post(
    "/verification",
    summary="Verify the chain",
    status_code=202,
    response_class=JSONResponse,
    responses={
        202: {"model": JobOut, "description": "A job does it; Location leads to it."},
        **problems(401, 403, 422),
    },
)
def verify(request: Request, caller: Auditor) -> Response:
    """Start recomputing the chain from its first event; while one runs, that one is told."""
    with caller.write() as session:
        job = log.verify(session, caller)
    request.app.state.queue.wake(job.id)
    shown = JobOut.model_validate(job).model_dump(mode="json")
    return JSONResponse(shown, 202, {"Location": f"/v1/jobs/{job.id}"})
