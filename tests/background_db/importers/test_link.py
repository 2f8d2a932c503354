"""Linking, allocation, units and elementary flows, on packages written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from background_db.importers import elementary
from background_db.importers.link import link
from background_db.importers.measures import Measures
from background_db.importers.neutral import Exchange, Flow, Package, Process, UnitOf
from footprint.background import Dataset

CO2 = Flow("co2", "Carbon dioxide, fossil", "elementary", "kg", "air")


def product(name: str, unit: str = "kg", kind: str = "product") -> Flow:
    return Flow(name, name, kind, unit)  # type: ignore[arg-type]


def process(name: str, *exchanges: Exchange, region: str = "CN", flow: str = "", **more: object) -> Process:
    numbered = tuple(e._replace(row=i) for i, e in enumerate(exchanges, start=2))
    reference = Exchange(1, flow or name, "output", 1.0, "kg", reference=True)
    made = Process(name, name, f"file: {name}", (reference, *numbered), region=region)
    return replace(made, **more)  # type: ignore[arg-type]


def out(flow: str, amount: float, unit: str = "kg", **more: object) -> Exchange:
    return Exchange(0, flow, "output", amount, unit)._replace(**more)  # type: ignore[arg-type]


def into(flow: str, amount: float, unit: str = "kg", **more: object) -> Exchange:
    return Exchange(0, flow, "input", amount, unit)._replace(**more)  # type: ignore[arg-type]


def package(*processes: Process, flows: tuple[Flow, ...] = (), units: tuple[UnitOf, ...] = ()) -> Package:
    found = Package(list(processes))
    names = {e.flow for p in processes for e in p.exchanges}
    for flow in (*flows, CO2, *(product(n) for n in sorted(names - {f.id for f in flows}))):
        found.add(flow)
    for unit in units:
        found.add(unit)
    return found


def by_name(datasets: dict[str, Dataset]) -> dict[str, Dataset]:
    return {d.name.en: d for d in datasets.values()}


def test_stated_provider_wins_over_flow() -> None:
    found = link(
        package(
            process("east", out("co2", 1.0), flow="power"),
            process("west", out("co2", 2.0), flow="power"),
            process("user", into("power", 3.0, provider="west")),
        ),
        "s", "l",
    )  # fmt: skip
    datasets = by_name(found.datasets)
    (exchange,) = datasets["user"].exchanges
    assert (exchange.target, exchange.amount) == (datasets["west"].id, 3.0)
    assert found.report.linked == {"as the file names it": 1}


@pytest.mark.parametrize(("region", "supplier"), [("CN", "east"), ("US", "west")])
def test_region_decides_between_suppliers(region: str, supplier: str) -> None:
    found = link(
        package(
            process("east", flow="power", region="CN"),
            process("west", flow="power", region="US"),
            process("user", into("power", 3.0), region=region),
        ),
        "s", "l",
    )  # fmt: skip
    made = by_name(found.datasets)
    assert made["user"].exchanges[0].kind == "gap"  # both make power of nothing, so both are gaps
    assert made["user"].exchanges[0].target == made[supplier].id


def test_ambiguous_input_becomes_a_gap_with_candidates() -> None:
    found = link(
        package(
            process("one", out("co2", 1.0), flow="power", region="DE"),
            process("two", out("co2", 1.0), flow="power", region="FR"),
            process("user", into("power", 3.0), region="US"),
        ),
        "s", "l",
    )  # fmt: skip
    (exchange,) = by_name(found.datasets)["user"].exchanges
    assert exchange.kind == "gap"
    assert "ambiguous: 2 suppliers fit, e.g. one-de-" in found.datasets[exchange.target].method
    assert found.report.reasons == {"ambiguous": 1}
    assert len(found.report.ambiguous["power [kg]"][1]) == 2


def test_declared_cut_off_is_not_linked_by_name() -> None:
    flows = (product("steel"), Flow("x", "CUTOFF steel", "product", "kg"))
    found = link(package(process("steel", out("co2", 1.0)), process("user", into("x", 1.0)), flows=flows), "s", "l")
    assert found.report.reasons == {"the file declares it as cut off": 1}


def two_products(**more: object) -> Package:
    return package(
        process("mill", out("byproduct", 3.0), out("co2", 8.0), **more), process("user", into("byproduct", 1.0))
    )


def test_without_shares_a_multi_output_process_is_refused_and_its_products_are_gaps() -> None:
    found = link(two_products(), "s", "l", "none")
    assert found.report.refused == [("file: mill", "'mill': makes 2 products and states no shares for them")]
    assert {d.kind for n, d in by_name(found.datasets).items() if "mill" in n} == {"gap"}
    assert by_name(found.datasets)["user"].exchanges[0].kind == "gap"


def test_physical_allocation_divides_by_the_common_quantity() -> None:
    made = by_name(link(two_products(), "s", "l", "physical").datasets)
    assert made["mill"].exchanges[0].amount == pytest.approx(8.0 * 1 / 4)
    assert made["byproduct (mill)"].exchanges[0].amount == pytest.approx(8.0 * 3 / 4 / 3)
    assert made["mill"].allocation == "physical (chosen)"


def test_stated_shares_come_before_the_choice() -> None:
    stated = two_products(allocation={("economic", "mill"): 0.9, ("economic", "byproduct"): 0.1})
    made = by_name(link(stated, "s", "l", "physical").datasets)
    assert made["mill"].exchanges[0].amount == pytest.approx(7.2)
    assert made["mill"].allocation == "stated (economic)"


def test_shares_of_single_exchanges() -> None:
    causal = package(
        process("mill", out("byproduct", 3.0), out("co2", 8.0, shares=(("mill", 0.25), ("byproduct", 0.75))))
    )
    made = by_name(link(causal, "s", "l").datasets)
    assert made["mill"].exchanges[0].amount == pytest.approx(2.0)
    assert made["byproduct (mill)"].exchanges[0].amount == pytest.approx(2.0)


def test_economic_allocation_wants_a_price_of_every_product() -> None:
    assert link(two_products(), "s", "l", "economic").report.refused
    mill = process("mill", out("byproduct", 3.0, price=10.0), out("co2", 8.0))
    priced = replace(mill, exchanges=(mill.exchanges[0]._replace(price=30.0), *mill.exchanges[1:]))
    made = by_name(link(package(priced), "s", "l", "economic").datasets)
    assert made["mill"].exchanges[0].amount == pytest.approx(6.0)


def test_products_in_different_quantities_are_divided_by_mass_where_the_file_tells_it() -> None:
    flows = (product("bark", "m3"),)
    unknown = process("mill", out("bark", 2.0, "m3"), out("co2", 8.0))
    assert (
        "no common physical quantity"
        in link(package(unknown, flows=flows), "s", "l", "physical").report.refused[0][1]
    )
    told = process("mill", out("bark", 2.0, "m3", mass_factor=1.5), out("co2", 8.0))
    made = by_name(link(package(told, flows=flows), "s", "l", "physical").datasets)
    assert made["mill"].exchanges[0].amount == pytest.approx(8.0 / 4)


def test_waste_treated_counts_for_who_hands_it_over() -> None:
    flows = (product("scrap", kind="waste"),)
    treatment = Process(
        "t", "treatment", "file: t",
        (Exchange(1, "scrap", "input", 2.0, "kg", reference=True), out("co2", 6.0, row=2)),
    )  # fmt: skip
    made = by_name(
        link(package(treatment, process("user", out("scrap", 500.0, "g")), flows=flows), "s", "l").datasets
    )
    assert made["treatment"].exchanges[0].amount == pytest.approx(3.0)
    assert made["user"].exchanges[0].amount == pytest.approx(0.5)


def test_treatment_written_with_negative_amounts_counts_positive() -> None:
    treatment = Process(
        "t", "treatment", "file: t",
        (Exchange(1, "scrap", "output", -2.0, "kg", reference=True), out("co2", 6.0, row=2)),
    )  # fmt: skip
    made = by_name(link(package(treatment, process("user", into("scrap", -0.5))), "s", "l").datasets)
    assert made["treatment"].exchanges[0].amount == pytest.approx(3.0)
    assert made["user"].exchanges[0].amount == pytest.approx(0.5)


def test_avoided_product_takes_off() -> None:
    made = by_name(
        link(
            package(process("heat", out("co2", 1.0)), process("user", out("heat", 2.0, avoided=True))), "s", "l"
        ).datasets
    )
    assert made["user"].exchanges[0].amount == -2.0


def test_a_product_of_nothing_is_a_gap_and_not_free_of_emissions() -> None:
    found = link(package(process("empty"), process("user", into("empty", 1.0))), "s", "l")
    assert by_name(found.datasets)["empty"].kind == "gap"
    assert found.report.refused == [("file: empty", "'empty': has neither inputs nor emissions")]


class TestUnits:
    def test_own_table_then_aliases_then_the_file(self) -> None:
        measures = Measures({"bag": UnitOf("bag", "kg", 25.0), "kg": UnitOf("kg", "kg", 1.0)})
        assert measures.factor("t", "kg") == 1000.0
        assert measures.factor("kWh", "MJ") == pytest.approx(3.6)
        assert measures.factor("sh tn", "kg") == pytest.approx(907.18474)
        assert measures.factor("bag", "t") == pytest.approx(0.025)
        assert measures.factor("kg", "kWh") is None
        assert not measures.unknown

    def test_unknown_units_measure_only_themselves(self) -> None:
        measures = Measures({})
        assert measures.factor("firkin", "firkin") == 1.0
        assert measures.factor("firkin", "kg") is None
        assert measures.unknown["firkin"] > 0

    def test_a_file_that_defines_a_unit_otherwise_is_told(self) -> None:
        measures = Measures({"cu ft": UnitOf("cu ft", "m3", 0.02), "m3": UnitOf("m3", "m3", 1.0)})
        assert measures.conflicts == {"cu ft": (0.02, pytest.approx(0.028316846592))}
        assert measures.factor("cu ft", "m3") == pytest.approx(0.028316846592)

    def test_input_in_a_unit_that_does_not_convert_is_a_gap(self) -> None:
        found = link(
            package(process("steel", out("co2", 1.0)), process("user", into("steel", 1.0, "m3"))), "s", "l"
        )
        assert found.report.reasons == {"nothing in the file makes it": 1}


@pytest.mark.parametrize(
    ("name", "compartment", "direction", "cas", "flow"),
    [
        ("Carbon dioxide, fossil", "air/low. pop.", "output", "", "co2-fossil"),
        ("Carbon dioxide, from soil or biomass stock", "air", "output", "", "co2-land-use-change"),
        ("Carbon dioxide, in air", "natural resource/in air", "input", "", "co2-biogenic-uptake"),
        ("Carbon dioxide", "resource/air", "input", "124-38-9", "co2-biogenic-uptake"),
        ("Methane, non-fossil", "air/urban air close to ground", "output", "", "ch4-biogenic"),
        ("Methane, trifluoro-, HFC-23", "air", "output", "", "hfc-23"),
        ("Nitrous oxide (laughing gas) [Inorganic emissions to air]", "Emission to air", "output", "", "n2o"),
        ("Stickstofftrifluorid", "air", "output", "007783-54-2", "nf3"),
        ("Sulphur hexafluoride", "air", "output", "", "sf6"),
        ("Methane, fossil", "water/river", "output", "", None),
        ("Methane", "resource/in ground", "input", "74-82-8", None),
        ("Carbon monoxide, fossil", "air", "output", "630-08-0", None),
    ],
)
def test_elementary_flows(name: str, compartment: str, direction: str, cas: str, flow: str | None) -> None:
    foreign = Flow("x", name, "elementary", "kg", compartment, cas)
    found = elementary.match(foreign, direction)  # type: ignore[arg-type]
    assert (found.flow if found else None) == flow


def test_an_assumption_is_counted() -> None:
    flows = (Flow("m", "Methane", "elementary", "kg", "air"),)
    found = link(package(process("a", out("m", 1.0)), flows=flows), "s", "l")
    assert sum(found.report.assumed.values()) == 1
    assert "assumed fossil" in next(iter(found.report.assumed))


def test_every_flow_of_the_map_has_a_factor_in_every_set() -> None:
    flows, factors = elementary.flows()
    names, numbers = elementary._map()
    used = {m.flow for m in (*names.values(), *numbers.values())}
    assert used <= set(flows)
    assert {"ipcc-ar5-gwp100", "ipcc-ar6-gwp100"} <= set(factors)
    for known in factors.values():
        assert set(flows) <= set(known)
