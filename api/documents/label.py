"""The label drawn as SVG, in the sizes of ``label_sizes.yaml`` and three languages; and the files of a label.

A drawing is a pure function of the label record. It imitates no mark: it is typography, a bar and a QR code.
Only presentation attributes are used, so that a strict content policy lets it stand inline.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from api.documents.label_column import column
from api.documents.label_page import Page, too_long
from api.documents.label_parts import Drawing, facts, figure, head, numbers, split
from api.documents.label_sizes import Name, Size, sizes
from api.documents.label_strip import strip
from footprint.label import check_label, label_record
from footprint.rule import LoadedRule
from footprint.scheme import Scheme
from footprint.texts import LANGUAGES, Language
from rules.labels import load_scheme, schemes, words

GAP, WIDEST_GAP = 2.4, 7.0
SCALES = tuple(1.15 - step / 40 for step in range(29))  # letters shrink to 45 % at most: 1 mm


def artwork(
    label: dict[str, Any], language: Language, scheme: Scheme | None = None, size: Name = "standard"
) -> str:
    """Draw a label record in one language.

    ``scheme`` gives the fixed words and the grades; without it that of the label is taken. Raises an InputError
    when the texts are so long that they would not be legible.
    """
    found = scheme or (load_scheme(label["scheme"]["id"]) if label["scheme"]["id"] in schemes() else None)
    given = found.words if found else words()
    grades = (found.grades.value or ()) if found else ()
    prefix = f"label-{language}-{label['record']['run_id'][:12]}" + ("" if size == "standard" else f"-{size}")
    made = sizes()
    own = made.sizes[size]
    if own.layout == "portrait":
        return _portrait(lambda scale: Drawing(label, language, given, scale, prefix, grades), own)
    d = Drawing(label, language, given, 1.0, prefix, grades)
    return (column if own.layout == "column" else strip)(d, own, made)


def _portrait(drawing: Callable[[float], Drawing], size: Size) -> str:
    for scale in SCALES:
        d = drawing(scale)
        page = Page(d, size)
        page.band(2.32)
        top = page.top + size.margin
        blocks = [part(d) for part in (head, figure, split, facts, numbers)]
        spare = size.height - size.margin - top - sum(block.height for block in blocks)
        if spare >= GAP * scale * (len(blocks) - 1):
            gap, y = min(spare / (len(blocks) - 1), WIDEST_GAP), top
            for block in blocks:
                page.put(block, size.margin, y)
                y += block.height + gap
            return page.svg()
    raise too_long(size, "shorten the name of product, model or holder")


def label_files(
    record: dict[str, Any],
    scheme: Scheme,
    public_url: str | None,
    rule: LoadedRule | None = None,
) -> dict[str, bytes]:
    """Return the files of a label by name: ``label.json`` and one SVG per language."""
    label = label_record(record, scheme, public_url, rule)
    check_label(label)
    drawn = {f"label-{tongue}.svg": artwork(label, tongue, scheme).encode() for tongue in LANGUAGES}
    return {"label.json": label_json(label), **drawn}


def label_json(label: dict[str, Any]) -> bytes:
    """Write a label record as a file."""
    return (json.dumps(label, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
