"""Drop-down lists of a template, and how an entry of them is written: ``title [id]``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from footprint import units
from footprint.background import Background
from footprint.exchange.excel_cells import reference
from footprint.rule import Activity, Rule
from footprint.texts import Language

Words = Mapping[str, str]
MOST_DATASETS = 3_000
HEADER, COUNT, FIRST = 0, 1, 2


def entry(title: str, name: str) -> str:
    """Write an entry of a list: the id in brackets is what is read."""
    return f"{' '.join(title.split())} [{name}]" if title and title != name else name


@dataclass(frozen=True)
class Entries:
    """Entries of one rule on one background in one language."""

    rule: Rule
    background: Background
    language: Language
    words: Words

    def activity(self, name: str) -> str:
        """An activity of the rule."""
        found = self.rule.activity(name)
        return entry(found.title.get(self.language), name) if found else name

    def parameter(self, name: str) -> str:
        """A parameter of the rule."""
        found = self.rule.parameters.get(name)
        return entry(found.title.get(self.language), name) if found else name

    def option(self, choice: str, name: str) -> str:
        """An option of a choice."""
        found = self.rule.choices[choice].options.get(name) if choice in self.rule.choices else None
        return entry(found.title.get(self.language), name) if found else name

    def stage(self, name: str) -> str:
        """A stage of the rule."""
        found = self.rule.stages.get(name)
        return entry(found.title.get(self.language), name) if found else name

    def kind(self, name: str) -> str:
        """A kind of evidence."""
        found = self.rule.traceability.kinds.get(name)
        return entry(found.title.get(self.language), name) if found else name

    def word(self, group: str, name: str) -> str:
        """A code of a closed vocabulary."""
        return entry(self.words.get(f"{group}.{name}", ""), name)

    def dataset(self, name: str) -> str:
        """A dataset where only a dataset can stand."""
        found = self.background.datasets.get(name)
        return entry(found.name.get(self.language), name) if found else name

    def target(self, kind: str, name: str) -> str:
        """What a line buys: the kind stands in the brackets too."""
        title = name
        if kind == "dataset" and name in self.background.datasets:
            title = self.background.datasets[name].name.get(self.language)
        elif kind == "slot" and name in self.background.slots:
            title = self.background.slots[name].name.get(self.language)
        elif kind == "slot" and "/" not in name:
            title = f"{name}, {self.words['own_region']}"
        elif kind == "process":
            template = next((p for p in self.rule.processes if p.id == name), None)
            title = template.title.get(self.language) if template else name
        return f"{' '.join(title.split())} [{kind} {name}]"

    def region(self, name: str) -> str:
        """A region with an electricity market."""
        found = self.background.slots.get(f"electricity/{name}")
        title = re.split("[,，]", found.name.get(self.language))[-1].strip() if found else ""
        return entry(title, name)

    def targets_of(self, activity: Activity) -> list[str]:
        """What the rule suggests an activity buys."""
        found = [self.target("process", activity.link)] if activity.link else []
        found += [self.target("dataset", name) for name in activity.datasets]
        if activity.service:
            slots = [s for s in self.background.slots.values() if s.service == activity.service]
            found += [self.target("slot", activity.service)] if slots else []
            found += [self.target("slot", s.id) for s in sorted(slots, key=lambda s: s.id)]
        return found

    def quantity(self, amount: float, unit: str | None) -> str:
        """Write an amount with its unit as people do."""
        parts = re.split("([/*])", unit or "")
        shown = "".join(self.words.get(f"unit.{part}", part) for part in parts).replace("*", "·")
        return f"{amount:.12g} {shown}".strip()

    def fitting(self, activity: Activity) -> list[str]:
        """What an activity can buy: the rule's suggestions, else what its quantity measures."""
        if found := self.targets_of(activity):
            return found
        datasets, slots = self.background.datasets, self.background.slots
        named = dict.fromkeys(name for a in self.rule.activity_data for name in a.datasets)
        fits = [n for n in named if n in datasets and units.quantity(datasets[n].unit) == activity.quantity]
        markets = [s for _, s in sorted(slots.items()) if units.quantity(s.unit) == activity.quantity]
        own = [self.target("slot", service) for service in dict.fromkeys(s.service for s in markets)]
        return [*own, *(self.target("slot", s.id) for s in markets), *(self.target("dataset", n) for n in fits)]

    def regions(self) -> list[str]:
        """Every region electricity is sold in."""
        names = sorted(s.region for s in self.background.slots.values() if s.service == "electricity")
        return [self.region(name) for name in names if name != "GLO"]

    def units(self, quantity: str, unit: str = "") -> list[str]:
        """Units that measure a quantity, the rule's own first."""
        return list(dict.fromkeys([*([unit] if unit else []), *units.OFFERED.get(quantity, ())]))


@dataclass
class Lists:
    """The hidden sheet of lists: one column each, from column B on; row 2 counts the entries."""

    sheet: str
    columns: list[tuple[str, list[str]]] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, entries: Iterable[str]) -> str:
        """Add a list once and return its range; an empty list has none."""
        if name not in self.known:
            found = list(dict.fromkeys(entries))
            self.known[name] = ""
            if found:
                column = self._append(name, found)
                self.known[name] = f"={self._cells(FIRST, column, FIRST + len(found) - 1, column)}"
        return self.known[name]

    def add_by(self, lists: Mapping[str, list[str]]) -> tuple[int, int]:
        """Add one list per value of another cell and return the first and last column."""
        columns = [self._append(name, entries) for name, entries in lists.items()]
        return columns[0], columns[-1]

    def by(self, columns: tuple[int, int], cell: str) -> str:
        """Return the formula of a list that depends on another cell of the row."""
        head = self._cells(HEADER, columns[0], HEADER, columns[1])
        count = self._cells(COUNT, columns[0], COUNT, columns[1])
        first = self._cells(FIRST, columns[0], FIRST, columns[0])
        which = f"MATCH({cell},{head},0)"
        return f"=OFFSET({first},0,{which}-1,INDEX({count},{which}),1)"

    def _append(self, name: str, entries: list[str]) -> int:
        self.columns.append((name, entries))
        return len(self.columns)

    def _cells(self, top: int, left: int, bottom: int, right: int) -> str:
        first, last = _fixed(top, left), _fixed(bottom, right)
        return f"'{self.sheet}'!{first}" if first == last else f"'{self.sheet}'!{first}:{last}"


def _fixed(row: int, column: int) -> str:
    return re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", reference(row, column))
