"""The browsers a person is signed in with: seen, and signed out one by one or all at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.access import Caller
from api.cases.workbench import Workbench
from api.credentials import digest
from api.db.tenancy import EVERYBODY
from api.errors import AccessError, NotFoundError
from api.store import accounts, events

# Of the hash of a token: enough to tell one's own sign-ins apart, and no way back to the token.
ID_LENGTH = 16
SIGNED_OUT = "person.signed_out"


@dataclass(frozen=True)
class SignIn:
    """A browser that is signed in; ``this`` is the one that asks."""

    id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    this: bool


def person_of(caller: Caller) -> UUID:
    """Return the person who asks.

    Raises
    ------
    AccessError
        A program, or nobody.
    """
    if caller.person is None or caller.kind != "person":
        raise AccessError(signed_in=caller.kind != "nobody")
    return caller.person


def listed(bench: Workbench, caller: Caller, token: str = "") -> tuple[SignIn, ...]:
    """List the sign-ins of whoever asks, last used first."""
    person, mine, now = person_of(caller), digest(token), bench.clock()
    with bench.database.read(EVERYBODY) as session:
        return tuple(
            SignIn(
                row.token_hash[:ID_LENGTH], row.created_at, row.seen_at, row.expires_at, row.token_hash == mine
            )
            for row in accounts.sign_ins_of(session, person)
            if row.expires_at > now
        )  # fmt: skip


def end(bench: Workbench, caller: Caller, sign_in: str | None = None) -> int:
    """Sign out one browser of whoever asks, or all of them; return how many.

    Raises
    ------
    NotFoundError
        There is no such sign-in of theirs.
    """
    person = person_of(caller)
    with bench.database.write(EVERYBODY) as session:
        rows = accounts.sign_ins_of(session, person)
        gone = [row.token_hash for row in rows if sign_in is None or row.token_hash[:ID_LENGTH] == sign_in]
        if sign_in is not None and not gone:
            raise NotFoundError(kind="sign_in", name=sign_in)
        accounts.drop_sign_ins(session, gone)
        events.append(
            session, at=bench.clock(), actor=caller.actor, action=SIGNED_OUT, subject=str(person),
            detail={"sign_ins": len(gone)}, organisation=caller.tenant.organisation,
        )  # fmt: skip
    return len(gone)
