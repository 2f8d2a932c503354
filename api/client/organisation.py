"""What a client asks of its own organisation: who it is, its people and its keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.client.wire import Wire
from api.routes.account_answers import (
    CallerOut,
    InvitationOut,
    KeyMadeOut,
    KeyOut,
    KeysOut,
    MemberOut,
    MembersOut,
)


class Organisation:
    """The part of the client about the organisation."""

    wire: Wire

    def me(self) -> CallerOut:
        """Tell whom the service takes the caller for."""
        return self.wire.get(CallerOut, "/v1/me")

    def members(self) -> list[MemberOut]:
        """List the people of the organisation."""
        return self.wire.get(MembersOut, "/v1/members").items

    def set_roles(self, member_id: UUID | str, roles: Sequence[str]) -> list[MemberOut]:
        """Give a member exactly these roles."""
        answer = self.wire.send("PUT", f"/v1/members/{member_id}", json={"roles": list(roles)})
        return MembersOut.model_validate(answer.json()).items

    def invite(self, email: str, roles: Sequence[str]) -> InvitationOut:
        """Send somebody a link that works once."""
        body = {"email": email, "roles": list(roles)}
        return InvitationOut.model_validate(self.wire.send("POST", "/v1/invitations", json=body, once=True).json())

    def keys(self) -> list[KeyOut]:
        """List the keys of the organisation."""
        return self.wire.get(KeysOut, "/v1/keys").items

    def make_key(self, name: str, scopes: Sequence[str], expires_at: datetime | None = None) -> KeyMadeOut:
        """Make a key; its secret is shown this once."""
        until = expires_at.isoformat() if expires_at else None
        body = {"name": name, "scopes": list(scopes), "expires_at": until}
        return KeyMadeOut.model_validate(self.wire.send("POST", "/v1/keys", json=body, once=True).json())

    def revoke_key(self, key_id: UUID | str) -> None:
        """Let a key work no more."""
        self.wire.send("DELETE", f"/v1/keys/{key_id}", once=True)
