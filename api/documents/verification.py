"""The text a verification statement begins with (``verification.yaml``); the reviewer edits and answers for it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from footprint.texts import Language
from rules.yaml_lines import read_yaml_file

FILE = Path(__file__).with_name("verification.yaml")


@lru_cache(maxsize=1)
def templates() -> dict[str, dict[Language, str]]:
    """Return the texts by level of assurance and language."""
    found: dict[str, dict[Language, str]] = read_yaml_file(FILE).document
    return found


def statement(assurance: str, language: Language, **facts: str) -> str:
    """Fill in the text of a level: ``product``, ``model``, ``holder``, ``figure``, ``rule``, ``record``."""
    return templates()[assurance][language].format(**facts)
