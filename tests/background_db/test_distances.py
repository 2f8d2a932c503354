"""The table of distances: of the open database against the printed miles, and what a table may not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from background_db.layout import OPEN
from background_db.package import read_package
from footprint.background import Background
from footprint.distances import Distances
from footprint.errors import BackgroundError

PLACES = """id,name_en,name_zh_hans,name_zh_hant,aliases,country,junction,position,source,locator
CNGGZ,Guangzhou,广州,廣州,Canton,CN,,2308N 11314E,smelter-survey,p. 1
CNSNZ,Shenzhen,深圳,深圳,,CN,,2233N 11407E,smelter-survey,p. 1
SGSIN,Singapore,新加坡,新加坡,,SG,,,smelter-survey,p. 1
"""
PAIRS = """start,end,mode,amount,unit,source,locator
CNGGZ,CNSNZ,road,140,km,smelter-survey,p. 2
SGSIN,CNGGZ,sea,1500,nmi,smelter-survey,p. 2
"""


@pytest.fixture(scope="module")
def opened() -> Distances:
    return read_package(OPEN).distances


def write(tables: Path, places: str = PLACES, pairs: str = PAIRS) -> Path:
    folder = tables / "distances"
    folder.mkdir()
    (folder / "places.csv").write_text(places, encoding="utf-8")
    (folder / "pairs.csv").write_text(pairs, encoding="utf-8")
    return tables


def ids(table: Distances, *names: str) -> list[str]:
    found = [table.find(name) for name in names]
    return [place.id for place in found if place]


def test_a_background_without_tables_of_distances_knows_none(small: Background) -> None:
    assert small.distances == Distances()


def test_tables_become_distances(tables: Path) -> None:
    found = read_package(write(tables)).distances
    by_sea = found.between("CNGGZ", "SGSIN", "sea")
    assert by_sea is not None
    assert by_sea.km == pytest.approx(1500 * 1.852)  # the international nautical mile
    assert found.places["CNGGZ"].position == pytest.approx((23 + 8 / 60, 113 + 14 / 60))


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("pairs", "CNSNZ,CNGGZ,road,140,km,smelter-survey,p. 3", "both directions"),
        ("pairs", "CNGGZ,CNGGZ,rail,140,km,smelter-survey,p. 3", "where it starts"),
        # 111 km as the crow flies
        ("pairs", "CNGGZ,CNSNZ,rail,90,km,smelter-survey,p. 3", "shorter than the great circle of 111 km"),
        ("pairs", "CNGGZ,XXXXX,rail,90,km,smelter-survey,p. 3", "XXXXX"),
        ("pairs", "CNGGZ,SGSIN,rail,90,mi,smelter-survey,p. 3", "mi"),
        ("places", "CNCAN,New port,新港,新港,canton,CN,,2308N 11314E,smelter-survey,p. 1", "already"),
        ("places", "CNZUH,Zhuhai,珠海,珠海,,CN,,22.3N 113.5E,smelter-survey,p. 1", "position"),
    ],
)
def test_what_cannot_be_is_refused(tables: Path, name: str, more: str, said: str) -> None:
    rows = {"places": PLACES, "pairs": PAIRS}
    rows[name] += more + "\n"
    with pytest.raises(BackgroundError) as refused:
        read_package(write(tables, **rows))
    assert said in str(refused.value)
    assert f"distances/{name}.csv" in str(refused.value)


@pytest.mark.parametrize(
    ("start", "end", "miles"),
    [
        # Hong Kong - Singapore - Port Said - Gibraltar - Ushant - Rotterdam
        ("Hong Kong", "Rotterdam", 1454 + 5035 + 1943 + 918 + 444),
        ("Hong Kong", "Singapore", 1454),
    ],
)
def test_miles_as_printed(opened: Distances, start: str, end: str, miles: int) -> None:
    found = opened.between(*ids(opened, start, end), "sea")  # type: ignore[arg-type]
    assert found is not None
    assert found.km == pytest.approx(miles * 1.852)


def test_canton_to_shenzhen_by_road(opened: Distances) -> None:
    """0°35' south and 0°53' east at 23° north: 64.9 and 90.5 km, 111.4 km together; China's detour is 1.33."""
    found = opened.between("CNGGZ", "CNSNZ", "road")
    assert found is not None
    assert found.straight == pytest.approx(111.4, abs=0.1)
    assert found.km == pytest.approx((found.straight or 0.0) * 1.33)
    assert found.detour is not None
    assert found.detour.source == "ballou-2002"


@pytest.mark.parametrize("name", ["Guangzhou", "广州", "廣州", "Canton", "CNGGZ", "CNCAN"])
def test_a_city_by_its_names(opened: Distances, name: str) -> None:
    assert ids(opened, name) == ["CNGGZ"]


@pytest.mark.parametrize(
    ("start", "end", "mode"),
    [
        ("Shenzhen", "Rotterdam", "road"),  # no road net in common
        ("Guangzhou", "Shenzhen", "rail"),  # no detour by rail was found
        ("Shenzhen", "Rotterdam", "sea"),  # not in Pub. 151
    ],
)
def test_what_was_not_published_stays_unknown(opened: Distances, start: str, end: str, mode: str) -> None:
    assert opened.between(*ids(opened, start, end), mode) is None  # type: ignore[arg-type, misc]


def test_no_chinese_port_joins_routes(opened: Distances) -> None:
    assert {p.id for p in opened.places.values() if p.junction and p.country == "CN"} == set()
