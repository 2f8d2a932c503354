"""What there is to calculate with: rules, datasets, and what stands behind a dataset."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from api.cases.workbench import Workbench
from api.errors import NotFoundError
from footprint.background import Dataset
from footprint.engine.scores import ClosedScores
from footprint.errors import RuleError
from footprint.product import Product
from footprint.result import COLUMNS, TOTAL
from footprint.rule import LoadedRule
from footprint.texts import Language
from footprint.trace import TraceNode, expand

LONGEST_QUERY = 200


@dataclass(frozen=True)
class Expansion:
    """A dataset at an amount, and what it is made of.

    Attributes
    ----------
    set_id : str
        Characterization set of all figures.
    columns : dict
        Score of one unit by column [kg CO2e / unit]; empty for a gap, which has no figure.
    nodes : tuple of TraceNode
        Exchanges at ``amount``, largest first; their values add up to ``value``.
    """

    dataset: Dataset
    set_id: str
    amount: float
    columns: dict[str, float]
    nodes: tuple[TraceNode, ...]

    @property
    def value(self) -> float | None:
        """What the amount carries [kg CO2e]; None for a gap."""
        return self.amount * self.columns[COLUMNS[TOTAL]] if self.columns else None


def rules(workbench: Workbench) -> tuple[LoadedRule, ...]:
    """List every version of every rule that a product can be calculated under."""
    return tuple(rule for rule in workbench.rules.all() if not rule.rule.abstract)


def rule(workbench: Workbench, rule_id: str, version: str | None = None) -> LoadedRule:
    """Return one rule, the newest version when none is named."""
    name = rule_id if version is None else f"{rule_id}@{version}"
    try:
        return workbench.rules.get(name)
    except RuleError:
        raise NotFoundError(kind="rule", name=name) from None


def search_datasets(
    workbench: Workbench, words: str, language: Language = "en", limit: int = 20, category: str | None = None
) -> tuple[Dataset, ...]:
    """Find datasets by words in any of the three languages, best first; for no words the first by id."""
    if not words.strip():
        listed = (d for _, d in sorted(workbench.background.datasets.items()))
        return tuple(islice((d for d in listed if category in {None, d.category}), limit))
    hits = workbench.index.search(words[:LONGEST_QUERY], language=language, limit=limit, category=category)
    return tuple(workbench.background.dataset(hit.dataset_id) for hit in hits)


def dataset(
    workbench: Workbench,
    dataset_id: str,
    amount: float = 1.0,
    set_id: str | None = None,
    product: Product | None = None,
) -> Expansion:
    """Return a dataset with what it is made of, under a product's electricity choice when one is given."""
    return expansion(workbench, workbench.closed(set_id, product), dataset_id, amount)


def expansion(workbench: Workbench, closed: ClosedScores, dataset_id: str, amount: float) -> Expansion:
    """Expand a dataset with unit scores that are closed already."""
    found = workbench.background.datasets.get(dataset_id)
    if found is None:
        raise NotFoundError(kind="dataset", name=dataset_id)
    if found.kind == "gap":
        return Expansion(found, closed.scores.set_id, amount, {}, ())
    columns = dict(zip(COLUMNS, map(float, closed.of(dataset_id)), strict=True))
    nodes = expand(workbench.background, closed, dataset_id, amount)
    return Expansion(found, closed.scores.set_id, amount, columns, nodes)
