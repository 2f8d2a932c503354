"""Records of a traction battery small enough to follow by hand: 100 kWh × 1 000 cycles, 0.05 kg CO2e/kWh."""

from __future__ import annotations

import copy
from typing import Any

from footprint.record import run_id
from rules.filings import load_filing

FILING = load_filing("traction-battery")
SHA = "a" * 64


def record(model: str = "A", **changed: Any) -> dict[str, Any]:
    """Return a sealed record; ``changed`` replaces values by their path, ``product__maker="…"``."""
    made: dict[str, Any] = {
        "format": "footprint-record/1",
        "product": {
            "name": {"en": f"Pack {model}", "zh-Hans": f"电池包 {model}", "zh-Hant": f"電池組 {model}"},
            "model": model,
            "maker": "Maker",
            "plant": {"name": "Plant", "region": "CN-GD"},
            "period": {"start": "2025-01-01", "end": "2025-12-31"},
            "electricity": {"year": 2024},
            "parameters": {
                "full_equivalent_cycles": {
                    "amount": 1000,
                    "unit": "1",
                    "origin": "company_specific",
                    "evidence": [{"kind": "test_report", "reference": "TR-1"}],
                }
            },
        },
        "rule": {"id": "batteries/traction", "version": "0.1.0", "sha256": SHA},
        "background": {"id": "open", "version": "0.1.0", "sha256": SHA},
        "characterization": {"id": "ipcc-ar6-gwp100", "sha256": SHA},
        "functional_unit": {"amount": 1, "unit": "kWh"},
        # 100 kWh × 1 000 cycles = 100 000 kWh from one pack
        "reference_flow": {"amount": 0.00001, "unit": "item"},
        "total": {"value": 0.05, "unit": "kg CO2e"},
        "stages": {"distribution": 0.005, "manufacture": 0.01, "material_acquisition": 0.03, "recycling": 0.005},
        "parameters": [
            {"id": "rated_energy", "value": 100, "unit": "kWh", "origin": "preparer", "reason": ""},
            {
                "id": "full_equivalent_cycles",
                "value": 1000,
                "unit": "1",
                "origin": "preparer",
                "reason": "Test TR-1.",
            },
        ],
        "electricity_views": {"declared": "location", "location": 0.05, "market": 0.05, "instruments": []},
    }
    for path, value in changed.items():
        *way, last = path.split("__")
        here: Any = made
        for step in way:
            here = here[int(step)] if step.isdecimal() else here[step]
        if value is None:
            del here[last]
        else:
            here[last] = copy.deepcopy(value)
    return {"run_id": run_id(made), **made}


def five(**changed: Any) -> list[dict[str, Any]]:
    """Return five packs; what is changed is changed in the last."""
    return [*(record(model) for model in "ABCD"), record("E", **changed)]
