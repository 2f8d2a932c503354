"""The parts of the narrow and the wide label: letters of one smallest size, wrapped, never shrunk and never cut."""

from __future__ import annotations

from collections.abc import Callable

from api.documents.block import INK, MUTED, Block
from api.documents.label_parts import Drawing, ladder
from api.documents.label_sizes import Fact
from api.documents.lettering import balance, fit, measure, wrap

# Small figures such as the 2 of CO2e are set at 0.66 of the line and are 0.71 em high: to be as high as the
# smallest x-height (0.519 em of the smallest size) the line needs this much more.
LOWERED = 0.519 / (0.66 * 0.71)


def figure(d: Drawing, width: float, size: float, largest: float) -> Block | None:
    """The figure, as large as there is room; None where it would be smaller than the smallest letters."""
    shown = d.label["footprint"]["display"]
    found = fit(shown, width, largest, bold=True)
    if found < size:
        return None
    block = d.block(0.78 * found)
    block.letters(-0.03 * found, 0.76 * found, shown, found, bold=True, fill=d.ink)
    return block


def unit(d: Drawing, width: float, size: float, largest: float) -> Block | None:
    """Its unit: in one line where that is legible, else broken."""
    least = LOWERED * size
    found = fit(d.unit, width, largest, bold=True)
    block = d.block()
    lines = [d.unit] if found >= least else wrap(d.unit, width, least, bold=True)
    block.text(0, lines, max(found, least), bold=True, fill=d.ink)
    return block


def _lines(d: Drawing, text: str, width: float, size: float, *, bold: bool = False) -> Block:
    block = d.block()
    block.text(0, balance(text, width, size, bold=bold), size, bold=bold, fill=INK if bold else MUTED)
    return block


def heading(d: Drawing, width: float, size: float) -> Block:
    """What the figure is."""
    return _lines(d, d.say("heading"), width, size, bold=True)


def scheme(d: Drawing, width: float, size: float) -> Block:
    """The scheme."""
    return _lines(d, d.scheme, width, size)


def product(d: Drawing, width: float, size: float) -> Block:
    """Product and model."""
    block = _lines(d, d.tongue(d.label["product"]["name"]), width, size, bold=True)
    block.text(0, wrap(f"{d.say('model')} {d.label['product']['model']}", width, size), size, fill=MUTED)
    return block


def holder(d: Drawing, width: float, size: float) -> Block:
    """Who holds the label."""
    return _lines(d, d.label["holder"]["name"], width, size)


def validity(d: Drawing, width: float, size: float) -> Block | None:
    """How long it holds; only of a label that was issued."""
    last = d.label["expires"]
    return _lines(d, f"{d.say('expires')} {last}", width, size) if last else None


def grade(d: Drawing, width: float, size: float) -> Block | None:
    """The grade; only where the scheme has published a ladder."""
    if not d.grades:
        return None
    block = d.block()
    if not ladder(d, block, 0, width, size):
        block.text(0, wrap(f"{d.say('grade')} {d.label['grade'] or d.say('not_assigned')}", width, size), size)
    return block


def caption(d: Drawing, width: float, size: float) -> Block:
    """What identifies the label for people: its number, else where it stands in the register, else its record."""
    number = d.label["number"]
    word, text = ("number", number) if number else d.identity
    said = f"{d.say(word)} {text}"
    block = d.block()
    block.text(0, wrap(said if measure(said, size) <= width else text, width, size), size, fill=MUTED)
    return block


PARTS: dict[Fact, Callable[[Drawing, float, float], Block | None]] = {
    "heading": heading, "scheme": scheme, "product": product, "holder": holder, "validity": validity,
    "grade": grade,
}  # fmt: skip
