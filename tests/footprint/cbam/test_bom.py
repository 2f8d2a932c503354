"""A bill of materials under CBAM: lines by their code, else by what their metal may be; the product by its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from footprint.cbam.bom import code_of, items_of, read_items, screen_bom
from footprint.errors import InputError
from rules.cbam import regulation
from rules.cbam_bridge import candidates

LAW = regulation(date(2026, 11, 21))


def product(*lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    base = {"plant": {"region": "CN-GD"}, "codes": {"hs": "8504.33"}}
    return {**base, "processes": [{"id": "p", "lines": list(lines)}], **fields}


def line(key: str, **fields: Any) -> dict[str, Any]:
    return {"id": key, "activity": "parts", "dataset": "x", "amount": 2.0, "unit": "kg", **fields}


def test_a_line_counts_by_the_code_it_carries() -> None:
    """Copper wire is outside, a steel structure inside; cn comes before hs, and a code before its metal."""
    found = items_of(
        product(
            line("frame", codes={"cn": "7308 90 98", "hs": "7326.90"}),
            line("wire", codes={"hs": "7408.11"}),
            line("core", dataset="electrical-steel-x", codes={"cn": "85049018"}),
        ),
        candidates(),
    )
    assert [(i.where, i.cn, i.origin, i.candidates) for i in found] == [
        ("processes[p].lines[frame].codes.cn", "7308 90 98", "CN", ()),
        ("processes[p].lines[wire].codes.hs", "7408.11", "CN", ()),
        ("processes[p].lines[core].codes.cn", "85049018", "CN", ()),
    ]
    bom = screen_bom("8504.33.00", "CN", found, LAW)
    assert [r.found[0].verdict for r in bom.items] == ["in", "out", "maybe_proposed"]
    assert [r.may_be_good for r in bom.items] == [True, False, False]


def test_a_line_without_code_has_the_headings_of_its_metal() -> None:
    found = items_of(
        product(line("core", dataset="electrical-steel-go"), line("glue", dataset="epoxy-resin")), candidates()
    )
    assert [i.name for i in found] == ["core"], "what is no metal is left out"
    row = screen_bom("8504 33 00", "CN", found, LAW).items[0]
    assert not row.confirmed
    assert [one.line.cn for one in row.found] == ["722511", "722519", "722611", "722619"]
    assert {s.code for one in row.found for s in one.statements} >= {"scope.in", "bom.inside"}


def test_what_goes_back_is_no_part() -> None:
    lines = (
        line("back", amount=-1.0, codes={"cn": "73089098"}),
        line("unknown", amount=None, codes={"cn": "73089098"}),
    )
    assert [i.where for i in items_of(product(*lines), candidates())] == ["processes[p].lines[unknown].codes.cn"]


@pytest.mark.parametrize(
    ("cn", "verdict", "code"),
    [("8504 33 00", "proposed", "proposal.named"), ("8507.60", "maybe_proposed", "proposal.unread"),
     ("3402 50", "out", "scope.out"), ("7308 20 00", "in", "scope.in")],
)  # fmt: skip
def test_the_product_by_its_own_code(cn: str, verdict: str, code: str) -> None:
    bom = screen_bom(cn, "CN", (), LAW)
    assert bom.whole is not None
    assert bom.whole.verdict == verdict
    said = next(s for s in bom.whole.statements if s.code == code)
    assert said.cite is not None
    assert bool(bom.duties) == (verdict == "in"), "nothing is due for what is only proposed"


def test_a_product_without_code_says_so() -> None:
    assert code_of(product(codes={})) == ("", "")
    assert code_of(product(codes={"hs": "1", "cn": "2"})) == ("2", "codes.cn")
    bom = screen_bom("", "", read_items([{"cn": "7308 20 00"}], "CN"), LAW)
    assert (bom.whole, [g.code for g in bom.gaps]) == (None, ["product_code"])
    assert bom.items[0].found[0].verdict == "in"
    assert [d.id for d in bom.duties][:1] == ["authorisation"]


def test_masses_count_by_the_content_of_the_product() -> None:
    """Only where the product is proposed, and only of parts that would be goods."""
    items = read_items(
        [{"cn": "72251100", "mass": 12.5}, {"cn": "74081100", "mass": 4.0}, {"cn": "76141000"}], "CN"
    )
    core, wire, cable = screen_bom("8504 33 00", "CN", items, LAW).items
    content = [
        s.params["mass"] for r in (core, wire, cable) for s in r.found[0].statements if s.code == "bom.content"
    ]
    assert content == [12.5]
    assert items[0].origin == "CN"


def test_every_wrong_code_is_told_with_its_place() -> None:
    items = (
        *items_of(product(line("a", codes={"cn": "12"})), candidates()),
        *read_items([{"cn": "7799", "country": "X"}]),
    )
    with pytest.raises(InputError) as caught:
        screen_bom("9999", "CN", items, LAW, "codes.hs")
    told = {p.where: p.what for p in caught.value.problems}
    assert set(told) == {"codes.hs", "processes[p].lines[a].codes.cn", "parts[0].cn"}
    with pytest.raises(InputError) as caught:
        screen_bom("", "", read_items([{"cn": "7308", "country": "China"}, {"cn": "7308", "mass": -1.0}]), LAW)
    assert [p.where for p in caught.value.problems] == ["parts[0].country", "parts[1].mass"]


def test_goods_of_a_free_origin_are_none() -> None:
    row = screen_bom("8504 33 00", "CN", read_items([{"cn": "73089098", "country": "DE"}]), LAW).items[0]
    assert not row.may_be_good
