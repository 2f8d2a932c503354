"""Middleware that holds for pages and API alike: headers, size of bodies, writes from other sites."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import RequestError
from api.i18n import N_
from api.problems import language_of, problem_of
from api.settings import is_loopback

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers send "Origin: null" on our own forms, and over plain HTTP nothing else
    # tells those from a stranger's. Other sites learn nothing either way.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class SecurityHeaders:
    """Sets the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add to its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)  # an answer may be stricter: a file that is fetched
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class SameSiteWrites:
    """Refuses writes that a browser makes on behalf of another site.

    Browsers say where a request comes from (``Sec-Fetch-Site``, or ``Origin`` in older ones) and pages cannot
    forge it; programs say nothing and are let through.
    """

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        self.public_origin = _origin(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer it with a problem."""
        if scope["type"] == "http" and scope["method"] not in READING and self._foreign(scope):
            error = RequestError(N_("Open the page of this service itself and try again."), fault="cross_site")
            await problem_of(error, language_of(Headers(scope=scope))).response()(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _foreign(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site not in {"same-origin", "none"}
        if origin is None:
            return False
        return origin not in {self.public_origin, f"{scope['scheme']}://{headers.get('host', '')}"}


class LocalOnly:
    """Refuses requests under another name than this machine's, for a service without accounts.

    A page elsewhere can lead its own name to 127.0.0.1 (DNS rebinding), and a proxy would open the desk to a
    network: both come with a name that has dots, or with an address that is not this machine's.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer it with a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if not is_loopback(host) and ("." in host or ":" in host):
            message = N_("Set FOOTPRINT_ACCESS=accounts to let others reach this service.")
            error = RequestError(message, fault="not_local")
            await problem_of(error, language_of(headers)).response()(scope, receive, send)
            return
        await self.app(scope, receive, send)


class BodyLimit:
    """Refuses a request body as soon as it is announced or seen to be too large.

    Parameters
    ----------
    max_bytes : int
        Of any request.
    larger : mapping
        Other limits by path, for POST: of routes that write what comes to disk.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, larger: Mapping[str, int] = MappingProxyType({})) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count what is read of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        most = self.larger.get(scope["path"], self.max_bytes) if scope["method"] == "POST" else self.max_bytes
        if announced.isdecimal() and int(announced[:20]) > most:
            error = RequestError(N_("At most {limit} bytes are read."), fault="too_large", limit=most)
            await problem_of(error, language_of(Headers(scope=scope))).response()(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            if message["type"] == "http.request":
                read += len(message.get("body", b""))
                if read > most:
                    # Every framework layer on the way lets this type through unchanged.
                    raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
