"""A background small enough to check by hand, and a rule and a product on it.

Technosphere (rows: what is taken, columns: who takes it, per 1 unit made) and direct emissions:

              coal-power  hydro-power  steel  part   recycling
    steel          .           .         .     1.2       .
    slot:power     .           .        1.0    3.0      0.5      [kWh]
    gap:glue       .           .         .     0.1       .       [kg]
    CO2 fossil    0.9         0.01      1.5     .       0.2      [kg]
    CH4 fossil     .           .        0.01    .        .       [kg]
    CO2 biogenic   .           .         .     0.05      .       [kg]

GWP: CO2 1, CH4 29.8. Scores of one unit with coal power (0.9 kg/kWh):

    steel      1.5 + 0.01 × 29.8 + 1 × 0.9  = 2.698  kg CO2e/kg
    part       1.2 × 2.698 + 3 × 0.9 + 0.05 = 5.9876 kg CO2e/kg
    recycling  0.2 + 0.5 × 0.9              = 0.65   kg CO2e/kg
"""

from __future__ import annotations

from typing import Any

from footprint.background import Background, Dataset, Exchange, Factor, Flow, Licence, Slot, Source
from footprint.product import Product, parse_product
from footprint.rule import LoadedRule, Rule
from footprint.texts import Text

STEEL = 2.698
PART = 5.9876
COAL = 0.9
HYDRO = 0.01
RECYCLING = 0.65


def text(value: str) -> Text:
    return Text(en=value, zh_hans=value, zh_hant=value)


def exchange(row: int, kind: Any, target: str, amount: float, unit: str) -> Exchange:
    return Exchange(row, kind, target, amount, unit, "toy", "by hand", "high", amount, unit)


def dataset(name: str, unit: str, kind: Any, *exchanges: Exchange) -> Dataset:
    return Dataset(
        id=name, name=text(name), category="toy", unit=unit, region="CN", year=2024, kind=kind,
        basis="" if kind == "gap" else "unit_process", confidence="high", pedigree=(1, 2, 1, 2, 1),
        licence="free", source="toy", locator="by hand", technology=text(name), exchanges=exchanges,
    )  # fmt: skip


def background() -> Background:
    datasets = (
        dataset("coal-power", "kWh", "released", exchange(1, "emission", "co2", 0.9, "kg")),
        dataset("hydro-power", "kWh", "released", exchange(1, "emission", "co2", 0.01, "kg")),
        dataset(
            "steel", "kg", "released",
            exchange(1, "emission", "co2", 1.5, "kg"),
            exchange(2, "emission", "ch4", 0.01, "kg"),
            exchange(3, "slot", "power/CN", 1.0, "kWh"),
        ),
        dataset(
            "part", "kg", "estimated",
            exchange(1, "provider", "steel", 1.2, "kg"),
            exchange(2, "slot", "power/CN", 3.0, "kWh"),
            exchange(3, "gap", "glue", 0.1, "kg"),
            exchange(4, "emission", "co2-biogenic", 0.05, "kg"),
        ),
        dataset(
            "recycling", "kg", "released",
            exchange(1, "emission", "co2", 0.2, "kg"),
            exchange(2, "slot", "power/CN", 0.5, "kWh"),
        ),
        dataset("glue", "kg", "gap"),
    )  # fmt: skip
    return Background(
        id="toy", version="1", sha256="0" * 64, title=text("Toy"),
        datasets={d.id: d for d in datasets},
        slots={
            "power/CN": Slot("power/CN", "power", "CN", "kWh", text("power CN"), "coal-power"),
            "power/CN-GD": Slot("power/CN-GD", "power", "CN-GD", "kWh", text("power GD"), "coal-power"),
        },
        flows={
            "co2": Flow("co2", text("CO2"), "kg", "co2", "fossil"),
            "ch4": Flow("ch4", text("CH4"), "kg", "ch4", "fossil"),
            "co2-biogenic": Flow("co2-biogenic", text("CO2 biogenic"), "kg", "co2", "biogenic_emissions"),
        },
        supply={
            ("average", 2024): {"power/CN": "coal-power", "power/CN-GD": "coal-power"},
            ("zone", 2024): {"power/CN": "coal-power", "power/CN-GD": "hydro-power"},
        },
        characterization={
            "ipcc-ar6-gwp100": {
                "co2": Factor(1.0, "toy", ""),
                "ch4": Factor(29.8, "toy", ""),
                "co2-biogenic": Factor(1.0, "toy", ""),
            }
        },
        sources={"toy": Source("toy", "Toy numbers", "We", 2026, "", "free")},
        licences={"free": Licence("free", "Free", "", "", "yes", "")},
    )  # fmt: skip


CITE = {"source": "toy", "clause": "by hand"}


