"""Records as Catena-X footprints; the published schemas are used where they are (../shared/samples)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest

from footprint.errors import InputError
from footprint.exchange.catena_x import VERSIONS, CatenaStatement, write_catena_x
from tests.footprint.test_pact_write import FULL, record

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "samples" / "schemas" / "catena-x"
ID = UUID("b1f8c0a7-1e6d-4f0e-9b51-3f1f3f8f0a01")
AT = datetime(2026, 11, 21, 17, 0, 30, tzinfo=UTC)
STATED: dict[str, Any] = FULL | {"region": "Eastern Asia", "waste_incineration": "cut-off"}


def schema(version: str) -> dict[str, Any]:
    if not SCHEMAS.is_dir():
        pytest.skip("the sample schemas are not here (../shared/samples)")
    found: dict[str, Any] = json.loads((SCHEMAS / f"pcf-{version}-schema.json").read_text("utf-8"))
    return found


def written(version: str, changed: dict[str, Any] | None = None, **stated: Any) -> dict[str, Any]:
    given = CatenaStatement.model_validate({k: v for k, v in (STATED | stated).items() if v is not None})
    return write_catena_x({**record(), **(changed or {})}, given, ID, AT, version)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_published_schema_takes_it(version: str) -> None:
    checked = jsonschema.Draft4Validator(schema(version), format_checker=jsonschema.FormatChecker())
    document = written(version)
    assert [error.message for error in checked.iter_errors(document)] == []
    # The schema would tell: it asks for more than names.
    broken = json.loads(json.dumps(document).replace('"Eastern Asia"', '"Mars"'))
    assert list(checked.iter_errors(broken))


def test_figures_by_hand() -> None:
    # 22.3149 kg CO2e per item up to the gate: by hand from the toy record, tests/footprint/test_pact_write.py
    (stages,) = written("9.0.0")["productLifeCycleStagesAndEmissions"]
    assert stages["productionStage"][0]["pcfIncludingBiogenicUptake"] == pytest.approx(22.3149)
    assert stages["distributionStage"] == [{"distributionStageIncluded": False}]
    product = written("9.0.0")["companyAndProductInformation"][0]["productInformation"][0]
    assert (product["declaredUnitOfMeasurement"], product["declaredUnitAmount"]) == ("piece", 1.0)
    flat = written("7.0.0")["pcf"]
    # 7.0.0 counts per kilogram where 2.3 does: 22.3149 / 12.5
    assert flat["declaredUnit"] == "kilogram"
    assert flat["pcfIncludingBiogenic"] == pytest.approx(22.3149 / 12.5)


def with_distribution() -> dict[str, Any]:
    """Return the toy record with one of its lines put into the distribution stage."""
    lines = [dict(line) for line in record()["contributions"]]
    moved = lines[0]["stage"]
    for line in lines:
        line["stage"] = "distribution" if line["stage"] == moved else line["stage"]
    stages = {("distribution" if name == moved else name): value for name, value in record()["stages"].items()}
    return {"contributions": lines, "stages": stages}


def test_distribution_stands_apart() -> None:
    changed = with_distribution()
    kept = [name for name in FULL["stages"] if name in changed["stages"]]
    document = written("9.0.0", changed, stages=kept)
    (stages,) = document["productLifeCycleStagesAndEmissions"]
    apart = stages["distributionStage"][0]
    assert apart["distributionStageIncluded"] is True
    moved = changed["stages"]["distribution"] / record()["reference_flow"]["amount"]
    assert apart["distributionStagePcfIncludingBiogenicUptake"] == pytest.approx(moved)
    whole = stages["productionStage"][0]["pcfIncludingBiogenicUptake"] + moved
    assert whole == pytest.approx(
        written("9.0.0")["productLifeCycleStagesAndEmissions"][0]["productionStage"][0][
            "pcfIncludingBiogenicUptake"
        ]
    )
    flat = written("7.0.0", changed, stages=kept)["pcf"]
    assert flat["distributionStagePcfIncludingBiogenic"] == pytest.approx(moved / 12.5)


@pytest.mark.parametrize(
    ("version", "stated", "told"),
    [
        ("9.0.0", {"region": None, "waste_incineration": None}, "region: is missing"),
        ("9.0.0", {"exempted_percent": 11}, "is above 10"),
        ("7.0.0", {"exempted_percent": 6}, "is above 5"),
        ("7.0.0", {"classifications": None}, "productCategoryCpc"),
        ("9.0.0", {"company_ids": None}, "company_ids: is missing"),
        ("8.0.0", {}, r"is '8\.0\.0': 9\.0\.0 or 7\.0\.0 is due"),
    ],
)
def test_what_cannot_be_said_is_told(version: str, stated: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        written(version, **stated)


def test_every_lack_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        written("9.0.0", region=None, company_ids=None)
    assert {problem.where for problem in caught.value.problems} == {"region", "company_ids"}
