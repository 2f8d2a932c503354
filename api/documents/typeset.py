"""Typesetting with Typst: JSON data into a template, PDF/A out. Nothing of the data is read as markup.

The template reads no file beside its own and those of ``root``, opens no connection, and knows no clock.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from api.errors import SetupError
from footprint.texts import Language

STANDARD: tuple[typst.PDFStandard, ...] = ("a-3a",)
FACE = {"en": "SC", "zh-Hans": "SC", "zh-Hant": "HK"}
REGION = {"en": "GB", "zh-Hans": "CN", "zh-Hant": "HK"}
LONGEST_RETRY = 8
LONGEST_RUNNING = 40
# A character no font has, as the compiler names it: itself or its number.
UNSHOWN = re.compile(r'the (?:text|PDF contains the codepoint)?\s*`"(?P<text>(?:[^"\\]|\\.)+)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def appearance(language: Language) -> dict[str, str]:
    """Return face and language of a document, as templates take them."""
    return {"face": f"Noto Sans CJK {FACE[language]}", "lang": language[:2], "region": REGION[language]}


def shorten(text: str) -> str:
    """Cut a name to what a running head has room for."""
    return text if len(text) <= LONGEST_RUNNING else text[: LONGEST_RUNNING - 1] + "…"


@cache
def fonts() -> typst.Fonts:
    """Find the fonts of the machine, once."""
    return typst.Fonts(include_embedded_fonts=False)


def typeset(template: Path, data: Any, files: Mapping[str, str], day: datetime, root: Path | None = None) -> bytes:
    """Compile a template; a character that no font of the machine has is written as its number instead.

    Parameters
    ----------
    data : dict
        Plain JSON values with :func:`appearance`; the template reads them as ``sys.inputs.data``.
    files : mapping
        Texts that the template attaches, by the name it reads them under.
    day : datetime
        What the document calls its time of making.
    root : Path, optional
        The folder whose files the template may import; its own when absent.

    Raises
    ------
    SetupError
        The fonts are not installed.
    """
    if data["face"] not in fonts().families():
        what = (
            f"the document is set in {data['face']}, which is not installed: "
            "install fonts-noto-cjk (Noto Sans CJK) and start the service again"
        )
        raise SetupError(what)
    data = _clean(data)
    for _attempt in range(LONGEST_RETRY):
        try:
            made = typst.compile(
                template,
                root=root or template.parent,
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
