"""What the service raises on purpose, beside :mod:`footprint.errors`.

::

    FootprintError
    ├── NotFoundError       nothing is stored or known under a name
    ├── RequestError        a request that cannot be read (malformed, too large, of another type)
    └── SetupError          the installation is not ready: no database, no background
"""

from __future__ import annotations

from typing import Literal

from footprint.errors import FootprintError

Kind = Literal["calculation", "rule", "dataset", "scheme"]
RequestFault = Literal["malformed", "too_large", "media_type", "cross_site"]


class NotFoundError(FootprintError):
    """Nothing is stored or known under this name."""

    def __init__(self, *, kind: Kind, name: str) -> None:
        self.kind = kind
        self.name = name
        super().__init__(f"there is no {kind} {name!r}")


class RequestError(FootprintError):
    """A request that cannot be read; ``message`` is a sentence of the catalogue with ``params`` to fill in."""

    def __init__(self, message: str, *, fault: RequestFault, **params: str | int) -> None:
        self.fault = fault
        self.message = message
        self.params = params
        super().__init__(message.format(**params))


class SetupError(FootprintError):
    """The installation is not ready; the message says which command makes it so."""
