"""From one figure to another by causes: a waterfall as SVG text, drawn by the library."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import vl_convert

from api.documents.figures import INK, INK_SOFT, clean, colour

UP, DOWN = colour(3), colour(4)
WHOLE = colour(0)


@dataclass(frozen=True)
class Rung:
    """One bar: a whole figure that stands on zero, or a change that hangs between two figures."""

    label: str
    value: float
    text: str
    whole: bool = False


@lru_cache(maxsize=128)
def waterfall(rungs: tuple[Rung, ...], title: str, width: int = 640) -> str:
    """Draw a waterfall, labels above the bars.

    Parameters
    ----------
    rungs : tuple of Rung
        First figure, changes, last figure; the changes add up to the difference.
    title : str
        What the figure shows, for those who cannot see it.
    width : int
        [px]
    """
    rows: list[dict[str, object]] = []
    edges, level = [0.0], 0.0
    for i, rung in enumerate(rungs):
        start, end = (0.0, rung.value) if rung.whole else (level, level + rung.value)
        fill = WHOLE if rung.whole else UP if rung.value > 0 else DOWN
        rows.append({"row": i, "label": rung.label, "text": rung.text, "from": start, "to": end, "colour": fill})
        edges += [start, end]
        level = end
    domain = [min(edges), max(1e-12, *edges)]
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.0, paddingOuter=0.0))
    x = alt.X("from:Q", axis=None, scale=alt.Scale(domain=domain, nice=False))
    base = alt.Chart(alt.InlineData(values=rows))
    bars = base.mark_bar(size=13, yOffset=9).encode(x=x, x2="to:Q", y=y, color=alt.Color("colour:N", scale=None))
    names = base.mark_text(align="left", baseline="middle", fontSize=15, dy=-13, color=INK).encode(
        x=alt.value(0), y=y, text="label:N"
    )
    values = base.mark_text(align="right", baseline="middle", fontSize=15, dy=-13, color=INK_SOFT).encode(
        x=alt.value(width), y=y, text="text:N"
    )
    chart = (
        (bars + names + values)
        .properties(width=width, height=58 * len(rows), padding=0)
        .configure(background="transparent", view=alt.ViewConfig(stroke=None))
    )
    return clean(vl_convert.vegalite_to_svg(json.dumps(chart.to_dict())), title)
