"""The log: what was done that concerns the organisation, by whom, and whether the chain holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.cases import log, people, products
from api.cases.declarations.words import DONE
from api.cases.log import Act, Verified
from api.errors import NotFoundError
from api.i18n import N_
from footprint.texts import Language
from web.pages.jobs import TITLES
from web.site import ANYBODY, From, Lang, render
from web.texts import gettext, label, words

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

PAGE = 50
# English words of what is done; an action without a word stands for itself.
ACTIONS: Mapping[str, str] = MappingProxyType({
    "product.created": N_("saved a product"), "product.saved": N_("saved a version"),
    "product.calculated": N_("calculated a version"), "product.archived": N_("put a product away"),
    "product.restored": N_("took a product out again"), "calculation.created": N_("stored a calculation"),
    "certificates.claimed": N_("claimed green certificates"), "job.started": N_("started a job"),
    "job.done": N_("a job was done"), "job.failed": N_("a job failed"), "job.cancelled": N_("cancelled a job"),
    "member.invited": N_("invited somebody"), "member.joined": N_("joined"), "member.roles": N_("set roles"),
    "person.signed_in": N_("signed in"), "person.signed_out": N_("signed out"),
    "person.new_password": N_("set a new password"), "person.locked": N_("an account was locked"),
    "key.made": N_("made a key"), "key.revoked": N_("revoked a key"),
    "organisation.founded": N_("founded the organisation"),
    "person.linked": N_("joined a sign-in of another house to the account"),
    "webhook.made": N_("set up a webhook"), "webhook.stopped": N_("stopped a webhook"),
    "webhook.secret_rotated": N_("changed the secret of a webhook"),
    "signing_key.added": N_("the installation took a new signing key"),
    "log.checkpointed": N_("the end of the log was signed"),
    "background.imported": N_("imported a background"),
    "comment.opened": N_("opened a comment"), "comment.answered": N_("answered a comment"),
    "comment.resolved": N_("resolved a comment"), "comment.reopened": N_("reopened a comment"),
    "file.added": N_("kept an evidence file"), "file.removed": N_("removed an evidence file"),
    "footprint.published": N_("published a footprint to partners"),
    "message.received": N_("a partner sent a message"), "message.queued": N_("a message to a partner was queued"),
    "message.delayed": N_("a message to a partner waits"), "message.sent": N_("a message reached the partner"),
    "message.failed": N_("a message to a partner failed"),
    "message.answered": N_("answered a request"), "message.rejected": N_("declined a request"),
    "partner.added": N_("added a partner"), "partner.changed": N_("changed a partner"),
    "product.supplied": N_("took a supplier's footprint into a product"),
    **{f"declaration.{name}": words for name, words in DONE.items()},
})  # fmt: skip
KINDS: Mapping[str, str] = MappingProxyType({
    "product": N_("Products"), "calculation": N_("Calculations"), "certificates": N_("Green certificates"),
    "job": N_("Jobs"), "member": N_("Members"), "person": N_("People"), "key": N_("Keys"),
    "organisation": N_("Organisation"), "declaration": N_("Declarations"), "file": N_("Files"),
    "footprint": N_("Footprints of partners"), "partner": N_("Partners"), "webhook": "Webhooks",
    "signing_key": N_("Signing keys"), "log": N_("Log"), "comment": N_("Comments"), "message": N_("Messages"),
    "background": N_("Backgrounds"),
})  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """An act as the page shows it: in words, and what it is about, with where that is (without the language)."""

    act: Act
    what: str
    about: str
    href: str
    detail: str


@dataclass(frozen=True)
class LogPage:
    """Context of ``pages/log.html``.

    Attributes
    ----------
    items : tuple of Shown
        Newest first.
    more : int or None
        Number of the last event, where there is a further page.
    first : bool
        Whether this is the first page.
    kind : str
        What the list is narrowed to; empty for all.
    kinds : tuple of (kind, title)
    product : str
        Id of the product it is narrowed to; empty for all.
    product_name : str
    verified : Verified or None
        Up to where the chain was verified; None before the first time.
    """

    items: tuple[Shown, ...]
    more: int | None
    first: bool
    kind: str
    kinds: tuple[tuple[str, str], ...]
    product: str
    product_name: str
    verified: Verified | None


@router.get("/log", response_class=HTMLResponse)
def listed(
    request: Request,
    language: Lang,
    source: From,
    kind: Annotated[str, Query(max_length=80)] = "",
    product: Annotated[str, Query(max_length=40)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> HTMLResponse:
    """List the acts that concern the organisation."""
    source.caller.need("events.read")
    try:
        only = UUID(product) if product else None
    except ValueError:
        raise HTTPException(422) from None
    with source.caller.read() as session:
        found = log.listed(session, PAGE + 1, before, kind=kind, product=only)
        known = people.people(session)
        names = {
            act.subject: _product(session, act.subject, language)
            for act in found[:PAGE]
            if act.action.startswith(("product.", "certificates."))
        }
        page = LogPage(
            items=tuple(_shown(act, known, names, language) for act in found[:PAGE]),
            more=found[PAGE - 1].seq if len(found) > PAGE else None,
            first=before is None,
            kind=kind,
            kinds=tuple((one, KINDS.get(one, one)) for one in log.kinds(session)),
            product=product,
            product_name=_product(session, product, language) if product else "",
            verified=log.verified(session),
        )
    return render(request, "pages/log.html", page, language)


@router.post("/log/verify")
def verify(request: Request, language: Lang, source: From) -> RedirectResponse:
    """Verify the chain from its first event, as a job."""
    source.caller.need("events.read")
    with source.caller.write() as session:
        job = log.verify(session, source.caller)
    request.app.state.queue.wake(job.id)
    return RedirectResponse(f"/{language.lower()}/jobs/{job.id}", 303)


def _shown(act: Act, known: people.People, names: Mapping[str, str], language: Language) -> Shown:
    _ = gettext(language)
    about, href = "", ""
    detail = "; ".join(f"{key}: {_plain(value)}" for key, value in act.detail.items())
    match act.action.partition(".")[0]:
        case "product" | "certificates":
            about, href = names.get(act.subject, ""), f"/products/{act.subject}"
            if "version" in act.detail:
                detail = _("version %(number)s") % {"number": act.detail["version"]}
        case "calculation":
            about, href = str(act.detail.get("model") or act.subject[:12]), f"/results/{act.subject}"
            detail = ""
        case "declaration":
            about, href = _("Declaration"), f"/declarations/{act.subject}"
            detail = str(act.detail.get("text", ""))
        case "job":
            kind = str(act.detail.get("kind", ""))
            about, href = _(TITLES.get(kind, kind)), f"/jobs/{act.subject}"
            detail = ""
        case "member" | "person" | "key":
            of = "key" if act.action.startswith("key.") else "person"
            about = known.actor(f"{of}:{act.subject}")[0]
            about = "" if about == act.who and of == "person" else about
            if "roles" in act.detail:
                detail = ", ".join(_(label("role", role)) for role in act.detail["roles"])
            elif act.action == "member.roles":
                parts = (act.detail["before"], act.detail["after"])
                detail = " → ".join(", ".join(_(label("role", r)) for r in roles) or "–" for roles in parts)
            elif act.action.startswith("person."):
                detail = ""
    return Shown(act, ACTIONS.get(act.action, act.action), about, href, detail)


def _plain(value: object) -> str:
    """Write a value of an event's detail; hashes shortly."""
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "–"
    text = str(value)
    return f"{text[:12]}…" if len(text) == 64 else text


def _product(session: object, product: str, language: Language) -> str:
    try:
        found = products.opened(session, UUID(product)).summary  # type: ignore[arg-type]
    except (NotFoundError, ValueError):
        return product
    return words(found.name, language) or found.model or product
