"""A folder of product files in one table: resumable, on all cores or a cluster, the same rows whoever calculated.

A row is a function of the file's bytes, the rule, the background and the engine's version, so a row that was made
from the same four is taken over instead of calculated again.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import logging
import math
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from api.cases import templates
from api.cases.calculations import preview
from api.cases.workbench import Workbench
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
# A task sent to a cluster should take at least this long [s]: sending and scheduling cost milliseconds each.
WORTH_SENDING = 0.5
LARGEST_CHUNK = 200
# Starting a process, with its rules and background, takes about as long as so many products.
WORTH_STARTING = 100

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
class Row:
    """One row of the table.

    Attributes
    ----------
    status : str
        ``calculated``; ``blocked`` by findings; ``unreadable``; ``failed`` by a fault of this software.
    rule, asked_rule, given_rule : str
        The version that was used, what the study named, and what the command named instead.
    total : float or None
        [kg CO2e per functional unit].
    unit : str
        Of the total.
    stages : str
        JSON object, stage to kg CO2e per functional unit.
    error : str
        Why there is no total.
    """

    file: str
    file_sha256: str
    status: str
    run_id: str = ""
    product: str = ""
    model: str = ""
    rule: str = ""
    rule_sha256: str = ""
    asked_rule: str = ""
    given_rule: str = ""
    background: str = ""
    background_sha256: str = ""
    asked_background: str = ""
    engine_version: str = __version__
    total: float | None = None
    unit: str = ""
    stages: str = ""
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    error: str = ""


COLUMNS = tuple(f.name for f in fields(Row))


@dataclass(frozen=True)
class Task:
    """What a worker needs besides the files."""

    settings: Settings
    rule: str | None
    language: Language


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


def calculate_item(bench: Workbench, item: Item, rule: str | None, language: Language) -> Row:
    """Calculate one file; whatever is wrong with it becomes its row."""
    row = Row(item.file, item.sha256, "unreadable", given_rule=rule or "")
    try:
        return _calculated(bench, item, row, rule, language)
    except InputError as error:
        return replace(row, error="; ".join(map(str, error.problems)))
    except FootprintError as error:
        return replace(row, error=str(error))
    except Exception as error:  # one file must not end the work on all others
        log.exception("%s failed", item.file)
        return replace(row, status="failed", error=f"unexpected {type(error).__name__}: {error}")


def _calculated(bench: Workbench, item: Item, row: Row, rule: str | None, language: Language) -> Row:
    document = _document(item, language)
    if rule is not None and isinstance(document, dict):
        document = {**document, "rule": rule}
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
    )
    if found.result is None:
        told = (f"{f.where}: {describe(f, language)}" for f in found.findings if f.severity == "error")
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


def _document(item: Item, language: Language) -> Any:
    if Path(item.file).suffix.lower() in WORKBOOKS:
        return templates.read(item.data, language).document
    return read_yaml(decode(item.data, item.file), item.file).document


@cache
def _bench(settings: Settings) -> Workbench:
    return Workbench.build(settings)


def calculate_chunk(task: Task, chunk: Sequence[Item]) -> list[Row]:
    """Calculate some files in this process; rules and background are loaded once per process."""
    bench = _bench(task.settings)
    return [calculate_item(bench, item, task.rule, task.language) for item in chunk]


def fits(row: Row, bench: Workbench, rule: str | None) -> bool:
    """Tell whether a row still holds: same engine, same rule text, same background; files are compared apart."""
    if row.status not in {"calculated", "blocked"} or row.engine_version != __version__:
        return False
    if row.given_rule != (rule or ""):
        return False
    try:
        found = bench.rules.get(row.asked_rule, on=bench.clock().date())
        background = bench.on(row.asked_background or None).background
    except FootprintError:
        return False
    return found.sha256 == row.rule_sha256 and background.sha256 == row.background_sha256


def split(wanted: Sequence[Item], known: Mapping[str, Row]) -> tuple[list[Row], list[Item]]:
    """Take over the rows of known content; return them and what is left to calculate."""
    taken = [replace(known[item.sha256], file=item.file) for item in wanted if item.sha256 in known]
    return taken, [item for item in wanted if item.sha256 not in known]


def calculate_all(task: Task, wanted: Sequence[Item], workers: int) -> Iterator[list[Row]]:
    """Calculate in this process, or in a pool of processes; chunks come as they are done.

    Parameters
    ----------
    workers : int
        Processes; 1 for none besides this one.
    """
    size = min(LARGEST_CHUNK, max(1, math.ceil(len(wanted) / (4 * workers))))
    chunks = [wanted[i : i + size] for i in range(0, len(wanted), size)]
    if workers == 1 or len(chunks) < 2:
        yield from (calculate_chunk(task, chunk) for chunk in chunks)
        return
    # Spawned, not forked: a copy of a process with threads of a linear algebra library may hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(chunks)), mp_context=context) as pool:
        for future in as_completed([pool.submit(calculate_chunk, task, chunk) for chunk in chunks]):
            yield future.result()


def calculate_on_cluster(task: Task, wanted: Sequence[Item], address: str) -> Iterator[list[Row]]:
    """Calculate on a Dask cluster; its workers need this software, its rules and its backgrounds.

    Raises
    ------
    InputError
        Dask is not installed, or nobody answers at the address.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise InputError(Problem("--dask", "needs Dask: pip install 'dask[distributed]'")) from error
    start, done = time.perf_counter(), 0
    while done < len(wanted) and time.perf_counter() - start < WORTH_SENDING:  # to learn the pace
        yield calculate_chunk(task, wanted[done : done + 1])
        done += 1
    if done == len(wanted):
        return
    pace = (time.perf_counter() - start) / done
    size = max(1, math.ceil(WORTH_SENDING / pace))
    try:
        client = distributed.Client(address, timeout=10)
    except (OSError, ValueError) as error:
        what = f"no Dask scheduler answers at {address}"
        raise InputError(Problem("--dask", what)) from error
    with client:
        chunks = [wanted[i : i + size] for i in range(done, len(wanted), size)]
        sent = [client.submit(calculate_chunk, task, chunk, pure=False) for chunk in chunks]
        for future in distributed.as_completed(sent):
            yield future.result()


