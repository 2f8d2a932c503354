"""Transport legs: distances from a toy table, amounts by hand, findings, the record.

The table (kilometres published; C is a junction, P a port like any other):

    A --100-- C --200-- B          sea    A-C-B = 300, over the junction
    A --10--- P --20--- B          sea    not 30: what a port lies between is not a way
    E0 and E1 lie on the equator, one degree apart: 6371.0088 km x pi / 180 = 111.195 km
    road in XX: x 1.3; air: + 95 km; E1 to N lies in another network: no road
"""

from __future__ import annotations

import copy
import math
from dataclasses import replace
from typing import Any

import pytest

from footprint.background import Background, Slot
from footprint.calculate import calculate, check
from footprint.distances import Detour, Distances, Mode, Pair, Place, great_circle
from footprint.errors import BlockedError, ProductError
from footprint.product import Product, parse_product
from footprint.record import build_record, canonical
from footprint.result import Result
from footprint.verify import verify
from footprint.what_if import changed, numeric_levers
from tests.footprint import toys

DEGREE = 6371.0088 * math.pi / 180
TRUCK, SHIP = 0.1, 0.01  # kg CO2e per t*km


def place(name: str, country: str = "XX", at: tuple[float, float] | None = None, junction: bool = False) -> Place:
    return Place(name, toys.text(name), (name, f"{name} city"), country, at, junction, "toy", "by hand")


def pair(start: str, end: str, km: float, mode: Mode = "sea") -> Pair:
    return Pair(start, end, mode, km, km, "km", "toy", f"{start}-{end}")


TABLE = Distances(
    places={
        p.id: p
        for p in (
            place("A"), place("B"), place("C", junction=True), place("P"),
            place("E0", at=(0.0, 0.0)), place("E1", at=(0.0, 1.0)), place("N", "YY", (0.0, 2.0)),
        )
    },
    pairs=(
        pair("A", "C", 100), pair("C", "B", 200), pair("A", "P", 10), pair("P", "B", 20),
        pair("E0", "E1", 150, "rail"),
    ),
    detours=(
        Detour("road", "XX", "mainland", 1.3, 0.0, "toy", "by hand"),
        Detour("road", "YY", "island", 1.1, 0.0, "toy", "by hand"),
        Detour("air", "", "", 1.0, 95.0, "toy", "by hand"),
    ),
)  # fmt: skip


def background() -> Background:
    toy = toys.background()
    freight = {
        f"{mode}-transport": toys.dataset(
            f"{mode}-transport", "t*km", "released", toys.exchange(1, "emission", "co2", score, "kg")
        )
        for mode, score in (("truck", TRUCK), ("ship", SHIP))
    }
    slots = {
        f"freight-{mode}/CN": Slot(f"freight-{mode}/CN", f"freight-{mode}", "CN", "t*km", toys.text(mode), dataset)
        for mode, dataset in (("road", "truck-transport"), ("sea", "ship-transport"))
    }
    return replace(toy, datasets=toy.datasets | freight, slots=toy.slots | slots, distances=TABLE)


def product(*legs: dict[str, Any], **changes: Any) -> Product:
    document = copy.deepcopy(toys.product_document()) | changes
    document["legs"] = [LEG | leg for leg in legs]
    return parse_product(document)


# The steel of the box: 500 g.
LEG: dict[str, Any] = {
    "id": "haul", "process": "box", "activity": "haulage", "mode": "road", "mass": {"of": "steel"},
}  # fmt: skip
ROAD = {"from": "E0", "to": "E1"}
GIVEN = "legs[haul].distance"


def rule(**default: Any) -> Any:
    document = toys.rule_document()
    document["activity_data"] = [
        *document["activity_data"],
        {
            "id": "haulage", "title": "Haulage", "stage": "material", "quantity": "freight", "unit": "t*km",
            "required": "optional", "origin": "any", "cite": toys.CITE,
        },
    ]  # fmt: skip
    document["parameters"]["reach"] = {
        "title": "Reach", "quantity": "length", "unit": "km", "value": 1000, "cite": toys.CITE,
    }  # fmt: skip
    return toys.rule(**{k: document[k] for k in ("activity_data", "parameters")} | default)


def solve(found: Product) -> Result:
    return calculate(found, rule(), background())


def codes(*legs: dict[str, Any]) -> list[tuple[str, str, str]]:
    findings = check(product(*legs), rule().rule, background())
    return [(f.code, f.severity, f.where) for f in findings if f.code.startswith(("leg.", "distance.", "unit."))]


