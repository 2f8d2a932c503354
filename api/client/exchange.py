"""The exchange with partners: footprints published, partners, what they offer, messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from api.cases.exchange.inbox import State
from api.client.saved import Saved
from api.client.wire import Document, Wire
from api.routes.exchange_answers import (
    CredentialsOut,
    FootprintMadeOut,
    FootprintOut,
    MessageOut,
    OfferOut,
    OffersOut,
    PartnerMadeOut,
    PartnerOut,
    PartnersOut,
    Version,
)
from api.routes.product_answers import ProductSummaryOut


class Exchange:
    """What goes to partners and comes from them, as PACT has it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    # Footprints

    def publish(
        self,
        run_id: str,
        statement: Document,
        *,
        partners: Sequence[UUID | str] | None = None,
        replaces: UUID | str | None = None,
    ) -> FootprintMadeOut:
        """Publish a stored calculation; it is never changed or deleted.

        Parameters
        ----------
        statement : mapping
            What PACT asks for and no record holds: :class:`footprint.exchange.pact_statement.PactStatement`.
        partners : sequence, optional
            Who may read it; every partner, later ones too, when None.
        replaces : UUID or str, optional
            Footprint that becomes Deprecated.
        """
        body = {
            "run_id": run_id,
            "statement": dict(statement),
            "partners": None if partners is None else [str(one) for one in partners],
            "replaces": None if replaces is None else str(replaces),
        }
        answer = self._wire.send("POST", "/v1/footprints", json=body, once=True)
        return FootprintMadeOut.model_validate(answer.json())

    def footprints(self, limit: int = 100) -> Iterator[FootprintOut]:
        """Go through the published footprints, newest first; ``limit`` a page."""
        return self._wire.pages(FootprintOut, "/v1/footprints", limit=limit)

    def footprint(self, footprint_id: UUID | str) -> FootprintOut:
        """Read a published footprint with its document."""
        return self._wire.get(FootprintOut, f"/v1/footprints/{footprint_id}")

    # Partners

    def partners(self) -> list[PartnerOut]:
        """List the partners by name."""
        return self._wire.get(PartnersOut, "/v1/partners").items

    def add_partner(
        self,
        name: str,
        *,
        base_url: str = "",
        auth_url: str = "",
        client_id: str = "",
        client_secret: str = "",
        version: Version = "3",
        automatic: bool = False,
    ) -> PartnerMadeOut:
        """Add a partner; the secret it signs in with here is shown this once.

        Parameters
        ----------
        base_url, auth_url, client_id, client_secret : str
            Its own host, and what that host gave; none for one that only reads here.
        automatic : bool
            Its requests are answered at once with what it may read already.
        """
        body = {
            "name": name, "base_url": base_url, "auth_url": auth_url, "client_id": client_id,
            "client_secret": client_secret, "version": version, "automatic": automatic,
        }  # fmt: skip
        return PartnerMadeOut.model_validate(self._wire.send("POST", "/v1/partners", json=body, once=True).json())

    def change_partner(self, partner: PartnerOut, client_secret: str = "") -> PartnerOut:
        """Save a partner as it stands in ``partner.model_copy(update=…)``; no secret keeps the one there is."""
        fields = {"name", "base_url", "auth_url", "client_id", "version", "automatic"}
        body = partner.model_dump(mode="json", include=fields) | {"client_secret": client_secret}
        return PartnerOut.model_validate(
            self._wire.send("PUT", f"/v1/partners/{partner.id}", json=body, once=True).json()
        )

    def make_partner_key(self, partner_id: UUID | str) -> CredentialsOut:
        """Make further credentials for a partner; the older ones work until they are revoked."""
        return CredentialsOut.model_validate(
            self._wire.send("POST", f"/v1/partners/{partner_id}/keys", once=True).json()
        )

    # What partners offer

    def offers(
        self,
        partner_id: UUID | str,
        *,
        product: str | None = None,
        company: str | None = None,
        geography: str | None = None,
        classification: str | None = None,
        status: str | None = None,
    ) -> list[OfferOut]:
        """Ask a partner's host for its footprints; ``product`` and ``company`` are URNs."""
        asked = {"productId": product, "companyId": company, "geography": geography,
                 "classification": classification, "status": status}  # fmt: skip
        return self._wire.get(OffersOut, f"/v1/partners/{partner_id}/footprints", **asked).items

    def take(
        self,
        partner_id: UUID | str,
        footprint_id: UUID | str,
        opened: Saved,
        *,
        process: str | None = None,
        line: str | None = None,
    ) -> ProductSummaryOut:
        """Save a new version of a product that holds a partner's footprint, with a line that buys it if named.

        Raises
        ------
        OutdatedError
            Somebody else has changed the product since it was opened.
        """
        body = {"product": str(opened.product.id), "revision": opened.product.revision,
                "process": process, "line": line}  # fmt: skip
        path = f"/v1/partners/{partner_id}/footprints/{footprint_id}/take"
        return ProductSummaryOut.model_validate(self._wire.send("POST", path, json=body, once=True).json())

    # Messages

    def ask(self, partner_id: UUID | str, product_ids: Sequence[str], comment: str = "") -> MessageOut:
        """Ask a partner for footprints of products (URNs); its answer appears among the messages."""
        body = {"product_ids": list(product_ids), "comment": comment}
        return self._message(f"/v1/partners/{partner_id}/requests", body)

    def messages(self, state: State | None = None, limit: int = 100) -> Iterator[MessageOut]:
        """Go through the events that came in and go out, newest first; ``limit`` a page."""
        return self._wire.pages(MessageOut, "/v1/messages", state=state, limit=limit)

    def message(self, message_id: UUID | str) -> MessageOut:
        """Read an event, and what became of it."""
        return self._wire.get(MessageOut, f"/v1/messages/{message_id}")

    def answer(self, message_id: UUID | str, footprints: Sequence[UUID | str] = (), reason: str = "") -> MessageOut:
        """Answer a partner's request with footprints it may read, or with the reason why not."""
        body = {"footprints": [str(one) for one in footprints], "reason": reason}
        return self._message(f"/v1/messages/{message_id}/answer", body)

    def _message(self, path: str, body: dict[str, Any]) -> MessageOut:
        return MessageOut.model_validate(self._wire.send("POST", path, json=body, once=True).json())
