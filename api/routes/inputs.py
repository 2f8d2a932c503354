"""What endpoints take in: the workbench, the caller's language, a JSON document, paging."""

from __future__ import annotations

from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from starlette.concurrency import run_in_threadpool

from api import strict_json
from api.access import Caller, Needs, of_request
from api.cases import holdings
from api.cases.workbench import Workbench
from api.errors import RequestError
from api.i18n import N_
from api.problems import language_of
from api.roles import Scope
from footprint.texts import Language


def workbench(request: Request) -> Workbench:
    """Return the workbench of this process, with the imported backgrounds that the caller's organisation holds."""
    return holdings.workbench_of(cast("Workbench", request.app.state.workbench), of_request(request).tenant)


def language(request: Request) -> Language:
    """Return the language of the caller."""
    return language_of(request.headers)


async def document(request: Request) -> Any:
    """Read the JSON document of a request, strictly."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise RequestError(N_("Send JSON, with Content-Type: application/json."), fault="media_type")
    return await run_in_threadpool(strict_json.loads, await request.body())


def needs(scope: Scope | None) -> Any:
    """Return the dependency of a route that needs a scope; None for a route that everybody may use."""
    return Depends(Needs(scope))


Anybody = Annotated[Caller, needs(None)]
Bench = Annotated[Workbench, Depends(workbench)]
Reader = Annotated[Language, Depends(language)]
Document = Annotated[Any, Depends(document)]
RunId = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the record.", examples=["0" * 64])]
Id = Annotated[UUID, Path(description="Id as the service gave it.")]
Limit = Annotated[int, Query(ge=1, le=100, description="Most entries in the answer.")]
