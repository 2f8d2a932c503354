"""JSON from strangers: what two readers could take for two things is refused."""

from __future__ import annotations

import json
from typing import Any

from footprint.errors import InputError, Problem

MAX_BYTES = 5_000_000
MAX_DEPTH = 32
SHOWN = 60


def read_json(data: bytes) -> Any:
    """Read one JSON text.

    Raises
    ------
    InputError
        Too long, not UTF-8 or not JSON, a key twice in one object, nested too deep.
    """
    if len(data) > MAX_BYTES:
        raise InputError(Problem("$", f"is {len(data)} bytes long; {MAX_BYTES} are the most"))
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError:
        raise InputError(Problem("$", "is not UTF-8")) from None
    except RecursionError:
        raise InputError(Problem("$", f"is nested deeper than {MAX_DEPTH} levels")) from None
    except json.JSONDecodeError as error:
        what = f"is not JSON: line {error.lineno}, column {error.colno}: {error.msg.lower()}"
        raise InputError(Problem("$", what)) from None
    except ValueError as error:  # a number of more digits than Python reads
        raise InputError(Problem("$", f"is not JSON: {error}")) from None
    level, depth = [document], 0
    while level:
        if depth > MAX_DEPTH:
            raise InputError(Problem("$", f"is nested deeper than {MAX_DEPTH} levels"))
        held = (list(x.values()) if isinstance(x, dict) else x for x in level if isinstance(x, dict | list))
        level, depth = [item for items in held for item in items], depth + 1
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for i, (key, _) in enumerate(pairs) if key in dict(pairs[:i]))
        raise InputError(Problem("$", f"names the key {twice[:SHOWN]!r} twice in one object"))
    return found


def _constant(text: str) -> Any:
    raise InputError(Problem("$", f"holds {text}, which is no number of JSON"))
