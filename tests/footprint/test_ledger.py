"""The ledger of certificates over several products, each certificate 1 000 kWh::

product   model   period   claims                     certificate   0      1      2      3
fan       F1      2025     1 500 kWh by 0 and 1       claimed       1 000  500    800    –
pump      P1      2025       800 kWh by 2             remaining     0      500    200    1 000
"""

from __future__ import annotations

from typing import Any

import pytest

from footprint.ledger import Ledger, claimant, claims
from footprint.product import Product, parse_product
from tests.footprint import toys

CODES = [f"{n:032d}" for n in range(4)]


def product(model: str, kwh: float, codes: list[str], year: int = 2025, **more: Any) -> Product:
    found = toys.product_document() | {"model": model}
    found["period"] = {"start": f"{year}-01-01", "end": f"{year}-12-31"}
    found["electricity"]["instruments"] = [
        {
            "id": "gec", "kind": "green_certificate", "dataset": "hydro-power", "account": "press", "amount": kwh,
            "unit": "kWh", "codes": codes,
        } | more
    ]  # fmt: skip
    return parse_product(found)


FAN = product("F1", 1500, CODES[:2])
PUMP = product("P1", 800, CODES[2:3])


def ledger(*products: Product) -> Ledger:
    return Ledger.of(claim for one in products for claim in claims(one))


def test_each_certificate_knows_what_remains() -> None:
    found = ledger(FAN, PUMP)
    assert [found.remaining(code) for code in CODES] == [0, 500, 200, 1000]
    assert found.doubled() == ()
    assert found.findings(claimant(FAN)) == ()


def test_a_code_claimed_by_two_products_is_caught_by_name() -> None:
    thief = product("P1", 800, [CODES[1]])
    found = ledger(FAN, thief)
    (doubled,) = found.doubled()
    assert doubled.code == CODES[1]
    assert [(c.claimant.model, c.instrument, c.kwh) for c in doubled.claims] == [
        ("F1", "gec", 500),
        ("P1", "gec", 800),
    ]
    assert found.remaining(CODES[1]) == -300
    (told,) = found.findings(claimant(thief))
    assert (told.code, told.where) == ("certificate.claimed_elsewhere", "electricity.instruments[gec].codes")
    assert told.params == {"instrument": "gec", "codes": [CODES[1]], "other": "We, F1, 2025-01-01 – 2025-12-31"}


def test_the_same_product_in_another_year_is_another_claimant() -> None:
    assert [d.code for d in ledger(FAN, product("F1", 1000, CODES[:1], 2026)).doubled()] == CODES[:1]


def test_a_variant_holds_the_certificates_of_its_product() -> None:
    variant = product("F1", 900, CODES[:1])
    found = ledger(FAN, variant, FAN)
    assert found.doubled() == ()
    assert found.remaining(CODES[0]) == 0
    assert len(found.entries[CODES[0]]) == 2


def test_a_new_claim_is_held_against_what_is_entered() -> None:
    """What a database asks before it stores: a row per code, held by one claimant."""
    stored = ledger(FAN)
    assert stored.conflicts(claims(FAN)) == ()
    assert stored.conflicts(claims(PUMP)) == ()
    assert [d.code for d in stored.conflicts(claims(product("X", 2000, CODES[1:3])))] == [CODES[1]]


@pytest.mark.parametrize("change", [{"kind": "contract"}, {"unit": "kg"}])
def test_only_certificates_are_entered_and_units_are_others_business(change: dict[str, Any]) -> None:
    found = tuple(claims(product("F1", 1500, CODES[:2], **change)))
    assert sum(claim.kwh for claim in found) == 0
