"""The Commission's filled examples: read, calculated from their inputs, equal to what they state; and written back.

Tolerance 1e-9: the same arithmetic in another order.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from footprint.cbam.calculate import calculate
from footprint.cbam.reading import parse_installation
from footprint.errors import BlockedError
from footprint.exchange.cbam.blank import blank
from footprint.exchange.cbam.compare import as_stated, compare
from footprint.exchange.cbam.entries import entries
from footprint.exchange.cbam.fill import fill
from footprint.exchange.cbam.read import read_communication
from footprint.exchange.cbam.to_document import to_document
from rules.cbam import regulation
from rules.cbam_method import load_method
from tests.footprint.communication.template import example, workbook

LAW = regulation(date(2026, 12, 31))
METHOD = load_method()
TODAY = date(2027, 6, 1)
NAMES = ("cement", "blast-furnace", "electric-arc", "screws")
# Stated figures that are compared: of products, of streams, and the total of the installation.
COUNTS = {"cement": 4 + 4 + 1, "blast-furnace": 3 + 2 + 2 + 2, "electric-arc": 3 + 3, "screws": 4 + 4 + 1 + 1}


def recompute(data: bytes) -> tuple[Any, Any, Any]:
    """Return what a workbook states, its installation, and the figures calculated from its inputs."""
    facts = read_communication(data)
    document = as_stated(to_document(facts, {}).document, METHOD)
    installation = parse_installation(document)
    return facts, installation, calculate(installation, LAW, METHOD, TODAY)


@pytest.mark.parametrize("version", ["2.1", "2.1.1"])
@pytest.mark.parametrize("name", NAMES)
def test_every_stated_figure_is_ours(name: str, version: str) -> None:
    facts, _, result = recompute(workbook(example(name)["cells"], version))
    assert facts.version == version
    assert not facts.by_address
    found = compare(facts, result)
    assert [row for row in found if not row.equal] == []
    assert len(found) == COUNTS[name]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_read_is_written_back_with_equal_figures(name: str) -> None:
    """Into the workbook it came from and into an empty one of either version; read again, all is the same."""
    source = workbook(example(name)["cells"], "2.1")
    facts, installation, result = recompute(source)
    items = entries(installation, result, LAW, METHOD, "China")
    for target in (source, blank("2.1"), blank("2.1.1")):
        filled = fill(target, items)
        assert not filled.left
        again, _, second = recompute(filled.data)
        rows = compare(again, second)
        assert len(rows) >= len(compare(facts, result))
        assert [row for row in rows if not row.equal] == []
        stated = {(row.what, row.of): row.stated for row in rows}
        for row in compare(facts, result):
            assert stated[row.what, row.of] == pytest.approx(row.stated, rel=1e-9)


def test_waste_gas_is_credited_by_natural_gas_and_not_by_the_factor_in_the_sheet() -> None:
    """(7 866 044.47 − 12 800 · 56.1 · 0.667) / 4 800 000; with the sheet's own factor it would be 1.5722."""
    _, _, result = recompute(workbook(example("blast-furnace")["cells"]))
    expected = (7866044.469877754 - 12800 * 56.1 * 0.667) / 4800000
    assert result.process("p1").embedding.direct == pytest.approx(expected, rel=1e-12)
    assert abs(expected - 1.5722038701578656) > 0.03


def test_a_changed_input_is_told() -> None:
    cells = example("screws")["cells"]
    cells["D_Processes"]["L54"] = 3337.95 + 17
    facts, _, result = recompute(workbook(cells))
    off = {(row.what, row.of): row.calculated - row.stated for row in compare(facts, result) if not row.equal}
    assert off == {
        ("direct", "Screws and Nuts Art. C1"): pytest.approx(0.001),
        ("total", "Screws and Nuts Art. C1"): pytest.approx(0.001),
    }


def test_under_the_definitive_rules_the_same_workbook_is_asked_more() -> None:
    """Period of 2023, biomass without evidence, precursors without code: nothing of it enters unseen."""
    facts = read_communication(workbook(example("cement")["cells"]))
    made = to_document(facts, {})
    assert made.document["period"] == {"start": "2025-01-01", "end": "2025-12-31"}
    assert "biomass_evidence" not in made.document["balance"]["streams"][2]
    document = made.document | {"period": {"start": "2026-01-01", "end": "2026-12-31"}}
    with pytest.raises(BlockedError) as error:
        calculate(parse_installation(document), LAW, METHOD, TODAY)
    assert {f.code for f in error.value.findings if f.severity == "error"} == {
        "cbam.content_missing", "cbam.electricity_stated",
    }  # fmt: skip
