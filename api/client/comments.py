"""Comments on the figures of products: threads that are opened, answered, resolved."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from api.client.wire import Wire
from api.routes.comments import ThreadOut, ThreadsOut


class Comments:
    """What is said about figures; what was said stays as it was said."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def threads(
        self,
        product_id: UUID | str,
        state: Literal["open", "answered", "resolved"] | None = None,
        subject: str | None = None,
    ) -> list[ThreadOut]:
        """List the threads of a product, the newest first."""
        return self._wire.get(ThreadsOut, _path(product_id), state=state, subject=subject).items

    def speak(
        self,
        product_id: UUID | str,
        subject: str,
        text: str,
        *,
        version: int | None = None,
        run_id: str | None = None,
    ) -> ThreadOut:
        """Open a thread about a figure of a version (else the newest), or of a calculation."""
        return self._say(_path(product_id), subject=subject, text=text, version=version, run_id=run_id)

    def answer(self, product_id: UUID | str, thread_id: UUID | str, text: str) -> ThreadOut:
        """Say something in a thread."""
        return self._say(_path(product_id, thread_id), act="answered", text=text)

    def resolve(self, product_id: UUID | str, thread_id: UUID | str, text: str = "") -> ThreadOut:
        """Call a thread settled."""
        return self._say(_path(product_id, thread_id), act="resolved", text=text)

    def reopen(self, product_id: UUID | str, thread_id: UUID | str, text: str = "") -> ThreadOut:
        """Take a settled thread up again."""
        return self._say(_path(product_id, thread_id), act="reopened", text=text)

    def _say(self, path: str, **body: Any) -> ThreadOut:
        return ThreadOut.model_validate(self._wire.send("POST", path, json=body, once=True).json())


def _path(product_id: UUID | str, thread_id: UUID | str | None = None) -> str:
    threads = f"/v1/products/{product_id}/comments"
    return threads if thread_id is None else f"{threads}/{thread_id}"
