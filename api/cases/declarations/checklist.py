"""What a reviewer goes through: every warning with its answer, the fifteen tests, the questions of the rule.

Each is an item with an id; the reviewer accepts it, does not, or says that it does not apply, and may say why. What
was said before the declaration was handed in again does not count any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from api.cases import calculations, labels
from api.cases.declarations.making import to_answer
from api.cases.workbench import Workbench
from api.db.tables import ActRow, DeclarationRow
from api.messages import finding_from
from api.store import declarations
from footprint.checklist import Row, review
from footprint.checklist_tests import Study
from footprint.errors import FootprintError
from footprint.findings import Finding
from footprint.product import parse_product
from footprint.rule import LoadedRule
from footprint.rule_method import NotEncoded
from footprint.suppliers import with_suppliers

Verdict = Literal["accepted", "refused", "not_applicable"]
Kind = Literal["finding", "test", "clause", "calculation"]
VERDICTS: tuple[Verdict, ...] = ("accepted", "refused", "not_applicable")
# Items that stand for themselves: the record recomputes here, and its evidence was looked at.
CALCULATION = ("recomputed", "sampled")


@dataclass(frozen=True)
class Said:
    """What the reviewer said of an item."""

    verdict: Verdict
    text: str
    at: datetime


@dataclass(frozen=True)
class Item:
    """One thing to go through.

    Attributes
    ----------
    finding, answer
        Of a warning: the finding and what the preparer answered.
    test
        Of one of the fifteen tests: what it is made of and found.
    clause, answer
        Of a question of the rule: the clause and what the product says.
    """

    id: str
    kind: Kind
    finding: Finding | None = None
    test: Row | None = None
    clause: NotEncoded | None = None
    answer: str = ""
    said: Said | None = None


@dataclass(frozen=True)
class Checklist:
    """Everything to go through, and the rule in whose words."""

    items: tuple[Item, ...]
    rule: LoadedRule | None

    @property
    def open(self) -> tuple[Item, ...]:
        """Items of which nothing was said yet."""
        return tuple(item for item in self.items if item.said is None)

    @property
    def refused(self) -> tuple[Item, ...]:
        """Items that the reviewer does not accept."""
        return tuple(item for item in self.items if item.said is not None and item.said.verdict == "refused")


def of(session: Session, bench: Workbench, row: DeclarationRow) -> Checklist:
    """Return the checklist of a declaration as it stands.

    Items that need the rule or the background of the record are left out where these are not here; the item
    ``calculation:recomputed`` then says that nothing could be recomputed.
    """
    record = calculations.get(session, row.run_id).record
    acts = declarations.acts(session, row.id)
    answers, said = _answers(acts), _said(acts)
    rule = labels.rule_of(bench, record)
    items = [
        *(Item(f"calculation:{name}", "calculation") for name in CALCULATION),
        *(
            Item(f"finding:{key}", "finding", finding=finding_from(dict(found)), answer=answers.get(key, ""))
            for key, found in to_answer(record).items()
        ),
        *_tests(bench, record, rule),
        *_clauses(record, rule),
    ]
    return Checklist(tuple(_with(item, said.get(item.id)) for item in items), rule)


def _tests(bench: Workbench, record: Mapping[str, Any], rule: LoadedRule | None) -> list[Item]:
    here = bench.of(dict(record))
    findings = [finding_from(dict(found)) for found in record["findings"]]
    if rule is None or here is None or not all(found.check for found in findings):
        return []
    try:
        product = parse_product(dict(record["product"]))
    except FootprintError:
        return []
    study = Study(product, rule.rule, with_suppliers(here.background, product))
    return [Item(f"test:{row.number}", "test", test=row) for row in review(study, findings)]


def _clauses(record: Mapping[str, Any], rule: LoadedRule | None) -> list[Item]:
    given = record["product"].get("answers", {})
    return [
        Item(f"clause:{clause.id}", "clause", clause=clause, answer=str(given.get(clause.id, "")))
        for clause in (rule.rule.not_encoded if rule else ())
    ]


def _answers(acts: Sequence[ActRow]) -> dict[str, str]:
    """Return what the preparer answered when the declaration was last handed in."""
    handed = [act for act in acts if act.act == "submitted"]
    return dict(handed[-1].detail.get("answers", {})) if handed else {}


def _said(acts: Sequence[ActRow]) -> dict[str, Said]:
    """Return what the reviewer said last of each item since the declaration was last handed in."""
    found: dict[str, Said] = {}
    for act in acts:
        if act.act == "submitted":
            found = {}
        elif act.act == "checked":
            found[act.detail["item"]] = Said(act.detail["verdict"], act.text, act.created_at)
    return found


def _with(item: Item, said: Said | None) -> Item:
    return Item(item.id, item.kind, item.finding, item.test, item.clause, item.answer, said)
