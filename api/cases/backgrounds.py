"""Licensed backgrounds that an organisation imports for itself.

What is brought lies in a folder of its own until the import is whole; a process of its own reads it there, so that
a file which takes all memory ends nothing else, and so that nothing tells whether somebody else has imported the
same. One rename and one row then publish it together.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import jobs
from api.cases.holdings import Holds
from api.cases.jobs import Job
from api.cases.workbench import Workbench
from api.db import tenancy
from api.db.tables import BackgroundRow
from api.files.intake import INCOMING
from api.store import backgrounds, events, files
from background_db.importers.store import FOLDER
from background_db.importers.stored import Installed, installed
from footprint.errors import BackgroundError, FootprintError, InputError, Problem

IMPORTS = "imports"
# What a failed import left is thrown away after so long [s]; one that goes on writes meanwhile.
STALE_S = 7 * 86_400.0
# How often the process that imports is looked at [s].
LOOK = 0.2
MOST_LINES = 50

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wanted:
    """A background to be imported, and the upload that holds it."""

    upload: UUID
    file: str
    format: str
    name: str
    version: str
    licence: str
    allocation: str = "none"


@dataclass(frozen=True)
class Held:
    """A background that the organisation may use; ``open`` for the one that everybody may."""

    id: str
    version: str
    sha256: str
    open: bool
    licence: str
    format: str
    datasets: int
    gaps: int
    imported_at: datetime | None
    person: str


def listed(bench: Workbench, session: Session) -> tuple[Held, ...]:
    """List the open background and those the session's organisation holds."""
    return (_open(bench), *_held(bench, session))


def folder_of(data_dir: Path, organisation: UUID, upload: UUID) -> Path:
    """Return where an upload lies; its organisation is part of the way, so that nobody imports another's."""
    return data_dir / INCOMING / IMPORTS / str(organisation) / str(upload)


def check(wanted: Wanted) -> None:
    """Refuse at once what would be refused after the upload was read.

    Raises
    ------
    InputError
    """
    from background_db.importers.formats import format_of
    from background_db.importers.run import check_names

    try:
        format_of(wanted.format)
        check_names(wanted.name, wanted.version, wanted.licence, wanted.allocation)
    except BackgroundError as error:
        raise InputError(*error.problems) from error


def begin(session: Session, caller: Caller, wanted: Wanted) -> Job:
    """Have a job import what was brought; it is to be woken after the commit."""
    payload: dict[str, Any] = vars(wanted) | {"upload": str(wanted.upload)}
    return jobs.start(session, caller, "background", payload)


def import_held(data_dir: Path, caller: Caller, wanted: Wanted, progress: Progress) -> dict[str, Any]:
    """Import what was brought and let the caller's organisation hold it; called again, it goes on or is done.

    Raises
    ------
    FootprintError
        The file cannot be imported, and why.
    """
    folder = folder_of(data_dir, caller.organisation, wanted.upload)
    source = folder / wanted.file
    if source.parent != folder or not source.is_file():
        raise InputError(Problem("upload", "is not there any more: bring the file again"))
    try:
        made = _in_process(source, wanted, folder, progress)
    except FootprintError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _publish(data_dir, caller, wanted, Path(made["folder"]), made["sha256"])
    shutil.rmtree(folder, ignore_errors=True)
    return {
        "background": {"id": wanted.name, "version": wanted.version, "sha256": made["sha256"]},
        "report": made["lines"],
    }


def throw_away_stale(data_dir: Path, older_than: float = STALE_S) -> int:
    """Throw away what imports left that never ended; return how many."""
    before, count = time.time() - older_than, 0
    for folder in (data_dir / INCOMING / IMPORTS).glob("*/*"):
        newest = max((p.stat().st_mtime for p in (folder, *folder.rglob("*"))), default=0.0)
        if newest < before:
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count


