"""What the public may keep of the log: signed checkpoints, and the keys to check them with."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.cases import checkpoints, signatures
from api.db.tenancy import EVERYBODY
from api.routes.answers import problems
from api.routes.inputs import Anybody, Bench, Limit
from api.routes.paging import next_page

router = APIRouter(tags=["log"])


class CheckpointOut(BaseModel):
    """Where the log of acts ended at a time; ``signed`` says the same and is what to keep."""

    model_config = ConfigDict(from_attributes=True)

    seq: int = Field(description="Number of the last event.", examples=[1024])
    hash: str = Field(description="Its hash, over everything before it.", examples=["0" * 64])
    at: datetime
    signed: str = Field(description="JWS (RFC 7515), compact, by a key of `/.well-known/jwks.json`.")


class CheckpointsOut(BaseModel):
    """Checkpoints, newest first."""

    items: list[CheckpointOut]
    next: str | None = Field(description="Address of the next page.")


class KeySetOut(BaseModel):
    """Every public key that signed here (RFC 7517), the oldest first."""

    keys: list[dict[str, Any]]


@router.get("/v1/checkpoints", summary="List signed checkpoints of the log", responses=problems(422))
def list_checkpoints(
    _caller: Anybody,
    bench: Bench,
    limit: Limit = 50,
    before: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="Number of the last of the page before.")
    ] = None,
) -> CheckpointsOut:
    """List what somebody outside keeps to prove later that nothing was cut off or rewritten."""
    with bench.database.read(EVERYBODY) as session:
        found = checkpoints.listed(session, limit + 1, before)
    more = next_page("/v1/checkpoints", found, limit, "before", "seq")
    return CheckpointsOut(items=[CheckpointOut.model_validate(one) for one in found[:limit]], next=more)


@router.get("/.well-known/jwks.json", summary="Public keys of this service")
def keys(_caller: Anybody, bench: Bench) -> KeySetOut:
    """Give the keys by which signatures of this service are checked; keys that sign no more stay."""
    with bench.database.read(EVERYBODY) as session:
        return KeySetOut.model_validate(signatures.key_set(session))
