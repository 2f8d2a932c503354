"""A stored calculation written for others, in a format that is asked for."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import strict_json
from api.access import Caller
from api.cases import calculations, exports
from api.routes.answers import problems
from api.routes.inputs import Bench, RunId, needs
from footprint.errors import InputError, Problem

router = APIRouter(prefix="/v1", tags=["calculations"])

Holder = Annotated[Caller, needs("calculations.read")]


@router.get(
    "/calculations/{run_id}/export",
    summary="A calculation in a format of others",
    response_class=Response,
    responses={
        200: {"description": "The document.", "content": {"application/json": {"schema": {"type": "object"}}}},
        **problems(400, 401, 403, 404, 422),
    },
)
def export(
    bench: Bench,
    caller: Holder,
    run_id: RunId,
    form: Annotated[str, Query(alias="format", pattern="^[a-z0-9-]{1,40}$", examples=["battery-passport"])],
    version: Annotated[str, Query(max_length=20, description="Of the format; the newest when absent.")] = "",
    statement: Annotated[
        str, Query(max_length=20_000, description="What is stated beside the record: a JSON object.")
    ] = "{}",
) -> Response:
    """Write a stored calculation in a format; what the format asks for beside the record is stated."""
    stated = strict_json.loads(statement.encode())
    if not isinstance(stated, dict):
        raise InputError(Problem("statement", "is no table of fields"))
    with caller.read() as session:
        stored = calculations.get(session, run_id)
    record = {"run_id": stored.run_id, **stored.record}
    made = exports.export(record, form, exports.Asked(version, stated, bench.clock().astimezone(UTC)))
    headers = {
        "Content-Disposition": f'inline; filename="{form}-{run_id[:12]}.json"',
        "Cache-Control": "private, no-store",
    }
    return Response(made, media_type="application/json", headers=headers)
