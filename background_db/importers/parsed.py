"""Parsing that can be interrupted: every finished entry is kept, so that the same import goes on where it stopped.

One JSON document per line; a line ``["done", entry]`` closes an entry. What follows the last such line is
forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from background_db.importers.formats import Format, Reader
from background_db.importers.neutral import Exchange, Flow, Issue, Item, Package, Process, Uncertainty, UnitOf
from background_db.importers.source import MalformedError, Source
from footprint.errors import BackgroundError

Progress = Callable[[int, int], None]


def parse(form: Format, source: Source, kept: Path, progress: Progress) -> tuple[Package, int, int]:
    """Read a source, taking over what an earlier run finished.

    Parameters
    ----------
    kept : Path
        File of finished entries; its name must tell format, reader and content apart.
    progress : callable
        Called with entries done and entries in all.

    Returns
    -------
    package : Package
    entries, reused : int
        Entries in all, and how many of them were not parsed again.

    Raises
    ------
    BackgroundError
        Nothing in it is of this format, or it is refused.
    """
    entries = form.entries(source)
    if not entries:
        what = f"{source.name}: holds nothing of the format {form.title}"
        raise BackgroundError(what)
    package = Package()
    done = _resume(kept, package)
    reused = len(done)
    reader = form.reader(source)
    for item in reader.units():
        package.add(item)
    seen = set(package.flows)
    with kept.open("a", encoding="utf-8") as file:
        for number, entry in enumerate(entries):
            progress(number, len(entries))
            if entry in done:
                continue
            lines = []
            for item in _read(reader, entry, alone=len(entries) == 1):
                if isinstance(item, Flow):
                    if item.id in seen:
                        continue
                    seen.add(item.id)
                package.add(item)
                lines.append(json.dumps(_write(item), ensure_ascii=False))
            lines.append(json.dumps(["done", entry], ensure_ascii=False))
            file.write("\n".join(lines) + "\n")
    progress(len(entries), len(entries))
    if not package.processes:
        what = f"{source.name}: holds no process that the reader of {form.title} understands"
        first = f" ({package.issues[0]})" if package.issues else ""
        raise BackgroundError(what + first)
    return package, len(entries), reused


def _read(reader: Reader, entry: str, *, alone: bool) -> list[Item]:
    """Read one entry; one unreadable among many becomes an issue."""
    try:
        return list(reader.read(entry))
    except MalformedError as error:
        if alone:
            raise
        problem = error.problems[0]
        return [Issue(problem.where, f"{problem.what}: the entry is left out", "unreadable")]


def _resume(kept: Path, package: Package) -> set[str]:
    kept.parent.mkdir(parents=True, exist_ok=True)
    done: set[str] = set()
    if not kept.exists():
        return done
    good = 0
    pending: list[Item] = []
    with kept.open("rb") as file:
        for line in file:
            try:
                kind, body = json.loads(line)
                if kind == "done":
                    done.add(body)
                    for item in pending:
                        package.add(item)
                    pending.clear()
                    good = file.tell()
                else:
                    pending.append(_revive(kind, body))
            except (ValueError, TypeError, KeyError):
                break
    with kept.open("rb+") as file:
        file.truncate(good)
    return done


def _write(item: Item) -> list[Any]:
    match item:
        case Process():
            body = dict(vars(item))
            body["allocation"] = [[*key, share] for key, share in item.allocation.items()]
            return ["process", body]
        case _:
            return [type(item).__name__, vars(item)]


def _revive(kind: str, body: dict[str, Any]) -> Item:
    match kind:
        case "process":
            body["exchanges"] = tuple(_exchange(row) for row in body["exchanges"])
            body["allocation"] = {(method, flow): share for method, flow, share in body["allocation"]}
            body["synonyms"] = tuple(body["synonyms"])
            return Process(**body)
        case "Flow":
            body["synonyms"] = tuple(body["synonyms"])
            return Flow(**body)
        case "UnitOf":
            return UnitOf(**body)
        case _:
            return Issue(**body)


_SPREAD = Exchange._fields.index("uncertainty")
_SHARES = Exchange._fields.index("shares")


def _exchange(row: list[Any]) -> Exchange:
    if row[_SPREAD] is not None:
        row[_SPREAD] = Uncertainty(*row[_SPREAD])
    row[_SHARES] = tuple(map(tuple, row[_SHARES]))
    return Exchange(*row)
