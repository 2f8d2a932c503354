"""Materiality by hand; contributions sum to the figure of every good; the plan is large, proven or drawn."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from footprint.cbam.contributions import contributions
from footprint.cbam.reading import parse_installation
from footprint.cbam.verification import verifier_view
from footprint.errors import InputError
from tests.footprint.cbam.fake import document, run, t
from tests.footprint.cbam.test_system import networks


def view(doc: dict[str, Any], **kwargs: Any) -> Any:
    return verifier_view(parse_installation(doc), run(doc), **kwargs)


def test_by_hand() -> None:
    """10 t of gas at 48 GJ/t and 56.1 t/TJ, 110 t of billets at 2.0, 100 t of bars."""
    found = view(document())
    gas, billets = 10 * 48e-3 * 56.1, 220.0
    good = found.materiality[0]
    assert good.total == pytest.approx(gas + billets)
    assert good.threshold == pytest.approx(0.05 * (gas + billets))
    assert good.specific_threshold == pytest.approx(0.05 * (gas + billets) / 100)
    assert [(s.kind, s.id) for s in found.sources] == [("precursor", "billet"), ("stream", "gas")]
    assert found.sources[1].share == pytest.approx(gas / (gas + billets))
    assert found.sources[1].emissions == pytest.approx(gas)
    assert found.sources[0].reasons == ("large", "finding", "evidence", "unverified")


def test_two_processes_pass_it_on() -> None:
    """Gas of the first process stands in the goods of the second by the mass handed over."""
    doc = document(
        streams=[{"id": "gas", "method": "combustion", "amount": t(10), "standard": "natural_gas",
                  "evidence": ["bill"], "users": [{"process": "a"}]}],
        evidence=[{"id": "bill", "kind": "bill"}],
        precursors=[],
        processes=[
            {"id": "a", "scrap_in": [{"kind": "unknown", "amount": t(1)}],
             "goods": [{"cn": "72071111", "market": t(0), "in_house": [{"process": "b", "amount": t(50)}]}]},
            {"id": "b", "direct": t(3), "goods": [{"cn": "72142000", "market": t(40)}]},
        ],
    )  # fmt: skip
    found = view(doc)
    gas = 10 * 48e-3 * 56.1
    assert [(s.kind, s.id, dict(s.shares)) for s in found.sources] == [
        ("stream", "gas", {"b": pytest.approx(gas / (gas + 3))}),
        ("stated", "b", {"b": pytest.approx(3 / (gas + 3))}),
    ]
    assert found.sources[0].evidence == ("bill",)
    assert found.sources[0].reasons == ("large",)
    assert found.sources[1].reasons == ("large", "evidence")


@settings(deadline=None, max_examples=30)
@given(networks())
def test_sources_sum_to_the_figure(doc: dict[str, Any]) -> None:
    result = run(doc)
    for process, parts in contributions(parse_installation(doc), result).items():
        assert sum(parts.values()) == pytest.approx(result.process(process).embedding.priced, rel=1e-9)


def many(count: int) -> dict[str, Any]:
    streams = [
        {"id": f"s{i:02}", "method": "combustion", "amount": t(1 + i % 3), "standard": "natural_gas",
         "evidence": ["bill"], "users": [{"process": "rolling"}]}
        for i in range(count)
    ]  # fmt: skip
    return document(streams=streams, precursors=[], evidence=[{"id": "bill", "kind": "bill"}], processes=[
        {"id": "rolling", "scrap_in": [{"kind": "unknown", "amount": t(1)}],
         "goods": [{"cn": "72142000", "market": t(100)}]}])  # fmt: skip


def test_coverage_and_chance() -> None:
    found = view(many(40), coverage=0.5)
    covered = sum(s.share for s in found.sample)
    assert 0.5 <= covered < 0.5 + max(s.share for s in found.sources)
    assert {r for s in found.sample for r in s.reasons} == {"coverage"}
    drawn = view(many(40), coverage=0.5, seed=7)
    chance = [s.id for s in drawn.sample if s.reasons == ("chance",)]
    rest = len(found.sources) - len(found.sample)
    assert len(chance) == int(rest**0.5)
    assert chance == [s.id for s in view(many(40), coverage=0.5, seed=7).sample if s.reasons == ("chance",)]
    assert any(
        chance != [s.id for s in view(many(40), coverage=0.5, seed=seed).sample if s.reasons == ("chance",)]
        for seed in (8, 9, 10)
    )


def test_bad_coverage() -> None:
    with pytest.raises(InputError, match=r"coverage.*is 1\.5"):
        view(document(), coverage=1.5)
