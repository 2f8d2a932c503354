"""Supplier footprints in a calculation: figures by hand, three solvers, checks, data quality, comparison."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from footprint.calculate import calculate, check
from footprint.compare import compare
from footprint.engine.draws import sample, world
from footprint.engine.scores import close, prepare, with_rows
from footprint.errors import BlockedError, ProductError
from footprint.inventory import providers
from footprint.levers import changed
from footprint.product import Product, parse_product
from footprint.record import build_record, canonical
from footprint.result import Result
from footprint.suppliers import PREFIX, with_suppliers
from footprint.trace import expand
from footprint.verify import verify
from tests.footprint import toys

# Per 2 kg: 4.0 in all, of which 3.0 fossil, 0.5 aircraft, 1.0 land use change, 0.7 biogenic, -1.2 uptake.
STATED: dict[str, Any] = {
    "id": "green-steel", "supplier": "Mill", "product": "Coil", "reference": "79b1-c0", "region": "SE",
    "declared_unit": "kg", "declared_amount": 2.0, "total": 4.0, "total_without_uptake": 5.2,
    "fossil": 3.0, "aircraft": 0.5, "land_use_change": 1.0, "biogenic_emissions": 0.7, "biogenic_uptake": -1.2,
    "gwp": "AR6", "period": {"start": "2024-01-01", "end": "2024-12-31"}, "valid_until": "2027-12-31",
    "boundary": "cradle_to_gate", "packaging": True, "standards": ["ISO14067"], "primary_data_share": 0.4,
    "verification": {"provider": "TÜV", "level": "limited", "standard": "ISO 14064-3", "completed": "2025-02-01"},
    "ratings": {"technology": 1.2, "geography": 2.0, "time": 1.0},
}  # fmt: skip
PER_KG = 2.0  # 4.0 / 2 kg
SUPPLIERS: dict[str, Any] = {"boundaries": ["cradle_to_gate"], "verification": "required", "cite": toys.CITE}


def product(stated: dict[str, Any] | None = None, **line: Any) -> Product:
    """Return the box whose 500 g of steel come from a supplier."""
    document = copy.deepcopy(toys.product_document())
    steel = document["processes"][1]["lines"][1]
    del steel["dataset"]
    steel |= {"supplier": "green-steel"} | line
    document["suppliers"] = [STATED | (stated or {})]
    return parse_product(document)


def solve(found: Product, **rule: Any) -> Result:
    return calculate(found, toys.rule(suppliers=SUPPLIERS | rule), toys.background())


def codes(found: Product, **rule: Any) -> dict[str, str]:
    """Return the findings about suppliers: code and severity."""
    block = None if rule.get("silent") else SUPPLIERS | rule
    findings = check(found, toys.rule(suppliers=block).rule, toys.background())
    return {f.code: f.severity for f in findings if f.code.startswith(("supplier", "unit"))}


def line_of(result: Result) -> Any:
    return next(line for line in result.lines if line.id == "steel")


def test_the_figure_by_hand() -> None:
    result = solve(product())
    # 0.5 kg × 2.0 in place of 0.5 kg × 2.698
    expected = (toys.PER_BOX - 0.5 * toys.STEEL + 0.5 * PER_KG) / toys.DELIVERED
    assert result.total == pytest.approx(expected, rel=1e-12)
    line = line_of(result)
    assert (line.dataset_kind, line.target_kind, line.target) == ("supplier", "supplier", "green-steel")
    share = 0.5 / 2.0 / toys.DELIVERED
    assert dict(zip(result.categories(), line.values[1:6], strict=True)) == pytest.approx(
        {
            "fossil": 3.0 * share, "biogenic_emissions": 0.7 * share, "biogenic_uptake": -1.2 * share,
            "land_use_change": 1.0 * share, "aircraft": 0.5 * share,
        }
    )  # fmt: skip
    assert result.gases()["undivided"] == pytest.approx(line.total)


def test_three_solvers_agree() -> None:
    found, rule = product(), toys.rule(suppliers=SUPPLIERS)
    result = calculate(found, rule, toys.background())
    agreement = verify(found, rule, toys.background(), result)
    assert agreement.holds, agreement
    wrong = calculate(product({"total": 5.0}), rule, toys.background())
    assert not verify(found, rule, toys.background(), wrong).holds


def test_prepared_scores_give_the_same_as_a_solve_with_the_supplier_in_it() -> None:
    found, rule = product(), toys.rule(suppliers=SUPPLIERS)
    alone = prepare(toys.background(), "ipcc-ar6-gwp100")
    study = with_suppliers(toys.background(), found)
    solved = prepare(study, "ipcc-ar6-gwp100")
    rows = with_rows(alone, study)
    for name in solved.datasets:
        assert rows.direct[rows.row[name]] == pytest.approx(solved.direct[solved.row[name]])
    assert calculate(found, rule, toys.background(), alone).total == pytest.approx(
        calculate(found, rule, toys.background()).total, rel=1e-12
    )
    assert with_rows(rows, study) is rows
    assert with_suppliers(study, found) is study


def test_it_is_linear_and_knows_no_order() -> None:
    once = line_of(solve(product())).total
    assert line_of(solve(product(amount=1500))).total == pytest.approx(3 * once)
    assert line_of(solve(product(amount=0.5, unit="kg"))).total == pytest.approx(once)
    halved = {k: v / 2 for k, v in STATED.items() if isinstance(v, float) and k != "primary_data_share"}
    assert line_of(solve(product(halved))).total == pytest.approx(once)  # the same per 1 kg
    document = product().to_document()
    document["suppliers"].append(STATED | {"id": "another"})
    one = solve(parse_product(document))
    document["suppliers"].reverse()
    for process in document["processes"]:
        process["lines"].reverse()
    document["processes"].reverse()
    assert canonical(one.to_dict()) == canonical(solve(parse_product(document)).to_dict())


def test_what_is_not_split_counts_as_fossil() -> None:
    parts = dict.fromkeys(
        ("fossil", "aircraft", "land_use_change", "biogenic_emissions", "biogenic_uptake", "total_without_uptake")
    )
    plain = solve(product(parts))
    assert plain.total == pytest.approx(solve(product()).total)
    line = line_of(plain)
    assert line.values[1] == pytest.approx(line.total)
    assert not any(line.values[2:6])


def test_a_record_holds_the_footprint_and_gives_the_same_bytes_again() -> None:
    found = product()
    rule = toys.rule(suppliers=SUPPLIERS)
    record = build_record(found, calculate(found, rule, toys.background()), toys.background())
    again = parse_product(record["product"])
    assert canonical(record) == canonical(
        build_record(again, calculate(again, rule, toys.background()), toys.background())
    )
    assert record["product"]["suppliers"][0]["total"] == 4.0
    row = next(r for r in record["contributions"] if r["line"] == "steel")
    assert (row["supplier"], row["dataset"], row["dataset_kind"]) == (
        "green-steel", f"{PREFIX}green-steel", "supplier",
    )  # fmt: skip
    source = next(s for s in record["sources"] if s["dataset"] == f"{PREFIX}green-steel")
    assert source["source"] == "Mill (2024) Coil"
    assert source["locator"] == "79b1-c0"
    plain = toys.product()
    without = build_record(plain, calculate(plain, toys.rule(), toys.background()), toys.background())
    assert record["characterization"] == without["characterization"]
    assert "supplier" not in without["data_quality"]["shares"]["dataset_kind"]
    assert "primary_data_of_suppliers" not in without["data_quality"]["shares"]


def test_the_trace_ends_at_the_parts_stated() -> None:
    found = product()
    study = with_suppliers(toys.background(), found)
    closed = close(prepare(study, "ipcc-ar6-gwp100"), providers(found, study))
    nodes = expand(study, closed, f"{PREFIX}green-steel", 10.0)
    assert sum(n.value for n in nodes) == pytest.approx(20.0)
    assert nodes[0].value == pytest.approx(15.0)
    assert study.flows[nodes[0].exchange.target].category == "fossil"


def test_data_quality() -> None:
    result = solve(product())
    whole = sum(abs(line.total) for line in result.lines)
    weight = line_of(result).total / whole
    quality = result.quality
    assert quality.by_dataset_kind["supplier"] == pytest.approx(weight)
    assert sum(quality.by_dataset_kind.values()) == pytest.approx(1.0)
    assert quality.supplier_primary == pytest.approx(0.4 * weight)
    assert quality.company_specific == pytest.approx(0.4 * weight)
    own = solve(product(origin="company_specific"))
    assert own.quality.company_specific == pytest.approx(weight)
    # reliability of a verified figure 2, completeness not stated 4, time 1, geography 2, technology 1.2 → 2
    assert line_of(result).rating == pytest.approx((2 + 4 + 1 + 2 + 2) / 5)


def test_a_comparison_names_the_supplier() -> None:
    rule = toys.rule(suppliers=SUPPLIERS)
    before = calculate(toys.product(), rule, toys.background())
    after = solve(product())
    found = compare(before, after, toys.background())
    assert found.by_cause() == pytest.approx({"supplier": 0.5 * (PER_KG - toys.STEEL) / toys.DELIVERED})
    cleaner = compare(after, solve(product({"total": 3.0})), toys.background())
    assert cleaner.by_cause() == pytest.approx({"supplier": -0.25 / toys.DELIVERED})


def test_a_line_can_be_turned_to_a_supplier_and_back() -> None:
    place = "processes[box].lines[steel]"
    back = changed(product(), f"{place}.dataset", "steel")
    assert solve(back).total == pytest.approx(toys.PER_BOX / toys.DELIVERED)
    there = changed(back, f"{place}.supplier", "green-steel")
    assert solve(there).total == pytest.approx(solve(product()).total)


def test_a_good_footprint_is_told_only_what_has_to_be_told() -> None:
    assert codes(product()) == {
        "supplier.not_signed": "info", "supplier.uptake": "info", "supplier.mixed": "info",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "rule", "code", "severity"),
    [
        ({"valid_until": "2025-12-30"}, {}, "supplier.expired", "warning"),
        ({"boundary": "gate_to_gate"}, {}, "supplier.boundary", "error"),
        ({"boundary": "gate_to_gate"}, {"other_boundary": "warning"}, "supplier.boundary", "warning"),
        ({"verification": None}, {}, "supplier.not_verified", "warning"),
        ({"verification": None}, {"verification": "open"}, "supplier.not_verified", "info"),
        ({"primary_data_share": None}, {}, "supplier.primary_share_missing", "info"),
        ({"total": 4.07}, {}, "supplier.sum", "warning"),
        ({"removals": -0.5}, {}, "supplier.removals", "warning"),
        ({"removals": -0.5}, {}, "supplier.sum", "warning"),
        ({"fossil": -3.0}, {}, "supplier.negative", "warning"),
        ({"total": -4.0}, {}, "supplier.negative", "warning"),
        ({"status": "deprecated"}, {}, "supplier.deprecated", "warning"),
        ({"packaging": None}, {}, "supplier.packaging", "info"),
        ({"packaging": False}, {}, "supplier.packaging", "info"),
        ({"total_without_uptake": 4.0}, {}, "supplier.uptake_mismatch", "warning"),
        ({"biogenic_uptake": None}, {}, "supplier.uptake_mismatch", "warning"),
        ({"gwp": "AR5"}, {}, "supplier.gwp", "warning"),
        ({"gwp": "AR5, AR6"}, {}, "supplier.gwp", "warning"),
        ({}, {"silent": True}, "supplier.rule_silent", "warning"),
        ({}, {"activities": ["blank"]}, "supplier.activity", "error"),
        ({}, {"mixing": "refused"}, "supplier.mixed", "error"),
        ({"declared_unit": "kWh"}, {}, "unit.dimension", "error"),
        ({"declared_unit": "furlong"}, {}, "unit.unknown", "error"),
        ({"id": "other"}, {}, "supplier.unknown", "error"),
        ({"id": "other"}, {}, "supplier.unused", "info"),
    ],
)
def test_each_check_finds_its_fault(stated: Any, rule: Any, code: str, severity: str) -> None:
    assert code not in codes(product()) or code == "supplier.mixed"
    assert codes(product(stated), **rule)[code] == severity


@pytest.mark.parametrize(
    ("stated", "rule", "code"),
    [
        ({"valid_until": "2025-12-31"}, {}, "supplier.expired"),
        ({"valid_until": None}, {}, "supplier.expired"),
        ({"verification": None}, {"verification": "not_required"}, "supplier.not_verified"),
        ({"total": 4.02, "total_without_uptake": 5.22}, {}, "supplier.sum"),
        ({"fossil": None}, {}, "supplier.sum"),
        ({"removals": -0.5, "total": 3.5, "total_without_uptake": 4.7}, {}, "supplier.sum"),
        ({"gwp": ""}, {}, "supplier.gwp"),
        ({}, {"mixing": "accepted"}, "supplier.mixed"),
        ({}, {"activities": ["body"]}, "supplier.activity"),
    ],
)
def test_what_is_in_order_is_not_told(stated: Any, rule: Any, code: str) -> None:
    assert code not in codes(product(stated), **rule)


def test_the_oldest_footprint_admitted_is_a_parameter() -> None:
    years = {"title": "Age", "quantity": "time", "unit": "a", "required": False, "open": True, "cite": toys.CITE}
    rule = toys.rule(
        parameters=toys.rule_document()["parameters"] | {"age": years}, suppliers=SUPPLIERS | {"max_age": "age"}
    )

    def told(end: str, age: float) -> bool:
        document = product({"period": {"start": "2020-01-01", "end": end}}).to_document()
        document["parameters"]["age"] = {"amount": age, "unit": "a", "reason": "as for datasets"}
        found = check(parse_product(document), rule.rule, toys.background())
        return "supplier.too_old" in {f.code for f in found}

    assert told("2023-12-30", 2)
    assert not told("2024-01-02", 2)
    assert not told("2023-12-30", 3)


def test_an_error_blocks_and_a_second_supplier_of_one_name_is_refused() -> None:
    with pytest.raises(BlockedError):
        solve(product({"boundary": "gate_to_gate"}))
    document = product().to_document()
    document["suppliers"] *= 2
    with pytest.raises(ProductError, match="'green-steel' names more than one supplier"):
        parse_product(document)
    document = product().to_document()
    document["processes"][1]["lines"][1]["dataset"] = "steel"
    with pytest.raises(ProductError, match="exactly one of dataset, process, slot, supplier"):
        parse_product(document)


def test_the_draws_of_the_package_do_not_change_with_a_supplier() -> None:
    package = toys.background()
    late = toys.dataset("zinc", "kg", "released", toys.exchange(1, "emission", "co2", 3.0, "kg"))
    package = replace(package, datasets={**package.datasets, "zinc": late})
    spreads = dict.fromkeys((*package.datasets, f"{PREFIX}green-steel"), 1.3)
    found = product()
    drawn = []
    for background in (package, with_suppliers(package, found)):
        closed = world(background, "ipcc-ar6-gwp100", providers(found, background), spreads)
        drawn.append(sample(closed, ("zinc", "part"), range(5), 7))
    assert drawn[0] == pytest.approx(drawn[1], rel=1e-12)
    assert len({round(float(x), 9) for x in drawn[0][:, 0]}) == 5
