"""One row of a template, and the small things all rows are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from footprint.exchange.excel_layout import PARTICULARS, Kind
from footprint.exchange.excel_lists import Entries
from footprint.rule_base import Cite, Derive, Suggestion

# What each state of an entry looks like.
Fill = str


@dataclass(frozen=True)
class Row:
    """One row of a sheet.

    Attributes
    ----------
    key : str
        What stands in the hidden column A.
    values, fills, kinds, lists, comments : dict by column key
        Cells to fill, how they look, kinds where they differ from the column's, drop-downs, comments.
    shown : dict of str to str
        The columns for people, without their dot.
    closed : set of str
        Columns whose drop-down admits nothing else.
    """

    key: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    fills: Mapping[str, Fill] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, list[str]]] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    comments: Mapping[str, str] = field(default_factory=dict)


def final_process(entries: Entries) -> str:
    """Return the process that makes the declared unit: the last of the template that may not be left out."""
    needed = [t.id for t in entries.rule.processes if not t.optional] or [t.id for t in entries.rule.processes]
    return needed[-1] if needed else "product"


def cited(entries: Entries, cite: Cite) -> str:
    """Write a citation: title of the source and clause."""
    source = entries.rule.sources.get(cite.source)
    return f"{source.title if source else cite.source}: {cite.clause}"


def picked(entry: Mapping[str, Any], **by: Any) -> dict[str, Any]:
    """Write the fields that are ids as entries of their lists."""
    return {key: write(entry[key]) for key, write in by.items() if key in entry}


def suggested(entries: Entries, suggestion: Suggestion | None) -> str:
    """Write a suggestion as a comment: never applied by itself, with its source."""
    if suggestion is None:
        return ""
    amount = "" if suggestion.amount is None else f"{suggestion.amount:.12g} {suggestion.unit or ''}".strip()
    parts = [entries.words["suggestion"], amount, suggestion.option or "", suggestion.dataset or ""]
    head = " ".join(part for part in parts if part)
    return f"{head}\n{suggestion.text.get(entries.language)}\n({cited(entries, suggestion.cite)})"


def formula(entries: Entries, derive: Derive) -> str:
    """Write a formula with the titles of what goes in."""
    inputs = []
    for argument, name in derive.inputs.items():
        parameter = entries.rule.parameters.get(name)
        inputs.append(f"{argument} = {parameter.title.get(entries.language) if parameter else name}")
    return f"{derive.formula} ({', '.join(inputs)})"


def proofs_asked(entries: Entries, kinds: list[str]) -> list[str]:
    """Say which documents prove a figure; nothing when the rule names none."""
    return [f"{entries.words['evidence_any']}: {', '.join(kinds)}"] if kinds else []


def proof_cells(entries: Entries, proof: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the cells of one document."""
    known = [c.key for c in PARTICULARS]
    return {f"{prefix}{k}": entries.kind(proof[k]) if k == "kind" else proof[k] for k in known if k in proof}


def first_proof(entries: Entries, proofs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the cells of the document that stands in the row itself."""
    first = next(iter(proofs), None)
    return {} if first is None else proof_cells(entries, first, "evidence.")
