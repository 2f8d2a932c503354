"""What a line buys, in words: datasets, markets, processes and suppliers of the product."""

from __future__ import annotations

import re

from footprint.background import Background
from footprint.texts import Language
from web.pages.document import Document, entries, text
from web.texts import words


def target_text(kind: str, target: str, document: Document, background: Background, language: Language) -> str:
    """Name what a line buys, as the combobox shows it."""
    if kind == "process":
        found = next((p for p in entries(document, "processes") if p.get("id") == target), {})
        return words(found.get("name"), language) or target
    if kind == "supplier":
        one = next((s for s in entries(document, "suppliers") if s.get("id") == target), {})
        return supplier_text(text(one.get("product")), text(one.get("supplier"))) or target
    return bought_text(kind, target, background, language)


def supplier_text(product: str, supplier: str) -> str:
    """Name the footprint of a supplier."""
    return f"{product} ({supplier})" if product and supplier else product or supplier


def bought_text(kind: str, target: str, background: Background, language: Language) -> str:
    """Name a dataset or a market."""
    if kind == "slot":
        return slot_text(target, background, language)
    dataset = background.datasets.get(target)
    return words(dataset.name, language) if dataset else target


def slot_text(slot: str, background: Background, language: Language) -> str:
    """Name a market; one without region is the market of the process's region."""
    found = background.slots.get(slot) or next((s for s in background.slots.values() if s.service == slot), None)
    name = words(found.name, language) if found else slot
    return name if "/" in slot or not found else (", " if language == "en" else "，").join(parts(name)[:-1]) or name


def parts(name: str) -> list[str]:
    """Split the name of a market; the region is its last part."""
    return [part.strip() for part in re.split("[,，]", name)]
