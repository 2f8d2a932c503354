"""What people do before the service knows them: sign in, take a link, ask for a new password.

Each opens its own session of everybody, because there is no organisation yet to look into.
"""

from __future__ import annotations

from uuid import UUID

from api.cases.accounts import letters, members, signing_in
from api.cases.accounts.members import Offer
from api.cases.accounts.signing_in import SignedIn
from api.cases.workbench import Workbench
from api.db.tenancy import EVERYBODY
from api.errors import NotFoundError
from api.mail import Mail


def sign_in(bench: Workbench, email: str, password: str) -> SignedIn | None:
    """Sign in with address and password; None when they do not fit."""
    with bench.database.write(EVERYBODY) as session:
        return signing_in.with_password(session, email, password, bench.clock(), bench.settings.sign_in_hours)


def sign_out(bench: Workbench, token: str) -> None:
    """Sign out."""
    with bench.database.write(EVERYBODY) as session:
        signing_in.end(session, token, bench.clock())


def act_for(bench: Workbench, token: str, organisation: UUID) -> None:
    """Act for another organisation; see :func:`api.cases.accounts.signing_in.act_for`."""
    with bench.database.write(EVERYBODY) as session:
        signing_in.act_for(session, token, organisation)


def ask_new_password(bench: Workbench, mail: Mail, email: str) -> None:
    """Send a link for a new password, if the address is known; the caller cannot tell."""
    with bench.database.write(EVERYBODY) as session:
        token = members.ask_new_password(session, email, bench.clock())
    if token is not None:
        letters.new_password(mail, bench.settings.public_url, email, token)


def offer(bench: Workbench, token: str) -> Offer | None:
    """Tell what a link offers; None when it does not work any more."""
    with bench.database.read(EVERYBODY) as session:
        try:
            return members.offer(session, token, bench.clock())
        except NotFoundError:
            return None


def take(bench: Workbench, token: str, name: str, password: str, language: str) -> SignedIn:
    """Use a link and be signed in; see :func:`api.cases.accounts.members.take`."""
    now = bench.clock()
    with bench.database.write(EVERYBODY) as session:
        person = members.take(session, token, name, password, language, now)
        return signing_in.begin(session, person, now, bench.settings.sign_in_hours)
