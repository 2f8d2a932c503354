"""The rules of PACT 3.0 and 2.3 as JSON Schema, encoded anew from the published field tables."""

from __future__ import annotations

from typing import Any

import jsonschema

DECIMAL = {"type": "string", "pattern": r"^[+-]?\d+(\.\d+)?$"}
NOT_BELOW = {"type": "string", "pattern": r"^\+?\d+(\.\d+)?$"}
ABOVE = {"type": "string", "pattern": r"^\+?(?=.*[1-9])\d+(\.\d+)?$"}
NOT_ABOVE = {"type": "string", "pattern": r"^(-\d+(\.\d+)?|0+(\.0+)?)$"}
URNS = {
    "type": "array",
    "minItems": 1,
    "uniqueItems": True,
    "items": {"type": "string", "pattern": "^[uU][rR][nN]:"},
}
TIME = {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
TEXT, FULL, FLAG = {"type": "string"}, {"type": "string", "minLength": 1}, {"type": "boolean"}
PERCENT = {"type": "number", "minimum": 0, "maximum": 100}
REPORTS = {
    "type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "pattern": r"^AR\d+$"},
}  # fmt: skip
RULES = {
    "type": "array", "minItems": 1, "items": {
        "type": "object", "required": ["operator", "ruleNames"], "additionalProperties": False,
        "properties": {
            "operator": {"enum": ["PEF", "EPD International", "Other"]}, "otherOperatorName": FULL,
            "ruleNames": {"type": "array", "minItems": 1, "uniqueItems": True, "items": FULL},
        },
    },
}  # fmt: skip
DATABASES = {
    "type": "array", "minItems": 1, "items": {
        "type": "object", "required": ["name", "version"], "properties": {"name": FULL, "version": FULL},
    },
}  # fmt: skip
UNITS = [
    "liter", "kilogram", "cubic meter", "kilowatt hour", "megajoule", "ton kilometer", "square meter", "piece",
    "hour", "megabit second",
]  # fmt: skip
PLACES = ("geographyRegionOrSubregion", "geographyCountry", "geographyCountrySubdivision")
ONE_PLACE: dict[str, Any] = {
    "oneOf": [*({"required": [p]} for p in PLACES), {"not": {"anyOf": [{"required": [p]} for p in PLACES]}}]
}
PLACE = {
    "geographyCountry": {"type": "string", "pattern": "^[A-Z]{2}$"},
    "geographyCountrySubdivision": {"type": "string", "pattern": "^[A-Z]{2}-[A-Z0-9]{1,3}$"},
}
IDS = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "format": "uuid"}}
HEAD = {
    "id": {"type": "string", "format": "uuid"}, "created": TIME, "status": {"enum": ["Active", "Deprecated"]},
    "precedingPfIds": IDS, "validityPeriodStart": TIME, "validityPeriodEnd": TIME, "companyName": FULL,
    "companyIds": URNS, "productDescription": TEXT, "productIds": URNS, "productClassifications": URNS,
    "productNameCompany": FULL, "comment": TEXT,
}  # fmt: skip
PERIOD = {"referencePeriodStart": TIME, "referencePeriodEnd": TIME}


