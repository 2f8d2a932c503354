"""Search by name over tens of thousands of datasets while somebody types.

All names and synonyms lie in sorted arrays, so that exact and prefix matches are slices; their words lie in a
second sorted array with the datasets each occurs in. The index is read-only once built, hence safe in threads.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

import numpy as np
from numpy.typing import NDArray

from background_db import words as spelling
from footprint.background import Background, Dataset
from footprint.texts import Language

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]

# Score of each way to match; what was found by correcting typing errors counts SIMILAR of it, or less.
EXACT, NAME_BEGINS, PREFIX, WORDS, WORD_BEGINS, SUBSTRING, SIMILAR = 1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4
# Up to three Latin letters inside a word (led in modelled) are mostly chance: below everything else.
INNER = 0.1
_SHORT = re.compile(r"[a-z]{1,3}")

# How many similar words are measured letter by letter.
_SHORTLIST = 60
# How many readings of a misspelt query are tried.
_CORRECTIONS = 6
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Hit:
    """A dataset that matches, with a score from 0 to 1 and its name in the language asked for."""

    dataset_id: str
    score: float
    name: str


class Index:
    """Names of a background, ready to be searched.

    Parameters
    ----------
    background : Background
    """

    def __init__(self, background: Background) -> None:
        # Position is the order among equal matches: usable first, China first, newer first.
        self._datasets = sorted(background.datasets.values(), key=_order)
        self._count = len(self._datasets)
        names: dict[str, set[int]] = defaultdict(set)
        vocabulary: dict[str, set[int]] = defaultdict(set)
        for position, dataset in enumerate(self._datasets):
            for name in _names(dataset):
                for text in {spelling.plain(name), spelling.joined(name)}:
                    names[text].add(position)
                    for word in text.split():
                        vocabulary[word].add(position)
            names[spelling.plain(dataset.id)].add(position)
            for word in spelling.plain(f"{dataset.id} {dataset.region} {dataset.year}").split():
                vocabulary[word].add(position)
        self._names = _Sorted(names)
        self._words = _Sorted(vocabulary)
        self._haystack = "\n".join(self._words.keys)
        self._lengths = np.array([len(word) for word in self._words.keys], dtype=np.int64)
        self._starts = np.concatenate([[0], np.cumsum(self._lengths + 1)])
        self._grams = _Sorted(_grams(self._words.keys))
        self._kinds = np.array([d.kind for d in self._datasets])
        self._categories = np.array([d.category for d in self._datasets])

    def search(
        self,
        words: str,
        language: Language = "en",
        limit: int = 20,
        *,
        kind: str | None = None,
        category: str | None = None,
    ) -> list[Hit]:
        """Find datasets by name, best first.

        Parameters
        ----------
        words : str
            In any language, in any order, possibly with a typing error.
        language : {"en", "zh-Hans", "zh-Hant"}
            Of the names handed back; all languages are searched.
        limit : int
        kind, category : str, optional
            Only datasets of this kind or category.

        Returns
        -------
        list of Hit
            Exact names and synonyms, then names beginning with the words, then names holding all of them (whole,
            as beginnings, as parts), then similar ones; last those that hold up to three Latin letters only inside
            a word. Equal matches: China first, newer first.
        """
        wanted = spelling.plain(words)
        if not wanted or not self._count:
            return []
        allowed = np.ones(self._count, dtype=bool)
        if kind:
            allowed &= self._kinds == kind
        if category:
            allowed &= self._categories == category
        scores = self._scores(self._cut(wanted), allowed, limit)
        # Misspelling is only thought of when the words as typed name nothing.
        if np.max(scores) <= SUBSTRING and np.count_nonzero(scores) < limit:
            for meant, errors in self._corrections(wanted.split()):
                similar = self._scores(meant, allowed, limit) * SIMILAR / (1 + errors)
                scores = np.maximum(scores, similar)
                if np.count_nonzero(scores) >= limit:
                    break
        found = np.flatnonzero(scores)
        best = found[np.argsort(-scores[found], kind="stable")][:limit]
        return [
            Hit(self._datasets[i].id, round(float(scores[i]), 3), self._datasets[i].name.get(language))
            for i in best
        ]

    def _scores(self, wanted: str, allowed: Mask, limit: int) -> NDArray[np.float64]:
        scores = np.zeros(self._count)
        for score, mask in self._tiers(wanted):
            scores[mask & allowed & (scores == 0)] = score
            if np.count_nonzero(scores) >= limit:
                break
        return scores

    def _tiers(self, wanted: str) -> Iterator[tuple[float, Mask]]:
        parts = wanted.split()
        yield EXACT, self._mask(self._names.equal(wanted))
        yield NAME_BEGINS, self._mask(self._names.beginning(f"{wanted} "))
        yield PREFIX, self._mask(self._names.beginning(wanted))
        yield WORDS, self._all(self._mask(self._words.equal(part)) for part in parts)
        yield WORD_BEGINS, self._all(self._mask(self._words.beginning(part)) for part in parts)
        short = [_SHORT.fullmatch(part) is not None for part in parts]
        yield (
            SUBSTRING,
            self._all(
                self._mask(self._words.beginning(part) if is_short else self._holding(part))
                for part, is_short in zip(parts, short, strict=True)
            ),
        )
        if any(short):
            yield INNER, self._all(self._mask(self._holding(part)) for part in parts)

    def _mask(self, positions: Numbers) -> Mask:
        mask = np.zeros(self._count, dtype=bool)
        mask[positions] = True
        return mask

    def _all(self, masks: Iterable[Mask]) -> Mask:
        result = np.ones(self._count, dtype=bool)
        for mask in masks:
            result &= mask
        return result

    def _holding(self, part: str) -> Numbers:
        """Return the datasets with a word that has ``part`` anywhere in it."""
        if len(part) == 1 and not spelling.is_cjk(part):
            return self._words.beginning(part)
        places = np.array([m.start() for m in re.finditer(re.escape(part), self._haystack)], dtype=np.int64)
        return self._words.of(np.unique(np.searchsorted(self._starts, places, side="right") - 1))

    def _cut(self, wanted: str) -> str:
        """Cut Chinese typed without blanks into the longest pieces that occur (广东电力: 广东, 电力)."""
        pieces: list[str] = []
        for part in wanted.split():
            if not spelling.is_cjk(part) or part in self._haystack:
                pieces.append(part)
                continue
            start = 0
            while start < len(part):
                ends = range(len(part), start, -1)
                end = next((e for e in ends if part[start:e] in self._haystack), len(part))
                pieces.append(part[start:end])
                start = end
        return " ".join(pieces)

    def _corrections(self, parts: list[str]) -> Iterator[tuple[str, int]]:
        """Yield what may have been meant, and how many typing errors that assumes."""
        choices = [[(part, 0)] if self._holding(part).size else self._near(part) for part in parts]
        for chosen in islice(product(*choices), _CORRECTIONS):
            yield " ".join(word for word, _ in chosen), sum(errors for _, errors in chosen)

    def _near(self, part: str) -> list[tuple[str, int]]:
        """Return words within the tolerated number of typing errors, the nearest and most used first."""
        tolerated = spelling.tolerated(part)
        if not tolerated:
            return []
        pairs = spelling.grams(part)
        shared = np.zeros(len(self._words.keys), dtype=np.int64)
        for pair in pairs:
            shared[self._grams.equal(pair)] += 1
        # One error touches three pairs at most; of the rest, words of about the same length come first.
        likely = np.flatnonzero(shared >= max(1, len(pairs) - 3 * tolerated))
        alike = shared[likely] / (len(part) + self._lengths[likely])
        near = []
        for place in likely[np.argsort(-alike, kind="stable")[:_SHORTLIST]]:
            word = self._words.keys[place]
            if (errors := spelling.distance(part, word[: len(part) + tolerated])) <= tolerated:
                near.append((errors, -self._words.equal(word).size, word))
        return [(word, errors) for errors, _, word in sorted(near)]


class _Sorted:
    """Sorted strings, each with the numbers it stands for, in one array so that a range is a slice."""

    def __init__(self, entries: dict[str, set[int]]) -> None:
        self.keys = sorted(entries)
        lists = [sorted(entries[key]) for key in self.keys]
        self._ends = np.cumsum([0, *map(len, lists)], dtype=np.int64)
        self._numbers: Numbers = np.fromiter((n for one in lists for n in one), dtype=np.int64)

    def equal(self, key: str) -> Numbers:
        """Return the numbers of one string."""
        place = bisect_left(self.keys, key)
        found = place < len(self.keys) and self.keys[place] == key
        return self._slice(place, place + found)

    def beginning(self, start: str) -> Numbers:
        """Return the numbers of all strings that begin like this."""
        return self._slice(bisect_left(self.keys, start), bisect_left(self.keys, start + _LAST))

    def of(self, places: Numbers) -> Numbers:
        """Return the numbers of the strings at these places."""
        slices = [self._slice(int(place), int(place) + 1) for place in places]
        return np.concatenate(slices) if slices else self._numbers[:0]

    def _slice(self, first: int, end: int) -> Numbers:
        return self._numbers[self._ends[first] : self._ends[end]]


def _order(dataset: Dataset) -> tuple[bool, int, int, str]:
    place = 0 if dataset.region == "CN" else 1 if dataset.region.startswith("CN-") else 2
    return dataset.kind == "gap", place, -dataset.year, dataset.id


def _names(dataset: Dataset) -> Iterator[str]:
    yield from dataset.name.to_dict().values()
    yield from dataset.synonyms


def _grams(keys: list[str]) -> dict[str, set[int]]:
    grams: dict[str, set[int]] = defaultdict(set)
    for number, key in enumerate(keys):
        for gram in spelling.grams(key):
            grams[gram].add(number)
    return grams
