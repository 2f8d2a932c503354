"""What the resolver of product numbers answers: the public pages of a product, never anything unpublished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from api.cases import register
from footprint.exchange.gs1 import DigitalLink
from footprint.texts import LANGUAGES

VOCABULARY = "https://gs1.org/voc/"
# Every link type leads to the same page: it is product page, sustainability information and certificate in one.
LINK_TYPES = ("defaultLink", "pip", "sustainabilityInfo", "certificationInfo")
LINKSET = "application/linkset+json"


@dataclass(frozen=True)
class Entry:
    """A public page of a product.

    Attributes
    ----------
    register_id : str
        The page is ``/register/{register_id}``.
    titles : mapping of language to str
    status : str
        Of the declaration; the page of a withdrawn one says so.
    """

    register_id: str
    titles: Mapping[str, str]
    status: str


def published_by_gtin(session: Session, gtin: str, today: date) -> Sequence[Entry]:
    """Return the entries of the register of a product by its number of fourteen digits, newest first."""
    return tuple(Entry(one.id, one.product_name, one.status) for one in register.of_gtin(session, gtin, today))


def default(entries: Sequence[Entry]) -> Entry:
    """Return the page a product number leads to: the first that stands, else the first."""
    return next((one for one in entries if one.status == "published"), entries[0])


def address(public_url: str, entry: Entry) -> str:
    """Return where an entry is read; the page answers in the reader's language."""
    return f"{public_url}/register/{entry.register_id}"


def linkset(public_url: str, asked: DigitalLink, entries: Sequence[Entry]) -> dict[str, Any]:
    """Write the links of a product (RFC 9264), by GS1 link type."""
    first = default(entries)
    by_type = {f"{VOCABULARY}{name}": [_target(public_url, one) for one in entries] for name in LINK_TYPES}
    by_type[f"{VOCABULARY}{LINK_TYPES[0]}"] = [_target(public_url, first)]
    return {"linkset": [{"anchor": asked.uri(public_url), **by_type}]}


def link_type(text: str) -> str | None:
    """Return the known link type that a request names (``gs1:pip``, its address, or ``pip``); None for others."""
    name = text.removeprefix("gs1:").removeprefix(VOCABULARY).removeprefix("https://www.gs1.org/voc/")
    return name if name in LINK_TYPES else None


def _target(public_url: str, entry: Entry) -> dict[str, Any]:
    return {
        "href": address(public_url, entry),
        "title*": [{"value": entry.titles[tag], "language": tag} for tag in LANGUAGES if tag in entry.titles],
        "type": "text/html",
        "hreflang": list(LANGUAGES),
    }
