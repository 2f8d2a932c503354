"""A strict reader of YAML 1.2 (and so of JSON) that knows the line of everything it read.

What comes out is plain JSON data: mappings with text keys, lists, text, numbers, true, false, null. Dates stay
text. What makes YAML surprising is refused with its line: a key given twice, anchors and aliases, merge keys,
tags, several documents, numbers that are not finite.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from footprint.errors import InputError, Problem
from rules.bytes_to_text import binary_format, decode

DEFAULT_BYTES = 5_000_000
MAX_DEPTH = 40
MAX_NODES = 1_000_000
_MAX_DIGITS = 400
_SEPARATORS = (0x85, 0x2028, 0x2029)

Step = str | int
Place = tuple[str, int]

# The core schema of YAML 1.2.2, section 10.3.2.
_NULL = re.compile(r"null|Null|NULL|~|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

# Not text, or (the last three) a line break to YAML 1.1 only, so that lines would be counted differently.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\x85\u2028\u2029]")


@dataclass(frozen=True)
class Lines:
    """A document and where each of its values stands.

    Attributes
    ----------
    document : dict, list, str, int, float, bool or None
        Plain JSON data.
    name : str
        What messages call the file.
    places : dict of path to (name, line)
        File and line (from 1) of each value; a path is a tuple of keys and positions. After a merge the files
        differ.
    """

    document: Any
    name: str
    places: dict[tuple[Step, ...], Place] = field(default_factory=dict, repr=False)

    def place(self, path: tuple[Step, ...]) -> Place:
        """Return file and line of a path, or of the nearest thing around it when the path is not there."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (self.name, 1))

    def line(self, path: tuple[Step, ...]) -> int:
        """Return the line of a path, counted from 1."""
        return self.place(path)[1]

    def where(self, path: tuple[Step, ...], text: str = "") -> str:
        """Write ``file:line: path``, ready for a :class:`footprint.errors.Problem`."""
        name, line = self.place(path)
        return f"{name}:{line}: {text}" if text else f"{name}:{line}"


def read_yaml_file(path: Path, name: str | None = None, limit: int = DEFAULT_BYTES) -> Lines:
    """Read a file; its size is looked at before its content.

    Parameters
    ----------
    path : Path
    name : str, optional
        What messages call the file; the path when absent.
    limit : int
        Largest size [bytes].

    Raises
    ------
    InputError
        The file is not there, too large, binary, or not clean YAML: ``name:line: what is wrong``.
    """
    name = name or str(path)
    try:
        size = path.stat().st_size
        data = b"" if size > limit else path.read_bytes()
    except OSError as error:
        raise InputError(Problem(name, f"cannot be read: {(error.strerror or 'error').lower()}")) from error
    if size > limit:
        raise InputError(Problem(name, _too_large(size, limit)))
    return read_yaml(decode(data, name), name, limit)


