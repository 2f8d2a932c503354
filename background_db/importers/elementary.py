"""Elementary flows of foreign files, mapped to ours by name, then by CAS number.

``flow_map.csv`` is our own table; ``extra_flows.csv`` holds gases the open database has no flow for. The GWP
are those of the open database and, for the extra flows, of the same source.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from background_db.importers.neutral import Direction
from background_db.importers.neutral import Flow as Foreign
from background_db.layout import OPEN
from footprint.background import Factor, Flow
from footprint.texts import Text

HERE = Path(__file__).parent
Where = Literal["air", "water", "soil", "resource"]
_AIR = re.compile(r"\b(air|troposphere|stratosphere|high\. pop|low\. pop|population density)", re.IGNORECASE)
_WATER = re.compile(r"\b(water|waterborne|river|lake|ocean|groundwater)\b", re.IGNORECASE)
_SOIL = re.compile(r"\b(soil|ground|agricultural|industrial|forestry|terrestrial|grassland)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\[[^\]]*\]\s*$")
# Names that sound like a greenhouse gas: when one is not mapped, the report says so first.
_SUSPECT = re.compile(
    r"carbon dioxide|\bCO2\b|^methane\b|dinitrogen|nitrous oxide|\bH?C?FCs?\b|halon|chlorofluoro|hydrofluorocarbon"
    r"|perfluoro|(di|tri|tetra|penta|hexa|hepta|octa)-?fluoro-?(methane|ethane|propane|-)",
    re.IGNORECASE,
)
_GWP_SOURCE = "gwp-openclimatedata"


@dataclass(frozen=True)
class Match:
    """Our flow for a foreign one; ``note`` says what had to be assumed."""

    flow: str
    note: str


def place(compartment: str, direction: Direction) -> Where:
    """Tell where a flow goes to or comes from."""
    if direction == "input":
        return "resource"
    if _AIR.search(compartment):
        return "air"
    if _WATER.search(compartment):
        return "water"
    return "soil" if _SOIL.search(compartment) else "air"


def match(flow: Foreign, direction: Direction) -> Match | None:
    """Find our flow for a foreign elementary flow; None when it has no characterization."""
    where = place(flow.compartment, direction)
    names, numbers = _map()
    for name in (flow.name, *flow.synonyms[:5]):
        for key in ((plain(name), where), (plain(name), "")):
            if key in names:
                return names[key]
    cas = flow.cas.strip().lstrip("0")
    if where == "resource" and not re.search(r"\bair\b", flow.compartment, re.IGNORECASE):
        return None
    return numbers.get((cas, where)) if cas else None


def suspect(flow: Foreign, direction: Direction) -> bool:
    """Tell whether an unmapped flow sounds like a greenhouse gas that goes to the air."""
    return place(flow.compartment, direction) == "air" and bool(_SUSPECT.search(flow.name))


def plain(name: str) -> str:
    """Write a name so that spelling variants meet."""
    return " ".join(_BRACKETS.sub("", name).lower().replace("sulph", "sulf").split()).strip(" ,;")


@lru_cache(maxsize=1)
def _map() -> tuple[Mapping[tuple[str, str], Match], Mapping[tuple[str, str], Match]]:
    names: dict[tuple[str, str], Match] = {}
    numbers: dict[tuple[str, str], Match] = {}
    with (HERE / "flow_map.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = Match(row["flow"], row["note"])
            where = {"emission": "air", "resource/air": "resource"}.get(row["where"], row["where"])
            if row["name"]:
                names.setdefault((plain(row["name"]), where), found)
            if row["cas"]:
                numbers.setdefault((row["cas"].lstrip("0"), where), found)
    return names, numbers


@lru_cache(maxsize=1)
def flows() -> tuple[Mapping[str, Flow], Mapping[str, Mapping[str, Factor]]]:
    """Return every flow an import can map to, and its factor in every characterization set."""
    found: dict[str, Flow] = {}
    factors: dict[str, dict[str, Factor]] = {}
    for row in _rows(OPEN / "flows.csv"):
        text = Text.model_validate(
            {"en": row["name_en"], "zh-Hans": row["name_zh_hans"], "zh-Hant": row["name_zh_hant"]}
        )
        found[row["id"]] = Flow(row["id"], text, row["unit"], row["gas"], row["category"])
    for row in _rows(OPEN / "characterization.csv"):
        factor = Factor(float(row["factor"]), row["source"], row["locator"])
        factors.setdefault(row["set"], {})[row["flow"]] = factor
    for row in _rows(HERE / "extra_flows.csv"):
        if row["id"] in found:
            continue
        name = Text.model_validate(row["name"])
        found[row["id"]] = Flow(row["id"], name, "kg", row["gas"], row["category"])
        for set_id, known in factors.items():
            column = "ar5" if "ar5" in set_id else "ar6"
            known[row["id"]] = Factor(float(row[column]), _GWP_SOURCE, f"{row['species']}, {column.upper()} column")
    return found, factors


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
