"""Importing: read, link, solve, store. One call, resumable, for the command line and for jobs alike."""

from __future__ import annotations

import csv
import json
import re
import time
from pathlib import Path
from typing import cast

from background_db.importers import store
from background_db.importers.allocate import CHOICES, Choice
from background_db.importers.formats import format_of
from background_db.importers.link import link
from background_db.importers.naming import slug
from background_db.importers.parsed import Progress, parse
from background_db.importers.report import ImportReport
from background_db.importers.source import Source
from background_db.layout import OPEN
from footprint import background as model
from footprint.errors import BackgroundError, Problem
from footprint.texts import Text

PARSED = ".parsed"
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.+-]{0,39}")


def import_database(
    path: Path,
    form: str,
    *,
    identity: str,
    version: str,
    licence: str,
    data_dir: Path,
    allocation: str = "none",
    progress: Progress = lambda _done, _all: None,
) -> ImportReport:
    """Import a database as a background.

    Parameters
    ----------
    path : Path
        File, folder or zip archive.
    form : str
        Key of :data:`background_db.importers.formats.FORMATS`.
    identity, version : str
        Name and version the background shall have; studies name it by them.
    licence : str
        Terms it is used under: an id of the open register, or the terms in words.
    data_dir : Path
        Of the installation.
    allocation : {"none", "physical", "economic"}
        How to divide multi-output processes whose file states no shares.
    progress : callable
        Called with steps done and steps in all.

    Raises
    ------
    BackgroundError
        The input is refused, nothing of the format is in it, or it cannot be solved. Nothing is stored then.
    """
    began = time.monotonic()
    check_names(identity, version, licence, allocation)
    found = format_of(form)
    source = Source(path)
    digest = source.sha256()
    kept = data_dir / store.FOLDER / PARSED / f"{form}-{found.version}-{digest[:24]}.jsonl"
    package, entries, reused = parse(found, source, kept, progress)
    terms = _licence(licence)
    linked = link(package, slug(identity), terms.id, cast("Choice", allocation))
    if not linked.report.datasets:
        what = f"{source.name}: no dataset could be made; the first reason: {_first(linked.report.refused)}"
        raise BackgroundError(what)
    origin = model.Source(
        id=slug(identity),
        title=f"{identity} {version}, imported from {source.name} ({found.title})",
        authors=identity,
        year=max((d.year for d in linked.datasets.values()), default=0),
        url="",
        licence=terms.id,
        note=f"sha256 {digest}",
    )
    title = Text.model_validate(f"{identity} {version}")
    background = store.background_of(identity, version, title, linked.datasets, terms, origin)
    about = {"file": source.name, "sha256": digest, "allocation": allocation, "reader": str(found.version)}
    folder, content = store.save(background, linked.uncertainty, data_dir, form, about)
    report = ImportReport(
        id=identity,
        version=version,
        sha256=content,
        folder=str(folder),
        format=form,
        entries=entries,
        reused=reused,
        seconds=time.monotonic() - began,
        formulas=sum(bool(e.formula) for p in package.processes for e in p.exchanges),
        issues=tuple(package.issues),
        link=linked.report,
    )
    write_report(report, folder / "report.json")
    return report


def write_report(report: ImportReport, path: Path) -> None:
    """Write the whole report as JSON, whole or not at all."""
    temporary = path.with_name(f".{path.name}.part")
    text = json.dumps(report.to_dict(), ensure_ascii=False, indent=1)
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(path)


def check_names(identity: str, version: str, licence: str, allocation: str) -> None:
    """Check what an import is told beside its file.

    Raises
    ------
    BackgroundError
        With one problem for each that cannot be used.
    """
    problems = []
    if not _ID.fullmatch(identity):
        problems.append(Problem("id", f"{identity!r} must be small letters, digits, - and _, at most 40"))
    elif identity == json.loads((OPEN / "datapackage.json").read_text(encoding="utf-8"))["name"]:
        problems.append(Problem("id", f"{identity!r} is the open database: choose another name"))
    if not _VERSION.fullmatch(version):
        problems.append(Problem("version", f"{version!r} must be letters, digits and . _ + -, at most 40"))
    if not licence.strip():
        problems.append(Problem("licence", "is empty: name the terms under which you may use the database"))
    if allocation not in CHOICES:
        problems.append(Problem("allocation", f"{allocation!r} is none of: {', '.join(CHOICES)}"))
    if problems:
        raise BackgroundError(*problems)


def _licence(text: str) -> model.Licence:
    """Return the licence of the open register by that id, else one in the user's words."""
    with (OPEN / "licences.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["id"] == text.strip():
                return model.Licence(**row)  # type: ignore[arg-type]  # commercial_use is closed by the layout
    words = " ".join(text.split())
    return model.Licence(slug(words)[:60], words, words, "", "ask", words)


def _first(refused: list[tuple[str, str]]) -> str:
    return f"{refused[0][0]}: {refused[0][1]}" if refused else "none"
