"""Data quality by hand: schemes, amount and dataset together, ages, evidence.

Of the box (tests/footprint/toys.py) the part carries 2.5 · 1.1 · 5.9876, the power 2.5 · 2 · 0.9, the steel
0.5 · 2.698 and recycling 0.65 kg per box. All datasets are of 2024 with scores 1 2 1 2 1; the period ends in 2025.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from footprint.calculate import calculate
from footprint.product import parse_product
from footprint.quality_scheme import GEOGRAPHY, SCHEMES, TECHNOLOGY, TIME
from footprint.result import Result
from footprint.rule import Rule
from tests.footprint import toys

PART, POWER, STEEL = 2.5 * 1.1 * toys.PART, 2.5 * 2 * toys.COAL, 0.5 * toys.STEEL
WHOLE = PART + POWER + STEEL + toys.RECYCLING
GOOD = {"reliability": 1, "completeness": 3, "geography": 1, "technology": 2}


def solved(part: dict[str, Any] | None = None, power: dict[str, Any] | None = None, **rule: Any) -> Result:
    doc = toys.product_document()
    doc["processes"][0]["lines"][0] |= part or {}
    doc["processes"][0]["lines"][1] |= power or {}
    return calculate(parse_product(doc), toys.rule(**rule), toys.background())


def line(result: Result, name: str) -> Any:
    return next(one for one in result.lines if one.id == name)


def test_published_ratings() -> None:
    """JRC report of June 2023, case study: TeR 4, TiR 3, GeR 3 give 3.3333 (vector T5 of the reference)."""
    scores = [5.0] * 5
    scores[TECHNOLOGY], scores[TIME], scores[GEOGRAPHY] = 4.0, 3.0, 3.0
    assert SCHEMES["cfb-ev"].rating(scores) == pytest.approx(10 / 3)
    # PEF: (TeR 2 + GeR 1 + TiR 1 + P 3) / 4; completeness does not count.
    assert SCHEMES["pef-dqr"].rating([3, 5, 1, 1, 2]) == 1.75


@pytest.mark.parametrize(
    ("years", "score"), [(0, 1), (2, 1), (3, 2), (5, 2), (6, 3), (9, 3), (10, 4), (15, 5), (40, 5)]
)
def test_years_of_the_pedigree_matrix(years: float, score: int) -> None:
    assert SCHEMES["pedigree-5"].time(years) == score
    assert SCHEMES["pef-dqr"].time(years) is None


def test_regions_of_the_pedigree_matrix() -> None:
    scheme = SCHEMES["pedigree-5"]
    assert [scheme.geography(region, "CN-GD") for region in ("CN-GD", "CN", "GLO", "US")] == [1, 2, 2, None]


def test_nobody_assessed_anything() -> None:
    quality = solved().quality
    assert (quality.line_rating, quality.assessed) == (None, 0.0)
    assert quality.rating == pytest.approx(1.4)
    assert line(solved(), "part").quality.activity_data is None
    assert line(solved(), "part").quality.to_dict()["rating"] is None


def test_the_worse_of_amount_and_dataset() -> None:
    """Amount 1 3 (1) 1 2, its time from the period; dataset 1 2 1 2 1: the worse are 1 3 1 2 2, mean 1.8."""
    result = solved(part={"quality": GOOD})
    found = line(result, "part").quality
    assert found.activity_data == (1, 3, 1, 1, 2)
    assert found.rating == pytest.approx(1.8)
    assert result.quality.line_rating == pytest.approx(1.8)
    assert result.quality.assessed == pytest.approx(PART / WHOLE)
    both = solved(part={"quality": GOOD}, power={"quality": dict.fromkeys(GOOD, 4)})
    assert line(both, "power").quality.rating == pytest.approx((4 + 4 + 1 + 4 + 4) / 5)
    assert both.quality.line_rating == pytest.approx((1.8 * PART + 3.4 * POWER) / (PART + POWER))


def test_a_missing_score_is_no_score() -> None:
    quality = {k: v for k, v in GOOD.items() if k != "technology"}
    result = solved(part={"quality": quality})
    assert line(result, "part").quality.activity_data == (1, 3, 1, 1, None)
    assert line(result, "part").quality.rating is None
    assert result.quality.assessed == 0.0


def test_an_old_amount_is_scored_by_its_year() -> None:
    found = line(solved(part={"quality": GOOD | {"year": 2018}}), "part").quality
    assert (found.activity_age, found.activity_data[TIME]) == (7, 3)
    assert found.dataset_age == 1


def test_a_market_of_a_wider_region_and_a_good_of_unknown_make() -> None:
    """Datasets perfect for CN, the works in CN-GD: the power is taken there; where steel was made none says."""
    background = toys.background()
    perfect = {name: replace(d, pedigree=(1, 1, 1, 1, 1)) for name, d in background.datasets.items()}
    result = calculate(toys.product(), toys.rule(), replace(background, datasets=perfect))
    assert line(result, "power").quality.dataset[GEOGRAPHY] == 2
    assert line(result, "steel").quality.dataset[GEOGRAPHY] == 1


def test_the_scheme_of_the_rule_counts() -> None:
    quality = toys.rule_document()["data_quality"]
    result = solved(data_quality=quality | {"scheme": "cfb-ev"})
    assert result.quality.rating == pytest.approx(4 / 3)
    with pytest.raises(ValueError, match="no scheme of data quality 'best'"):
        Rule.model_validate(toys.rule_document() | {"data_quality": quality | {"scheme": "best"}})


def test_the_limit_is_held_against_the_worse_rating() -> None:
    quality = toys.rule_document()["data_quality"] | {"limit": "cap"}
    parameters = toys.rule_document()["parameters"] | {
        "cap": {"title": "Cap", "quantity": "dimensionless", "unit": "1", "value": 1.5, "cite": toys.CITE}
    }
    rule = {"data_quality": quality, "parameters": parameters}
    assert "quality.above_limit" not in {f.code for f in solved(**rule).findings}
    told = [f for f in solved(part={"quality": GOOD}, **rule).findings if f.code == "quality.above_limit"]
    assert told[0].params == {"rating": pytest.approx(1.8), "limit": 1.5}


@pytest.mark.parametrize(
    ("evidence", "state", "complete"),
    [
        ([], "missing", 0.0),
        ([{"kind": "photo", "reference": "1"}], "other_kind", 0.0),
        ([{"kind": "bill", "reference": "1"}], "incomplete", 0.0),
        ([{"kind": "bill", "reference": "1", "issuer": "Grid"}], "complete", 1.0),
    ],
)
def test_evidence_of_company_specific_data(evidence: list[Any], state: str, complete: float) -> None:
    """Power needs a bill with its issuer; the part is company-specific too and needs nothing; steel is not."""
    activities = toys.rule_document()["activity_data"]
    activities[2]["evidence"] = ["bill"]
    traceability = toys.rule_document()["traceability"] | {
        "kinds": {"bill": {"title": "Bill", "fields": ["issuer"]}, "photo": {"title": "Photo"}}
    }
    own = {"origin": "company_specific"}
    result = solved(own, own | {"evidence": evidence}, activity_data=activities, traceability=traceability)
    assert line(result, "power").quality.evidence == state
    assert result.quality.evidence == {
        state: pytest.approx(POWER / WHOLE),
        "not_asked": pytest.approx(PART / WHOLE),
    }
    assert result.quality.evidence_complete == complete


def test_no_evidence_asked_for_is_null() -> None:
    assert solved(part={"origin": "company_specific"}).quality.to_dict()["evidence"]["complete"] is None


def test_ages_are_weighted_by_contribution() -> None:
    assert solved().quality.dataset_age == pytest.approx(1.0)
