"""Writes that are done once: the same ``Idempotency-Key`` gets the same answer, however often it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from api.access import Caller
from api.errors import ConflictError
from api.i18n import N_
from api.store import answers

KEPT = timedelta(days=1)
HEADERS = ("location", "etag", "content-type", "content-language")


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

    def run(self, caller: Caller, act: Callable[[Session], Response]) -> Response:
        """Act in one writing transaction with remembering the answer, or give the answer of the first time.

        Raises
        ------
        ConflictError
            The key came with another request before.
        """
        with caller.write() as session:
            if self.key is None:
                return act(session)
            at = caller.clock()
            answers.drop_before(session, at - KEPT)
            known = answers.get(session, self.key)
            if known is not None:
                if known.request_hash != self.request_hash:
                    message = N_("This Idempotency-Key came with another request before: use a new one.")
                    raise ConflictError(message, conflict="key_reused")
                return Response(known.body, known.status, {**known.headers, "Idempotent-Replay": "true"})
            answer = act(session)
            kept = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
            answers.add(session, self.key, self.request_hash, answer.status_code, kept, bytes(answer.body), at)
            return answer


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
