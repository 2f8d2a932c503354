"""A record written as a Catena-X product carbon footprint: ``io.catenax.pcf`` 9.0.0 (nested) and 7.0.0 (flat).

Both rest on the PACT footprint of the same record: 9.0.0 shares the words and the units of PACT 3, 7.0.0 those of
PACT 2.3. Distribution stands apart from production in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from footprint.errors import InputError, Problem
from footprint.exchange.catena_x_flat import FORM, URN, databases, exempted, flat, geography
from footprint.exchange.pact_statement import PactStatement
from footprint.exchange.pact_write import figures, write_both

NEWEST = "9.0.0"
VERSIONS = (NEWEST, "7.0.0")
DISTRIBUTION = "distribution"
MOST_EXEMPTED = MappingProxyType({"9.0.0": 10, "7.0.0": 5})  # percent, the largest that each takes
REPORTS = MappingProxyType({"9.0.0": {"AR4", "AR5", "AR6"}, "7.0.0": {"AR5", "AR6"}})
STANDARDS = MappingProxyType({"ISO14067": "ISO 14067"})
# Words of PACT 3 that 9.0.0 has of the production stage, and of the distribution stage with a prefix.
STAGE = (
    "pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake", "fossilGhgEmissions", "biogenicNonCO2Emissions",
    "biogenicCO2Uptake", "landUseChangeGhgEmissions", "aircraftGhgEmissions",
)  # fmt: skip

Region = Literal[
    "Africa", "Americas", "Asia", "Europe", "Oceania", "Australia and New Zealand", "Central Asia", "Eastern Asia",
    "Eastern Europe", "Latin America and the Caribbean", "Melanesia", "Micronesia", "Northern Africa",
    "Northern America", "Northern Europe", "Polynesia", "South-eastern Asia", "Southern Asia", "Southern Europe",
    "Sub-Saharan Africa", "Western Asia", "Western Europe", "Global", "Several",
]  # fmt: skip


class CatenaStatement(PactStatement):
    """What PACT asks for beside the record, and what Catena-X asks for beyond it.

    ``region`` is that of the plant in the words of the data model; ``waste_incineration`` says how burned waste was
    allocated.
    """

    region: Region | None = None
    waste_incineration: Literal["cut-off", "reverse cut-off", "system expansion"] | None = None
    legal_statement: str = ""


def write_catena_x(
    record: Mapping[str, Any], stated: CatenaStatement, footprint_id: UUID, at: datetime, version: str = NEWEST
) -> dict[str, Any]:
    """Write a footprint.

    Parameters
    ----------
    record : mapping
        A record as stored, with or without ``run_id``.
    at : datetime
        When it is made.
    version : str
        Of the data model: 9.0.0 or 7.0.0.

    Raises
    ------
    InputError
        Something is asked for that neither record nor statement holds, or that the version cannot say.
    """
    if version not in VERSIONS:
        raise InputError(Problem("version", f"is {version!r}: {' or '.join(VERSIONS)} is due"))
    problems = [
        Problem(name, f"is missing: {asked}")
        for name, asked in (
            ("region", "state the region of the plant, e.g. Eastern Asia"),
            (
                "waste_incineration",
                "state how burned waste was allocated, e.g. cut-off",
            ),
        )
        if getattr(stated, name) is None
    ]
    plain = PactStatement.model_validate(stated.model_dump(include=set(PactStatement.model_fields)))
    try:
        pair = write_both(record, plain, footprint_id, at)
    except InputError as error:
        raise InputError(*problems, *error.problems) from error
    pcf = pair.v3["pcf"]
    if Decimal(pcf["exemptedEmissionsPercent"]) > MOST_EXEMPTED[version]:
        most = MOST_EXEMPTED[version]
        problems.append(Problem("exempted_percent", f"is above {most}, the most that {version} takes"))
    if not set(pcf["ipccCharacterizationFactors"]) <= REPORTS[version]:
        problems.append(Problem("characterization", f"is of no report that {version} knows"))
    if version != NEWEST and pair.v2 is None:
        problems += pair.problems
    if Decimal(pcf["pcfExcludingBiogenicUptake"]) < 0:
        problems.append(Problem("pcfExcludingBiogenicUptake", "is below 0, which Catena-X does not take"))
    apart = _distribution(record, problems)
    if problems:
        raise InputError(*problems)
    if version != NEWEST and pair.v2 is not None:
        said = stated.model_dump(include={"region", "waste_incineration", "legal_statement"})
        return flat(pair.v2, pair.v3, said, apart)
    return _nested(pair.v3, stated, apart)


def _distribution(record: Mapping[str, Any], problems: list[Problem]) -> dict[str, str]:
    """Return the figures of distribution per declared unit; empty where the record has no such stage."""
    if DISTRIBUTION not in record["stages"]:
        return {}
    lines = [line for line in record["contributions"] if line["stage"] == DISTRIBUTION]
    return figures(lines, float(record["reference_flow"]["amount"]), problems)


def _nested(document: Mapping[str, Any], stated: CatenaStatement, apart: Mapping[str, str]) -> dict[str, Any]:
    pcf = document["pcf"]
    content = {
        name: float(pcf[name])
        for name in ("fossilCarbonContent", "biogenicCarbonContent", "packagingBiogenicCarbonContent")
        if name in pcf
    }
    ratings = {name: float(value) for name, value in pcf.get("dqi", {}).items()}
    period = {name: pcf[name] for name in ("referencePeriodStart", "referencePeriodEnd")}
    validity = {name: document[name] for name in ("validityPeriodStart", "validityPeriodEnd")}
    said = {"comment": document.get("comment", ""), "pcfLegalStatement": stated.legal_statement}
    return {
        "scopeOfPcfForm": [{"specVersion": URN.format(NEWEST), "partialFullPcf": FORM}],
        "companyAndProductInformation": [
            {
                "companyInformation": [
                    {"companyName": document["companyName"], "companyIds": document["companyIds"]}
                ],
                "productInformation": [
                    {
                        **{name: document[name] for name in ("productNameCompany", "productIds")},
                        "productDescription": document["productDescription"],
                        "productClassifications": document.get("productClassifications", []),
                        "declaredUnitOfMeasurement": pcf["declaredUnitOfMeasurement"],
                        "declaredUnitAmount": float(pcf["declaredUnitAmount"]),
                        "productMassPerDeclaredUnit": float(pcf["productMassPerDeclaredUnit"]),
                    }
                ],
            }
        ],
        "pcfAssessmentAndMethodology": [
            {
                "pcfAssessmentInformation": [
                    {
                        "idAndVersion": [
                            {
                                "id": document["id"],
                                "version": 0,
                                "status": document["status"],
                                "retroOrProspectivePcfType": "Retrospective PCF",
                            }
                        ],
                        "time": [{"created": document["created"], **period, **validity}],
                        "geography": [{"geographyRegionOrSubregion": stated.region, **geography(pcf)}],
                        "boundarySpecifications": [exempted(pcf)],
                        "technology": [
                            {
                                "ccsTechnologicalCO2CaptureIncluded": pcf["ccsTechnologicalCO2CaptureIncluded"],
                                "boundaryProcessesDescription": pcf.get("boundaryProcessesDescription", ""),
                            }
                        ],
                    }
                ],
                "pcfMethodology": [
                    {
                        "standards": [
                            {
                                "crossSectoralStandards": [
                                    STANDARDS.get(s, s) for s in pcf["crossSectoralStandards"]
                                ],
                                "productOrSectorSpecificRules": _rules(pcf),
                            }
                        ],
                        "gwpCharacterizationFactorDetails": [
                            {"ipccCharacterizationFactors": report} for report in pcf["ipccCharacterizationFactors"]
                        ],
                        "massBalancingInformation": [],  # nothing here is attributed by mass balance
                        "allocationInForeground": [
                            {
                                "allocationWasteIncineration": stated.waste_incineration,
                                "allocationRulesDescription": pcf.get("allocationRulesDescription", ""),
                            }
                        ],
                    }
                ],
                "dataSourcesAndQuality": [
                    {
                        "primaryDataShare": float(pcf["primaryDataShare"]),
                        "secondaryEmissionFactorSources": databases(pcf),
                        **ratings,
                    }
                ],
            }
        ],
        "general": [{name: text for name, text in said.items() if text}],
        "carbonContent": [content],
        "productLifeCycleStagesAndEmissions": [
            {
                "productionStage": [{name: float(pcf[name]) for name in STAGE}],
                "distributionStage": [
                    {
                        "distributionStageIncluded": bool(apart),
                        **{f"distributionStage{n[0].upper()}{n[1:]}": float(apart[n]) for n in STAGE if n in apart},
                    }
                ],
                # Packaging, where it counts, is inside the production stage.
                "packagingStage": [{"packagingEmissionsIncluded": pcf["packagingEmissionsIncluded"]}],
            }
        ],
    }


def _standards(pcf: Mapping[str, Any]) -> list[str]:
    return [STANDARDS.get(one, one) for one in pcf["crossSectoralStandards"]]


def _rules(pcf: Mapping[str, Any]) -> list[str]:
    return [
        f"{one.get('otherOperatorName', one['operator'])}: {name}"
        for one in pcf["productOrSectorSpecificRules"]
        for name in one["ruleNames"]
    ]
