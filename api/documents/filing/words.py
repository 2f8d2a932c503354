"""The words of a filing, and its values as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from api.i18n import percent, translator
from api.i18n.codes import LABELS
from footprint.derived import figure
from footprint.display import display_number
from footprint.texts import Language, Text
from rules.yaml_lines import read_yaml_file

HERE = Path(__file__).resolve().parent
RESULT = "kg CO2e"  # figures of this unit are rounded for people; others keep their digits


@cache
def texts() -> Mapping[str, Text]:
    """Return every word by key in three languages."""
    found = read_yaml_file(HERE / "words.yaml").document
    return MappingProxyType({key: Text.model_validate(value) for key, value in found.items()})


def say(key: str, language: Language, **values: object) -> str:
    """Return a word, filled."""
    text = texts()[key].get(language)
    return text.format(**values) if values else text


def shown(field: Mapping[str, Any], language: Language) -> str:
    """Write the value of a field for people; empty where there is none."""
    value = (field["shown"] or {}).get(language) or field["value"]
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return str(value[language])
    if isinstance(value, int | float):
        return display_number(value) if field["unit"].startswith(RESULT) else plain_number(value, field["id"])
    family = LABELS["family"].get(value)
    return translator(language).gettext(family) if family else str(value)


def plain_number(value: float, name: str) -> str:
    """Write a number with its digits; a year without a comma."""
    return f"{value:.12g}" if name.endswith("year") else f"{value:,.12g}"


def basis(entry: Mapping[str, Any], language: Language) -> str:
    """Say what a statement rests on: source, clause and grade."""
    return f"{entry['source']}: {entry['clause']} ({say('grade_' + entry['grade'], language)})"


def origin(field: Mapping[str, Any], language: Language) -> str:
    """Say where a value is from."""
    if field["from"] == "stated":
        return say("stated", language)
    return say("record", language, path=field["from"])


def totals(product: Mapping[str, Any]) -> dict[str, float]:
    """Sum the stages of a product."""
    names = ("value", "per_item", "share")
    return {name: figure(sum(one[name] or 0.0 for one in product["stages"])) for name in names}


def share(value: float | None, language: Language) -> str:
    """Write a share."""
    return "–" if value is None else percent(value, language)