def read_yaml(text: str, name: str, limit: int = DEFAULT_BYTES) -> Lines:
    """Read one YAML 1.2 or JSON document.

    Parameters
    ----------
    text : str
    name : str
        What messages call the file.
    limit : int
        Largest size [bytes as UTF-8].

    Returns
    -------
    Lines

    Raises
    ------
    InputError
        With one problem, ``name:line: what is wrong, what would be right``.
    """
    size = len(text) if len(text) > limit else len(text.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise InputError(Problem(name, _too_large(size, limit)))
    text = text.removeprefix("\ufeff")
    if what := binary_format(text[:8].encode("latin-1", "replace")):
        raise InputError(Problem(f"{name}:1", what))
    if odd := _CONTROL.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        sign = ord(odd.group())
        why = "a line separator: use a plain line break" if sign in _SEPARATORS else "is this a binary file?"
        what = f"holds the character U+{sign:04X}, which is not read here: {why}"
        raise InputError(Problem(f"{name}:{line}", what))
    return _Builder(name).build(text)


def _too_large(size: int, limit: int) -> str:
    return f"is {size / 1e6:.1f} MB; at most {limit / 1e6:g} MB are read"


@dataclass
class _Open:
    """A mapping or list that is being read."""

    value: dict[str, Any] | list[Any]
    path: tuple[Step, ...]
    key: str | None = None


class _Builder:
    """Builds the document from parse events, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[tuple[Step, ...], Place] = {}
        self.stack: list[_Open] = []
        self.root: Any = None

    def fail(self, line: int, what: str) -> InputError:
        return InputError(Problem(f"{self.name}:{line}", what))

    def build(self, text: str) -> Lines:
        documents = 0
        for event in self.events(text):
            line = event.start_mark.line + 1
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.fail(line, "a second document starts here (---): one file holds one document")
            elif isinstance(event, CollectionEndEvent):
                self.stack.pop()
            elif isinstance(event, NodeEvent):
                self.node(event, line)
        if not documents:
            raise self.fail(1, "is empty: a table of fields is due")
        return Lines(self.root, self.name, self.places)

    def events(self, text: str) -> Iterator[Event]:
        try:
            yield from YAML(typ="safe", pure=True).parse(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self.fail(mark.line + 1 if mark else 1, _wording(error)) from error
        except (YAMLError, ValueError, OverflowError) as error:
            raise self.fail(1, f"is not YAML: {str(error).splitlines()[0]}") from error

    def node(self, event: NodeEvent, line: int) -> None:
        if isinstance(event, AliasEvent) or event.anchor:
            sign = "*" if isinstance(event, AliasEvent) else "&"
            what = f"{sign}{event.anchor}: anchors and aliases are not read here; write the value out"
            raise self.fail(line, what)
        if isinstance(event, CollectionStartEvent | ScalarEvent) and event.tag not in {None, "!"}:
            raise self.fail(line, f"the tag {event.tag} is not read here: leave it out")
        if len(self.places) >= MAX_NODES:
            raise self.fail(line, f"holds more than {MAX_NODES:,} values")
        above = self.stack[-1] if self.stack else None
        if above is not None and isinstance(above.value, dict) and above.key is None:
            self.key(event, above, line)
            return
        path = self.place(above, line)
        if isinstance(event, ScalarEvent):
            self.put(above, self.scalar(event, line))
            return
        value: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        self.put(above, value)
        if len(self.stack) >= MAX_DEPTH:
            raise self.fail(line, f"is nested more than {MAX_DEPTH} levels deep")
        self.stack.append(_Open(value, path))

    def key(self, event: NodeEvent, above: _Open, line: int) -> None:
        if not isinstance(event, ScalarEvent):
            raise self.fail(line, "a key is plain text, not a list or a table: is a quote or a dash missing?")
        key = self.text(event.value, line)
        if key == "<<":
            raise self.fail(line, "<<: merge keys are not read here; write the values out")
        if key in above.value:
            first = self.places[(*above.path, key)][1]
            raise self.fail(line, f"the key {key!r} is given twice (first on line {first}): keep one")
        above.key = key
        self.places[(*above.path, key)] = (self.name, line)

    def place(self, above: _Open | None, line: int) -> tuple[Step, ...]:
        if above is None:
            path: tuple[Step, ...] = ()
        elif isinstance(above.value, dict):
            path = (*above.path, above.key or "")
        else:
            path = (*above.path, len(above.value))
        self.places.setdefault(path, (self.name, line))
        return path

    def put(self, above: _Open | None, value: Any) -> None:
        if above is None:
            self.root = value
        elif isinstance(above.value, list):
            above.value.append(value)
        else:
            above.value[above.key or ""] = value
            above.key = None

    def scalar(self, event: ScalarEvent, line: int) -> Any:
        value: str = event.value
        if event.style is not None or event.tag == "!":
            return self.text(value, line)
        if _NULL.fullmatch(value):
            return None
        if _BOOL.fullmatch(value):
            return value.lower() == "true"
        if _NOT_FINITE.fullmatch(value):
            raise self.fail(line, f"{value} is not a finite number: leave the field out when it is not known")
        whole = _INT.fullmatch(value)
        if whole or _FLOAT.fullmatch(value):
            number = int(value) if whole and len(value) <= _MAX_DIGITS else float(value)
            if not math.isfinite(number):
                raise self.fail(line, f"{value[:20]}… is too large for a number")
            return number
        return self.text(value, line)

    def text(self, value: str, line: int) -> str:
        try:
            # JSON writes characters beyond U+FFFF as two escapes; put the halves together again.
            return value.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError as error:
            raise self.fail(line, "holds half a character (a lone \\ud800…\\udfff escape)") from error


def _wording(error: MarkedYAMLError) -> str:
    problem = (error.problem or "").strip()
    if "'\\t'" in problem:
        return "a tab stands here: indent with spaces"
    if "mapping values are not allowed" in problem:
        return "a second ': ' stands in this line: quote the text, or check the indentation"
    if "found unexpected end of stream" in problem or "<stream end>" in problem:
        return "a quote, bracket or brace that was opened here is never closed"
    if found := re.search(r"found character '(.)' that cannot start any token", problem):
        return f"text cannot start with {found[1]}: quote it"
    if found := re.search(r"expected ',' or '([]}])'", problem):
        return f"a comma or a closing {found[1]} is missing here or in the lines above"
    if "could not find expected ':'" in problem:
        return "a ':' is missing after the key, or the line is indented differently from its neighbours"
    if "but found" in problem or "expected <block end>" in problem:
        return "the indentation does not fit the lines around it, or a bracket, comma or quote is missing"
    context = f" ({error.context})" if error.context else ""
    return f"is not YAML: {problem or 'it cannot be parsed'}{context}"
