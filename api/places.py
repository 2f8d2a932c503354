"""Where a finding stands in the file it speaks of: ``file:line`` of a path with ids."""

from __future__ import annotations

import re
from typing import Any

from rules.yaml_lines import Lines

STEP = re.compile(r"([A-Za-z_][\w-]*(?:/[\w-]+)?)|\[([^\]]+)\]|([^.\[\]]+)")


def in_file(lines: Lines, where: str) -> str:
    """Write ``file:line: path`` for ``processes[cell].lines[cathode].unit``."""
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
