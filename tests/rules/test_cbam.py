"""The dated tables of the CBAM law: as of a day, as known on a day, pinned, gaps by name, grid factors apart."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from footprint.cbam.regulation import DefaultValue, Figure, Gap, Regulation
from footprint.errors import RuleError
from rules.cbam import regulation
from rules.cbam_tables import FOLDER, PINS, file_sha256, tables

JUNE = date(2026, 6, 1)
BEFORE, AFTER = date(2026, 7, 1), date(2026, 8, 1)


def total(cn: str, country: str, known_on: date | None = None) -> float | str:
    found = regulation(JUNE, known_on=known_on).find_default(cn, country, 2026)
    return found.total if isinstance(found, DefaultValue) else found.code


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "cbam"))


def repin(folder: Path) -> None:
    lines = [f"{file_sha256(path)}  {path.name}" for path in sorted(folder.glob("*.csv"))]
    (folder / PINS).write_text("\n".join(lines) + "\n", "utf-8")


# Values read in the Official Journal (IR 2025/2621) and in the workbook of the act that replaced its annexes.
@pytest.mark.parametrize(
    ("cn", "country", "old", "new"),
    [
        ("76169910", "unknown", 3.080, 4.542),  # Annex IV, p. 2364 of 2400
        ("76169990", "unknown", 3.770, 5.559),
        ("72142000", "unknown", 8.23, 8.23),  # p. 2372
        ("73063018", "HK", 4.091, 4.090),  # Other countries and territories, p. 2338
        ("73065029", "HK", 4.057, 4.056),
        ("72262000", "HK", 5.588, 5.500),
        ("72083600", "CN", 3.187, 3.187),
        ("76109090", "HK", 3.212, 3.212),
        ("72083600", "VN", 2.35, 2.35),
        ("73011000", "TH", 2.04, 2.039),
        ("72193310", "TW", 8.69, 5.02),  # p. 1772: the stainless steel of Taiwan was withdrawn; now the others
        ("72221111", "TW", 10.0, 4.82),
        ("72192210", "TW", 4.94, 4.94),  # p. 1771 prints "#VALUE!": no value is provided
    ],
)
def test_replaced_backwards(cn: str, country: str, old: float, new: float) -> None:
    """The same day of import; only what was known differs."""
    assert total(cn, country, BEFORE) == old
    assert total(cn, country, AFTER) == new
    assert total(cn, country) == new


def test_the_day_of_publication_is_the_first_on_which_it_was_known() -> None:
    assert total("76169990", "unknown", date(2026, 7, 30)) == 3.770
    assert total("76169990", "unknown", date(2026, 7, 31)) == 5.559
    assert total("72083600", "CN", date(2025, 12, 30)) == "markup_year"  # no default values yet


def test_the_citation_follows() -> None:
    old = regulation(JUNE, known_on=BEFORE).default("76169990", "CN", 2026)
    new = regulation(JUNE, known_on=AFTER).default("76169990", "CN", 2026)
    assert old
    assert new
    assert (old.cite.act, old.cite.grade, old.markup_cite.act) == ("ir-2025-2621", "A", "ir-2025-2621")
    assert (new.cite.act, new.cite.grade, new.cite.published_at) == ("ir-2026-1740", "B", date(2026, 7, 31))
    assert new.cite.valid_from == date(2026, 1, 1)
    assert new.cite.url.endswith("/reg_impl/2026/1740/oj")


def test_what_was_not_read_is_a_gap_and_not_another_table() -> None:
    assert total("72083600", "TR", BEFORE) == "default_unread"  # of the first annex ten tables were read
    assert total("72083600", "TR", AFTER) == 2.428
    assert total("31021019", "KR", BEFORE) == "default_unread"
    assert total("25232900", "US", BEFORE) == "default_unread"
    assert total("31021019", "VN") == 2.43
    assert total("25232900", "US") == 1.21
    assert total("25232900", "VN") == 1.44  # its table was read and has no cement: the others
    assert total("31021019", "SG") == 2.72  # nor this one fertilisers
    assert total("25232900", "VN", BEFORE) == 1.44
    assert total("25231000", "HK", BEFORE) == "default_unread"  # grey only, under the code of both


def test_a_country_without_a_row_takes_the_other_table() -> None:
    found = regulation(JUNE).default("76109090", "HK", 2026)
    assert found
    assert (found.country, found.total) == ("other", 3.212)
    dash = regulation(JUNE).default("72031000", "CN", 2026)  # the law prints a dash for China
    assert dash
    assert (dash.country, dash.total) == ("other", 1.325)


def test_a_heading_gives_a_value_only_when_all_under_it_agree() -> None:
    assert total("7610", "CN") == 4.896
    assert total("7604", "HK") == "default_code"
    gap = regulation(JUNE).find_default("7604", "HK", 2026)
    assert isinstance(gap, Gap)
    assert gap.params["codes"] == ["7604 10 10", "7604 10 90", "7604 21 00", "7604 29 10", "7604 29 90"]
    assert total("25231000", "CN") == "default_code"  # TARIC: white or grey clinker
    assert total("25231000", "HK") == total("2523", "TR") == "default_code"  # part of it is left to the others
    assert (total("2523100090", "HK"), total("2523100010", "HK")) == (0.91, 1.37)
    assert total("25231000", "CN", BEFORE) == "default_parts"  # the old annex: two values under one code
    assert total("85043300", "CN") == "default_none"


def test_markups() -> None:
    steel = regulation(JUNE).default("73082000", "CN", 2026)
    assert steel
    assert [steel.markup(y) for y in (2026, 2027, 2028, 2040)] == [0.10, 0.20, 0.30, 0.30]
    assert steel.marked_up(2026) == pytest.approx(6.6385, abs=1e-12)
    with pytest.raises(ValueError, match="2025"):
        steel.markup(2025)


def test_benchmarks_by_column_route_and_year() -> None:
    law = regulation(JUNE)
    value = {
        key: found.value if (found := law.benchmark(*key)) else None
        for key in (
            ("72083600", "C", "B", 2026), ("72083600", "E", "B", 2026), ("72083600", "", "A", 2026),
            ("76011010", "L", "B", 2026), ("73181552", "", "B", 2026), ("73181552", "", "B", 2028),
        )
    }  # fmt: skip
    assert list(value.values()) == [1.370, 0.072, 0.044, 0.091, 1.154, 1.116]
    route = law.find_benchmark("76011010", "", "B", 2026)
    assert isinstance(route, Gap)
    assert (route.code, route.params["routes"]) == ("benchmark_route", ["K", "L"])
    assert law.find_benchmark("27160000", "", "B", 2026) == Gap(
        "benchmark_unread", {"cn": "2716 00 00", "column": "B"}
    )  # electricity has none


def test_of_several_grades_the_highest_benchmark_holds() -> None:
    """IR 2025/2620, Annex, point 5.1; the alloy powder has routes F to J, the carbon one C to E."""
    found = regulation(JUNE).benchmark("72051000", "C/F", "B", 2026)
    assert found
    assert found.value == 1.288


def test_figures_by_year() -> None:
    law = regulation(JUNE)
    factors = [law.cbam_factor(y) for y in (2026, 2027, 2028, 2029, 2030, 2031, 2032, 2033, 2034, 2050)]
    assert [f.value for f in factors if isinstance(f, Figure)] == [
        0.975, 0.95, 0.9, 0.775, 0.515, 0.39, 0.265, 0.14, 0, 0,
    ]  # fmt: skip
    assert isinstance(law.cbam_factor(2025), Gap)
    assert isinstance(law.cscf(2031), Gap)
    assert isinstance(regulation(JUNE, known_on=BEFORE).cscf(2026), Gap)


def test_prices_are_known_from_the_day_they_were_published() -> None:
    law = regulation(JUNE, known_on=date(2026, 7, 6))
    found = [law.price(2026, q) for q in (1, 2, 3, 4)]
    assert [f.value for f in found if isinstance(f, Figure)] == [75.36, 75.28]
    assert [f.code for f in found if isinstance(f, Gap)] == ["price_unpublished"] * 2
    last = regulation(JUNE).price(2026, 4)
    assert isinstance(last, Gap)
    assert last.params["due"] == "2027-01-04"
    assert regulation(JUNE).price(2027, 1) == Gap("price_weekly", {"year": 2027})


def test_annex_1_changed_in_october_2025() -> None:
    old, new = regulation(date(2025, 10, 19)), regulation(date(2025, 10, 20))
    assert [law.good("25070080").part for law in (old, new)] == ["", "calcined"]  # type: ignore[union-attr]
    assert [law.good("27160000").direct_only for law in (old, new)] == [False, True]  # type: ignore[union-attr]


def test_scope_by_code() -> None:
    law = regulation(JUNE)
    assert law.good("72083600")
    assert law.good("72044910") is None
    assert law.excepted("72044910")
    assert law.good("26011200").direct_only is False  # type: ignore[union-attr]
    assert law.good("85043300") is None
    assert law.proposed("85043300").status == "proposed"  # type: ignore[union-attr]
    assert law.proposed("85076000") is None
    assert law.proposal_unread("85076000") is None
    assert law.proposed("85444995").part  # type: ignore[union-attr]
    assert [law.is_code(c) for c in ("7299", "7229", "7700", "0100", "8507")] == [False, True, False, False, True]


def test_free_origins() -> None:
    law = regulation(JUNE)
    assert [law.origin_is_free(c) for c in ("DE", "NO", "CH", "CN", "HK", "GB", "TR")] == [True] * 3 + [False] * 4


def test_grid_factors_are_separable(copy: Path) -> None:
    law = regulation(JUNE)
    china = law.grid("CN")
    assert china
    assert (china.value, china.licence, china.commercial_use) == (0.605, "iea-cc-by-nc-sa", "ask")
    assert law.grid("HK").value == 0.663  # type: ignore[union-attr]
    assert law.find_grid("DE") == Gap("grid_unread", {"country": "DE"})  # the annex is for third countries
    macao = law.grid("MO")
    assert macao
    assert (macao.country, macao.value) == ("other", 0.465)
    assert law.grid("NP").value == 0  # type: ignore[union-attr]
    without = regulation(JUNE, without=frozenset({"ask"}))
    assert without.grid("CN") is None
    assert without.find_grid("CN").code == "grid_excluded"  # type: ignore[union-attr]
    (copy / "grid.csv").unlink()
    bare = regulation(JUNE, folder=copy)
    assert bare.grid("CN") is None
    assert bare.default("73082000", "CN", 2026) == law.default("73082000", "CN", 2026)


def test_only_the_grid_factors_are_under_another_licence() -> None:
    found = tables()
    restricted = {
        v.id for v in found.versions.values() if found.licences[v.cite.licence]["commercial_use"] != "yes"
    }
    assert restricted == {"grid-2621"}
    for name, rows in found.rows.items():
        if name not in {"grid", "versions"}:
            assert not restricted & {row.get("version") for row in rows}, name


def test_every_row_has_a_source() -> None:
    law = regulation(date(2030, 1, 1))
    for name, rows in law.tables.rows.items():
        for row in rows:
            if row.get("version"):
                cite = law.cite(row)
                assert cite.url.startswith("http"), name
                assert cite.locator, name
                assert cite.grade in {"A", "B", "C", "K"}, name
                assert cite.published_at, name


def test_default_rows_are_sound() -> None:
    """Direct and indirect come to the total within the law's rounding; every code stands within what was read."""
    seen: set[tuple[str, str, str, str]] = set()
    for row in tables().rows["defaults"]:
        if row["direct"]:
            parts = float(row["direct"]) + float(row["indirect"] or 0)
            assert parts == pytest.approx(float(row["total"]), abs=0.0101), row
        for cn in row["cn"].split():
            key = (row["version"], row["country"], cn, row["route"])
            assert key not in seen, key
            seen.add(key)
            covered = [r for r in tables().rows["coverage"] if (r["version"], r["country"]) == key[:2]]
            assert any(cn.startswith(c) for r in covered for c in r["codes"].split()), key


