"""The method for embedded emissions under CBAM, read from ``regulation/cbam-method``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from footprint.cbam.method import Constant, GoodsCategory, Method, Technology
from footprint.cbam.price_model import Needed, PriceRules
from rules.yaml_lines import read_yaml_file

FOLDER = Path(__file__).parent / "regulation" / "cbam-method"
PRICE = Path(__file__).parent / "cbam_price.yaml"
CURRENT = "ir-2025-2547"


@lru_cache(maxsize=4)
def load_method(name: str = CURRENT) -> Method:
    """Read a method by the id of its act.

    Raises
    ------
    InputError
        The file is not there or not clean YAML.
    """
    document: dict[str, Any] = read_yaml_file(FOLDER / f"{name}.yaml").document
    title = document["title"]

    def cite(locator: str) -> str:
        return f"{title}, {locator}"

    constants, standards = (
        {key: Constant(float(row["value"]), row["unit"], cite(row["locator"])) for key, row in rows.items()}
        for rows in (document["constants"], document["standards"])
    )
    return Method(
        id=document["id"],
        title=title,
        url=document["url"],
        constants=constants,
        slope=_technologies(document["slope"], cite(document["slope_locator"])),
        overvoltage=_technologies(document["overvoltage"], cite(document["overvoltage_locator"])),
        reference_power=_power(document["reference_power"]),
        reference_heat=_heat(document["reference_heat"]),
        categories=tuple(
            GoodsCategory(
                key,
                tuple(row["codes"]),
                row.get("unit", "t"),
                row.get("needs_material", False),
                cite(document["categories_locator"]),
                row.get("content"),
                row.get("chemical", False),
            )
            for key, row in document["categories"].items()
        ),
        standards=standards,
        price_rules=price_rules(),
        groups={key: tuple(ids) for key, ids in document["category_groups"].items()},
    )


@lru_cache(maxsize=1)
def price_rules() -> PriceRules:
    """Read which kinds of carbon price there are, and what evidence a deduction needs."""
    document: dict[str, Any] = read_yaml_file(PRICE).document
    return PriceRules(
        tuple(document["kinds"]),
        tuple(
            Needed(row["id"], tuple(row["needs"]), f"{document['act']}, {row['locator']}")
            for row in document["evidence"]
        ),
    )


def _technologies(rows: dict[str, Any], cite: str) -> dict[str, Technology]:
    return {key: Technology(float(row["cf4"]), float(row["c2f6"]), cite) for key, row in rows.items()}


def _power(table: dict[str, Any]) -> dict[tuple[str, int], float]:
    return {
        (group, year): percent / 100
        for group, row in table.items()
        if group != "years"
        for year, percent in zip(table["years"], row, strict=True)
    }


def _heat(table: dict[str, Any]) -> dict[tuple[str, int, str], float]:
    columns = [(year, medium) for year in table["years"] for medium in table["media"]]
    return {
        (group, year, medium): percent / 100
        for group, row in table.items()
        if group not in {"years", "media"}
        for (year, medium), percent in zip(columns, row, strict=True)
        if percent is not None
    }
