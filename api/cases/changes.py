"""Two documents of one product side by side: where they differ, and one made of both.

A place is a path as problems name it, ``processes[cell].lines[foil].amount``. Entries of a list are told apart by
their id; a list without ids is one value. What only one of the two has stands there whole: an added line is one
change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Side = Literal["mine", "theirs"]


class _Absent:
    """What a document does not have."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = _Absent()


@dataclass(frozen=True)
class Change:
    """A place where two documents differ; ``ABSENT`` stands for what one of them does not have."""

    path: str
    first: Any
    second: Any


@dataclass(frozen=True)
class Clash:
    """A place where what I hold differs from what somebody else has saved meanwhile.

    Attributes
    ----------
    before : object
        As it was when I began.
    changed : str
        ``mine`` or ``theirs`` where only one of us changed it, ``both`` where both did.
    """

    path: str
    before: Any
    theirs: Any
    mine: Any
    changed: Literal["mine", "theirs", "both"]

    @property
    def proposed(self) -> Side:
        """Whose change is kept unless the person decides otherwise: one's own where both changed it."""
        return "theirs" if self.changed == "theirs" else "mine"


def changes(first: Any, second: Any) -> tuple[Change, ...]:
    """List where two documents differ, in the order of the second."""
    return tuple(_walk("", first, second))


def clashes(before: Any, theirs: Any, mine: Any) -> tuple[Clash, ...]:
    """List where mine differs from theirs, and who of us changed it."""
    found = []
    for one in changes(theirs, mine):
        was = at(before, one.path)
        who: Literal["mine", "theirs", "both"] = "both"
        if _same(was, one.first):
            who = "mine"
        elif _same(was, one.second):
            who = "theirs"
        found.append(Clash(one.path, was, one.first, one.second, who))
    return tuple(found)


def merged(theirs: Any, mine: Any, chosen: Mapping[str, Side]) -> Any:
    """Make one document of both: theirs, with mine at every place where it was chosen (by default mine)."""
    return _merged("", theirs, mine, chosen)


def at(document: Any, path: str) -> Any:
    """Return what a document has at a path."""
    here = document
    for key, entry in _steps(path):
        here = here.get(key, ABSENT) if isinstance(here, Mapping) else ABSENT
        if entry is not None:
            here = _by_id(here).get(entry, ABSENT) if _named(here) else ABSENT
    return here


def _walk(path: str, first: Any, second: Any) -> Iterator[Change]:
    if _same(first, second):
        return
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        for key in _keys(second, first):
            yield from _walk(_join(path, key), first.get(key, ABSENT), second.get(key, ABSENT))
    elif _named(first) and _named(second):
        ones, others = _by_id(first), _by_id(second)
        found = [c for key in _keys(others, ones)
                 for c in _walk(f"{path}[{key}]", ones.get(key, ABSENT), others.get(key, ABSENT))]  # fmt: skip
        # The same entries in another order.
        yield from found or [Change(path, first, second)]
    else:
        yield Change(path, first, second)


def _merged(path: str, theirs: Any, mine: Any, chosen: Mapping[str, Side]) -> Any:
    if _same(theirs, mine):
        return theirs
    if isinstance(theirs, Mapping) and isinstance(mine, Mapping):
        made = {
            key: _merged(_join(path, key), theirs.get(key, ABSENT), mine.get(key, ABSENT), chosen)
            for key in _keys(mine, theirs)
        }
        return {key: value for key, value in made.items() if value is not ABSENT}
    if _named(theirs) and _named(mine) and _keys(_by_id(mine), _by_id(theirs)):
        ones, others = _by_id(theirs), _by_id(mine)
        if ones != others or list(ones) == list(others):
            entries = (
                _merged(f"{path}[{key}]", ones.get(key, ABSENT), others.get(key, ABSENT), chosen)
                for key in _keys(others, ones)
            )
            return [entry for entry in entries if entry is not ABSENT]
    return theirs if chosen.get(path, "mine") == "theirs" else mine


def _same(first: Any, second: Any) -> bool:
    """Tell whether two values are the same; Python takes True for 1."""
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return first.keys() == second.keys() and all(_same(value, second[key]) for key, value in first.items())
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(_same, first, second))
    return type(first) is type(second) and bool(first == second)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _keys(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    """Return the keys of both, those only the second has behind the one they follow there."""
    keys = list(first)
    before: str | None = None
    for key in second:
        if key not in first:
            keys.insert(keys.index(before) + 1 if before is not None else 0, key)
        before = key
    return keys


def _named(value: Any) -> bool:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return False
    ids = [e.get("id") for e in value if isinstance(e, Mapping)]
    return len(ids) == len(value) == len(set(map(str, ids))) and all(isinstance(i, str) and i for i in ids)


def _by_id(value: Any) -> dict[str, Any]:
    return {entry["id"]: entry for entry in value}


def _steps(path: str) -> Iterator[tuple[str, str | None]]:
    """Split a path as this module writes it; ids may hold points, keys none of ours does."""
    rest = path
    while rest:
        cut = min((i for i in (rest.find("."), rest.find("[")) if i >= 0), default=len(rest))
        key, rest = rest[:cut], rest[cut:]
        entry = None
        if rest.startswith("["):
            end = rest.index("]")
            entry, rest = rest[1:end], rest[end + 1 :]
        yield key, entry
        rest = rest.removeprefix(".")
