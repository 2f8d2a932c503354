"""A Catena-X footprint in version 7.0.0, which is flat, from the PACT footprint in version 2.3."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

URN = "urn:io.catenax.pcf:datamodel:version:{}"
FORM = "Cradle-to-gate"
# Words of PACT 2.3 and of 7.0.0 for the same.
FLAT = MappingProxyType(
    {
        "pCfExcludingBiogenic": "pcfExcludingBiogenic",
        "pCfIncludingBiogenic": "pcfIncludingBiogenic",
        "fossilGhgEmissions": "fossilGhgEmissions",
        "otherBiogenicGhgEmissions": "biogenicCarbonEmissionsOtherThanCO2",
        "biogenicCarbonWithdrawal": "biogenicCarbonWithdrawal",
        "dLucGhgEmissions": "dlucGhgEmissions",
        "aircraftGhgEmissions": "aircraftGhgEmissions",
        "fossilCarbonContent": "extWBCSD_fossilCarbonContent",
        "biogenicCarbonContent": "carbonContentBiogenic",
        "unitaryProductAmount": "unitaryProductAmount",
        "productMassPerDeclaredUnit": "productMassPerDeclaredUnit",
    }
)
FLAT_DISTRIBUTION = MappingProxyType(
    {
        "pcfExcludingBiogenicUptake": "distributionStagePcfExcludingBiogenic",
        "pcfIncludingBiogenicUptake": "distributionStagePcfIncludingBiogenic",
        "fossilGhgEmissions": "distributionStageFossilGhgEmissions",
        "biogenicNonCO2Emissions": "distributionStageBiogenicCarbonEmissionsOtherThanCO2",
        "biogenicCO2Uptake": "distributionStageBiogenicCarbonWithdrawal",
        "landUseChangeGhgEmissions": "extTFS_distributionStageDlucGhgEmissions",
        "aircraftGhgEmissions": "distributionStageAircraftGhgEmissions",
    }
)


def flat(
    document: Mapping[str, Any], newer: Mapping[str, Any], said: Mapping[str, str], apart: Mapping[str, str]
) -> dict[str, Any]:
    """Write a footprint of PACT 2.3 as version 7.0.0.

    Parameters
    ----------
    newer : mapping
        The same in PACT 3, which counts for the amount that is declared; 2.3 and 7.0.0 count per one unit.
    said : mapping
        ``region``, ``waste_incineration`` and ``legal_statement`` of the maker.
    apart : mapping
        Figures of distribution in words of PACT 3; empty for none.
    """
    pcf = document["pcf"]
    per = Decimal(newer["pcf"]["pcfExcludingBiogenicUptake"]), Decimal(pcf["pCfExcludingBiogenic"])
    scale = float(per[1] / per[0]) if per[0] else 1.0
    return {
        "id": document["id"],
        "specVersion": URN.format("7.0.0"),
        "partialFullPcf": FORM,
        "version": document["version"],
        "created": document["created"],
        "extWBCSD_pfStatus": document["status"],
        **{name: document[name] for name in ("validityPeriodStart", "validityPeriodEnd") if name in document},
        "comment": document["comment"],
        **({"pcfLegalStatement": said["legal_statement"]} if said["legal_statement"] else {}),
        "companyName": document["companyName"],
        "companyIds": document["companyIds"],
        "productDescription": document["productDescription"],
        "productIds": document["productIds"],
        "extWBCSD_productCodeCpc": document["productCategoryCpc"],
        "productName": document["productNameCompany"],
        "pcf": {
            "declaredUnit": pcf["declaredUnit"],
            **exempted(pcf),
            "boundaryProcessesDescription": pcf["boundaryProcessesDescription"],
            "geographyRegionOrSubregion": said["region"],
            **geography(pcf),
            **{name: pcf[name] for name in ("referencePeriodStart", "referencePeriodEnd")},
            "crossSectoralStandardsUsed": [
                {"crossSectoralStandard": one} for one in pcf["crossSectoralStandardsUsed"]
            ],
            "productOrSectorSpecificRules": [
                {
                    "extWBCSD_operator": one["operator"],
                    "productOrSectorSpecificRules": [{"ruleName": name} for name in one["ruleNames"]],
                    **(
                        {"extWBCSD_otherOperatorName": one["otherOperatorName"]}
                        if "otherOperatorName" in one
                        else {}
                    ),
                }
                for one in pcf["productOrSectorSpecificRules"]
            ],
            "extWBCSD_characterizationFactors": pcf["characterizationFactors"],
            "extWBCSD_allocationRulesDescription": pcf.get("allocationRulesDescription", ""),
            "extTFS_allocationWasteIncineration": said["waste_incineration"],
            **({"primaryDataShare": pcf["primaryDataShare"]} if "primaryDataShare" in pcf else {}),
            "secondaryEmissionFactorSources": [{"secondaryEmissionFactorSource": one} for one in databases(pcf)],
            "dataQualityRating": dict(pcf.get("dqi", {})),
            "extWBCSD_packagingEmissionsIncluded": pcf["packagingEmissionsIncluded"],
            **{ours: float(pcf[theirs]) for theirs, ours in FLAT.items() if theirs in pcf},
            **{ours: float(apart[theirs]) * scale for theirs, ours in FLAT_DISTRIBUTION.items() if theirs in apart},
        },
    }


def geography(pcf: Mapping[str, Any]) -> dict[str, str]:
    """Return country and subdivision, where they are told."""
    return {name: pcf[name] for name in ("geographyCountry", "geographyCountrySubdivision") if name in pcf}


def exempted(pcf: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was left out, in percent and words."""
    return {
        "exemptedEmissionsPercent": float(pcf["exemptedEmissionsPercent"]),
        "exemptedEmissionsDescription": pcf.get("exemptedEmissionsDescription", ""),
    }


def databases(pcf: Mapping[str, Any]) -> list[str]:
    """Name the databases behind the figures."""
    return [f"{one['name']} {one['version']}" for one in pcf.get("secondaryEmissionFactorSources", ())]
