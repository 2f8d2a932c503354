"""From a bill of materials to an installation document with holes: parts by hand, no figure taken over."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from footprint.cbam.bridge import metal_parts, skeleton
from footprint.cbam.calculate import calculate
from footprint.cbam.reading import parse_installation
from footprint.errors import InputError
from rules.cbam import regulation
from rules.cbam_bridge import candidates
from rules.cbam_method import load_method

LAW = regulation(date(2026, 12, 31), known_on=date(2026, 11, 1))
BOM = {"kind": "bom", "reference": "BOM-7", "page": "3"}
ORDER = {"kind": "purchase_record", "reference": "PO-9", "issued": "2026-02-01", "file": "0" * 64}


def line(key: str, dataset: str, amount: float, **more: Any) -> dict[str, Any]:
    base = {"id": key, "activity": "parts", "dataset": dataset, "amount": amount, "unit": "kg", "evidence": [BOM]}
    return base | more


def product(**fields: Any) -> dict[str, Any]:
    """A bicycle-like thing with one metal part of each kind, and numbers that must stay where they are."""
    return {
        "format": "footprint-product/1", "name": "Thing", "model": "T-1", "maker": "Maker Co.",
        "plant": {"name": "Works", "region": "CN-GD"}, "period": {"start": "2026-01-01", "end": "2026-12-31"},
        "processes": [
            {"id": "frame", "lines": [
                line("profile", "aluminium-wrought-cn", 7.25, evidence=[BOM, ORDER]),
                line("bolts", "steel-cn", 0.5, activity="fasteners"),
                line("plate", "steel-cn", 3.125),
                line("wire", "copper-wire-cn", 1.5),
                line("scrap", "steel-cn", -0.25),
                line("resin", "thermosets-automotive-cn", 2.0),
                line("rack", "steel-hot-rolled-cn", 4.0, unit="item"),
            ]},
            {"id": "box", "lines": [line("plate", "steel-galvanised-cn", 9.0)]},
        ],
        "suppliers": [{"id": "s", "footprint": {"value": 123.456}}],
        "parameters": {"mass": {"amount": 77.7, "unit": "kg"}},
        **fields,
    }  # fmt: skip


def test_parts_by_hand() -> None:
    """In the order of the bill; credits, other units and other materials are left out."""
    found = [(p.process, p.line, p.candidate.id, p.is_good) for p in metal_parts(product(), candidates())]
    assert found == [
        ("frame", "profile", "aluminium_wrought", True),
        ("frame", "bolts", "fasteners", True),
        ("frame", "plate", "steel", True),
        ("frame", "wire", "copper", False),
        ("box", "plate", "galvanised", True),
    ]


def laid_out(**fields: Any) -> dict[str, Any]:
    made = product(**fields)
    return skeleton(made, metal_parts(made, candidates()))


def test_each_hole_is_named_until_it_is_filled() -> None:
    made = laid_out()
    with pytest.raises(InputError) as refused:
        parse_installation(made)
    assert [p.where for p in refused.value.problems] == [
        f"processes[{key}].goods[0].{hole}"
        for key in ("profile", "bolts", "frame-plate", "box-plate")
        for hole in ("cn", "market.amount")
    ]
    for process, cn in zip(made["processes"], ("76042100", "73181588", "73269098", "72104900"), strict=True):
        process["goods"][0] |= {"cn": cn, "market": {"amount": 10, "unit": "t"}}
        process["direct"] = {"amount": 1, "unit": "t"}
        process["scrap_in"] = [{"kind": "unknown", "amount": {"amount": 11, "unit": "t"}}]
    result = calculate(parse_installation(made), LAW, load_method())
    assert result.process("profile").embedding.direct == pytest.approx(0.1)


def test_evidence_is_named_once_and_kept() -> None:
    made = laid_out()
    assert made["evidence"] == [
        {"id": "evidence-1", "kind": "bom", "reference": "BOM-7", "note": "page 3"},
        {"id": "evidence-2", **ORDER},
    ]
    assert [p["evidence"] for p in made["processes"]] == [["evidence-1", "evidence-2"], *[["evidence-1"]] * 3]


def numbers(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [n for v in value.values() for n in numbers(v)]
    if isinstance(value, list):
        return [n for v in value for n in numbers(v)]
    return [value] if isinstance(value, int | float) else []


def test_no_figure_is_taken_over() -> None:
    """No value is a number; a note may name the mass of the bill, for a person, and nothing else of the product."""
    made = laid_out()
    assert numbers(made) == []
    text = repr(made)
    assert not re.search(r"123\.456|77\.7|thermosets|aluminium-wrought|dataset", text)
    assert "7.25 kg" in made["processes"][0]["note"]
    changed = product()
    changed["suppliers"][0]["footprint"]["value"] = 9.87
    changed["result"] = {"total": 5.4321}
    assert skeleton(changed, metal_parts(changed, candidates())) == made


@pytest.mark.parametrize(
    ("fields", "hole"),
    [
        ({"period": {"start": "2025-01-01", "end": "2025-12-31"}}, "period.start"),
        ({"plant": {"name": "Works", "region": "RER"}}, "site.country"),
    ],
)
def test_what_does_not_fit_is_a_hole(fields: dict[str, Any], hole: str) -> None:
    """A year before 2026 counts for nothing under CBAM, and a region of several countries is no origin."""
    with pytest.raises(InputError) as refused:
        parse_installation(laid_out(**fields))
    assert hole in [p.where for p in refused.value.problems]


def test_the_product_is_not_touched() -> None:
    made = product()
    before = deepcopy(made)
    skeleton(made, metal_parts(made, candidates()))
    assert made == before


def test_every_heading_is_in_annex_i_and_every_reason_in_three_languages() -> None:
    found = candidates()
    assert len({c.id for c in found}) == len(found)
    for candidate in found:
        assert candidate.reasons.keys() == {"en", "zh-Hans", "zh-Hant"}
        for code in candidate.headings:
            assert LAW.good(code) or LAW.goods_under(code), code
    outside = {c.id for c in found if not c.headings}
    assert outside == {"cast_iron", "copper"}
    assert LAW.good("74081100") is None
    assert LAW.good("73259910") is None


def test_a_row_that_stands_too_late_would_never_hold() -> None:
    """Of two rows the first that fits holds: a wider one must not stand before a narrower one."""
    rows = candidates()
    for number, row in enumerate(rows):
        for later in rows[number + 1 :]:
            wider = all(d.startswith(row.datasets) for d in later.datasets)
            assert not (wider and not row.activities), (row.id, later.id)
