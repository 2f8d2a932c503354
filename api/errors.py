"""What the service raises on purpose, beside :mod:`footprint.errors`.

::

    FootprintError
    ├── NotFoundError       nothing is stored or known under a name
    ├── AccessError         not signed in, or not allowed
    ├── ConflictError       somebody else was faster, or the state does not allow the act
    ├── RequestError        a request that cannot be read (malformed, too large, of another type)
    └── SetupError          the installation is not ready: no database, no background
"""

from __future__ import annotations

from typing import Literal

from footprint.errors import FootprintError

Kind = Literal[
    "calculation", "rule", "dataset", "scheme", "product", "version", "file", "job", "key", "member", "declaration",
    "comment", "footprint", "partner", "message", "link", "organisation", "background", "event", "example",
    "sign_in", "webhook", "delivery", "entry", "agreement", "filing", "gtin",
]  # fmt: skip
RequestFault = Literal[
    "malformed", "too_large", "media_type", "cross_site", "not_local", "too_many", "precondition"
]
Conflict = Literal["revision", "state", "taken", "same_person", "in_progress", "key_reused"]


class NotFoundError(FootprintError):
    """Nothing is stored or known under this name."""

    def __init__(self, *, kind: Kind, name: str) -> None:
        self.kind = kind
        self.name = name
        super().__init__(f"there is no {kind} {name!r}")


class AccessError(FootprintError):
    """The caller is not signed in (``signed_in`` false), or lacks a scope; ``bad_token`` when one was sent."""

    def __init__(self, *, signed_in: bool, scope: str = "", bad_token: bool = False) -> None:
        self.signed_in = signed_in
        self.scope = scope
        self.bad_token = bad_token
        super().__init__(f"not allowed: {scope}" if signed_in else "not signed in")


class ConflictError(FootprintError):
    """The act does not fit the state of things; ``message`` is a sentence of the catalogue with ``params``."""

    def __init__(self, message: str, *, conflict: Conflict, **params: str | int) -> None:
        self.conflict = conflict
        self.message = message
        self.params = params
        super().__init__(message.format(**params))


class RequestError(FootprintError):
    """A request that cannot be read; ``message`` is a sentence of the catalogue with ``params`` to fill in."""

    def __init__(self, message: str, *, fault: RequestFault, **params: str | int) -> None:
        self.fault = fault
        self.message = message
        self.params = params
        super().__init__(message.format(**params))


class SetupError(FootprintError):
    """The installation is not ready; the message says which command makes it so."""
