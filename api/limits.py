"""Rate limits: so many requests a minute for each caller, held in memory by each process."""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from threading import Lock

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import RequestError
from api.i18n import N_
from api.problems import language_of, problem_of

MOST_CALLERS = 10_000
# Guessing is slow: whoever signs in, takes a link or asks for a token gets a tenth of the requests of others.
DOORS = ("/sign-in", "/new-password", "/link/", "/auth/token")
DOOR_SHARE = 0.1
FREE = ("/static/", "/healthz", "/readyz", "/metrics")


class Buckets:
    """Token buckets by caller: full ones hold a minute's worth, and the least recent callers are forgotten."""

    def __init__(self, per_minute: float, clock: object = time.monotonic) -> None:
        self._size, self._per_second = max(per_minute, 1.0), per_minute / 60
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, who: str) -> float:
        """Take one; return the seconds to wait when there is none, else 0."""
        now = self._clock()  # type: ignore[operator]
        with self._lock:
            held, at = self._held.pop(who, (self._size, now))
            held = min(self._size, held + (now - at) * self._per_second)
            wait = 0.0 if held >= 1 else (1 - held) / self._per_second
            self._held[who] = (held - 1 if not wait else held, now)
            if len(self._held) > MOST_CALLERS:
                self._held.popitem(last=False)
        return wait


class RateLimit:
    """Refuses a caller who asks too often, and says when to come back."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self.app = app
        self._usual, self._doors = Buckets(per_minute), Buckets(per_minute * DOOR_SHARE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer it with a problem."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path.startswith(FREE):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        # A door counts by address, or each try with another key would be a new caller.
        door = scope["method"] == "POST" and any(part in path for part in DOORS)
        who = _address(scope) if door else _who(scope, headers)
        wait = (self._doors if door else self._usual).take(who)
        if wait:
            seconds = math.ceil(wait)
            error = RequestError(N_("Try again in {seconds} s."), fault="too_many", seconds=seconds)
            answer = problem_of(error, language_of(headers)).response()
            answer.headers["Retry-After"] = str(seconds)
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _who(scope: Scope, headers: Headers) -> str:
    token = headers.get("authorization") or headers.get("cookie", "")
    return hashlib.sha256(token.encode()).hexdigest() if token else _address(scope)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""
