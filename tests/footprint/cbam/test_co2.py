"""CO2 transfers, by hand: only what the whole chain shows counts as not emitted; CO2 received counts once."""

from __future__ import annotations

from typing import Any

import pytest

from footprint.cbam.reading import parse_installation
from footprint.cbam.verification import verifier_view
from tests.footprint.cbam.fake import document, run, t

SITE = {"name": "Storage", "country": "NO", "contact": "A. Person", "monitors": True}
PLAN = {"version": "1", "date": "2026-01-01", "points": {"21": "Storage, A. Person; flow meter FT-1"}}


def transfer(**fields: Any) -> dict[str, Any]:
    """20 t to storage of the 26.928 t that 10 t of gas give off; 18 t are shown to be stored."""
    made = {
        "id": "c", "purpose": "storage", "amount": t(20), "stored": t(18), "method": "measured", "partner": SITE,
        "custody_evidence": ["chain"], "users": [{"process": "rolling"}], "evidence": ["meter"], **fields,
    }  # fmt: skip
    return document(
        co2=[{k: v for k, v in made.items() if v is not None}],
        monitoring_plan=PLAN,
        evidence=[{"id": "chain", "kind": "contract"}, {"id": "meter", "kind": "meter"}],
    )


GAS = 26.928
SENDER = {"direction": "in", "purpose": "input", "stored": None, "custody_evidence": None}


@pytest.mark.parametrize(
    ("fields", "direct", "code"),
    [
        ({}, GAS - 18, None),
        # without papers of the chain, or a partner that monitors, nothing is taken off
        ({"custody_evidence": None}, GAS, "cbam.co2_custody"),
        ({"partner": {**SITE, "monitors": False}}, GAS, "cbam.co2_partner"),
        ({"partner": {**SITE, "contact": ""}}, GAS - 18, "cbam.co2_contact"),
        # a quarter stems from biomass and was never counted
        ({"biomass": t(5)}, GAS - 18 * 0.75, None),
        ({"purpose": "capture"}, GAS - 18, None),
        ({"purpose": "other", "stored": None}, GAS, "cbam.co2_emitted"),
        ({"inherent": True}, GAS, "cbam.co2_emitted"),
        # bound here, in steel: no partner
        ({"purpose": "bound", "partner": None, "here": True, "method": "calculated"}, GAS - 18, None),
        # received as an input: an emission here, unless the origin counts it
        (SENDER, GAS + 20, None),
        ({**SENDER, "counted_at_origin": True}, GAS, None),
        ({**SENDER, "counted_at_origin": True, "evidence": None}, GAS + 20, "cbam.co2_received"),
        ({**SENDER, "inherent": True}, GAS, None),
        # received and bound for good
        ({"direction": "in", "purpose": "bound"}, GAS + 2, None),
    ],
)
def test_transfers(fields: dict[str, Any], direct: float, code: str | None) -> None:
    found = run(transfer(**fields))
    assert found.process("rolling").attributed.direct == pytest.approx(direct, rel=1e-12)
    assert found.direct_sources == pytest.approx(direct, rel=1e-12)
    codes = {f.code for f in found.findings if f.code.startswith("cbam.co2")}
    assert codes == ({code} if code else set())


def test_the_plan_names_who_receives() -> None:
    made = transfer()
    made["monitoring_plan"]["points"] = {"1": "Version 1"}
    assert "cbam.co2_plan" in {f.code for f in run(made).findings}


def test_capture_at_a_boiler_lowers_its_heat() -> None:
    """100 t of gas, 269.28 t, 100 t stored: 169.28 t over 4.8 TJ at an efficiency of 0.9."""
    made = transfer(amount=t(100), stored=t(100), users=[{"unit": "boiler"}])
    made["streams"] = [{"id": "gas", "method": "combustion", "amount": t(100), "standard": "natural_gas",
                        "users": [{"unit": "boiler"}]}]  # fmt: skip
    made["heat"] = [{"id": "boiler", "kind": "boiler", "efficiency": 0.9}]
    made["processes"][0]["heat_in"] = [{"source": "boiler", "amount": {"amount": 4.32, "unit": "TJ"}}]
    found = run(made)
    assert found.process("rolling").attributed.heat_in == pytest.approx(169.28, rel=1e-12)
    assert found.in_heat == pytest.approx(169.28)


def test_more_stored_than_emitted_is_zero_and_said() -> None:
    found = run(transfer(amount=t(200), stored=t(200)))
    assert found.process("rolling").attributed.total == 0
    assert "cbam.negative_attributed" in {f.code for f in found.findings}


def test_a_transfer_is_a_source_of_its_own_for_the_verifier() -> None:
    made = transfer()
    view = verifier_view(parse_installation(made), run(made))
    source = next(s for s in view.sources if s.kind == "co2")
    assert source.emissions == pytest.approx(-18)
    assert set(source.evidence) == {"chain", "meter"}
