"""The two figures of a result: footprint by stage, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.documents.figures import Bar, Flow, sankey, stage_bars
from api.i18n import number, percent, translator
from footprint.background import Background
from footprint.engine.scores import ClosedScores
from footprint.rule import Rule
from footprint.texts import Language
from footprint.trace import expand

# Lines below the first share of the total go together; datasets behind a line are shown above the second.
SMALL_LINE, LARGE_LINE = 0.012, 0.06
BEHIND = 3

Names = Callable[[str], str]


@dataclass(frozen=True)
class Entry:
    """One line of a result, named.

    Attributes
    ----------
    stage : int
        Position of the stage in the rule, counted from 0; it chooses the colour.
    href : str
        Where the line leads, or empty.
    behind : tuple of (str, float)
        What the line's dataset is made of [kg CO2e per functional unit]; may be empty.
    """

    process: str
    title: str
    value: float
    stage: int
    href: str = ""
    behind: tuple[tuple[str, float], ...] = ()


def stages(values: list[tuple[str, float]], language: Language, width: int = 760) -> str:
    """Draw the footprint by stage: title and value [kg CO2e per functional unit] in the order of the rule."""
    _ = translator(language).gettext
    total = sum(value for _title, value in values)
    bars = tuple(
        Bar(title, value, _figure(value, total, language), position)
        for position, (title, value) in enumerate(values)
    )
    return stage_bars(bars, _("Footprint by life-cycle stage, kg CO₂e per functional unit"), width)


def flows(name: str, total: float, entries: list[Entry], language: Language) -> str:
    """Draw where the total comes from; empty when there is nothing positive to draw."""
    if total <= 0:
        return ""
    _ = translator(language).gettext
    processes: dict[str, list[Entry]] = {}
    for entry in entries:
        processes.setdefault(entry.process, []).append(entry)
    found = []
    for process, lines in processes.items():
        drawn, small = [], dict[int, float]()
        for line in lines:
            if 0 < line.value < SMALL_LINE * total:
                small[line.stage] = small.get(line.stage, 0.0) + line.value
            else:
                behind = _behind(line, total, language) if line.value >= LARGE_LINE * total else ()
                text = _figure(line.value, total, language)
                drawn.append(Flow(line.title, line.value, text, line.stage, line.href, False, behind))
        drawn += [
            Flow(_("Others"), value, _figure(value, total, language), stage, "", True)
            for stage, value in small.items()
        ]
        whole = sum(line.value for line in lines)
        found.append(Flow(process, whole, _figure(whole, total, language), -1, "", False, tuple(drawn)))
    found.sort(key=lambda flow: -flow.value)
    root = Flow(name, total, f"{number(total, language)} kg CO₂e", -1, "", False, tuple(found))
    return sankey(root, _("Where the footprint comes from: datasets, lines, processes, product"))


def made_of(
    background: Background, closed: ClosedScores, dataset: str, amount: float, language: Language, names: Names
) -> tuple[tuple[str, float], ...]:
    """List what an amount of a dataset is made of: names and values [kg CO2e]."""
    direct = translator(language).gettext("Direct emissions")
    sums: dict[str, float] = {}
    for node in expand(background, closed, dataset, amount):
        name = direct if node.exchange.kind == "emission" else names(node.dataset)
        sums[name] = sums.get(name, 0.0) + node.value
    return tuple(sums.items())


def entries_of(
    record: dict[str, Any], rule: Rule, background: Background, closed: ClosedScores, language: Language
) -> list[Entry]:
    """Name the lines of a record with the words of its rule and background."""
    order = [stage for stage, entry in rule.stages.items() if entry.boundary == "included"]
    processes = {p.id: p.title.get(language) for p in rule.processes}

    def dataset_name(dataset: str) -> str:
        return background.dataset(dataset).name.get(language)

    found = []
    for row in record["contributions"]:
        activity = rule.activity(row["activity"])
        made = made_of(background, closed, row["dataset"], row["amount"], language, dataset_name)
        found.append(
            Entry(
                process=processes.get(row["process"], row["process"]),
                title=activity.title.get(language) if activity else row["line"],
                value=row["value"],
                stage=order.index(row["stage"]),
                behind=made,
            )
        )
    return found


def _behind(line: Entry, total: float, language: Language) -> tuple[Flow, ...]:
    """The largest inputs and emissions of a line's dataset, the rest together; nothing when there is but one."""
    ranked = sorted(((n, v) for n, v in line.behind if v > 0), key=lambda item: -item[1])
    shown = [
        Flow(n, v, _figure(v, total, language), line.stage) for n, v in ranked[:BEHIND] if v > 0.08 * line.value
    ]
    rest = line.value - sum(f.value for f in shown)
    if rest > 0.005 * line.value:
        others = translator(language).gettext("Others")
        shown.append(Flow(others, rest, _figure(rest, total, language), line.stage, "", True))
    return tuple(shown) if len(shown) > 1 else ()


def _figure(value: float, total: float, language: Language) -> str:
    share = f" · {percent(value / total, language)}" if total else ""
    return f"{number(value, language)}{share}"
