"""Record in, PDF out: the same record, label and language give the same bytes.

What people wrote reaches the template as JSON data alone and is set as text: no text of a record is ever read as
markup. The template reads no file beside its own, opens no connection, and knows no clock.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import typst

from api.documents.declaration import basis, closing, contents, cover, electricity, method, quality, results
from api.documents.declaration.blocks import Section
from api.documents.declaration.study import Study
from api.documents.declaration.words import HERE
from api.documents.label import label_json
from api.errors import SetupError
from footprint.background import Background
from footprint.label import label_record
from footprint.record import canonical
from footprint.rule import LoadedRule
from footprint.scheme import Scheme
from footprint.texts import Language
from footprint.uncertainty import Uncertainty

STANDARD: tuple[typst.PDFStandard, ...] = ("a-3a",)
FACE = {"en": "SC", "zh-Hans": "SC", "zh-Hant": "HK"}
REGION = {"en": "GB", "zh-Hans": "CN", "zh-Hant": "HK"}
LONGEST_RETRY = 8
LONGEST_RUNNING = 40
# A character no font has, as the compiler names it: itself or its number.
UNSHOWN = re.compile(r'the (?:text|PDF contains the codepoint)?\s*`"(?P<text>(?:[^"\\]|\\.)+)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


@dataclass(frozen=True)
class Sources:
    """What explains a record: its rule, background and public address, and the uncertainty where it was drawn."""

    scheme: Scheme
    public_url: str | None = None
    rule: LoadedRule | None = None
    background: Background | None = None
    uncertainty: Uncertainty | None = None


def build(study: Study) -> tuple[Section, ...]:
    """Write every section of the declaration, the checklist of contents last."""
    sections = (
        basis.product(study),
        basis.basis(study),
        basis.boundary(study),
        results.results(study),
        electricity.electricity(study),
        quality.quality(study),
        method.method(study),
        closing.questions(study),
        closing.sources(study),
        closing.limits(study),
        closing.verification(study),
        closing.check(study),
    )
    return (*sections, contents.contents(study, sections))


def declaration(record: Mapping[str, Any], sources: Sources, language: Language) -> bytes:
    """Typeset a record as PDF/A-3 with ``record.json`` and ``label.json`` embedded.

    Parameters
    ----------
    record : mapping
        A stored record with its ``run_id``.
    sources : Sources
    language : Language

    Raises
    ------
    RecordError
        The record was changed, or lacks what a label or a declaration needs.
    SetupError
        The fonts are not installed.
    """
    document = dict(record)
    label = label_record(document, sources.scheme, sources.public_url, sources.rule)
    rule = sources.rule.rule if sources.rule else None
    study = Study(document, label, language, rule, sources.background, sources.uncertainty)
    data = {
        "face": f"Noto Sans CJK {FACE[language]}",
        "lang": language[:2],
        "region": REGION[language],
        "page": study.say("page"),
        "title": f"{study.say('title')} – {study.text(label['product']['name'])} · {label['product']['model']}",
        "running": shorten(study.text(label["product"]["name"])) + " · " + shorten(label["product"]["model"]),
        "author": label["holder"]["name"],
        "cover": cover.cover(study),
        "sections": [section.to_dict() for section in build(study)],
    }
    files = {
        "record": canonical({"run_id": label["record"]["run_id"], **document}).decode(),
        "label": label_json(label).decode(),
    }
    return _typeset(_clean(data), files, datetime.fromisoformat(label["period"]["end"]).replace(tzinfo=UTC))


def shorten(text: str) -> str:
    """Cut a name to what a running head has room for."""
    return text if len(text) <= LONGEST_RUNNING else text[: LONGEST_RUNNING - 1] + "…"


@cache
def fonts() -> typst.Fonts:
    """Find the fonts of the machine, once."""
    return typst.Fonts(include_embedded_fonts=False)


def _typeset(data: Any, files: Mapping[str, str], day: datetime) -> bytes:
    """Compile; a character that no font of the machine has is written as its number instead."""
    if data["face"] not in fonts().families():
        what = (
            f"the declaration is set in {data['face']}, which is not installed: "
            "install fonts-noto-cjk (Noto Sans CJK) and start the service again"
        )
        raise SetupError(what)
    for _attempt in range(LONGEST_RETRY):
        try:
            made = typst.compile(
                HERE / "template.typ",
                root=HERE,
                font_paths=fonts(),
                pdf_standards=list(STANDARD),
                timestamp=day,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False), **files},
            )
        except typst.TypstError as error:
            unshown = _unshown(f"{error.message}\n{error.diagnostic}")
            if not unshown:
                raise
            data = _replaced(data, unshown)
            continue
        return made if isinstance(made, bytes) else b""
    what = "the record holds too many characters that no font of this machine has: shorten its texts"
    raise SetupError(what)


def _unshown(message: str) -> frozenset[str]:
    """Return the characters the compiler could not show."""
    found = "".join(match["text"] for match in UNSHOWN.finditer(message))
    return frozenset(ESCAPED.sub(lambda m: chr(int(m[1], 16)), found).replace("\\", ""))


def _replaced(node: Any, unshown: frozenset[str]) -> Any:
    if isinstance(node, str):
        return "".join(f"[U+{ord(c):04X}]" if c in unshown else c for c in node)
    if isinstance(node, dict):
        return {key: _replaced(value, unshown) for key, value in node.items()}
    return [_replaced(value, unshown) for value in node] if isinstance(node, list | tuple) else node


def _clean(node: Any) -> Any:
    """Write what is no character for people (controls, private use) as its number, line breaks as spaces."""
    if isinstance(node, str):
        return "".join(_visible(c) for c in node)
    if isinstance(node, dict):
        return {key: _clean(value) for key, value in node.items()}
    return [_clean(value) for value in node] if isinstance(node, list | tuple) else node


def _visible(char: str) -> str:
    if char in "\n\r\t":
        return " "
    return f"[U+{ord(char):04X}]" if unicodedata.category(char) in {"Cc", "Co", "Cn", "Cs"} else char