def _publish(data_dir: Path, caller: Caller, wanted: Wanted, made: Path, sha256: str) -> None:
    """Put the import in its place and write who holds it, in one transaction."""
    target = data_dir / FOLDER / made.name
    with caller.write() as session:
        if backgrounds.held(session, wanted.name, sha256) is not None:
            return
        if not target.exists():  # else another organisation has brought the same, and this copy goes
            target.parent.mkdir(parents=True, exist_ok=True)
            made.rename(target)
        at = caller.clock()
        backgrounds.add(session, wanted.name, wanted.version, sha256, wanted.licence, caller.person, at)
        detail = {"version": wanted.version, "sha256": sha256, "licence": wanted.licence}
        events.append(
            session, at=at, actor=caller.actor, action="background.imported", subject=wanted.name, detail=detail
        )


def _in_process(source: Path, wanted: Wanted, folder: Path, progress: Progress) -> dict[str, Any]:
    """Let a process import, and pass on what it tells; it is ended when the job is not ours any more."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(theirs, source, wanted, folder, os.getpid()), daemon=True)
    child.start()
    theirs.close()
    last: tuple[int, int] | None = None
    try:
        for kind, told in _told(ours, child.is_alive):
            match kind:
                case "progress":
                    last = told
                    progress(*told)
                case "done":
                    return dict(told)
                case "refused":
                    raise InputError(*(Problem(*one) for one in told))
                case "alive":
                    if last is not None:
                        progress(*last)  # notices that the job went to somebody else
        what = f"the import ended without a word (exit code {child.exitcode}): the file may need more memory"
        raise FootprintError(what)
    finally:
        child.kill()
        child.join()
        child.close()
        ours.close()


def _told(ours: Connection, alive: Callable[[], bool]) -> Iterator[tuple[str, Any]]:
    while True:
        running = alive()
        try:
            while ours.poll(LOOK if running else 0):
                yield ours.recv()
        except EOFError:
            return
        if not running:
            return
        yield "alive", None


def _work(theirs: Connection, source: Path, wanted: Wanted, folder: Path, parent: int) -> None:
    """Import, in the process of its own; it ends with its parent, so that no two write into one folder."""
    from background_db.importers.run import import_database

    def told(done: int, of: int) -> None:
        if os.getppid() != parent:
            os._exit(1)
        theirs.send(("progress", (done, of)))

    try:
        report = import_database(
            source,
            wanted.format,
            identity=wanted.name,
            version=wanted.version,
            licence=wanted.licence,
            data_dir=folder,
            allocation=wanted.allocation,
            progress=told,
        )
    except BackgroundError as error:
        theirs.send(("refused", [(p.where, p.what) for p in error.problems] or [("file", str(error))]))
        return
    theirs.send(("done", {"folder": report.folder, "sha256": report.sha256, "lines": report.lines()[:MOST_LINES]}))


def _open(bench: Workbench) -> Held:
    used = bench.background
    kinds = [d.kind for d in used.datasets.values()]
    gaps = kinds.count("gap")
    return Held(
        used.id, used.version, used.sha256, True, ", ".join(sorted(used.licences)), "", len(kinds) - gaps, gaps,
        None, "",
    )  # fmt: skip


def _held(bench: Workbench, session: Session) -> Iterator[Held]:
    holds = Holds(bench.database, tenancy.of(session))
    rows = {row.sha256: row for row in backgrounds.listed(session)}
    names = files.names(session, {row.person_id for row in rows.values() if row.person_id is not None})
    for entry in reversed(installed(bench.settings.data_dir)):
        if holds(entry.sha256):
            yield _shown(entry, rows.get(entry.sha256), names)


def _shown(entry: Installed, row: BackgroundRow | None, names: dict[UUID, str]) -> Held:
    person = names.get(row.person_id, "") if row is not None and row.person_id is not None else ""
    return Held(
        entry.id, entry.version, entry.sha256, False, entry.licence, entry.format, entry.datasets, entry.gaps,
        row.created_at if row is not None else None, person,
    )  # fmt: skip
