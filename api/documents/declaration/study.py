"""A record as the declaration reads it: names in place of ids, figures rounded as the label rounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from api.documents.declaration.blocks import Block, Column, Row
from api.documents.declaration.words import say
from api.i18n import unit_label
from api.i18n.codes import word
from footprint.background import Background
from footprint.display import SMALLEST, display_number, last_place
from footprint.rule import Rule
from footprint.texts import Language, Text
from footprint.uncertainty import Uncertainty
from rules.labels import words

LONGEST_EXACT = 12  # digits of a stated number that are written out
FIGURES_STATED = 6
MOST_ROWS = 400  # of one table on paper; the embedded record has all


@dataclass(frozen=True)
class Study:
    """One record with what explains it, in one language.

    ``rule`` and ``background`` are those of the record or None where this installation has them no more: then ids
    stand in place of titles.
    """

    record: Mapping[str, Any]
    label: Mapping[str, Any]
    language: Language
    rule: Rule | None = None
    background: Background | None = None
    uncertainty: Uncertainty | None = None
    statement: str = ""
    product: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "product", self.record["product"])

    # Words and figures.

    def say(self, key: str, **values: object) -> str:
        """Return a fixed word, filled."""
        return say(key, self.language, **values)

    def word(self, kind: str, code: object) -> str:
        """Return the word of a code of a closed vocabulary."""
        return word(kind, code, self.language)

    def text(self, value: Any) -> str:
        """Return a text of rule, product or label in the language; a plain string stands for all three."""
        return Text.model_validate(value).get(self.language)

    def shown(self, value: float) -> str:
        """Write a calculated figure to the significant figures of the label."""
        return display_number(value, self.figures)

    def part(self, value: float) -> str:
        """Write a part of the total with the last place of the total, as the label does."""
        return display_number(value, place=self._place)

    def stated(self, value: float) -> str:
        """Write a number somebody stated: with all its digits where they are few."""
        exact = Decimal(repr(float(value))).normalize()
        digits = exact.as_tuple().digits
        if exact and (len(digits) > LONGEST_EXACT or not SMALLEST <= abs(exact) < 10**LONGEST_EXACT):
            return display_number(value, min(FIGURES_STATED, len(digits)))
        return f"{exact:,f}".replace("-", "−")

    def amount(self, value: float, unit: str, *, stated: bool = False) -> str:
        """Write an amount with its unit."""
        number = self.stated(value) if stated else self.shown(value)
        return f"{number} {unit_label(unit, self.language)}".strip()

    def share(self, value: float | None) -> str:
        """Write a share of one; of nothing there is none."""
        if value is None:
            return "–"
        return f"{display_number(100 * value, 2)} %"

    def period(self, given: Mapping[str, Any]) -> str:
        """Write a period."""
        return self.say("from_to", start=given["start"], end=given["end"])

    def join(self, parts: Sequence[str]) -> str:
        """Put names one after another."""
        return self.say("comma").join(parts)

    @property
    def figures(self) -> int:
        """Significant figures of the label."""
        return int(self.label["footprint"]["significant_figures"])

    @property
    def total(self) -> float:
        """Total [kg CO2e per functional unit]."""
        return float(self.record["total"]["value"])

    @cached_property
    def _place(self) -> Decimal:
        return last_place(self.total, self.figures)

    @property
    def per(self) -> str:
        """What the figure is per."""
        return self.text(self.label["footprint"]["per"])

    @property
    def values(self) -> str:
        """Heading of a column of figures per functional unit."""
        return self.say("values_per", unit=self.per)

    @property
    def potentials(self) -> str:
        """Name of the set of warming potentials, in the words of the artwork where they know it."""
        named = str(self.label["gwp"]["id"])
        known = words().get(f"gwp_{named}")
        return f"{known.get(self.language)} ({named})" if known else named

    @property
    def status(self) -> str:
        """Say where the label stands, in the words of the artwork."""
        return words()[f"band_{self.label['status']}"].get(self.language)

    # Names.

    def stage(self, stage: str) -> str:
        """Title of a stage."""
        if self.rule and stage in self.rule.stages:
            return self.rule.stages[stage].title.get(self.language)
        titles = {one["id"]: one["title"] for one in self.label["footprint"]["stages"]}
        return self.text(titles.get(stage, stage))

    def process(self, process: str) -> str:
        """Name of a process: the product's own, else the rule's."""
        for given in self.product["processes"]:
            if given["id"] == process and given.get("name"):
                return self.text(given["name"])
        known = self.rule.processes if self.rule else ()
        return next((p.title.get(self.language) for p in known if p.id == process), process)

    def activity(self, activity: str) -> str:
        """Title of an activity of the rule, or of a material its end-of-life method follows."""
        if self.rule is None:
            return activity
        entry = self.rule.activity(activity)
        if entry is not None:
            return entry.title.get(self.language)
        return self.material(activity)

    def material(self, material: str) -> str:
        """Name of a material that the end-of-life method follows."""
        known = self.rule.end_of_life.materials if self.rule else ()
        return next((m.title.get(self.language) for m in known if m.id == material), material)

    def line(self, row: Mapping[str, Any]) -> str:
        """Name of a contribution: the preparer's for it, else what it answers; with its process."""
        own = self._own_lines.get((row["process"], row["line"].partition("~")[0]), {})
        name = self.text(own["name"]) if own.get("name") else self.activity(row["activity"])
        return f"{self.process(row['process'])} / {name}"

    @cached_property
    def _own_lines(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        return {(p["id"], one["id"]): one for p in self.product["processes"] for one in p.get("lines", ())}

    def lines_named(self, names: Sequence[str]) -> str:
        """Name lines by ``process/line``, process by process."""
        found: dict[str, list[str]] = {}
        for process, _, line in (name.partition("/") for name in names):
            own = self._own_lines.get((process, line), {})
            name = self.text(own["name"]) if own.get("name") else self.activity(own.get("activity", line))
            found.setdefault(self.process(process), []).append(name)
        return self.say("semicolon").join(
            process + self.say("colon") + self.join(list(dict.fromkeys(lines))) for process, lines in found.items()
        )

    def dataset(self, dataset: str) -> str:
        """Name of a dataset; without its background the English name of the record."""
        found = self.background.datasets.get(dataset) if self.background else None
        if found is not None:
            return found.name.get(self.language)
        return next((s["name"] for s in self.record["sources"] if s["dataset"] == dataset), dataset)

    def parameter(self, parameter: str) -> str:
        """Title of a parameter of the rule."""
        known = self.rule.parameters.get(parameter) if self.rule else None
        return known.title.get(self.language) if known else parameter

    # Blocks.

    def row(self, row: str, value: str | None, empty: str = "not_stated", *, code: bool = False) -> Row:
        """Make a fact; a missing value is said to be missing."""
        found = value.strip() if value else ""
        return Row(row, self.say(f"row.{row}"), found or self.say(empty), soft=not found, code=code and bool(found))

    def facts(self, block: str, rows: Sequence[Row] | Iterator[Row], note: str = "") -> Block:
        """Make a block of facts."""
        return Block(block, self.say(f"block.{block}"), "facts", facts=tuple(rows), note=note)

    def table(
        self,
        block: str,
        columns: Sequence[Column],
        rows: Sequence[tuple[str, ...]] | Iterator[tuple[str, ...]],
        *,
        empty: str = "",
        note: str = "",
        total: bool = False,
    ) -> Block:
        """Make a table; ``empty`` says why there are no rows, ``total`` that the last row is the sum."""
        given = tuple(rows)
        found = given[:MOST_ROWS]
        if len(given) > MOST_ROWS:
            note = f"{self.say('further_rows', count=len(given) - MOST_ROWS)} {note}"
        return Block(
            block,
            self.say(f"block.{block}"),
            "table",
            columns=tuple(columns),
            rows=found,
            total=total and bool(found),
            note=note if found else "",
            empty="" if found else empty,
        )

    def prose(self, block: str, *paragraphs: str) -> Block:
        """Make paragraphs."""
        return Block(block, self.say(f"block.{block}"), "prose", paragraphs=paragraphs)

    def column(self, column: str, width: float = 0.0) -> Column:
        """Make a column of words."""
        return Column(self.say(f"column.{column}"), "left", width)

    def literal(self, title: str, width: float = 0.0) -> Column:
        """Make a column whose title is a name in every language."""
        return Column(title, "left", width)

    def numbers(self, column: str, width: float = 0.0) -> Column:
        """Make a column of figures."""
        return Column(self.say(f"column.{column}"), "right", width)
