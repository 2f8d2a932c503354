"""What a label record answers: what stands at a path, and whether that is what was asked for."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit

from footprint.label import label_schema


@dataclass(frozen=True)
class Due:
    """A field of the label record that keeps a requirement open.

    Attributes
    ----------
    found : Any
        What stands there; None where nothing does.
    due : str or None
        What has to stand there; None where anything would do.
    """

    path: str
    found: Any
    due: str | None


def at(label: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path of the label record; None where nothing does."""
    here: Any = label
    for step in path.split("."):
        here = here.get(step) if isinstance(here, Mapping) else None
    return here


def answered(path: str, value: Any) -> bool:
    """Tell whether a value answers: null and blank do not, zero and False do.

    An empty list answers where the schema has null for "not known": there it says "none". An address answers when
    others can reach it.
    """
    if isinstance(value, str):
        return bool(value.strip()) and (path != "record.url" or public(value))
    if value in ([], {}):
        return "null" in _types(path)
    return value is not None


def expected(path: str, value: Any) -> str | None:
    """Say what is due where a value stands that is no answer; None where any value would be one."""
    return "public" if path == "record.url" and value else None


def public(address: str) -> bool:
    """Tell whether others can reach an address: its host is neither this machine nor one of a private network."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal"))


def _types(path: str) -> tuple[str, ...]:
    here: Any = label_schema()
    for step in path.split("."):
        here = here.get("properties", {}).get(step, {})
    found = here.get("type", ())
    return (found,) if isinstance(found, str) else tuple(found)


def fits(name: str, wanted: Any, label: Mapping[str, Any]) -> Literal[True] | str | None:
    """Hold what a scheme or an agreement has published against a label.

    Returns
    -------
    True, str or None
        True where the label is as it has to be; what is due where it is not; None where a person has to judge.
    """
    match name:
        case "certified_per":  # a label record stands for one model, so nothing in it can show a series
            return True if wanted == "model" else None
        case "languages":
            whole = all(text.get(language) for text in label["texts"].values() for language in wanted)
            return whole or ", ".join(wanted)
        case "number_format":
            return re.fullmatch(wanted, str(label["number"])) is not None or str(wanted)
        case "validity_months":
            last = later(label["issued"], wanted)
            return label["expires"] <= last or f"≤ {last}"
        case "grades":
            return label["grade"] in wanted or ", ".join(wanted)
        case "products":
            return _listed(wanted, label) or None
        case _:
            return True if name.startswith("required:") else None


def _listed(products: tuple[str, ...], label: Mapping[str, Any]) -> bool:
    """Tell whether a product is named in a list, by a name or by the first figures of its customs code."""
    product = label["product"]
    names = {name.casefold() for name in product["name"].values()}
    code = (product["codes"]["hs"] or "").replace(".", "")
    return any(
        code.startswith(one.replace(".", "")) if re.fullmatch(r"[\d.]+", one) else one.casefold() in names
        for one in products
    )


def later(day: str, months: int) -> str:
    """Return the day so many months later; the last of a month where that month is shorter."""
    start = date.fromisoformat(day)
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1])).isoformat()
