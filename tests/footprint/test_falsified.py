"""Planted falsifications are caught by the name of a check: digits, copies, balances, certificates, other years."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from footprint import digits
from footprint.background import Background
from footprint.calculate import calculate
from footprint.checks import check, check_against
from footprint.checks_copies import multiple, shift
from footprint.product import parse_product
from tests.footprint import toys
from tests.footprint.test_electricity_views import OWN, PAPER
from tests.footprint.test_plausible import MADE, READ, RULE, document

BACKGROUND = toys.background()
OTHER = [803.1, 911.7, 850.3, 871.9, 899.4, 815.2, 868.8, 902.6, 841.5, 877.3, 860.9, 833.7]


def found(doc: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Name of the check and code of each finding, with its parameters."""
    return {(f.check, f.code): f.params for f in check(parse_product(doc), RULE.rule, BACKGROUND)}


def against(doc: dict[str, Any], before: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(f.check, f.code): f.params for f in check_against(parse_product(doc), parse_product(before))}


def two_accounts(metered: list[float | None]) -> dict[str, Any]:
    doc = document()
    second = {"id": "kiln", "unit": "kWh", "process": "blank", "metered": metered}
    return doc | {"accounts": [*doc["accounts"], second]}


def last_year() -> dict[str, Any]:
    """An honest year before: other readings, other output, other amounts of energy."""
    before = document(metered=[v * 0.97 + 3.3 for v in READ], billed=[], produced=[v - 7 for v in MADE])
    before["period"] = {"start": "2024-01-01", "end": "2024-12-31"}
    before["processes"][0]["lines"][1]["amount"] = 1.96
    return before


def this_year() -> dict[str, Any]:
    doc = document(billed=[])
    doc["processes"][0]["lines"][1]["amount"] = 2.01
    return doc


def test_every_finding_names_its_check() -> None:
    doc = document(metered=[*READ[:6], READ[2], *READ[7:]], billed=[])
    findings = calculate(parse_product(doc), RULE, BACKGROUND).findings
    assert {f.check for f in findings} >= {"check_copied_months", "check_estimates", "check_gaps"}
    assert all(f.check for f in findings)


def test_a_copied_month_by_name() -> None:
    doc = document(metered=[*READ[:6], READ[2], *READ[7:]], billed=[])
    assert found(doc)["check_copied_months", "account.copied_month"]["months"] == ["3 = 7"]


def test_a_swapped_unit_by_name() -> None:
    doc = document(metered=[v * 3.6 for v in READ], billed=[])
    assert ("check_account_sums", "account.unit_swapped") in found(doc)


def test_round_figures_by_name() -> None:
    doc = document()
    doc["processes"][0]["lines"][2:] = [
        {"id": f"x{i}", "activity": "body", "dataset": "steel", "amount": 0.1 * (i + 1), "unit": "kg"}
        for i in range(8)
    ]
    assert ("check_round_figures", "pattern.round") in found(doc)


def test_a_doubled_certificate_by_name() -> None:
    doc = document(metered=[24000.0], billed=[], produced=[12000.0])
    doc["electricity"]["instruments"] = [PAPER | {"account": "press"}, PAPER | {"account": "press", "id": "again"}]
    assert len(found(doc)["check_certificates", "certificate.twice"]["codes"]) == 12


def test_certificates_beyond_what_was_bought() -> None:
    """24 MWh metered, 6 from the own roof, 11 billed by mistake of the forger: 12 certificates cover more."""
    doc = document(metered=[24000.0], billed=[11000.0], produced=[12000.0])
    doc["electricity"]["instruments"] = [OWN, PAPER]
    assert found(doc)["check_purchases", "certificate.exceeds_purchases"] == {
        "account": "press", "claimed": 12000.0, "billed": 11000.0, "unit": "kWh",
    }  # fmt: skip
    doc["accounts"][0]["billed"] = [18000.0]
    assert ("check_purchases", "certificate.exceeds_purchases") not in found(doc)


def test_an_impossible_yield_by_name() -> None:
    doc = document()
    doc["processes"][0]["lines"][0]["amount"] = 0.8
    assert found(doc)["check_yields", "yield.impossible"] == {
        "process": "blank", "share": pytest.approx(1.25), "taken": 0.8, "made": 1.0,
    }  # fmt: skip


def test_mass_of_other_products_counts_in_the_balance() -> None:
    """1.13 kg in, 1 kg blank and 0.3 kg ring out."""
    doc = document()
    doc["processes"][0]["split"] = {"co_products": [{"id": "ring", "amount": 0.3, "unit": "kg"}]}
    made = found(doc)["check_mass_balance", "balance.mass_created"]
    assert (made["taken"], made["made"]) == (1.13, pytest.approx(1.3))


