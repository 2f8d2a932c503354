"""The sheet a label is drawn on: root, description, the band that says that it does not hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from api.documents.block import INK, PAPER, Block, number
from api.documents.label_parts import FACES, VOID, Drawing
from api.documents.label_sizes import Size
from api.documents.lettering import fit, measure, wrap
from footprint.errors import InputError, Problem

STRAW, STRAW_DARK, RED = "#FBF1D6", "#F3E0AE", "#8A1C1C"


@dataclass
class Page:
    """A sheet of one size; ``top`` is where the band ends [mm], the upper edge where there is none."""

    d: Drawing
    size: Size
    marks: list[str] = field(default_factory=list)
    top: float = 0.0

    def band(self, size: float) -> None:
        """Draw the strip that says that this is no issued label, or one that does not hold any more."""
        status = self.d.label["status"]
        if status == "published":
            return
        text, width = self.d.say(f"band_{status}"), self.size.width
        room = width - 2 * self.size.margin
        lines = [text]
        if measure(text, size, bold=True) <= room:
            size = fit(text, room, 1.25 * size, bold=True)
        else:  # what it is above, what follows from that below
            lines = [line for part in text.split(" – ") for line in wrap(part, room, size, bold=True)]
        void = status in VOID
        band, line = Block(), 1.3 * size
        height = max(2.2 * size, line * len(lines) + 0.9 * size)
        band.rect(0, 0, width, height, RED if void else f"url(#{self.d.prefix}-band)")
        if not void:
            wide = max(measure(one, size, bold=True) for one in lines) + 2 * size
            band.rect((width - wide) / 2, 0, wide, height, STRAW)
            band.rect(0, height - 0.2, width, 0.2, INK)
        first = (height - line * len(lines)) / 2 + 0.65 * line + 0.35 * size
        for position, one in enumerate(lines):
            fill = PAPER if void else INK
            band.letters(width / 2, first + position * line, one, size, bold=True, anchor="middle", fill=fill)
        self.marks += band.marks
        self.top = height

    def put(self, block: Block, x: float, y: float) -> None:
        """Place a part."""
        self.marks += [f'<g transform="translate({number(x)} {number(y)})">', *block.marks, "</g>"]

    def svg(self) -> str:
        """Write the drawing."""
        d, size = self.d, self.size
        ids = (f"{d.prefix}-title", f"{d.prefix}-desc")
        title = f"{d.say('heading')}: {d.tongue(d.label['product']['name'])} {d.label['product']['model']}"
        width, height = number(size.width), number(size.height)
        root = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
            f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="{ids[0]} {ids[1]}" '
            f'lang="{d.language}" xml:lang="{d.language}" font-family={quoteattr(FACES[d.language])}>'
        )
        return "\n".join(
            [
                root,
                f'<title id="{ids[0]}">{escape(title)}</title>',
                f'<desc id="{ids[1]}">{escape(_description(d))}</desc>',
                _patterns(d.prefix),
                f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
                *self.marks,
                "</svg>\n",
            ]
        )


def too_long(size: Size, what: str = "take a larger size") -> InputError:
    """Say that the texts have no room."""
    return InputError(Problem("size", f"the texts of this label are too long for {size.written}: {what}"))


def _description(d: Drawing) -> str:
    stages = d.say("comma").join(f"{title} {shown} ({share})" for title, _, shown, share in d.stages)
    return d.say(
        "description",
        statement=d.tongue(d.label["texts"]["statement"]),
        stages=stages or d.say("withheld"),
        status=d.say(f"band_{d.label['status']}"),
        digest=d.label["record"]["run_id"],
    )


def _patterns(prefix: str) -> str:
    lines = 'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
    return (
        f'<defs><pattern id="{prefix}-credit" width="1.1" height="1.1" {lines}>'
        f'<rect width="0.45" height="1.1" fill="{PAPER}"/></pattern>'
        f'<pattern id="{prefix}-band" width="2.4" height="2.4" {lines}>'
        f'<rect width="2.4" height="2.4" fill="{STRAW}"/><rect width="1.2" height="2.4" fill="{STRAW_DARK}"/>'
        "</pattern></defs>"
    )
