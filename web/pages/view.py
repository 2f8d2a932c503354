"""A stored record as pages read it: names instead of ids, stages with their colour, lines with their trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from footprint.findings import Finding
from footprint.rule import LoadedRule
from footprint.texts import Language
from web.desk import Desk, Document
from web.texts import gettext, symbol, words


@dataclass(frozen=True)
class Stage:
    """A life-cycle stage with its figure; ``index`` counts from 1 and chooses the colour."""

    id: str
    title: str
    index: int
    value: float
    share: float | None


@dataclass(frozen=True)
class Line:
    """A line of the result with its names and where its trace is."""

    process: str
    process_title: str
    id: str
    title: str
    dataset: str
    dataset_title: str
    kind: str
    stage: str
    stage_title: str
    stage_index: int
    default: bool
    origin: str
    amount: float
    unit: str
    unit_value: float
    value: float
    share: float | None
    rating: float
    raw: Document


@dataclass(frozen=True)
class Gap:
    """An input without a figure, and the lines that reach it."""

    id: str
    title: str
    amount: float
    unit: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """A finding in words."""

    severity: str
    text: str
    where: str
    place: str
    cite: str


class RecordView:
    """Names and figures of one record in one language."""

    def __init__(self, source: Desk, record: Document, language: Language) -> None:
        self.source, self.record, self.language = source, record, language
        rule = record["rule"]
        self.rule: LoadedRule | None = source.rule(rule["id"], rule["version"])
        self.product: Mapping[str, Any] = record.get("product", {})
        order = list(self.rule.rule.stages) if self.rule else list(record["stages"])
        self._included = [s for s in order if s in record["stages"]]

    @property
    def total(self) -> float:
        """Total [kg CO2e per functional unit]."""
        return float(self.record["total"]["value"])

    @property
    def per(self) -> str:
        """What the figure is per: the text of the functional unit."""
        if self.rule:
            return words(self.rule.rule.functional_unit.text, self.language)
        unit = self.record["functional_unit"]
        return f"{unit['amount']:g} {symbol(unit['unit'], self.language)}"

    @property
    def declared(self) -> str:
        """What is sold: the text of the declared unit."""
        if self.rule:
            return words(self.rule.rule.declared_unit.text, self.language)
        return symbol(self.record["reference_flow"]["unit"], self.language)

    @property
    def name(self) -> str:
        """Name of the product."""
        return words(self.product.get("name"), self.language)

    def stage_title(self, stage: str) -> str:
        """Title of a stage."""
        return words(self.rule.rule.stages[stage].title, self.language) if self.rule else stage

    def stage_index(self, stage: str) -> int:
        """Return the colour of a stage, counted from 1."""
        return self._included.index(stage) % 8 + 1 if stage in self._included else 8

    def stages(self) -> tuple[Stage, ...]:
        """List the stages in the order of the rule."""
        total = self.total
        return tuple(
            Stage(s, self.stage_title(s), self.stage_index(s), v, v / total if total else None)
            for s in self._included
            for v in [float(self.record["stages"][s])]
        )

    def process_title(self, process: str) -> str:
        """Name of a process: the product's own, else the rule's."""
        for given in self.product.get("processes", ()):
            if given["id"] == process and given.get("name"):
                return words(given["name"], self.language)
        if self.rule:
            for template in self.rule.rule.processes:
                if template.id == process:
                    return words(template.title, self.language)
        return process

    def activity_title(self, activity: str) -> str:
        """Title of an activity of the rule."""
        entry = self.rule.rule.activity(activity) if self.rule else None
        return words(entry.title, self.language) if entry else activity

    def evidence_title(self, kind: str) -> str:
        """Name of a kind of evidence."""
        kinds = self.rule.rule.traceability.kinds if self.rule else {}
        return words(kinds[kind], self.language) if kind in kinds else kind

    def dataset_title(self, dataset: str) -> str:
        """Name of a dataset."""
        found = self.source.background.datasets.get(dataset)
        return words(found.name, self.language) if found else dataset

    def slot_title(self, slot: str) -> str:
        """Name of a market slot."""
        found = self.source.background.slots.get(slot)
        return words(found.name, self.language) if found else slot

    def line(self, row: Document) -> Line:
        """Name one contribution."""
        own = self.product_line(row["process"], row["line"])
        title = words(own.get("name"), self.language) if own else ""
        return Line(
            process=row["process"],
            process_title=self.process_title(row["process"]),
            id=row["line"],
            title=title or self.activity_title(row["activity"]),
            dataset=row["dataset"],
            dataset_title=self.dataset_title(row["dataset"]),
            kind=row["dataset_kind"],
            stage=row["stage"],
            stage_title=self.stage_title(row["stage"]),
            stage_index=self.stage_index(row["stage"]),
            default=bool(row["default"]),
            origin=row["origin"],
            amount=row["amount"],
            unit=row["unit"],
            unit_value=row["unit_value"],
            value=row["value"],
            share=row["share"],
            rating=row["rating"],
            raw=row,
        )

    def lines(self) -> tuple[Line, ...]:
        """All contributions, largest first."""
        return tuple(self.line(row) for row in self.record["contributions"])

    def product_line(self, process: str, line: str) -> Mapping[str, Any]:
        """Return a line as the preparer declared it; empty for a default of the rule."""
        for given in self.product.get("processes", ()):
            if given["id"] == process:
                for entry in given.get("lines", ()):
                    if entry["id"] == line:
                        found: Mapping[str, Any] = entry
                        return found
        return {}

    def views(self) -> tuple[tuple[str, float, str], ...]:
        """Further ways to state the result: title, value, unit."""
        titles = {v.id: words(v.title, self.language) for v in self.rule.rule.views} if self.rule else {}
        return tuple((titles.get(v["id"], v["id"]), v["value"], v["unit"]) for v in self.record["views"])

    def gaps(self) -> tuple[Gap, ...]:
        """Name the gaps and the lines they concern."""
        titles = {f"{line.process}/{line.id}": line.title for line in self.lines()}
        for process in self.product.get("processes", ()):
            for line in process.get("lines", ()):
                titles.setdefault(f"{process['id']}/{line['id']}", self.activity_title(line["activity"]))
        return tuple(
            Gap(
                g["gap"],
                self.dataset_title(g["gap"]),
                g["amount"],
                g["unit"],
                tuple(dict.fromkeys(titles.get(line, line) for line in g["lines"])),
            )
            for g in self.record["gaps"]
        )

    def notes(self) -> tuple[Note, ...]:
        """Word the findings of the record."""
        return tuple(note(self.source, Finding(**f), self.language) for f in self.record["findings"])


def note(source: Desk, finding: Finding, language: Language) -> Note:
    """Word a finding."""
    text = source.describe(finding, language)
    return Note(finding.severity, text, finding.where, place_of(finding.where, language), finding.cite)


def place_of(where: str, language: Language) -> str:
    """Write a path of the product document shortly: ``processes[cell].lines[foil].unit`` as ``cell / foil``."""
    if not where.startswith("processes["):
        return "" if where in {"rule", "processes"} else where
    _ = gettext(language)
    ids = [part.split("]")[0] for part in where.split("[")[1:]]
    return _("Line") + " " + " / ".join(ids) if len(ids) > 1 else ids[0]
