"""Compile a background into a folder that is mapped into memory, and load it again.

::

    <id>-<version>-<first 12 of sha256>/
        manifest.json               what it was built from, and the hash of every file
        <set>.json                  order of datasets, slots, gaps, flows
        <set>-direct.npy            float64 (n_datasets, n_columns + n_gaps)
        <set>-needs.npy             float64 (n_datasets, n_slots)
        <set>-emitted.npy           float64 (n_datasets, n_flows)

The tables stay the only truth: a build whose hash, engine or columns differ is ignored and made again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

import footprint
from background_db.chains import loops, provider_edges
from background_db.exclude import Missing, exclude
from background_db.layout import OPEN
from background_db.package import read_package
from footprint.background import Background
from footprint.engine.scores import UnitScores, prepare
from footprint.errors import BackgroundError
from footprint.result import COLUMNS

MANIFEST = "manifest.json"
# What is stored of unit scores: orders as lists of names, and matrices.
ORDERS = ("datasets", "slots", "gaps", "flows")
MATRICES = ("direct", "needs", "emitted")
# Several processes may renew the same outdated build at once.
_ATTEMPTS = 10


@dataclass(frozen=True)
class BuildReport:
    """What a build holds.

    Attributes
    ----------
    folder : Path
        Where it lies.
    kinds : dict
        Number of datasets by kind.
    loops : tuple of tuple of str
        Datasets that feed each other, each explained by notes.
    missing : Missing
        What went missing because its licence is excluded.
    """

    folder: Path
    id: str
    version: str
    sha256: str
    kinds: dict[str, int]
    exchanges: int
    flows: int
    slots: int
    sources: int
    sets: tuple[str, ...]
    loops: tuple[tuple[str, ...], ...]
    missing: Missing = field(default_factory=Missing)


class LoadedBackground:
    """A background with the unit scores of its characterization sets, solved or mapped when first asked for."""

    def __init__(self, background: Background, stored: Path | None, missing: Missing | None = None) -> None:
        self.background = background
        self.missing = missing or Missing()
        self._stored = stored
        self._scores: dict[str, UnitScores] = {}
        self._lock = Lock()

    def scores(self, set_id: str) -> UnitScores:
        """Return the unit scores of a characterization set.

        Raises
        ------
        BackgroundError
            There is no such set.
        """
        with self._lock:
            if set_id not in self._scores:
                known = set_id in self.background.characterization
                stored = _read(self._stored, set_id) if self._stored and known else None
                self._scores[set_id] = stored or prepare(self.background, set_id)
            return self._scores[set_id]


def build(folder: Path, out: Path, without: Collection[str] = ()) -> BuildReport:
    """Check the tables and store them compiled.

    Parameters
    ----------
    folder : Path
        The tables.
    out : Path
        Folder of all builds; made if missing.
    without : collection of {"ask", "no"}
        Terms of commercial use whose datasets are left out.

    Returns
    -------
    BuildReport

    Raises
    ------
    BackgroundError
        The tables have problems; nothing is written then.
    """
    background, missing = exclude(read_package(folder), without)
    return _report(background, _store(background, out), missing)


def load(data_dir: Path | None = None, folder: Path = OPEN, without: Collection[str] = ()) -> LoadedBackground:
    """Read the tables and take their scores from a build if it still fits.

    Parameters
    ----------
    data_dir : Path, optional
        Folder of builds. A missing or outdated build is made and stored there; without it, scores are solved in
        memory.
    folder : Path
        The tables.
    without : collection of {"ask", "no"}
        Terms of commercial use whose datasets are left out; ``missing`` of the result says which.

    Raises
    ------
    BackgroundError
        The tables have problems.
    """
    background, missing = exclude(read_package(folder), without)
    if data_dir is None:
        return LoadedBackground(background, None, missing)
    stored = data_dir / _name(background)
    if not _fits(stored, background):
        stored = _store(background, data_dir)
    return LoadedBackground(background, stored, missing)


def _name(background: Background) -> str:
    return f"{background.id}-{background.version}-{background.sha256[:12]}"


def _identity(background: Background) -> dict[str, Any]:
    """What must be equal for stored scores to be used."""
    return {
        "id": background.id,
        "version": background.version,
        "sha256": background.sha256,
        "engine": footprint.__version__,
        "columns": list(COLUMNS),
        "matrices": list(MATRICES),
        "sets": sorted(background.characterization),
    }


def _fits(stored: Path, background: Background) -> bool:
    try:
        manifest = json.loads((stored / MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = manifest.pop("files")
        intact = all(_sha256(stored / name) == digest for name, digest in files.items())
    except (OSError, ValueError, KeyError, AttributeError):
        return False
    return intact and manifest == _identity(background)


def _store(background: Background, out: Path) -> Path:
    """Write beside the final place and rename, so that a reader never sees half a build."""
    out.mkdir(parents=True, exist_ok=True)
    target = out / _name(background)
    made = Path(tempfile.mkdtemp(prefix=".build-", dir=out))
    try:
        for set_id in sorted(background.characterization):
            write_scores(made, prepare(background, set_id))
        files = {path.name: _sha256(path) for path in sorted(made.iterdir())}
        manifest = {**_identity(background), "files": files}
        (made / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        made.chmod(0o755)
        _put_in_place(made, target, background)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return target


def _put_in_place(made: Path, target: Path, background: Background) -> None:
    for _ in range(_ATTEMPTS):
        try:
            made.rename(target)
        except OSError:
            # Somebody was faster with the same content, or an outdated build lies there: move that aside.
            if _fits(target, background):
                return
            aside = Path(tempfile.mkdtemp(prefix=".old-", dir=target.parent))
            with suppress(FileNotFoundError):
                target.replace(aside)
            shutil.rmtree(aside, ignore_errors=True)
        else:
            return
    what = f"cannot put the build in place: {target} is taken again and again"
    raise BackgroundError(what)


def write_scores(folder: Path, scores: UnitScores) -> None:
    """Store the scores of a set, so that they can be mapped."""
    index = {name: getattr(scores, name) for name in ORDERS}
    (folder / f"{scores.set_id}.json").write_text(json.dumps(index) + "\n", encoding="utf-8")
    for name in MATRICES:
        np.save(folder / f"{scores.set_id}-{name}.npy", getattr(scores, name), allow_pickle=False)


def _read(folder: Path, set_id: str) -> UnitScores | None:
    """Map the scores of a set; None when the build was removed since it was loaded."""
    try:
        index = json.loads((folder / f"{set_id}.json").read_text(encoding="utf-8"))
        mapped = {
            name: np.load(folder / f"{set_id}-{name}.npy", mmap_mode="r", allow_pickle=False) for name in MATRICES
        }
    except FileNotFoundError:
        return None
    orders: dict[str, Any] = {name: tuple(index[name]) for name in ORDERS}
    return UnitScores(set_id, **orders, **mapped)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _report(background: Background, stored: Path, missing: Missing) -> BuildReport:
    groups = loops(provider_edges(background))
    return BuildReport(
        folder=stored,
        id=background.id,
        version=background.version,
        sha256=background.sha256,
        kinds=dict(sorted(Counter(d.kind for d in background.datasets.values()).items())),
        exchanges=sum(len(d.exchanges) for d in background.datasets.values()),
        flows=len(background.flows),
        slots=len(background.slots),
        sources=len(background.sources),
        sets=tuple(sorted(background.characterization)),
        loops=tuple(tuple(sorted({edge.taker for edge in group})) for group in groups),
        missing=missing,
    )
