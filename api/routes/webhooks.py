"""Webhooks of an organisation, and what became of each telling."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.access import Caller
from api.cases import webhooks
from api.keyring import Keyring
from api.outgoing import Outgoing
from api.routes.account_answers import In
from api.routes.answers import problems
from api.routes.inputs import Bench, Id, Limit, needs
from api.routes.paging import next_page
from api.routes.strict import StrictRoute

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


@router.post("", summary="Register a webhook", status_code=201, responses=problems(*REFUSALS, 409, 422))
def register(caller: Manager, bench: Bench, body: WebhookIn) -> WebhookMadeOut:
    """Have an address told of acts from now on. The secret is shown this once."""
    outgoing, keyring = Outgoing.of(bench.settings), Keyring(bench.settings.key_file)
    with caller.write() as session:
        return _made(webhooks.register(session, caller, outgoing, keyring, body.url, body.kinds))


@router.post("/{id}/secret", summary="Change the secret of a webhook", responses=problems(*REFUSALS, 404, 422))
def rotate(caller: Manager, bench: Bench, id: Id) -> WebhookMadeOut:  # noqa: A002 - the name in the address
    """Sign with a new secret from now on; it is shown this once."""
    with caller.write() as session:
        return _made(webhooks.rotate(session, caller, Keyring(bench.settings.key_file), id))


@router.delete(
    "/{id}", summary="Remove a webhook", status_code=204, responses=problems(*REFUSALS, 404, 422),
    response_class=Response,
)  # fmt: skip
def stop(caller: Manager, id: Id) -> Response:  # noqa: A002 - the name in the address
    """Tell the address nothing more."""
    with caller.write() as session:
        webhooks.stop(session, caller, id)
    return Response(status_code=204)


@router.get("/{id}/deliveries", summary="List deliveries", responses=problems(*REFUSALS, 404, 422))
def list_deliveries(
    caller: Manager,
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
    return DeliveriesOut(items=[DeliveryOut.model_validate(one) for one in found[:limit]], next=more)


@router.post(
    "/{id}/deliveries/{delivery}/again", summary="Send a failed delivery again",
    responses=problems(*REFUSALS, 404, 422),
)  # fmt: skip
def again(caller: Manager, id: Id, delivery: Id) -> DeliveryOut:  # noqa: A002 - the name in the address
    """Send a delivery that failed once more, as if it were new."""
    with caller.write() as session:
        return DeliveryOut.model_validate(webhooks.again(session, caller, id, delivery))


def _made(made: webhooks.NewWebhook) -> WebhookMadeOut:
    return WebhookMadeOut(**WebhookOut.model_validate(made.webhook).model_dump(), secret=made.secret)
