"""How goods of one process share: by content of clinker or nitrogen, chemicals by amount of substance (Eq 43)."""

from __future__ import annotations

from typing import Any

import pytest

from footprint.cbam.contributions import contributions
from footprint.cbam.reading import parse_installation
from tests.footprint.cbam.fake import document, mwh, run, t


def power(**amounts: float) -> dict[str, Any]:
    return {
        "supplies": [{"id": "grid", "kind": "grid", "country": "CN"}],
        "users": [{"process": key, "amount": mwh(amount)} for key, amount in amounts.items()],
    }


def chlor_alkali(**changes: Any) -> dict[str, Any]:
    """Molar masses are rounded so that it can be done in one's head.

    | product | mass | molar mass | amount |
    |---|---|---|---|
    | hydrogen | 10 t | 2 | 5 |
    | chlorine | 355 t | 71 | 5 |
    | lye | 400 t | 40 | 10 |

    Hydrogen bears a quarter.
    """
    good = {"cn": "28041000", "market": t(10), "molar_mass": 2, **changes}
    others = [
        {"name": "chlorine", "amount": t(355), "molar_mass": 71},
        {"name": "lye", "amount": t(400), "molar_mass": 40},
    ]
    return document(
        streams=[], precursors=[], electricity=power(cells=1000),
        processes=[{"id": "cells", "direct": t(100), "goods": [good], "coproducts": others}],
    )  # fmt: skip


def test_hydrogen_by_molar_shares() -> None:
    """Direct 100 t · 1/4 / 10 t = 2.5; electricity 605 t · 1/4 / 10 t = 15.125."""
    result = run(chlor_alkali())
    found = result.process("cells")
    assert "cbam.molar_unknown" not in {f.code for f in result.findings}
    assert found.share == pytest.approx(0.25, rel=1e-12)
    assert found.embedding.direct == pytest.approx(2.5, rel=1e-12)
    assert found.embedding.indirect == pytest.approx(15.125, rel=1e-12)
    assert found.attributed.total == 100, "the process keeps its emissions"


def test_molar_shares_given_as_such() -> None:
    made = chlor_alkali(molar_mass=None, molar_share=0.25)
    made["processes"][0]["goods"][0].pop("molar_mass")
    made["processes"][0]["coproducts"] = [
        {"name": "chlorine", "molar_share": 0.25}, {"name": "lye", "molar_share": 0.5}
    ]  # fmt: skip
    assert run(made).process("cells").embedding.direct == pytest.approx(2.5, rel=1e-12)


def test_by_mass_where_a_molar_mass_is_not_known() -> None:
    made = chlor_alkali()
    made["processes"][0]["coproducts"][1].pop("molar_mass")
    found = run(made)
    assert found.process("cells").share == pytest.approx(10 / 765, rel=1e-12)
    assert "cbam.molar_unknown" in {f.code for f in found.findings}


def test_what_a_shared_process_takes_in_is_shared() -> None:
    """A tenth of a tonne of bought hydrogen at 8 t/t per tonne: a quarter of it is borne."""
    made = chlor_alkali()
    made["precursors"] = [
        {"id": "h2", "cn": "28041000", "country": "CN", "basis": "actual", "direct": {"amount": 8, "unit": "t/t"},
         "indirect": t(0) | {"unit": "t/t"}, "uses": [{"process": "cells", "amount": t(1)}]},
    ]  # fmt: skip
    found = run(made)
    assert found.process("cells").embedding.direct == pytest.approx(2.5 + 0.1 * 8 / 4, rel=1e-12)
    parts = contributions(parse_installation(made), found)["cells"]
    assert sum(parts.values()) == pytest.approx(found.process("cells").embedding.priced, rel=1e-12)


def test_goods_made_here_are_shared_too() -> None:
    """1 t of hydrogen at 4 t/t from another process: a quarter of it is borne by the 10 t."""
    made = chlor_alkali()
    made["processes"].append({"id": "reformer", "direct": t(4), "goods": [
        {"cn": "28041000", "market": t(0), "in_house": [{"process": "cells", "amount": t(1)}]}]})  # fmt: skip
    made["electricity"] = power(cells=1000, reformer=0)
    found = run(made).process("cells")
    assert found.embedding.direct == pytest.approx(2.5 + 4 / 4 / 10, rel=1e-12)
    assert found.taken_in[0].mass == pytest.approx(0.25)


