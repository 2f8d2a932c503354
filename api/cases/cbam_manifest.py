"""The manifest of a CBAM evidence pack: the one thing of it that is signed, and how it is read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from footprint.errors import InputError, Problem

FORMAT = "footprint-cbam-pack/1"
KIND = "footprint-cbam+jws"
SHOWN = 5


def states(document: Mapping[str, Any]) -> str:
    """Say in one sentence what a manifest states.

    Raises
    ------
    InputError
        It is no manifest.
    """
    try:
        site, period = document["installation"], document["period"]
        goods = ", ".join(f"{row['cn']} {row['direct']} direct" for row in document["goods"][:SHOWN])
        more = f" and {rest} more" if (rest := len(document["goods"]) - SHOWN) > 0 else ""
        demonstration = "demonstration, " if document["demonstration"] else ""
        for row in document["files"]:
            _ = row["name"], row["sha256"]
        operator = site["operator"] or "operator not given"
        whose = f"{site['name']} ({operator}), {period['start']} to {period['end']}"
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(Problem("", "names the format of a CBAM pack, and is no manifest of one")) from error
    return (
        f"{demonstration}CBAM embedded emissions, no product footprint, of {whose}: {goods}{more} t CO2e/t; "
        "not verified"
    )