class TestTable:
    def test_great_circle_of_one_degree(self) -> None:
        assert great_circle(TABLE.places["E0"], TABLE.places["E1"]) == pytest.approx(DEGREE, rel=1e-12)
        assert round(DEGREE, 3) == 111.195

    def test_great_circle_needs_both_positions(self) -> None:
        assert great_circle(TABLE.places["A"], TABLE.places["E1"]) is None

    def test_pairs_are_joined_at_junctions_only(self) -> None:
        found = TABLE.between("A", "B", "sea")
        assert found is not None
        assert (found.km, found.way, found.method) == (300, ("A", "C", "B"), "table")

    def test_a_published_pair_goes_both_ways(self) -> None:
        there, back = TABLE.between("A", "P", "sea"), TABLE.between("P", "A", "sea")
        assert there is not None
        assert back is not None
        assert (there.km, back.km, back.way) == (10, 10, ("P", "A"))

    @pytest.mark.parametrize(
        ("start", "end", "mode", "km"),
        [
            ("E0", "E1", "road", 1.3 * DEGREE),
            ("E0", "E1", "rail", 150.0),
            ("E1", "N", "air", DEGREE + 95),
            ("E1", "N", "road", None),  # another network
            ("E0", "N", "sea", None),  # a great circle crosses land
            ("A", "B", "road", None),  # no positions
        ],
    )
    def test_distance(self, start: str, end: str, mode: Mode, km: float | None) -> None:
        found = TABLE.between(start, end, mode)
        assert (found.km if found else None) == (pytest.approx(km, rel=1e-12) if km else None)

    def test_of_two_countries_on_one_road_net_the_larger_detour_holds(self) -> None:
        joined = replace(TABLE, detours=(*TABLE.detours[:1], replace(TABLE.detours[1], network="mainland")))
        found = joined.between("E1", "N", "road")
        assert found is not None
        assert found.km == pytest.approx(1.3 * DEGREE)

    @pytest.mark.parametrize("text", ["E0", "e0", " E0 ", "E0 city", "e0 CITY"])
    def test_a_place_is_found_by_code_or_name(self, text: str) -> None:
        found = TABLE.find(text)
        assert found is not None
        assert found.id == "E0"

    def test_an_unknown_place_is_not_guessed(self) -> None:
        assert TABLE.find("E") is None


