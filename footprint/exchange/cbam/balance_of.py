"""Sheet B of a filled template as the balance of the installation document: streams, measured sources, cells."""

from __future__ import annotations

import re
from typing import Any

from footprint.exchange.cbam.facts import Communication, Row
from footprint.exchange.cbam.layout_goods import CARBON, METHODS, PFC_METHODS
from footprint.exchange.cbam.places import plain

GAS = "1000nm3"  # the template counts gases in thousands of normal cubic metres
PER_CENT = 100.0
TECHNOLOGIES = (
    ("pfpb_mw", r"pfpb.*mw"), ("pfpb_m", r"pfpb.*m\b"), ("pfpb_l", r"pfpb|point feed"),
    ("cwpb", r"cwpb|cent\w+ worked"), ("swpb", r"swpb|side worked"), ("vss", r"vss|vertical"),
    ("hss", r"hss|horizontal"),
)  # fmt: skip

Names = tuple[tuple[str, str], ...]
SLOPE: Names = (
    ("frequency", "frequency"), ("duration", "duration"), ("slope", "slope_factor"), ("c2f6", "c2f6_fraction"),
)  # fmt: skip
OVERVOLTAGE: Names = (
    ("overvoltage", "overvoltage"), ("coefficient", "overvoltage_coefficient"), ("c2f6", "c2f6_fraction"),
)  # fmt: skip


def balance_of(facts: Communication, places: dict[str, str]) -> dict[str, Any]:
    """Return the balance as a document, and note the cell of every entry in ``places``."""
    found: dict[str, Any] = {}
    for part, rows, make in (
        ("streams", facts.streams, _stream), ("measured", facts.sources, _measured), ("cells", facts.cells, _cells),
    ):  # fmt: skip
        if rows:
            found[part] = [make(row) for row in rows]
            for entry, row in zip(found[part], rows, strict=True):
                places[f"balance.{part}[{entry['id']}]"] = next(iter(row.cells.values()))
    return found


def _stream(row: Row) -> dict[str, Any]:
    method = next(
        (m for text, m in METHODS.items() if plain(text) == plain(row.text("method"))), row.text("method")
    )
    gas = plain(row.text("unit")).replace(" ", "") == GAS
    amount, unit = row.number_of("amount"), "Nm3" if gas else row.text("unit") or "t"
    found: dict[str, Any] = {"id": f"b{row.number}", "name": row.text("name"), "method": method}
    if amount is not None:
        found["amount"] = {"amount": abs(amount) * (1000 if gas else 1), "unit": unit}
        if amount < 0:
            found["direction"] = "out"
    if (ncv := row.number_of("ncv")) is not None:
        found["ncv"] = {"amount": ncv, "unit": "MJ/Nm3" if gas else "GJ/t"}
    if (factor := row.number_of("factor")) is not None:
        per = plain(row.text("factor_unit")).replace(" ", "")
        if per.endswith(GAS):
            found["emission_factor"] = {"amount": factor / 1000, "unit": "t CO2/Nm3"}
        else:
            found["emission_factor"] = {"amount": factor, "unit": "t CO2/TJ" if per.endswith("tj") else "t CO2/t"}
    if (carbon := row.number_of("carbon")) is not None:
        if gas:  # a document has carbon contents of masses only
            found["emission_factor"] = {"amount": carbon * CARBON / 1000, "unit": "t CO2/Nm3"}
        else:
            found["carbon_content"] = {"amount": carbon, "unit": "t C/t"}
    for key, name, of in (
        ("oxidation", "oxidation_factor", "combustion"), ("conversion", "conversion_factor", "process"),
        ("biomass", "biomass_fraction", ""),
    ):  # fmt: skip
        if (share := row.number_of(key)) is not None and (not of or of == method):
            found[name] = share / PER_CENT
    return found


def _measured(row: Row) -> dict[str, Any]:
    """Return a measured source: concentration [g/Nm3] times hours times flow [1000 Nm3/h] are kilograms."""
    concentration, hours, flow = (row.number_of(key) for key in ("concentration", "hours", "flow"))
    found: dict[str, Any] = {"id": f"m{row.number}", "name": row.text("name"), "gas": row.text("gas").lower()}
    if concentration is not None and hours is not None and flow is not None:
        amount = concentration * hours * flow / 1000
        found["amount"] = {"amount": amount, "unit": "t"}
        if biomass := row.number_of("biomass"):
            found["biomass"] = {"amount": amount * biomass / PER_CENT, "unit": "t"}
    return found


def _cells(row: Row) -> dict[str, Any]:
    text = row.text("technology").casefold()
    method = next((m for t, m in PFC_METHODS.items() if plain(t) == plain(row.text("method"))), row.text("method"))
    found: dict[str, Any] = {
        "id": f"c{row.number}", "name": row.text("technology"), "method": method,
        "technology": next((key for key, pattern in TECHNOLOGIES if re.search(pattern, text)), "other"),
        "aluminium": {"amount": row.number_of("aluminium"), "unit": "t"},
    }  # fmt: skip
    for key, name in OVERVOLTAGE if method == "overvoltage" else SLOPE:
        if (number := row.number_of(key)) is not None:
            found[name] = number
    for key, name in (("collection", "collection_efficiency"), ("current_efficiency", "current_efficiency")):
        if number := row.number_of(key):  # a share, or per cent where the cell holds more than one
            found[name] = number / PER_CENT if number > 1 else number
    if method != "overvoltage":
        found.pop("current_efficiency", None)
    return found
