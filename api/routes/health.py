"""Whether the process answers."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes.answers import HealthOut
from footprint import __version__

router = APIRouter(tags=["operations"])


@router.get("/healthz", summary="Health")
def healthz() -> HealthOut:
    """Answer without touching anything."""
    return HealthOut(status="ok", version=__version__)
