"""Figures as SVG text: the same drawing for the page, print and PDF.

Bars by stage come from Altair through vl-convert; the Sankey of contributions no library draws, so it is
drawn here. Colours are plain ``fill`` attributes, so that a figure stands alone; the pages recolour them by
attribute selectors. No ``style`` attribute is ever written: the content security policy would refuse it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import altair as alt
import vl_convert

STAGE_COLOURS = ("#0f4c81", "#5089bd", "#b07d12", "#8a3a4b", "#4f7a66", "#7d6a9c", "#9a5f28", "#5c6b77")
INK, INK_SOFT, HAIR = "#13202b", "#43535f", "#d8e0e4"
LETTERS = 15
FONT = "'Noto Sans CJK SC', 'Noto Sans', sans-serif"


def colour(stage: int) -> str:
    """Return the colour of the n-th stage of a rule, counted from 0."""
    return STAGE_COLOURS[stage % len(STAGE_COLOURS)]


@dataclass(frozen=True)
class Bar:
    """One bar: a stage with its value and the value as text."""

    label: str
    value: float
    text: str
    stage: int


@dataclass(frozen=True)
class Row:
    """Where label, value and bar of a row stand, from its middle, and how tall it is [px]."""

    label: int
    text: int
    bar: int
    height: int

    @classmethod
    def fitting(cls, texts: Sequence[tuple[str, str]], width: int) -> Row:
        """Set value beside label where all of them have room, else below it."""
        beside = all(text_width(f"{label}  {text}", LETTERS) <= width for label, text in texts)
        return cls(-13, -13, 9, 58) if beside else cls(-23, -4, 17, 78)


@lru_cache(maxsize=512)
def stage_bars(bars: tuple[Bar, ...], title: str, width: int = 640) -> str:
    """Draw horizontal bars by stage, labels above the bars so that long names need no room beside them.

    Parameters
    ----------
    bars : tuple of Bar
        In the order of the rule.
        A stage that earns more than it costs goes to the left of a line at zero.
    title : str
        What the figure shows, for those who cannot see it.
    width : int
        Width of the drawing [px]; text keeps its size, so a narrow figure is drawn narrow.
    """
    rows = [
        {"row": i, "label": b.label, "value": b.value, "text": b.text, "colour": colour(b.stage), "zero": 0.0}
        for i, b in enumerate(bars)
    ]
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.0, paddingOuter=0.0))
    limits = [min(0.0, *(b.value for b in bars)), max(1e-12, *(b.value for b in bars))]
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=limits, nice=False))
    base = alt.Chart(alt.InlineData(values=rows))
    row = Row.fitting([(b.label, b.text) for b in bars], width)
    drawn = base.mark_bar(size=13, yOffset=row.bar).encode(x=x, y=y, color=alt.Color("colour:N", scale=None))
    names = base.mark_text(
        align="left", baseline="middle", fontSize=LETTERS, dy=row.label, limit=width, color=INK
    ).encode(x=alt.value(0), y=y, text="label:N")
    values = base.mark_text(align="right", baseline="middle", fontSize=LETTERS, dy=row.text, color=INK_SOFT).encode(
        x=alt.value(width), y=y, text="text:N"
    )
    zero = base.mark_rule(color=INK).encode(x="zero:Q") if limits[0] < 0 else None
    chart = (
        (drawn + names + values if zero is None else drawn + zero + names + values)
        .properties(width=width, height=row.height * len(rows), padding=0)
        .configure(background="transparent", view=alt.ViewConfig(stroke=None))
    )
    return clean(vl_convert.vegalite_to_svg(json.dumps(chart.to_dict())), title)


def clean(svg: str, title: str) -> str:
    """Make a drawing of the library hold under a strict policy and read as one picture."""
    svg = re.sub(r"<(script|style|foreignObject)\b.*?</\1>", "", svg, flags=re.DOTALL | re.IGNORECASE)
    svg = re.sub(r'\s(?:style|on[a-z]+|role|aria-[a-z]+|xmlns:xlink|font-family)="[^"]*"', "", svg)
    svg = re.sub(r'<rect [^>]*fill="(?:white|transparent)"[^>]*/>', "", svg, count=1)
    return re.sub(r"<svg ([^>]*)>", rf'<svg \1 role="img" aria-label="{escape(title, quote=True)}">', svg, count=1)


@dataclass(frozen=True)
class Flow:
    """A node of the contribution tree: what flows into ``children``'s parent.

    Attributes
    ----------
    value : float
        [kg CO2e per functional unit]; nodes without a positive value are left out.
    stage : int
        Index of the stage, or -1 for several.
    href : str
        Where a click leads, or empty.
    rest : bool
        Small flows that were put together.
    """

    label: str
    value: float
    text: str
    stage: int = -1
    href: str = ""
    rest: bool = False
    children: tuple[Flow, ...] = ()


# Left edge of the bars and room for the label beside them, by depth: product, process, line, dataset [px].
WIDTH, BAR, TALL = 1120, 10, 420
COLUMNS = ((986, 114), (800, 166), (510, 268), (246, 232))
SIZE, LINE, GAP = 13, 16, 9


@dataclass(frozen=True)
class Placed:
    """A node with its place: top and height of the bar, and of the room that only it uses."""

    flow: Flow
    depth: int
    top: float
    height: float
    lines: tuple[str, ...]
    children: tuple[Placed, ...]


@lru_cache(maxsize=16_384)
def text_width(text: str, size: float = SIZE) -> float:
    """Estimate how wide a text is drawn [px]; generous, because fonts differ between machines."""
    ems = sum(
        1.02 if unicodedata.east_asian_width(c) in "WF" else 0.66 if c.isupper() or c in "mwMW%" else 0.53
        for c in text
    )
    return ems * size


@lru_cache(maxsize=4_096)
def wrap(text: str, room: float) -> tuple[str, ...]:
    """Break a text into lines that fit, at spaces, hyphens or between Chinese characters; never cut."""
    pieces = re.findall(r"[⺀-鿿豈-﫿][，。、；：）]*|[^\s⺀-鿿豈-﫿]+\s*|\s+", text)
    lines, line = [], ""
    for piece in (part for whole in pieces for part in (whole if text_width(whole.rstrip()) > room else [whole])):
        if line and text_width((line + piece).rstrip()) > room:
            lines.append(line.strip())
            line = ""
        line += piece
    return (*lines, line.strip())


def sankey(root: Flow, title: str) -> str:
    """Draw a contribution tree: the product at the right, what it is made of at the left.

    Every subtree gets a strip of its own, at least as tall as its labels, so labels never meet and ribbons
    never cross.
    """
    scale = TALL / root.value if root.value > 0 else 0.0
    height = _room(root, 0, scale)
    placed = _place(root, 0, 0.0, height, scale)
    parts = [
        f'<svg class="sankey" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="group"',
        f' font-size="{SIZE}" font-family="{escape(FONT, quote=True)}" aria-label="{escape(title, quote=True)}">',
        *_ribbons(placed, scale),
        *_nodes(placed),
        "</svg>",
    ]
    return "".join(parts)


def two_levels(root: Flow, title: str) -> str:
    """Draw a tree that is at most two levels deep: the same drawing without the empty part at its left."""
    deep = any(_shown(flow) for flow in _shown(root))
    left = COLUMNS[2 if deep else 1][0] - BAR
    drawn = sankey(root, title).replace(f'viewBox="0 0 {WIDTH} ', f'viewBox="{left} 0 {WIDTH - left} ', 1)
    return drawn.replace('class="sankey"', f'class="sankey {"two-levels" if deep else "one-level"}"', 1)


def _shown(flow: Flow) -> tuple[Flow, ...]:
    return tuple(sorted((c for c in flow.children if c.value > 0), key=lambda c: (c.stage, c.rest, -c.value)))


def _label(flow: Flow, depth: int) -> tuple[str, ...]:
    room = COLUMNS[depth][1]
    lines = wrap(flow.label, room)
    if text_width(f"{lines[-1]}  {flow.text}") <= room:
        return (*lines[:-1], f"{lines[-1]}\t{flow.text}")
    return (*lines, f"\t{flow.text}")


def _room(flow: Flow, depth: int, scale: float) -> float:
    own = max(flow.value * scale, LINE * len(_label(flow, depth))) + GAP
    return max(own, sum(_room(child, depth + 1, scale) for child in _shown(flow)))


def _place(flow: Flow, depth: int, top: float, room: float, scale: float) -> Placed:
    children, at = [], top
    shown = _shown(flow)
    needed = [_room(child, depth + 1, scale) for child in shown]
    spare = (room - sum(needed)) / len(shown) if shown else 0.0
    for child, need in zip(shown, needed, strict=True):
        children.append(_place(child, depth + 1, at, need + spare, scale))
        at += need + spare
    height = flow.value * scale
    return Placed(flow, depth, top + (room - height) / 2, height, _label(flow, depth), tuple(children))


def _ribbons(node: Placed, scale: float) -> Iterator[str]:
    """Yield the ribbons into a node; those of a child with several stages are split by stage."""
    whole = sum(c.flow.value for c in node.children)
    at = node.top + (node.height - whole * scale) / 2
    for child in node.children:
        y = child.top
        for stage, value in _stages(child.flow):
            thick = value * scale
            yield _ribbon(COLUMNS[child.depth][0] + BAR, y, COLUMNS[node.depth][0], at, thick, stage)
            y += thick
            at += thick
        yield from _ribbons(child, scale)


def _stages(flow: Flow) -> list[tuple[int, float]]:
    if flow.stage >= 0 or not flow.children:
        return [(flow.stage, flow.value)]
    sums: dict[int, float] = {}
    for child in _shown(flow):
        sums[child.stage] = sums.get(child.stage, 0.0) + child.value
    return list(sums.items())


def _ribbon(x0: float, y0: float, x1: float, y1: float, thick: float, stage: int) -> str:
    middle = (x0 + x1) / 2
    thick = max(thick, 0.4)
    there = f"C{middle:.1f},{y0:.1f} {middle:.1f},{y1:.1f} {x1:.1f},{y1:.1f}"
    back = f"C{middle:.1f},{y1 + thick:.1f} {middle:.1f},{y0 + thick:.1f} {x0:.1f},{y0 + thick:.1f}"
    path = f"M{x0:.1f},{y0:.1f}{there}v{thick:.2f}{back}Z"
    return f'<path class="band-flow {_mark(stage)}" d="{path}" fill="{colour(stage)}" fill-opacity="0.32"/>'


def _mark(stage: int) -> str:
    return f"stage-{stage % len(STAGE_COLOURS) + 1}" if stage >= 0 else "others"


def _nodes(node: Placed) -> Iterator[str]:
    x, _ = COLUMNS[node.depth]
    y = node.top
    for stage, value in _stages(node.flow) if node.depth else [(-1, node.flow.value)]:
        tall = max(node.height * value / node.flow.value, 0.8) if node.flow.value else 0.8
        mark, fill = (_mark(stage), colour(stage)) if node.depth else ("total", INK)
        yield f'<rect class="{mark}" x="{x}" y="{y:.1f}" width="{BAR}" height="{tall:.1f}" fill="{fill}"/>'
        y += tall
    yield _text(node)
    for child in node.children:
        yield from _nodes(child)


def _text(node: Placed) -> str:
    x, _ = COLUMNS[node.depth]
    left = node.depth == len(COLUMNS) - 1
    at = x - 8 if left else x + BAR + 8
    first = node.top + node.height / 2 - LINE * len(node.lines) / 2 + LINE * 0.75
    rows = []
    for number, line in enumerate(node.lines):
        name, _, value = line.partition("\t")
        inner = escape(name)
        if value:
            inner += f'{"&#160; " if name else ""}<tspan class="value" fill="{INK_SOFT}">{escape(value)}</tspan>'
        rows.append(f'<tspan x="{at}" y="{first + number * LINE:.1f}">{inner}</tspan>')
    anchor = "end" if left else "start"
    text = f'<text class="halo" text-anchor="{anchor}" fill="{INK}">{"".join(rows)}</text>'
    if node.flow.href:
        return f'<a href="{escape(node.flow.href, quote=True)}">{text}</a>'
    return text
