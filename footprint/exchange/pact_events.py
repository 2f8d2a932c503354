"""Events of PACT as CloudEvents: read from strangers, and made.

One model for both versions; only names differ. Version 3 and version 2 call the four kinds otherwise, and a request
of version 2 asks by a fragment of a footprint where version 3 asks by filters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, cast
from uuid import UUID

from footprint.errors import InputError, Problem
from footprint.exchange.pact_decimal import moment
from footprint.exchange.pact_filter import LISTS, TIMES, PactFilter, read_filter
from footprint.exchange.pact_filter import moment as read_moment

Version = Literal["3", "2"]
Kind = Literal["created", "fulfilled", "rejected", "published"]
TYPES: Mapping[Version, Mapping[Kind, str]] = MappingProxyType(
    {
        "3": {
            "created": "org.wbcsd.pact.ProductFootprint.RequestCreatedEvent.3",
            "fulfilled": "org.wbcsd.pact.ProductFootprint.RequestFulfilledEvent.3",
            "rejected": "org.wbcsd.pact.ProductFootprint.RequestRejectedEvent.3",
            "published": "org.wbcsd.pact.ProductFootprint.PublishedEvent.3",
        },
        "2": {
            "created": "org.wbcsd.pathfinder.ProductFootprintRequest.Created.v1",
            "fulfilled": "org.wbcsd.pathfinder.ProductFootprintRequest.Fulfilled.v1",
            "rejected": "org.wbcsd.pathfinder.ProductFootprintRequest.Rejected.v1",
            "published": "org.wbcsd.pathfinder.ProductFootprint.Published.v1",
        },
    }
)
MOST = 1_000
_NAMES = ("productId", "companyId", "geography", "classification", "status", "validOn", "validAfter", "validBefore")


@dataclass(frozen=True)
class PactEvent:
    """An event as read; ``document`` is what was sent."""

    version: Version
    kind: Kind
    id: str
    source: str
    document: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """What it says."""
        return cast("dict[str, Any]", self.document["data"])

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """What a request asks for, as names and values of filters."""
        return tuple(_asked(self.data, self.version))

    @property
    def wanted(self) -> PactFilter:
        """What a request asks for, as a filter."""
        return read_filter(self.asked)


def read_event(document: Any, version: Version) -> PactEvent:
    """Read an event.

    Raises
    ------
    InputError
        It is none that this version knows: the first thing that is wrong, with its place.
    """
    if not isinstance(document, dict):
        raise InputError(Problem("$", "is no object"))
    if document.get("specversion") != "1.0":
        raise InputError(Problem("$.specversion", "is not 1.0"))
    for name in ("id", "source"):
        value = document.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= 500:
            raise InputError(Problem(f"$.{name}", "has to be a text of 1 to 500 characters"))
    read_moment("$.time", document.get("time"))
    kind = next((k for k, name in TYPES[version].items() if name == document.get("type")), None)
    if kind is None:
        raise InputError(Problem("$.type", f"is none of {', '.join(TYPES[version].values())}"))
    if not isinstance(document.get("data"), dict):
        raise InputError(Problem("$.data", "is no object"))
    event = PactEvent(version, kind, document["id"], document["source"], document)
    _CHECKS[kind](event)
    return event


def _created(event: PactEvent) -> None:
    if event.version == "2" and not isinstance(event.data.get("pf"), dict):
        raise InputError(Problem("$.data.pf", "is no object"))
    if not (event.wanted.lists or event.wanted.times):
        raise InputError(Problem("$.data", "asks for nothing: name a product"))


def _fulfilled(event: PactEvent) -> None:
    _answers(event)
    found = event.data.get("pfs")
    if not isinstance(found, list) or not found or len(found) > MOST or not all(isinstance(f, dict) for f in found):
        raise InputError(Problem("$.data.pfs", f"has to be a list of 1 to {MOST} footprints"))


def _rejected(event: PactEvent) -> None:
    _answers(event)
    error = event.data.get("error")
    if not isinstance(error, dict) or not all(isinstance(error.get(k), str) for k in ("code", "message")):
        raise InputError(Problem("$.data.error", "has to have code and message"))


def _published(event: PactEvent) -> None:
    ids = event.data.get("pfIds")
    if not isinstance(ids, list) or not ids or len(ids) > MOST:
        raise InputError(Problem("$.data.pfIds", f"has to be a list of 1 to {MOST} ids"))
    for i, one in enumerate(ids):
        try:
            UUID(one)
        except (AttributeError, TypeError, ValueError):
            raise InputError(Problem(f"$.data.pfIds[{i}]", "is no UUID")) from None
        if str(one).lower().startswith(("urn:", "{")):
            raise InputError(Problem(f"$.data.pfIds[{i}]", "is no UUID"))


_CHECKS = {"created": _created, "fulfilled": _fulfilled, "rejected": _rejected, "published": _published}


def _answers(event: PactEvent) -> None:
    found = event.data.get("requestEventId")
    if not isinstance(found, str) or not 0 < len(found) <= 500:
        raise InputError(Problem("$.data.requestEventId", "has to be a text of 1 to 500 characters"))


def _asked(data: Mapping[str, Any], version: Version) -> Iterator[tuple[str, str]]:
    """Go through filters of a request as names and values."""
    if version == "3":
        for name in _NAMES:
            yield from _each(name, data.get(name), f"$.data.{name}")
        return
    pf = data["pf"]
    for name, ours in (("productIds", "productId"), ("companyIds", "companyId"), ("status", "status")):
        yield from _each(ours, pf.get(name), f"$.data.pf.{name}")
    pcf = pf.get("pcf")
    if isinstance(pcf, dict):
        for name in LISTS["geography"]:
            yield from _each("geography", pcf.get(name), f"$.data.pf.pcf.{name}")


def _each(name: str, value: Any, where: str) -> Iterator[tuple[str, str]]:
    values = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(v, str) for v in values) or (name.casefold() in TIMES and len(values) > 1):
        raise InputError(Problem(where, "has to be text"))
    yield from ((name, v) for v in values)


def make_event(version: Version, kind: Kind, event_id: str, source: str, at: datetime, data: Any) -> dict[str, Any]:
    """Write an event."""
    return {
        "type": TYPES[version][kind], "specversion": "1.0", "id": event_id, "source": source, "time": moment(at),
        "data": data,
    }  # fmt: skip


def request_data(version: Version, product_ids: Sequence[str], comment: str) -> dict[str, Any]:
    """Write what a request for products asks."""
    asked: dict[str, Any] = (
        {"productId": list(product_ids)} if version == "3" else {"pf": {"productIds": list(product_ids)}}
    )
    return asked | ({"comment": comment} if comment else {})
