"""JSON Schema of the installation document, generated from the model."""

from __future__ import annotations

from typing import Any

from footprint.cbam.installation import FORMAT, Installation


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12). ``x-units`` of a value lists the units it is due in."""
    schema = Installation.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": FORMAT, **schema,
            "required": ["format", *schema["required"]]}  # fmt: skip
