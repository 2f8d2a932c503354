"""Foreground systems of any shape, each as a matrix to be solved by hand.

A matrix stands as in the books: a column is one run of a process, a row a product; the diagonal is the good output
(output × yield), what a run takes from another process is negative. Below the line stands what a run takes from the
background of toys.py: power 0.9 kg CO2e/kWh (coal), steel 2.698 kg CO2e/kg. Runs solve matrix × runs = demand, and

    footprint of one box = runs × (power × 0.9 + steel × 2.698)
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.calculate import calculate
from footprint.checks import check
from footprint.errors import ProductError
from footprint.levers import numeric_levers, value_at
from footprint.product import parse_product
from footprint.record import build_record
from footprint.result import Result
from footprint.verify import verify
from tests.footprint import toys

BACKGROUND = toys.background()
CITE = toys.CITE


def rule(**changes: Any) -> Any:
    """The rule of toys.py for one box, without its default line."""
    document = toys.rule_document()
    functional = {"text": "one box", "amount": 1, "unit": "item", "cite": CITE}
    activities = [a for a in document["activity_data"] if a["id"] != "recycling"]
    activities.append(activities[1] | {"id": "boxes", "quantity": "count", "unit": "item"})
    activities[0] = activities[0] | {"required": "optional"}
    activities[2] = activities[2] | {"required": "optional"}
    plain = {"functional_unit": functional, "activity_data": activities, "parameters": {}, "views": []}
    return toys.rule(**(plain | changes))


RULE = rule()


def line(name: str, amount: float | None, unit: str, **target: str) -> dict[str, Any]:
    activity = {"dataset": "body", "slot": "energy"}.get(next(iter(target)), "boxes" if unit == "item" else "blank")
    found = {"id": name, "activity": activity, "unit": unit} | target
    return found if amount is None else found | {"amount": amount}


def process(name: str, output: float, unit: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": name, "output": {"amount": output, "unit": unit}, "region": "CN-GD", "lines": list(lines),
    } | more  # fmt: skip


def product(*processes: dict[str, Any], **more: Any) -> dict[str, Any]:
    document = toys.product_document()
    del document["parameters"]
    return document | {"processes": list(processes), "final_process": processes[-1]["id"]} | more


def solve(document: dict[str, Any], under: Any = RULE) -> Result:
    found = parse_product(document)
    result = calculate(found, under, BACKGROUND)
    assert verify(found, under, BACKGROUND, result).holds
    assert sum(result.by_stage().values()) == pytest.approx(result.total, rel=1e-12)
    return result


def runs(result: Result) -> dict[str, float]:
    return {line.process: line.level for line in result.lines}


def codes(document: dict[str, Any], under: Any = RULE) -> dict[str, Any]:
    return {f.code: f for f in check(parse_product(document), under.rule, BACKGROUND)}


def nested() -> dict[str, Any]:
    return product(
        process("cast", 4, "kg", line("steel", 5, "kg", dataset="steel")),
        process(
            "machine", 2, "kg", line("castings", 3, "kg", process="cast"), line("power", 6, "kWh", slot="power")
        ),
        process(
            "box", 1, "item", line("parts", 10, "kg", process="machine"), line("power", 1, "kWh", slot="power")
        ),
    )


def test_nested() -> None:
    """Each takes from the one before.

            cast  machine   box      demand     runs
    cast      4      -3       .   |     0        3.75  = 5 × 3 / 4
    machine   .       2     -10   |     0        5     = 10 / 2
    box       .       .       1   |     1        1
    --------------------------------
    steel     5       .       .   kg            18.75
    power     .       6       1   kWh           31
    """
    result = solve(nested())
    assert runs(result) == pytest.approx({"cast": 3.75, "machine": 5, "box": 1})
    assert result.total == pytest.approx(18.75 * toys.STEEL + 31 * toys.COAL)


def loop() -> dict[str, Any]:
    return product(
        process(
            "press", 1, "kg", line("tools", 0.2, "kg", process="tool"), line("steel", 1, "kg", dataset="steel")
        ),
        process("tool", 1, "kg", line("parts", 0.5, "kg", process="press"), line("power", 2, "kWh", slot="power")),
        process("box", 1, "item", line("parts", 9, "kg", process="press")),
    )


def test_loop() -> None:
    """The press needs tools, and tools are made of pressed parts.

            press   tool    box      demand     runs
    press     1     -0.5     -9   |     0        10   since p − 0.5 t = 9
    tool    -0.2      1       .   |     0         2   and t = 0.2 p, so 0.9 p = 9
    box       .       .       1   |     1         1
    --------------------------------
    steel     1       .       .   kg             10
    power     .       2       .   kWh             4
    """
    result = solve(loop())
    assert runs(result) == pytest.approx({"press": 10, "tool": 2})
    assert result.total == pytest.approx(10 * toys.STEEL + 4 * toys.COAL)


def test_a_loop_that_eats_itself_is_an_error() -> None:
    """0.5 × 2 = 1: tools take all that is pressed, and the matrix has no solution."""
    document = loop()
    document["processes"][0]["lines"][0]["amount"] = 2
    assert codes(document)["process.cycle_without_output"].severity == "error"


def scrap_loop(**of_cast: Any) -> dict[str, Any]:
    """A casting of 10 kg takes 8 kg of steel and 2 kg of its own rejects, remelted without loss."""
    scrap = [{"id": "rejects", "amount": 2, "unit": "kg", "to": "reused", "line": "own"}]
    lines = [line("steel", 8, "kg", dataset="steel"), line("own", None, "kg", process="remelt")]
    return product(
        process("remelt", 1, "kg", line("power", 3, "kWh", slot="power")),
        process("cast", 10, "kg", *lines, **({"yield": 0.8, "scrap": scrap} | of_cast)),
        process("box", 1, "item", line("parts", 4, "kg", process="cast")),
    )


def test_yield_and_scrap_taken_back() -> None:
    """What is rejected replaces steel; only the remelting costs.

            remelt   cast    box      demand     runs
    remelt    1       -2       .   |     0        1     the 2 kg stand in `scrap` alone
    cast      .        8      -4   |     0        0.5   10 kg × 0.8
    box       .        .       1   |     1        1
    ---------------------------------
    steel     .        8       .   kg             4     as much steel as box: nothing is lost
    power     3        .       .   kWh            3
    """
    result = solve(scrap_loop())
    assert runs(result) == pytest.approx({"remelt": 1, "cast": 0.5})
    assert result.total == pytest.approx(4 * toys.STEEL + 3 * toys.COAL)
    assert not {c for c in codes(scrap_loop()) if c.startswith(("scrap", "yield", "balance"))}


def test_scrap_to_treatment_carries_the_amount_of_its_line() -> None:
    """10 kg with a yield of 0.8: 2 kg go to a treatment of 0.65 kg CO2e/kg, half a run per box."""
    scrap = [{"id": "rejects", "amount": 2000, "unit": "g", "to": "treated", "line": "waste"}]
    document = scrap_loop(scrap=scrap)
    document["processes"][1]["lines"] = [
        line("steel", 10, "kg", dataset="steel"),
        line("waste", None, "kg", dataset="recycling") | {"activity": "disposal"},
    ]
    del document["processes"][0]
    activities = rule().rule.model_dump(by_alias=True)["activity_data"]
    out = activities[0] | {"id": "disposal", "leaves": True}
    under = rule(activity_data=[*activities, out])
    result = solve(document, under)
    assert result.total == pytest.approx(0.5 * (10 * toys.STEEL + 2 * toys.RECYCLING))
    document["processes"][0]["lines"][1]["amount"] = 1.5
    assert codes(document, under)["scrap.differs"].params["amount"] == pytest.approx(2)


def test_sold_scrap_earns_nothing_and_is_told() -> None:
    sold = [{"id": "turnings", "amount": 2, "unit": "kg", "to": "sold"}]
    document = scrap_loop(scrap=sold)
    document["processes"][1]["lines"] = [line("steel", 10, "kg", dataset="steel")]
    del document["processes"][0]
    without = copy.deepcopy(document)
    del without["processes"][0]["scrap"]
    assert solve(document).total == solve(without).total == pytest.approx(5 * toys.STEEL)
    assert codes(document)["scrap.sold"].params["amount"] == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        # 10 kg in, 8 kg good, 4 kg scrap: 2 kg too many.
        ({"scrap": [{"id": "s", "amount": 4, "unit": "kg", "to": "sold"}], "lines": "plain"}, "scrap.impossible"),
        # 2 kg rejected, 1 kg accounted for.
        ({"scrap": [{"id": "s", "amount": 1, "unit": "kg", "to": "sold"}], "lines": "plain"},
         "scrap.rejects_unsaid"),
        # 2 kg arise, 3 kg are taken back.
        ({"own": 3.0}, "scrap.differs"),
        # 2 kg arise, 1.9 kg come out of a remelting that loses 10 %: 2.11 kg went in.
        ({"own": 1.9, "remelt": 0.9}, "scrap.differs"),
        ({"scrap": [{"id": "s", "amount": 1, "unit": "kg", "to": "reused", "line": "x"}], "own": 1.0},
         "scrap.line_unknown"),
    ],
)  # fmt: skip
def test_an_impossible_yield_is_called_so(change: dict[str, Any], code: str) -> None:
    document = scrap_loop(**{k: v for k, v in change.items() if k == "scrap"})
    if "lines" in change:
        document["processes"][1]["lines"] = [line("steel", 10, "kg", dataset="steel")]
    if "own" in change:
        document["processes"][1]["lines"][1]["amount"] = change["own"]
    if "remelt" in change:
        document["processes"][0]["yield"] = change["remelt"]
    assert code in codes(document)


@pytest.mark.parametrize(
    ("scrap", "what"),
    [
        ({"to": "treated"}, "line is missing: the one that treats it"),
        ({"to": "sold", "line": "own"}, "no line takes"),
    ],
)
def test_scrap_goes_somewhere(scrap: dict[str, Any], what: str) -> None:
    with pytest.raises(ProductError, match=what):
        parse_product(scrap_loop(scrap=[{"id": "s", "amount": 1, "unit": "kg"} | scrap]))


def metered(**account: Any) -> dict[str, Any]:
    """A press hall of 5,000 kg in the year: 12,000 kWh on its meter, 2,000 kWh of them for other products."""
    hall = {
        "id": "hall", "unit": "MWh", "process": "press", "lines": ["press/power"], "other_use": 2, "basis": "hours",
        "metered": [5, 4, 3], "produced": [2000, 1500, 1500],
    } | account  # fmt: skip
    return product(
        process(
            "press", 100, "kg", line("steel", 100, "kg", dataset="steel"), line("power", None, "kWh", slot="power")
        ),
        process("box", 1, "item", line("parts", 5, "kg", process="press")),
        accounts=[hall],
    )


def test_months_of_an_account_give_the_amount() -> None:
    """(12 − 2) MWh over 5,000 kg are 2 kWh/kg, 200 kWh a run of 100 kg; a box of 5 kg takes 10 kWh."""
    result = solve(metered())
    (power,) = [x for x in result.lines if x.id == "power"]
    assert power.declared_amount == pytest.approx(200)
    assert power.amount == pytest.approx(10)
    assert result.total == pytest.approx(5 * toys.STEEL + 10 * toys.COAL)
    stated = metered()
    stated["processes"][0]["lines"][1]["amount"] = 200
    assert solve(stated).total == pytest.approx(result.total, rel=1e-12)
    assert "account.sum" not in codes(stated)
    stated["processes"][0]["lines"][1]["amount"] = 180
    assert codes(stated)["account.sum"].params["claimed"] == pytest.approx(11)


def test_the_figure_stands_once_in_the_record() -> None:
    found = parse_product(metered())
    record = build_record(found, calculate(found, RULE, BACKGROUND), BACKGROUND)
    (power,) = [x for x in record["product"]["processes"][0]["lines"] if x["id"] == "power"]
    assert "amount" not in power
    (shown,) = [x for x in record["contributions"] if x["line"] == "power"]
    assert (shown["account"], shown["declared"]["amount"]) == ("hall", 200)
    assert parse_product(record["product"]) == found


def test_a_second_line_of_an_account_is_stated() -> None:
    """Of the 200 kWh a run, 60 kWh are stated for light; the rest is left for the press."""
    document = metered(lines=["press/power", "press/light"])
    document["processes"][0]["lines"].append(line("light", 60, "kWh", slot="power"))
    (power,) = [x for x in solve(document).lines if x.id == "power"]
    assert power.declared_amount == pytest.approx(140)


@pytest.mark.parametrize(
    ("account", "what"),
    [
        ({"metered": [5, None, 3]}, "metered is null in month 2"),
        ({"produced": []}, "produced is empty"),
        ({"produced": [5000]}, "metered has 3 months, produced 1"),
        ({"produced": [0, 0, 0]}, "nothing was produced"),
        ({"other_use": 20}, "take more than the 12 MWh metered"),
        ({"process": "box"}, "it tells what box produced, not press"),
        ({"unit": "kg"}, "cannot be taken from elsewhere"),
        ({"lines": []}, "is missing"),
    ],
)
def test_an_account_that_cannot_give_the_amount_says_why(account: dict[str, Any], what: str) -> None:
    with pytest.raises(ProductError) as error:
        parse_product(metered(**account))
    (problem,) = error.value.problems
    assert problem.where == "processes[press].lines[power].amount"
    assert what in problem.what


def test_an_amount_from_an_account_can_be_varied() -> None:
    found = parse_product(metered())
    (path,) = [lever.path for lever in numeric_levers(found, RULE.rule) if "power" in lever.path]
    assert value_at(found, path) == pytest.approx(200)


@settings(max_examples=20, deadline=None)
@given(period=st.floats(1e-3, 1e6))
def test_a_year_or_a_piece_is_the_same(period: float) -> None:
    """Output and lines of a whole period, or of one piece."""
    document = nested()
    machine = document["processes"][1]
    machine["output"]["amount"] *= period
    for one in machine["lines"]:
        one["amount"] *= period
    assert calculate(parse_product(document), RULE, BACKGROUND).total == pytest.approx(
        18.75 * toys.STEEL + 31 * toys.COAL, rel=1e-9
    )


def two_plants(**more: Any) -> dict[str, Any]:
    return product(
        process("east", 1, "item", line("steel", 5, "kg", dataset="steel"), line("power", 10, "kWh", slot="power")),
        process(
            "west", 2, "item", line("steel", 12, "kg", dataset="steel"), line("power", 8, "kWh", slot="power"),
            **{"yield": 0.8},
        ),
        process(
            "box", 1, "item",
            plants=[
                {"process": "east", "made": {"amount": 3000, "unit": "item"}},
                {"process": "west", "made": {"amount": 1000, "unit": "item"}},
            ],
        ),
        **more,
    )  # fmt: skip


EAST = 5 * toys.STEEL + 10 * toys.COAL
WEST = (12 * toys.STEEL + 8 * toys.COAL) / 1.6


def test_two_plants_weighted_by_what_they_made() -> None:
    """3,000 boxes from the east, 1,000 from the west, where 2 × 0.8 of a run are good.

             east    west     box      demand     runs
    east       1       .    -0.75   |     0        0.75
    west       .      1.6   -0.25   |     0        0.15625
    box        .       .       1    |     1        1
    ----------------------------------
    steel      5      12       .    kg
    power     10       8       .    kWh
    """
    result = solve(two_plants())
    assert runs(result) == pytest.approx({"east": 0.75, "west": 0.15625})
    assert result.total == pytest.approx(0.75 * EAST + 0.25 * WEST)
    (shown,) = result.to_dict()["plants"]
    assert [(p["plant"], p["share"]) for p in shown["plants"]] == [("east", 0.75), ("west", 0.25)]
    assert [p["total"] for p in shown["plants"]] == pytest.approx([EAST, WEST])
    assert shown["mean"] == pytest.approx(result.total)
    assert (shown["lowest"], shown["highest"]) == pytest.approx((EAST, WEST))
    assert shown["spread"] == pytest.approx((WEST - EAST) / result.total)


def test_plants_by_share_have_to_be_whole() -> None:
    document = two_plants()
    for plant, share in zip(document["processes"][2]["plants"], (75, 25), strict=True):
        plant["made"] = {"amount": share, "unit": "%"}
    assert solve(document).total == pytest.approx(solve(two_plants()).total, rel=1e-12)
    document["processes"][2]["plants"][0]["made"]["amount"] = 70
    assert codes(document)["plants.shares"].params["share"] == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("plant", "code"),
    [
        ({"process": "north"}, "process.unknown"),
        ({"made": {"amount": 1, "unit": "kg"}}, "unit.dimension"),
        ({"made": {"amount": 1, "unit": "boxes"}}, "unit.unknown"),
    ],
)
def test_a_plant_that_does_not_fit_is_named(plant: dict[str, Any], code: str) -> None:
    document = two_plants()
    document["processes"][2]["plants"][0] |= plant
    assert codes(document)[code].severity == "error"


def test_plants_that_made_nothing_or_stand_twice() -> None:
    document = two_plants()
    for plant in document["processes"][2]["plants"]:
        plant["made"]["amount"] = 0
    assert codes(document)["plants.nothing_made"].severity == "error"
    document["processes"][2]["plants"][1]["process"] = "east"
    with pytest.raises(ProductError, match="east stands there twice"):
        parse_product(document)
    document["processes"][2]["plants"][1]["process"] = "box"
    with pytest.raises(ProductError, match="box is the process itself"):
        parse_product(document)


def test_the_rule_decides_whether_plants_are_joined() -> None:
    assert codes(two_plants())["plants.open"].severity == "info"
    weighted = rule(plants={"several": "weighted", "cite": CITE})
    assert not {c for c in codes(two_plants(), weighted) if c.startswith("plants")}
    apart = rule(plants={"several": "apart", "cite": CITE})
    assert codes(two_plants(), apart)["plants.apart"].severity == "error"
    upstream = two_plants(final_process="crate")
    upstream["processes"].append(process("crate", 1, "item", line("boxes", 4, "item", process="box")))
    assert codes(upstream, apart)["plants.apart"].severity == "warning"


def test_what_a_plant_made_is_what_its_account_says() -> None:
    """The west stated 1,000 good boxes; its account counts 1,250 before rejects of 20 %."""
    books = {"id": "w", "unit": "kWh", "process": "west", "metered": [5000], "produced": [1250]}
    assert "plants.made_differs" not in codes(two_plants(accounts=[books]))
    short = codes(two_plants(accounts=[books | {"produced": [1000]}]))["plants.made_differs"]
    assert (short.params["made"], short.params["produced"]) == (1000, pytest.approx(800))


SYSTEMS = {"nested": nested, "loop": loop, "scrap": scrap_loop, "period": metered, "plants": two_plants}


@pytest.mark.parametrize("shape", SYSTEMS)
@settings(max_examples=10, deadline=None)
@given(demand=st.floats(1e-3, 1e6))
def test_linear_in_what_is_demanded(shape: str, demand: float) -> None:
    document = SYSTEMS[shape]()
    found = parse_product(document)
    functional = {"text": "boxes", "amount": demand, "unit": "item", "cite": CITE}
    more = calculate(found, rule(functional_unit=functional), BACKGROUND)
    assert more.total == pytest.approx(demand * calculate(found, RULE, BACKGROUND).total, rel=1e-9)
    assert sum(more.by_stage().values()) == pytest.approx(more.total, rel=1e-12)


@pytest.mark.parametrize("shape", SYSTEMS)
@settings(max_examples=10, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_order_is_irrelevant(shape: str, random: Any) -> None:
    document = SYSTEMS[shape]()
    mixed = copy.deepcopy(document)
    random.shuffle(mixed["processes"])
    for one in mixed["processes"]:
        random.shuffle(one["lines"])
        random.shuffle(one.get("plants", []))
    records = []
    for one in (document, mixed):
        found = parse_product(one)
        record = build_record(found, calculate(found, RULE, BACKGROUND), BACKGROUND)
        records.append({k: v for k, v in record.items() if k != "product"})
    assert records[0] == records[1]


@pytest.mark.parametrize("shape", SYSTEMS)
def test_units_are_harmless(shape: str) -> None:
    """Every mass in grams, every energy in megajoules."""
    factor = {"kg": (1000.0, "g"), "kWh": (3.6, "MJ"), "MWh": (3.6, "GJ"), "item": (1.0, "item")}

    def turned(document: dict[str, Any]) -> dict[str, Any]:
        for one in document["processes"]:
            for holder in (one["output"], *one["lines"], *one.get("scrap", [])):
                by, unit = factor[holder["unit"]]
                holder["unit"] = unit
                if "amount" in holder:
                    holder["amount"] *= by
        for account in document.get("accounts", []):
            by, account["unit"] = factor[account["unit"]]
            account["metered"] = [v * by for v in account["metered"]]
            account["other_use"] *= by
            account["produced"] = [v * 1000 for v in account["produced"]]  # in grams, as the output is now
        return document

    one, other = SYSTEMS[shape](), turned(SYSTEMS[shape]())
    totals = [calculate(parse_product(d), RULE, BACKGROUND).total for d in (one, other)]
    assert totals[1] == pytest.approx(totals[0], rel=1e-12)
