"""The wide label: QR code, figure, product side by side."""

from __future__ import annotations

from api.documents.block import HAIRLINE, Block
from api.documents.label_code import fitted
from api.documents.label_facts import PARTS, caption, figure, unit
from api.documents.label_page import Page, too_long
from api.documents.label_parts import Drawing
from api.documents.label_sizes import Fact, Size, Sizes

GAP, WIDEST_GAP = 0.8, 2.4
MIDDLE: tuple[Fact, ...] = ("heading", "figure", "unit", "grade")
RIGHT: tuple[Fact, ...] = ("product", "holder", "scheme", "validity", "code")
LARGEST = 11.0


def strip(d: Drawing, size: Size, rules: Sizes) -> str:
    """Draw the label; what has no room is left out, the least important first."""
    page = Page(d, size)
    least = rules.legibility.size
    page.band(least)
    room = size.height - page.top
    symbol = fitted(d.label["qr"]["payload"], room, rules.qr.quiet, rules.qr.module.mm, rules.qr.levels)
    left = size.margin
    if symbol:
        module = room / (symbol.side + 2 * rules.qr.quiet)
        square = Block(marks=[symbol.draw(0, 0, symbol.side * module)])
        page.put(square, rules.qr.quiet * module, page.top + rules.qr.quiet * module)
        left = room
    inner = size.width - left - size.margin
    widths = (0.44 * inner - 1.5, 0.56 * inner - 1.5)
    parts: dict[Fact, Block | None] = {
        "figure": figure(d, widths[0], least, LARGEST),
        "unit": unit(d, widths[0], least, 3.6),
        "code": caption(d, widths[1], least),
    }
    for name in size.shows:
        if name in PARTS:
            parts[name] = PARTS[name](d, widths[0] if name in MIDDLE else widths[1], least)
    top = page.top + (0.7 * size.margin if page.top else size.margin)
    height = size.height - top - size.margin
    if parts["figure"] is None:
        raise too_long(size)
    dropped = {name for name in parts if parts[name] is None}
    for order in (MIDDLE, RIGHT):
        rest = [name for name in size.shows if name in order and name not in dropped]
        must = [name for name in size.shows[: size.must] if name in rest]
        while _height(parts, rest) > height:
            if len(rest) == len(must):
                raise too_long(size)
            dropped.add(rest.pop())
    places = (left, left + widths[0] + 3)
    for x, order in zip(places, (MIDDLE, RIGHT), strict=True):
        shown = [name for name in order if name not in dropped]
        gap = min(GAP + (height - _height(parts, shown)) / max(len(shown) - 1, 1), WIDEST_GAP)
        y = top + (height - _height(parts, shown) - (gap - GAP) * (len(shown) - 1)) / 2
        for name in shown:
            if block := parts[name]:
                page.put(block, x, y)
                y += block.height + gap
    line = Block()
    line.rect(0, 0, 0.15, height, HAIRLINE)
    page.put(line, places[1] - 1.6, top)
    return page.svg()


def _height(parts: dict[Fact, Block | None], shown: list[Fact]) -> float:
    blocks = [block for name in shown if (block := parts[name])]
    return sum(block.height for block in blocks) + GAP * (len(blocks) - 1)