class TestAmount:
    @pytest.mark.parametrize(
        ("leg", "tkm"),
        [
            # 500 g of steel over 111.195 km x 1.3
            (ROAD, 0.0005 * 1.3 * DEGREE),
            # 500 g over 300 km by sea, of which 100 to C and 200 on
            ({"mode": "sea", "from": "A", "to": "B"}, 0.0005 * 300),
            # over P: 10 + 20
            ({"mode": "sea", "from": "A", "via": ["P"], "to": "B"}, 0.0005 * 30),
            # what the preparer gives wins over the table
            (ROAD | {"distance": {"amount": 200, "unit": "km"}}, 0.0005 * 200),
            ({"distance": {"amount": 150_000, "unit": "m"}}, 0.0005 * 150),
            # 2 kg over the 1000 km of the rule
            ({"mass": {"amount": 2, "unit": "kg"}, "parameter": "reach"}, 0.002 * 1000),
        ],
    )
    def test_mass_times_distance(self, leg: dict[str, Any], tkm: float) -> None:
        result = solve(product(leg))
        line = next(line for line in result.lines if line.id == "haul")
        score = SHIP if leg.get("mode") == "sea" else TRUCK
        assert line.total * toys.DELIVERED == pytest.approx(tkm * score, rel=1e-12)
        assert result.total == pytest.approx((toys.PER_BOX + tkm * score) / toys.DELIVERED, rel=1e-12)
        assert result.legs[0].amount == pytest.approx(tkm, rel=1e-12)

    def test_the_good_output_is_moved_not_the_rejects(self) -> None:
        """1 kg a run with a yield of 0.8 is 0.8 kg good; 2.5 runs make 2 kg: 2 kg x 1000 km x 0.1 = 0.2 kg CO2e."""
        leg = {"process": "blank", "mass": {"of": "output"}, "distance": {"amount": 1000}}
        result = solve(product(leg))
        assert result.legs[0].mass == pytest.approx(0.0008)
        assert result.total * toys.DELIVERED == pytest.approx(toys.PER_BOX + 0.2, rel=1e-12)

    def test_the_distance_of_the_rules_default(self) -> None:
        freight = {
            "id": "haulage", "title": "Haulage", "stage": "material", "quantity": "freight", "unit": "t*km",
            "required": "or_default", "origin": "any", "cite": toys.CITE,
            "default": {
                "slot": "freight-road/CN", "unit": "t*km", "cite": toys.CITE,
                "derive": {"formula": "freight", "inputs": {"mass": "load", "distance": "reach"}},
            },
        }  # fmt: skip
        document = rule().rule.model_dump(mode="json", by_alias=True, exclude_none=True)
        activities = [freight if a["id"] == "haulage" else a for a in document["activity_data"]]
        load = {"title": "Load", "quantity": "mass", "unit": "kg", "value": 1, "cite": toys.CITE}
        loaded = rule(activity_data=activities, parameters=document["parameters"] | {"load": load})
        result = calculate(product({}), loaded, background())
        assert (result.legs[0].distance, result.legs[0].parameter) == (1000, "reach")
        # once: the leg answers the activity, so the default does not stand in beside it
        assert [line.id for line in result.lines if line.activity == "haulage"] == ["haul"]

    def test_legs_add_up_and_every_solver_agrees(self) -> None:
        found = product(ROAD, {"id": "sail", "mode": "sea", "from": "A", "to": "B"})
        result = solve(found)
        expected = toys.PER_BOX + 0.0005 * (1.3 * DEGREE * TRUCK + 300 * SHIP)
        assert result.total * toys.DELIVERED == pytest.approx(expected, rel=1e-12)
        agreement = verify(found, rule(), background(), result)
        assert max(agreement.brightway, agreement.plain) < 1e-12

    def test_a_leg_is_the_line_it_stands_for(self) -> None:
        line = {
            "id": "haul", "activity": "haulage", "slot": "freight-road", "amount": 0.1, "unit": "t*km",
            "origin": "company_specific",
        }  # fmt: skip
        document = toys.product_document()
        document["processes"][1]["lines"].append(line)
        leg = {"distance": {"amount": 200}, "origin": "company_specific"}
        assert solve(product(leg)).lines == solve(parse_product(document)).lines

    def test_dataset_and_market_may_be_named(self) -> None:
        by_dataset = solve(product(ROAD | {"dataset": "ship-transport"}))
        by_slot = solve(product(ROAD | {"slot": "freight-sea"}))
        expected = 0.0005 * 1.3 * DEGREE * SHIP
        for result in (by_dataset, by_slot):
            assert result.total * toys.DELIVERED == pytest.approx(toys.PER_BOX + expected, rel=1e-12)

    def test_a_computed_distance_is_not_company_specific(self) -> None:
        def origin(leg: dict[str, Any]) -> str | None:
            return next(line.origin for line in solve(product(leg)).lines if line.id == "haul")

        assert origin(ROAD | {"origin": "company_specific"}) == "secondary"
        assert origin({"origin": "company_specific", "distance": {"amount": 9}}) == "company_specific"

    def test_a_lever_reaches_what_the_preparer_gave(self) -> None:
        found = product({"distance": {"amount": 100}})
        levers = [lever.path for lever in numeric_levers(found, rule().rule) if "legs" in lever.path]
        assert levers == ["legs[haul].distance.amount"]
        twice = changed(found, "legs[haul].distance.amount", 200.0)
        step = 0.0005 * 100 * TRUCK / toys.DELIVERED
        assert solve(twice).total - solve(found).total == pytest.approx(step, rel=1e-9)


class TestRecord:
    def test_a_leg_can_be_checked_without_the_database(self) -> None:
        found = product(ROAD)
        entry = build_record(found, solve(found), background())["legs"][0]
        stretch = entry["stretches"][0]
        assert entry["amount"] == pytest.approx(entry["mass"]["amount"] * entry["distance"]["amount"])
        assert entry["distance"]["from"] == "great_circle"
        assert stretch["km"] == pytest.approx(stretch["great_circle_km"] * stretch["detour"]["factor"])
        assert (stretch["detour"]["source"], stretch["detour"]["locator"]) == ("toy", "by hand")

    def test_published_pairs_stand_one_by_one(self) -> None:
        found = product({"mode": "sea", "from": "A", "to": "B"})
        entry = build_record(found, solve(found), background())["legs"][0]
        pairs = entry["stretches"][0]["pairs"]
        assert [(p["from"], p["to"], p["km"], p["locator"]) for p in pairs] == [
            ("A", "C", 100, "A-C"), ("C", "B", 200, "C-B"),
        ]  # fmt: skip

    def test_a_product_without_legs_has_the_record_it_had(self) -> None:
        found = toys.product()
        record = build_record(found, calculate(found, toys.rule(), background()), background())
        assert "legs" not in record
        assert b'"legs"' not in canonical(record)


