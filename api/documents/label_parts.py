"""The parts of a drawn label, each with its own origin and height."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.documents.block import INK, MUTED, PAPER, Block
from api.documents.label_code import fitted
from api.documents.label_sizes import sizes
from api.documents.lettering import balance, fit, measure, wrap
from footprint.display import display_number, last_place
from footprint.texts import Language, Text

INNER = 70.0  # width of every part [mm]
QR = 23.0
# What was issued once and does not hold any more.
VOID = frozenset({"superseded", "suspended", "withdrawn", "expired"})
ENTRY = re.compile(r"/register/([0-9A-Z]{10})(?:#|$)")
# Dark to light, so that neighbours differ in grey as well as in colour.
RAMP = ((11, 42, 74), (31, 98, 140), (66, 156, 166), (148, 203, 160), (226, 228, 160))

FACES: dict[Language, str] = {
    "en": "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK SC', sans-serif",
    "zh-Hans": "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', "
    "sans-serif",
    "zh-Hant": "'Noto Sans CJK HK', 'Noto Sans HK', 'Noto Sans CJK TC', 'Noto Sans TC', 'PingFang HK', "
    "'PingFang TC', 'Microsoft JhengHei', sans-serif",
}


@dataclass(frozen=True)
class Drawing:
    """One label in one language, with what its blocks need."""

    label: dict[str, Any]
    language: Language
    words: Mapping[str, Text]
    scale: float
    prefix: str
    grades: tuple[str, ...] = ()

    @property
    def issued(self) -> bool:
        """Whether the label was issued, whatever became of it."""
        return self.label["status"] in VOID | {"published"}

    @property
    def ink(self) -> str:
        """Colour of the figure: faded where the label is not valid any more."""
        return MUTED if self.label["status"] in VOID else INK

    @property
    def scheme(self) -> str:
        """The scheme: of an issued label its name, else for whom it is prepared."""
        title = self.tongue(self.label["scheme"]["title"])
        return title if self.issued else self.say("prepared_for", scheme=title)

    @property
    def identity(self) -> tuple[str, str]:
        """What people type to find it, and the word before it: the entry of the register, else the record."""
        entry = ENTRY.search(self.label["record"]["url"] or "") if self.issued else None
        return ("entry", entry[1]) if entry else ("record", self.label["record"]["run_id"][:12])

    def say(self, key: str, **values: str) -> str:
        """Return a fixed word, filled."""
        return self.words[key].get(self.language).format(**values)

    def tongue(self, texts: dict[str, str]) -> str:
        """Return a text of the label in the language of the drawing."""
        return texts[self.language]

    def block(self, height: float = 0.0) -> Block:
        """Return an empty block."""
        return Block(height=height, chinese=FACES["zh-Hans"] if self.language == "en" else "")

    @property
    def unit(self) -> str:
        """The unit of the figure."""
        return f"kg CO₂e / {self.tongue(self.label['footprint']['per'])}"

    @property
    def stages(self) -> list[tuple[str, float, str, str]]:
        """Title, value, shown value and shown share of each stage."""
        shown = self.label["footprint"]
        place = last_place(shown["value"], shown["significant_figures"])
        return [
            (self.tongue(s["title"]), s["value"], display_number(s["value"], place=place), _percent(s["share"]))
            for s in shown["stages"] or ()  # none where the holder withholds them
        ]


def _percent(share: float | None) -> str:
    if share is None:
        return "–"
    whole = round(100 * share)
    if whole == 0 and share:
        return "< 1 %" if share > 0 else "> −1 %"
    return f"{whole:,} %".replace("-", "−")


def head(d: Drawing) -> Block:
    """Heading, scheme, product, model and holder."""
    block = d.block()
    _pair(block, (d.say("heading"), 2.6, True), (d.scheme, 2.35 * d.scale, False))
    block.height += 2.2
    name = d.tongue(d.label["product"]["name"])
    size = next((s for s in (4.8, 4.4, 4.0) if len(wrap(name, INNER, s, bold=True)) <= 2), 3.6) * d.scale
    block.text(0, balance(name, INNER, size, bold=True), size, bold=True)
    block.height += 0.9
    model, size = f"{d.say('model')} {d.label['product']['model']}", 2.6 * d.scale
    _pair(block, (model, size, False), (d.label["holder"]["name"], size, False))
    return block


def _pair(block: Block, left: tuple[str, float, bool], right: tuple[str, float, bool]) -> None:
    """Set two texts (text, size, bold) at both ends of a line, or below each other when they do not fit."""
    widths = [measure(text, size, bold=bold) for text, size, bold in (left, right)]
    if sum(widths) + 4 <= INNER:
        block.letters(INNER, block.height + 0.86 * left[1], right[0], right[1], fill=MUTED, anchor="end")
    for text, size, bold in (left,) if sum(widths) + 4 <= INNER else (left, right):
        fill = INK if bold else MUTED
        block.text(0, wrap(text, INNER, size, bold=bold), size, fill=fill, bold=bold)


def figure(d: Drawing) -> Block:
    """The figure with unit, functional unit, QR code and digest."""
    block = d.block()
    room = INNER - QR - 4
    shown = d.label["footprint"]["display"]
    size = fit(shown, room, 16.5, bold=True)
    block.letters(-0.03 * size, 12.4, shown, size, bold=True, fill=d.ink)
    unit = fit(d.unit, room, 5.0, bold=True)
    block.letters(0, 19.2, d.unit, unit, bold=True, fill=d.ink)
    block.height = 21.2
    text = d.label["functional_unit"]["text"]
    given = d.tongue(text) if text else d.tongue(d.label["footprint"]["per"])
    block.text(0, balance(d.say("per", unit=given), room, 2.4 * d.scale), 2.4 * d.scale, fill=MUTED)
    rules = sizes().qr  # margin and gap around the code are wider than its quiet zone
    symbol = fitted(d.label["qr"]["payload"], QR, 0, rules.module.mm, rules.levels)
    if symbol:
        block.marks.append(symbol.draw(INNER - QR, 0.4, QR))
    caption = " ".join((d.say(d.identity[0]), d.identity[1]))
    size = fit(caption, QR, 2.05)
    block.letters(INNER, QR + 3.9, caption, size, fill=MUTED, anchor="end")
    block.height = max(block.height, QR + 4.5)
    return block


def shade(position: int, count: int) -> str:
    """Return the colour of a stage: even steps along the ramp from dark to light."""
    place = position / max(count - 1, 1) * (len(RAMP) - 1)
    low = min(int(place), len(RAMP) - 2)
    mixed = (a + (b - a) * (place - low) for a, b in zip(RAMP[low], RAMP[low + 1], strict=True))
    return "#" + "".join(f"{round(channel):02X}" for channel in mixed)


def split(d: Drawing) -> Block:
    """The split by stage: a bar and its legend."""
    block = d.block()
    size = 2.4 * d.scale
    block.text(0, [d.say("stages")], size, bold=True)
    block.height += 0.7
    if d.label["footprint"]["stages"] is None:
        block.text(0, [d.say("withheld")], size, fill=MUTED)
        return block
    _bar(d, block, 5.2)
    block.height += 1.9
    swatch, count = 2.1 * d.scale, len(d.stages)
    share_room = max(9.0 * d.scale, *(measure(share, size) for *_, share in d.stages))
    value_room = max(measure(shown, size) for _, _, shown, _ in d.stages)
    room = INNER - 3.6 - share_room - value_room - 4
    for position, (title, value, shown, share) in enumerate(d.stages):
        base = block.height + 0.86 * size
        top = base - 0.5 * swatch - 0.36 * size
        block.rect(0, top, swatch, swatch, shade(position, count), f' stroke="{INK}" stroke-width="0.1"')
        if value < 0:
            block.rect(0, top, swatch, swatch, f"url(#{d.prefix}-credit)")
        block.letters(INNER - share_room - 2, base, shown, size, anchor="end")
        block.letters(INNER, base, share, size, fill=MUTED, anchor="end")
        block.text(3.6, wrap(title, room, size), size)
        block.height += 0.45 * d.scale
    block.height -= 0.45 * d.scale
    return block


def _bar(d: Drawing, block: Block, height: float) -> None:
    """Draw the split: parts to the right of zero, credits (hatched) to its left."""
    values = [value for _, value, _, _ in d.stages]
    span = sum(map(abs, values))
    top = block.height
    block.rect(0, top, INNER, height, "#EEF2F4")
    zero = right = left = INNER * sum(-v for v in values if v < 0) / span if span else 0.0
    for position, value in enumerate(values):
        width = INNER * abs(value) / span if span else 0.0
        if not width:
            continue
        right, left, start = (right + width, left, right) if value > 0 else (right, left - width, left - width)
        edge = f' stroke="{PAPER}" stroke-width="0.25"' if width > 0.6 else ""
        block.rect(start, top, width, height, shade(position, len(values)), edge)
        if value < 0:
            block.rect(
                start, top, width, height, f"url(#{d.prefix}-credit)", f' stroke="{INK}" stroke-width="0.12"'
            )
    if zero:
        block.rect(zero - 0.15, top - 0.8, 0.3, height + 1.6, INK)
        block.letters(min(max(zero, 0.8), INNER - 0.8), top + height + 2.9, "0", 2.2, anchor="middle")
    block.height += height + (2.2 if zero else 0)


def facts(d: Drawing) -> Block:
    """What the figure rests on."""
    label, block = d.label, d.block()
    excluded = d.say("comma").join(d.tongue(stage["title"]) for stage in label["boundary"]["excluded"] or ())
    boundary = [d.say("stages_above")] + ([d.say("excluded", stages=excluded)] if excluded else [])
    rule = [d.tongue(label["rule"]["title"])] if label["rule"]["title"] else []
    rule.append(f"{label['rule']['id']} {label['rule']['version']}")
    if f"rule_{label['rule']['status']}" in d.words:
        rule.append(d.say(f"rule_{label['rule']['status']}"))
    supply = label["electricity"]
    key = f"electricity_{supply['series']}"
    unsaid = "not_assigned" if "electricity.series" in label["not_assigned"] else "withheld"
    electricity = [d.say(key) if key in d.words else supply["series"] or d.say(unsaid)]
    electricity += [str(supply["year"])] if supply["year"] else []
    electricity += [d.say("electricity_override")] if supply["override"] else []
    gwp = f"gwp_{label['gwp']['id']}"
    rows = (
        ("boundary", d.say("semicolon").join(boundary)),
        ("rule", d.say("semicolon").join(rule)),
        ("period", d.say("range", **label["period"])),
        ("electricity", d.say("join").join(electricity)),
        ("gwp", d.say(gwp) if gwp in d.words else label["gwp"]["id"]),
    )
    size = 2.2 * d.scale
    column = max(measure(d.say(key), size) for key, _ in rows) + 2.5
    block.rule(0, INNER)
    block.height = 1.7
    for key, value in rows:
        block.letters(0, block.height + 0.86 * size, d.say(key), size, fill=MUTED)
        block.text(column, wrap(value, INNER - column, size), size)
        block.height += 0.35 * d.scale
    return block


def numbers(d: Drawing) -> Block:
    """Number, dates, the grade where the scheme has a ladder, and who issued the label."""
    keys = ["number", *(["grade"] if d.grades else []), *(["issued"] if d.issued else []), "expires"]
    block, size, room = d.block(), 2.2 * d.scale, INNER / len(keys) - 2
    block.rule(0, INNER)
    for position, key in enumerate(keys):
        column = d.block(1.7)
        value = d.label[key]
        x = position * INNER / len(keys)
        column.text(x, [d.say(key)], size, fill=MUTED)
        if key == "grade" and ladder(d, column, x, room, size):
            pass
        else:
            text = value or d.say("not_assigned")
            column.text(x, wrap(text, room, size, bold=bool(value)), size, bold=bool(value))
        block.marks += column.marks
        block.height = max(block.height, column.height)
    if d.issued and d.label["bodies"]["issuing"]:
        block.height += 0.6
        block.text(0, wrap(d.say("issued_by", body=d.label["bodies"]["issuing"]), INNER, size), size, fill=MUTED)
    return block


def ladder(d: Drawing, block: Block, x: float, room: float, size: float) -> bool:
    """Draw the grades of the scheme with the one of the label filled; tell whether they had room."""
    if d.label["grade"] not in d.grades:
        return False
    widths = [measure(grade, size, bold=True) + 0.7 * size for grade in d.grades]
    if sum(widths) > room:
        return False
    for grade, width in zip(d.grades, widths, strict=True):
        own = grade == d.label["grade"]
        edge = f' stroke="{INK}" stroke-width="0.15"'
        block.rect(x, block.height, width, 1.4 * size, INK if own else PAPER, edge)
        block.letters(
            x + width / 2, block.height + 1.06 * size, grade, size, fill=PAPER if own else INK, bold=own,
            anchor="middle",
        )  # fmt: skip
        x += width
    block.height += 1.6 * size
    return True
