"""Which footprints somebody asks for: the filters of PACT 3 (the same in requests for footprints)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from footprint.errors import InputError, Problem

# Name of a filter in small letters: where its values stand in a footprint of version 3.
LISTS = MappingProxyType(
    {
        "productid": ("productIds",),
        "companyid": ("companyIds",),
        "classification": ("productClassifications",),
        "status": ("status",),
        "geography": ("geographyCountry", "geographyCountrySubdivision", "geographyRegionOrSubregion"),
    }
)
TIMES = ("validon", "validafter", "validbefore")
MOST_VALUES = 100


@dataclass(frozen=True)
class PactFilter:
    """Values asked for, by filter: one of them each filter, and all filters at once; capitals do not matter."""

    lists: Mapping[str, frozenset[str]]
    times: Mapping[str, datetime]

    def fits(self, footprint: Mapping[str, Any]) -> bool:
        """Tell whether a footprint of version 3 is asked for."""
        if any(not wanted & _values(footprint, name) for name, wanted in self.lists.items()):
            return False
        if not self.times:
            return True
        start = moment("validityPeriodStart", footprint["validityPeriodStart"])
        end = moment("validityPeriodEnd", footprint["validityPeriodEnd"])
        on, after, before = (self.times.get(name) for name in TIMES)
        return (
            (on is None or start <= on <= end)
            and (after is None or start > after)
            and (before is None or end < before)
        )


def read_filter(given: Iterable[tuple[str, str]]) -> PactFilter:
    """Read names and values as they stand in an address; other names and empty values say nothing.

    Raises
    ------
    InputError
        A time that is none, or too many values.
    """
    lists: dict[str, set[str]] = {}
    times: dict[str, datetime] = {}
    for name, text in given:
        key, value = name.casefold(), text.strip()
        if not value:
            continue
        if key in LISTS:
            lists.setdefault(key, set()).add(value.casefold())
        elif key in TIMES:
            times[key] = moment(name, value)
    for key, values in lists.items():
        if len(values) > MOST_VALUES:
            raise InputError(Problem(key, f"has {len(values)} values: at most {MOST_VALUES} are read"))
    return PactFilter({k: frozenset(v) for k, v in lists.items()}, times)


def moment(where: str, value: Any) -> datetime:
    """Read a time; one without zone is UTC.

    Raises
    ------
    InputError
        It is none.
    """
    try:
        # A plus that was not escaped in an address arrives as a space.
        found = datetime.fromisoformat(value.replace(" ", "+"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (AttributeError, ValueError, OverflowError):
        raise InputError(Problem(where, "is no time, e.g. 2025-12-31T00:00:00Z")) from None


def _values(footprint: Mapping[str, Any], name: str) -> frozenset[str]:
    holder = footprint["pcf"] if name == "geography" else footprint
    found: set[str] = set()
    for field in LISTS[name]:
        value = holder.get(field)
        found |= {value.casefold()} if isinstance(value, str) else {v.casefold() for v in value or ()}
    return frozenset(found)
