"""Parts of a PACT footprint that are told from the lines of a record: words, shares, ratings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from footprint.exchange.pact_decimal import moment, text
from footprint.exchange.pact_statement import PactStatement
from footprint.suppliers import PREFIX

LONGEST = 2_000
Lines = Sequence[Mapping[str, Any]]
RATINGS = MappingProxyType(
    {"technologicalDQR": "technology", "geographicalDQR": "geography", "temporalDQR": "time"}
)

RATINGS_V2 = MappingProxyType({**RATINGS, "completenessDQR": "completeness", "reliabilityDQR": "reliability"})


def processes(lines: Lines, stages: Sequence[str]) -> str:
    """Say which activities each stage holds."""
    told = []
    for stage in stages:
        names = dict.fromkeys(_words(line["activity"]) for line in lines if line["stage"] == stage)
        if names:
            told.append(f"{_words(stage)}: {', '.join(names)}")
    return _short("; ".join(told))


def omissions(record: Mapping[str, Any]) -> str:
    """Say what was left out, and what nobody could source."""
    told = [f"{one['name']} ({one['reason']})" for one in record["product"].get("omitted", ())]
    if gaps := [one["gap"] for one in record.get("gaps", ())]:
        told.append(f"no public source for: {', '.join(gaps)}")
    return _short("; ".join(told))


def allocations(record: Mapping[str, Any]) -> str:
    """Say how processes with several products were shared."""
    told = [
        f"{one['process']}: {one['method']}, share {text(one['share'])}"
        + (f" ({one['reason']})" if one.get("reason") else "")
        for one in record.get("allocations", ())
    ]
    return _short("; ".join(told))


def databases(record: Mapping[str, Any], lines: Lines) -> list[dict[str, str]]:
    """Name the background, where a line rests on it."""
    if all(not line["dataset"] or line["dataset"].startswith(PREFIX) for line in lines):
        return []
    used = record["background"]
    return [{"name": str(used["id"]), "version": str(used["version"])}]


def primary_share(record: Mapping[str, Any], lines: Lines) -> float:
    """Return the share of primary data [1]: what suppliers state as such, and own direct emissions.

    An amount of the maker's own on a published dataset is not primary: the factor is not.
    """
    stated = {
        PREFIX + one["id"]: one.get("primary_data_share") or 0.0 for one in record["product"].get("suppliers", ())
    }
    whole = math.fsum(abs(line["value"]) for line in lines)
    primary = 0.0
    for line in lines:
        if line["dataset"] in stated:
            primary += abs(line["value"]) * stated[line["dataset"]]
        elif not line["dataset"] and line["origin"] == "company_specific":
            primary += abs(line["value"])
    return primary / whole if whole else 0.0


def ratings(lines: Lines) -> dict[str, str]:
    """Return the ratings of version 3, 1 best to 5 worst; nothing where no dataset is rated."""
    means = _means(lines)
    return {theirs: text(means[ours]) for theirs, ours in RATINGS.items()} if means else {}


def ratings_v2(lines: Lines) -> dict[str, float]:
    """Return the ratings of version 2.3, whose range of 1 to 3 ours is pressed into, with what they cover."""
    means = _means(lines)
    if not means:
        return {}
    whole = math.fsum(abs(line["value"]) for line in lines)
    rated = math.fsum(abs(line["value"]) for line in lines if line["quality"].get("dataset"))
    pressed = {theirs: round((means[ours] + 1.0) / 2.0, 6) for theirs, ours in RATINGS_V2.items()}
    return {"coveragePercent": round(100.0 * rated / whole, 6), **pressed}


def _means(lines: Lines) -> dict[str, float]:
    """Return the mean rating of the datasets by criterion, weighted by what each line carries."""
    rated = [line for line in lines if line["quality"].get("dataset")]
    whole = math.fsum(abs(line["value"]) for line in rated)
    if not whole:
        return {}
    return {
        name: math.fsum(abs(x["value"]) * x["quality"]["dataset"][name] for x in rated) / whole
        for name in RATINGS_V2.values()
    }


def biogenic_content(record: Mapping[str, Any], flow: float) -> dict[str, str]:
    """Return the biogenic carbon in product and packaging, where it was stated."""
    names = {"product": "biogenicCarbonContent", "packaging": "packagingBiogenicCarbonContent"}
    content = record.get("biogenic_carbon", {}).get("content", ())
    return {names[one["part"]]: text(one["carbon"] / flow) for one in content}


def verification(stated: PactStatement) -> dict[str, str]:
    """Return the verification, when there was one."""
    found = stated.verification
    if found is None:
        return {}
    given = {
        "coverage": found.coverage or "",
        "providerName": found.provider,
        "completedAt": moment(found.completed) if found.completed else "",
        "standardName": found.standard,
        "comments": found.comments,
    }
    return {key: value for key, value in given.items() if value}


def _words(name: str) -> str:
    return name.replace("_", " ")


def _short(told: str) -> str:
    return told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"
