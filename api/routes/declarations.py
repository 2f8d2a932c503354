"""Declarations: made from a calculation, handed in, reviewed, decided by two people, published."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases import calculations, papers
from api.cases.declarations import (
    checklist,
    listing,
    making,
    paper,
    plain,
    proofs,
    publishing,
    reviewing,
    sampling,
    workflow,
)
from api.cases.declarations.acts import Side, Status
from api.cases.declarations.words import item_title
from api.cases.workbench import Workbench
from api.messages import finding_from
from api.problems import finding
from api.routes.answers import FindingOut, problems, texts
from api.routes.declaration_answers import (
    AnyAct,
    Assign,
    BodiesOut,
    BodyOut,
    Change,
    Check,
    ChecklistOut,
    DeclarationIn,
    DeclarationOut,
    DeclarationsOut,
    DisclosureOut,
    DoneOut,
    GroupOut,
    HistoryOut,
    ItemOut,
    Publish,
    Recommend,
    RecomputedOut,
    SaidOut,
    SampleOut,
    Submit,
    Take,
    WarningOut,
    WarningsOut,
)
from api.routes.files import SENT, sent
from api.routes.inputs import Anybody, Bench, Id, Limit, Reader, needs
from api.routes.once import Once
from api.routes.paging import next_page
from api.routes.strict import StrictRoute
from footprint.texts import Language
from rules.disclosure import load_disclosure

router = APIRouter(prefix="/v1", tags=["declarations"], route_class=StrictRoute)

Party = Annotated[Caller, needs("declarations.read")]
READING = problems(401, 403, 404, 422)
WRITING = problems(400, 401, 403, 404, 409, 412, 413, 415, 422)


@router.get("/bodies", summary="List labelling bodies", responses=problems(401, 403))
def bodies(caller: Party) -> BodiesOut:
    """List the labelling bodies to which a declaration can be handed."""
    with caller.read() as session:
        return BodiesOut(items=[BodyOut(id=key, name=name) for key, name in making.bodies(session)])


@router.get("/disclosure", summary="Say who sees what of a declaration")
def disclosure(_caller: Anybody) -> DisclosureOut:
    """List the groups of fields: always public, the holder's choice, or for the two parties only."""
    found = load_disclosure()
    return DisclosureOut(
        version=found.version,
        groups=[
            GroupOut(id=key, level=g.level, title=texts(g.title), reason=texts(g.reason), label=list(g.label))
            for key, g in found.groups.items()
        ],
    )


@router.get("/declarations", summary="List declarations", responses=READING)
def listed(
    caller: Party,
    limit: Limit = 50,
    after: Annotated[UUID | None, Query(description="Id of the last of the page before.")] = None,
    side: Annotated[Side | None, Query(description="Only those made here, or only those handed here.")] = None,
    status: Annotated[Status | None, Query(description="Only those that stand so.")] = None,
    product: Annotated[UUID | None, Query(description="Only those of this product.")] = None,
    mine: Annotated[bool, Query(description="Only those that the caller reviews.")] = False,
) -> DeclarationsOut:
    """List the declarations that the organisation has made, or was handed; last changed first."""
    with caller.read() as session:
        found = listing.listed(
            session, caller, limit + 1, after, side=side or "", statuses=[status] if status else (),
            product=product, mine=mine,
        )  # fmt: skip
    more = next_page("/v1/declarations", found, limit, side=side, status=status, product=product, mine=mine or None)
    return DeclarationsOut(items=[DeclarationOut.model_validate(one) for one in found[:limit]], next=more)


@router.post(
    "/declarations", summary="Declare a calculation", status_code=201, response_class=JSONResponse,
    responses={201: {"model": DeclarationOut}, **WRITING},
)  # fmt: skip
def make(caller: Annotated[Caller, needs("declarations.submit")], body: DeclarationIn, once: Once) -> Response:
    """Make a draft of a declaration from a calculation of a product."""

    def act(session: Session) -> Response:
        row = making.make(
            session, caller, body.product, body.run_id, body.scheme, withheld=body.withheld, replaces=body.replaces
        )
        return _answer(session, caller, row.id, 201)

    return once.run(caller, act)


@router.get("/declarations/{id}", summary="Read a declaration", responses=READING)
def read(caller: Party, id: Id) -> DeclarationOut:  # noqa: A002 - the name in the address
    """Return a declaration, with what the caller may do now."""
    with caller.read() as session:
        return DeclarationOut.model_validate(listing.get(session, caller, id))


@router.post(
    "/declarations/{id}/acts", summary="Act on a declaration", status_code=201, response_class=JSONResponse,
    responses={201: {"model": DeclarationOut}, **WRITING},
)  # fmt: skip
def act(request: Request, caller: Party, bench: Bench, id: Id, body: AnyAct, once: Once) -> Response:  # noqa: A002
    """Do one act; which ones may be done, by whom and when, says docs/review.md."""
    jobs: list[UUID] = []

    def run(session: Session) -> Response:
        perform(session, caller, bench, id, body)
        jobs.extend(papers.ordered_for(session, id) if body.act == "published" else ())
        return _answer(session, caller, id, 201)

    answer = once.run(caller, run)
    for job in jobs:
        request.app.state.queue.wake(job)
    return answer


@router.get("/declarations/{id}/acts", summary="List what was done", responses=READING)
def history(caller: Party, id: Id) -> HistoryOut:  # noqa: A002
    """List the acts on a declaration, oldest first, as far as the caller's side sees them."""
    with caller.read() as session:
        return HistoryOut(items=[DoneOut.model_validate(one) for one in listing.history(session, id)])