def test_energy_from_nowhere_by_name() -> None:
    """A boiler makes 10 MJ of heat from 2 kWh = 7.2 MJ; fuel by mass has no heating value, and is not judged."""
    doc = document()
    boiler = {
        "id": "boiler", "output": {"amount": 10, "unit": "MJ"}, "region": "CN-GD",
        "lines": [{"id": "power", "activity": "energy", "slot": "power", "amount": 2, "unit": "kWh"}],
    }  # fmt: skip
    doc["processes"].append(boiler)
    made = found(doc)["check_energy_balance", "balance.energy_created"]
    assert made["taken"] == pytest.approx(7.2)
    assert made["share"] == pytest.approx(0.28)
    boiler["lines"][0]["amount"] = 3
    assert ("check_energy_balance", "balance.energy_created") not in found(doc)


def test_shifted_months_by_name() -> None:
    assert found(two_accounts([None, *READ[:11]]))["check_shifted_months", "account.shifted"] == {
        "account": "kiln", "other": "press", "count": 11, "shift": 1,
    }  # fmt: skip
    assert ("check_shifted_months", "account.shifted") not in found(two_accounts(OTHER))


def test_a_multiple_by_name() -> None:
    made = found(two_accounts([round(0.35 * v, 1) for v in READ]))["check_multiples", "account.multiple"]
    assert made["ratio"] == pytest.approx(0.35, rel=1e-3)
    assert ("check_multiples", "account.multiple") not in found(two_accounts(OTHER))


def test_flat_rates_are_no_copies_of_each_other() -> None:
    assert shift([500.0] * 12, [500.0] * 12) is None
    assert multiple([500.0] * 12, [1000.0] * 12) is None


def test_a_year_that_goes_on_is_nothing_to_ask_about() -> None:
    assert against(this_year(), last_year()) == {}


def test_a_copied_year_by_name() -> None:
    before = this_year() | {"period": last_year()["period"]}
    copied = against(this_year(), before)
    assert copied["check_copied_year", "previous.copied_account"]["count"] == 12
    assert copied["check_copied_year", "previous.copied_line"]["lines"] == ["blank/power"]


def test_a_jump_against_the_year_before_by_name() -> None:
    doc = this_year()
    doc["processes"][0]["lines"][1]["amount"] = 3.0
    doc["processes"][0]["yield"] = 0.95
    doc["accounts"][0]["metered"] = [v * 1.5 for v in READ]
    jumps = against(doc, last_year())
    assert jumps["check_previous_lines", "previous.jump"] == {
        "line": "blank/power", "before": 1.96, "after": 3.0, "unit": "kWh",
    }  # fmt: skip
    assert jumps["check_previous_yields", "previous.yield_jump"]["share"] == 0.95
    assert jumps["check_previous_accounts", "previous.account_jump"]["after"] == pytest.approx(
        1.5 * sum(READ) / sum(MADE)
    )


def test_an_amount_for_another_output_is_no_jump() -> None:
    """Twice the output takes twice the amount; the output in grams is the same output."""
    doc = this_year()
    for line in doc["processes"][0]["lines"]:
        line["amount"] *= 2
    doc["processes"][0]["output"] = {"amount": 2000, "unit": "g"}
    assert ("check_previous_lines", "previous.jump") not in against(doc, last_year())


def test_lines_that_came_and_went_and_another_product() -> None:
    doc = this_year()
    doc["processes"][1]["lines"][1]["id"] = "sheet"
    changed = against(doc, last_year() | {"model": "A0", "period": doc["period"]})
    assert changed["check_previous_lines", "previous.lines_changed"] == {
        "added": ["box/sheet"], "removed": ["box/steel"],
    }  # fmt: skip
    assert ("check_previous_fits", "previous.other_product") in changed
    assert ("check_previous_fits", "previous.not_earlier") in changed


