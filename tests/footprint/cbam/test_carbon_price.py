"""Carbon price paid: by hand per tonne, along the flows, as certificates; nothing without its evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.messages import describe
from footprint.cbam.allocation_of import costs
from footprint.cbam.calculate import calculate
from footprint.cbam.carbon_price import GoodPrice, paid, prices_of
from footprint.cbam.cost import EVIDENCE, PRICE_KINDS, PricePaid
from footprint.cbam.installation import Installation
from footprint.cbam.reading import parse_installation
from footprint.errors import BlockedError
from rules.cbam import regulation
from rules.cbam_method import load_method, price_rules
from tests.footprint.cbam.fake import document, t

LAW = regulation(date(2026, 12, 31), known_on=date(2026, 11, 1))
METHOD = load_method()
PROOF = [{"id": "proof", "kind": "certificate"}]
WHOLE: dict[str, Any] = {
    "kind": "national_ets", "legal_act": "Measures of the market", "price": 80, "currency": "CNY", "euro": 0.125,
    "euro_source": "yearly average, stated", "covered": 0.9, "free": {"amount": 4, "unit": "t CO2e"}, "rebate": 0,
    "certifier": {"name": "C"}, "kept_until": "2031-12-31", "covered_evidence": ["proof"],
    "payment_evidence": ["proof"], "certifier_evidence": ["proof"],
}  # fmt: skip


def entry(key: str = "ets", **fields: Any) -> dict[str, Any]:
    return {k: v for k, v in {"id": key, "process": "casting", **WHOLE, **fields}.items() if v is not None}


def works(*entries: dict[str, Any], **fields: Any) -> Installation:
    """110 t of billets with 20 t CO2 of their own, from 88 t of ingots at 2 t/t, go into 100 t of profiles."""
    base = document(
        streams=[],
        processes=[
            {"id": "casting", "routes": ["L"], "direct": t(20),
             "goods": [{"cn": "76012040", "market": t(0),
                        "in_house": [{"process": "extrusion", "amount": t(110)}]}]},
            {"id": "extrusion", "direct": t(30),
             "goods": [{"cn": "76042100", "market": t(60)}, {"cn": "76042990", "market": t(40)}]},
        ],
        precursors=[
            {"id": "ingot", "cn": "76011000", "country": "CN", "basis": "actual",
             "direct": {"amount": 2, "unit": "t/t"}, "uses": [{"process": "casting", "amount": t(88)}]},
        ],
        evidence=PROOF,
        carbon_price=list(entries),
    )  # fmt: skip
    return parse_installation({**base, **fields})


def prices(made: Installation) -> dict[tuple[str, str], GoodPrice]:
    result = calculate(made, LAW, METHOD)
    return dict(prices_of(made, paid(made, result, LAW, price_rules()), result))


BILLET, HOLLOW, OTHER = ("casting", "76012040"), ("extrusion", "76042100"), ("extrusion", "76042990")


def test_by_hand() -> None:
    """Of 20 t 90 % are subject, 4 t of them free: 14 t at 80 CNY, 0.125 EUR/CNY, 110 t; profiles take 1.1."""
    found = prices(works(entry()))
    billet = (20 * 0.9 - 4) * 80 * 0.125 / 110
    assert found[BILLET].own == pytest.approx(billet, rel=1e-12)
    assert found[HOLLOW].own == 0
    assert found[HOLLOW].whole == pytest.approx(1.1 * billet, rel=1e-12)
    assert (found[HOLLOW].kinds, found[HOLLOW].left_out) == (("national_ets",), ())


def test_free_per_tonne_and_money_given_back() -> None:
    """0.9 * 20/110 less 0.05 t/t free; 22 CNY given back on 110 t."""
    per_tonne = {"amount": 50, "unit": "kg/t"}
    found = prices(works(entry(free=per_tonne, rebate=22)))[BILLET]
    assert found.own == pytest.approx(((0.9 * 20 / 110 - 0.05) * 80 - 22 / 110) * 0.125, rel=1e-12)


@pytest.mark.parametrize("change", [{"free": t(19)}, {"rebate": 10_000}])
def test_what_is_given_back_never_makes_it_negative(change: dict[str, Any]) -> None:
    found = prices(works(entry(**change)))
    assert found[BILLET].whole == 0
    assert found[HOLLOW].paid is None


def test_a_price_of_a_precursor_and_of_one_good() -> None:
    """Ingots: 2 t/t, half of it subject, at 20 EUR/t; a levy on hollow profiles alone: 0.3 t/t at 10 EUR/t."""
    supplier = entry(
        "supplier", process=None, precursor="ingot", covered=0.5, free=t(0), price=20, currency="EUR", euro=None,
        euro_source=None, kind="carbon_tax",
    )  # fmt: skip
    levy = entry("levy", process="extrusion", cn="76042100", kind="levy", price=10, currency="EUR", euro=None,
                 covered=1, free=t(0))  # fmt: skip
    found = prices(works(supplier, levy))
    ingots = 88 / 110 * 2 * 0.5 * 20
    assert found[BILLET].own == 0
    assert found[BILLET].whole == pytest.approx(ingots)
    assert found[OTHER].whole == pytest.approx(1.1 * ingots)
    assert found[HOLLOW].whole == pytest.approx(1.1 * ingots + 0.3 * 10)
    assert found[HOLLOW].kinds == ("carbon_tax", "levy")
    assert found[OTHER].kinds == ("carbon_tax",)


def test_two_suppliers_of_one_code_bring_their_average() -> None:
    """60 t and 30 t received; 88 t used take two thirds of the one price and a third of none."""
    two = [
        {"id": "ingot", "cn": "76011000", "country": "CN", "basis": "actual", "amount": t(60),
         "direct": {"amount": 2, "unit": "t/t"}, "uses": [{"process": "casting", "amount": t(88)}]},
        {"id": "other", "cn": "76011000", "country": "CN", "basis": "default", "amount": t(30),
         "uses": [{"process": "casting", "amount": t(0)}]},
    ]  # fmt: skip
    supplier = entry("supplier", process=None, precursor="ingot", covered=1, free=t(0))
    found = prices(works(supplier, precursors=two))[BILLET].whole
    assert found == pytest.approx(88 / 110 * 2 / 3 * 2 * 80 * 0.125, rel=1e-12)


def test_goods_that_feed_each_other() -> None:
    """Billets take back 5 t of profiles: P_b = p + 5/110 P_p, P_p = 110/105 P_b."""
    made = works(entry()).to_document()
    made["processes"][1]["goods"][0]["in_house"] = [{"process": "casting", "amount": t(5)}]
    found = prices(parse_installation(made))
    p = 14 * 10 / 110
    billet = p / (1 - 5 / 110 * 110 / 105)
    assert found[BILLET].whole == pytest.approx(billet, rel=1e-12)
    assert found[HOLLOW].whole == pytest.approx(110 / 105 * billet, rel=1e-12)


def test_it_becomes_certificates_at_the_price_of_the_quarter() -> None:
    made = works(entry())
    result = calculate(made, LAW, METHOD)
    carried = {key: one.paid for key, one in prices(made).items()}
    bare = {c.cn: c.actual for c in costs(made, result, LAW)}
    found = {c.cn: c for c in costs(made, result, LAW, carried)}
    one = found["76042100"].actual
    third = next(q for q in one.quarters if q.quarter == 3)
    eur = 1.1 * 14 * 10 / 110
    assert bare["76042100"].net is not None
    assert one.net == bare["76042100"].net, "before the price paid"
    assert third.deducted == pytest.approx(eur / 82.32, rel=1e-12)
    assert third.certificates == pytest.approx(bare["76042100"].net - eur / 82.32, rel=1e-12)
    assert third.per_tonne == pytest.approx(bare["76042100"].net * 82.32 - eur, rel=1e-12)
    assert all(q.deducted == 0 for q in found["76042100"].default.quarters), "not from default values"
    assert "estimate.price_paid" in {r.code for r in one.reasons}


def test_certificates_are_never_below_zero() -> None:
    made = works(entry(price=1e6))
    carried = {key: one.paid for key, one in prices(made).items()}
    for cost in costs(made, calculate(made, LAW, METHOD), LAW, carried):
        known = [q for q in cost.actual.quarters if q.certificates is not None]
        assert known
        assert {(q.certificates, q.per_tonne) for q in known} == {(0.0, 0.0)}


FIELDS = [
    ("legal_act", "emissions_subject"), ("covered", "emissions_subject"), ("covered_evidence", "emissions_subject"),
    ("price", "payment_proof"), ("currency", "payment_proof"), ("euro", "payment_proof"),
    ("euro_source", "payment_proof"), ("payment_evidence", "payment_proof"), ("free", "rebates"),
    ("rebate", "rebates"), ("certifier", "independent_certifier"), ("certifier_evidence", "independent_certifier"),
    ("kept_until", "kept_until_fourth_year"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "item"), FIELDS)
def test_without_one_item_nothing_is_deducted(field: str, item: str) -> None:
    made = works(entry(**{field: None}))
    result = calculate(made, LAW, METHOD)
    asked = [f for f in result.findings if f.code == "cbam.price_evidence"]
    assert [(f.severity, f.where, f.params["item"], f.params["fields"]) for f in asked] == [
        ("warning", "carbon_price[ets]", item, [field])
    ]
    for language in ("en", "zh-Hans", "zh-Hant"):
        assert field in describe(asked[0], language)
    found = prices(made)
    assert {one.whole for one in found.values()} == {0.0}
    assert found[HOLLOW].left_out == ("ets",)


def test_every_field_that_is_needed_is_tried_above() -> None:
    assert [(name, item.id) for item in price_rules().evidence for name in item.fields] == FIELDS


def test_records_have_to_be_kept_long_enough() -> None:
    made = works(entry(kept_until="2030-12-31"))
    codes = {f.code for f in calculate(made, LAW, METHOD).findings}
    assert {"cbam.price_evidence", "cbam.price_kept"} <= codes
    assert prices(made)[HOLLOW].whole == 0


@pytest.mark.parametrize("change", [{"basis": "default", "direct": None}, {"country": "IS"}])
def test_a_price_of_a_precursor_that_is_no_actual_value_is_not_deducted(change: dict[str, Any]) -> None:
    base = works().to_document()["precursors"][0]
    bought = {k: v for k, v in {**base, **change}.items() if v is not None}
    made = works(entry(process=None, precursor="ingot"), precursors=[bought])
    assert "cbam.price_default" in {f.code for f in calculate(made, LAW, METHOD).findings}
    assert prices(made)[HOLLOW].whole == 0


def test_kinds_come_from_the_data_and_carry_no_number() -> None:
    assert price_rules().kinds == PRICE_KINDS
    assert tuple(item.id for item in price_rules().evidence) == EVIDENCE
    with pytest.raises(BlockedError) as caught:
        calculate(works(entry(kind="offset")), LAW, METHOD)
    assert [f.code for f in caught.value.findings if f.severity == "error"] == ["cbam.price_kind"]


@given(price=st.floats(0, 500), covered=st.floats(0, 1), free=st.floats(0, 30), rebate=st.floats(0, 2000))
def test_what_all_goods_carry_is_what_was_paid(price: float, covered: float, free: float, rebate: float) -> None:
    """Nothing is lost or made along the flows: what is sold carries the whole."""
    made = works(entry(price=price, covered=covered, free=t(free), rebate=rebate))
    found = prices(made)
    whole = 60 * found[HOLLOW].whole + 40 * found[OTHER].whole
    due = max(0.0, max(0.0, 20 * covered - free) * price - rebate) * 0.125
    assert whole == pytest.approx(due, rel=1e-9, abs=1e-9)


def test_several_kinds_at_once() -> None:
    both = PricePaid(("national_ets", "levy"), 1.0, frozenset(EVIDENCE))
    assert both.missing == ()
