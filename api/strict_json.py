"""JSON from strangers, read strictly: what two readers could take for two things is refused."""

from __future__ import annotations

import json
import math
from typing import Any

from api.errors import RequestError
from api.i18n import N_

MAX_DEPTH = 32
MAX_NUMBER = 64
SHOWN = 80


def loads(data: bytes, max_depth: int = MAX_DEPTH) -> Any:
    """Read one JSON text (RFC 8259) in UTF-8.

    Raises
    ------
    RequestError
        Not UTF-8 or not JSON; a key twice in one object; NaN, Infinity or a number beyond float64; nested
        deeper than ``max_depth``; a half surrogate or the character U+0000 in a text.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise malformed(N_("The text is not UTF-8.")) from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as error:
        raise malformed(
            N_("This is not JSON: line {line}, column {column}: {reason}."),
            line=error.lineno,
            column=error.colno,
            reason=error.msg,
        ) from None
    except RecursionError:
        raise _too_deep(max_depth) from None
    _inspect(value, max_depth)
    return value


def malformed(message: str, **params: str | int) -> RequestError:
    """Return the error for a text that cannot be read."""
    return RequestError(message, fault="malformed", **params)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise malformed(N_("The key {key} stands twice in one object."), key=repr(key[:SHOWN]))
        found[key] = value
    return found


def _constant(name: str) -> Any:
    raise malformed(N_("{number} is not a number that JSON knows."), number=name)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise malformed(N_("The number {number} is too large."), number=text[:SHOWN])
    return value


def _int(text: str) -> int:
    if len(text) > MAX_NUMBER:
        raise malformed(N_("The number {number} is too large."), number=f"{text[:SHOWN]}…")
    return int(text)


def _too_deep(max_depth: int) -> RequestError:
    return malformed(N_("The text is nested deeper than {depth} levels."), depth=max_depth)


def _inspect(value: Any, max_depth: int) -> None:
    """Look at every text and depth without recursion."""
    level, depth = [value], 0
    while level:
        if depth > max_depth:
            raise _too_deep(max_depth)
        below: list[Any] = []
        for item in level:
            if isinstance(item, str):
                _text(item)
            elif isinstance(item, dict):
                for key in item:
                    _text(key)
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level, depth = below, depth + 1


def _text(text: str) -> None:
    if "\x00" in text:
        raise malformed(N_("A text holds the character U+0000."))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise malformed(N_("A text holds half a character (a lone surrogate).")) from None
