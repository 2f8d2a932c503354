"""HEAD on what everybody may read, answered as GET is, without the body.

Whoever checks a link or reads a code asks this way whether there is something: the register with its labels and
papers, product numbers, label schemes, schemas and keys, and the label and the paper of a calculation. Elsewhere
HEAD is not taken: to work an answer out only to throw it away serves nobody there, and some of them never end.
"""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from footprint.texts import LANGUAGES

_TONGUE = f"(?:/(?:{'|'.join(tag.lower() for tag in LANGUAGES)}))?"
_PUBLIC = re.compile(
    "|".join((
        rf"{_TONGUE}/register(?:/.*)?",
        r"/v1/register(?:/.*)?",
        r"/01/.*",
        rf"{_TONGUE}/results/[^/]+(?:/label(?:\.[a-z]+)?)?",
        r"/v1/calculations/[^/]+/(?:label(?:/artwork)?|declaration|recognition)",
        r"/v1/(?:labels|recognition|schemas)(?:/.*)?",
        r"/\.well-known/jwks\.json",
    )),
    re.DOTALL,
)  # fmt: skip


def answers_head(path: str) -> bool:
    """Tell whether HEAD is answered at an address where GET is."""
    return _PUBLIC.fullmatch(path) is not None


class Heads:
    """Asks for the answer to GET and sends its status and headers alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; of the answer to HEAD leave the body out."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or not answers_head(scope["path"]):
            await self.app(scope, receive, send)
            return

        async def bare(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # A copy: the server itself looks up here which method it answers.
        asked = {**scope, "method": "GET"}
        try:
            await self.app(asked, receive, bare)
        finally:
            scope.update(asked, method="HEAD")  # the route and the caller, for log and metrics
