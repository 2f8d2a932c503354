"""Titles for the codes that findings carry: of a rule (activities, parameters …), of a background (datasets)."""

from __future__ import annotations

from typing import Any

from footprint.background import Background
from footprint.rule import Rule
from footprint.texts import Language, Text

DATASETS = {"dataset", "datasets", "gaps"}


def dataset_name(background: Background, name: str, value: Any, language: Language) -> str | None:
    """Return the name behind a dataset's id in a finding, or None where it is none."""
    found = background.datasets.get(value) if name in DATASETS and isinstance(value, str) else None
    return found.name.get(language) if found else None


def title(rule: Rule, name: str, value: Any, params: dict[str, Any], language: Language) -> str | None:
    """Return the title behind a code of a finding, or None where the rule has none.

    Parameters
    ----------
    name : str
        Of the parameter of the finding, e.g. ``activity``.
    value
        Its value, e.g. ``cathode_active_material``.
    params
        All parameters of the finding: an ``option`` belongs to its ``choice``.
    """
    if not isinstance(value, str):
        return None
    found: Text | None = None
    match name:
        case "activity" | "activities":
            activity = rule.activity(value)
            found = activity.title if activity else None
        case "parameter" | "parameters":
            found = rule.parameters[value].title if value in rule.parameters else None
        case "choice":
            found = rule.choices[value].title if value in rule.choices else None
        case "option":
            choice = rule.choices.get(str(params.get("choice", "")))
            found = choice.options[value].title if choice and value in choice.options else None
        case "process":
            found = next((p.title for p in rule.processes if p.id == value), None)
        case "stage" | "missing_stages" | "extra_stages":
            found = rule.stages[value].title if value in rule.stages else None
        case "kind" | "instruments" | "accepted_instruments":
            kinds = rule.traceability.kinds
            found = kinds[value].title if value in kinds else None
        case "material":
            found = next((m.title for m in rule.end_of_life.materials if m.id == value), None)
    return found.get(language) if found else None
