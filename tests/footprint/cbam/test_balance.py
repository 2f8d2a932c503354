"""Sources of a whole installation beside processes that state their emissions: compared, never attributed."""

from __future__ import annotations

from typing import Any

import pytest

from footprint.cbam.reading import parse_installation
from footprint.errors import BlockedError, InputError
from tests.footprint.cbam.fake import document, run, t

GAS = {"id": "gas", "method": "combustion", "amount": t(100), "ncv": {"amount": 48.0, "unit": "GJ/t"},
       "emission_factor": {"amount": 56.1, "unit": "t CO2/TJ"}}  # fmt: skip
EMITTED = 100 * 48.0e-3 * 56.1  # 269.28 t


def stated(direct: float, **balance: Any) -> dict[str, Any]:
    """One process that states its emissions, beside the balance of its installation."""
    return document(
        streams=[],
        balance={"streams": [GAS], **balance},
        processes=[{"id": "casting", "direct": t(direct), "scrap_in": [{"kind": "unknown", "amount": t(110)}],
                    "goods": [{"cn": "76012040", "market": t(100)}]}],
        precursors=[],
    )  # fmt: skip


def codes(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f.code: f.params for f in run(made).findings}


def test_the_balance_is_the_installation_and_the_process_is_what_it_states() -> None:
    result = run(stated(250))
    assert result.balance is not None
    assert result.balance.total == pytest.approx(EMITTED, rel=1e-12)
    assert result.direct_sources == result.balance.total
    assert result.balance.rest == pytest.approx(EMITTED - 250)
    assert result.process("casting").embedding.direct == 2.5, "nothing of the balance is on a process"
    assert {s.figure for s in result.trace} >= {"balance.streams[gas].emissions", "balance.REST"}
    plain = result.to_dict()["balance"]
    assert (plain["claimed"], plain["sources"]) == (250, {"gas": pytest.approx(EMITTED)})


def test_what_no_process_states_is_told_and_more_than_there_is_is_asked() -> None:
    assert codes(stated(250))["cbam.balance_rest"]["rest"] == pytest.approx(EMITTED - 250)
    assert codes(stated(300))["cbam.balance_exceeded"]["rest"] == pytest.approx(300 - EMITTED)
    exact = codes(stated(EMITTED))
    assert not {"cbam.balance_rest", "cbam.balance_exceeded"} & exact.keys()


def test_measured_gas_and_cells_are_in_it() -> None:
    """10 t of N2O are 2,650 t; 0.1 t CF4 per 1,000 t at 2 minutes and slope 0.05, C2F6 a tenth."""
    cells = {"id": "pot", "method": "slope", "technology": "cwpb", "aluminium": t(1000), "anode_effect_minutes": 2,
             "slope_factor": 0.05, "c2f6_fraction": 0.1}  # fmt: skip
    made = stated(0, measured=[{"id": "stack", "gas": "n2o", "amount": t(10)}], cells=[cells])
    found = run(made).balance
    assert found is not None
    assert found.emitted["stack"].emissions == pytest.approx(2650)
    assert found.emitted["pot"].emissions == pytest.approx(0.1 * 6630 + 0.01 * 11100)


def test_both_at_once_would_count_twice() -> None:
    made = stated(250) | {"streams": [GAS | {"users": [{"process": "casting"}], "id": "other"}]}
    with pytest.raises(BlockedError) as error:
        run(made)
    assert "cbam.balance_beside_streams" in {f.code for f in error.value.findings}


def test_a_stream_that_cannot_be_calculated_blocks() -> None:
    made = stated(250)
    bare = {key: value for key, value in GAS.items() if key != "ncv"}
    with pytest.raises(InputError, match="no net calorific value"):
        parse_installation(made | {"balance": {"streams": [bare]}})
    with pytest.raises(InputError, match="gives the id 'gas' to more than one entry"):
        parse_installation(made | {"balance": {"streams": [GAS, GAS]}})
