"""The Commission's worked examples (v2.1, June 2024, CC BY 4.0), as far as the reference holds their inputs.

They follow the transitional rules, which show indirect emissions also for Annex II goods: the column ``indirect``.
The priced figure of the definitive rules is the direct one.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.footprint.cbam.fake import document, mwh, run, t

NINE = 1e-9


def bought(key: str, cn: str, mass: float, see: float | None, power: float, factor: float) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "power": {"amount": power, "unit": "MWh/t"}, "power_factor": {"amount": factor, "unit": "t CO2/MWh"},
    }  # fmt: skip
    if see is not None:
        figures |= {"direct": {"amount": see, "unit": "t CO2e/t"}}
    return {
        "id": key, "cn": cn, "country": "ZA", "basis": "actual", "uses": [{"process": "eaf", "amount": t(mass)}],
        "assigned": True, "evidence": ["report"], **figures,
    }  # fmt: skip


EVIDENCE = [{"id": "report", "kind": "supplier-report"}]


def alloy_steel() -> dict[str, Any]:
    """Examples 3a (electric arc furnace, alloy steel) and 3b (rolling)."""
    return document(
        streams=[],
        evidence=EVIDENCE,
        processes=[
            {"id": "eaf", "direct": t(171005.30885696854), "scrap_in": [{"kind": "unknown", "amount": t(1)}],
             "goods": [{"cn": "72241090", "market": t(1007000),
                        "in_house": [{"process": "rolling", "amount": t(1227000)}]}]},
            {"id": "rolling", "direct": t(402245.415), "goods": [{"cn": "72254090", "market": t(1133000)}]},
        ],
        precursors=[
            bought("iron", "72039000", 80540, 1.48, 0.24489694561708467, 0.833),
            bought("chromium", "72024110", 346773.0239303843, 3, 3.001, 0.833),
            bought("nickel", "72026000", 331213, 2.5, 2.821, 0.833),
            bought("manganese", "72021120", 60595, 1.3, 2.281, 0.833) | {"default_share": 1.0},
        ],
        electricity={
            "supplies": [{"id": "power", "kind": "stated", "emission_factor": {"amount": 0.833, "unit": "t/MWh"}}],
            "users": [{"process": "eaf", "amount": mwh(1563800)}, {"process": "rolling", "amount": mwh(324660)}],
        },
    )  # fmt: skip


def aluminium() -> dict[str, Any]:
    """Examples 6a (smelter) and 6b (forming). Of the 311,000 t the anode effects are 25,282 t."""
    return document(
        streams=[],
        evidence=EVIDENCE,
        cells=[
            {"id": "potline", "process": "smelter", "method": "slope", "technology": "pfpb_m",
             "aluminium": t(200000), "frequency": 0.6039358521605075, "duration": 0.25,
             "slope_factor": 0.102, "c2f6_fraction": 0.12, "collection_efficiency": 0.97},
        ],
        processes=[
            {"id": "smelter", "direct": t(311000 - 25282),
             "goods": [{"cn": "76011000", "market": t(80000),
                        "in_house": [{"process": "forming", "amount": t(120000)}]}]},
            {"id": "forming", "direct": t(5283), "goods": [{"cn": "76041010", "market": t(113000)}]},
        ],
        precursors=[],
        electricity={
            "supplies": [{"id": "hydro", "kind": "direct_link", "evidence": ["report"],
                          "emission_factor": {"amount": 410, "unit": "kg CO2/MWh"}}],
            "users": [
                {"process": "smelter", "amount": mwh(3000000)},
                {"process": "forming", "amount": mwh(105000)},
            ],
        },
    )  # fmt: skip


def test_3a_electric_arc_furnace() -> None:
    found = run(alloy_steel()).process("eaf").embedding
    assert found.direct == pytest.approx(1.001490412107485, rel=NINE)
    assert found.indirect == pytest.approx(1.3784244289950602, rel=NINE)
    assert found.default_share_direct == pytest.approx(0.03520871519393244, rel=NINE)


def test_3b_rolling() -> None:
    found = run(alloy_steel()).process("rolling").embedding
    assert found.direct == pytest.approx(1.4396064877810097, rel=NINE)
    assert found.indirect == pytest.approx(1.7314815131305727, rel=NINE)
    assert found.default_share_direct == pytest.approx(0.026525759701623797, rel=NINE)


def test_3a_with_the_default_value_of_the_law() -> None:
    """The fourth precursor by the law's tables instead of the supplier's word: the same direct figure and share."""
    document_ = alloy_steel()
    entry = document_["precursors"][3]
    for name in ("direct", "power", "power_factor", "default_share"):
        entry.pop(name)
    entry["basis"] = "default"
    result = run(document_, defaults={"72021120": (1.3, None, 1.3)})
    found = result.process("eaf").embedding
    assert found.direct == pytest.approx(1.001490412107485, rel=NINE)
    assert found.default_share_direct == pytest.approx(0.03520871519393244, rel=NINE)
    assert found.indirect is None, "the law prints no indirect value of it, so the column is not known"
    assert result.process("rolling").embedding.indirect is None


def test_6a_smelter() -> None:
    result = run(aluminium())
    steps = {s.figure: s.value for s in result.trace}
    assert steps["cells[potline].CF4"] == pytest.approx(3.080072846018588, rel=NINE)
    assert steps["cells[potline].C2F6"] == pytest.approx(0.36960874152223055, rel=NINE)
    assert steps["cells[potline].emissions"] == pytest.approx(25282, rel=NINE)
    found = result.process("smelter").embedding
    assert found.direct == pytest.approx(1.555, rel=NINE)
    assert found.indirect == pytest.approx(6.15, rel=NINE)


def test_6b_forming() -> None:
    found = run(aluminium()).process("forming").embedding
    assert found.direct == pytest.approx(1.698079646017699, rel=NINE)
    assert found.indirect == pytest.approx(6.9119469026548686, rel=NINE)


@pytest.mark.parametrize("make", [alloy_steel, aluminium])
def test_metal_is_priced_by_its_direct_emissions_only(make: Any) -> None:
    for process in run(make()).processes:
        assert process.direct_only
        assert process.embedding.counted == 0
        assert process.embedding.priced == process.embedding.direct
        assert process.embedding.indirect
