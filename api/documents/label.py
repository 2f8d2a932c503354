"""The label drawn as SVG, 80 × 110 mm, in three languages; and the files of a label.

A drawing is a pure function of the label record. It imitates no mark: it is typography, a bar and a QR code.
Only presentation attributes are used, so that a strict content policy lets it stand inline.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from api.documents.block import INK, PAPER, Block, number
from api.documents.label_parts import FACES, Drawing, facts, figure, head, numbers, split
from api.documents.lettering import measure
from footprint.errors import InputError
from footprint.label import check_label, label_record
from footprint.rule import LoadedRule
from footprint.scheme import Scheme
from footprint.texts import LANGUAGES, Language, Text
from rules.labels import load_scheme, schemes, words

WIDTH, HEIGHT, MARGIN = 80.0, 110.0, 5.0
BAND = 6.4
GAP, WIDEST_GAP = 2.4, 7.0
SCALES = tuple(1.15 - step / 40 for step in range(29))  # letters shrink to 45 % at most: 1 mm


def artwork(label: dict[str, Any], language: Language, words: Mapping[str, Text] | None = None) -> str:
    """Draw a label record in one language.

    ``words`` are the fixed words; without them those of the label's scheme are taken. Raises an InputError
    when the texts are so long that they would not be legible.
    """
    given = words if words is not None else _words(label["scheme"]["id"])
    prefix = f"label-{language}-{label['record']['run_id'][:12]}"
    top = MARGIN + (BAND if label["status"] != "published" else 0)
    for scale in SCALES:
        d = Drawing(label, language, given, scale, prefix)
        blocks = [part(d) for part in (head, figure, split, facts, numbers)]
        spare = HEIGHT - MARGIN - top - sum(block.height for block in blocks)
        if spare >= GAP * scale * (len(blocks) - 1):
            return _page(d, blocks, top, min(spare / (len(blocks) - 1), WIDEST_GAP))
    what = "the texts of this label are too long for 80 × 110 mm: shorten the name of product, model or holder"
    raise InputError(what)


def label_files(
    record: dict[str, Any], scheme: Scheme, public_url: str | None, rule: LoadedRule | None = None
) -> dict[str, bytes]:
    """Return the files of a label by name: ``label.json`` and one SVG per language."""
    label = label_record(record, scheme, public_url, rule)
    check_label(label)
    drawn = {f"label-{tongue}.svg": artwork(label, tongue, scheme.words).encode() for tongue in LANGUAGES}
    return {"label.json": label_json(label), **drawn}


def label_json(label: dict[str, Any]) -> bytes:
    """Write a label record as a file."""
    return (json.dumps(label, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _words(scheme_id: str) -> Mapping[str, Text]:
    return load_scheme(scheme_id).words if scheme_id in schemes() else words()


def _page(d: Drawing, blocks: list[Block], top: float, gap: float) -> str:
    ids = (f"{d.prefix}-title", f"{d.prefix}-desc")
    status = d.label["status"]
    marks = [
        f'<rect width="{number(WIDTH)}" height="{number(HEIGHT)}" fill="{PAPER}"/>',
        *(_band(d.say(f"band_{status}"), d.prefix) if status != "published" else ()),
    ]
    y = top
    for block in blocks:
        marks.append(f'<g transform="translate({number(MARGIN)} {number(y)})">')
        marks += block.marks
        marks.append("</g>")
        y += block.height + gap
    title = f"{d.say('heading')}: {d.tongue(d.label['product']['name'])} {d.label['product']['model']}"
    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(WIDTH)}mm" height="{number(HEIGHT)}mm" '
        f'viewBox="0 0 {number(WIDTH)} {number(HEIGHT)}" role="img" aria-labelledby="{ids[0]} {ids[1]}" '
        f'lang="{d.language}" xml:lang="{d.language}" font-family={quoteattr(FACES[d.language])}>'
    )
    return "\n".join(
        [
            root,
            f'<title id="{ids[0]}">{escape(title)}</title>',
            f'<desc id="{ids[1]}">{escape(_description(d))}</desc>',
            _patterns(d.prefix),
            *marks,
            "</svg>\n",
        ]
    )


def _description(d: Drawing) -> str:
    stages = d.say("comma").join(f"{title} {shown} ({share})" for title, _, shown, share in d.stages)
    status = d.label["status"]
    return d.say(
        "description",
        statement=d.tongue(d.label["texts"]["statement"]),
        stages=stages,
        status=d.say(f"band_{status}" if status != "published" else "band_published"),
        digest=d.label["record"]["run_id"],
    )


def _patterns(prefix: str) -> str:
    lines = 'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
    return (
        f'<defs><pattern id="{prefix}-credit" width="1.1" height="1.1" {lines}>'
        f'<rect width="0.45" height="1.1" fill="{PAPER}"/></pattern>'
        f'<pattern id="{prefix}-band" width="2.4" height="2.4" {lines}>'
        f'<rect width="2.4" height="2.4" fill="#FBF1D6"/><rect width="1.2" height="2.4" fill="#F3E0AE"/>'
        "</pattern></defs>"
    )


def _band(text: str, prefix: str) -> list[str]:
    """Draw the strip that says that this is no issued label."""
    band = Block()
    size = 2.9
    band.rect(0, 0, WIDTH, BAND, f"url(#{prefix}-band)")
    width = measure(text, size, bold=True) + 6
    band.rect((WIDTH - width) / 2, 0, width, BAND, "#FBF1D6")
    band.rect(0, BAND - 0.2, WIDTH, 0.2, INK)
    band.letters(WIDTH / 2, BAND / 2 + 0.35 * size, text, size, bold=True, anchor="middle")
    return band.marks
