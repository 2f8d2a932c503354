"""``extends``: a rule takes over another one and overrides named keys.

Maps merge deeply, lists of things with an ``id`` merge by id (override, or append), every other list is
replaced as a whole, and an explicit null stands. A text in several languages and a citation are one thing each:
whoever overrides them gives them whole. Who overrides a value next to a citation gives the citation as well,
so that no number keeps the source of the number it replaced.
"""

from __future__ import annotations

from typing import Any

from footprint.errors import Problem
from footprint.texts import LANGUAGES
from rules.yaml_lines import Lines, Place, Step

# What says which rule this is; never inherited.
IDENTITY = (
    "pcr", "version", "status", "abstract", "extends", "level", "implements", "title", "summary", "valid",
    "scope", "codes",
)  # fmt: skip
_CITE = {"source", "clause"}

Path = tuple[Step, ...]


def merge(base: Lines, over: Lines) -> tuple[Lines, tuple[Problem, ...]]:
    """Lay one document over another.

    Parameters
    ----------
    base : Lines
        The rule that is extended.
    over : Lines
        The rule that extends it; both documents are mappings.

    Returns
    -------
    merged : Lines
        Every value still knows the file and line it comes from.
    problems : tuple of Problem
        Values that were overridden without giving their citation anew.
    """
    inherited = {k: v for k, v in base.document.items() if k not in IDENTITY}
    merger = _Merger(base, over)
    document = merger.maps(inherited, over.document, ((), ()), ())
    return Lines(document, over.name, merger.places), tuple(merger.problems)


class _Merger:
    """Walks both documents at once; ``paths`` are the places in the base and in the one that overrides."""

    def __init__(self, base: Lines, over: Lines) -> None:
        self.base = base
        self.over = over
        self.places: dict[Path, Place] = {(): over.place(())}
        self.problems: list[Problem] = []

    def value(self, old: Any, new: Any, paths: tuple[Path, Path], here: Path) -> Any:
        if isinstance(old, dict) and isinstance(new, dict) and not _is_one_thing(old, new):
            return self.maps(old, new, paths, here)
        if _has_ids(old) and _has_ids(new):
            return self.lists(old, new, paths, here)
        return self.copy(self.over, new, paths[1], here)

    def maps(
        self, old: dict[str, Any], new: dict[str, Any], paths: tuple[Path, Path], here: Path
    ) -> dict[str, Any]:
        self.places[here] = self.over.place(paths[1])
        changed = sorted(k for k in new if k in old and k != "cite" and new[k] != old[k])
        if "cite" in old and "cite" not in new and changed:
            what = (
                f"overrides {', '.join(changed)} of {self.base.name} but keeps its citation: "
                "give the cite of the new value"
            )
            self.problems.append(Problem(self.over.where(paths[1], dotted(here)), what))
        merged: dict[str, Any] = {}
        for key in (*old, *(k for k in new if k not in old)):
            deeper = ((*paths[0], key), (*paths[1], key))
            if key not in new:
                merged[key] = self.copy(self.base, old[key], deeper[0], (*here, key))
            elif key not in old:
                merged[key] = self.copy(self.over, new[key], deeper[1], (*here, key))
            else:
                merged[key] = self.value(old[key], new[key], deeper, (*here, key))
        return merged

    def lists(self, old: list[Any], new: list[Any], paths: tuple[Path, Path], here: Path) -> list[Any]:
        self.places[here] = self.over.place(paths[1])
        position = {item["id"]: i for i, item in enumerate(new)}
        merged: list[Any] = []
        for i, item in enumerate(old):
            spot = (*here, len(merged))
            if item["id"] in position:
                j = position[item["id"]]
                merged.append(self.value(item, new[j], ((*paths[0], i), (*paths[1], j)), spot))
            else:
                merged.append(self.copy(self.base, item, (*paths[0], i), spot))
        known = {item["id"] for item in old}
        for j, item in enumerate(new):
            if item["id"] not in known:
                merged.append(self.copy(self.over, item, (*paths[1], j), (*here, len(merged))))
        return merged

    def copy(self, source: Lines, value: Any, path: Path, here: Path) -> Any:
        self.places[here] = source.place(path)
        if isinstance(value, dict):
            return {k: self.copy(source, v, (*path, k), (*here, k)) for k, v in value.items()}
        if isinstance(value, list):
            return [self.copy(source, v, (*path, i), (*here, i)) for i, v in enumerate(value)]
        return value


def _is_one_thing(old: dict[str, Any], new: dict[str, Any]) -> bool:
    keys = set(old) | set(new)
    return keys <= set(LANGUAGES) or keys <= _CITE


def _has_ids(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    ids = [item.get("id") if isinstance(item, dict) else None for item in value]
    return all(isinstance(i, str) for i in ids) and len(set(ids)) == len(ids)


def dotted(path: Path) -> str:
    """Write a path as ``cut_off.per_item``; positions in brackets."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text
