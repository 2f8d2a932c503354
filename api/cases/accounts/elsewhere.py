"""Signing in by another service: the browser goes, comes back once, and is somebody who is known here."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.cases.accounts import signing_in
from api.cases.accounts.signing_in import SignedIn
from api.cases.workbench import Workbench
from api.credentials import new_token
from api.db.tables import PersonRow
from api.db.tenancy import EVERYBODY
from api.i18n import N_
from api.oidc import FAILED, Identity, Provider, Secrets, SignInError
from api.settings import Settings
from api.store import accounts, events

# How long somebody may take at the service.
AWAY_FOR = timedelta(minutes=10)
LOST = N_("This sign-in did not come back as it went, or took too long. Begin again.")
UNCONFIRMED = N_("The sign-in service does not confirm your e-mail address.")
UNKNOWN = N_("Nobody with your address has an account here. Ask the administrator of your organisation.")

log = logging.getLogger("footprint.oidc")


@dataclass(frozen=True)
class Departure:
    """Where the browser goes; ``token`` belongs in a cookie of its own."""

    token: str
    address: str


@dataclass(frozen=True)
class Return:
    """Who came back, and where they wanted to go."""

    signed_in: SignedIn
    language: str
    after: str


def depart(bench: Workbench, provider: Provider, language: str, after: str) -> Departure:
    """Send a browser to the service.

    Raises
    ------
    SignInError
        The service cannot be reached.
    """
    token, now = new_token(), bench.clock()
    try:
        address = provider.address(Secrets(token))
    except SignInError as error:
        log.warning("sign-in not begun: %s", error)
        raise
    with bench.database.write(EVERYBODY) as session:
        accounts.drop_departures(session, now)
        accounts.add_departure(session, token, language, after, now + AWAY_FOR)
    return Departure(token, address)


def come_back(bench: Workbench, provider: Provider, token: str, query: dict[str, str]) -> Return:
    """Sign in who comes back; whatever comes of it, the same departure comes back no second time.

    Parameters
    ----------
    token : str
        From the cookie.
    query : dict
        ``code``, ``state``, ``error``, ``iss`` as they stand in the address.

    Raises
    ------
    SignInError
        The service did not confirm, or the person has no account here.
    """
    try:
        return _come_back(bench, provider, token, query)
    except SignInError as error:
        log.warning("sign-in refused: %s", error)
        raise


def _come_back(bench: Workbench, provider: Provider, token: str, query: dict[str, str]) -> Return:
    now, sent = bench.clock(), Secrets(token)
    with bench.database.write(EVERYBODY) as session:
        gone = accounts.take_departure(session, token)
        if gone is None or gone.expires_at <= now:
            raise SignInError(LOST, "no such departure, or too long ago")
        language, after = gone.language, gone.after
    if not secrets.compare_digest(query.get("state", "").encode(), sent.state.encode()):
        raise SignInError(LOST, "another state")
    # Who mixes up services is found out by the name it gives itself (RFC 9207).
    if query.get("iss", provider.issuer) != provider.issuer:
        raise SignInError(FAILED, "the answer is of another issuer")
    if "error" in query or not query.get("code"):
        raise SignInError(FAILED, f"the service answered {query.get('error', 'nothing')[:80]!r}")
    identity = provider.identity(query["code"], sent)
    with bench.database.write(EVERYBODY) as session:
        person = _person(session, bench.settings, identity, language, now)
        return Return(signing_in.begin(session, person, now, bench.settings.sign_in_hours), language, after)


def _person(session: Session, settings: Settings, identity: Identity, language: str, now: datetime) -> PersonRow:
    """Find whom an identity is: by the service's own name for it; by a verified address only the first time."""
    domains = settings.allowed_domains
    if domains and (not identity.verified or identity.email.partition("@")[2] not in domains):
        raise SignInError(UNKNOWN if identity.verified else UNCONFIRMED, "outside the allowed domains")
    subject = f"{identity.issuer} {identity.subject}"
    person = accounts.person_by_subject(session, subject)
    if person is None:
        if not identity.verified or not identity.email:
            raise SignInError(UNCONFIRMED, "no verified address")
        person = accounts.person_by_email(session, identity.email)
        if person is None and settings.oidc_join == "invitation":
            person = _invited(session, identity, language, now)
        if person is None:
            raise SignInError(UNKNOWN, "an unknown address")
        if person.oidc_subject is not None:
            raise SignInError(UNKNOWN, "the address belongs to another subject")
        if person.disabled_at is None:
            person.oidc_subject = subject
            events.append(
                session, at=now, actor=f"person:{person.id}", action="person.linked", subject=str(person.id),
                detail={"issuer": identity.issuer},
            )  # fmt: skip
    if person.disabled_at is not None:
        raise SignInError(UNKNOWN, "a disabled account")
    return person


def _invited(session: Session, identity: Identity, language: str, now: datetime) -> PersonRow | None:
    """Let somebody in whom an organisation invited: the address is proven, as the link would prove it."""
    links = [link for link in accounts.open_invitations(session, identity.email, now) if link.organisation_id]
    if not links:
        return None
    name = identity.name or identity.email.partition("@")[0]
    person = accounts.add_person(session, identity.email, name, language, now)
    for link in links:
        if link.organisation_id is None:
            continue
        held = accounts.roles(session, person.id).get(link.organisation_id, frozenset())
        accounts.set_roles(session, link.organisation_id, person.id, held | frozenset(link.roles), now)
        link.used_at = now
        events.append(
            session, at=now, actor=f"person:{person.id}", action="member.joined", subject=str(person.id),
            detail={"roles": link.roles}, organisation=link.organisation_id,
        )  # fmt: skip
    return person
