"""Jobs: start, look, cancel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases import jobs
from api.jobs.kinds import KINDS, read
from api.routes.account_answers import In
from api.routes.answers import problems
from api.routes.inputs import Id, Limit, needs
from api.routes.once import Once
from api.routes.paging import next_page
from api.routes.strict import StrictRoute

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], route_class=StrictRoute)

Reader = Annotated[Caller, needs("jobs.read")]
Starter = Annotated[Caller, needs("jobs.write")]
State = Literal["queued", "running", "done", "failed", "cancelled"]


class JobIn(In):
    """A job to be started."""

    kind: Annotated[str, Field(max_length=40, examples=[*KINDS])]
    payload: dict[str, Any] = Field(description="What the kind takes: see the documentation of jobs.")


class JobOut(BaseModel):
    """A job and how far it is."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: str
    state: State
    done: int
    total: int | None
    attempts: int
    error: str | None
    result: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobsOut(BaseModel):
    """Jobs, newest first."""

    items: list[JobOut]
    next: str | None = Field(description="Address of the next page.")


@router.post(
    "",
    summary="Start a job",
    status_code=202,
    response_class=JSONResponse,
    responses={
        202: {"model": JobOut, "description": "It waits; Location leads to it."},
        **problems(401, 403, 409, 422),
    },
)
def start(request: Request, caller: Starter, body: JobIn, once: Once) -> Response:
    """Start work that takes longer than a request."""
    read(body.kind, body.payload)
    caller.need(KINDS[body.kind].scope)

    def act(session: Any) -> Response:
        job = jobs.start(session, caller, body.kind, body.payload)
        shown = JobOut.model_validate(job).model_dump(mode="json")
        return JSONResponse(shown, 202, {"Location": f"/v1/jobs/{job.id}"})

    answer = once.run(caller, act)
    request.app.state.queue.wake(UUID(answer.headers["Location"].rpartition("/")[2]))
    return answer


@router.get("", summary="List jobs, newest first", responses=problems(401, 403, 422))
def listed(
    caller: Reader,
    limit: Limit = 20,
    after: Annotated[UUID | None, Query(description="Id of the last job of the page before.")] = None,
    state: Annotated[State | None, Query(description="Only jobs in this state.")] = None,
) -> JobsOut:
    """List the jobs of the organisation."""
    with caller.read() as session:
        found = jobs.listed(session, limit + 1, after, state)
    more = next_page("/v1/jobs", found, limit, state=state)
    return JobsOut(items=[JobOut.model_validate(j) for j in found[:limit]], next=more)


@router.get("/{id}", summary="Look at a job", responses=problems(401, 403, 404, 422))
def get(caller: Reader, id: Id) -> JobOut:  # noqa: A002 - the name in the address
    """Tell how far a job is, and what came of it."""
    with caller.read() as session:
        return JobOut.model_validate(jobs.get(session, id))


@router.post("/{id}/cancel", summary="Cancel a job", responses=problems(401, 403, 404, 422))
def cancel(caller: Starter, id: Id) -> JobOut:  # noqa: A002 - the name in the address
    """Cancel a job; one that is over stays as it is."""
    with caller.write() as session:
        return JobOut.model_validate(jobs.cancel(session, caller, id))
