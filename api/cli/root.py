"""The root of the command line and what all verbs share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.cases.workbench import Workbench
from api.cases.workers import Workers
from api.settings import read_settings
from footprint import __version__
from footprint.texts import Language

app = typer.Typer(
    help="Product carbon footprints that a labelling body can check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Lang = Annotated[str, typer.Option("--lang", help="Language: en, zh-Hans or zh-Hant.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Processes = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes; all cores if absent and the job is long enough.")
]
Dask = Annotated[str, typer.Option("--dask", help="Address of a Dask scheduler to calculate on, tcp://HOST:PORT.")]


def _version(value: bool) -> None:
    if value:
        print(f"footprint {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Product carbon footprints that a labelling body can check."""


@cache
def workbench() -> Workbench:
    """Return rules, background and database, loaded once per process."""
    return Workbench.build(read_settings())


def language(value: str) -> Language:
    """Read a language option."""
    known: dict[str, Language] = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
    if value.lower() not in known:
        what = f"{value!r} is no language: known are {', '.join(known.values())}"
        raise typer.BadParameter(what)
    return known[value.lower()]


def console() -> Console:
    """Return the console that results are printed to."""
    return Console(highlight=False)


def print_json(document: Any) -> None:
    """Print one JSON object."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def workers(processes: int | None, dask: str) -> Workers:
    """Read the options that say who calculates."""
    if dask and processes:
        what = "--workers: give processes of this machine or --dask, not both"
        raise typer.BadParameter(what)
    return Workers(processes, dask)


@contextmanager
def bar(what: str, then: str = "") -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how many of how many are done, and ``then`` after the last."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    errors = Console(stderr=True)
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as shown:
        task = shown.add_task(what, total=None)

        def told(done: int, of: int) -> None:
            description = then if then and done == of else what
            shown.update(task, completed=done, total=of, description=description)

        yield told


@contextmanager
def progress(*steps: str) -> Iterator[Iterator[None]]:
    """Show a bar on standard error while a command waits; call ``next`` before each step."""
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=32), TextColumn("{task.percentage:>3.0f}%"))
    errors = Console(stderr=True)
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task(steps[0], total=len(steps))

        def walk() -> Iterator[None]:
            for done, step in enumerate(steps):
                bar.update(task, description=step, completed=done)
                bar.refresh()
                yield
            bar.update(task, completed=len(steps))

        yield walk()
