"""Writes that are done once: the same ``Idempotency-Key`` gets the same answer, however often it is sent.

An answer that holds a secret is kept sealed with the key of this installation, and only whoever made the request
gets it again; after a day it is gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import Response

from api.access import Caller
from api.errors import ConflictError
from api.i18n import N_
from api.keyring import Keyring
from api.store import answers
from api.store.answers import KEPT

HEADERS = ("location", "etag", "content-type", "content-language")
# Marks an answer that was sealed before it was kept; it is not sent.
SEALED = "x-sealed"


@dataclass(frozen=True)
class Idempotency:
    """The key of a request, and what it asks for; without key every request is a new one."""

    key: str | None
    request_hash: str

    @classmethod
    def of(cls, key: str | None, request: Request, body: bytes) -> Idempotency:
        """Make the key of a request; ``body`` may be its digest where it was read as a stream."""
        asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + body
        return cls(key, hashlib.sha256(asked).hexdigest() if key else "")

    def run(self, caller: Caller, act: Callable[[Session], Response], keyring: Keyring | None = None) -> Response:
        """Act in one writing transaction with remembering the answer, or give the answer of the first time.

        Parameters
        ----------
        keyring : Keyring, optional
            Seals the answer, where it holds a secret.

        Raises
        ------
        ConflictError
            The key came with another request before, or of a secret from somebody else.
        """
        with caller.write() as session:
            if self.key is None:
                return act(session)
            known = self._known(session, caller, keyring)
            if known is not None:
                return known
            answer = act(session)
            self._keep(session, caller, answer, keyring)
            return answer

    def run_beyond(self, caller: Caller, act: Callable[[], Response]) -> Response:
        """Act where more than the database is concerned (a letter, a partner's host), and remember the answer then.

        What ends between the two is done again when it is asked for again: twice at worst, never lost.
        """
        if self.key is None:
            return act()
        with caller.write() as session:
            known = self._known(session, caller)
        if known is not None:
            return known
        answer = act()
        try:
            with caller.write() as session:
                self._keep(session, caller, answer)
        except IntegrityError:
            pass  # the same request ran beside this one and was remembered
        return answer

    def _known(self, session: Session, caller: Caller, keyring: Keyring | None = None) -> Response | None:
        answers.drop_before(session, caller.clock() - KEPT)
        known = answers.get(session, self.key or "")
        if known is None:
            return None
        if known.request_hash != self._hash(caller, keyring):
            message = N_("This Idempotency-Key came with another request before: use a new one.")
            raise ConflictError(message, conflict="key_reused")
        headers = dict(known.headers)
        body = known.body
        if headers.pop(SEALED, "") and keyring is not None:
            body = keyring.open(body.decode()).encode()
        return Response(body, known.status, {**headers, "Idempotent-Replay": "true"})

    def _keep(self, session: Session, caller: Caller, answer: Response, keyring: Keyring | None = None) -> None:
        kept = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
        body = bytes(answer.body)
        if keyring is not None:
            kept[SEALED], body = "1", keyring.seal(body.decode()).encode()
        asked = self._hash(caller, keyring)
        answers.add(session, self.key or "", asked, answer.status_code, kept, body, caller.clock())

    def _hash(self, caller: Caller, keyring: Keyring | None) -> str:
        if keyring is None:
            return self.request_hash
        return hashlib.sha256(f"{caller.actor}\n{self.request_hash}".encode()).hexdigest()


async def idempotency(
    request: Request,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=8,
            max_length=200,
            description="Any unique text: the same one gets the same answer for a day, and nothing is done twice.",
        ),
    ] = None,
) -> Idempotency:
    """Read the key of a request."""
    if key is None:
        return Idempotency(None, "")
    return Idempotency.of(key, request, await request.body())


Once = Annotated[Idempotency, Depends(idempotency)]
