"""A product's own code and its lines under CBAM, as the page of its metal parts shows them."""

from __future__ import annotations

from dataclasses import dataclass

from api import cbam_law_messages as words
from api.cases.cbam_parts import ScreenedBom
from footprint.cbam.bom import ScreenedItem
from footprint.cbam.nomenclature import written_cn
from footprint.cbam.regulation import Duty, LawCite
from footprint.cbam.screening import Screened, Verdict
from footprint.texts import Language
from web.texts import gettext

BADGES: dict[Verdict, str] = {
    "in": "released",
    "partly": "released",
    "proposed": "draft",
    "maybe_proposed": "draft",
}
RANK: tuple[Verdict, ...] = ("in", "partly", "proposed", "maybe_proposed", "out")


@dataclass(frozen=True)
class Said:
    """A sentence with its place in the law."""

    text: str
    source: str


@dataclass(frozen=True)
class DutyView:
    """A duty with its days."""

    what: str
    when: str
    who: str
    source: str


@dataclass(frozen=True)
class CodeView:
    """The product by its own code."""

    cn: str
    verdict: str
    badge: str
    sentences: tuple[Said, ...]


@dataclass(frozen=True)
class LineView:
    """A line as a good of its own; ``codes`` are candidates where it is not confirmed."""

    name: str
    codes: str
    confirmed: bool
    verdict: str
    badge: str
    sentences: tuple[Said, ...]


@dataclass(frozen=True)
class BomView:
    """The product, its lines, and what follows of them."""

    name: str
    as_of: str
    product: CodeView | None
    lines: tuple[LineView, ...]
    duties: tuple[DutyView, ...]
    gaps: tuple[str, ...]


def bom_view(found: ScreenedBom, language: Language) -> BomView:
    """Put it together."""
    bom, _ = found.bom, gettext(language)
    whole = bom.whole
    product = None
    if whole is not None:
        product = CodeView(
            written_cn(whole.line.cn),
            _(words.VERDICTS[whole.verdict]),
            _badge(whole),
            _sentences((whole,), language),
        )
    return BomView(
        found.name,
        found.as_of.isoformat(),
        product,
        tuple(_line(row, language) for row in bom.items),
        tuple(_duty(d, language) for d in bom.duties),
        tuple(words.say_gap(g, language) for g in bom.gaps),
    )


def _line(row: ScreenedItem, language: Language) -> LineView:
    """Say it by the verdict that asks for most."""
    _ = gettext(language)
    first = min(row.found, key=lambda one: RANK.index(one.verdict), default=None)
    codes = (", " if language == "en" else "、").join(written_cn(one.line.cn) for one in row.found)
    verdict: Verdict = first.verdict if first else "out"
    reason = (Said(row.item.reasons[language], ""),) if row.item.reasons else ()
    return LineView(
        row.item.name,
        codes,
        row.confirmed,
        _(words.VERDICTS[verdict]),
        _badge(first) if first else "unassigned",
        (*reason, *_sentences(row.found, language, inside=False)),
    )


def _badge(found: Screened) -> str:
    return "unassigned" if found.free else BADGES.get(found.verdict, "unassigned")


def _sentences(found: tuple[Screened, ...], language: Language, *, inside: bool = True) -> tuple[Said, ...]:
    """Say each sentence once; that a part inside is no import stands above the table."""
    said = [s for one in found for s in one.statements if inside or s.code != "bom.inside"]
    return tuple(dict.fromkeys(Said(words.say(s, language), _source(s.cite)) for s in said))


def _duty(duty: Duty, language: Language) -> DutyView:
    _ = gettext(language)
    days = ", ".join(day.isoformat() for day in duty.due)
    return DutyView(_(words.DUTIES[duty.id]), days, _(words.ROLES[duty.who]), _source(duty.cite))


def _source(cite: LawCite | None) -> str:
    return f"{cite.title}, {cite.locator}" if cite else ""
