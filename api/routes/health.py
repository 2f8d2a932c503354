"""Whether the process answers, whether it can work, and what it has counted."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Request
from starlette.responses import Response

from api.cases import readiness
from api.cases.workbench import Workbench
from api.routes.answers import HealthOut, ReadyOut, problems
from api.settings import is_loopback
from footprint import __version__

# These know no caller: whoever runs the service asks them.
router = APIRouter(tags=["operations"])
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/healthz", summary="Health")
def healthz() -> HealthOut:
    """Answer without touching anything."""
    return HealthOut(status="ok", version=__version__)


@router.get(
    "/readyz",
    summary="Readiness",
    responses={503: {"model": ReadyOut, "description": "Some part is not ready; see parts."}},
)
def readyz(request: Request, response: Response) -> ReadyOut:
    """Tell whether database, background, rules and queue are there."""
    parts = readiness.parts(request.app.state.workbench, request.app.state.queue)
    ready = all(state == "ok" for state in parts.values())
    response.status_code = 200 if ready else 503
    return ReadyOut(status="ok" if ready else "not ready", parts=parts)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems(404, 422)},
)
def metrics(request: Request, authorization: Annotated[str, Header(include_in_schema=False)] = "") -> Response:
    """Give the counters to this machine, or to whoever sends ``FOOTPRINT_METRICS_TOKEN`` as a bearer token."""
    bench: Workbench = request.app.state.workbench
    token = bench.settings.metrics_token
    fits = bool(token) and secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode())
    if not fits and (token or request.client is None or not is_loopback(request.client.host)):
        raise HTTPException(404)
    return Response(request.app.state.metrics.text(readiness.jobs_by_state(bench)), media_type=PROMETHEUS)
