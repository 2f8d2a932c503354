"""Filings made of stored calculations: nothing is stored, the same calculations and day give the same document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from api.cases import calculations, labels
from api.cases.workbench import Workbench
from api.documents.filing import paper, workbook
from api.errors import NotFoundError
from footprint.errors import InputError, Problem
from footprint.filing import build_filing, deadlines
from footprint.filing_scheme import Filing
from footprint.rule import LoadedRule
from footprint.texts import Language
from rules.filings import filings, for_rule, load_filing

__all__ = ["Made", "filing", "for_rule", "listed", "make", "make_from", "stated_of", "summary"]


@dataclass(frozen=True)
class Made:
    """A filing document, and the rule whose titles its texts take."""

    document: dict[str, Any]
    rule: LoadedRule | None

    def json(self) -> bytes:
        """Write it as JSON."""
        return (json.dumps(self.document, ensure_ascii=False, indent=2) + "\n").encode()

    def workbook(self, language: Language) -> bytes:
        """Write it as an Excel workbook."""
        return workbook(self.document, language, self.rule.rule if self.rule else None)

    def paper(self, language: Language) -> bytes:
        """Typeset it as PDF/A-3."""
        return paper(self.document, language, self.rule.rule if self.rule else None)


def listed() -> tuple[Filing, ...]:
    """List the filings there are."""
    return tuple(load_filing(name) for name in filings())


def filing(filing_id: str) -> Filing:
    """Return a filing by id.

    Raises
    ------
    NotFoundError
        There is none.
    """
    if filing_id not in filings():
        raise NotFoundError(kind="filing", name=filing_id)
    return load_filing(filing_id)


def summary(found: Filing, on: date) -> dict[str, Any]:
    """Return what a list says of a filing."""
    return {
        "id": found.id,
        "version": found.version,
        "title": found.title.to_dict(),
        "rules": list(found.rules),
        "minimum": found.minimum.value,
        "deadlines": deadlines(found, on),
    }


def make(
    workbench: Workbench, session: Session, filing_id: str, runs: Sequence[str], stated: Mapping[str, str]
) -> Made:
    """Join stored calculations into a filing, dated by the clock of the service.

    Raises
    ------
    NotFoundError
        There is no such filing, or no such calculation for whoever asks.
    InputError
        No calculation or too many, or a statement the filing does not ask for.
    """
    found = filing(filing_id)
    if len(runs) > found.most:
        what = f"names {len(runs)} calculations: at most {found.most} are due"
        raise InputError(Problem("run", what))
    stored = [calculations.get(session, run) for run in runs]
    return make_from(workbench, found, [{"run_id": s.run_id, **s.record} for s in stored], stated)


def make_from(
    workbench: Workbench, found: Filing, records: Sequence[Mapping[str, Any]], stated: Mapping[str, str]
) -> Made:
    """Join records into a filing."""
    rule = labels.rule_of(workbench, dict(records[0])) if records else None
    stages = {name: stage.title for name, stage in rule.rule.stages.items()} if rule else {}
    return Made(build_filing(found, records, stated, workbench.clock().date(), stages), rule)


def stated_of(given: Sequence[str]) -> dict[str, str]:
    """Read what a filer states, written as ``id=text``.

    Raises
    ------
    InputError
        One is not written so.
    """
    problems = tuple(Problem("stated", f"is {one!r}: id=text is due") for one in given if "=" not in one)
    if problems:
        raise InputError(*problems)
    return {name: text for name, _, text in (one.partition("=") for one in given)}
