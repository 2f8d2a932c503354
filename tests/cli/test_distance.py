"""``footprint distance``, as a user types it."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run


def test_published_miles_with_their_source(run: Run) -> None:
    ran = run("distance", "Hong Kong", "NLRTM", "--mode", "sea", "--json")
    (way,) = json.loads(ran.out)["modes"]
    pairs = way["stretches"][0]["pairs"]
    assert sum(pair["amount"] for pair in pairs) == 9794
    assert way["km"] == pytest.approx(9794 * 1.852)
    assert {(pair["unit"], pair["source"]) for pair in pairs} == {("nmi", "nga-pub-151")}


def test_what_is_unknown_says_so(run: Run) -> None:
    ran = run("distance", "广州", "Shenzhen", "--lang", "zh-Hant")
    assert ran.code == 0
    assert "大圓距離 111.36 km × 1.33" in " ".join(ran.out.split())
    assert "鐵路" in ran.out
    unknown = json.loads(run("distance", "CNGGZ", "CNSNZ", "--mode", "rail", "--json").out)
    assert unknown["modes"] == [{"mode": "rail", "km": None, "stretches": []}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Atlantis", "Shenzhen"), "no place 'Atlantis'"),
        (("Guangzhou", "廣州"), "two different places"),
        (("Guangzhou", "Shenzhen", "--mode", "teleport"), "road, rail, barge, sea, air"),
    ],
)
def test_refused_in_one_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = run("distance", *arguments)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())


def test_places_in_between_add_up(run: Run) -> None:
    def km(*arguments: str) -> float:
        return float(json.loads(run("distance", *arguments, "--mode", "air", "--json").out)["modes"][0]["km"])

    whole = km("Guangzhou", "Hamburg", "--via", "Shanghai")
    assert whole == pytest.approx(km("Guangzhou", "Shanghai") + km("Shanghai", "Hamburg"))