class Table:
    """The table of a portfolio on disk: Parquet or CSV, and a journal that grows while the work goes on.

    Parameters
    ----------
    out : Path
        ``….parquet`` (a CSV file of the same name is written beside it) or ``….csv``.

    Raises
    ------
    InputError
        The name ends otherwise, or Parquet is asked for where pyarrow is not installed.
    """

    def __init__(self, out: Path) -> None:
        if out.suffix not in {".parquet", ".csv"}:
            raise InputError(Problem(f"--out {out}", "must end in .parquet or .csv"))
        if out.suffix == ".parquet" and find_spec("pyarrow") is None:
            what = f"Parquet needs pyarrow: pip install pyarrow, or write {out.with_suffix('.csv').name}"
            raise InputError(Problem(f"--out {out}", what))
        self.out = out
        self.journal = out.with_suffix(".jsonl")

    def rows(self) -> list[Row]:
        """Read the journal; a line that an interruption tore is left out."""
        if not self.journal.exists():
            return []
        found = []
        for line in self.journal.read_text(encoding="utf-8").splitlines():
            try:
                found.append(Row(**json.loads(line)))
            except (ValueError, TypeError):
                continue
        return found

    def append(self, rows: Sequence[Row]) -> None:
        """Keep rows against an interruption."""
        self.out.parent.mkdir(parents=True, exist_ok=True)
        with self.journal.open("a", encoding="utf-8") as stream:
            stream.write("".join("\n" + _line(row) for row in rows))

    def write(self, rows: Sequence[Row]) -> list[Path]:
        """Write the table, ordered by file, each file whole or not at all; and the journal of just these rows."""
        self.out.parent.mkdir(parents=True, exist_ok=True)
        ordered = sorted(rows, key=lambda row: row.file)
        frame = pd.DataFrame([asdict(row) for row in ordered], columns=list(COLUMNS))
        frame["total"] = frame["total"].astype("float64")
        csv = self.out.with_suffix(".csv")
        _whole(csv, frame.to_csv(index=False, lineterminator="\n").encode())
        if self.out.suffix == ".parquet":
            _whole(self.out, frame.to_parquet(index=False) or b"")
        _whole(self.journal, "\n".join(map(_line, ordered)).encode())
        return list(dict.fromkeys((self.out, csv)))


def _line(row: Row) -> str:
    return json.dumps(asdict(row), ensure_ascii=False)


def _whole(file: Path, data: bytes) -> None:
    temporary = file.with_name(f".{file.name}.part")
    temporary.write_bytes(data)
    temporary.replace(file)


def portfolio(
    task: Task,
    folder: Path,
    out: Path,
    workers: int | None = None,
    dask: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Row], int, list[Path]]:
    """Calculate every product file of a folder into one table.

    Parameters
    ----------
    out : Path
        As for :class:`Table`.
    workers : int, optional
        Processes; when absent one for each core, and for few files this one alone.
    dask : str, optional
        Address of the scheduler of a cluster, in place of processes.
    progress : callable, optional
        Told how many files are done, and of how many.

    Returns
    -------
    rows : list of Row
        By file name.
    taken : int
        How many were taken over from the run before.
    written : list of Path

    Raises
    ------
    InputError
        The folder or ``out`` cannot be used.
    """
    table = Table(out)
    wanted = [item for item in items(folder) if (folder / item.file).resolve() not in _own_files(table)]
    bench = _bench(task.settings)
    known = {row.file_sha256: row for row in table.rows() if fits(row, bench, task.rule)}
    rows, left = split(wanted, known)
    taken = len(rows)
    # The same content under two names is calculated once.
    once = sorted({item.sha256: item for item in reversed(left)}.values(), key=lambda item: item.file)
    if progress is not None:
        progress(len(wanted) - len(once), len(wanted))
    made: dict[str, Row] = {}
    source = (
        calculate_on_cluster(task, once, dask)
        if dask
        else calculate_all(task, once, workers or _processes(len(once)))
    )
    for chunk in source:
        table.append(chunk)
        made |= {row.file_sha256: row for row in chunk}
        if progress is not None:
            progress(len(wanted) - len(once) + len(made), len(wanted))
    rows += [replace(made[item.sha256], file=item.file) for item in left]
    rows.sort(key=lambda row: row.file)
    return rows, taken, table.write(rows)


def _own_files(table: Table) -> set[Path]:
    return {f.resolve() for f in (table.out, table.out.with_suffix(".csv"), table.journal)}


def _processes(files: int) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, files // WORTH_STARTING))