def rule_document() -> dict[str, Any]:
    def activity(name: str, stage: str, quantity: str, unit: str, **more: Any) -> dict[str, Any]:
        return {
            "id": name, "title": name, "stage": stage, "quantity": quantity, "unit": unit,
            "required": "always", "origin": "any", "cite": CITE,
        } | more  # fmt: skip

    return {
        "pcr": "toys/box", "version": "1", "status": "draft", "title": "Box", "summary": "A toy",
        "valid": {"from": "2026-01-01"}, "scope": "boxes",
        "sources": {"toy": {"title": "Toy", "issuer": "We", "date": "2026"}},
        "functional_unit": {
            "text": "1 kWh delivered", "amount": 1, "unit": "kWh", "cite": CITE,
            "derive": {
                "formula": "battery_total_energy", "inputs": {"capacity": "capacity", "cycles": "cycles"},
            },
        },
        "declared_unit": {"text": "one box", "amount": 1, "unit": "item", "cite": CITE},
        "parameters": {
            "capacity": {"title": "Capacity", "quantity": "energy", "unit": "kWh", "minimum": 0.1, "cite": CITE},
            "cycles": {"title": "Cycles", "quantity": "dimensionless", "unit": "1", "open": True, "cite": CITE},
        },
        "stages": {
            "material": {"title": "Material", "boundary": "included", "cite": CITE},
            "making": {"title": "Making", "boundary": "included", "cite": CITE},
            "use": {"title": "Use", "boundary": "excluded", "reason": "elsewhere", "cite": CITE},
            "recycling": {"title": "Recycling", "boundary": "included", "cite": CITE},
        },
        "activity_data": [
            activity("body", "material", "mass", "kg"),
            activity("blank", "making", "mass", "kg", required="optional"),
            activity("energy", "making", "energy", "kWh", service="power"),
            activity(
                "recycling", "recycling", "mass", "kg", required="or_default",
                default={"dataset": "recycling", "amount": 1.0, "unit": "kg", "cite": CITE},
            ),
        ],
        "cut_off": {"measure": "mass", "per_item": None, "cumulative": None, "cite": CITE},
        "allocation": {"order": ["subdivision"], "cite": CITE},
        "end_of_life": {"method": "cut_off", "cite": CITE},
        "electricity": {
            "order": ["zone_mix"], "families": ["average", "zone"], "cite": CITE,
        },
        "characterization": {"set": "ipcc-ar6-gwp100", "cite": CITE},
        "data_quality": {"scheme": "pedigree-5", "limit": None, "max_age": None, "text": "none", "cite": CITE},
        "traceability": {"kinds": {"bill": {"title": "Bill"}}, "text": "none", "cite": CITE},
        "views": [
            {
                "id": "gate", "title": "Gate", "per": "capacity", "unit": "kWh",
                "stages": ["material", "making"], "cite": CITE,
            }
        ],
        "report": ["total"],
        "rounding": {"significant_figures": 3, "cite": CITE},
    }  # fmt: skip


def rule(**changes: Any) -> LoadedRule:
    return LoadedRule(rule=Rule.model_validate(rule_document() | changes), sha256="1" * 64, file="toy")


def product_document() -> dict[str, Any]:
    """A box of 2 kWh and 500 cycles: a blank of 1.1 kg part per kg good, yield 0.8; two blanks per box."""
    return {
        "format": "footprint-product/1", "name": "Box", "model": "B1", "maker": "We",
        "plant": {"name": "Works", "region": "CN-GD"},
        "period": {"start": "2025-01-01", "end": "2025-12-31"},
        "electricity": {"family": "average", "year": 2024},
        "parameters": {
            "capacity": {"amount": 2, "unit": "kWh"},
            "cycles": {"amount": 500, "unit": "1", "reason": "measured"},
        },
        "final_process": "box",
        "processes": [
            {
                "id": "blank", "output": {"amount": 1, "unit": "kg"}, "yield": 0.8, "region": "CN-GD",
                "lines": [
                    {"id": "part", "activity": "body", "dataset": "part", "amount": 1.1, "unit": "kg"},
                    {"id": "power", "activity": "energy", "slot": "power", "amount": 2, "unit": "kWh"},
                ],
            },
            {
                "id": "box", "output": {"amount": 1, "unit": "item"}, "region": "CN-GD",
                "lines": [
                    {"id": "blanks", "activity": "blank", "process": "blank", "amount": 2, "unit": "kg"},
                    {"id": "steel", "activity": "body", "dataset": "steel", "amount": 500, "unit": "g"},
                ],
            },
        ],
    }  # fmt: skip


def product(**changes: Any) -> Product:
    return parse_product(product_document() | changes)


# Per box: 2 kg good blank take 2 / 0.8 = 2.5 runs, each 1.1 kg part and 2 kWh; 0.5 kg steel; 1 kg recycling.
RUNS = 2.5
PER_BOX = RUNS * (1.1 * PART + 2 * COAL) + 0.5 * STEEL + RECYCLING
DELIVERED = 2 * 500
