"""The words of the public statement: its own, and those it shares with the declaration."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from api.documents.declaration import words as shared
from footprint.texts import Language, Text
from rules.yaml_lines import read_yaml_file

HERE = Path(__file__).resolve().parent


@cache
def _own() -> dict[str, Text]:
    return {key: Text.model_validate(value) for key, value in read_yaml_file(HERE / "words.yaml").document.items()}


def say(key: str, language: Language, **values: object) -> str:
    """Return a word, filled."""
    if key not in _own():
        return shared.say(key, language, **values)
    text = _own()[key].get(language)
    return text.format(**values) if values else text
