"""What the pages read from: rules, background, calculations and labels, answered by ``api.cases``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.access import Caller
from api.cases import calculations, catalogue, evidence, examples, labels, recognition, variants, what_if
from api.cases.variants import Compared
from api.cases.what_if import BreakEven
from api.cases.workbench import Workbench
from api.errors import NotFoundError
from api.messages import describe, describe_problem
from footprint.background import Background, Dataset
from footprint.elementary import Recharacterized
from footprint.engine.scores import ClosedScores
from footprint.errors import InputError, Problem, RecordError
from footprint.findings import Finding
from footprint.product import Product
from footprint.recognition import RecognitionReport
from footprint.rule import LoadedRule, Rule
from footprint.texts import Language

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What a preview found: a result, or why there is none."""

    result: Document | None
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Run:
    """A stored calculation in a list."""

    run_id: str
    record: Document
    created: str = ""


def prepare(bench: Workbench) -> None:
    """Read rules and examples before the first page asks for them: that takes seconds, and nobody should wait."""
    bench.rules.all()
    examples.examples()


@dataclass(frozen=True)
class Desk:
    """The pages' view of a workbench, for whoever reads them."""

    workbench: Workbench
    caller: Caller

    @property
    def background(self) -> Background:
        """The background loaded here."""
        return self.workbench.background

    def of(self, record: Document) -> Desk:
        """Return the desk a record was calculated at, or this one when its background is not here any more."""
        bench = self.workbench.of(record)
        return self if bench is None or bench is self.workbench else Desk(bench, self.caller)

    def turned(self, name: object) -> Desk:
        """Return the desk at an imported background, or this one where none of that name is here."""
        if not isinstance(name, str) or not name:
            return self
        try:
            return Desk(self.workbench.on(name), self.caller)
        except InputError:
            return self

    @property
    def imported(self) -> Sequence[str]:
        """Names of the imported backgrounds that the reader's organisation holds."""
        return tuple(self.workbench.imported)

    def rules(self) -> Sequence[LoadedRule]:
        """List the rules, newest version of each."""
        newest = {found.rule.pcr: found for found in catalogue.rules(self.workbench)}
        return tuple(newest.values())

    def rule(self, rule_id: str, version: str | None = None) -> LoadedRule | None:
        """Return one rule; without version the one in force, else the newest of several drafts."""
        try:
            if version is None:
                return catalogue.newest(self.workbench, rule_id)
            return catalogue.rule(self.workbench, rule_id, version)
        except (NotFoundError, InputError):
            return None

    @property
    def examples(self) -> Mapping[str, Document]:
        """The example products by file name."""
        return examples.examples()

    def search(self, query: str, language: Language, limit: int, category: str | None = None) -> Sequence[Dataset]:
        """Find datasets."""
        return catalogue.search_datasets(self.workbench, query, language, limit, category)

    def closed(self, set_id: str = "", product: Product | None = None) -> ClosedScores:
        """Return unit scores with every market filled."""
        return self.workbench.closed(set_id or None, product)

    def preview(self, document: Document) -> Outcome:
        """Calculate without storing."""
        try:
            found = calculations.preview(self.workbench, document)
        except InputError as error:
            return Outcome(None, (), error.problems)
        beside = evidence.seen_by(self.caller, found.product)
        return Outcome(found.result.to_dict() if found.result else None, (*found.findings, *beside))

    def record(self, run_id: str) -> Document | None:
        """Return a stored record."""
        self.caller.need("calculations.read")
        with self.caller.read() as session:
            try:
                return calculations.get(session, run_id).record
            except NotFoundError:
                return None

    def other_sets(self, record: Document) -> tuple[Recharacterized, ...]:
        """State the total of a record with the other characterization sets there are."""
        return calculations.other_sets(self.workbench, record)

    def recent(self, limit: int = 5) -> Sequence[Run]:
        """List the newest calculations; of nobody there are none."""
        if not self.caller.may("calculations.read"):
            return ()
        with self.caller.read() as session:
            rows = calculations.recent(session, limit)
            return tuple(
                Run(
                    row.run_id,
                    calculations.get(session, row.run_id).record,
                    row.created_at.strftime("%Y-%m-%d %H:%M"),
                )
                for row in rows
            )

    def files(self, limit: int, after: UUID | None = None) -> Sequence[evidence.File]:
        """List the evidence files, newest first."""
        self.caller.need("files.read")
        with self.caller.read() as session:
            return evidence.listed(session, limit, after)

    def label(self, run_id: str, scheme: str = labels.OWN) -> dict[str, Any] | None:
        """Return the label record of a stored calculation under a scheme; None where either is not known."""
        self.caller.need("calculations.read")
        with self.caller.read() as session:
            try:
                stored = calculations.get(session, run_id)
            except NotFoundError:
                return None
        try:
            return labels.label(self.workbench, stored.run_id, stored.record, scheme)
        except (RecordError, NotFoundError):
            return None

    def recognition(self, label: Document, towards: str, agreement: str) -> RecognitionReport:
        """Say what another party asks of a label, today.

        Raises
        ------
        InputError
            No agreement leads there.
        """
        return recognition.report(label, towards or None, agreement or None, self.workbench.clock().date())

    def compared(self, first: str, second: str, draws: int) -> tuple[Compared, tuple[Document, Document]] | None:
        """Compare two stored calculations; None when one of them is not stored here.

        Raises
        ------
        InputError
            They must not be compared: with every reason.
        """
        records = self.record(first), self.record(second)
        if records[0] is None or records[1] is None:
            return None
        products = (records[0]["product"], records[1]["product"])
        return variants.compared(self.workbench, products, draws), (records[0], records[1])

    def equal(
        self, first: str, second: str, path: str, low: float | None, high: float | None, *, both: bool
    ) -> BreakEven | None:
        """Find where two stored calculations are equal; None when one of them is not stored here.

        Raises
        ------
        InputError
            They must not be compared, or the second has no such number.
        """
        records = self.record(first), self.record(second)
        if records[0] is None or records[1] is None:
            return None
        products = (records[0]["product"], records[1]["product"])
        return what_if.equal(self.workbench, products, path, low, high, both=both)

    def describe(self, finding: Finding, language: Language, rule: Rule | None = None) -> str:
        """Word a finding; datasets by name, and with its rule by titles instead of codes."""
        return describe(finding, language, rule, self.background)

    @staticmethod
    def describe_problem(problem: Problem, language: Language) -> str:
        """Word a problem of an input."""
        return describe_problem(problem, language)
