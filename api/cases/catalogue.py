"""What there is to calculate with: rules, datasets, and what stands behind a dataset."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from api.cases.workbench import Workbench
from api.errors import NotFoundError
from footprint.background import Dataset
from footprint.engine.scores import ClosedScores
from footprint.errors import InputError, RuleError
from footprint.product import Product
from footprint.result import COLUMNS, TOTAL
from footprint.rule import LoadedRule
from footprint.texts import Language, Text
from footprint.trace import TraceNode, expand
from rules.cases import Case, read_case
from rules.catalogue import Entry, Group, Origin, load_catalogue
from rules.describe import describe
from rules.diff import Change, diff
from rules.document import Description
from rules.load import ROOT

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


@dataclass(frozen=True)
class Listed:
    """A product of the catalogue with every version of its rule.

    Attributes
    ----------
    entry : Entry
    versions : tuple of LoadedRule
        Newest first; empty while the rule is planned.
    """

    entry: Entry
    versions: tuple[LoadedRule, ...]


@dataclass(frozen=True)
class Shelf:
    """A product group; ``group`` is None for rules the catalogue does not name."""

    group: Group | None
    products: tuple[Listed, ...]


def shelves(workbench: Workbench) -> tuple[tuple[Shelf, ...], dict[str, Origin]]:
    """Lay out the catalogue with the rules there are, and its sources."""
    folder = rules_folder(workbench)
    known = load_catalogue(folder)
    versions: dict[str, list[LoadedRule]] = {}
    for found in rules(workbench):
        versions.setdefault(found.rule.pcr, []).append(found)
    made = [
        Shelf(group, tuple(Listed(e, _newest_first(versions.pop(e.rule or "", []))) for e in group.products))
        for group in known.groups
    ]
    by_group: dict[str, list[Listed]] = {}
    for pcr, own in versions.items():
        # Without a catalogue the first part of the id is all that is known of the group.
        name = pcr.partition("/")[0] if not known.groups else ""
        by_group.setdefault(name, []).append(
            Listed(
                Entry(
                    id=pcr.replace("/", "-"),
                    title=own[-1].rule.title,
                    rule=pcr,
                    status="in_force" if own[-1].rule.status == "in_force" else "draft",
                    sources=("catalogue",),
                ),
                _newest_first(own),
            )
        )
    for name, rest in by_group.items():
        group = Group(id=name, title=Text.model_validate(name), products=()) if name else None
        made.append(Shelf(group, tuple(rest)))
    return tuple(made), known.sources


def rules_folder(workbench: Workbench) -> Path:
    """Return the folder the rules of a workbench come from."""
    return workbench.settings.rules or ROOT


def _newest_first(found: list[LoadedRule]) -> tuple[LoadedRule, ...]:
    return tuple(sorted(found, key=lambda r: (r.rule.valid.start, _numbers(r.rule.version)), reverse=True))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.partition("-")[0].split("."))


def newest(workbench: Workbench, rule_id: str) -> LoadedRule:
    """Return a rule by ``id@version``, or the version in force, or the newest of several drafts."""
    try:
        return workbench.rules.get(rule_id)
    except RuleError:
        found = _newest_first([r for r in rules(workbench) if r.rule.pcr == rule_id])
        if not found:
            raise NotFoundError(kind="rule", name=rule_id) from None
        return found[0]


def described(workbench: Workbench, rule_id: str) -> tuple[LoadedRule, Description]:
    """Return a rule as a document, with its worked cases."""
    found = newest(workbench, rule_id)
    return found, describe(found.rule, worked_cases(found, rules_folder(workbench)))


def worked_cases(found: LoadedRule, root: Path = ROOT) -> tuple[Case, ...]:
    """Return the worked cases of one version in a folder of rules."""
    folder = root / "pcr" / found.rule.pcr / "cases"
    name = f"{found.rule.pcr}@{found.rule.version}"
    made = []
    for path in sorted(folder.glob("*.yaml")):
        with suppress(InputError):  # rules check names what is wrong with it
            case, _ = read_case(path)
            made.append(case)
    return tuple(case for case in made if case.rule == name)


def differences(workbench: Workbench, old: str, new: str) -> tuple[LoadedRule, LoadedRule, tuple[Change, ...]]:
    """Compare two versions, each by ``id@version``."""
    one, other = newest(workbench, old), newest(workbench, new)
    return one, other, diff(one.rule, other.rule)


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
