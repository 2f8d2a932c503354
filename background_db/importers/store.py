"""An imported database on disk: compact, hashed, mapped into memory.

::

    <data_dir>/backgrounds/<id>-<version>-<first 12 of sha256>/
        manifest.json       identity, licence, source, counts, hash of every file
        report.json         the whole report of the import
        datasets.jsonl      one dataset per line, without exchanges
        exchanges.npy       all exchanges in the order of the datasets
        starts.npy          where the exchanges of each dataset begin
        words.json          texts that exchanges repeat
        <set>.json, <set>-direct.npy, <set>-needs.npy    unit scores, as background_db.build writes them
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

import footprint
from background_db.build import MATRICES, write_scores
from background_db.importers import elementary
from footprint.background import Background, Dataset, Licence, Source, SpreadKind
from footprint.engine.scores import prepare
from footprint.result import COLUMNS
from footprint.texts import Text

FOLDER = "backgrounds"
MANIFEST = "manifest.json"
FORMAT = "footprint-imported/1"
KINDS = ("provider", "slot", "emission", "gap")
# Distribution ids of stats_arrays.
SPREADS = {"": 0, "lognormal": 2, "normal": 3, "uniform": 4, "triangular": 5}
SPREAD_OF: Mapping[int, SpreadKind] = {2: "lognormal", 3: "normal", 4: "uniform", 5: "triangular"}
_ROW = np.dtype(
    [
        ("row", "<i4"), ("kind", "u1"), ("target", "<i4"), ("unit", "<i4"), ("source_unit", "<i4"),
        ("flow", "<i4"), ("note", "<i4"), ("amount", "<f8"), ("source_amount", "<f8"), ("factor", "<f8"),
        ("spread", "u1"), ("a", "<f8"), ("b", "<f8"), ("c", "<f8"),
    ]
)  # fmt: skip
Spreads = Mapping[tuple[str, int], tuple[str, float, float, float]]


def background_of(
    identity: str, version: str, title: Text, datasets: Mapping[str, Dataset], licence: Licence, source: Source
) -> Background:
    """Join datasets with our flows and characterization; the hash follows when they are stored."""
    flows, factors = elementary.flows()
    return Background(
        id=identity,
        version=version,
        sha256="",
        title=title,
        datasets=datasets,
        slots={},
        flows=flows,
        supply={},
        characterization=factors,
        sources={source.id: source},
        licences={licence.id: licence},
    )


def save(
    background: Background, spreads: Spreads, data_dir: Path, form: str, origin: Mapping[str, str]
) -> tuple[Path, str]:
    """Store a background with its unit scores, whole or not at all.

    Parameters
    ----------
    origin : mapping
        What it was imported from: name and hash of the file, choices.

    Returns
    -------
    folder : Path
    sha256 : str
        Hash of the content.

    Raises
    ------
    BackgroundError
        The technosphere is singular.
    """
    out = data_dir / FOLDER
    out.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".import-", dir=out))
    try:
        _write_tables(background, spreads, made)
        digest = _content(made, background, origin)
        files = {path.name: file_sha256(path) for path in sorted(made.iterdir())}
        _write_scores(background, made)
        kinds = [d.kind for d in background.datasets.values()]
        manifest = {
            "format": FORMAT,
            "id": background.id,
            "version": background.version,
            "sha256": digest,
            "title": background.title.to_dict(),
            "licence": asdict(next(iter(background.licences.values()))),
            "source": asdict(next(iter(background.sources.values()))),
            "imported": {"format": form, **origin},
            "counts": {
                "datasets": sum(k != "gap" for k in kinds),
                "gaps": sum(k == "gap" for k in kinds),
                "exchanges": sum(len(d.exchanges) for d in background.datasets.values()),
            },
            "scores": scores_identity(background),
            "files": files,
        }
        (made / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        made.chmod(0o755)
        target = out / f"{background.id}-{background.version}-{digest[:12]}"
        aside = Path(tempfile.mkdtemp(prefix=".old-", dir=out))
        # The same content may lie there already, with scores of an older engine; who reads it keeps its files.
        with suppress(FileNotFoundError):
            target.replace(aside)
        made.rename(target)
        shutil.rmtree(aside, ignore_errors=True)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return target, digest


def _write_tables(background: Background, spreads: Spreads, folder: Path) -> None:
    words: dict[str, int] = {"": 0}

    def word(text: str) -> int:
        return words.setdefault(text, len(words))

    rows: list[tuple[Any, ...]] = []
    starts = [0]
    with (folder / "datasets.jsonl").open("w", encoding="utf-8") as file:
        for name, dataset in sorted(background.datasets.items()):
            body = {k: v for k, v in vars(dataset).items() if k != "exchanges"}
            body["name"] = list(dataset.name.to_dict().values())
            body["technology"] = list(dataset.technology.to_dict().values())
            file.write(json.dumps(body, ensure_ascii=False) + "\n")
            for e in dataset.exchanges:
                kind, a, b, c = spreads.get((name, e.row), ("", 0.0, 0.0, 0.0))
                rows.append(
                    (
                        e.row, KINDS.index(e.kind), word(e.target), word(e.unit), word(e.source_unit),
                        word(e.source_flow), word(e.note), e.amount, e.source_amount, e.factor,
                        SPREADS[kind], a, b, c,
                    )
                )  # fmt: skip
            starts.append(len(rows))
    np.save(folder / "exchanges.npy", np.array(rows, dtype=_ROW), allow_pickle=False)
    np.save(folder / "starts.npy", np.array(starts, dtype=np.int64), allow_pickle=False)
    (folder / "words.json").write_text(json.dumps(list(words), ensure_ascii=False), encoding="utf-8")


def _content(folder: Path, background: Background, origin: Mapping[str, str]) -> str:
    """Hash what a result depends on: identity, tables, factors and terms."""
    factors = {
        name: {flow: factor.value for flow, factor in sorted(known.items())}
        for name, known in sorted(background.characterization.items())
    }
    licence = next(iter(background.licences.values()))
    head = [FORMAT, background.id, background.version, asdict(licence), dict(sorted(origin.items())), factors]
    whole = hashlib.sha256(json.dumps(head, ensure_ascii=False, sort_keys=True).encode())
    for path in sorted(folder.iterdir()):
        whole.update(f"{path.name} {file_sha256(path)}\n".encode())
    return whole.hexdigest()


def scores_identity(background: Background) -> dict[str, Any]:
    """Return what must be equal for stored scores to be used."""
    return {
        "engine": footprint.__version__,
        "columns": list(COLUMNS),
        "matrices": list(MATRICES),
        "factors": hashlib.sha256(
            repr(
                sorted(
                    (set_id, flow, factor.value)
                    for set_id, known in background.characterization.items()
                    for flow, factor in known.items()
                )
            ).encode()
        ).hexdigest(),
    }


def _write_scores(background: Background, folder: Path) -> None:
    for set_id in sorted(background.characterization):
        write_scores(folder, prepare(background, set_id))


def file_sha256(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
