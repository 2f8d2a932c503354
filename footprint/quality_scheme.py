"""Schemes of data quality: which criteria count, and how age is scored. A rule names one of them.

A score runs from 1 (best) to 5 (worst). The rating of a line or dataset is the plain mean of the criteria that
count; the rating of a result is their mean weighted by contribution.

References
----------
``pedigree-5``: the five indicators, and the years of *temporal correlation*, of the pedigree matrix (Weidema and
Wesnæs, J. Cleaner Production 4, 1996; Weidema et al., ecoinvent data quality guideline 3, 2013, table 10.4).
``pef-dqr``: (TeR + GeR + TiR + P) / 4, Recommendation (EU) 2021/2279, Annex I, 4.6.5; precision stands in the place
of reliability. ``cfb-ev``: (TeR + TiR + GeR) / 3, JRC rules for the carbon footprint of electric vehicle batteries,
June 2023. The tables of levels of the latter two were not read: nothing is derived from years or regions there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

CRITERIA = ("reliability", "completeness", "time", "geography", "technology")
RELIABILITY, COMPLETENESS, TIME, GEOGRAPHY, TECHNOLOGY = range(5)

Scores = Sequence[float | None]


@dataclass(frozen=True)
class Scheme:
    """One way to rate data.

    Attributes
    ----------
    counts : tuple of int
        Positions in ``CRITERIA`` that enter the rating.
    years : tuple of float
        Below so many years of difference the time is scored 1, 2, 3, 4; from the last on 5. Empty where the text of
        the scheme gives no years.
    regions : bool
        Whether the text scores data of the area itself 1, and of a larger area around it 2.
    """

    id: str
    counts: tuple[int, ...]
    years: tuple[float, ...] = ()
    regions: bool = False

    def rating(self, scores: Sequence[float]) -> float:
        """Return the mean of the scores that count [1 best … 5 worst]."""
        return sum(scores[i] for i in self.counts) / len(self.counts)

    def partial(self, scores: Scores) -> float | None:
        """Return the rating; None where a score that counts is not known."""
        known = [score for i in self.counts if (score := scores[i]) is not None]
        return sum(known) / len(known) if len(known) == len(self.counts) else None

    def time(self, years: float) -> int | None:
        """Score a difference of so many years; None where the scheme has no table."""
        if not self.years:
            return None
        return 1 + sum(years >= limit for limit in self.years)

    def geography(self, region: str, place: str) -> int | None:
        """Score data of ``region`` for something that happens in ``place``; None where the scheme cannot tell."""
        if not self.regions:
            return None
        if region == place:
            return 1
        return 2 if region == "GLO" or place.startswith(f"{region}-") else None


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        one.id: one
        for one in (
            Scheme("pedigree-5", (0, 1, 2, 3, 4), years=(3, 6, 10, 15), regions=True),
            Scheme("pef-dqr", (TECHNOLOGY, GEOGRAPHY, TIME, RELIABILITY)),
            Scheme("cfb-ev", (TECHNOLOGY, TIME, GEOGRAPHY)),
        )
    }
)
