"""Which metal of a bill of materials may be a CBAM good, read from ``regulation/cbam/bridge.yaml``."""

from __future__ import annotations

from functools import cache

from footprint.cbam.bridge import Candidate
from rules.cbam_tables import FOLDER
from rules.yaml_lines import read_yaml_file


@cache
def candidates() -> tuple[Candidate, ...]:
    """Return the rows in their order: the first that fits holds."""
    document = read_yaml_file(FOLDER / "bridge.yaml").document
    return tuple(
        Candidate(
            row["id"],
            tuple(row.get("activities", ())),
            tuple(row["datasets"]),
            tuple(row["headings"]),
            dict(row["reason"]),
        )
        for row in document["parts"]
    )
