"""``footprint portfolio``: a folder of product files in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.cases import portfolio as case
from api.cli.root import Json, Lang, console, language, print_json
from api.settings import read_settings


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("portfolio")(portfolio)


def portfolio(
    folder: Annotated[
        Path, typer.Argument(help="Folder of product files, with its subfolders.", show_default=False)
    ],
    out: Annotated[Path, typer.Option("--out", help="Table to write: .parquet (with a .csv beside it) or .csv.")],
    rule: Annotated[
        str | None, typer.Option("--rule", help="Rule for all files, optionally with @version.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes; all cores if absent.")] = None,
    dask: Annotated[str | None, typer.Option("--dask", help="Address of a Dask scheduler to calculate on.")] = None,
    json: Json = False,
    lang: Lang = "en",
) -> int:
    """Calculate every product file of a folder into one table; what is there already is not calculated again."""
    task = case.Task(read_settings(), rule, language(lang))
    with _bar() as told:
        rows, taken, written = case.portfolio(task, folder, out, workers, dask, told)
    counts = {status: sum(row.status == status for row in rows) for status in ("calculated", "blocked")}
    failed = [row for row in rows if row.status != "calculated"]
    if json:
        summary = counts | {"unreadable": len(failed) - counts["blocked"], "taken_over": taken}
        print_json({**summary, "written": [str(file) for file in written]})
    else:
        console().print(f"{counts['calculated']} of {len(rows)} products calculated, {taken} taken over")
        for file in written:
            print(f"written: {file}")
    errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
    for row in failed:
        errors.print(f"{folder / row.file}: {row.error}")
    return 1 if failed else 0


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    errors = Console(stderr=True)
    columns = (TextColumn("calculating"), BarColumn(bar_width=32), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as shown:
        bar = shown.add_task("calculating", total=None)
        yield lambda done, of: shown.update(bar, completed=done, total=of)
