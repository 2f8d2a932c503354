"""Licensed backgrounds of an organisation: list, bring and import."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases import backgrounds
from api.cases.jobs import Job
from api.files.intake import Incoming
from api.files.kinds import LONGEST_NAME, clean_name
from api.routes.answers import problems
from api.routes.inputs import Bench, needs
from api.routes.jobs import JobOut
from api.routes.streams import body, data_dir, receive

router = APIRouter(prefix="/v1/backgrounds", tags=["background"])

Reader = Annotated[Caller, needs("products.read")]
Manager = Annotated[Caller, needs("backgrounds.manage")]
Short = Annotated[str, Query(min_length=1, max_length=40)]


class HeldOut(BaseModel):
    """A background that the organisation may use."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    version: str
    sha256: str
    open: bool = Field(description="Whether it is the open one, which everybody may use.")
    licence: str
    format: str = Field(description="What it was imported from; empty for the open one.")
    datasets: int
    gaps: int
    imported_at: datetime | None
    person: str = Field(description="Who imported it; empty for the command line.")


class HeldListOut(BaseModel):
    """Backgrounds, the open one first."""

    items: list[HeldOut]


@router.get("", summary="Backgrounds of the organisation", responses=problems(401, 403))
def listed(bench: Bench, caller: Reader) -> HeldListOut:
    """List the open background and those the organisation has imported under its own licence."""
    with caller.read() as session:
        return HeldListOut(items=[HeldOut.model_validate(one) for one in backgrounds.listed(bench, session)])


@router.post(
    "",
    summary="Bring and import a licensed background",
    status_code=202,
    response_class=JSONResponse,
    responses={
        202: {"model": JobOut, "description": "A job imports it; Location leads to it."},
        **problems(400, 401, 403, 413, 422),
    },
    openapi_extra=body("application/zip", "application/octet-stream"),
)
async def bring(
    request: Request,
    caller: Manager,
    bench: Bench,
    file: Annotated[
        str, Query(min_length=1, max_length=LONGEST_NAME, description="Name of the file.", examples=["lci.zip"])
    ],
    form: Annotated[
        str, Query(alias="format", max_length=40, description="As for `footprint background import`.",
                   examples=["ecospold2"])
    ],
    name: Annotated[Short, Query(description="Name that products shall use.", examples=["ecoinvent"])],
    version: Annotated[Short, Query(examples=["3.10"])],
    licence: Annotated[
        str, Query(min_length=1, max_length=300, description="Terms the organisation may use it under.",
                   examples=["our licence 123"])
    ],
    allocation: Annotated[
        Literal["none", "physical", "economic"], Query(description="Of processes that state no shares.")
    ] = "none",
) -> Response:  # fmt: skip
    """Take a database file; the body is the file itself. Only this organisation will see what comes of it."""
    wanted = backgrounds.Wanted(uuid4(), clean_name(file), form, name, version, licence, allocation)
    await run_in_threadpool(backgrounds.check, wanted)
    folder = backgrounds.folder_of(data_dir(request), caller.organisation, wanted.upload)
    with Incoming(data_dir(request), bench.settings.max_background_bytes) as incoming:
        await receive(request, incoming)
        await run_in_threadpool(incoming.finish)
        incoming.move(folder / wanted.file)
    job = await run_in_threadpool(_begin, caller, wanted)
    request.app.state.queue.wake(job.id)
    shown = JobOut.model_validate(job).model_dump(mode="json")
    return JSONResponse(shown, 202, {"Location": f"/v1/jobs/{job.id}"})


def _begin(caller: Caller, wanted: backgrounds.Wanted) -> Job:
    with caller.write() as session:
        return backgrounds.begin(session, caller, wanted)
