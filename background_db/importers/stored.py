"""Imported databases as they lie on disk: found, loaded, mapped into memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from background_db.build import LoadedBackground
from background_db.importers.store import (
    FOLDER,
    KINDS,
    MANIFEST,
    SPREAD_OF,
    background_of,
    file_sha256,
    scores_identity,
)
from footprint.background import Background, Dataset, Exchange, Licence, Source, Spread
from footprint.errors import BackgroundError
from footprint.texts import Text


@dataclass(frozen=True)
class Installed:
    """An imported background that lies on disk."""

    id: str
    version: str
    sha256: str
    folder: Path
    format: str
    datasets: int
    exchanges: int
    gaps: int
    licence: str


class StoredDatasets(Mapping[str, Dataset]):
    """Datasets whose exchanges are made when a dataset is asked for.

    Attributes
    ----------
    headers : dict
        The same datasets without exchanges, for search and lists.
    """

    def __init__(self, folder: Path, headers: dict[str, Dataset], source: str) -> None:
        self.headers = headers
        self._source = source
        self._position = {name: i for i, name in enumerate(headers)}
        self._rows = np.load(folder / "exchanges.npy", mmap_mode="r", allow_pickle=False)
        self._starts: NDArray[np.int64] = np.load(folder / "starts.npy", allow_pickle=False)
        self._words_file = folder / "words.json"
        self._words: list[str] = []
        self._made: dict[str, Dataset] = {}

    def __getitem__(self, key: str) -> Dataset:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = replace(self.headers[key], exchanges=tuple(self._exchanges(key)))
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self.headers)

    def __len__(self) -> int:
        return len(self.headers)

    def _exchanges(self, key: str) -> Iterator[Exchange]:
        if not self._words:
            self._words = json.loads(self._words_file.read_text(encoding="utf-8"))
        words = self._words
        place = self._position[key]
        for row in self._rows[self._starts[place] : self._starts[place + 1]].tolist():
            number, kind, target, unit, source_unit, flow, note, amount, source_amount, factor = row[:10]
            kind_of_spread, a, b, c = row[10:]
            yield Exchange(
                row=number,
                kind=KINDS[kind],  # type: ignore[arg-type]  # the closed list of kinds
                target=words[target],
                amount=amount,
                unit=words[unit],
                source=self._source,
                locator=f"exchange {number}",
                confidence="medium",
                source_amount=source_amount,
                source_unit=words[source_unit],
                factor=factor,
                reason="per one unit of the dataset, its share and unit included",
                source_flow=words[flow],
                note=words[note],
                spread=Spread(SPREAD_OF[kind_of_spread], a, b, c) if kind_of_spread else None,
            )


def installed(data_dir: Path) -> list[Installed]:
    """List the imported backgrounds of an installation, the newest of a name last."""
    found = []
    for path in (data_dir / FOLDER).glob("*/" + MANIFEST):
        if path.parent.name.startswith("."):
            continue
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            counts = manifest["counts"]
            entry = Installed(
                id=manifest["id"],
                version=manifest["version"],
                sha256=manifest["sha256"],
                folder=path.parent,
                format=manifest["imported"]["format"],
                datasets=counts["datasets"],
                exchanges=counts["exchanges"],
                gaps=counts["gaps"],
                licence=manifest["licence"]["name"],
            )
        except (OSError, ValueError, KeyError, TypeError):
            continue
        found.append((path.stat().st_mtime_ns, entry))
    return [entry for _, entry in sorted(found, key=lambda pair: (pair[1].id, pair[0]))]


def find(
    data_dir: Path, name: str, sha256: str = "", holds: Callable[[str], bool] = lambda _sha256: True
) -> Installed | None:
    """Find an imported background by ``id`` or ``id-version``, the newest import first.

    Parameters
    ----------
    holds : callable
        Whether the content of a hash may be found by whoever asks.
    """
    for entry in reversed(installed(data_dir)):
        if not holds(entry.sha256):
            continue
        if name in {entry.id, f"{entry.id}-{entry.version}".lower()} and entry.sha256.startswith(sha256):
            return entry
    return None


def load_imported(data_dir: Path, name: str, sha256: str = "") -> LoadedBackground:
    """Load an imported background; exchanges and scores stay on disk until they are asked for.

    Parameters
    ----------
    name : str
        ``id`` or ``id-version``.
    sha256 : str
        Ask for exactly this content.

    Raises
    ------
    BackgroundError
        There is none of that name, or its files are damaged.
    """
    entry = find(data_dir, name, sha256)
    if entry is None:
        known = ", ".join(dict.fromkeys(e.id for e in installed(data_dir))) or "none"
        what = f"there is no imported background {name!r}: known are {known}"
        raise BackgroundError(what)
    folder = entry.folder
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        damaged = [n for n, digest in manifest["files"].items() if file_sha256(folder / n) != digest]
        headers = _headers(folder / "datasets.jsonl")
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"{folder.name}: the stored background cannot be read ({type(error).__name__}): import it again"
        raise BackgroundError(what) from error
    if damaged:
        what = f"{folder.name}/{damaged[0]}: was changed since the import: import it again"
        raise BackgroundError(what)
    source = Source(**manifest["source"])
    background = background_of(
        manifest["id"],
        manifest["version"],
        Text.model_validate(manifest["title"]),
        StoredDatasets(folder, headers, source.id),
        Licence(**manifest["licence"]),
        source,
    )
    background = replace(background, sha256=manifest["sha256"])
    fits = manifest["scores"] == scores_identity(background)
    return LoadedBackground(background, folder if fits else None)


def for_search(background: Background) -> Background:
    """Return the background with datasets that have no exchanges, when they would have to be made for it."""
    datasets = background.datasets
    return replace(background, datasets=datasets.headers) if isinstance(datasets, StoredDatasets) else background


def _headers(path: Path) -> dict[str, Dataset]:
    headers: dict[str, Dataset] = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            body = json.loads(line)
            for key in ("name", "technology"):
                english, simplified, traditional = body[key]
                body[key] = Text.model_construct(en=english, zh_hans=simplified, zh_hant=traditional)
            body["pedigree"] = tuple(body["pedigree"])
            body["synonyms"] = tuple(body["synonyms"])
            headers[body["id"]] = Dataset(**body)
    return headers
