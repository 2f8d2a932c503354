"""The fixed words of the operator's report, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from footprint.texts import Language, Text
from rules.yaml_lines import read_yaml_file

HERE = Path(__file__).resolve().parent


@cache
def texts() -> Mapping[str, Text]:
    """Return every word by key in three languages."""
    rows = read_yaml_file(HERE / "words.yaml").document
    return MappingProxyType({key: Text.model_validate(value) for key, value in rows.items()})


@cache
def plan_points() -> Mapping[str, Text]:
    """Return the points of the monitoring plan by number (IR (EU) 2025/2547 Annex II A.5), in their order."""
    rows = read_yaml_file(HERE / "plan.yaml").document["points"]
    return MappingProxyType({str(number): Text.model_validate(value) for number, value in rows.items()})


def say(key: str, language: Language, **values: object) -> str:
    """Return a word, filled."""
    text = texts()[key].get(language)
    return text.format(**values) if values else text
