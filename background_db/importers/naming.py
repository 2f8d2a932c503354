"""How an imported dataset is called and described, and which of several suppliers is meant."""

from __future__ import annotations

import hashlib
import re
from types import MappingProxyType

from background_db.importers.allocate import Product
from background_db.importers.neutral import Process
from footprint.texts import Text

NOT_STATED = (5, 5, 5, 5, 5)
LONGEST = 60
_WORLD = ("GLO", "RoW", "")


def narrow(candidates: list[Product], location: str, taker: Process) -> list[Product]:
    """Keep the suppliers that fit best; each wish only counts when some candidate meets it."""
    left = candidates
    for wish in (
        lambda p: p.process.id != taker.id,
        lambda p: not location or location in {p.process.region, p.flow.location},
        lambda p: p.process.region == taker.region,
        lambda p: bool(taker.area) and p.process.area == taker.area,
        lambda p: p.process.region in _WORLD,
        lambda p: not p.refused,
        lambda p: p.main,
        lambda p: not p.process.aggregated,
    ):
        if len(left) > 1:
            left = [p for p in left if wish(p)] or left
    return left


def slug(text: str) -> str:
    """Write a name as part of an id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"


def identity_of(product: Product, taken: set[str]) -> str:
    """Name a dataset: words of its name, its region, and a hash that stays while its ids in the file stay."""
    process = product.process
    key = hashlib.sha256(f"{process.id}|{product.flow.id}".encode()).hexdigest()
    words = slug(process.name if product.main else product.flow.name)[:LONGEST].strip("-")
    region = slug(process.region)[:8] if process.region else ""
    stem = "-".join(filter(None, (words, region)))
    for length in (6, 12):
        found = f"{stem[: 79 - length]}-{key[:length]}"
        if found not in taken:
            break
    taken.add(found)
    return found


def name_of(product: Product) -> Text:
    """Name a dataset in three languages; a co-product also tells its process."""
    process = product.process
    if product.main:
        english = process.names.get("en") or process.name
        chinese = process.names.get("zh-Hans") or process.names.get("zh") or english
        traditional = process.names.get("zh-Hant") or chinese
        return text_of(english or chinese, chinese, traditional)
    return text_of(f"{product.flow.name} ({process.name})" if process.name != product.flow.name else process.name)


_EMPTY = MappingProxyType({"": "(without name)"})


def text_of(english: str, simplified: str = "", traditional: str = "") -> Text:
    """Write a text; languages that are missing repeat the nearest one."""
    english = english.strip()
    english = _EMPTY.get(english, english)
    return Text.model_validate(
        {"en": english, "zh-Hans": simplified or english, "zh-Hant": traditional or simplified or english}
    )


def region_of(code: str) -> str:
    """Return the region; a file that tells none is taken to speak of the world."""
    return code.strip() or "GLO"


def pedigree_of(process: Process) -> tuple[int, int, int, int, int]:
    """Read ``(1;2;3;2;1)``; a process that states none gets the worst scores, not invented ones."""
    scores = [int(s) for s in re.findall(r"\d", process.pedigree)[:5]]
    if len(scores) != 5 or not all(1 <= s <= 5 for s in scores):
        return NOT_STATED
    return scores[0], scores[1], scores[2], scores[3], scores[4]


def described(process: Process) -> str:
    """Join the place in words and the documentation, shortened."""
    return " ".join(filter(None, (process.area, process.documentation.strip()[:2000])))
