"""What the account endpoints take in and give out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.roles import Role, Scope

Name = Annotated[str, Field(min_length=1, max_length=200)]


class In(BaseModel):
    """A body; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class CallerOut(BaseModel):
    """Who calls, for whom, and what they may do."""

    kind: str
    name: str
    organisation: UUID | None
    organisation_name: str
    scopes: list[str]


class MemberOut(BaseModel):
    """A person with the roles he has in the organisation."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    name: str
    roles: list[str]
    active: bool


class MembersOut(BaseModel):
    """The people of the organisation."""

    items: list[MemberOut]


class RolesIn(In):
    """The roles a member shall have; none takes him out."""

    roles: list[Role] = Field(max_length=10)


class InvitationIn(In):
    """Who is invited, and into which roles."""

    email: Annotated[str, Field(max_length=254, examples=["name@example.org"])]
    roles: list[Role] = Field(min_length=1, max_length=10)


class InvitationOut(BaseModel):
    """Where the invitation was sent; the link itself goes to that address only."""

    email: str
    sent: bool


class KeyIn(In):
    """A key to be made."""

    name: Name
    scopes: list[Scope] = Field(min_length=1, max_length=30)
    expires_at: datetime | None = Field(None, description="At most 366 days ahead, which is also the default.")


class KeyOut(BaseModel):
    """A key without its secret."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    scopes: list[str]
    partner: str | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


class KeyMadeOut(KeyOut):
    """A key just made, with the secret that is shown this once."""

    secret: str


class KeysOut(BaseModel):
    """The keys of the organisation."""

    items: list[KeyOut]
