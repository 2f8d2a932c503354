"""How words are compared in a search: one spelling, and nearness of misspelt ones."""

from __future__ import annotations

import re
import unicodedata

_SEPARATORS = re.compile(r"[\W_]+")
_INNER = re.compile(r"(?<=\w)[-·.](?=\w)")
_CJK = re.compile(r"[㐀-鿿豈-﫿]")

# American and British spelling of words that name half of the database.
_SPELLINGS = (
    ("aluminum", "aluminium"),
    ("sulph", "sulf"),
    ("fiber", "fibre"),
    ("gray", "grey"),
    ("liter", "litre"),
    ("caesium", "cesium"),
    ("gasoline", "petrol"),
)


def plain(text: str) -> str:
    """Fold width, case, punctuation and spelling; words are separated by one blank."""
    folded = _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    for variant, spelling in _SPELLINGS:
        if variant in folded:
            folded = folded.replace(variant, spelling)
    return folded


def joined(text: str) -> str:
    """Fold like :func:`plain`, but write hyphenated names in one (``NMC-811`` as ``nmc811``)."""
    return plain(_INNER.sub("", text))


def is_cjk(word: str) -> bool:
    """Tell whether a word is written in Chinese characters, of which one or two already say much."""
    return bool(_CJK.search(word))


def grams(word: str) -> set[str]:
    """Cut a word into overlapping pairs, its beginning marked."""
    padded = f"^{word}"
    return {padded[i : i + 2] for i in range(len(padded) - 1)}


def tolerated(word: str) -> int:
    """Return how many typing errors a word of this length may have."""
    if is_cjk(word):
        return 1 if len(word) >= 3 else 0
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def distance(typed: str, word: str) -> int:
    """Count typing errors (wrong, missing, extra, swapped) between what was typed and the beginning of a word."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, start=1):
        before, last, row = row, before, [i]
        for j, other in enumerate(word, start=1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return min(row)
