"""A described rule in words: the writer that pages and command line share, as plain text and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from api.documents import arithmetic
from api.documents.rule_words import WORDS, sentence
from api.i18n import translator, unit_label
from footprint.rule import Rule
from footprint.rule_base import Cite
from footprint.texts import Language, Text
from rules.document import Amount, Code, Description, Fact, Formula, Piece, Ref, Row, Say, Symbol

# Facts whose label would only repeat the title of their row.
UNLABELLED = frozenset({"text"})


def exact(value: float) -> str:
    """Write a number as the rule does, without adding or dropping digits."""
    return f"{Decimal(repr(float(value))).normalize():,f}".replace("-", "−")


class Writer:
    """Words of one rule in one language; a page overrides how single pieces look.

    Parameters
    ----------
    rule : Rule
        Its sources name the citations.
    """

    def __init__(self, rule: Rule, language: Language) -> None:
        self.rule = rule
        self.language = language
        self._translate = translator(language).gettext

    def plain(self, text: str) -> str:
        """Write text that is in the rule already."""
        return text

    def code(self, code: Code) -> str:
        """Write an identifier."""
        return code.value

    def unit(self, symbol: str) -> str:
        """Write a unit."""
        return unit_label(symbol, self.language) or "1"

    def ref(self, ref: Ref) -> str:
        """Write the name of another row."""
        return self.plain(ref.title.get(self.language) if ref.title else ref.row)

    def fill(self, words: str, params: dict[str, str]) -> str:
        """Put pieces into a sentence."""
        return words % params

    def formula(self, formula: Formula) -> str:
        """Write a formula with the names of what goes in."""
        titles = {argument: self.ref(ref) for argument, ref in formula.inputs}
        letters = arithmetic.of_formula(formula.name, titles, {}, exact).letters
        return self.say("formula", arithmetic=letters, name=formula.name)

    def say(self, code: str, **params: str) -> str:
        """Write a sentence by its code; what is put in is written already."""
        words = self._translate(sentence(code))
        return self.fill(words, params) if params else self.plain(words)

    def piece(self, piece: Piece) -> str:
        """Write one piece."""
        match piece:
            case str():
                return self.plain(piece)
            case Text():
                return self.plain(piece.get(self.language))
            case Say(code, params):
                return self.say(code, **{name: self.piece(value) for name, value in params})
            case Amount(value, unit):
                return self.amount(value, unit)
            case Symbol(unit):
                return self.unit(unit)
            case Code():
                return self.code(piece)
            case Ref():
                return self.ref(piece)
            case Formula():
                return self.formula(piece)

    def amount(self, value: float, unit: str) -> str:
        """Write an amount; a bare number has no unit."""
        return exact(value) if unit == "1" else f"{exact(value)} {self.unit(unit)}"

    def label(self, fact: Fact) -> str:
        """Write what a fact is about."""
        return self.say(f"label.{fact.label}")

    def value(self, fact: Fact) -> str:
        """Write what a fact says."""
        pieces = [self.piece(piece) for piece in fact.value]
        chinese = self.language != "en"
        match fact.joined:
            case "order":
                return self.join(" → ", pieces)
            case "words":
                return self.join("：" if chinese else ": ", pieces)
            case "unit":
                return self.join("，" if chinese else ", ", pieces)
        return self.join("；" if chinese else "; ", pieces)

    def join(self, between: str, pieces: list[str]) -> str:
        """Put pieces one after another."""
        return between.join(pieces)

    def cite(self, cite: Cite) -> str:
        """Write source and clause; a source that was not read is said to be so."""
        source = self.rule.sources.get(cite.source)
        if source is None:
            return f"{cite.source}, {cite.clause}"
        unread = f" [{self.say('mark.unread')}]" if source.status == "unread" else ""
        return f"{source.title}{unread}, {cite.clause}"

    def marks(self, row: Row) -> str:
        """Write what has to be noticed about a row."""
        return ", ".join(self.say(f"mark.{mark}") for mark in row.marks)

    def aside(self, chapter: str) -> str:
        """Write what a chapter is for, if anything."""
        return self.say(f"aside.{chapter}") if f"aside.{chapter}" in WORDS else ""


def as_text(found: Description, language: Language) -> str:
    """Write a rule for a terminal."""
    return "\n".join(_text(found, Writer(found.rule, language))) + "\n"


def _text(found: Description, write: Writer) -> Iterator[str]:
    for chapter in found.chapters:
        heading = write.say(f"chapter.{chapter.id}")
        yield from ("", heading.upper(), "=" * _width(heading))
        for section in chapter.sections:
            title = write.say(f"section.{section.id}")
            if title != heading:
                yield from ("", title, "-" * _width(title))
            for row in section.rows:
                marks = f"  ({write.marks(row)})" if row.marks else ""
                named = "" if isinstance(row.title, Say) else f"  [{row.id}]"
                yield f"  {write.piece(row.title)}{named}{marks}"
                yield from (f"      {line}" for line in _lines(row, write))


def _lines(row: Row, write: Writer) -> Iterator[str]:
    if row.help:
        yield write.piece(row.help)
    title = write.piece(row.title)
    for fact in row.facts:
        label = "" if fact.label in UNLABELLED else write.label(fact)
        label = "" if label in {"", title} else f"{label}: "
        cite = f"  [{write.cite(fact.cite)}]" if fact.cite else ""
        yield f"{label}{write.value(fact)}{cite}"
    if row.cite:
        yield f"[{write.cite(row.cite)}]"


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def as_markdown(found: Description, language: Language) -> str:
    """Write a rule as Markdown."""
    return "\n".join(_markdown(found, Writer(found.rule, language))) + "\n"


def _markdown(found: Description, write: Writer) -> Iterator[str]:
    rule = found.rule
    yield from (f"# {rule.title.get(write.language)}", "", rule.summary.get(write.language))
    for chapter in found.chapters:
        heading = write.say(f"chapter.{chapter.id}")
        yield from ("", f"## {heading}")
        for section in chapter.sections:
            title = write.say(f"section.{section.id}")
            if title != heading:
                yield from ("", f"### {title}")
            for row in section.rows:
                marks = f" ({write.marks(row)})" if row.marks else ""
                named = "" if isinstance(row.title, Say) else f" `{row.id}`"
                yield from ("", f"**{_escaped(write.piece(row.title))}**{named}{marks}", "")
                yield from (f"- {_escaped(line)}" for line in _lines(row, write))


def _escaped(text: str) -> str:
    for sign in "\\*_[]<>|`":
        text = text.replace(sign, f"\\{sign}")
    return text
