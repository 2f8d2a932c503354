"""A described rule as HTML: parameters lead to their row, datasets to their page, texts not read are marked."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup, escape

from api.documents import arithmetic
from api.documents.rule_text import Writer, exact
from footprint.background import Background
from footprint.rule import Rule
from footprint.rule_base import Cite
from footprint.texts import Language
from rules.document import Code, Formula, Ref
from web.texts import unit_html


class PageWriter(Writer):
    """Writes the pieces of a rule as HTML."""

    def __init__(self, rule: Rule, language: Language, background: Background) -> None:
        super().__init__(rule, language)
        self._background = background

    def plain(self, text: str) -> Markup:
        """Write text that is in the rule already."""
        return escape(text)

    def unit(self, symbol: str) -> str:
        """Write a unit with its full name."""
        return unit_html(symbol, self.language)

    def amount(self, value: float, unit: str) -> str:
        """Write an amount; a bare number has no unit."""
        if unit == "1":
            return escape(exact(value))
        return Markup('<span class="nowrap">{} {}</span>').format(exact(value), self.unit(unit))

    def code(self, code: Code) -> str:
        """Write an identifier; a dataset of the background in use leads to its page."""
        shown = Markup("<code>{}</code>").format(code.value)
        if code.kind == "dataset" and code.value in self._background.datasets:
            name = self._background.datasets[code.value].name.get(self.language)
            address = f"/{self.language.lower()}/background/{quote(code.value)}"
            return Markup('<a href="{}" title="{}">{}</a>').format(address, name, shown)
        return shown

    def ref(self, ref: Ref) -> str:
        """Write the name of another row, leading there."""
        title = ref.title.get(self.language) if ref.title else ref.row
        return Markup('<a class="ref" href="#{}-{}">{}</a>').format(ref.section, ref.row, title)

    def fill(self, words: str, params: dict[str, str]) -> str:
        """Put pieces into a sentence."""
        return escape(words) % params

    def join(self, between: str, pieces: list[str]) -> str:
        """Put pieces one after another."""
        return escape(between).join(pieces)

    def formula(self, formula: Formula) -> str:
        """Write a formula; what goes in leads to its row."""
        tokens = {argument: f"\ue000{n}\ue001" for n, (argument, _) in enumerate(formula.inputs)}
        letters = escape(arithmetic.of_formula(formula.name, tokens, {}, exact).letters)
        for argument, ref in formula.inputs:
            letters = Markup(letters.replace(tokens[argument], self.ref(ref)))  # noqa: S704 - both parts are escaped
        return self.say("formula", arithmetic=letters, name=Markup("<code>{}</code>").format(formula.name))

    def cite(self, cite: Cite) -> str:
        """Write source and clause; a source that was not read is marked."""
        source = self.rule.sources.get(cite.source)
        if source is None:
            return Markup("{}, {}").format(cite.source, cite.clause)
        unread = Markup(' <span class="unread">{}</span>').format(self.say("mark.unread"))
        return Markup('<a href="#sources-{}">{}</a>{}, {}').format(
            cite.source, source.title, unread if source.status == "unread" else "", cite.clause
        )
