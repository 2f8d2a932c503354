"""What the endpoints of the exchange take in and give out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from api.cases.exchange.inbox import State
from api.routes.account_answers import In, KeyOut, Name
from api.routes.answers import Place
from footprint.exchange.pact_statement import PactStatement, Urns

Address = Annotated[str, Field(max_length=500, examples=["https://pact.example.org"])]
RunIdText = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", examples=["0" * 64])]
Version = Literal["3", "2"]


class FootprintIn(In):
    """A stored calculation to be published."""

    run_id: RunIdText
    statement: PactStatement
    partners: list[UUID] | None = Field(
        None, max_length=1_000, description="Who may read it; every partner, later ones too, where absent."
    )
    replaces: UUID | None = Field(None, description="Footprint that becomes Deprecated.")


class FootprintOut(BaseModel):
    """A published footprint; ``document`` is what partners read in PACT 3."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    run_id: str
    product_id: UUID | None
    status: Literal["Active", "Deprecated"]
    partners: list[UUID] | None
    created_at: datetime
    deprecated_at: datetime | None
    versions: list[Version] = Field(description="Versions of PACT in which partners get it.")
    document: dict[str, Any]


class FootprintMadeOut(FootprintOut):
    """A footprint just published, and why version 2.3 cannot hold it."""

    problems: list[Place]


class FootprintsOut(BaseModel):
    """Published footprints, newest first."""

    items: list[FootprintOut]
    next: str | None = Field(description="Address of the next page.")


class PartnerEntry(In):
    """What is known of a partner."""

    name: Name
    base_url: Address = Field("", description="Its host, before /3/footprints; empty for one that only reads here.")
    auth_url: Address = Field("", description="Where it gives tokens, if not there.")
    client_id: Annotated[str, Field(max_length=500)] = ""
    client_secret: Annotated[str, Field(max_length=2_000)] = Field("", description="Empty keeps the one there is.")
    version: Version = Field("3", description="Version of PACT in which it is spoken to.")
    automatic: StrictBool = Field(
        False, description="Answer its requests at once with what it may read already, without a person."
    )


class PartnerOut(BaseModel):
    """A partner without secrets."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    base_url: str
    auth_url: str
    client_id: str
    version: Version
    automatic: bool
    created_at: datetime
    keys: list[KeyOut]


class CredentialsOut(BaseModel):
    """What a partner signs in with here; the secret is shown this once."""

    model_config = ConfigDict(from_attributes=True)

    client_id: str
    client_secret: str
    expires_at: datetime | None


class PartnerMadeOut(PartnerOut):
    """A partner just added, with its credentials."""

    credentials: CredentialsOut


class PartnersOut(BaseModel):
    """Partners by name."""

    items: list[PartnerOut]


class OfferOut(BaseModel):
    """A footprint at a partner's host; ``entry`` is what a product would hold, absent where it cannot be taken."""

    id: str
    entry: dict[str, Any] | None
    remarks: list[str]
    problems: list[Place]


class OffersOut(BaseModel):
    """Footprints at a partner's host."""

    items: list[OfferOut]


class TakeIn(In):
    """Where a partner's footprint is taken in."""

    product: UUID
    revision: int = Field(ge=1, description="Revision of the product that was read.")
    process: Annotated[str, Field(max_length=80)] | None = None
    line: Annotated[str, Field(max_length=80)] | None = Field(None, description="Line that buys it from now on.")


class RequestEntry(In):
    """Products whose footprints a partner is asked for."""

    product_ids: Urns = Field(min_length=1)
    comment: Annotated[str, Field(max_length=1_000)] = ""


class AnswerEntry(In):
    """The answer to a request: footprints, or the reason why not."""

    footprints: list[UUID] = Field([], max_length=1_000)
    reason: Annotated[str, Field(max_length=1_000)] = ""


class AskedOut(BaseModel):
    """A filter of a request."""

    name: str
    value: str


class MessageOut(BaseModel):
    """An event that came in or goes out."""

    id: UUID
    direction: Literal["in", "out"]
    kind: Literal["created", "fulfilled", "rejected", "published"]
    version: Version
    partner: UUID | None
    partner_name: str
    state: State = Field(description="in: waiting, answered, rejected, noted; out: queued, sent, failed.")
    attempts: int
    error: str
    answers: UUID | None
    next_at: datetime | None
    created_at: datetime
    asked: list[AskedOut]
    comment: str
    fitting: list[UUID] = Field(description="Footprints that fit a request that waits.")
    body: dict[str, Any]


class MessagesOut(BaseModel):
    """Messages, newest first."""

    items: list[MessageOut]
    next: str | None = Field(description="Address of the next page.")
