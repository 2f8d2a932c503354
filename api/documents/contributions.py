"""The two figures of a result: footprint by stage, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.documents.figures import STAGE_COLOURS, Bar, Flow, sankey, stage_bars, two_levels
from api.i18n import number, percent, translator
from footprint.background import Background
from footprint.engine.scores import ClosedScores
from footprint.rule import Rule
from footprint.texts import Language
from footprint.trace import expand

# Lines below the first share of the total go together; datasets behind a line are shown above the second.
SMALL_LINE, LARGE_LINE = 0.012, 0.06
BEHIND = 3
# Of one dataset: how many parts are drawn on each level, what share of the whole a part needs, and from what
# share on it is opened.
PARTS, DEEPER, SMALL_PART, OPENED = len(STAGE_COLOURS) - 1, 3, 0.015, 0.08

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
    """Draw where the total comes from; empty when there is nothing positive to draw.

    Widths cannot be negative: with credits among the lines the figure shows the burdens alone, without shares of
    the total, and its root says so.
    """
    gross = sum(entry.value for entry in entries if entry.value > 0)
    if gross <= 0:
        return ""
    _ = translator(language).gettext
    credited = any(entry.value < 0 for entry in entries)
    whole_of = 0.0 if credited else total
    processes: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.value > 0:
            processes.setdefault(entry.process, []).append(entry)
    found = []
    for process, lines in processes.items():
        drawn, small = [], dict[int, list[Entry]]()
        for line in lines:
            if line.value < SMALL_LINE * gross:
                small.setdefault(line.stage, []).append(line)
            else:
                behind = _behind(line, whole_of, language) if line.value >= LARGE_LINE * gross else ()
                text = _figure(line.value, whole_of, language)
                drawn.append(Flow(line.title, line.value, text, line.stage, line.href, False, behind))
        for stage, few in small.items():
            value = sum(line.value for line in few)
            alone = few[0] if len(few) == 1 else None  # one line keeps its name
            title = alone.title if alone else _("Others")
            text = _figure(value, whole_of, language)
            drawn.append(Flow(title, value, text, stage, alone.href if alone else "", alone is None))
        whole = sum(line.value for line in lines)
        found.append(Flow(process, whole, _figure(whole, whole_of, language), -1, "", False, tuple(drawn)))
    found.sort(key=lambda flow: -flow.value)
    title = _("%(name)s, before credits") % {"name": name} if credited else name
    root = Flow(title, gross, f"{number(gross, language)} kg CO₂e", -1, "", False, tuple(found))
    deep = any(line.children for process in found for line in process.children)
    draw = sankey if deep else two_levels
    return draw(root, _("Where the footprint comes from: datasets, lines, processes, product"))


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


@dataclass(frozen=True)
class Branch:
    """A part of one unit of a dataset.

    Attributes
    ----------
    dataset : str
        What is bought; empty for direct emissions and for what was put together.
    value : float
        [kg CO2e per unit of the dataset at the root]; negative for uptake.
    rest : bool
        Small parts that were put together.
    """

    title: str
    dataset: str
    value: float
    rest: bool = False
    children: tuple[Branch, ...] = ()


def branches(
    background: Background, closed: ClosedScores, dataset: str, language: Language, names: Names
) -> tuple[Branch, ...]:
    """List what one unit of a dataset is made of, two levels deep; each level adds up to what it opens."""
    whole = sum(abs(part.value) for part, _ in _parts(background, closed, dataset, 1.0, language, names))
    found = []
    for part, amount in _few(background, closed, dataset, 1.0, (PARTS, whole), language, names):
        children: tuple[Branch, ...] = ()
        if part.dataset and part.value >= OPENED * whole:
            below = _few(background, closed, part.dataset, amount, (DEEPER, whole), language, names)
            children = tuple(child for child, _ in below) if len(below) > 1 else ()
        found.append(Branch(part.title, part.dataset, part.value, part.rest, children))
    return tuple(found)


def dataset_tree(name: str, score: float, parts: tuple[Branch, ...], language: Language, link: Names) -> str:
    """Draw the parts of one unit of a dataset; empty when there is but one part. Uptake cannot be drawn."""
    drawn = [part for part in parts if part.value > 0]
    if score <= 0 or len([part for part in drawn if not part.rest]) + sum(len(p.children) for p in drawn) < 2:
        return ""
    _ = translator(language).gettext

    def flow(part: Branch, stage: int) -> Flow:
        stage = len(STAGE_COLOURS) - 1 if part.rest else stage
        children = tuple(flow(child, stage) for child in part.children)
        text = _figure(part.value, score, language)
        href = link(part.dataset) if part.dataset else ""
        # Colours follow the order of the parts, and so does the place; what was put together comes last.
        return Flow(part.title, part.value, text, stage, href, part.rest, children)

    flows_of = tuple(flow(part, place) for place, part in enumerate(drawn))
    root = Flow(name, sum(part.value for part in drawn), f"{number(score, language)} kg CO₂e", children=flows_of)
    return two_levels(root, _("What one unit is made of, two levels deep"))


_Part = tuple[Branch, float]


def _parts(
    background: Background, closed: ClosedScores, dataset: str, amount: float, language: Language, names: Names
) -> list[_Part]:
    """List parts with the amount bought, largest first; equal purchases and all direct emissions together."""
    values, amounts = dict[str, float](), dict[str, float]()
    for node in expand(background, closed, dataset, amount):
        bought = "" if node.exchange.kind == "emission" else node.dataset
        if node.exchange.kind != "gap":
            values[bought] = values.get(bought, 0.0) + node.value
            amounts[bought] = amounts.get(bought, 0.0) + node.amount
    direct = translator(language).gettext("Direct emissions")
    parts = [(Branch(names(d) if d else direct, d, value), amounts[d]) for d, value in values.items() if value]
    return sorted(parts, key=lambda item: -abs(item[0].value))


def _few(
    background: Background,
    closed: ClosedScores,
    dataset: str,
    amount: float,
    limits: tuple[int, float],
    language: Language,
    names: Names,
) -> list[_Part]:
    """Keep the largest parts, and put the rest together; ``limits`` are how many, and what the whole is."""
    many, whole = limits
    parts = _parts(background, closed, dataset, amount, language, names)
    kept = [item for item in parts[:many] if abs(item[0].value) >= SMALL_PART * whole]
    rest = parts[len(kept) :]
    if len(rest) == 1 and len(kept) < many:
        return parts
    if rest:
        others = translator(language).gettext("Others")
        kept.append((Branch(others, "", sum(part.value for part, _ in rest), rest=True), 0.0))
    return kept


def entries_of(
    record: dict[str, Any], rule: Rule, background: Background, closed: ClosedScores, language: Language
) -> list[Entry]:
    """Name the lines of a record with the words of its rule and background."""
    order = [stage for stage, entry in rule.stages.items() if entry.boundary == "included"]
    processes = {p.id: p.title.get(language) for p in rule.processes}

    def dataset_name(dataset: str) -> str:
        return background.dataset(dataset).name.get(language)

    found = []
    titles = {a.id: a.title for a in rule.activity_data} | {m.id: m.title for m in rule.end_of_life.materials}
    for row in record["contributions"]:
        title = titles.get(row["activity"])
        made = made_of(background, closed, row["dataset"], row["amount"], language, dataset_name)
        found.append(
            Entry(
                process=processes.get(row["process"], row["process"]),
                title=title.get(language) if title else row["line"],
                value=row["value"],
                stage=order.index(row["stage"]),
                behind=made,
            )
        )
    return found


def _behind(line: Entry, total: float, language: Language) -> tuple[Flow, ...]:
    """The largest inputs and emissions of a line's dataset, the rest together; nothing when there is but one.

    A dataset that takes up more than a trace cannot be opened: its parts would be wider than the line.
    """
    if sum(v for _n, v in line.behind if v < 0) < -0.005 * line.value:
        return ()
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
    share = f" · {percent(value / total, language)}" if total > 0 else ""
    return f"{number(value, language)}{share}"
