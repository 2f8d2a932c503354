"""A page's form as a browser posts it, with or without script."""

from __future__ import annotations

from html.parser import HTMLParser


class Fields(HTMLParser):
    """The successful controls of the first form of a page: what a browser would send.

    ``script`` tells whether one runs: then what stands in ``noscript`` is text. Templates are never part of a form.
    """

    def __init__(self, html: str, *, script: bool = False) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self.script, self.inside, self.dead = script, False, 0
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.area: str | None = None
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag == "template" or (tag == "noscript" and self.script):
            self.dead += 1
        if tag == "form":
            self.inside = True
        if not self.inside or self.dead or "disabled" in given:
            return
        name = given.get("name", "")
        match tag:
            case "input" if name and given.get("type", "text") not in {"submit", "file", "button"}:
                if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                    self.pairs.append((name, given.get("value", "")))
            case "select":
                self.select, self.options = name, []
            case "option" if self.select is not None:
                self.options.append((given.get("value", ""), "selected" in given))
            case "textarea":
                self.area, self.text = name, ""

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template" or (tag == "noscript" and self.script):
            self.dead -= 1
        if tag == "form":
            self.inside = False
        if tag == "select" and self.select is not None:
            if self.select and self.options:
                chosen = [value for value, selected in self.options if selected] or [self.options[0][0]]
                self.pairs.append((self.select, chosen[-1]))
            self.select = None
        if tag == "textarea" and self.area is not None:
            if self.area:
                self.pairs.append((self.area, self.text.replace("\n", "\r\n")))
            self.area = None


def fields(html: str, *, script: bool = False) -> list[tuple[str, str]]:
    """List the names and values a browser would post."""
    return Fields(html, script=script).pairs
