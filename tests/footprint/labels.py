"""A stored record to write labels from: the figures are invented, the shape is that of footprint.record."""

from __future__ import annotations

import copy
from typing import Any

from footprint.background import CATEGORIES
from footprint.record import run_id
from footprint.rule import LoadedRule, Rule
from tests.footprint import toys

URL = "https://footprint.example.com/register/2026/guangdong/0001"
STAGES = {"materials": 0.0581, "manufacture": 0.0139, "distribution": 0.0006, "recycling": 0.0011}
TITLES = {
    "materials": {"en": "Material acquisition", "zh-Hans": "原材料获取", "zh-Hant": "原材料獲取"},
    "manufacture": {"en": "Manufacture", "zh-Hans": "生产制造", "zh-Hant": "生產製造"},
    "distribution": {"en": "Distribution", "zh-Hans": "分销运输", "zh-Hant": "分銷運輸"},
    "recycling": {"en": "Recycling", "zh-Hans": "回收利用", "zh-Hant": "回收利用"},
    "use": {"en": "Use", "zh-Hans": "使用", "zh-Hant": "使用"},
}
NAME = {
    "en": "NMC622 traction battery pack",
    "zh-Hans": "三元锂动力电池包 NMC622",
    "zh-Hant": "三元鋰動力電池包 NMC622",
}


def record(stages: dict[str, float] | None = None, **changes: Any) -> dict[str, Any]:
    """Build a record; keyword arguments replace fields of its product."""
    split = STAGES if stages is None else stages
    total = sum(split.values())
    product = {
        "format": "footprint-product/1",
        "name": NAME,
        "model": "PB-75-622",
        "maker": "Pearl River Battery Co., Ltd.",
        "plant": {"name": "Nansha works", "region": "CN-GD"},
        "period": {"start": "2025-01-01", "end": "2025-12-31"},
        "codes": {"hs": "8507.60"},
        "electricity": {"year": 2024},
    }
    body: dict[str, Any] = {
        "format": "footprint-record/1",
        "engine_version": "0.1.0",
        "seed": None,
        "product": product | changes,
        "rule": {"id": "batteries/traction", "version": "0.1.0", "sha256": "1" * 64},
        "background": {"id": "open", "version": "0.1.0", "sha256": "2" * 64},
        "characterization": {"id": "ipcc-ar6-gwp100", "sha256": "3" * 64},
        "functional_unit": {"amount": 1.0, "unit": "kWh"},
        "reference_flow": {"amount": 1.2e-5, "unit": "item"},
        "total": {"value": total, "unit": "kg CO2e"},
        "stages": split,
        "categories": dict.fromkeys(CATEGORIES, 0.0) | {"fossil": total},
        "gases": {"co2": total, "undivided": 0.0},
        "views": [{"id": "gate", "value": 71.2, "unit": "kWh", "stages": ["materials", "manufacture"]}],
        "gaps": [{"gap": "binder", "amount": 0.002, "unit": "kg", "lines": ["cell.binder"]}],
        "data_quality": {
            "rating": 2.1, "scheme": "pedigree-5", "limit": None,
            "shares": {
                "dataset_kind": {"released": 0.9, "estimated": 0.1}, "confidence": {"high": 0.4, "medium": 0.6},
                "company_specific_activity_data": 0.62, "published_co2e_without_gas_split": 0.0,
            },
            "estimated_upstream": [],
        },
        "findings": [],
    }  # fmt: skip
    return {"run_id": run_id(body), **copy.deepcopy(body)}


def rule(titles: dict[str, Any] | None = None, **changes: Any) -> LoadedRule:
    """Build the rule the record names, with these titles of stages."""
    cite = toys.CITE
    document = toys.rule_document() | {
        "pcr": "batteries/traction",
        "version": "0.1.0",
        "title": {
            "en": "Traction batteries, national filing",
            "zh-Hans": "动力电池碳足迹填报",
            "zh-Hant": "動力電池碳足跡填報",
        },
        "stages": {
            stage: {"title": title, "boundary": "excluded" if stage == "use" else "included", "cite": cite}
            for stage, title in (titles or TITLES).items()
        },
        "functional_unit": {
            "text": {
                "en": "1 kWh of total energy delivered over the life of the pack",
                "zh-Hans": "电池包全寿命周期内提供的 1 kWh 总能量",
                "zh-Hant": "電池包全壽命週期內提供的 1 kWh 總能量",
            },
            "amount": 1, "unit": "kWh", "cite": cite,
        },
        "activity_data": [],
        "views": [],
    }  # fmt: skip
    return LoadedRule(rule=Rule.model_validate(document | changes), sha256="1" * 64, file="toy")
