"""Reading product files, and finding the line a finding speaks of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from footprint.errors import InputError, Problem, ProductError
from footprint.product import Product, parse_product
from rules.yaml_lines import Lines, read_yaml_file

STEP = re.compile(r"([A-Za-z_][\w-]*(?:/[\w-]+)?)|\[([^\]]+)\]|([^.\[\]]+)")


def read_product(file: Path, rule: str | None = None) -> tuple[Product, Lines]:
    """Read a product document from YAML or JSON.

    Raises
    ------
    InputError
        Not readable, not YAML, or no product: every problem with ``file:line: field``.
    """
    lines = read_yaml_file(file)
    document = lines.document
    if isinstance(document, dict) and rule is not None:
        document = {**document, "rule": rule}
    try:
        return parse_product(document), lines
    except ProductError as error:
        raise InputError(*(Problem(place(lines, p.where), p.what) for p in error.problems)) from error


def place(lines: Lines, where: str) -> str:
    """Write ``file:line: path`` for a path like ``processes[cell].lines[cathode].unit``."""
    found = steps(lines.document, where)
    if not found:  # it speaks of the whole document, or of something that is not there
        return f"{lines.name}: {where}" if where else lines.name
    return lines.where(found, where)


def steps(document: Any, where: str) -> tuple[str | int, ...]:
    """Turn a path with ids into keys and positions, as far as the document goes."""
    path: list[str | int] = []
    here = document
    for match in STEP.finditer(where):
        name = match.group(2) or match.group(1) or match.group(3)
        if isinstance(here, list):
            position = next(
                (i for i, item in enumerate(here) if isinstance(item, dict) and str(item.get("id")) == name),
                int(name) if name.isdigit() else None,
            )
            if position is None or position >= len(here):
                break
            path.append(position)
            here = here[position]
        elif isinstance(here, dict) and name in here:
            path.append(name)
            here = here[name]
        else:
            break
    return tuple(path)
