"""A part of a drawing: lines of text and rectangles below each other, as SVG with presentation attributes only."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from api.documents.lettering import wide

INK, MUTED, HAIRLINE, PAPER = "#14212B", "#55636C", "#C3CCD1", "#FFFFFF"

# Characters to set as shifted figures [em down].
_PLAIN = str.maketrans("₂⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "2−0123456789")
_SHIFT = {chr(char): 0.14 if chr(char) == "₂" else -0.34 for char in _PLAIN}


@dataclass
class Block:
    """A part of the drawing with its own origin and height [mm]."""

    marks: list[str] = field(default_factory=list)
    height: float = 0.0
    chinese: str = ""  # faces for lines with Chinese characters, where those of the drawing have none

    def text(
        self, x: float, lines: list[str], size: float, *, fill: str = INK, bold: bool = False, anchor: str = "start"
    ) -> None:
        """Set lines below what is there."""
        for line in lines:
            self.letters(x, self.height + 0.86 * size, line, size, fill=fill, bold=bold, anchor=anchor)
            self.height += 1.3 * size

    def letters(
        self,
        x: float,
        y: float,
        line: str,
        size: float,
        *,
        fill: str = INK,
        bold: bool = False,
        anchor: str = "start",
    ) -> None:
        """Set one line on a baseline."""
        more = (' font-weight="700"' if bold else "") + (f' text-anchor="{anchor}"' if anchor != "start" else "")
        if self.chinese and any(map(wide, line)):
            more += f" font-family={quoteattr(self.chinese)}"
        place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
        self.marks.append(f'<text {place} fill="{fill}"{more}>{_shifted(line, size)}</text>')

    def rect(self, x: float, y: float, width: float, height: float, fill: str, more: str = "") -> None:
        """Draw a filled rectangle."""
        place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        self.marks.append(f'<rect {place} fill="{fill}"{more}/>')

    def rule(self, y: float, width: float) -> None:
        """Draw a hairline."""
        self.rect(0, y, width, 0.15, HAIRLINE)


def _shifted(line: str, size: float) -> str:
    """Escape a line and set its small raised or lowered characters as shifted figures, which every face has."""
    parts, shift = [], 0.0
    for small, run in groupby(line, key=lambda char: _SHIFT.get(char, 0.0)):
        text = escape("".join(run).translate(_PLAIN))
        size_of_run = f' font-size="{number(0.66 * size)}"' if small else ""
        move = (small - shift) * size
        parts.append(f'<tspan dy="{number(move)}"{size_of_run}>{text}</tspan>' if small or move else text)
        shift = small
    return "".join(parts)


def number(value: float) -> str:
    """Write a length without needless digits."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
