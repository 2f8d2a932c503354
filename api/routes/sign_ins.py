"""Where somebody is signed in, and signing out elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.access import cookie_name
from api.cases.accounts import sign_ins
from api.routes.answers import problems
from api.routes.inputs import Anybody, Bench

router = APIRouter(prefix="/v1/me/sign-ins", tags=["accounts"])


class SignInOut(BaseModel):
    """A browser that is signed in."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    this: bool = Field(description="Whether it is the one that asks.")


class SignInsOut(BaseModel):
    """The browsers a person is signed in with, last used first."""

    items: list[SignInOut]


@router.get("", summary="List one's own sign-ins", responses=problems(401, 403))
def listed(request: Request, bench: Bench, caller: Anybody) -> SignInsOut:
    """List where the person who asks is signed in; a program has no sign-ins."""
    token = request.cookies.get(cookie_name(bench.settings.public_url), "")
    return SignInsOut(items=[SignInOut.model_validate(one) for one in sign_ins.listed(bench, caller, token)])


@router.delete(
    "", summary="Sign out everywhere", status_code=204, responses=problems(401, 403), response_class=Response
)
def end_all(bench: Bench, caller: Anybody) -> Response:
    """End every sign-in of the person who asks, this one too."""
    sign_ins.end(bench, caller)
    return Response(status_code=204)


@router.delete(
    "/{sign_in}",
    summary="Sign out one browser",
    status_code=204,
    responses=problems(401, 403, 404, 422),
    response_class=Response,
)
def end(bench: Bench, caller: Anybody, sign_in: Annotated[str, Path(pattern="^[0-9a-f]{16}$")]) -> Response:
    """End one sign-in of the person who asks."""
    sign_ins.end(bench, caller, sign_in)
    return Response(status_code=204)
