"""The example products that come with the service: read by pages, templates and demonstration alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from api.errors import NotFoundError
from rules.yaml_lines import read_yaml_file

FOLDER = Path(__file__).resolve().parents[2] / "examples"


@cache
def examples() -> Mapping[str, Mapping[str, Any]]:
    """Return the example products by name."""
    found = {file.stem: read_yaml_file(file).document for file in sorted(FOLDER.glob("*.yaml"))}
    return {
        name: document
        for name, document in found.items()
        if isinstance(document, dict) and str(document.get("format", "")).startswith("footprint-product/")
    }


def example(name: str) -> Mapping[str, Any]:
    """Return one example.

    Raises
    ------
    NotFoundError
        There is none of that name.
    """
    found = examples().get(name)
    if found is None:
        raise NotFoundError(kind="example", name=name)
    return found
