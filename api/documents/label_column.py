"""The narrow label: one column, made for a width of 20 mm."""

from __future__ import annotations

from api.documents.block import Block
from api.documents.label_code import Symbol, fitted
from api.documents.label_facts import PARTS, caption, figure, unit
from api.documents.label_page import Page, too_long
from api.documents.label_parts import Drawing
from api.documents.label_sizes import Fact, Size, Sizes

GAP, WIDEST_GAP = 0.9, 2.2
ORDER: tuple[Fact, ...] = ("heading", "figure", "unit", "code", "scheme", "grade", "validity")
LARGEST = 6.4  # letters of the figure [mm]


def column(d: Drawing, size: Size, rules: Sizes) -> str:
    """Draw the label; what has no room is left out, the least important first."""
    page = Page(d, size)
    least = rules.legibility.size
    page.band(least)
    inner = size.width - 2 * size.margin
    symbol = fitted(d.label["qr"]["payload"], size.width, rules.qr.quiet, rules.qr.module.mm, rules.qr.levels)
    parts: dict[Fact, Block | None] = {
        "figure": figure(d, inner, least, LARGEST),
        "unit": unit(d, inner, least, 3.4),
        "code": _code(d, size, symbol, rules, inner, least),
        **{name: PARTS[name](d, inner, least) for name in size.shows if name in PARTS},
    }
    top = page.top + (0.9 * size.margin if page.top else size.margin)
    shown = [name for name in size.shows if parts[name] is not None]
    needed = [name for name in size.shows[: size.must] if parts[name] is not None]
    if parts["figure"] is None:
        raise too_long(size)
    while _height(parts, shown) > size.height - top - size.margin:
        if len(shown) == len(needed):
            raise too_long(size)
        shown.pop()
    blocks = [(name, parts[name]) for name in ORDER if name in shown]
    spare = size.height - top - size.margin - _height(parts, shown)
    gap = min(GAP + spare / max(len(blocks) - 1, 1), WIDEST_GAP)
    y = top
    for _name, block in blocks:
        if block is not None:
            page.put(block, size.margin, y)
            y += block.height + gap
    return page.svg()


def _height(parts: dict[Fact, Block | None], shown: list[Fact]) -> float:
    blocks = [block for name in shown if (block := parts[name])]
    return sum(block.height for block in blocks) + GAP * (len(blocks) - 1)


def _code(d: Drawing, size: Size, symbol: Symbol | None, rules: Sizes, inner: float, least: float) -> Block:
    """The QR code from edge to edge with what identifies the label below; the latter alone where it has no room."""
    below = caption(d, inner, least)
    if symbol is None:
        return below
    module = size.width / (symbol.side + 2 * rules.qr.quiet)
    quiet, side = rules.qr.quiet * module, symbol.side * module
    block = d.block(quiet - GAP)  # the gaps above and below are quiet as well
    block.marks.append(symbol.draw(quiet - size.margin, block.height, side))
    block.height += side + quiet
    block.marks += [f'<g transform="translate(0 {block.height:.3f})">', *below.marks, "</g>"]
    block.height += below.height
    return block
