"""Artwork for print: PNG and PDF in true millimetres, made from the SVG of a label."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Literal

import vl_convert

from api.documents.typeset import fonts
from api.errors import SetupError
from footprint.texts import Language

Format = Literal["svg", "png", "pdf"]
MEDIA: dict[Format, str] = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
POINTS = 72  # per inch
INCH = 25.4  # mm
FACE: dict[Language, str] = {"en": "Noto Sans CJK SC", "zh-Hans": "Noto Sans CJK SC", "zh-Hant": "Noto Sans CJK HK"}
_ROOT = re.compile(r'width="([\d.]+)mm" height="([\d.]+)mm"')


def png(svg: str, dpi: int, language: Language) -> bytes:
    """Draw an SVG as a picture of whole dots; its pHYs chunk says how many of them make a metre."""
    _ready(language)
    # The converter takes lengths for points and rounds down: whole dots, and a hair more, so that none is lost.
    return vl_convert.svg_to_png(_sized(svg, lambda mm: (round(mm / INCH * dpi) + 1e-3) / dpi * POINTS), ppi=dpi)


def pdf(svg: str, language: Language) -> bytes:
    """Draw an SVG as a page of its size, letters as fonts."""
    _ready(language)
    return vl_convert.svg_to_pdf(_sized(svg, lambda mm: mm / INCH * POINTS))


def _sized(svg: str, points: Callable[[float], float]) -> str:
    """Give the drawing its size in points; it fills them to the edge, whatever a whole dot adds."""
    return _ROOT.sub(
        lambda found: (
            f'width="{points(float(found[1])):.5f}" height="{points(float(found[2])):.5f}" '
            'preserveAspectRatio="none"'
        ),
        svg,
        count=1,
    )


def _ready(language: Language) -> None:
    """Refuse to draw with letters that are not there: the converter would leave them out."""
    if FACE[language] not in _families():
        what = (
            f"the label is set in {FACE[language]}, which is not installed: "
            "install fonts-noto-cjk (Noto Sans CJK) and start the service again"
        )
        raise SetupError(what)


@cache
def _families() -> frozenset[str]:
    return frozenset(fonts().families())
