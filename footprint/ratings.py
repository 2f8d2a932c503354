"""How good the data of a result are: of each line, and of the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from footprint.quality_scheme import CRITERIA, Scores


@dataclass(frozen=True)
class LineQuality:
    """How good a line is: its amount, its dataset, and both together.

    Attributes
    ----------
    activity_data : tuple of float or None
        Scores of the amount by criterion (reliability, completeness, time, geography, technology) as the preparer
        assessed or years say; None as a whole where nobody assessed it.
    dataset : tuple of float
        Scores of the dataset for this study: age and region may make one worse than the dataset's own.
    rating : float or None
        Mean of the worse of both, by criterion; None where a criterion that counts was not assessed.
    activity_age, dataset_age : int or None
        Years from what the figure stands for to the end of the data period [a]; None for amounts of the rule.
    evidence : str
        ``complete``, ``incomplete``, ``other_kind``, ``missing``, ``not_asked``; empty for lines of the rule.
    """

    activity_data: Scores | None
    dataset: tuple[float, ...]
    rating: float | None
    activity_age: int | None
    dataset_age: int
    evidence: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        given = self.activity_data
        return {
            "activity_data": None if given is None else dict(zip(CRITERIA, given, strict=True)),
            "dataset": dict(zip(CRITERIA, self.dataset, strict=True)),
            "rating": self.rating,
            "activity_data_age": self.activity_age,
            "dataset_age": self.dataset_age,
            "evidence": self.evidence,
        }


@dataclass(frozen=True)
class Quality:
    """Ratings and shares, weighted by the absolute value of each line.

    Attributes
    ----------
    rating : float
        Of the datasets [1 best … 5 worst].
    line_rating : float or None
        Of amounts and datasets together, over the lines whose amounts were assessed; None where none was.
    assessed : float
        Share of the result those lines carry [1].
    dataset_age : float
        Mean age of the datasets at the end of the data period [a].
    evidence : dict of str to float
        Company-specific activity data by the state of their evidence, as shares of the result [1].
    """

    rating: float
    scheme: str
    limit: float | None
    by_dataset_kind: dict[str, float]
    by_confidence: dict[str, float]
    company_specific: float
    undivided: float
    estimated_upstream: tuple[tuple[str, float], ...] = ()
    supplier_primary: float | None = None
    line_rating: float | None = None
    assessed: float = 0.0
    dataset_age: float = 0.0
    evidence: dict[str, float] = field(default_factory=dict)

    @property
    def evidence_complete(self) -> float | None:
        """Share of what needs evidence that has all of it [1]; None where the rule asks for none."""
        asked = sum(share for state, share in self.evidence.items() if state != "not_asked")
        return self.evidence.get("complete", 0.0) / asked if asked else None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values; the primary data of suppliers only where there are any."""
        primary = {} if self.supplier_primary is None else {"primary_data_of_suppliers": self.supplier_primary}
        return {
            "rating": self.rating,
            "scheme": self.scheme,
            "limit": self.limit,
            "lines": {"rating": self.line_rating, "assessed": self.assessed},
            "dataset_age": self.dataset_age,
            "evidence": {"complete": self.evidence_complete, "shares": self.evidence},
            "shares": {
                "dataset_kind": self.by_dataset_kind,
                "confidence": self.by_confidence,
                "company_specific_activity_data": self.company_specific,
                "published_co2e_without_gas_split": self.undivided,
                **primary,
            },
            "estimated_upstream": [{"dataset": d, "share": s} for d, s in self.estimated_upstream],
        }
