"""PACT documents read into entries of a product; the documents are made here."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest

from footprint.calculate import calculate
from footprint.errors import InputError
from footprint.exchange import json_text, pact
from footprint.exchange.pact import PactFootprint, read_pact
from footprint.product import parse_product
from footprint.product_supplier import SupplierFootprint
from tests.footprint import toys

V3: dict[str, Any] = {
    "id": "b1f8c0a7-1e6d-4f0e-9b51-3f1f3f8f0a01", "specVersion": "3.0.2", "created": "2025-03-01T08:00:00Z",
    "status": "Active", "companyName": "Mill", "companyIds": ["urn:mill:1"], "productDescription": "Hot rolled",
    "productIds": ["urn:mill:coil"], "productNameCompany": "Coil S235", "validityPeriodEnd": "2027-06-30T00:00:00Z",
    "pcf": {
        "declaredUnitOfMeasurement": "kilogram", "declaredUnitAmount": "2.0", "productMassPerDeclaredUnit": "2.0",
        "referencePeriodStart": "2024-01-01T00:00:00Z", "referencePeriodEnd": "2025-01-01T00:00:00Z",
        "geographyCountry": "SE", "pcfExcludingBiogenicUptake": "5.2", "pcfIncludingBiogenicUptake": "4.0",
        "fossilGhgEmissions": "3.5", "aircraftGhgEmissions": "0.5", "landUseChangeGhgEmissions": "1.0",
        "biogenicNonCO2Emissions": "0.4", "landManagementBiogenicCO2Emissions": "0.3", "biogenicCO2Uptake": "-1.2",
        "fossilCarbonContent": "0.0", "ipccCharacterizationFactors": ["AR6"],
        "crossSectoralStandards": ["ISO14067", "PACT-3.0"], "exemptedEmissionsPercent": "0",
        "packagingEmissionsIncluded": True, "primaryDataShare": "40",
        "productOrSectorSpecificRules": [
            {"operator": "Other", "otherOperatorName": "Mills", "ruleNames": ["Steel rules 2"]}
        ],
        "dqi": {"technologicalDQR": "1.2", "geographicalDQR": "2.0", "temporalDQR": "1.0"},
        "verification": {"coverage": "product level", "providerName": "TÜV", "completedAt": "2025-02-01T00:00:00Z",
                         "standardName": "ISO 14064-3"},
    },
}  # fmt: skip
V2: dict[str, Any] = {
    "id": "b1f8c0a7-1e6d-4f0e-9b51-3f1f3f8f0a02", "specVersion": "2.3.0", "version": 1, "status": "Deprecated",
    "created": "2025-03-01T08:00:00Z", "companyName": "Maker", "companyIds": ["urn:maker:1"],
    "productDescription": "x", "productIds": ["urn:maker:2"], "productCategoryCpc": "43911", "comment": "",
    "productNameCompany": "Housing",
    "pcf": {
        "declaredUnit": "piece", "unitaryProductAmount": "1", "pCfExcludingBiogenic": "9.0",
        "pCfIncludingBiogenic": "8.5", "fossilGhgEmissions": "8.0", "dLucGhgEmissions": "0.6",
        "otherBiogenicGhgEmissions": "0.4", "biogenicCarbonWithdrawal": "-0.5", "fossilCarbonContent": "0",
        "biogenicCarbonContent": "0", "characterizationFactors": "AR5",
        "ipccCharacterizationFactorsSources": ["AR5"], "crossSectoralStandardsUsed": ["GHGP-Product"],
        "boundaryProcessesDescription": "all", "referencePeriodStart": "2024-01-01T00:00:00Z",
        "referencePeriodEnd": "2024-12-31T23:59:59Z", "exemptedEmissionsPercent": 1.0,
        "exemptedEmissionsDescription": "", "packagingEmissionsIncluded": False, "primaryDataShare": 56.12,
        "dqi": {"coveragePercent": 100, "technologicalDQR": 1.5, "temporalDQR": 2.0, "geographicalDQR": 3.0,
                "completenessDQR": 1.0, "reliabilityDQR": 2.5},
        "assurance": {"assurance": True, "level": "reasonable", "providerName": "Auditor",
                      "boundary": "Cradle-to-Gate"},
    },
}  # fmt: skip


def one(document: Any) -> PactFootprint:
    (found,) = read_pact(json.dumps(document).encode())
    return found


def v3(**pcf: Any) -> dict[str, Any]:
    """Return the document of version 3 with fields of its pcf changed; None takes one out."""
    document = copy.deepcopy(V3)
    document["pcf"] = {k: v for k, v in (document["pcf"] | pcf).items() if v is not None}
    return document


def test_version_3() -> None:
    data = json.dumps(V3).encode()
    (found,) = read_pact(data)
    assert found.entry == {
        "id": "coil-s235", "supplier": "Mill", "product": "Coil S235", "reference": V3["id"],
        "declared_unit": "kg", "declared_amount": 2.0, "total": 4.0, "total_without_uptake": 5.2,
        "fossil": 3.0, "aircraft": 0.5, "land_use_change": 1.0, "biogenic_emissions": pytest.approx(0.7),
        "biogenic_uptake": -1.2, "gwp": "AR6", "period": {"start": "2024-01-01", "end": "2024-12-31"},
        "valid_until": "2027-06-30", "region": "SE", "boundary": "cradle_to_gate", "packaging": True,
        "standards": ["ISO14067", "PACT-3.0"], "rules": ["Mills: Steel rules 2"], "primary_data_share": 0.4,
        "ratings": {"time": 1.0, "geography": 2.0, "technology": 1.2},
        "verification": {"provider": "TÜV", "standard": "ISO 14064-3", "completed": "2025-02-01",
                         "coverage": "product level"},
        "status": "active", "file": hashlib.sha256(data).hexdigest(), "signature": "none",
    }  # fmt: skip
    assert SupplierFootprint.model_validate(found.entry).total == 4.0
    assert found.version == "3.0.2"
    assert found.unread == (
        "$.pcf.productMassPerDeclaredUnit", "$.pcf.fossilCarbonContent", "$.pcf.exemptedEmissionsPercent",
    )  # fmt: skip
    assert found.remarks == ("$.pcf.aircraftGhgEmissions is taken out of fossilGhgEmissions",)


def test_version_2() -> None:
    found = one(V2)
    entry = found.entry
    assert (entry["total"], entry["fossil"], entry["land_use_change"]) == (8.5, 8.0, 0.6)
    assert (entry["biogenic_emissions"], entry["biogenic_uptake"]) == (0.4, -0.5)
    assert (entry["declared_unit"], entry["status"], entry["packaging"]) == ("item", "deprecated", False)
    assert entry["primary_data_share"] == pytest.approx(0.5612)
    assert entry["ratings"] == {
        "reliability": 4.0, "completeness": 1.0, "time": 3.0, "geography": 5.0, "technology": 2.0,
    }  # fmt: skip
    assert entry["verification"] == {"level": "reasonable", "provider": "Auditor"}
    assert entry["period"]["end"] == "2024-12-31"
    assert entry["valid_until"] == "2027-12-31"
    assert "3 years" in found.remarks[-1]
    assert "$.pcf.dqi.coveragePercent" in found.unread
    assert SupplierFootprint.model_validate(entry).status == "deprecated"


def test_version_2_without_the_total_that_includes_uptake() -> None:
    document = copy.deepcopy(V2)
    del document["pcf"]["pCfIncludingBiogenic"]
    document["pcf"]["unitaryProductAmount"] = "12.5"
    found = one(document)
    assert (found.entry["total"], found.entry["declared_amount"]) == (9.0, 1.0)
    assert not {"biogenic_uptake", "land_use_change", "biogenic_emissions"} & found.entry.keys()
    assert {"$.pcf.biogenicCarbonWithdrawal", "$.pcf.dLucGhgEmissions"} <= set(found.unread)
    assert any("unitaryProductAmount is 12.5" in remark for remark in found.remarks)
    document["pcf"]["assurance"]["assurance"] = False
    assert "verification" not in one(document).entry


def test_aircraft_beside_the_fossil_part_stays_beside() -> None:
    found = one(v3(fossilGhgEmissions="3.0"))
    assert (found.entry["fossil"], found.entry["aircraft"]) == (3.0, 0.5)
    assert found.remarks == ()


def test_what_is_absent_stays_absent() -> None:
    names = (
        "aircraftGhgEmissions", "landUseChangeGhgEmissions", "biogenicNonCO2Emissions", "primaryDataShare", "dqi",
        "landManagementBiogenicCO2Emissions", "biogenicCO2Uptake", "verification", "packagingEmissionsIncluded",
        "geographyCountry",
    )  # fmt: skip
    entry = one(v3(**dict.fromkeys(names))).entry
    assert not {
        "aircraft", "land_use_change", "biogenic_emissions", "primary_data_share", "ratings", "biogenic_uptake",
        "verification", "packaging", "region", "removals",
    } & entry.keys()  # fmt: skip
    zero = one(v3(aircraftGhgEmissions="0")).entry
    assert zero["aircraft"] == 0.0


def test_removals_are_kept_apart() -> None:
    found = one(v3(technologicalCO2Removals="-0.2", landManagementBiogenicCO2Removals="-0.1"))
    assert found.entry["removals"] == pytest.approx(-0.3)


@pytest.mark.parametrize("wrap", [lambda d: d, lambda d: [d], lambda d: {"data": d}, lambda d: {"data": [d]}])
def test_envelopes(wrap: Any) -> None:
    assert one(wrap(V3)).entry["reference"] == V3["id"]


def test_a_list_gives_each_its_own_id() -> None:
    found = read_pact(json.dumps({"data": [V3, V2, V3, V3]}).encode())
    assert [f.entry["id"] for f in found] == ["coil-s235", "housing", "coil-s235-2", "coil-s235-3"]
    assert one(V3 | {"productNameCompany": "热轧卷"}).entry["id"] == "supplier"


def test_unknown_fields_are_named_and_a_signature_is_not_believed() -> None:
    document = v3(new={"a": 1}) | {"proof": {"type": "x"}, "extensions": []}
    found = one(document)
    assert {"$.pcf.new", "$.extensions"} <= set(found.unread)
    assert found.entry["signature"] == "not_checked"


@pytest.mark.parametrize(("unit", "ours"), pact.UNITS.items())
def test_units(unit: str, ours: str) -> None:
    assert one(v3(declaredUnitOfMeasurement=unit)).entry["declared_unit"] == ours


def test_the_end_of_february() -> None:
    document = v3(referencePeriodEnd="2024-03-01T00:00:00Z")
    del document["validityPeriodEnd"]
    assert one(document).entry["valid_until"] == "2027-02-28"


@pytest.mark.parametrize(
    ("pcf", "told"),
    [
        ({"fossilGhgEmissions": None}, "$.pcf.fossilGhgEmissions: is missing"),
        ({"fossilGhgEmissions": "1,5"}, '$.pcf.fossilGhgEmissions: is "1,5": a decimal is due'),
        ({"fossilGhgEmissions": "NaN"}, "a decimal is due"),
        ({"fossilGhgEmissions": "1e999"}, "a decimal is due"),
        ({"fossilGhgEmissions": True}, "$.pcf.fossilGhgEmissions: is true"),
        ({"fossilGhgEmissions": ["1"]}, "$.pcf.fossilGhgEmissions: is a list"),
        ({"biogenicCO2Uptake": "1.2"}, "$.pcf.biogenicCO2Uptake: is 1.2: uptake and removals are 0 or below"),
        ({"technologicalCO2Removals": "1"}, "$.pcf.technologicalCO2Removals: is 1"),
        ({"aircraftGhgEmissions": "-1"}, "$.pcf.aircraftGhgEmissions: is -1"),
        ({"declaredUnitAmount": "0"}, "$.pcf.declaredUnitAmount: is 0.0: must be above 0"),
        ({"declaredUnitOfMeasurement": "megabit second"}, '$.pcf.declaredUnitOfMeasurement: is "megabit second"'),
        ({"primaryDataShare": "101"}, "$.pcf.primaryDataShare: is 101: 0 to 100 is possible"),
        ({"dqi": {"temporalDQR": "6"}}, "$.pcf.dqi.temporalDQR: is 6: 1 to 5 is possible"),
        ({"dqi": []}, "$.pcf.dqi: is a list: an object is due"),
        ({"referencePeriodEnd": "soon"}, '$.pcf.referencePeriodEnd: is "soon": a date is due'),
        (
            {"referencePeriodEnd": "2023-01-01T00:00:00Z"},
            "$.pcf.referencePeriodEnd: is 2023-01-01, before the start",
        ),
        ({"geographyCountry": "Sweden"}, '$.pcf.geographyCountry: is "Sweden"'),
        ({"crossSectoralStandards": "ISO"}, '$.pcf.crossSectoralStandards: is "ISO": a list of texts is due'),
        ({"productOrSectorSpecificRules": {}}, "$.pcf.productOrSectorSpecificRules: is an object"),
        ({"packagingEmissionsIncluded": "yes"}, "$.pcf.packagingEmissionsIncluded: is"),
        ({"verification": {"level": "high"}}, "$.pcf.verification.level: is"),
    ],
)
def test_one_sentence_with_the_place(pcf: Any, told: str) -> None:
    with pytest.raises(InputError) as caught:
        one(v3(**pcf))
    assert told in str(caught.value)
    assert len(caught.value.problems) == 1
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "$: is not JSON: line 1, column 1"),
        (b"\xff", "$: is not UTF-8"),
        (b'{"a": 1, "a": 2}', "$: names the key 'a' twice"),
        (b'{"a": NaN}', "$: holds NaN"),
        (b"[1]", "$[0]: is 1: an object is due"),
        (b"[]", "$: holds no footprint"),
        (b'{"data": []}', "$.data: holds no footprint"),
        (b"null", "$: is null: an object is due"),
        (b"{}", "$.specVersion: is missing"),
        (b"[" * 100 + b"]" * 100, "$: is nested deeper than 32 levels"),
        (b"[" * 100_000, "$: is"),
        (b"[" + b"1" * 5000 + b"]", "$: is not JSON"),
        (json.dumps([V3, V3 | {"pcf": 1}]).encode(), "$[1].pcf: is 1: an object is due"),
        (json.dumps(V3 | {"pcf": None}).encode(), "$.pcf: is missing"),
        (json.dumps(V3 | {"specVersion": "2.1.0"}).encode(), "versions 3.0 and 2.3 are read"),
        (json.dumps(V3 | {"specVersion": "3.1.0"}).encode(), "versions 3.0 and 2.3 are read"),
        (json.dumps(V3 | {"status": "Gone"}).encode(), "$.status"),
        (json.dumps(V3 | {"companyName": 5}).encode(), "$.companyName: is 5: text is due"),
        (b" " * (json_text.MAX_BYTES + 1), f"{json_text.MAX_BYTES} are the most"),
        (json.dumps([{}] * (pact.MAX_FOOTPRINTS + 1)).encode(), f"{pact.MAX_FOOTPRINTS} are the most"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read_pact(data)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 300


def test_from_file_to_figure() -> None:
    document = copy.deepcopy(toys.product_document())
    steel = document["processes"][1]["lines"][1]
    del steel["dataset"]
    document["suppliers"] = [one(V3).entry]
    steel["supplier"] = document["suppliers"][0]["id"]
    result = calculate(parse_product(document), toys.rule(), toys.background())
    expected = (toys.PER_BOX - 0.5 * toys.STEEL + 0.5 * 4.0 / 2.0) / toys.DELIVERED
    assert result.total == pytest.approx(expected, rel=1e-12)
