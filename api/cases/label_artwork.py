"""The artwork of a label record as files: sizes, languages, formats."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, get_args

from api.documents.label import artwork, label_json
from api.documents.label_print import Format, pdf, png
from api.documents.label_sizes import Name, sizes
from footprint.errors import InputError, Problem
from footprint.label import check_label
from footprint.record import canonical
from footprint.texts import LANGUAGES, Language

FORMATS: tuple[Format, ...] = get_args(Format)


def size_named(name: str) -> Name:
    """Read the name of a size."""
    known = sizes().sizes
    if name not in known:
        raise InputError(Problem("size", f"{name!r} is no size of a label: known are {', '.join(known)}"))
    return name


def drawn(
    label: Mapping[str, Any],
    language: Language,
    size: Name = "standard",
    form: Format = "svg",
    dpi: int | None = None,
) -> bytes:
    """Draw a label record, whatever its status, as SVG, PNG or PDF.

    Raises
    ------
    InputError
        The texts are too long for the size, or the size is not offered in this resolution.
    SetupError
        The faces for PNG and PDF are not installed.
    """
    offered = sizes().sizes[size].dpi
    if dpi is not None and dpi not in offered:
        known = ", ".join(map(str, offered))
        raise InputError(Problem("dpi", f"{dpi} is not offered for the size {size}: known are {known}"))
    svg = _svg(canonical(dict(label)), language, size)
    if form == "pdf":
        return pdf(svg, language)
    return png(svg, dpi or max(offered), language) if form == "png" else svg.encode()


@lru_cache(maxsize=256)
def _svg(label: bytes, language: Language, size: Name) -> str:
    """Draw a label once: the same record is looked at by many, on its page of the register above all."""
    return artwork(json.loads(label), language, size=size)


def file_name(language: Language, size: Name, form: Format, dpi: int | None = None) -> str:
    """Name the file of a drawing: ``label-small-en-600dpi.png``; the standard size goes without its name."""
    parts = ["label", *([size] if size != "standard" else []), language, *([f"{dpi}dpi"] if dpi else [])]
    return "-".join(parts) + f".{form}"


def files(
    label: Mapping[str, Any],
    wanted: Sequence[Name] = ("standard",),
    formats: Sequence[Format] = ("svg",),
    languages: Sequence[Language] = LANGUAGES,
) -> Iterator[tuple[str, bytes]]:
    """Write label data and its drawings: name and content of each file."""
    check_label(label)
    yield "label.json", label_json(dict(label))
    for size in wanted:
        for form in formats:
            for dpi in sizes().sizes[size].dpi if form == "png" else (None,):
                for language in languages:
                    yield file_name(language, size, form, dpi), drawn(label, language, size, form, dpi)


def too_long(label: Mapping[str, Any], languages: Sequence[Language] = LANGUAGES) -> frozenset[Name]:
    """Tell in which sizes the texts of a label have no room."""
    found = set()
    for size in sizes().sizes:
        try:
            for language in languages:
                artwork(dict(label), language, size=size)
        except InputError:
            found.add(size)
    return frozenset(found)
