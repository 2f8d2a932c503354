"""A month × hour heat map as SVG text: presentation attributes only, so that it holds under a strict policy.

Colours are plain ``fill`` attributes of a closed scale; the pages recolour them by attribute selectors for dark
screens. The map is never the only way to the figures: the page shows the same values as a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from api.documents.figures import FONT, INK_SOFT

# Seven steps from low to high, told apart by lightness alone.
SCALE = ("#eaf1f6", "#cadceb", "#a5c4dd", "#7ba7cb", "#4f87b4", "#286797", "#0d4574")
LEFT, TOP, CELL, ROW = 44, 22, 26, 22
LEGEND, GAP, SIZE = 46, 1, 12


@dataclass(frozen=True)
class Cell:
    """One cell: its value, and what it says when it is pointed at."""

    value: float
    text: str


def steps(low: float, high: float) -> tuple[float, ...]:
    """Return the bounds between the steps of the scale, from the least to the largest value."""
    width = (high - low) / len(SCALE)
    return tuple(low + width * i for i in range(len(SCALE) + 1))


def fill(value: float, low: float, high: float) -> str:
    """Return the colour of a value; where all are equal it is the middle one."""
    if high <= low:
        return SCALE[len(SCALE) // 2]
    return SCALE[min(len(SCALE) - 1, max(0, int((value - low) / (high - low) * len(SCALE))))]


def heatmap(
    rows: Sequence[Sequence[Cell]],
    row_names: Sequence[str],
    column_names: Sequence[str],
    title: str,
    legend: Sequence[str],
) -> str:
    """Draw the map.

    Parameters
    ----------
    rows : sequence of rows of Cell
        All of one length.
    row_names, column_names : sequence of str
        An empty name is not written.
    title : str
        What the map shows, for those who cannot see it.
    legend : sequence of str
        One text per bound of :func:`steps`, low to high.
    """
    values = [cell.value for row in rows for cell in row]
    low, high = min(values), max(values)
    width, height = LEFT + CELL * len(rows[0]), TOP + ROW * len(rows) + LEGEND
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            f'aria-label="{escape(title, quote=True)}" font-family="{FONT}" font-size="{SIZE}">'
        )
    ]
    for j, name in enumerate(column_names):
        if name:
            parts.append(_text(LEFT + CELL * j + CELL / 2, TOP - 7, name, "middle"))
    for i, row in enumerate(rows):
        parts.append(_text(LEFT - 8, TOP + ROW * i + ROW / 2 + 4, row_names[i], "end"))
        for j, cell in enumerate(row):
            parts.append(
                f'<rect x="{LEFT + CELL * j}" y="{TOP + ROW * i}" width="{CELL - GAP}" height="{ROW - GAP}" '
                f'fill="{fill(cell.value, low, high)}"><title>{escape(cell.text)}</title></rect>'
            )
    parts += _legend(TOP + ROW * len(rows) + 14, legend)
    return "".join([*parts, "</svg>"])


def _legend(top: float, texts: Sequence[str]) -> list[str]:
    step = 64
    drawn = [
        f'<rect x="{LEFT + step * i}" y="{top}" width="{step - GAP}" height="10" fill="{colour}"/>'
        for i, colour in enumerate(SCALE)
    ]
    return drawn + [_text(LEFT + step * i, top + 26, text, "middle") for i, text in enumerate(texts)]


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{INK_SOFT}">{escape(text)}</text>'
