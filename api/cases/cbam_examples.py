"""The example installations that come with the service; their activity data are invented."""

from __future__ import annotations

from functools import cache
from typing import Any

from api.cases.examples import FOLDER
from api.errors import NotFoundError
from footprint.texts import LANGUAGES
from rules.yaml_lines import read_yaml

INSTALLATIONS = FOLDER / "cbam"


@cache
def names() -> tuple[str, ...]:
    """Return the names of the examples."""
    return tuple(file.stem for file in sorted(INSTALLATIONS.glob("*.yaml")))


def text_of(name: str) -> str:
    """Return the file of an example as it stands, comments included.

    Raises
    ------
    NotFoundError
        There is none of that name.
    """
    if name not in names():
        raise NotFoundError(kind="example", name=name)
    return (INSTALLATIONS / f"{name}.yaml").read_text("utf-8")


@cache
def documents() -> dict[str, Any]:
    """Return the documents by name."""
    return {name: read_yaml(text_of(name), f"{name}.yaml").document for name in names()}


def listed() -> list[dict[str, Any]]:
    """Return name, title and document of each."""
    return [
        {"name": name, "title": dict.fromkeys(LANGUAGES, document["title"]), "document": document}
        for name, document in documents().items()
    ]