class TestFindings:
    @pytest.mark.parametrize(
        ("leg", "expected"),
        [
            ({"process": "attic"} | ROAD, ("leg.process_unknown", "error", "legs[haul].process")),
            ({"mass": {"of": "tin"}} | ROAD, ("leg.mass_unknown", "error", "legs[haul].mass.of")),
            # one box is an item
            ({"mass": {"of": "output"}} | ROAD, ("leg.not_a_mass", "error", "legs[haul].mass.of")),
            ({"mode": "rail"} | ROAD, ("leg.no_market", "error", "legs[haul].mode")),
            ({"from": "Atlantis", "to": "E1"}, ("distance.unknown_place", "error", "legs[haul].from")),
            ({"from": "E0", "to": "e0 City"}, ("distance.same_place", "error", "legs[haul]")),
            ({"from": "E0", "to": "N"}, ("distance.unknown_pair", "error", "legs[haul].to")),
            ({}, ("distance.missing", "error", "legs[haul].distance")),
            ({"parameter": "capacity"}, ("distance.no_parameter", "error", "legs[haul].parameter")),
            (ROAD, ("distance.estimated", "info", "legs[haul]")),
            # a degree is 111 km
            (ROAD | {"distance": {"amount": 90}}, ("distance.below_great_circle", "warning", GIVEN)),
            (ROAD | {"distance": {"amount": 300}}, ("distance.far_above_table", "warning", GIVEN)),
        ],
    )  # fmt: skip
    def test_one_for_one(self, leg: dict[str, Any], expected: tuple[str, str, str]) -> None:
        assert codes(leg) == [expected]

    @pytest.mark.parametrize("unit", ["kWh", "item", "furlong"])
    def test_what_is_no_mass(self, unit: str) -> None:
        found = codes(ROAD | {"mass": {"amount": 1, "unit": unit}})
        assert [(severity, where) for code, severity, where in found if code.startswith("unit.")] == [
            ("error", "legs[haul].mass.unit")
        ]

    def test_a_distance_within_reason_is_silent(self) -> None:
        assert codes(ROAD | {"distance": {"amount": 140}}) == []

    def test_nothing_is_calculated_with_an_unknown_distance(self) -> None:
        with pytest.raises(BlockedError):
            solve(product({"from": "E0", "to": "N"}))

    def test_a_finding_of_evidence_points_at_whose_it_is(self) -> None:
        bill = {"kind": "rumour", "reference": "1"}
        leg = {"evidence": [bill], "distance": {"amount": 9, "evidence": [bill]}}
        found = check(product(leg), rule().rule, background())
        assert sorted(f.where for f in found if f.code.startswith("evidence.")) == [
            "legs[haul].distance.evidence[0].kind", "legs[haul].evidence[0].kind",
        ]  # fmt: skip

    def test_a_finding_of_the_line_points_at_the_leg(self) -> None:
        found = check(product(ROAD | {"activity": "juggling"}), rule().rule, background())
        assert "legs[haul].activity" in {f.where for f in found}
        assert not any("lines[haul]" in f.where for f in found)


class TestDocument:
    @pytest.mark.parametrize(
        ("leg", "what"),
        [
            ({"mass": {}}, "mass"),
            ({"mass": {"of": "steel", "amount": 1, "unit": "kg"}}, "mass"),
            ({"from": "E0"}, "from and to"),
            ({"via": ["E0"]}, "via"),
            ({"mode": "teleport"}, "mode"),
            ({"dataset": "a", "slot": "b"}, "dataset or slot"),
            ({"distance": {"amount": 0}}, "distance"),
            ({"distance": {"amount": -5}}, "distance"),
        ],
    )
    def test_refused(self, leg: dict[str, Any], what: str) -> None:
        with pytest.raises(ProductError) as refused:
            product(leg)
        assert len(refused.value.problems) == 1
        assert what in f"{refused.value.problems[0].where} {refused.value.problems[0].what}"

    def test_ids_are_unique_among_legs_and_lines(self) -> None:
        with pytest.raises(ProductError, match="more than one"):
            product(ROAD, ROAD)
        with pytest.raises(ProductError, match="more than one"):
            product(ROAD | {"id": "steel"})

    def test_round_trip(self) -> None:
        found = product(ROAD | {"via": ["N"], "distance": {"amount": 200}})
        assert parse_product(found.to_document()) == found
        assert found.to_document()["legs"][0]["from"] == "E0"
