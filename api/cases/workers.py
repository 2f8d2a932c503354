"""Who calculates a large job: this process, a pool of processes, or a Dask cluster; the figures are the same.

A job is a function of what all its parts share and of some things, ``work(shared, things)``. Its pace is learned on
the first things in this process; the others are then sent in chunks worth the sending.
"""

from __future__ import annotations

import importlib
import math
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any, TypeVar

from footprint import __version__
from footprint.errors import FootprintError, InputError, Problem

# A task should take at least this long [s]: sending and scheduling cost milliseconds each.
WORTH_SENDING = 0.5
# What is left must take at least this long in this process before others are started [s]: each of them takes some
# seconds to load rules, background and libraries.
WORTH_STARTING = 10.0
# How long the scheduler of a cluster may take to answer [s].
ANSWER = 30

Shared = TypeVar("Shared")
Thing = TypeVar("Thing")
Made = TypeVar("Made")
Work = Callable[[Shared, Sequence[Thing]], Made]
Chunk = tuple[Sequence[Thing], Made]


@dataclass(frozen=True)
class Workers:
    """Who calculates.

    Attributes
    ----------
    processes : int, optional
        Of this machine; 1 for this one alone. When absent one for each core, where the job is long enough.
    dask : str
        Address of the scheduler of a Dask cluster, in place of processes.
    """

    processes: int | None = None
    dask: str = ""


HERE = Workers(1)


def share_out(
    work: Work[Shared, Thing, Made], shared: Shared, things: Sequence[Thing], workers: Workers
) -> Iterator[Chunk[Thing, Made]]:
    """Do a job in parts.

    Parameters
    ----------
    work : callable
        A function of a module, so that other processes find it by name. It must not depend on how the things are
        divided.
    shared : object
        Sent to every worker once.
    things : sequence
        What to work on.
    workers : Workers

    Yields
    ------
    things, made
        Each part with what was made of it, in the order in which they are done.

    Raises
    ------
    InputError
        The cluster cannot be used: Dask is not installed here, nobody answers, or its workers have other versions.
    FootprintError
        A worker died.
    """
    if workers.processes == 1 and not workers.dask:
        yield from ((part, work(shared, part)) for part in _parts(things, 1))
        return
    # What cannot be reached is told before the work.
    with _cluster(workers.dask) if workers.dask else nullcontext() as cluster:
        done, spent = 0, 0.0
        while done < min(2, len(things)) or (done < len(things) and spent < WORTH_SENDING):
            start = time.perf_counter()
            made = work(shared, things[done : done + 1])
            if done:  # the first loads what all need
                spent += time.perf_counter() - start
            yield things[done : done + 1], made
            done += 1
        left = things[done:]
        if not left:
            return
        pace = spent / (done - 1)
        parts = _parts(left, max(1, math.ceil(WORTH_SENDING / pace)))
        if cluster is not None:
            yield from _on_cluster(work, shared, parts, cluster)
        elif workers.processes is None and pace * len(left) < WORTH_STARTING:
            yield from ((part, work(shared, part)) for part in _parts(left, 1))
        else:
            yield from _in_processes(work, shared, parts, workers.processes or cores())


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parts(things: Sequence[Thing], size: int) -> list[Sequence[Thing]]:
    return [things[i : i + size] for i in range(0, len(things), size)]


_shared: Any = None


def _remember(shared: Any) -> None:
    global _shared  # noqa: PLW0603 - a worker process serves one job
    _shared = shared


def _with_remembered(work: Work[Any, Thing, Made], part: Sequence[Thing]) -> Made:
    return work(_shared, part)


def _in_processes(
    work: Work[Shared, Thing, Made], shared: Shared, parts: Sequence[Sequence[Thing]], processes: int
) -> Iterator[Chunk[Thing, Made]]:
    # Spawned, not forked: a copy of a process with threads of a linear algebra library may hang.
    context = multiprocessing.get_context("spawn")
    count = min(processes, len(parts))
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_remember, initargs=(shared,))
    try:
        sent = {pool.submit(partial(_with_remembered, work), part): part for part in parts}
        for future in as_completed(sent):
            yield sent[future], future.result()
    except BrokenProcessPool as error:
        what = "a worker process ended before its work was done (was there too little memory?)"
        raise FootprintError(what) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _cluster(address: str) -> Any:
    """Connect to a cluster whose workers calculate what this process would."""
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise InputError(Problem("--dask", "needs Dask: pip install 'bay-footprint[cluster]'")) from error
    try:
        client = distributed.Client(address, timeout=ANSWER)
    except (OSError, ValueError) as error:
        raise InputError(Problem("--dask", f"no Dask scheduler answers at {address}")) from error
    try:
        _same_versions(client, address)
    except BaseException:
        client.close()
        raise
    return client


def _same_versions(client: Any, address: str) -> None:
    here = _versions()
    try:
        found = client.run(_versions)
    except ImportError as error:
        what = f"the workers at {address} lack {error.name}: install bay-footprint {__version__} where they run"
        raise InputError(Problem("--dask", what)) from error
    if not found:
        raise InputError(Problem("--dask", f"the scheduler at {address} has no workers yet"))
    other = next(((worker, there) for worker, there in found.items() if there != here), None)
    if other:
        named = ", ".join(f"{name} {there} instead of {here[name]}" for name, there in other[1].items()
                          if there != here[name])  # fmt: skip
        what = f"worker {other[0]} has {named}: figures are the same on the same versions only"
        raise InputError(Problem("--dask", what))


def _versions() -> dict[str, str]:
    return {"bay-footprint": __version__} | {name: version(name) for name in ("numpy", "scipy")}


def _on_cluster(
    work: Work[Shared, Thing, Made], shared: Shared, parts: Sequence[Sequence[Thing]], client: Any
) -> Iterator[Chunk[Thing, Made]]:
    distributed: Any = importlib.import_module("distributed")
    try:
        everywhere = client.scatter(shared, broadcast=True)
        sent = {client.submit(work, everywhere, part, pure=False): part for part in parts}
        for future in distributed.as_completed(list(sent)):
            yield sent[future], future.result()
    except (distributed.KilledWorker, distributed.CancelledError, OSError) as error:
        what = f"the cluster did not finish its work: {error}"
        raise FootprintError(what) from error
