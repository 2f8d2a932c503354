"""The transcribed tables of the CBAM law: figures known from elsewhere, and what must hold in every table."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest

from footprint.cbam.nomenclature import longest
from footprint.cbam.regulation import Benchmark, DefaultValue
from rules.cbam import regulation
from rules.cbam_tables import Row, tables

LAW = regulation(date(2026, 11, 1))
ROWS = tables().rows
LETTERS = frozenset("ABCDEFGHJKL")
OLD_CEMENT = {"25070080", "25231000", "25239000"}  # of the first annex; the second has ten digits


def default(cn: str, country: str) -> tuple[float, str]:
    found = LAW.find_default(cn, country, 2026)
    assert isinstance(found, DefaultValue), found
    return found.total, found.country


# Reference eu-cbam-battery-exchange.md 1.5: China by the August workbook, "other" by that of February.
@pytest.mark.parametrize(
    ("cn", "china", "other"),
    [
        ("76011010", 3.000, 2.203), ("76041010", 4.881, 3.233), ("76041090", 4.881, 3.251),
        ("76051100", 4.881, 3.184), ("76141000", 4.881, 3.297), ("76081000", 4.896, 3.220),
        ("76101000", 4.896, 3.212), ("76169990", 5.559, 3.891), ("72083600", 3.187, 4.049),
        ("72251100", 8.09, 7.10), ("72261100", 8.09, 7.10), ("73079100", 3.252, 4.072),
        ("73082000", 6.035, 5.064), ("73181100", 2.738, 3.962), ("73181588", 6.375, 4.801),
        ("73181699", 5.045, 4.693), ("73182200", 4.555, 4.322), ("73269098", 3.076, 4.151),
    ],
)  # fmt: skip
def test_default_values_of_the_reference(cn: str, china: float, other: float) -> None:
    assert default(cn, "CN") == (china, "CN")
    assert default(cn, "other") == (other, "other")
    assert default(cn, "HK") == default(cn, "MO") == (other, "other")


# Read a second time in the transcription of the workbook; the first two also in the package cbam-mcp.
@pytest.mark.parametrize(
    ("cn", "country", "total", "route"),
    [
        ("76011000", "IN", 1.870, "K"), ("76011000", "TR", 1.700, "K"), ("76051100", "IN", 2.594, "K"),
        ("73064080", "VN", 3.11, ""), ("73050000", "TR", 2.182, "C"), ("72161000", "TW", 2.298, "C"),
        ("72261910", "TW", 2.15, "C"), ("72251910", "TW", 2.364, "C"), ("73182200", "TH", 2.408, "E"),
        ("72271000", "TH", 3.58, "E/H"), ("73042910", "UA", 2.596, "C"), ("72091500", "JP", 2.143, "C"),
        ("72101100", "JP", 2.13, "C"), ("73072100", "KR", 3.774, ""), ("72230011", "BR", 3.37, ""),
        ("73030010", "RU", 6.96, ""), ("76011010", "ZA", 2.358, "K"), ("76011010", "MZ", 3.198, "K"),
        ("73181699", "AU", 3.09, "C"), ("76011010", "AE", 1.87, "K"), ("76169910", "BH", 1.98, "K"),
        ("72011011", "ID", 7.92, ""), ("76041010", "MY", 2.694, "K"), ("72011011", "MY", 3.48, ""),
        ("72181000", "VN", 5.006, ""), ("26011200", "IN", 0.34, ""), ("28041000", "KR", 14.03, ""),
        ("31021019", "CN", 2.85, ""), ("31021019", "other", 2.72, ""), ("31021019", "unknown", 4.64, ""),
        ("25232900", "HK", 0.98, ""), ("73102111", "KZ", 5.36, "C"), ("72271000", "MK", 3.44, "E/H"),
        ("72162100", "MK", 1.922, "E"),
    ],
)  # fmt: skip
def test_rows_read_twice(cn: str, country: str, total: float, route: str) -> None:
    found = LAW.find_default(cn, country, 2026)
    assert isinstance(found, DefaultValue), found
    assert (found.total, found.route) == (total, route)


def test_annex_4_is_the_highest_of_all_tables() -> None:
    """Annex IV gives the highest default value of a code: no table may lie above it, and one must reach it."""
    highest: dict[str, float] = {}
    unknown: dict[str, float] = {}
    for row in ROWS["defaults"]:
        for cn in row["cn"].split():
            if row["version"] == "unknown-1740":
                unknown[cn] = float(row["total"])
            elif row["version"] == "defaults-1740" and row["country"] != "other":
                highest[cn] = max(highest.get(cn, 0.0), float(row["total"]))
    others = {cn for row in ROWS["defaults"] if row["country"] == "other" for cn in row["cn"].split()}
    assert unknown.keys() == {cn for cn in others if cn not in OLD_CEMENT}
    assert highest == unknown


def test_fertilisers_hang_together() -> None:
    """All fertilisers of a country follow from a few precursors and its grid: a slip of a digit stands out.

    Each column is fitted on the others through six directions, over all tables: the largest residual is 2.3
    hundredths; a value wrong by five is one of at least three.
    """
    for part in ("direct", "indirect", "total"):
        cells: dict[str, dict[str, float]] = {}
        for row in ROWS["defaults"]:
            if row["version"] == "defaults-1740" and row["cn"][:2] in {"28", "31"}:
                for cn in set(row["cn"].split()) - {"28041000", "28141000", "31024090"}:
                    cells.setdefault(row["country"], {})[cn] = 100 * float(row[part])
        codes = sorted(cells["CN"])
        assert len(cells) == 91, "89 countries, China and the others"
        assert len(codes) == 25
        table = np.array([[cells[country][cn] for cn in codes] for country in cells])
        for column, cn in enumerate(codes):
            rest = np.delete(table, column, axis=1)
            axes, _, _ = np.linalg.svd(rest - rest.mean(axis=0), full_matrices=False)
            base = np.column_stack([axes[:, :6], np.ones(len(table))])
            fitted = base @ np.linalg.lstsq(base, table[:, column], rcond=None)[0]
            worst = int(np.argmax(abs(table[:, column] - fitted)))
            assert abs(table[worst, column] - fitted[worst]) < 2.5, (part, cn, list(cells)[worst])


def test_ammonia_in_water_is_three_tenths_of_ammonia() -> None:
    rows = {(r["country"], r["cn"]): r for r in ROWS["defaults"] if r["version"] == "defaults-1740"}
    for (country, cn), row in rows.items():
        if cn == "28141000" and country != "other":
            water = rows[country, "28142000"]
            for part in ("direct", "indirect", "total"):
                assert float(water[part]) == pytest.approx(0.3 * float(row[part]), abs=0.0081), (country, part)


def test_total_is_not_below_direct() -> None:
    for row in ROWS["defaults"]:
        total = float(row["total"])
        assert 0 <= total < 30, row
        if row["direct"]:
            assert total >= float(row["direct"]) - 1e-12, row
        if row["indirect"]:
            assert row["cn"][:2] in {"25", "26", "28", "31"}, "Annex II goods have direct emissions only"


def test_no_value_twice_and_every_heading_exists() -> None:
    seen: Counter[tuple[str, ...]] = Counter()
    for name, kept in (
        ("defaults", ("version", "country", "route")), ("benchmarks", ("version", "column", "route", "years")),
        ("downstream", ("version",)), ("grid", ("version", "country")), ("goods", ("version",)),
    ):  # fmt: skip
        for row in ROWS[name]:
            for cn in row.get("cn", "").split() or [""]:
                seen[(name, cn, *(row[k] for k in kept))] += 1
                assert cn in {"", "72"} or LAW.is_code(cn), (name, cn)
            routes = row.get("route", "")
            assert set(routes.split("/")) <= LETTERS | {""}, (name, routes)
    assert [key for key, times in seen.items() if times > 1] == []


def test_a_code_has_one_value_per_table_but_for_cement_of_the_first_annex() -> None:
    values: dict[tuple[str, str, str], set[str]] = {}
    for row in ROWS["defaults"]:
        for cn in row["cn"].split():
            values.setdefault((row["version"], row["country"], cn), set()).add(row["total"])
    several = {key for key, found in values.items() if len(found) > 1}
    assert {cn for _, _, cn in several} == {"25231000", "25239000"}
    assert {version for version, _, _ in several} == {"defaults-2621", "unknown-2621"}


def coverage(version: str) -> dict[str, Row]:
    return {row["country"]: row for row in ROWS["coverage"] if row["version"] == version}


def test_what_was_read_is_said_for_every_table() -> None:
    read = coverage("defaults-1740")
    countries = read.keys() - {"other", "no_table"}
    assert len(countries) == 121, "as many tables as the workbook has"
    assert {row["country"] for row in ROWS["defaults"] if row["version"] == "defaults-1740"} <= read.keys()
    for country in countries:
        assert longest("72083600", read[country]["codes"].split()), country
        assert longest("76011010", read[country]["codes"].split()), country
    assert not countries & {c for row in ROWS["origins"] for c in row["country"].split()}
    first = coverage("defaults-2621")
    asia = {"CN", "HK", "IN", "ID", "JP", "KR", "MY", "TW", "TH", "VN"}
    assert first.keys() == asia | {"other"}, "no_table may not stand where the list of tables was not read"


def test_what_july_2026_changed_for_the_origins_read_in_both() -> None:
    """Of eight origins in Asia nothing but routes, two roundings and the stainless steel of Taiwan."""
    held: dict[tuple[str, str], dict[str, tuple[float, str]]] = {}
    for row in ROWS["defaults"]:
        for cn in row["cn"].split():
            held.setdefault((row["version"], row["country"]), {})[cn] = (float(row["total"]), row["route"])
    routes, values, withdrawn = Counter[str](), set(), Counter[str]()
    for country in ("IN", "ID", "JP", "KR", "MY", "TW", "TH", "VN"):
        now = held["defaults-1740", country]
        for cn, (total, route) in held["defaults-2621", country].items():
            if cn in OLD_CEMENT:
                continue
            if cn not in now:
                withdrawn[country] += 1
            elif now[cn][0] != total:
                values.add((country, cn))
            elif now[cn][1] != route:
                routes[cn] += 1
    assert routes == {"7205": 7, "72251990": 7, "72261980": 7}, "all but Malaysia, which has none of them"
    assert values == {("TH", "7301"), ("TH", "7305")}
    then, now = held["unknown-2621", "unknown"], held["unknown-1740", "unknown"]
    assert then.keys() - OLD_CEMENT <= now.keys()
    assert {cn for cn in then.keys() & now.keys() if then[cn][0] != now[cn][0]} == {"76169910", "76169990"}
    assert withdrawn == {"TW": 27}


@pytest.mark.parametrize("country", ["CN", "DZ", "HK", "MO", "VN", "SG", "unknown"])
def test_no_good_is_unread_in_the_annexes_that_hold(country: str) -> None:
    codes = {cn for row in ROWS["defaults"] if row["version"] == "unknown-1740" for cn in row["cn"].split()}
    unread = {cn for cn in codes if getattr(LAW.find_default(cn, country, 2026), "code", "") == "default_unread"}
    assert unread == set()


def test_every_default_value_of_a_metal_finds_its_benchmark() -> None:
    """A default value leads to a benchmark by its own route: nothing of a table hangs in the air."""
    for row in ROWS["defaults"]:
        if row["version"] != "defaults-1740" or row["country"] not in {"CN", "other", "VN", "TH", "TW", "JP"}:
            continue
        for cn in row["cn"].split():
            whole = [
                r for r in ROWS["benchmarks"] if any(c.startswith(cn) or cn.startswith(c) for c in r["cn"].split())
            ]
            assert whole, cn
            letters = {r["route"] for r in whole if r["column"] == "B"}
            assert set(row["route"].split("/")) & letters or letters == {""}, (cn, row["route"], letters)


@pytest.mark.parametrize(
    ("cn", "route", "column", "year", "value"),
    [
        ("72083600", "C", "B", 2026, 1.370), ("72261100", "C", "B", 2026, 1.779),
        ("73079100", "C", "B", 2026, 1.383),
        ("73082000", "C", "B", 2026, 1.491), ("76081000", "K", "B", 2026, 1.493),
        ("76011010", "L", "B", 2026, 0.091),
        ("72251100", "E", "B", 2026, 0.109), ("72181000", "", "B", 2026, 1.419), ("72181000", "", "B", 2029, 1.381),
        ("72221111", "", "A", 2026, 0.109), ("72249002", "F", "A", 2026, 0.223),
        ("72249002", "J", "B", 2028, 0.918),
        ("72279010", "C/F", "B", 2026, 1.435), ("72279095", "C/F", "B", 2026, 1.613),
        ("72141000", "E", "B", 2026, 0.331),
        ("73045930", "C/F", "B", 2026, 1.383), ("73045982", "C/F", "B", 2027, 1.561),
        ("73063018", "C", "B", 2026, 1.370),
        ("73065029", "H", "B", 2026, 0.410), ("73065080", "G", "B", 2030, 0.801),
        ("73030010", "", "B", 2026, 1.484),
        ("72126000", "C", "B", 2026, 1.491), ("72172030", "", "A", 2026, 0.071), ("28141000", "", "B", 2026, 1.522),
        ("31021019", "", "A", 2026, 0.053), ("31025000", "", "B", 2028, 0.685), ("72052100", "F", "B", 2026, 1.460),
    ],
)  # fmt: skip
def test_benchmarks(cn: str, route: str, column: str, year: int, value: float) -> None:
    found = LAW.find_benchmark(cn, route, column, year)  # type: ignore[arg-type]
    assert isinstance(found, Benchmark), found
    assert found.value == value


def test_benchmarks_fall_from_one_period_to_the_next_and_from_b_to_a() -> None:
    """The second period is never looser, and the process alone never more than the whole good."""
    by: dict[tuple[str, str, str, str], float] = {}
    for row in ROWS["benchmarks"]:
        for cn in row["cn"].split():
            by[cn, row["column"], row["route"], row["years"]] = float(row["value"])
    for (cn, column, route, years), value in by.items():
        if years == "2026-2027":
            assert by[cn, column, route, "2028-2030"] <= value, cn
    highest: dict[tuple[str, str], float] = {}
    for (cn, column, _, _), value in by.items():
        highest[cn, column] = max(highest.get((cn, column), 0.0), value)
    for cn in {cn for cn, _ in highest}:
        if (cn, "A") in highest and (cn, "B") in highest:
            assert highest[cn, "A"] <= highest[cn, "B"], cn


def test_the_proposal_has_114_entries() -> None:
    kinds = Counter((row["kind"], row["category"]) for row in ROWS["downstream"])
    assert kinds["named", "iron_steel"] == 7
    assert kinds["named", "combined_metal"] == 107
    assert not any(kind == "unread" for kind, _ in kinds)
    named = [row["cn"] for row in ROWS["downstream"] if row["kind"] == "named"]
    for row in ROWS["downstream"]:
        if row["kind"] == "excepted":
            assert longest(row["cn"], named), "an exception stands under an entry"
        else:
            assert all(row[f"name_{language}"] for language in ("en", "zh_hans", "zh_hant")), row["cn"]


@pytest.mark.parametrize(
    ("country", "value"),
    [
        ("CN", 0.605),
        ("HK", 0.663),
        ("TW", 0.561),
        ("VN", 0.581),
        ("TH", 0.470),
        ("MY", 0.634),
        ("ID", 0.791),
        ("MO", 0.465),
    ],
)
def test_grid_factors_of_the_reference(country: str, value: float) -> None:
    grid = LAW.grid(country)
    assert grid
    assert grid.value == value
