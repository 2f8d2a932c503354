"""What the service answered when it refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Place:
    """One thing wrong with one place of the request."""

    where: str
    what: str


@dataclass
class ProblemError(Exception):
    """Problem details (RFC 9457), as the service sent them: ``detail`` and ``problems`` hold sentences."""

    status: int
    slug: str
    title: str
    detail: str
    problems: tuple[Place, ...] = ()
    findings: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        lines = [f"{self.status} {self.title}: {self.detail}" if self.detail != self.title else self.title]
        lines += [f"{p.where}: {p.what}" if p.where else p.what for p in self.problems]
        lines += [f"{f.get('where', '')}: {f.get('what', '')}" for f in self.findings]
        return "\n".join(lines)


class NotAllowedError(ProblemError):
    """Not signed in, or not allowed (401, 403)."""


class NotFoundError(ProblemError):
    """There is nothing of that name (404)."""


class ConflictError(ProblemError):
    """It does not fit the present state (409)."""


class OutdatedError(ProblemError):
    """Somebody else changed it meanwhile (412): read it again, then bring in your changes."""


class RefusedError(ProblemError):
    """The document cannot be used (400, 413, 415, 422): see ``problems`` and ``findings``."""


class ServerError(ProblemError):
    """The service cannot answer now (429, 5xx), after every try."""


KINDS: dict[int, type[ProblemError]] = {
    400: RefusedError,
    401: NotAllowedError,
    403: NotAllowedError,
    404: NotFoundError,
    409: ConflictError,
    412: OutdatedError,
    413: RefusedError,
    415: RefusedError,
    422: RefusedError,
    428: RefusedError,
    429: ServerError,
}


def problem(status: int, body: Any) -> ProblemError:
    """Return the error for an answer."""
    told = body if isinstance(body, dict) else {}
    kind = KINDS.get(status, ServerError if status >= 500 else ProblemError)
    title = str(told.get("title", f"HTTP {status}"))
    return kind(
        status=status,
        slug=str(told.get("type", "")).rpartition(":")[2],
        title=title,
        detail=str(told.get("detail", title)),
        problems=tuple(Place(str(p["where"]), str(p["what"])) for p in told.get("problems") or ()),
        findings=tuple(told.get("findings") or ()),
    )
