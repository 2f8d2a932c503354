"""What supplies a metered consumption: one bar per account, divided into instruments and grid."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import vl_convert

from api.documents.figures import INK, clean, colour


@dataclass(frozen=True)
class Part:
    """A part of an account.

    Attributes
    ----------
    share : float
        Of the metered consumption [1].
    text : str
        The share as text; it is left out where the part is too narrow for it.
    tone : int
        Chooses the colour, counted from 0.
    """

    share: float
    text: str
    tone: int


@dataclass(frozen=True)
class Covered:
    """An account and its parts, which add up to 1."""

    label: str
    parts: tuple[Part, ...]


@lru_cache(maxsize=256)
def coverage_bars(accounts: tuple[Covered, ...], title: str, width: int = 640) -> str:
    """Draw the bars, the name of each account above its own.

    Parameters
    ----------
    title : str
        What the figure shows, for those who cannot see it.
    width : int
        Width of the drawing [px]; text keeps its size, so a narrow figure is drawn narrow.
    """
    rows: list[dict[str, object]] = []
    for row, account in enumerate(accounts):
        at = 0.0
        for part in account.parts:
            wide = part.share * width > 12.0 * len(part.text)
            rows.append(
                {
                    "row": row, "label": account.label, "from": at, "to": at + part.share,
                    "middle": at + part.share / 2, "text": part.text if wide else "", "colour": colour(part.tone),
                }
            )  # fmt: skip
            at += part.share
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.0, paddingOuter=0.0))
    scale = alt.Scale(domain=[0.0, 1.0], nice=False)
    base = alt.Chart(alt.InlineData(values=rows))
    bars = base.mark_bar(size=24, yOffset=11).encode(
        x=alt.X("from:Q", axis=None, scale=scale), x2="to:Q", y=y, color=alt.Color("colour:N", scale=None)
    )
    names = base.mark_text(align="left", baseline="middle", fontSize=15, dy=-16, color=INK).encode(
        x=alt.value(0), y=y, text="label:N"
    )
    values = base.mark_text(baseline="middle", fontSize=14, dy=11, color="#ffffff").encode(
        x=alt.X("middle:Q", axis=None, scale=scale), y=y, text="text:N"
    )
    chart = (
        (bars + names + values)
        .properties(width=width, height=66 * len(accounts), padding=0)
        .configure(background="transparent", view=alt.ViewConfig(stroke=None))
    )
    return clean(vl_convert.vegalite_to_svg(json.dumps(chart.to_dict())), title)