def _object(required: str, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    # Strict, so that a misspelt field is seen: PACT itself lets others pass.
    made = {"type": "object", "required": required.split(), "properties": properties, "additionalProperties": False}
    return made | more


PCF_3 = _object(
    "declaredUnitOfMeasurement declaredUnitAmount productMassPerDeclaredUnit referencePeriodStart"
    " referencePeriodEnd pcfExcludingBiogenicUptake pcfIncludingBiogenicUptake fossilGhgEmissions"
    " fossilCarbonContent ipccCharacterizationFactors crossSectoralStandards exemptedEmissionsPercent"
    # SHALL by methodology, beside what the interface itself requires
    " packagingEmissionsIncluded ccsTechnologicalCO2CaptureIncluded primaryDataShare",
    {
        "declaredUnitOfMeasurement": {"enum": UNITS}, "declaredUnitAmount": ABOVE,
        "productMassPerDeclaredUnit": NOT_BELOW, **PERIOD, **PLACE, "boundaryProcessesDescription": TEXT,
        "pcfExcludingBiogenicUptake": DECIMAL, "pcfIncludingBiogenicUptake": DECIMAL,
        "fossilGhgEmissions": NOT_BELOW, "fossilCarbonContent": NOT_BELOW, "biogenicCarbonContent": NOT_BELOW,
        "packagingBiogenicCarbonContent": NOT_BELOW, "landUseChangeGhgEmissions": NOT_BELOW,
        "biogenicNonCO2Emissions": NOT_BELOW, "biogenicCO2Uptake": NOT_ABOVE, "aircraftGhgEmissions": NOT_BELOW,
        "packagingEmissionsIncluded": FLAG, "ccsTechnologicalCO2CaptureIncluded": FLAG,
        "ipccCharacterizationFactors": REPORTS,
        "crossSectoralStandards": {"type": "array", "minItems": 1, "uniqueItems": True, "items": TEXT},
        "productOrSectorSpecificRules": RULES, "exemptedEmissionsPercent": NOT_BELOW,
        "exemptedEmissionsDescription": TEXT, "allocationRulesDescription": TEXT,
        "secondaryEmissionFactorSources": DATABASES, "primaryDataShare": NOT_BELOW,
        "dqi": _object("technologicalDQR geographicalDQR temporalDQR", dict.fromkeys(
            ("technologicalDQR", "geographicalDQR", "temporalDQR"), NOT_BELOW)),
        "verification": _object("", {
            "coverage": {"enum": ["PCF calculation model", "PCF program", "product level"]},
            "providerName": TEXT, "completedAt": TIME, "standardName": TEXT, "comments": TEXT}),
    },
    **ONE_PLACE,
)  # fmt: skip
V3 = _object(
    "id specVersion created status companyName companyIds productDescription productIds productNameCompany pcf",
    {"specVersion": {"type": "string", "pattern": r"^3\.0\.\d+$"}, "pcf": PCF_3, **HEAD},
)
RATING_2 = {"type": "number", "minimum": 1, "maximum": 3}
RATINGS_2 = ("technologicalDQR", "temporalDQR", "geographicalDQR", "completenessDQR", "reliabilityDQR")
PCF_2 = _object(
    "declaredUnit unitaryProductAmount referencePeriodStart referencePeriodEnd pCfExcludingBiogenic"
    " fossilGhgEmissions fossilCarbonContent biogenicCarbonContent characterizationFactors"
    " ipccCharacterizationFactorsSources crossSectoralStandardsUsed boundaryProcessesDescription"
    " exemptedEmissionsPercent exemptedEmissionsDescription packagingEmissionsIncluded",
    {
        "declaredUnit": {"enum": UNITS[:7]}, "unitaryProductAmount": ABOVE, "productMassPerDeclaredUnit": NOT_BELOW,
        **PERIOD, **PLACE, "pCfExcludingBiogenic": NOT_BELOW, "pCfIncludingBiogenic": DECIMAL,
        "fossilGhgEmissions": NOT_BELOW, "fossilCarbonContent": NOT_BELOW, "biogenicCarbonContent": NOT_BELOW,
        "dLucGhgEmissions": NOT_BELOW, "otherBiogenicGhgEmissions": NOT_BELOW,
        "biogenicCarbonWithdrawal": NOT_ABOVE, "aircraftGhgEmissions": NOT_BELOW,
        "characterizationFactors": {"enum": ["AR6", "AR5"]}, "ipccCharacterizationFactorsSources": REPORTS,
        "crossSectoralStandardsUsed": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": [
            "GHG Protocol Product standard", "ISO Standard 14067", "ISO Standard 14044"]}},
        "crossSectoralStandards": {"type": "array", "minItems": 1, "items": TEXT},
        "boundaryProcessesDescription": TEXT, "exemptedEmissionsPercent": PERCENT | {"maximum": 5},
        "exemptedEmissionsDescription": TEXT, "packagingEmissionsIncluded": FLAG,
        "productOrSectorSpecificRules": RULES, "allocationRulesDescription": TEXT,
        "secondaryEmissionFactorSources": DATABASES, "uncertaintyAssessmentDescription": TEXT,
        "primaryDataShare": PERCENT,
        "dqi": _object("coveragePercent " + " ".join(RATINGS_2), {
            "coveragePercent": PERCENT, **dict.fromkeys(RATINGS_2, RATING_2)}),
        "assurance": _object("assurance providerName", {
            "assurance": FLAG, "providerName": FULL, "completedAt": TIME, "standardName": TEXT, "comments": TEXT,
            "coverage": {"enum": ["corporate level", "product line", "PCF system", "product level"]}}),
    },
    **ONE_PLACE,
)  # fmt: skip
V2 = _object(
    "id specVersion version created status comment companyName companyIds productDescription productIds"
    " productCategoryCpc productNameCompany pcf",
    {
        "specVersion": {"type": "string", "pattern": r"^2\.3\.\d+$"}, "version": {"type": "integer", "minimum": 0},
        "productCategoryCpc": FULL, "pcf": PCF_2, **HEAD,
    },
)  # fmt: skip


def check(document: Any, schema: dict[str, Any]) -> None:
    """Refuse a document that does not keep to a schema, ids included."""
    checker = jsonschema.FormatChecker(["uuid"])
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(document)
