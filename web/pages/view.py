"""A stored record as pages read it: names instead of ids, stages with their colour, lines with their trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.documents import transport
from api.i18n import N_
from footprint.findings import Finding
from footprint.rule import LoadedRule, Rule
from footprint.texts import Language
from web.desk import Desk, Document
from web.pages.computed import part_title
from web.texts import gettext, label, symbol, words


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
    """A line of the result with its names and where its trace is.

    ``basis`` is ``declared``, or why the line is there: see :class:`footprint.written.InventoryLine`. ``quality``
    is empty in records older than it.
    """

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
    basis: str
    origin: str
    amount: float
    unit: str
    unit_value: float
    value: float
    share: float | None
    rating: float
    quality: Document
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

    def material_title(self, material: str) -> str:
        """Name of a material that the end-of-life method follows."""
        for known in self.rule.rule.end_of_life.materials if self.rule else ():
            if known.id == material:
                return words(known.title, self.language)
        return material

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

    def line_title(self, row: Document) -> str:
        """Title of a line: the preparer's name for it, else what it answers, else what the rule calls it."""
        own = self.product_line(row["process"], row["line"])
        if own.get("name"):
            return words(own["name"], self.language)
        rule = self.rule.rule if self.rule else None
        material = next((m for m in rule.end_of_life.materials if m.id == row["activity"]), None) if rule else None
        title = self.activity_title(row["activity"])
        match basis_of(row):
            case "end_of_life" if material is not None:
                part = row["line"].removeprefix(f"eol-{material.id}-".replace("_", "-"))
                return part_title(words(material.title, self.language), label("end_of_life", part), self.language)
            case "cut_off":
                left = self.omission(row["line"])
                return part_title(gettext(self.language)("Left out"), str(left.get("name") or title), self.language)
        return title

    def omission(self, line: str) -> Mapping[str, Any]:
        """Return the omission a surcharge stands for: ``cut-off-1`` is the first."""
        left: tuple[Mapping[str, Any], ...] = tuple(self.product.get("omitted", ()))
        number = line.rpartition("-")[2]
        return left[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(left) else {}

    def _word(self, kind: str, value: str) -> str:
        return gettext(self.language)(label(kind, value))

    def evidence_title(self, kind: str) -> str:
        """Name of a kind of evidence."""
        kinds = self.rule.rule.traceability.kinds if self.rule else {}
        return words(kinds[kind].title, self.language) if kind in kinds else kind

    def particulars(self, evidence: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """List what is known of a piece of evidence beside its reference: title and text."""
        return tuple(
            (self._word("particular", key), str(value))
            for key, value in evidence.items()
            if value and key not in {"kind", "reference", "note"}
        )

    def legs(self) -> tuple[transport.LegText, ...]:
        """Return the transport legs with their arithmetic and where the distance is from."""
        return tuple(transport.leg(found, self.language) for found in self.record.get("legs", ()))

    def dataset_title(self, dataset: str) -> str:
        """Name of a dataset."""
        found = self.source.background.datasets.get(dataset)
        return words(found.name, self.language) if found else dataset

    def flow_title(self, flow: str) -> str:
        """Name of an elementary flow."""
        found = self.source.background.flows.get(flow)
        return words(found.name, self.language) if found else flow

    def slot_title(self, slot: str) -> str:
        """Name of a market slot."""
        found = self.source.background.slots.get(slot)
        return words(found.name, self.language) if found else slot

    def line(self, row: Document) -> Line:
        """Name one contribution."""
        return Line(
            process=row["process"],
            process_title=self.process_title(row["process"]),
            id=row["line"],
            title=self.line_title(row),
            dataset=row["dataset"],
            dataset_title=self.dataset_title(row["dataset"]),
            kind=row["dataset_kind"],
            stage=row["stage"],
            stage_title=self.stage_title(row["stage"]),
            stage_index=self.stage_index(row["stage"]),
            basis=basis_of(row),
            origin=row["origin"],
            amount=row["amount"],
            unit=row["unit"],
            unit_value=row["unit_value"],
            value=row["value"],
            share=row["share"],
            rating=row["rating"],
            quality=row.get("quality", {}),
            raw=row,
        )

    def lines(self) -> tuple[Line, ...]:
        """All contributions, largest first."""
        return tuple(self.line(row) for row in self.record["contributions"])

    def product_line(self, process: str, line: str) -> Mapping[str, Any]:
        """Return a line or leg as declared, a part of it (``line~part``) too; empty for what the rule wrote."""
        line = line.partition("~")[0]
        for given in self.product.get("processes", ()):
            if given["id"] == process:
                for entry in given.get("lines", ()):
                    if entry["id"] == line:
                        found: Mapping[str, Any] = entry
                        return found
        for leg in self.product.get("legs", ()):
            if (leg["process"], leg["id"]) == (process, line):
                proofs = (leg, leg.get("distance") or {})
                return {**leg, "evidence": [e for part in proofs for e in part.get("evidence", ())]}
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
        return tuple(
            note(self.source, Finding(**f), self.language, self.rule.rule if self.rule else None)
            for f in self.record["findings"]
        )


# Lists of a document beside the processes, as a place is named after them.
ENTRIES = {
    "accounts": N_("Account"), "electricity.instruments": N_("Instrument"), "suppliers": N_("Supplier's footprint"),
    "legs": N_("Transport leg"),
}  # fmt: skip


def basis_of(row: Document) -> str:
    """Return why a line is there; older records only tell defaults."""
    return str(row.get("basis") or ("default" if row.get("default") else "declared"))


def note(source: Desk, finding: Finding, language: Language, rule: Rule | None = None) -> Note:
    """Word a finding."""
    text = source.describe(finding, language, rule)
    return Note(finding.severity, text, finding.where, place_of(finding.where, language), finding.cite)


def place_of(where: str, language: Language) -> str:
    """Write a path of the product document shortly: ``processes[cell].lines[foil].unit`` as ``cell / foil``."""
    _ = gettext(language)
    for base, title in ENTRIES.items():
        if where.startswith(f"{base}["):
            return _(title) + " " + where.removeprefix(f"{base}[").partition("]")[0]
    if not where.startswith("processes["):
        return "" if where in {"rule", "processes"} else where
    ids = [part.split("]")[0] for part in where.split("[")[1:]]
    return _("Line") + " " + " / ".join(ids) if len(ids) > 1 else ids[0]
