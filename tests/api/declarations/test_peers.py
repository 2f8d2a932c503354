"""Amounts beside those of others, by hand; and the texts a statement begins with."""

from __future__ import annotations

import string

import pytest

from api.cases.declarations import peers
from api.cases.declarations.peers import Peer
from api.db.tenancy import Tenant
from api.documents.verification import statement, templates
from api.store import declarations
from footprint.texts import LANGUAGES
from tests.api.declarations.conftest import Stage


def test_amounts_are_added_up_by_activity_and_unit() -> None:
    lines = [
        {"activity": "power", "unit": "kWh", "amount": 1.5},
        {"activity": "power", "unit": "kWh", "amount": 0.5},
        {"activity": "power", "unit": "MJ", "amount": 7.0},
        {"activity": "foil", "unit": "kg", "amount": 2.0},
    ]
    assert peers.amounts(lines) == {("power", "kWh"): 2.0, ("power", "MJ"): 7.0, ("foil", "kg"): 2.0}


@pytest.mark.parametrize(
    ("amount", "median", "far"),
    [
        (2.0, 1.0, False),
        (9.9, 1.0, False),
        (10.0, 1.0, True),
        (0.1, 1.0, True),
        (0.11, 1.0, False),
        (1.0, 0.0, True),
    ],
)
def test_far_is_ten_times_off(amount: float, median: float, far: bool) -> None:
    assert Peer("power", "kWh", amount, median, 3).far is far


def test_a_body_compares_with_what_it_was_handed(stage: Stage) -> None:
    """A second product with the same lines stands beside the first, and the first beside nobody before."""
    stage.in_review()
    other = stage.in_review(product=stage.product(model="another"))
    bench = stage.house.bench
    with bench.database.read(Tenant(stage.house.organisations["label"])) as session:
        row = next(one for one in declarations.listed(session, 5) if str(one.id) == other["id"])
        record = stage.rita.get(f"/v1/declarations/{other['id']}/record").json()
        found = peers.peers(session, bench, row, record)
    assert found
    assert {one.others for one in found} == {1}
    assert all(one.ratio == 1 and not one.far for one in found)


def test_statements_are_complete_and_claim_no_standard() -> None:
    facts = {"product": "P", "model": "M", "holder": "H", "figure": "1 kg", "rule": "r@1", "record": "0" * 64}
    for level, texts in templates().items():
        assert set(texts) == set(LANGUAGES)
        for language in LANGUAGES:
            named = {name for _, name, _, _ in string.Formatter().parse(texts[language]) if name}
            assert named == set(facts), (level, language)
            text = statement(level, language, **facts)
            assert not any(word in text for word in ("ISO", "GB/T", "14064", "14067", "{"))
