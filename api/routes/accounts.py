"""The caller, members, invitations and keys of an organisation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases.accounts import keys as key_cases
from api.cases.accounts import letters, members
from api.keyring import Keyring
from api.routes.account_answers import (
    CallerOut,
    InvitationIn,
    InvitationOut,
    KeyIn,
    KeyMadeOut,
    KeyOut,
    KeysOut,
    MemberOut,
    MembersOut,
    RolesIn,
)
from api.routes.answers import problems
from api.routes.inputs import Anybody, Bench, Id, needs
from api.routes.once import Once
from api.routes.strict import StrictRoute

router = APIRouter(prefix="/v1", tags=["accounts"], route_class=StrictRoute)

Manager = Annotated[Caller, needs("members.manage")]
KeyHolder = Annotated[Caller, needs("keys.manage")]
REFUSALS = (401, 403)


@router.get("/me", summary="Who calls", responses=problems(401))
def me(caller: Anybody) -> CallerOut:
    """Tell whom the service takes the caller for, and what they may do."""
    return CallerOut(
        kind=caller.kind,
        name=caller.name,
        organisation=caller.tenant.organisation,
        organisation_name=caller.organisation_name,
        scopes=sorted(caller.scopes),
    )


@router.get("/members", summary="List members", responses=problems(*REFUSALS))
def list_members(caller: Manager) -> MembersOut:
    """List the people of the organisation with their roles."""
    with caller.read() as session:
        return MembersOut(items=[MemberOut.model_validate(m) for m in members.members(session)])


@router.put("/members/{id}", summary="Set the roles of a member", responses=problems(*REFUSALS, 404, 409, 422))
def set_roles(caller: Manager, id: Id, body: RolesIn) -> MembersOut:  # noqa: A002 - the name in the address
    """Give a member exactly these roles; the last administrator stays."""
    with caller.write() as session:
        members.set_roles(session, caller, id, body.roles)
        return MembersOut(items=[MemberOut.model_validate(m) for m in members.members(session)])


@router.post(
    "/invitations", summary="Invite somebody", status_code=201, response_class=JSONResponse,
    responses={201: {"model": InvitationOut}, **problems(*REFUSALS, 409, 422)},
)  # fmt: skip
def invite(request: Request, bench: Bench, caller: Manager, body: InvitationIn, once: Once) -> Response:
    """Send a link that brings somebody into the organisation."""

    def act() -> Response:
        at = caller.clock()
        with caller.write() as session:
            token = members.invite(session, caller.organisation, body.email, body.roles, at, caller.actor)
        letters.invitation(
            request.app.state.mail, bench.settings.public_url, body.email, caller.organisation_name, token
        )
        return JSONResponse(InvitationOut(email=body.email, sent=True).model_dump(mode="json"), 201)

    return once.run_beyond(caller, act)


@router.get("/keys", summary="List keys", responses=problems(*REFUSALS))
def list_keys(caller: KeyHolder) -> KeysOut:
    """List the keys of the organisation, newest first; secrets are never shown again."""
    with caller.read() as session:
        return KeysOut(items=[KeyOut.model_validate(row) for row in key_cases.listed(session)])


@router.post(
    "/keys", summary="Make a key", status_code=201, response_class=JSONResponse,
    responses={201: {"model": KeyMadeOut}, **problems(*REFUSALS, 409, 422)},
)  # fmt: skip
def make_key(caller: KeyHolder, bench: Bench, body: KeyIn, once: Once) -> Response:
    """Make a key for a program; it may do no more than who makes it. The secret is shown this once."""

    def act(session: Session) -> Response:
        made = key_cases.make(session, caller, body.name, body.scopes, body.expires_at)
        shown = KeyMadeOut(**KeyOut.model_validate(made.row).model_dump(), secret=made.secret)
        return JSONResponse(shown.model_dump(mode="json"), 201)

    return once.run(caller, act, Keyring(bench.settings.key_file))


@router.delete(
    "/keys/{id}",
    summary="Revoke a key",
    status_code=204,
    responses=problems(*REFUSALS, 404, 409, 422),
    response_class=Response,
)
def revoke_key(caller: KeyHolder, id: Id, once: Once) -> Response:  # noqa: A002 - the name in the address
    """Let a key work no more."""

    def act(session: Session) -> Response:
        key_cases.revoke(session, caller, id)
        return Response(status_code=204)

    return once.run(caller, act)