@router.get("/declarations/{id}/record", summary="Read the record", responses=READING)
def record(caller: Party, id: Id) -> dict[str, Any]:  # noqa: A002
    """Return the record that is declared, whole: for both sides, also to be recomputed elsewhere."""
    with caller.read() as session:
        row = workflow.row_of(session, id)
        return {"run_id": row.run_id, **calculations.get(session, row.run_id).record}


@router.get(
    "/declarations/{id}/declaration", summary="Read the whole declaration as PDF", response_class=Response,
    responses={
        200: {
            "description": "PDF/A-3 with record and label embedded; signed once it is published.",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        },
        **problems(401, 403, 404, 422, 503),
    },
)  # fmt: skip
def document(
    caller: Party,
    bench: Bench,
    id: Id,  # noqa: A002
    reader: Reader,
    language: Annotated[Language | None, Query(description="Language; else that of `Accept-Language`.")] = None,
) -> Response:
    """Return the declaration with everything in it, for both sides: a draft until it is published."""
    tongue = language or reader
    made = paper.declaration(bench, caller, id, tongue)
    headers = {
        "Content-Disposition": f'inline; filename="declaration-{tongue}.pdf"',
        "Content-Language": tongue,
        "Vary": "Accept-Language",
        "Cache-Control": "private, no-store",
    }
    return Response(made, media_type="application/pdf", headers=headers)


@router.get("/declarations/{id}/warnings", summary="List what has to be answered", responses=READING)
def warnings(caller: Party, id: Id, language: Reader) -> WarningsOut:  # noqa: A002
    """List the warnings of the calculation, each with the key under which it is answered."""
    with caller.read() as session:
        row = workflow.row_of(session, id)
        asked = making.to_answer(calculations.get(session, row.run_id).record)
    return WarningsOut(
        items=[
            WarningOut(key=key, finding=FindingOut.model_validate(finding(finding_from(found), language)))
            for key, found in asked.items()
        ]
    )


@router.get("/declarations/{id}/checklist", summary="Read the checklist", responses=READING)
def items(caller: Party, bench: Bench, id: Id, language: Reader) -> ChecklistOut:  # noqa: A002
    """Return what a reviewer goes through, and what was said of it."""
    with caller.read() as session:
        found = checklist.of(session, bench, workflow.row_of(session, id))
    return ChecklistOut(
        items=[_item(one, language) for one in found.items], open=len(found.open), refused=len(found.refused)
    )


@router.get("/declarations/{id}/sample", summary="Read the sample plan", responses=READING)
def sample(caller: Party, id: Id) -> SampleOut:  # noqa: A002
    """Say which lines to verify at the source, by contribution, risk and chance, and why."""
    with caller.read() as session:
        return SampleOut.model_validate(sampling.plan(session, caller, id).to_dict())


@router.post("/declarations/{id}/recompute", summary="Recompute the record", responses=READING)
def recompute(caller: Party, bench: Bench, id: Id) -> RecomputedOut:  # noqa: A002
    """Calculate the record again here, and compare the bytes."""
    with caller.read() as session:
        row = workflow.row_of(session, id)
        stored = calculations.get(session, row.run_id).record
    found = sampling.recomputed(bench, stored)
    return RecomputedOut(run_id=found.run_id, same=not found.changed, changed=list(found.changed))


@router.get(
    "/declarations/{id}/files/{sha256}", summary="Fetch a file the record names", response_class=Response,
    responses=SENT,
)  # fmt: skip
def proof(
    request: Request,
    caller: Party,
    id: Id,  # noqa: A002
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="As the record names it.")],
    if_none_match: Annotated[str | None, Header(alias="If-None-Match")] = None,
) -> Response:
    """Return the bytes of an evidence file: for the labelling body, and only if the record names it."""
    with caller.read() as session:
        file = proofs.file(session, caller, id, sha256)
    return sent(request, file, if_none_match)


def perform(session: Session, caller: Caller, bench: Workbench, declaration_id: UUID, body: AnyAct) -> None:
    """Do what an act asks for."""
    revision, said = body.revision, body.text
    match body:
        case Change():
            making.change(
                session, caller, declaration_id, revision=revision, run_id=body.run_id, scheme=body.scheme,
                withheld=body.withheld,
            )  # fmt: skip
        case Submit():
            making.submit(session, caller, declaration_id, body.body, body.answers, text=said, revision=revision)
        case Take():
            reviewing.take(session, caller, declaration_id, body.reviewer, revision=revision)
        case Assign():
            reviewing.assign(session, caller, declaration_id, body.reviewer, revision=revision)
        case Check():
            reviewing.check(
                session, caller, bench, declaration_id, body.item, body.verdict, text=said, revision=revision
            )
        case Recommend():
            reviewing.recommend(
                session, caller, bench, declaration_id, said, body.language, body.assurance, revision=revision
            )
        case Publish():
            issue = publishing.Issue(body.number, body.report_number, body.evaluation, body.expires)
            publishing.publish(session, caller, bench, declaration_id, issue, revision=revision)
        case _:
            plain.act(session, caller, declaration_id, body.act, said, revision)


def _answer(session: Session, caller: Caller, declaration_id: UUID, status: int) -> Response:
    found = DeclarationOut.model_validate(listing.get(session, caller, declaration_id))
    headers = {"Location": f"/v1/declarations/{declaration_id}"}
    return JSONResponse(found.model_dump(mode="json"), status, headers=headers)


def _item(item: checklist.Item, language: Language) -> ItemOut:
    return ItemOut(
        id=item.id,
        kind=item.kind,
        title=item_title(item, language),
        finding=FindingOut.model_validate(finding(item.finding, language)) if item.finding else None,
        test=item.test.status if item.test else None,
        answer=item.answer,
        said=SaidOut.model_validate(item.said) if item.said else None,
    )
