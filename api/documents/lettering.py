"""Widths of text and line breaking, for drawings that know no layout engine.

Widths are those of Helvetica for Latin and one em for Chinese, an upper bound for the faces named in a label.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

# Advance widths of Helvetica [1/1000 em], ASCII 32 to 126 (Adobe Core 14 metrics).
_ASCII = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_NARROW = {"–": 0.58, "−": 0.6, "×": 0.6, "…": 1.0} | dict.fromkeys("₂⁻⁰¹²³⁴⁵⁶⁷⁸⁹", 0.42)
_BOLD = 1.07
_NOT_FIRST = frozenset("，。、；：！？）》」』】〉〕”’%,.;:!?)]}·")
_NOT_LAST = frozenset("（《「『【〈〔“‘([{")
_BREAK_AFTER = frozenset("/-_–")


def wide(char: str) -> bool:
    """Tell whether a character takes one em."""
    return unicodedata.east_asian_width(char) in "WF"


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text set in one line, in the unit of ``size``."""
    return sum(_advance(char) for char in text) * size * (_BOLD if bold else 1.0)


def _advance(char: str) -> float:
    if " " <= char <= "~":
        return _ASCII[ord(char) - 32] / 1000
    if char in _NARROW:
        return _NARROW[char]
    if unicodedata.combining(char):
        return 0.0
    if wide(char) or unicodedata.east_asian_width(char) == "A":
        return 1.0
    return 0.7


def _pieces(text: str) -> Iterator[str]:
    """Cut a text where a line may end; spaces stay at the end of their piece."""
    piece = ""
    for char in text:
        may_break = piece and (
            (piece[-1] == " " and char != " ")
            or (wide(char) or wide(piece[-1]))
            or (piece[-1] in _BREAK_AFTER and char.isalnum())
        )
        if may_break and char not in _NOT_FIRST and piece[-1] not in _NOT_LAST and char != " ":
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than ``width``; no character is lost but spaces at line ends."""
    lines, line = [], ""
    for piece in _pieces(" ".join(text.split())):
        if measure((line + piece).rstrip(), size, bold=bold) <= width:
            line += piece
            continue
        if line:
            lines.append(line.rstrip())
        line = ""
        for char in piece:  # a piece wider than the line is broken anywhere
            if line and measure((line + char).rstrip(), size, bold=bold) > width:
                lines.append(line)
                line = ""
            line += char
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def balance(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text as :func:`wrap` does, into as many lines, but of like length."""
    lines = wrap(text, width, size, bold=bold)
    for share in (0.6, 0.7, 0.8, 0.9):
        even = wrap(text, share * width, size, bold=bold)
        if len(even) == len(lines):
            return even
    return lines


def fit(text: str, width: float, size: float, *, bold: bool = False) -> float:
    """Return the largest size up to ``size`` at which a text takes no more than ``width`` in one line."""
    return min(size, size * width / max(measure(text, size, bold=bold), 1e-9))
