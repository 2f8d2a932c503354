"""The open database in Brightway: the same scores, from the file alone."""

from __future__ import annotations

from pathlib import Path

import bw_processing
import pytest

from background_db.build import load
from background_db.export import export_brightway
from footprint.engine.brightway import bw2calc
from footprint.engine.scores import close

SOME = (
    "aluminium-ingot-cn",
    "nmc622-powder-cn",
    "pv-module-topcon-cn",
    "electricity-mix-cn-gd-2024",
    "hdpe",
)


def test_open_database_gives_the_same_scores_in_brightway(tmp_path: Path) -> None:
    loaded = load()
    path = next(p for p in export_brightway(loaded.background, tmp_path) if "ar6" in p.name)
    package = bw_processing.load_datapackage(
        bw_processing.generic_zipfile_filesystem(dirpath=tmp_path, filename=path.name, write=False)
    )
    activities, _ = package.get_resource("activities")
    ids = dict(zip(activities["name"], activities["id"], strict=True))
    defaults = {slot.id: slot.default for slot in loaded.background.slots.values()}
    closed = close(loaded.scores("ipcc-ar6-gwp100"), defaults)
    for dataset in SOME:
        lca = bw2calc.LCA(demand={int(ids[f"dataset:{dataset}"]): 1.0}, data_objs=[package])
        lca.lci()
        lca.lcia()
        assert lca.score == pytest.approx(float(closed.of(dataset)[0]), rel=1e-9), dataset
