"""Charts of draws and of what-if answers as SVG text, drawn by the library: histogram, convergence, tornado, lines.

Text keeps its size whatever the width, so a narrow chart is drawn narrow. Colours are those of the figures, so the
pages recolour them for dark screens.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert

from api.documents.figures import HAIR, INK, INK_SOFT, LETTERS, Row, clean, colour

UP, DOWN = colour(3), colour(4)
INSIDE, OUTSIDE, FIRST, SECOND = colour(0), colour(1), colour(0), colour(2)
SIZE, TALL = LETTERS, 260
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Arm:
    """One row of a tornado: what lowering and raising a number does to the total.

    Attributes
    ----------
    changes : tuple of float
        [kg CO2e per functional unit]; as many as can be made.
    text : str
        The same in words, at the end of the row.
    """

    label: str
    changes: tuple[float, ...]
    text: str


@dataclass(frozen=True)
class Curve:
    """A line of a chart."""

    name: str
    points: Points


@lru_cache(maxsize=128)
def histogram(
    edges: tuple[float, ...],
    counts: tuple[int, ...],
    band: tuple[float, float],
    value: float,
    titles: tuple[str, str],
    width: int = 760,
) -> str:
    """Draw how often the draws fell where.

    Parameters
    ----------
    edges, counts : tuple
        Bins and what lies in them.
    band : (low, high)
        Bars whose middle lies inside are dark.
    value : float
        The figure as calculated, a line.
    titles : (picture, axis)
        What the picture shows, for those who cannot see it; the axis.
    """
    rows = [
        {
            "from": low,
            "to": high,
            "zero": 0,
            "count": count,
            "colour": INSIDE if band[0] <= (low + high) / 2 <= band[1] else OUTSIDE,
        }
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    ]
    x = alt.X("from:Q", axis=_axis(titles[1], width), scale=alt.Scale(zero=False, nice=False))
    y = alt.Y("zero:Q", axis=None)
    bars = alt.Chart(alt.InlineData(values=rows)).mark_bar().encode(
        x=x, x2="to:Q", y=y, y2="count:Q", color=alt.Color("colour:N", scale=None)
    )  # fmt: skip
    line = alt.Chart(alt.InlineData(values=[{"at": value}])).mark_rule(color=INK, strokeWidth=2).encode(x="at:Q")
    return _drawn(bars + line, titles[0], width, TALL)


@lru_cache(maxsize=128)
def convergence(
    rows: tuple[tuple[int, float, float, float], ...], titles: tuple[str, str, str], width: int = 760
) -> str:
    """Draw mean and interval after so many draws.

    Parameters
    ----------
    rows : tuple of (draws, mean, low, high)
    titles : (picture, axis across, axis up)
    """
    data = alt.InlineData(values=[{"n": n, "mean": m, "low": a, "high": b} for n, m, a, b in rows])
    x = alt.X("n:Q", axis=_axis(titles[1], width), scale=alt.Scale(zero=False, nice=False))
    y = alt.Y("low:Q", axis=_axis(titles[2], TALL, upright=True), scale=alt.Scale(zero=False))
    area = alt.Chart(data).mark_area(color=OUTSIDE, opacity=0.3).encode(x=x, y=y, y2="high:Q")
    mean = alt.Chart(data).mark_line(color=INSIDE, strokeWidth=2).encode(x=x, y="mean:Q")
    return _drawn(area + mean, titles[0], width, TALL)


@lru_cache(maxsize=128)
def tornado(arms: tuple[Arm, ...], title: str, width: int = 760) -> str:
    """Draw what a share of each number does to the total, labels above the bars."""
    rows = [
        {
            "row": i,
            "change": change,
            "zero": 0.0,
            "colour": UP if change > 0 else DOWN,
        }
        for i, arm in enumerate(arms)
        for change in arm.changes or (0.0,)
    ]
    named = [{"row": i, "label": arm.label, "text": arm.text} for i, arm in enumerate(arms)]
    most = max((abs(change) for arm in arms for change in arm.changes), default=0.0) or 1e-12
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.0, paddingOuter=0.0))
    x = alt.X("change:Q", axis=None, scale=alt.Scale(domain=[-most, most], nice=False))
    base = alt.Chart(alt.InlineData(values=rows))
    names = alt.Chart(alt.InlineData(values=named))
    row = Row.fitting([(arm.label, arm.text) for arm in arms], width)
    bars = base.mark_bar(size=13, yOffset=row.bar).encode(x=x, y=y, color=alt.Color("colour:N", scale=None))
    zero = base.mark_rule(color=HAIR).encode(x="zero:Q")
    labels = names.mark_text(
        align="left", baseline="middle", fontSize=SIZE, dy=row.label, limit=width, color=INK
    ).encode(x=alt.value(0), y=y, text="label:N")
    texts = names.mark_text(align="right", baseline="middle", fontSize=SIZE, dy=row.text, color=INK_SOFT).encode(
        x=alt.value(width), y=y, text="text:N"
    )
    return _drawn(bars + zero + labels + texts, title, width, row.height * len(arms), fit=False)


@lru_cache(maxsize=128)
def lines(
    curves: tuple[Curve, ...],
    marks: Points,
    level: float | None,
    titles: tuple[str, str, str],
    width: int = 760,
) -> str:
    """Draw totals over a number.

    Parameters
    ----------
    curves : tuple of Curve
        One or two; their names stand at the end of the lines.
    marks : tuple of (value, total)
        Points to be seen: the product as it is, where two are equal.
    level : float or None
        A target, as a dashed line.
    titles : (picture, axis across, axis up)
    """
    rows = [
        {"x": x, "y": y, "name": curve.name, "colour": (FIRST, SECOND)[i % 2]}
        for i, curve in enumerate(curves)
        for x, y in curve.points
    ]
    x = alt.X("x:Q", axis=_axis(titles[1], width), scale=alt.Scale(zero=False, nice=False))
    y = alt.Y("y:Q", axis=_axis(titles[2], TALL, upright=True), scale=alt.Scale(zero=False))
    chart = alt.layer(
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(strokeWidth=2)
        .encode(x=x, y=y, color=alt.Color("colour:N", scale=None))
    )
    if level is not None:
        dashed = alt.Chart(alt.InlineData(values=[{"level": level}])).mark_rule(color=INK, strokeDash=[5, 4])
        chart += dashed.encode(y="level:Q")
    if marks:
        at = alt.Chart(alt.InlineData(values=[{"x": a, "y": b} for a, b in marks]))
        chart += at.mark_point(color=INK, filled=True, size=70, opacity=1).encode(x="x:Q", y="y:Q")
    if len(curves) > 1:
        ends = [(*curve.points[-1], curve.name) for curve in curves if curve.points]
        for place, (at_x, at_y, name) in enumerate(sorted(ends, key=lambda end: end[1])):
            # The higher name stands above its line and the lower one below, so that they never meet.
            data = alt.InlineData(values=[{"x": at_x, "y": at_y, "name": name}])
            shown = alt.Chart(data).mark_text(
                align="left", dx=6, dy=-8 if place else 8, fontSize=SIZE, color=INK, baseline="middle"
            )
            chart += shown.encode(x="x:Q", y="y:Q", text="name:N")
    return _drawn(chart, titles[0], width, TALL)


def _axis(title: str, length: int, *, upright: bool = False) -> alt.Axis:
    more: dict[str, Any] = (
        {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "start", "titleX": 0, "titleY": -14}
        if upright
        else {}
    )
    return alt.Axis(
        title=title,
        titleFontSize=SIZE,
        titleFontWeight="normal",
        titleColor=INK_SOFT,
        labelFontSize=SIZE - 1,
        labelColor=INK_SOFT,
        domainColor=HAIR,
        tickColor=HAIR,
        gridColor=HAIR,
        grid=upright,
        tickCount=max(2, length // (60 if upright else 90)),
        titlePadding=8,
        **more,
    )


def _drawn(chart: Any, title: str, width: int, height: int, *, fit: bool = True) -> str:
    """Draw a chart; with axes it is fitted into the width, axes included."""
    if fit:
        chart = chart.properties(autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
    padding = {"left": 0, "top": 2, "right": 2, "bottom": 6 if fit else 0}
    done = chart.properties(width=width, height=height, padding=padding).configure(
        background="transparent", view=alt.ViewConfig(stroke=None)
    )
    return clean(vl_convert.vegalite_to_svg(json.dumps(done.to_dict())), title)
