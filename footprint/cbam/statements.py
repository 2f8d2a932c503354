"""What is said of a good, a shipment or an estimate: a code, what its sentence needs, where the law says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from footprint.cbam.regulation import LawCite


@dataclass(frozen=True)
class Statement:
    """One statement; the words are the interface's."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    cite: LawCite | None = None
