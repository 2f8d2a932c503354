"""A partner as its pages show it: what is known of it, what it offers, and why something was refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.cases.exchange import partners
from api.cases.exchange.partners import Credentials, Partner
from api.cases.exchange.supplies import Offer
from api.errors import ConflictError
from api.host_messages import describe_host
from api.i18n import translator
from api.messages import describe_problem
from api.outgoing import UnreachableError
from footprint.errors import InputError, Problem
from footprint.texts import Language
from web.desk import Desk
from web.pages import suppliers
from web.pages.suppliers import SupplierCard
from web.site import render
from web.texts import gettext

Refusal = InputError | ConflictError | UnreachableError


@dataclass(frozen=True)
class Offered:
    """A footprint at the partner's host: as a card of the form, or why it cannot be taken."""

    id: str
    card: SupplierCard | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class PartnerPage:
    """Context of ``pages/partner.html``.

    Attributes
    ----------
    partner : Partner
    base_url : str
        Where partners find this service.
    writes, revokes : bool
        Whether the reader may change it, and revoke its keys.
    credentials : Credentials, optional
        Of a key just made, shown this once.
    saved, asked : bool
        Whether it was changed, or asked, a moment ago.
    looked : bool
        Whether its host was asked for what it offers.
    offers : tuple of Offered
    product_id : str
        What the offers were narrowed to.
    problems : tuple of str
    """

    partner: Partner
    base_url: str
    writes: bool
    revokes: bool
    credentials: Credentials | None = None
    saved: bool = False
    asked: bool = False
    looked: bool = False
    offers: tuple[Offered, ...] = ()
    product_id: str = ""
    problems: tuple[str, ...] = ()


def offered(found: Offer, language: Language) -> Offered:
    """Word what a host offers: as a card, or why it cannot be taken."""
    made = None
    if found.entry is not None:
        made = suppliers.card(found.entry, language)
        remarks = tuple(describe_problem(Problem("", r), language) for r in found.remarks)
        made = replace(made, remarks=remarks)
    problems = tuple(f"{p.where} {describe_problem(p, language)}".strip() for p in found.problems)
    return Offered(found.id, made, problems)


def page_of(source: Desk, partner: UUID) -> PartnerPage:
    """Return what is known of a partner."""
    caller = source.caller
    caller.need("footprints.read")
    with caller.read() as session:
        known = partners.get(session, partner)
    return PartnerPage(
        partner=known,
        base_url=f"{source.workbench.settings.public_url}/pact",
        writes=caller.may("footprints.write"),
        revokes=caller.may("keys.manage"),
    )


def refused(request: Request, page: PartnerPage, language: Language, error: Refusal) -> HTMLResponse:
    """Show the partner with the reason of a refusal."""
    shown = replace(page, problems=told(error, language))
    return render(request, "pages/partner.html", shown, language, status(error))


def status(error: Refusal) -> int:
    """Return the status of a refusal."""
    return 502 if isinstance(error, UnreachableError) else 409 if isinstance(error, ConflictError) else 422


def told(error: Refusal, language: Language) -> tuple[str, ...]:
    """Say why something was refused."""
    if isinstance(error, UnreachableError):
        _ = gettext(language)
        unreached = _("The partner's host cannot be reached")
        return (f"{unreached} – {describe_host(str(error), language)}",)
    if isinstance(error, ConflictError):
        return (translator(language).gettext(error.message).format(**error.params),)
    return tuple(f"{p.where}: {describe_problem(p, language)}" for p in error.problems)
