"""A folder of product files in one table: resumable, on all cores or a cluster, the same rows whoever calculated.

A row is a function of the file's bytes, the rule, the background and the engine's version, so a row that was made
from the same four is taken over instead of calculated again.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from api.cases import templates
from api.cases.calculations import preview
from api.cases.certificates import write_claims
from api.cases.portfolio_table import Row, Table
from api.cases.workbench import Workbench
from api.cases.workers import Workers, share_out
from api.messages import describe
from api.settings import Settings
from footprint import __version__
from footprint.errors import FootprintError, InputError, Problem
from footprint.exchange.excel_cells import MAX_BYTES
from footprint.record import build_record, run_id
from footprint.texts import Language
from rules.bytes_to_text import decode
from rules.yaml_lines import read_yaml

TEXTS = (".yaml", ".yml", ".json")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb")

log = logging.getLogger("footprint")


@dataclass(frozen=True)
class Item:
    """A product file: its name in the folder and its bytes, so that a worker elsewhere needs no shared disk."""

    file: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Hash of the content."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Task:
    """What a worker needs besides the files.

    Attributes
    ----------
    rule : str, optional
        For all files, in place of the one each of them names.
    language : str
        Of names and reasons in the rows.
    """

    settings: Settings
    rule: str | None
    language: Language

    def without_secrets(self) -> Task:
        """Return the task as it may travel: without what settings hold that is never shown."""
        hidden = {name: "" for name, field in Settings.model_fields.items() if not field.repr}
        return replace(self, settings=self.settings.model_copy(update=hidden | {"database_url": "sqlite://"}))


def items(folder: Path) -> tuple[Item, ...]:
    """Read the product files of a folder and its subfolders, by name.

    Raises
    ------
    InputError
        There is no such folder, or no product file in it.
    """
    if not folder.is_dir():
        raise InputError(Problem(str(folder), "is no folder"))
    found = sorted(
        f
        for f in folder.rglob("*")
        if f.suffix.lower() in TEXTS + WORKBOOKS
        and f.is_file()
        and not any(part.startswith((".", "~$")) for part in f.relative_to(folder).parts)
    )
    if not found:
        what = f"holds no product files ({', '.join(TEXTS + WORKBOOKS)})"
        raise InputError(Problem(str(folder), what))
    return tuple(Item(f.relative_to(folder).as_posix(), _bytes(f)) for f in found)


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)  # one more is too large, and the readers say so


def calculate_item(bench: Workbench, item: Item, task: Task) -> Row:
    """Calculate one file; whatever is wrong with it becomes its row."""
    row = Row(item.file, item.sha256, "unreadable", language=task.language, given_rule=task.rule or "")
    try:
        return _calculated(bench, item, row, task)
    except InputError as error:
        return replace(row, error="; ".join(map(str, error.problems)))
    except FootprintError as error:
        return replace(row, error=str(error))
    except Exception as error:  # one file must not end the work on all others
        log.exception("%s failed", item.file)
        return replace(row, status="failed", error=f"unexpected {type(error).__name__}: {error}")


def _calculated(bench: Workbench, item: Item, row: Row, task: Task) -> Row:
    language = task.language
    document = document_of(item, language)
    if task.rule is not None and isinstance(document, dict):
        document = {**document, "rule": task.rule}
    found = preview(bench, document)
    severities = [f.severity for f in found.findings]
    used, background = found.rule.rule, found.background
    row = replace(
        row,
        product=found.product.name.get(language),
        model=found.product.model,
        rule=f"{used.pcr}@{used.version}",
        rule_sha256=found.rule.sha256,
        asked_rule=found.product.rule or "",
        background=f"{background.id} {background.version}",
        background_sha256=background.sha256,
        asked_background=found.product.background or "",
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        infos=severities.count("info"),
        certificates=write_claims(found.product),
    )
    if found.result is None:
        told = (f"{f.where}: {describe(f, language, used)}" for f in found.findings if f.severity == "error")
        return replace(row, status="blocked", error="; ".join(told))
    record = build_record(found.product, found.result, background)
    unit = record["functional_unit"]
    return replace(
        row,
        status="calculated",
        run_id=run_id(record),
        total=float(record["total"]["value"]),
        unit=f"{record['total']['unit']} per {unit['amount']:g} {unit['unit']}",
        stages=json.dumps(record["stages"], ensure_ascii=False),
    )


def document_of(item: Item, language: Language) -> Any:
    """Read the product document of a file, workbook or text.

    Raises
    ------
    InputError
        It is none; with the place of every problem.
    """
    if Path(item.file).suffix.lower() in WORKBOOKS:
        return templates.read(item.data, language).document
    return read_yaml(decode(item.data, item.file), item.file).document


@cache
def _bench(settings: Settings) -> Workbench:
    return Workbench.build(settings)


def calculate_chunk(task: Task, chunk: Sequence[Item]) -> list[Row]:
    """Calculate some files in this process; rules and background are loaded once per process."""
    bench = _bench(task.settings)
    return [calculate_item(bench, item, task) for item in chunk]


def fits(row: Row, bench: Workbench, task: Task) -> bool:
    """Tell whether a row holds here: same engine, rule text, background and language; files are compared apart."""
    if row.status not in {"calculated", "blocked"} or row.engine_version != __version__:
        return False
    if (row.given_rule, row.language) != (task.rule or "", task.language):
        return False
    try:
        found = bench.rule_named(row.asked_rule)
        background = bench.on(row.asked_background or None).background
    except FootprintError:
        return False
    return found.sha256 == row.rule_sha256 and background.sha256 == row.background_sha256


def split(wanted: Sequence[Item], known: Mapping[str, Row]) -> tuple[list[Row], list[Item]]:
    """Take over the rows of known content; return them and what is left to calculate."""
    taken = [replace(known[item.sha256], file=item.file) for item in wanted if item.sha256 in known]
    return taken, [item for item in wanted if item.sha256 not in known]


def portfolio(
    task: Task,
    folder: Path,
    out: Path,
    workers: Workers,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Row], int]:
    """Calculate every product file of a folder into one table.

    Parameters
    ----------
    out : Path
        As for :class:`~api.cases.portfolio_table.Table`.
    progress : callable, optional
        Told how many files are done, and of how many.

    Returns
    -------
    rows : list of Row
        By file name.
    taken : int
        How many were taken over from the run before.

    Raises
    ------
    InputError
        The folder, ``out`` or the workers cannot be used.
    FootprintError
        A worker died, or calculated with another rule or background; what is done is kept in the journal.
    """
    table = Table(out)
    task = task.without_secrets()
    own_files = {f.resolve() for f in (table.out, table.journal)}
    wanted = [item for item in items(folder) if (folder / item.file).resolve() not in own_files]
    bench = _bench(task.settings)
    known = {row.file_sha256: row for row in table.rows() if fits(row, bench, task)}
    rows, left = split(wanted, known)
    taken = len(rows)
    # The same content under two names is calculated once.
    once = sorted({item.sha256: item for item in reversed(left)}.values(), key=lambda item: item.file)
    if progress is not None:
        progress(len(wanted) - len(once), len(wanted))
    made: dict[str, Row] = {}
    for found in _made(task, once, bench, workers):
        table.append(found)
        made |= {row.file_sha256: row for row in found}
        if progress is not None:
            progress(len(wanted) - len(once) + len(made), len(wanted))
    rows += [replace(made[item.sha256], file=item.file) for item in left]
    rows.sort(key=lambda row: row.file)
    table.write(rows)
    return rows, taken


def _made(task: Task, once: Sequence[Item], bench: Workbench, workers: Workers) -> Iterator[list[Row]]:
    """Calculate; a row of another machine's rules or background is no row of this table."""
    for _, found in share_out(calculate_chunk, task, once, workers):
        strange = [row for row in found if row.run_id and not fits(row, bench, task)]
        if strange:
            what = f"a worker calculated {strange[0].file} with another rule or background than is installed here"
            raise FootprintError(what)
        yield found
