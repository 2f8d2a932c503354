"""Paths into a record, as data name them: ``product.maker``, ``parameters[rated_energy].value``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

STEP = re.compile(r"(?P<name>[^.\[\]]+)(?:\[(?P<id>[^\]]+)\])?(?:\.|$)")


def read(document: Any, path: str) -> Any:
    """Follow a path such as ``parameters[rated_energy].value``; None where nothing stands there."""
    here = document
    for step in STEP.finditer(path):
        here = here.get(step["name"]) if isinstance(here, Mapping) else None
        if step["id"] is not None:
            entries = here if isinstance(here, list | tuple) else ()
            here = next((one for one in entries if one.get("id") == step["id"]), None)
    return here
