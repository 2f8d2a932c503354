"""Logs as lines of JSON, one a request, without anything that names a person or opens a door.

A request is told by the pattern of its route, never by its path: paths hold links that work once. Addresses,
names, bodies and query strings are not logged.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import uuid
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import Caller

REQUEST_ID = re.compile(r"[0-9A-Za-z_-]{8,64}")
log = logging.getLogger("footprint.request")


class JsonLines(logging.Formatter):
    """Writes a log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Write it."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= getattr(record, "told", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(level: str, form: str) -> None:
    """Send every logger of this process to standard error, as text or as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if form == "json" else text)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # uvicorn's own access log tells whole paths.
    logging.getLogger("uvicorn.access").disabled = True


def pattern_of(scope: Scope) -> str:
    """Return the pattern of the route that answered, or a word where none did."""
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "(no route)"


class RequestLog:
    """Logs every request when it is answered, and gives it an id that the answer names."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and tell of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        began, status = time.perf_counter(), 500

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, told)
        finally:
            caller = scope.get("state", {}).get("caller")
            line = {
                "request_id": request_id,
                "method": scope["method"],
                "route": pattern_of(scope),
                "status": status,
                "ms": round((time.perf_counter() - began) * 1e3, 1),
                "actor": caller.actor if isinstance(caller, Caller) else "",
            }
            log.info("%s %s %s", scope["method"], line["route"], status, extra={"told": line})
