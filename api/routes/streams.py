"""Bodies that are too large for memory: written to disk piece by piece while they arrive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from api.errors import RequestError
from api.files.intake import Incoming
from api.i18n import N_

PIECE = 1 << 20


async def receive(request: Request, incoming: Incoming) -> None:
    """Write the body of a request; one that ends early is an error."""
    waiting = bytearray()
    try:
        async for data in request.stream():
            waiting += data
            if len(waiting) >= PIECE:
                await run_in_threadpool(incoming.take, bytes(waiting))
                waiting.clear()
    except ClientDisconnect as error:
        raise RequestError(N_("The request ended before its body did."), fault="malformed") from error
    await run_in_threadpool(incoming.take, bytes(waiting))
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) != incoming.size:
        raise RequestError(N_("The request ended before its body did."), fault="malformed")


def body(*media_types: str) -> dict[str, Any]:
    """Describe a body of bytes for OpenAPI."""
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {"requestBody": {"required": True, "content": dict.fromkeys(media_types, schema)}}


def data_dir(request: Request) -> Path:
    """Return the data folder of the service."""
    found: Path = request.app.state.workbench.settings.data_dir
    return found
