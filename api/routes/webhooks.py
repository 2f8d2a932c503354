"""Webhooks of an organisation, and what became of each telling."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases import webhooks
from api.host_messages import describe_host
from api.keyring import Keyring
from api.routes.account_answers import In
from api.routes.answers import problems
from api.routes.inputs import Bench, Id, Limit, Reader, needs
from api.routes.once import Once
from api.routes.paging import next_page
from api.routes.strict import StrictRoute
from footprint.texts import Language

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=StrictRoute)

Manager = Annotated[Caller, needs("webhooks.manage")]
REFUSALS = (401, 403)


class WebhookIn(In):
    """An address to be told of acts."""

    url: Annotated[str, Field(max_length=webhooks.LONGEST_URL, examples=["https://example.org/footprint-hook"])]
    kinds: list[str] = Field(
        min_length=1, max_length=50, description="Kinds of acts, of `GET /v1/webhooks` `known_kinds`.",
        examples=[["calculation.created"]],
    )  # fmt: skip


class WebhookOut(BaseModel):
    """A webhook without its secret."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    url: str
    kinds: list[str]
    created_at: datetime


class WebhookMadeOut(WebhookOut):
    """A webhook with the secret that is shown this once."""

    secret: str = Field(description="Base64 after `whsec_`: the key of the HMAC-SHA256 that signs each telling.")


class WebhooksOut(BaseModel):
    """The webhooks of the organisation."""

    items: list[WebhookOut]
    known_kinds: list[str] = Field(description="What a webhook may ask for.")


class DeliveryOut(BaseModel):
    """That the address is told of an event, and what the last attempt came to."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    seq: int
    kind: str
    state: Literal["waiting", "delivered", "failed"]
    attempts: int
    status: int | None = Field(description="HTTP status that was answered.")
    problem: str | None
    created_at: datetime
    next_at: datetime | None
    ended_at: datetime | None


class DeliveriesOut(BaseModel):
    """Deliveries, newest first."""

    items: list[DeliveryOut]
    next: str | None = Field(description="Address of the next page.")


@router.get("", summary="List webhooks", responses=problems(*REFUSALS))
def list_webhooks(caller: Manager) -> WebhooksOut:
    """List the webhooks of the organisation, and the kinds there are."""
    with caller.read() as session:
        items = [WebhookOut.model_validate(one) for one in webhooks.listed(session)]
    return WebhooksOut(items=items, known_kinds=list(webhooks.KINDS))


@router.post(
    "", summary="Register a webhook", status_code=201, response_class=JSONResponse,
    responses={201: {"model": WebhookMadeOut}, **problems(*REFUSALS, 409, 422)},
)  # fmt: skip
def register(caller: Manager, bench: Bench, body: WebhookIn, once: Once) -> Response:
    """Have an address told of acts from now on. The secret is shown this once."""
    keyring = Keyring(bench.settings.key_file)

    def act(session: Session) -> Response:
        made = webhooks.register(session, caller, bench.outgoing, keyring, body.url, body.kinds)
        return _made(made, 201)

    return once.run(caller, act, keyring)


@router.post(
    "/{id}/secret", summary="Change the secret of a webhook", response_class=JSONResponse,
    responses={200: {"model": WebhookMadeOut}, **problems(*REFUSALS, 404, 409, 422)},
)  # fmt: skip
def rotate(caller: Manager, bench: Bench, id: Id, once: Once) -> Response:  # noqa: A002 - the name in the address
    """Sign with a new secret from now on; it is shown this once."""
    keyring = Keyring(bench.settings.key_file)
    return once.run(caller, lambda session: _made(webhooks.rotate(session, caller, keyring, id)), keyring)


@router.delete(
    "/{id}", summary="Remove a webhook", status_code=204, responses=problems(*REFUSALS, 404, 409, 422),
    response_class=Response,
)  # fmt: skip
def stop(caller: Manager, id: Id, once: Once) -> Response:  # noqa: A002 - the name in the address
    """Tell the address nothing more."""

    def act(session: Session) -> Response:
        webhooks.stop(session, caller, id)
        return Response(status_code=204)

    return once.run(caller, act)


@router.get("/{id}/deliveries", summary="List deliveries", responses=problems(*REFUSALS, 404, 422))
def list_deliveries(
    caller: Manager,
    reader: Reader,
    id: Id,  # noqa: A002 - the name in the address
    limit: Limit = 50,
    before: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="Event of the last of the page before.")
    ] = None,
) -> DeliveriesOut:
    """List what the address was told, newest first, with the last attempt."""
    with caller.read() as session:
        found = webhooks.deliveries(session, id, limit + 1, before)
    more = next_page(f"/v1/webhooks/{id}/deliveries", found, limit, "before", "seq")
    return DeliveriesOut(items=[_delivery(one, reader) for one in found[:limit]], next=more)


@router.post(
    "/{id}/deliveries/{delivery}/again", summary="Send a failed delivery again",
    response_class=JSONResponse, responses={200: {"model": DeliveryOut}, **problems(*REFUSALS, 404, 409, 422)},
)  # fmt: skip
def again(caller: Manager, reader: Reader, id: Id, delivery: Id, once: Once) -> Response:  # noqa: A002
    """Send a delivery that failed once more, as if it were new."""

    def act(session: Session) -> Response:
        told = _delivery(webhooks.again(session, caller, id, delivery), reader)
        return JSONResponse(told.model_dump(mode="json"))

    return once.run(caller, act)


def _made(made: webhooks.NewWebhook, status: int = 200) -> Response:
    shown = WebhookMadeOut(**WebhookOut.model_validate(made.webhook).model_dump(), secret=made.secret)
    return JSONResponse(shown.model_dump(mode="json"), status)


def _delivery(one: webhooks.Delivery, reader: Language) -> DeliveryOut:
    shown = DeliveryOut.model_validate(one)
    return shown.model_copy(update={"problem": describe_host(one.problem, reader) if one.problem else None})