def test_a_changed_table_is_refused(copy: Path) -> None:
    path = copy / "prices.csv"
    path.write_text(path.read_text("utf-8").replace("75.36", "75.37"), "utf-8")
    with pytest.raises(RuleError, match=r"prices\.csv: has changed since it was pinned"):
        regulation(JUNE, folder=copy)
    repin(copy)
    tables.cache_clear()
    assert regulation(JUNE, folder=copy).price(2026, 1).value == 75.37  # type: ignore[union-attr]


def test_missing_loose_and_broken_tables_are_refused(copy: Path) -> None:
    (copy / "own.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(RuleError, match=r"own\.csv: is not pinned"):
        tables(copy)
    (copy / "own.csv").unlink()
    path = copy / "prices.csv"
    path.write_text(path.read_text("utf-8").replace("price-2026-q1", "price-2026-q9"), "utf-8")
    repin(copy)
    with pytest.raises(RuleError, match="names no version"):
        tables(copy)
    path.write_text("version,year,quarter,value,due\nprice-2026-q1,2026\n", "utf-8")
    repin(copy)
    with pytest.raises(RuleError, match="not as many cells"):
        tables(copy)
    path.unlink()
    with pytest.raises(RuleError, match="the file is gone"):
        tables(copy)


def test_the_tables_fulfil_the_protocol_of_the_engine() -> None:
    law: Regulation = regulation(JUNE)
    assert law.as_of == JUNE
    gas = law.factor("natural_gas")
    assert gas
    assert (gas.ncv, gas.ef) == (48.0, 56.1)
    assert law.factor("eaf_electrodes").carbon == 0.8188  # type: ignore[union-attr]
    assert law.factor("gwp_cf4").per_tonne == 6630  # type: ignore[union-attr]
    assert law.factor("unobtainium") is None


def test_duties_of_the_first_year_and_after() -> None:
    law = regulation(JUNE)
    first = {duty.id: duty.due for duty in law.duties(JUNE)}
    assert first["declaration"] == (date(2027, 9, 30),)
    assert first["certificates_on_sale"] == (date(2027, 2, 1),)
    assert "holding" not in first
    second = {duty.id: duty.due for duty in law.duties(date(2027, 6, 1))}
    assert second["holding"] == (date(2027, 3, 31), date(2027, 6, 30), date(2027, 9, 30), date(2027, 12, 31))
    assert "certificates_on_sale" not in second
