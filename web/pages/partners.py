"""Partners: requests that wait for an answer, published footprints, companies we exchange with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cases import calculations
from api.cases.exchange import inbox, partners, publishing
from api.cases.exchange.inbox import Message
from api.cases.exchange.partners import Credentials, Partner
from api.cases.exchange.publishing import Published
from api.cases.exports import read_statement
from api.errors import ConflictError
from api.host_messages import describe_host
from api.i18n import translator
from api.messages import describe_problem
from footprint.errors import InputError
from footprint.texts import Language
from web.desk import Desk
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)

Short = Annotated[str, Form(max_length=500)]
Ids = Annotated[list[UUID] | None, Form()]
SHOWN = 50
UUID_OR_NONE = r"^([0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12})?$"


@dataclass(frozen=True)
class PartnersPage:
    """Context of ``pages/partners.html``.

    Attributes
    ----------
    writes : bool
        Whether the reader may publish, answer and add partners.
    waiting : tuple of Message
        Requests that wait, newest first.
    others : tuple of (Message, str)
        The other messages, with what went wrong in words.
    runs : tuple of calculations.Summary
        What could be published.
    names : dict of UUID to str
        Names of partners.
    base_url : str
        Where partners find this service.
    credentials : Credentials, optional
        Of a partner just added, shown this once.
    problems : tuple of str
    """

    writes: bool
    waiting: tuple[Message, ...]
    others: tuple[tuple[Message, str], ...]
    published: tuple[Published, ...]
    partners: tuple[Partner, ...]
    runs: tuple[calculations.Summary, ...]
    base_url: str
    credentials: Credentials | None = None
    problems: tuple[str, ...] = ()

    def name(self, partner: UUID) -> str:
        """Return the name of a partner."""
        return next((one.name for one in self.partners if one.id == partner), str(partner))


@router.get("/partners", response_class=HTMLResponse)
def show(request: Request, language: Lang, source: From) -> HTMLResponse:
    """Show what waits, what was published, and to whom."""
    return render(request, "pages/partners.html", _page(source, language), language)


@router.post("/partners/messages/{message}", response_model=None)
def answer(
    request: Request, language: Lang, source: From, message: UUID, footprints: Ids = None, reason: Short = ""
) -> Response:
    """Answer a request: with footprints, or with the reason why not."""
    caller = source.caller
    caller.need("footprints.write")
    try:
        with caller.write() as session:
            _, job = inbox.answer(
                session, caller, _public(source), message, footprints or (), "" if footprints else reason
            )
    except (InputError, ConflictError) as error:
        return _refused(request, source, language, error)
    request.app.state.queue.wake(job)
    return _back(language)


@router.post("/partners", response_model=None)
def add(
    request: Request,
    language: Lang,
    source: From,
    name: Short,
    base_url: Short = "",
    client_id: Short = "",
    client_secret: Short = "",
) -> Response:
    """Add a partner and show its credentials this once."""
    caller = source.caller
    caller.need("footprints.write")
    stated = partners.Stated(name, base_url.strip(), "", client_id.strip(), client_secret.strip())
    try:
        with caller.write() as session:
            _, made = partners.add(session, source.workbench.settings, caller, stated)
    except InputError as error:
        return _refused(request, source, language, error)
    return render(request, "pages/partners.html", replace(_page(source, language), credentials=made), language)


@router.post("/partners/footprints", response_model=None)
def publish(
    request: Request,
    language: Lang,
    source: From,
    run_id: Short,
    company_id: Short,
    product_id: Short = "",
    cpc: Short = "",
    mass: Short = "",
    fossil_carbon: Short = "",
    exempted: Short = "",
    packaging: Short = "",
    stages: Short = "",
    readers: Ids = None,
    replaces: Annotated[str, Form(pattern=UUID_OR_NONE)] = "",
) -> Response:
    """Publish a calculation to partners."""
    caller = source.caller
    caller.need("footprints.write")
    given: dict[str, Any] = {
        "company_ids": [company_id.strip()] if company_id.strip() else [],
        "product_ids": [product_id.strip()] if product_id.strip() else [],
        "classifications": [f"urn:pact:productclassification:un-cpc:{cpc.strip()}"] if cpc.strip() else [],
        "mass": mass.strip(), "fossil_carbon": fossil_carbon.strip(), "exempted_percent": exempted.strip(),
        "packaging_included": packaging == "yes" if packaging else "",
        "stages": stages.replace(",", " ").split() or "",
    }  # fmt: skip
    try:
        stated = read_statement({k: v for k, v in given.items() if v != ""})
        with caller.write() as session:
            former = UUID(replaces) if replaces else None
            made = publishing.publish(session, caller, _public(source), run_id, stated, readers or None, former)
    except (InputError, ConflictError) as error:
        return _refused(request, source, language, error)
    for job in made.jobs:
        request.app.state.queue.wake(job)
    return _back(language)


def _back(language: Language) -> Response:
    return RedirectResponse(f"/{language.lower()}/partners", 303)


def _public(source: Desk) -> str:
    return source.workbench.settings.public_url


def _refused(request: Request, source: Desk, language: Language, error: InputError | ConflictError) -> HTMLResponse:
    if isinstance(error, InputError):
        told = tuple(f"{p.where}: {describe_problem(p, language)}" for p in error.problems)
    else:
        told = (translator(language).gettext(error.message).format(**error.params),)
    return render(request, "pages/partners.html", replace(_page(source, language), problems=told), language, 422)


def _page(source: Desk, language: Language) -> PartnersPage:
    caller = source.caller
    caller.need("footprints.read")
    with caller.read() as session:
        return PartnersPage(
            writes=caller.may("footprints.write"),
            waiting=inbox.listed(session, SHOWN, state=inbox.WAITING),
            others=tuple(
                (one, describe_host(one.error, language))
                for one in inbox.listed(session, SHOWN)
                if one.state != inbox.WAITING
            ),
            published=publishing.listed(session, SHOWN),
            partners=partners.listed(session),
            runs=tuple(calculations.recent(session, SHOWN)),
            base_url=f"{_public(source)}/pact",
        )
