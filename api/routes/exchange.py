"""The exchange with partners, for the organisation itself: footprints published, partners, messages."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases.exchange import inbox, partners, publishing, supplies
from api.host_messages import describe_host
from api.keyring import Keyring
from api.messages import describe_problem
from api.routes.answers import Place, problems
from api.routes.exchange_answers import (
    AnswerEntry,
    AskedOut,
    CredentialsOut,
    FootprintIn,
    FootprintMadeOut,
    FootprintOut,
    FootprintsOut,
    MessageOut,
    MessagesOut,
    OfferOut,
    OffersOut,
    PartnerEntry,
    PartnerMadeOut,
    PartnerOut,
    PartnersOut,
    RequestEntry,
    TakeIn,
)
from api.routes.inputs import Bench, Id, Limit, Reader, needs
from api.routes.once import Once
from api.routes.paging import next_page
from api.routes.product_answers import ProductSummaryOut
from api.routes.strict import StrictRoute
from footprint.errors import InputError, Problem
from footprint.texts import Language

router = APIRouter(prefix="/v1", tags=["exchange"], route_class=StrictRoute)

Holder = Annotated[Caller, needs("footprints.read")]
Publisher = Annotated[Caller, needs("footprints.write")]
Writer = Annotated[Caller, needs("products.write")]
REFUSALS = (401, 403, 422)


@router.post(
    "/footprints",
    summary="Publish a footprint",
    status_code=201,
    response_class=JSONResponse,
    responses={
        201: {"model": FootprintMadeOut, "description": "Published; Location leads to it."},
        **problems(*REFUSALS, 404, 409),
    },
)
def publish(
    request: Request, bench: Bench, caller: Publisher, body: FootprintIn, once: Once, reader: Reader
) -> Response:
    """Publish a stored calculation to partners, as a PACT footprint; it is never changed or deleted."""
    jobs: list[UUID] = []

    def act(session: Session) -> Response:
        made = publishing.publish(
            session, caller, bench.settings.public_url, body.run_id, body.statement, body.partners, body.replaces
        )
        jobs.extend(made.jobs)
        told = [Place(where=p.where, what=describe_problem(p, reader)) for p in made.problems]
        shown = FootprintOut.model_validate(made.footprint).model_dump()
        answer = FootprintMadeOut(**shown, problems=told).model_dump(mode="json")
        return JSONResponse(answer, 201, {"Location": f"/v1/footprints/{made.footprint.id}"})

    answer = once.run(caller, act)
    _wake(request, *jobs)
    return answer


@router.get("/footprints", summary="List published footprints, newest first", responses=problems(*REFUSALS))
def list_footprints(
    caller: Holder,
    limit: Limit = 20,
    after: Annotated[UUID | None, Query(description="Id of the last footprint of the page before.")] = None,
) -> FootprintsOut:
    """List the footprints that the organisation has published."""
    with caller.read() as session:
        found = publishing.listed(session, limit + 1, after)
    more = next_page("/v1/footprints", found, limit)
    return FootprintsOut(items=[FootprintOut.model_validate(f) for f in found[:limit]], next=more)


@router.get("/footprints/{id}", summary="Look at a published footprint", responses=problems(*REFUSALS, 404))
def get_footprint(caller: Holder, id: Id) -> FootprintOut:  # noqa: A002 - the name in the address
    """Return a footprint with its document and who may read it."""
    with caller.read() as session:
        return FootprintOut.model_validate(publishing.get(session, id))


@router.post(
    "/partners", summary="Add a partner", status_code=201, response_class=JSONResponse,
    responses={201: {"model": PartnerMadeOut}, **problems(*REFUSALS, 409)},
)  # fmt: skip
def add_partner(bench: Bench, caller: Publisher, body: PartnerEntry, once: Once) -> Response:
    """Add a partner and make its credentials; the secret is shown this once."""

    def act(session: Session) -> Response:
        made, credentials = partners.add(session, bench.settings, caller, _stated(body))
        shown = PartnerOut.model_validate(made).model_dump()
        return _json(PartnerMadeOut(**shown, credentials=CredentialsOut.model_validate(credentials)), 201)

    return once.run(caller, act, Keyring(bench.settings.key_file))


@router.get("/partners", summary="List partners", responses=problems(*REFUSALS))
def list_partners(caller: Holder) -> PartnersOut:
    """List the partners by name."""
    with caller.read() as session:
        return PartnersOut(items=[PartnerOut.model_validate(p) for p in partners.listed(session)])


@router.put(
    "/partners/{id}", summary="Change a partner", response_class=JSONResponse,
    responses={200: {"model": PartnerOut}, **problems(*REFUSALS, 404, 409)},
)  # fmt: skip
def change_partner(
    bench: Bench,
    caller: Publisher,
    id: Id,  # noqa: A002 - the name in the address
    body: PartnerEntry,
    once: Once,
) -> Response:
    """Change what is known of a partner."""

    def act(session: Session) -> Response:
        return _json(PartnerOut.model_validate(partners.change(session, bench.settings, caller, id, _stated(body))))

    return once.run(caller, act)


@router.post(
    "/partners/{id}/keys", summary="Make a key for a partner", status_code=201, response_class=JSONResponse,
    responses={201: {"model": CredentialsOut}, **problems(*REFUSALS, 404, 409)},
)  # fmt: skip
def make_partner_key(bench: Bench, caller: Publisher, id: Id, once: Once) -> Response:  # noqa: A002
    """Make further credentials; the older ones work until they are revoked (`DELETE /v1/keys/{id}`)."""

    def act(session: Session) -> Response:
        return _json(CredentialsOut.model_validate(partners.new_key(session, caller, id)), 201)

    return once.run(caller, act, Keyring(bench.settings.key_file))


@router.get("/partners/{id}/footprints", summary="Look up a partner's footprints",
            responses=problems(*REFUSALS, 404, 502))  # fmt: skip
def list_offers(
    bench: Bench,
    caller: Holder,
    reader: Reader,
    id: Id,  # noqa: A002 - the name in the address
    productId: Annotated[str, Query(max_length=300)] = "",  # noqa: N803 - PACT's names
    companyId: Annotated[str, Query(max_length=300)] = "",  # noqa: N803
    geography: Annotated[str, Query(max_length=100)] = "",
    classification: Annotated[str, Query(max_length=300)] = "",
    status: Annotated[str, Query(max_length=20)] = "",
) -> OffersOut:
    """Ask the partner's host for its footprints, with PACT's filters, over all pages."""
    given = {
        "productId": productId, "companyId": companyId, "geography": geography, "classification": classification,
        "status": status,
    }  # fmt: skip
    filters = [(name, value) for name, value in given.items() if value]
    found = supplies.offers(bench, caller, id, filters)
    return OffersOut(
        items=[
            OfferOut(
                id=one.id,
                entry=dict(one.entry) if one.entry is not None else None,
                remarks=[describe_problem(Problem("", r), reader) for r in one.remarks],
                problems=[Place(where=p.where, what=describe_problem(p, reader)) for p in one.problems],
            )
            for one in found
        ]
    )


@router.post("/partners/{id}/footprints/{footprint}/take", summary="Take a partner's footprint into a product",
             response_class=JSONResponse,
             responses={200: {"model": ProductSummaryOut}, **problems(*REFUSALS, 404, 409, 412, 502)})  # fmt: skip
def take(
    bench: Bench,
    caller: Writer,
    id: Id,  # noqa: A002 - the name in the address
    footprint: UUID,
    body: TakeIn,
    once: Once,
) -> Response:
    """Save a new version of the product that holds the footprint, with a line that buys it where one is named."""
    if (body.process is None) != (body.line is None):
        raise InputError(Problem("line", "needs its process, and a process its line"))
    place = (body.process, body.line) if body.process is not None and body.line is not None else None

    def act() -> Response:
        saved = supplies.take(bench, caller, id, footprint, body.product, body.revision, place)
        return _json(ProductSummaryOut.model_validate(saved.summary))

    return once.run_beyond(caller, act)


@router.post("/partners/{id}/requests", summary="Ask a partner for footprints", status_code=202,
             response_class=JSONResponse,
             responses={202: {"model": MessageOut}, **problems(*REFUSALS, 404, 409)})  # fmt: skip
def ask(
    request: Request,
    bench: Bench,
    caller: Publisher,
    id: Id,  # noqa: A002 - the name in the address
    body: RequestEntry,
    once: Once,
    reader: Reader,
) -> Response:
    """Send a RequestCreatedEvent; the partner answers when it can, by an event that appears among the messages."""
    jobs: list[UUID] = []

    def act(session: Session) -> Response:
        made, job = inbox.ask(session, caller, bench.settings.public_url, id, body.product_ids, body.comment)
        jobs.append(job)
        return _json(_message(made, reader), 202)

    answer = once.run(caller, act)
    _wake(request, *jobs)
    return answer


@router.get("/messages", summary="List messages, newest first", responses=problems(*REFUSALS))
def list_messages(
    caller: Holder,
    reader: Reader,
    limit: Limit = 20,
    after: Annotated[UUID | None, Query(description="Id of the last message of the page before.")] = None,
    state: Annotated[inbox.State | None, Query(description="Only those in this state.")] = None,
) -> MessagesOut:
    """List events that came in and go out."""
    with caller.read() as session:
        found = inbox.listed(session, limit + 1, after, state)
    more = next_page("/v1/messages", found, limit, state=state)
    return MessagesOut(items=[_message(m, reader) for m in found[:limit]], next=more)


@router.get("/messages/{id}", summary="Look at a message", responses=problems(*REFUSALS, 404))
def get_message(caller: Holder, reader: Reader, id: Id) -> MessageOut:  # noqa: A002 - the name in the address
    """Return an event, and what became of it."""
    with caller.read() as session:
        return _message(inbox.get(session, id), reader)


@router.post("/messages/{id}/answer", summary="Answer a request", status_code=202,
             response_class=JSONResponse,
             responses={202: {"model": MessageOut}, **problems(*REFUSALS, 404, 409)})  # fmt: skip
def answer(
    request: Request,
    bench: Bench,
    caller: Publisher,
    id: Id,  # noqa: A002 - the name in the address
    body: AnswerEntry,
    once: Once,
    reader: Reader,
) -> Response:
    """Answer a partner's request with footprints it may read, or with the reason why not."""
    jobs: list[UUID] = []

    def act(session: Session) -> Response:
        told, job = inbox.answer(session, caller, bench.settings.public_url, id, body.footprints, body.reason)
        jobs.append(job)
        return _json(_message(told, reader), 202)

    answered = once.run(caller, act)
    _wake(request, *jobs)
    return answered


def _stated(body: PartnerEntry) -> partners.Stated:
    return partners.Stated(**body.model_dump())


def _json(shown: BaseModel, status: int = 200) -> Response:
    return JSONResponse(shown.model_dump(mode="json"), status)


def _wake(request: Request, *jobs: UUID) -> None:
    for job in jobs:
        request.app.state.queue.wake(job)


def _message(one: inbox.Message, reader: Language) -> MessageOut:
    given: dict[str, Any] = {name: getattr(one, name) for name in MessageOut.model_fields}
    given["error"] = describe_host(one.error, reader)
    given["asked"] = [AskedOut(name=name, value=value) for name, value in one.asked]
    given["fitting"] = [f.id for f in one.fitting]
    return MessageOut(**given)
