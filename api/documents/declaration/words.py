"""The fixed words of the declaration, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from footprint.texts import Language, Text
from rules.yaml_lines import read_yaml_file

HERE = Path(__file__).resolve().parent
FILES = ("words.yaml", "sentences.yaml")


@cache
def texts() -> Mapping[str, Text]:
    """Return every word by key in three languages."""
    found: dict[str, Text] = {}
    for name in FILES:
        for key, value in read_yaml_file(HERE / name).document.items():
            found[key] = Text.model_validate(value)
    return MappingProxyType(found)


def say(key: str, language: Language, **values: object) -> str:
    """Return a word, filled."""
    text = texts()[key].get(language)
    return text.format(**values) if values else text
