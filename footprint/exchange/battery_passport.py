"""A record as the carbon footprint of a battery passport: a pure function of record, passport and statement.

What is not known is absent, and a list says why; a figure under another method than the passport's is not taken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from footprint.derived import derived
from footprint.errors import InputError, Problem, RecordError
from footprint.exchange.gs1 import gtin14
from footprint.passport import Passport, PassportField
from footprint.paths import read
from footprint.texts import Text

FORMAT = "footprint-battery-passport/1"
CLOSE = 1e-9  # relative; records keep twelve digits
ADDRESS = re.compile(r"https://[^\s/]{1,253}(/[^\s]{0,2000})?")
LONGEST = 200


def write_battery_passport(
    record: Mapping[str, Any], passport: Passport, stated: Mapping[str, Any]
) -> dict[str, Any]:
    """Write the passport.

    Parameters
    ----------
    record : mapping
        A stored record, with or without ``run_id``.
    passport : Passport
        Fields and stages, as data.
    stated : mapping
        What the maker states beside the record, by name of the field.

    Returns
    -------
    dict
        Fields by group, where each value is from, and what is absent with its reason. Figures in kg CO2e per kWh,
        the absolute one in kg CO2e.

    Raises
    ------
    InputError
        Something is stated that the passport does not take.
    RecordError
        The stages of the record do not add up to its total.
    """
    _refuse(passport, stated)
    whole = {**record, "derived": derived(record)}
    _adds_up(whole)
    refused = _not_taken(whole, passport)
    groups: dict[str, dict[str, Any]] = {}
    origin: dict[str, Any] = {}
    absent: list[dict[str, Any]] = []
    for field in passport.fields:
        value, reason = _value(field, whole, passport, stated, refused)
        if value is None:
            absent.append(
                {
                    "field": field.id,
                    "clause": field.clause,
                    "required": field.required,
                    "reason": (reason or field.absent).to_dict(),
                }
            )
            continue
        groups.setdefault(field.group, {})[field.id] = value
        origin[field.id] = {
            "clause": field.clause,
            "from": field.read or "stated",
            "unit": field.unit,
            "grade": field.grade,
            "source": field.cite.source,
        }
    return {
        "format": FORMAT,
        "passport": {"id": passport.id, "version": passport.version, "status": passport.status},
        "dataModel": {
            "name": passport.model.name,
            "version": passport.model.version,
            "specification": passport.model.specification,
        },
        **groups,
        "origin": origin,
        "absent": absent,
        "notes": {name: text.to_dict() for name, text in passport.notes.items()},
        "record": {
            "run_id": record.get("run_id"),
            **{
                part: {key: record[part].get(key) for key in ("id", "version", "sha256")}
                for part in ("rule", "background")
            },
            "characterization": record["characterization"]["id"],
        },
    }


def _refuse(passport: Passport, stated: Mapping[str, Any]) -> None:
    fields = {field.id: field for field in passport.fields}
    takes = [name for name, field in fields.items() if field.make in {"url", "text"}]
    problems = []
    for name, value in stated.items():
        field = fields.get(name)
        if field is not None and field.make == "unpublished":
            problems.append(Problem(name, "is not taken: it is not published"))
        elif name not in takes:
            problems.append(Problem(name, f"is not asked for: known are {', '.join(takes)}"))
        elif not isinstance(value, str) or not value.strip():
            problems.append(Problem(name, "is no text"))
        elif field is not None and field.make == "url" and not ADDRESS.fullmatch(value):
            problems.append(Problem(name, f"is {value!r}: a public address with https:// is due"))
        elif field is not None and field.make == "text" and len(value) > LONGEST:
            problems.append(Problem(name, f"should have at most {LONGEST} characters"))
    if problems:
        raise InputError(*problems)


def _adds_up(record: Mapping[str, Any]) -> None:
    parts, total = list(record["stages"].values()), record["total"]["value"]
    if abs(math.fsum(parts) - total) > CLOSE * max(abs(total), *map(abs, parts), 0.0):
        what = f"the stages add up to {math.fsum(parts):.12g}, the total says {total:.12g}"
        raise RecordError(what)


def _not_taken(record: Mapping[str, Any], passport: Passport) -> Text | None:
    """Say why the figures of a record are not those of the passport; None where they are."""
    unit = record["functional_unit"]
    if record["rule"]["id"] not in passport.rules:
        return passport.reasons["rule"]
    if (unit["unit"], unit["amount"]) != (passport.unit.value, 1):
        return passport.reasons["unit"]
    if any(stage not in passport.stages for stage in record["stages"]):
        return passport.reasons["stage_outside"]
    if any(stage not in record["stages"] for stage in passport.stages):
        return passport.reasons["stage_missing"]
    return None


def _value(
    field: PassportField,
    record: Mapping[str, Any],
    passport: Passport,
    stated: Mapping[str, Any],
    refused: Text | None,
) -> tuple[Any, Text | None]:
    if field.make in {"url", "text"}:
        return stated.get(field.id), None
    if field.make == "unpublished":
        return None, passport.classes.text
    if field.make == "gtin":
        try:
            return gtin14(read(record, field.read) or ""), None
        except InputError:
            return None, passport.reasons["gtin"] if read(record, field.read) else None
    if field.make == "read":
        return read(record, field.read) or None, None
    if refused is not None:
        return None, refused
    value = read(record, field.read)
    if field.make == "stages":
        return [
            {"lifecycleStage": name, "carbonFootprint": value[stage]} for stage, name in passport.stages.items()
        ], None
    if field.read.startswith("derived.") and record["reference_flow"]["unit"] != "item":
        return None, passport.reasons["item"]
    return value, None
