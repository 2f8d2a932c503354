"""Webhooks: addresses that are told of acts, and what became of each telling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.client.wire import Wire
from api.routes.webhooks import DeliveryOut, WebhookMadeOut, WebhooksOut


class Webhooks:
    """Who is told of acts."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def registered(self) -> WebhooksOut:
        """List the webhooks, and the kinds of acts there are (``known_kinds``)."""
        return self._wire.get(WebhooksOut, "/v1/webhooks")

    def register(self, url: str, kinds: Sequence[str]) -> WebhookMadeOut:
        """Have an address told of acts from now on; the secret is shown this once."""
        body = {"url": url, "kinds": list(kinds)}
        return WebhookMadeOut.model_validate(self._wire.send("POST", "/v1/webhooks", json=body, once=True).json())

    def new_secret(self, webhook_id: UUID | str) -> WebhookMadeOut:
        """Have it signed with a new secret from now on; it is shown this once."""
        return WebhookMadeOut.model_validate(
            self._wire.send("POST", f"/v1/webhooks/{webhook_id}/secret", once=True).json()
        )

    def remove(self, webhook_id: UUID | str) -> None:
        """Tell the address nothing more."""
        self._wire.send("DELETE", f"/v1/webhooks/{webhook_id}", once=True)

    def deliveries(self, webhook_id: UUID | str, limit: int = 100) -> Iterator[DeliveryOut]:
        """Go through what the address was told, newest first; ``limit`` a page."""
        return self._wire.pages(DeliveryOut, f"/v1/webhooks/{webhook_id}/deliveries", limit=limit)

    def send_again(self, webhook_id: UUID | str, delivery_id: UUID | str) -> DeliveryOut:
        """Send a delivery that failed once more, as if it were new."""
        path = f"/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/again"
        return DeliveryOut.model_validate(self._wire.send("POST", path, once=True).json())
