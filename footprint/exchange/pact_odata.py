"""The ``$filter`` of PACT 2: the part of OData 4 that asks for footprints.

::

    either  = both ("or" both)*             value   = 'text' | 2025-12-31T00:00:00Z | 12.5
    both    = term ("and" term)*            compare = path eq|ne|lt|le|gt|ge value
    term    = "not" term | "(" either ")" | compare | path "/any(" name ":" either ")"   (or all)
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NoReturn

from footprint.errors import InputError, Problem
from footprint.exchange.pact_filter import moment

Scope = Mapping[str, Any]
Test = Callable[[Scope], bool]

LONGEST = 4_000
DEEPEST = 30
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le, "gt": operator.gt,
        "ge": operator.ge,
    }
)  # fmt: skip
TIMES = frozenset({"created", "updated", "validityPeriodStart", "validityPeriodEnd"})
TIMES_OF_PCF = frozenset({"referencePeriodStart", "referencePeriodEnd"})
LISTS = frozenset({"companyIds", "productIds", "productClassifications"})
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<time>\d{4}-\d\d-\d\d(?:T[0-9:.]+(?:Z|[+-]\d\d:\d\d)?)?)|"
    r"(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>[()/:,]))"
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def read_odata(text: str) -> Test:
    """Read a filter into a test of footprints of version 2.

    Raises
    ------
    InputError
        It cannot be read, or asks for what no footprint has.
    """
    if len(text) > LONGEST:
        raise InputError(Problem("$filter", f"has {len(text)} characters: at most {LONGEST} are read"))
    if not text.strip():
        return lambda _: True
    reader = _Reader(_tokens(text), text)
    found = reader.either(0)
    if reader.now.kind != "end":
        reader.refuse()
    return found


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise InputError(Problem("$filter", f"cannot be read at character {at + 1}"))
        kind = str(match.lastgroup)
        found.append(_Token(kind, match[kind], match.start(kind)))
        at = match.end()
    return [*found, _Token("end", "", len(text))]


class _Reader:
    """Goes through the tokens once; ``names`` are the variables of lambdas around the place."""

    def __init__(self, tokens: list[_Token], text: str) -> None:
        self.tokens, self.text, self.at = tokens, text, 0
        self.names: list[str] = []

    @property
    def now(self) -> _Token:
        return self.tokens[self.at]

    def refuse(self) -> NoReturn:
        raise InputError(Problem("$filter", f"cannot be read at character {self.now.at + 1}"))

    def take(self, *texts: str, kind: str = "") -> str:
        token = self.now
        if token.kind == "end" or (texts and token.text not in texts) or (kind and token.kind != kind):
            self.refuse()
        self.at += 1
        return token.text

    def has(self, text: str) -> bool:
        return self.now.kind in {"name", "sign"} and self.now.text == text

    def either(self, depth: int) -> Test:
        tests = [self.both(depth)]
        while self.has("or"):
            self.take()
            tests.append(self.both(depth))
        return tests[0] if len(tests) == 1 else lambda scope: any(test(scope) for test in tests)

    def both(self, depth: int) -> Test:
        tests = [self.term(depth)]
        while self.has("and"):
            self.take()
            tests.append(self.term(depth))
        return tests[0] if len(tests) == 1 else lambda scope: all(test(scope) for test in tests)

    def term(self, depth: int) -> Test:
        if depth > DEEPEST:
            self.refuse()
        if self.has("not"):
            self.take()
            inner = self.term(depth + 1)
            return lambda scope: not inner(scope)
        if self.has("("):
            self.take()
            inner = self.either(depth + 1)
            self.take(")")
            return inner
        path = [self.take(kind="name")]
        while self.has("/"):
            self.take()
            path.append(self.take(kind="name"))
        if path[-1] in {"any", "all"}:
            return self.lambda_(path[:-1], path[-1], depth)
        return self.comparison(path)

    def lambda_(self, path: list[str], which: str, depth: int) -> Test:
        if len(path) != 1 or path[0] not in LISTS:
            self.unknown(path)
        self.take("(")
        name = self.take(kind="name")
        self.take(":")
        self.names.append(name)
        inner = self.either(depth + 1)
        self.names.pop()
        self.take(")")
        some = any if which == "any" else all
        return lambda scope: some(inner({**scope, name: one}) for one in scope.get(path[0]) or ())

    def comparison(self, path: list[str]) -> Test:
        compare = COMPARISONS[self.take(*COMPARISONS)]
        token = self.now
        if token.kind not in {"text", "time", "number"}:
            self.refuse()
        self.at += 1
        given = token.text[1:-1].replace("''", "'") if token.kind == "text" else token.text
        if self.names and path == self.names[-1:]:
            return lambda scope: compare(str(scope[path[0]]).casefold(), given.casefold())
        if self.is_time(path):
            wanted = moment("$filter", given)
            return lambda scope: _compared(compare, _time(_find(scope, path)), wanted)
        if not self.is_text(path):
            self.unknown(path)
        return lambda scope: _compared(compare, _folded(_find(scope, path)), given.casefold())

    def is_time(self, path: list[str]) -> bool:
        if len(path) == 1:
            return path[0] in TIMES
        return len(path) == 2 and path[0] == "pcf" and path[1] in TIMES_OF_PCF

    def is_text(self, path: list[str]) -> bool:
        if len(path) == 1:
            return path[0] in {"id", "status", "productCategoryCpc", "companyName", "productNameCompany"}
        return len(path) == 2 and path[0] == "pcf" and path[1].startswith("geography")

    def unknown(self, path: list[str]) -> NoReturn:
        raise InputError(Problem("$filter", f"asks for {'/'.join(path)[:60]}, by which nothing is filtered here"))


def _find(scope: Scope, path: list[str]) -> Any:
    found: Any = scope
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _time(value: Any) -> datetime | None:
    return None if value is None else moment("$filter", value)


def _folded(value: Any) -> str | None:
    return None if value is None else str(value).casefold()


def _compared(compare: Callable[[Any, Any], bool], value: Any, wanted: Any) -> bool:
    """Compare; what a footprint does not state is unequal to everything and in no order."""
    if value is None:
        return compare is operator.ne
    return compare(value, wanted)