def accounts(readings: list[float]) -> list[dict[str, Any]]:
    return [
        {"id": f"m{i}", "unit": "kWh", "process": "blank", "metered": readings[i * 12 : i * 12 + 12]}
        for i in range(len(readings) // 12)
    ]


def test_last_digits_that_a_person_made_up() -> None:
    """Sixty readings ending in 5 or 0 only: chi-square 60 · (2 · 0.4² / 0.1 + 8 · 0.1) = 240 at 9 degrees."""
    invented = [1005.0 + 35 * i for i in range(60)]
    made = found(document() | {"accounts": accounts(invented)})["check_last_digits", "pattern.last_digits"]
    assert made["count"] == 60
    honest = [1000.0 + 37 * i for i in range(60)]
    assert ("check_last_digits", "pattern.last_digits") not in found(document() | {"accounts": accounts(honest)})
    few = document() | {"accounts": accounts(invented[:48])}
    assert ("check_last_digits", "pattern.last_digits") not in found(few)


def with_amounts(amounts: list[float]) -> dict[str, Any]:
    doc = document()
    doc["processes"][0]["lines"][2:] = [
        {"id": f"x{i}", "activity": "body", "dataset": "steel", "amount": a, "unit": "g"}
        for i, a in enumerate(amounts)
    ]
    return doc


def test_first_digits_that_a_person_made_up() -> None:
    """Powers of 1.07 follow Benford's law; as many figures spread evenly over the digits do not."""
    grown = [1.07**i for i in range(120)]
    assert ("check_first_digits", "pattern.first_digits") not in found(with_amounts(grown))
    even = [(1 + i % 9 + 0.137) * 10.0 ** (i % 4) for i in range(180)]
    assert ("check_first_digits", "pattern.first_digits") in found(with_amounts(even))
    narrow = [(1 + i % 9 + 0.137) for i in range(180)]
    assert ("check_first_digits", "pattern.first_digits") not in found(with_amounts(narrow))


@pytest.mark.parametrize(
    ("amount", "count", "first"), [(0.0123, 3, 1), (12300, 3, 1), (500, 1, 5), (1961.3, 5, 1), (7e-9, 1, 7)]
)
def test_digits(amount: float, count: int, first: int) -> None:
    assert (digits.significant(amount), digits.first(amount)) == (count, first)


def test_readings_are_written_at_the_resolution_of_the_series() -> None:
    assert digits.read([20.0, 1.5, 3.25]) == ["2000", "150", "325"]


def test_chance_against_a_printed_table() -> None:
    """At 9 degrees of freedom 27.88 is exceeded once in a thousand; 50 digits, 16 of them zeros, give 27.6."""
    assert digits.chance([d for d in range(10) for _ in range(10)], digits.UNIFORM) == pytest.approx(1.0)
    skewed = [0] * 16 + [d for d in range(1, 10) for _ in range(4)][:34]
    distance = (16 - 5) ** 2 / 5 + 8 * (4 - 5) ** 2 / 5 + (2 - 5) ** 2 / 5
    assert distance == pytest.approx(27.6)
    assert digits.chance(skewed, digits.UNIFORM) == pytest.approx(0.00111, rel=0.01)
    assert digits.fewest(digits.UNIFORM) == 50
    assert digits.fewest(digits.BENFORD) == 110


def test_a_supplier_far_from_what_the_rule_offers() -> None:
    activities = copy.deepcopy(toys.rule_document()["activity_data"])
    activities[0]["datasets"] = ["steel"]
    doc = toys.product_document()
    doc["suppliers"] = [
        {
            "id": "mill", "supplier": "Mill", "product": "Sheet", "declared_unit": "kg", "total": 0.5,
            "period": {"start": "2025-01-01", "end": "2025-12-31"}, "boundary": "cradle_to_gate",
        }
    ]  # fmt: skip
    del doc["processes"][1]["lines"][1]["dataset"]
    doc["processes"][1]["lines"][1] |= {"supplier": "mill", "unit": "kg", "amount": 0.5}
    result = calculate(parse_product(doc), toys.rule(activity_data=activities), BACKGROUND)
    (told,) = [f for f in result.findings if f.check == "check_intensities"]
    assert told.params["value"] == 0.5
    assert told.params["low"] == pytest.approx(toys.STEEL)
    doc["suppliers"][0]["total"] = 2.0
    result = calculate(parse_product(doc), toys.rule(activity_data=activities), BACKGROUND)
    assert not [f for f in result.findings if f.check == "check_intensities"]


def with_peers(count: int) -> Background:
    """The toy's market called electricity, and smelters that take 1, 2, 3 … kWh per kilogram."""
    plain = toys.background()
    slot = replace(plain.slots["power/CN"], id="electricity/CN", service="electricity")
    smelters = {
        f"smelter-{i}": toys.dataset(
            f"smelter-{i}", "kg", "released", toys.exchange(1, "slot", "electricity/CN", float(i), "kWh")
        )
        for i in range(1, count + 1)
    }
    return replace(plain, datasets={**plain.datasets, **smelters}, slots={**plain.slots, slot.id: slot})


def test_electricity_beyond_any_process_of_the_background() -> None:
    """The blank takes 1.13 kg for 1 kg made: 30 kWh are 26.5 kWh/kg, above the 20 of the hungriest smelter."""
    doc = document()
    doc["processes"][0]["lines"][1] |= {"slot": "electricity/CN", "amount": 30}

    def told(doc: dict[str, Any], count: int) -> list[dict[str, Any]]:
        findings = check(parse_product(doc), RULE.rule, with_peers(count))
        return [f.params for f in findings if f.check == "check_electricity_intensity"]

    (params,) = told(doc, 20)
    assert params == {
        "process": "blank", "value": pytest.approx(30 / 1.13), "highest": 20.0, "dataset": "smelter-20",
    }  # fmt: skip
    assert told(doc, 19) == []  # too few to compare with
    doc["processes"][0]["lines"][1]["amount"] = 20
    assert told(doc, 20) == []
