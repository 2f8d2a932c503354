"""The JSON Schema of a product under one rule: the general one, narrowed to what the rule asks for.

It serves editors and importers. The checks know more than a schema can say, and have the last word.
"""

from __future__ import annotations

from typing import Any

from footprint.product import Product
from footprint.rule import Parameter, Rule


def product_schema(rule: Rule) -> dict[str, Any]:
    """Return the schema: choices with their options, parameters with their range, activities by name."""
    schema = Product.model_json_schema()
    name = f"{rule.pcr}@{rule.version}"
    own = {key: _parameter(entry) for key, entry in rule.parameters.items() if _asked(entry)}
    required = [
        key
        for key, entry in rule.parameters.items()
        if key in own and entry.required and entry.default is None and entry.by is None
    ]
    choices = {key: _choice(rule, key) for key in rule.choices}
    decided = [key for key, choice in rule.choices.items() if choice.default is None]
    properties = schema["properties"]
    properties["rule"] = {"enum": [rule.pcr, name]}
    properties["parameters"] = _table(own, required)
    properties["choices"] = _table(choices, decided)
    lines = schema["$defs"]["Line"]["properties"]
    lines["activity"] = {"enum": [a.id for a in rule.activity_data if a.required != "derived"]}
    asked = {c.id: {"type": "string", "description": (c.asks or c.reason).en} for c in rule.not_encoded}
    properties["answers"] = {"type": "object", "properties": asked, "additionalProperties": {"type": "string"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"/v1/rules/{name}/schema.json",
        **schema,
        "title": rule.title.en,
        "description": rule.summary.en,
    }


def _table(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _asked(entry: Parameter) -> bool:
    """Tell whether a preparer may give the parameter: neither fixed for every option nor computed."""
    by_option = bool(entry.values) and None in entry.values.values()
    return entry.value is None and entry.derive is None and (by_option or not entry.values)


def _parameter(entry: Parameter) -> dict[str, Any]:
    """Describe one parameter; the range is stated for the unit of the rule."""
    described = f"{entry.title.en} [{entry.unit}]"
    if entry.open:
        described += "; open: give a reason"
    schema: dict[str, Any] = {"$ref": "#/$defs/Quantity", "description": described}
    if entry.open:
        schema["required"] = ["reason"]
    if entry.default is not None:
        schema["default"] = {"amount": entry.default, "unit": entry.unit}
    bounds = _bounds(entry)
    if bounds:
        schema["if"] = {"properties": {"unit": {"const": entry.unit}}}
        schema["then"] = {"properties": {"amount": bounds}}
    return schema


def _bounds(entry: Parameter) -> dict[str, float]:
    bounds: dict[str, float] = {}
    if entry.minimum is not None:
        bounds["exclusiveMinimum" if entry.exclusive_minimum else "minimum"] = entry.minimum
    if entry.maximum is not None:
        bounds["maximum"] = entry.maximum
    return bounds


def _choice(rule: Rule, name: str) -> dict[str, Any]:
    choice = rule.choices[name]
    required = ["option", "reason"] if choice.open else ["option"]
    return {
        "$ref": "#/$defs/Chosen",
        "description": choice.title.en,
        "properties": {"option": {"enum": list(choice.options)}},
        "required": required,
    }
