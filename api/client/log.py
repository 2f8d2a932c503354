"""The log of the organisation, and the signed checkpoints that anybody may keep of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal
from uuid import UUID

from api.client.wire import Wire
from api.routes.checkpoints import CheckpointOut, KeySetOut
from api.routes.events import ChainOut, EventOut, EventsOut
from api.routes.jobs import JobOut


class Log:
    """Who did what, when, and how to know that it still says so."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def events(
        self, kind: str | None = None, product_id: UUID | str | None = None, limit: int = 100
    ) -> Iterator[EventOut]:
        """Go through the acts that concern the organisation, newest first; ``limit`` a page.

        Parameters
        ----------
        kind : str, optional
            An action such as ``product.saved``, or what stands before its point.
        product_id : UUID or str, optional
            Only acts on this product and its calculations.
        """
        return self._wire.pages(EventOut, "/v1/events", kind=kind, product=product_id, limit=limit)

    def export(self, form: Literal["csv", "json"] = "csv") -> bytes:
        """Return every act, oldest first, with all that its hash is made of."""
        return self._wire.send("GET", "/v1/events/export", params={"format": form}).content

    def verify(self) -> JobOut:
        """Start recomputing the chain from its first event; while one runs, that job is returned."""
        return JobOut.model_validate(self._wire.send("POST", "/v1/events/verification").json())

    def verified(self) -> ChainOut | None:
        """Tell what the last verification found; None before the first."""
        return self._wire.get(EventsOut, "/v1/events", limit=1).verified

    def checkpoints(self, limit: int = 100) -> Iterator[CheckpointOut]:
        """Go through the signed checkpoints, newest first; ``limit`` a page."""
        return self._wire.pages(CheckpointOut, "/v1/checkpoints", limit=limit)

    def keys(self) -> list[dict[str, Any]]:
        """Return every public key that signed here (RFC 7517), the oldest first."""
        return self._wire.get(KeySetOut, "/.well-known/jwks.json").keys
