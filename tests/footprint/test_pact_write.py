"""Records written as PACT footprints and read back by our own reader."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.calculate import calculate
from footprint.errors import InputError
from footprint.exchange import pact_decimal
from footprint.exchange.pact import read_pact
from footprint.exchange.pact_statement import PactStatement, PactVerification
from footprint.exchange.pact_write import AFTER_THE_GATE, BEFORE_THE_GATE, Written, write_both, write_pact
from footprint.product import parse_product
from footprint.record import build_record
from rules.registry import Registry
from tests.footprint import pact_schema, toys

ID = UUID("b1f8c0a7-1e6d-4f0e-9b51-3f1f3f8f0a01")
AT = datetime(2026, 11, 21, 17, 0, 30, tzinfo=UTC)
FULL: dict[str, Any] = {
    "company_ids": ["urn:lei:5493001KJTIIGC8Y1R12"], "product_ids": ["urn:pact:we.example:product-id:b1"],
    "classifications": ["urn:pact:productclassification:un-cpc:46420"], "mass": 12.5, "fossil_carbon": 0.75,
    "exempted_percent": 1.5, "packaging_included": False, "stages": ["material", "making"],
}  # fmt: skip


@cache
def record() -> dict[str, Any]:
    product = parse_product(toys.product_document() | {"rule": "toys/box"})
    return build_record(product, calculate(product, toys.rule(), toys.background()), toys.background())


def stated(**changes: Any) -> PactStatement:
    return PactStatement.model_validate({k: v for k, v in (FULL | changes).items() if v is not None})


def written(**changes: Any) -> Written:
    return write_both(record(), stated(**changes), ID, AT)


def test_both_versions_keep_the_rules() -> None:
    made = written()
    pact_schema.check(made.v3, pact_schema.V3)
    pact_schema.check(made.v2, pact_schema.V2)
    assert made.problems == ()


def test_figures_are_cradle_to_gate_per_declared_unit() -> None:
    pcf = written().v3["pcf"]
    # 0.0178149 + 0.0045 kg CO2e per kWh, of which 0.001 item is needed: by hand from the toy record
    assert Decimal(pcf["pcfIncludingBiogenicUptake"]) == Decimal("22.3149")
    assert Decimal(pcf["biogenicNonCO2Emissions"]) == Decimal("0.1375")
    assert Decimal(pcf["fossilGhgEmissions"]) == Decimal("22.1774")
    assert (pcf["declaredUnitOfMeasurement"], pcf["declaredUnitAmount"]) == ("piece", "1")
    assert pcf["productMassPerDeclaredUnit"] == "12.5"
    assert pcf["geographyCountrySubdivision"] == "CN-GD"
    assert pcf["referencePeriodEnd"] == "2026-01-01T00:00:00Z"


def test_version_2_counts_pieces_by_mass() -> None:
    pcf = written().v2["pcf"]  # type: ignore[index]
    assert (pcf["declaredUnit"], pcf["unitaryProductAmount"]) == ("kilogram", "12.5")
    assert Decimal(pcf["pCfIncludingBiogenic"]) * Decimal("12.5") == Decimal("22.3149")
    assert pcf["primaryDataShare"] == 0.0


@pytest.mark.parametrize("version", ["v3", "v2"])
def test_our_reader_reads_it_back(version: str) -> None:
    (found,) = read_pact(json.dumps(getattr(written(), version)).encode())
    per = 1.0 if version == "v3" else 12.5
    assert found.entry["total"] * per == pytest.approx(22.3149, rel=1e-11)
    assert found.entry["supplier"] == "We"
    assert found.entry["period"] == {"start": "2025-01-01", "end": "2025-12-31"}
    assert found.entry["valid_until"] == "2029-01-01"
    assert found.entry["region"] == "CN-GD"
    assert found.entry["ratings"]["technology"] >= 1.0


@given(
    mass=st.floats(1e-6, 1e6), carbon=st.floats(0, 1e3), exempted=st.floats(0, 100), days=st.integers(1, 3 * 365),
    packed=st.booleans(), amount=st.floats(1e-9, 1e9),
)  # fmt: skip
def test_whatever_is_stated_keeps_the_rules(
    mass: float, carbon: float, exempted: float, days: int, packed: bool, amount: float
) -> None:
    scaled = record() | {"reference_flow": {"amount": amount, "unit": "item"}}
    until = date.fromordinal(date(2026, 1, 1).toordinal() + days)
    says = stated(
        mass=mass, fossil_carbon=carbon, exempted_percent=exempted, packaging_included=packed, valid_until=until
    )
    made = write_both(scaled, says, ID, AT)
    pact_schema.check(made.v3, pact_schema.V3)
    assert read_pact(json.dumps(made.v3).encode())[0].entry["valid_until"] == str(until)
    assert (made.v2 is None) == (exempted > 5)
    if made.v2 is not None:
        pact_schema.check(made.v2, pact_schema.V2)
        read_pact(json.dumps(made.v2).encode())
    pcf = made.v3["pcf"]
    parts = ("fossilGhgEmissions", "landUseChangeGhgEmissions", "biogenicNonCO2Emissions", "biogenicCO2Uptake")
    assert sum(Decimal(pcf[p]) for p in parts) == Decimal(pcf["pcfIncludingBiogenicUptake"])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_decimal_has_no_exponent_and_keeps_twelve_digits(value: float) -> None:
    told = pact_decimal.text(value)
    assert "e" not in told.lower()
    assert not told.startswith("-0") or Decimal(told) != 0
    assert float(told) == pytest.approx(value, rel=1e-11, abs=0)


@given(st.datetimes(timezones=st.timezones()))
def test_a_time_is_in_utc(at: datetime) -> None:
    try:
        told = pact_decimal.moment(at)
    except OverflowError:
        return
    assert datetime.fromisoformat(told) == at.astimezone(UTC).replace(microsecond=0)


def test_everything_that_is_missing_is_asked_for_at_once() -> None:
    with pytest.raises(InputError) as caught:
        write_pact(record(), PactStatement(), ID, AT)
    asked = [p.where for p in caught.value.problems]
    assert asked == [
        "company_ids", "product_ids", "stages", "mass", "fossil_carbon", "exempted_percent", "packaging_included",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"stages": ["nowhere"]}, "stages"),
        ({"valid_from": "2025-12-31"}, "valid_from"),
        ({"valid_until": "2029-01-02"}, "valid_until"),
        ({"valid_until": "2025-12-31"}, "valid_until"),
        ({"mass": None}, "mass"),
    ],
)
def test_what_pact_forbids_is_told(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(InputError) as caught:
        write_pact(record(), stated(**changes), ID, AT)
    assert [p.where for p in caught.value.problems] == [where]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"classifications": []}, "productCategoryCpc"),
        ({"exempted_percent": 6}, "pcf.exemptedEmissionsPercent"),
        ({"standards": ["PEF"]}, "pcf.crossSectoralStandardsUsed"),
    ],
)
def test_what_2_3_cannot_say_is_told_and_3_is_written(changes: dict[str, Any], where: str) -> None:
    made = written(**changes)
    pact_schema.check(made.v3, pact_schema.V3)
    assert made.v2 is None
    assert [p.where for p in made.problems] == [where]


def test_units() -> None:
    def declared(unit: str, **changes: Any) -> tuple[str, str, str]:
        one = record() | {"reference_flow": {"amount": 1.0, "unit": unit}}
        pcf = write_pact(one, stated(**changes), ID, AT)["pcf"]
        names = ("declaredUnitOfMeasurement", "declaredUnitAmount", "productMassPerDeclaredUnit")
        return tuple(pcf[n] for n in names)  # type: ignore[return-value]

    assert declared("kg", mass=None) == ("kilogram", "1", "1")
    assert declared("t", mass=None) == ("kilogram", "1000", "1000")
    assert declared("kWh", mass=None) == ("kilowatt hour", "1", "0")
    assert declared("m2") == ("square meter", "1", "12.5")
    assert declared("km") == ("kilogram", "12.5", "12.5")


def test_a_verification_stands_in_both_versions() -> None:
    made = written(
        verification=PactVerification(
            coverage="product level", provider="TÜV", standard="ISO 14064-3", completed=date(2026, 5, 4)
        )
    )
    pact_schema.check(made.v3, pact_schema.V3)
    pact_schema.check(made.v2, pact_schema.V2)
    assert made.v3["pcf"]["verification"]["completedAt"] == "2026-05-04T00:00:00Z"
    assert made.v2["pcf"]["assurance"]["providerName"] == "TÜV"  # type: ignore[index]


def test_every_stage_of_every_rule_lies_before_or_after_the_gate() -> None:
    """Else the statement would have to name the stages for that rule."""
    included = {
        name for one in Registry().all() for name, stage in one.rule.stages.items() if stage.boundary == "included"
    }
    assert included <= BEFORE_THE_GATE | AFTER_THE_GATE
    assert not BEFORE_THE_GATE & AFTER_THE_GATE
