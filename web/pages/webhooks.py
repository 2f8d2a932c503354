"""Webhooks: the addresses that are told of acts, and what became of each telling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cases import webhooks
from api.cases.webhooks import KINDS, Delivery, NewWebhook, Webhook
from api.errors import ConflictError, NotFoundError
from api.host_messages import describe_host
from api.i18n import translator
from api.keyring import Keyring
from api.messages import describe_problem
from footprint.errors import InputError
from footprint.texts import Language
from web.desk import Desk
from web.pages.log import ACTIONS
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)

PAGE = 50
Several = Annotated[list[str] | None, Form()]
# Kinds with their English words, in the order in which they are offered.
OFFERED = tuple((kind, ACTIONS.get(kind, kind)) for kind in KINDS)


@dataclass(frozen=True)
class WebhooksPage:
    """Context of ``pages/webhooks.html``.

    Attributes
    ----------
    webhooks : tuple of Webhook
        Oldest first.
    made : NewWebhook, optional
        One just made or with a new secret, which is shown this once.
    url : str
        What was typed, where it was refused.
    chosen : tuple of str
        The kinds chosen with it.
    problems : tuple of str
    kinds : tuple of (kind, title)
        What may be asked for; titles in English.
    """

    webhooks: tuple[Webhook, ...]
    made: NewWebhook | None = None
    url: str = ""
    chosen: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = OFFERED

    @staticmethod
    def words(kind: str) -> str:
        """Return the English words of a kind."""
        return ACTIONS.get(kind, kind)


@dataclass(frozen=True)
class WebhookPage:
    """Context of ``pages/webhook.html``.

    Attributes
    ----------
    webhook : Webhook
    items : tuple of (Delivery, title, problem)
        Newest first, what happened in English words and what went wrong in the reader's.
    more : int or None
        Event of the last delivery, where there is a further page.
    first : bool
        Whether this is the first page.
    """

    webhook: Webhook
    items: tuple[tuple[Delivery, str, str], ...]
    more: int | None
    first: bool


@router.get("/webhooks", response_class=HTMLResponse)
def listed(request: Request, language: Lang, source: From) -> HTMLResponse:
    """List the addresses."""
    return render(request, "pages/webhooks.html", _page(source), language)


@router.post("/webhooks", response_class=HTMLResponse)
def register(
    request: Request,
    language: Lang,
    source: From,
    url: Annotated[str, Form(max_length=webhooks.LONGEST_URL)] = "",
    kinds: Several = None,
) -> HTMLResponse:
    """Have an address told of acts from now on, and show its secret this once."""
    caller, bench = source.caller, source.workbench
    caller.need("webhooks.manage")
    keyring = Keyring(bench.settings.key_file)
    try:
        with caller.write() as session:
            made = webhooks.register(session, caller, bench.outgoing, keyring, url, kinds or ())
    except (InputError, ConflictError) as error:
        page = replace(_page(source), url=url, chosen=tuple(kinds or ()), problems=_told(error, language))
        return render(request, "pages/webhooks.html", page, language, 422)
    return render(request, "pages/webhooks.html", replace(_page(source), made=made), language)


@router.get("/webhooks/{id}", response_class=HTMLResponse)
def one(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> HTMLResponse:
    """Show what an address was told."""
    caller = source.caller
    caller.need("webhooks.manage")
    with caller.read() as session:
        hook = next((hook for hook in webhooks.listed(session) if hook.id == id), None)
        if hook is None:
            raise NotFoundError(kind="webhook", name=str(id))
        found = webhooks.deliveries(session, id, PAGE + 1, before)
    page = WebhookPage(
        webhook=hook,
        items=tuple(
            (d, ACTIONS.get(d.kind, d.kind), describe_host(d.problem or "", language)) for d in found[:PAGE]
        ),
        more=found[PAGE - 1].seq if len(found) > PAGE else None,
        first=before is None,
    )
    return render(request, "pages/webhook.html", page, language)


@router.post("/webhooks/{id}/secret", response_class=HTMLResponse)
def rotate(request: Request, language: Lang, source: From, id: UUID) -> HTMLResponse:  # noqa: A002
    """Sign with a new secret from now on, and show it this once."""
    caller = source.caller
    caller.need("webhooks.manage")
    with caller.write() as session:
        made = webhooks.rotate(session, caller, Keyring(source.workbench.settings.key_file), id)
    return render(request, "pages/webhooks.html", replace(_page(source), made=made), language)


@router.post("/webhooks/{id}/stop")
def stop(language: Lang, source: From, id: UUID) -> Response:  # noqa: A002 - the name in the address
    """Tell an address nothing more."""
    source.caller.need("webhooks.manage")
    with source.caller.write() as session:
        webhooks.stop(session, source.caller, id)
    return RedirectResponse(f"/{language.lower()}/webhooks", 303)


@router.post("/webhooks/{id}/deliveries/{delivery}/again")
def again(language: Lang, source: From, id: UUID, delivery: UUID) -> Response:  # noqa: A002
    """Send a delivery that failed once more."""
    source.caller.need("webhooks.manage")
    with source.caller.write() as session:
        webhooks.again(session, source.caller, id, delivery)
    return RedirectResponse(f"/{language.lower()}/webhooks/{id}", 303)


def _told(error: InputError | ConflictError, language: Language) -> tuple[str, ...]:
    if isinstance(error, ConflictError):
        return (translator(language).gettext(error.message).format(**error.params),)
    return tuple(f"{p.where}: {describe_problem(p, language)}" for p in error.problems)


def _page(source: Desk) -> WebhooksPage:
    source.caller.need("webhooks.manage")
    with source.caller.read() as session:
        return WebhooksPage(webhooks.listed(session))
