"""How the client sends: tries again, keys that make a write happen once, problems as errors, page after page."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel

from api.client.errors import problem

M = TypeVar("M", bound=BaseModel)
Document = Mapping[str, Any]
# Of a body that is a file as it is.
BYTES = {"Content-Type": "application/octet-stream"}
AGAIN = frozenset({429, 503})
READS = frozenset({"GET", "HEAD"})


class Wire:
    """Sends requests to one service.

    A request is sent again when the connection breaks, or when the service says that it is busy: a write carries
    the same ``Idempotency-Key`` each time, so that it is done once.
    """

    def __init__(self, http: httpx.Client, tries: int = 4, sleep: Callable[[float], None] = time.sleep) -> None:
        self._http, self._tries, self._sleep = http, tries, sleep

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        content: bytes | Path | None = None,
        once: bool = False,
    ) -> httpx.Response:
        """Send a request and return its answer.

        Parameters
        ----------
        content : bytes or Path, optional
            A body that is no JSON; a file is read piece by piece, anew for every try.
        once : bool
            The address takes an ``Idempotency-Key``.

        Raises
        ------
        ProblemError
            The service refused it.
        httpx.TransportError
            It could not be reached; of a write without key nobody knows whether it was done.
        """
        given = {name: str(value) for name, value in (headers or {}).items()}
        if once:
            given.setdefault("Idempotency-Key", uuid.uuid4().hex)
        asked = {k: _asked(v) for k, v in (params or {}).items() if v is not None} or None
        for left in reversed(range(self._tries)):
            try:
                if isinstance(content, Path):
                    with content.open("rb") as stream:
                        answer = self._http.request(method, path, params=asked, headers=given, content=stream)
                else:
                    answer = self._http.request(
                        method, path, params=asked, headers=given, json=json, content=content
                    )
            except httpx.TransportError:
                if not left or not (once or method in READS):
                    raise
                self._sleep(_backoff(self._tries - left))
                continue
            if answer.status_code not in AGAIN or not left:
                break
            self._sleep(_wait(answer, _backoff(self._tries - left)))
        if answer.is_error:
            raise problem(answer.status_code, _json(answer))
        return answer

    def get(self, model: type[M], path: str, **params: Any) -> M:
        """Read an address."""
        return model.model_validate(self.send("GET", path, params=params).json())

    def pages(self, model: type[M], path: str, **params: Any) -> Iterator[M]:
        """Read page after page: each names the next."""
        answer = self.send("GET", path, params=params).json()
        while True:
            yield from (model.model_validate(item) for item in answer["items"])
            if not answer.get("next"):
                return
            answer = self.send("GET", answer["next"]).json()


def _asked(value: Any) -> str | list[str]:
    """Write a parameter; a list is repeated."""
    return [_text(v) for v in value] if isinstance(value, list) else _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _backoff(tried: int) -> float:
    return min(0.25 * 2.0 ** (tried - 1), 8.0)


def _wait(answer: httpx.Response, otherwise: float) -> float:
    told = answer.headers.get("Retry-After", "")
    return float(told) if told.isdecimal() else otherwise


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
