"""The catalogue of priority products: which group and product has which rule, and what exists elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from footprint.errors import InputError, Problem, RuleError
from footprint.product import problem
from footprint.rule import LoadedRule
from footprint.rule_base import Level, PcrId
from footprint.texts import Text
from rules.load import ROOT, display_name
from rules.yaml_lines import read_yaml_file

FILE = "catalogue.yaml"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Origin(_Model):
    """A document that names the product, and how it was seen."""

    title: str
    date: str
    url: str
    grade: Literal["A", "B", "C", "INF"]


class Standard(_Model):
    """A standard for a product on its way from group over industry to national level.

    Attributes
    ----------
    number : str
        As printed on it; unique within the product.
    start, until : date or None
        From when to when it holds; None where not known, or without end.
    source : str
        A source of the catalogue.
    read : bool
        Whether its text was read here.
    supersedes : tuple of str
        Numbers of the standards it takes the place of.
    """

    number: str = Field(min_length=1)
    level: Level
    start: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None
    status: Literal["in_force", "draft", "superseded", "planned"] = "in_force"
    source: str
    read: bool = False
    supersedes: tuple[str, ...] = ()
    note: Text | None = None


class Entry(_Model):
    """One product: the rule we have (or none), and the documents that ask for one."""

    id: str
    title: Text
    rule: PcrId | None = None
    status: Literal["draft", "in_force", "planned"]
    sources: tuple[str, ...] = Field(min_length=1)
    standards: tuple[Standard, ...] = ()
    note: Text | None = None

    def superseded_by(self, number: str) -> tuple[str, ...]:
        """Return the numbers of the standards that take the place of one."""
        return tuple(s.number for s in self.standards if number in s.supersedes)


class Group(_Model):
    """A product group of the official plans."""

    id: str
    title: Text
    products: tuple[Entry, ...]


class Catalogue(_Model):
    """Groups in the order pages show them."""

    sources: dict[str, Origin]
    groups: tuple[Group, ...]

    def entry_of(self, pcr: str) -> Entry | None:
        """Return the product a rule is for."""
        return next((e for g in self.groups for e in g.products if e.rule == pcr), None)


def load_catalogue(folder: Path = ROOT) -> Catalogue:
    """Read the catalogue of a folder; one without the file has an empty catalogue.

    Raises
    ------
    RuleError
        With file, line and path of every problem.
    """
    if not (folder / FILE).is_file():
        return Catalogue(sources={}, groups=())
    try:
        lines = read_yaml_file(folder / FILE, display_name(folder / FILE, folder))
        return Catalogue.model_validate(lines.document)
    except ValidationError as error:
        found = [(e["loc"], problem(e, lines.document)) for e in error.errors()]
        raise RuleError(*(Problem(lines.where(loc, p.where), p.what) for loc, p in found)) from error
    except InputError as error:
        raise RuleError(*error.problems) from error


def catalogue_problems(rules: tuple[LoadedRule, ...], folder: Path = ROOT) -> tuple[Problem, ...]:
    """Compare the catalogue with the rules; a folder without a catalogue has nothing to compare."""
    if not (folder / FILE).is_file():
        return ()
    catalogue, shown = load_catalogue(folder), display_name(folder / FILE, folder)
    status: dict[str, set[str]] = {}
    for rule in rules:
        status.setdefault(rule.rule.pcr, set()).add(rule.rule.status)
    problems = []
    for group in catalogue.groups:
        for entry in group.products:
            where = f"{shown}: groups[{group.id}].products[{entry.id}]"
            problems += [
                Problem(f"{where}.sources", f"there is no source {s!r}")
                for s in entry.sources
                if s not in catalogue.sources
            ]
            if entry.rule is None and entry.status != "planned":
                problems.append(Problem(f"{where}.status", f"is {entry.status}, but no rule is named"))
            elif entry.rule is not None and entry.rule not in status:
                problems.append(Problem(f"{where}.rule", f"there is no rule {entry.rule!r}"))
            elif entry.rule is not None and entry.status not in status[entry.rule]:
                have = ", ".join(sorted(status[entry.rule]))
                problems.append(Problem(f"{where}.status", f"is {entry.status}, but the rule is {have}"))
            problems += [Problem(f"{where}.standards", what) for what in _standards(catalogue, entry)]
    listed = {e.rule for g in catalogue.groups for e in g.products}
    problems += [Problem(shown, f"the rule {pcr} stands under no product") for pcr in status if pcr not in listed]
    return tuple(problems)


def _standards(catalogue: Catalogue, entry: Entry) -> Iterator[str]:
    numbers = [s.number for s in entry.standards]
    for standard in entry.standards:
        number = standard.number
        if numbers.count(number) > 1:
            yield f"{number} is listed twice"
        if standard.source not in catalogue.sources:
            yield f"{number}: there is no source {standard.source!r}"
        if standard.start and standard.until and standard.until < standard.start:
            yield f"{number}: until {standard.until} lies before from {standard.start}"
        for other in standard.supersedes:
            if other not in numbers or other == number:
                yield f"{number} supersedes {other!r}, which is no other standard of this product"
            elif (
                (start := entry.standards[numbers.index(other)].start) and standard.start and standard.start < start
            ):
                yield f"{number} holds from {standard.start}, but supersedes {other}, which came later ({start})"