def test_two_chemicals_of_annex_i_share_by_moles() -> None:
    """Ammonia 17 t / 17 and nitric acid 63 t / 63 are one each: half of 100 t on 17 t, half on 63 t."""
    goods = [
        {"cn": "28141000", "market": t(17), "molar_mass": 17, "content": {"amount": 0.82, "unit": "t/t"}},
        {"cn": "28080000", "market": t(63), "molar_mass": 63, "content": {"amount": 0.22, "unit": "t/t"}},
    ]
    made = document(streams=[], precursors=[], electricity=power(plant=0), processes=[
        {"id": "plant", "direct": t(100), "goods": goods}])  # fmt: skip
    rows = run(made).to_dict()["processes"][0]["goods"]
    assert [row["specific"]["direct"] for row in rows] == pytest.approx([50 / 17, 50 / 63], rel=1e-12)


def cement(**changes: Any) -> dict[str, Any]:
    """Two cements of one process: 600 t with 0.9 and 500 t with 0.68 of clinker hold 880 t."""
    goods = [
        {"cn": "25232900", "market": t(600), "content": {"amount": 0.9, "unit": "t/t"}, **changes},
        {"cn": "25239000", "market": t(500), "content": {"amount": 0.68, "unit": "t/t"}},
    ]
    return document(streams=[], precursors=[], electricity=power(mill=0), processes=[
        {"id": "mill", "direct": t(880), "goods": goods, "bubble": [{"cn": "25231000"}]}])  # fmt: skip


def test_cements_share_by_clinker() -> None:
    """Eq 64: 880 t over 880 t of clinker are 1 t per tonne of clinker, 0.9 and 0.68 per tonne of cement."""
    found = run(cement())
    rows = found.to_dict()["processes"][0]["goods"]
    assert [row["specific"]["direct"] for row in rows] == pytest.approx([0.9, 0.68], rel=1e-12)
    assert [row["priced_per_functional_unit"] for row in rows] == pytest.approx([1, 1], rel=1e-12)
    assert found.of_good("mill", "25239000").direct == pytest.approx(0.68, rel=1e-12)
    sold = sum(row["amount"] * row["specific"]["direct"] for row in rows)
    assert sold == pytest.approx(880, rel=1e-12), "nothing is lost between the goods"


def test_compositions_of_a_good() -> None:
    """400 t with 0.95 and 200 t with 0.8 are 0.9 on average; each range has its own figure (Eq 64)."""
    ranges = [
        {"name": "42.5", "amount": t(400), "content": {"amount": 0.95, "unit": "t/t"}},
        {"name": "32.5", "amount": t(200), "content": {"amount": 0.8, "unit": "t/t"},
         "lowest": {"amount": 0.76, "unit": "t/t"}, "highest": {"amount": 0.84, "unit": "t/t"}},
    ]  # fmt: skip
    made = cement(compositions=ranges)
    made["processes"][0]["goods"][0].pop("content")
    found = run(made)
    row = found.to_dict()["processes"][0]["goods"][0]
    assert row["functional_units_per_tonne"] == pytest.approx(0.9)
    assert [c["specific"]["direct"] for c in row["compositions"]] == pytest.approx([0.95, 0.8], rel=1e-12)
    assert "cbam.composition_range" not in {f.code for f in found.findings}
    ranges[1]["highest"] = {"amount": 0.85, "unit": "t/t"}
    assert "cbam.composition_range" in {f.code for f in run(made).findings}


def test_goods_of_different_content_feed_others_by_content() -> None:
    """200 t of a good with 0.9 carry 180 t, whatever the average of their process is."""
    made = cement()
    made["processes"][0]["goods"][0] |= {"market": t(400), "in_house": [{"process": "blend", "amount": t(200)}]}
    made["processes"].append({"id": "blend", "goods": [
        {"cn": "25232100", "market": t(300), "content": {"amount": 0.6, "unit": "t/t"}}]})  # fmt: skip
    made["electricity"] = power(mill=0, blend=0)
    found = run(made)
    assert found.process("blend").embedding.direct == pytest.approx(180 / 300, rel=1e-12)
    parts = contributions(parse_installation(made), found)["blend"]
    assert sum(parts.values()) == pytest.approx(0.6, rel=1e-12)
    taken = found.process("blend").taken_in[0]
    assert (taken.mass, taken.direct) == (200, pytest.approx(0.9))


def test_clinker_is_clinker() -> None:
    """Clinker needs no content: a tonne of it is a tonne."""
    made = document(precursors=[], electricity=power(rolling=0))
    made["processes"][0]["goods"] = [{"cn": "25231000", "market": t(100)}]
    row = run(made).to_dict()["processes"][0]["goods"][0]
    assert (row["functional_unit"], row["functional_units_per_tonne"]) == ("t clinker", 1)
