"""The QR code of a label: how much is kept against damage, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import segno

from api.documents.block import INK, number

Level = Literal["l", "m", "q", "h"]


@dataclass(frozen=True)
class Symbol:
    """A QR code as rows of modules, dark where True; without its quiet zone."""

    rows: tuple[tuple[bool, ...], ...]
    level: Level

    @property
    def side(self) -> int:
        """Modules on a side."""
        return len(self.rows)

    def draw(self, x: float, y: float, side: float) -> str:
        """Draw the code as one path of horizontal runs; the paper around it is its quiet zone."""
        runs = []
        for top, row in enumerate(self.rows):
            left = 0
            while left < len(row):
                length = 1
                while left + length < len(row) and row[left + length] == row[left]:
                    length += 1
                if row[left]:
                    runs.append(f"M{left} {top}h{length}v1h-{length}z")
                left += length
        place = f"translate({number(x)} {number(y)}) scale({side / self.side:.5f})"
        return f'<path transform="{place}" fill="{INK}" shape-rendering="crispEdges" d="{"".join(runs)}"/>'


@lru_cache(maxsize=1_000)
def code(payload: str, level: Level = "m") -> Symbol:
    """Write a payload as a QR code; kept, for a label is laid out at several scales and drawn again and again."""
    matrix = segno.make(payload, error=level, micro=False, boost_error=False).matrix
    return Symbol(tuple(tuple(bool(bit) for bit in row) for row in matrix), level)


def fitted(payload: str, room: float, quiet: int, module: float, levels: tuple[Level, ...]) -> Symbol | None:
    """Return the code with most redundancy whose modules are large enough in a square; None where none is.

    Parameters
    ----------
    room : float
        Side of the square with the quiet zone [mm].
    quiet : int
        Light modules on each side.
    module : float
        Smallest side of a module [mm].
    """
    for level in levels:
        found = code(payload, level)
        if room / (found.side + 2 * quiet) >= module:
            return found
    return None
