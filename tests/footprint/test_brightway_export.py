"""The exported datapackage, read and solved by Brightway without any code of ours."""

from __future__ import annotations

from pathlib import Path

import bw_processing
import pytest

from footprint.engine.brightway import FLOW_OFFSET, bw2calc, write
from footprint.engine.system import background_alone
from tests.footprint import toys


def test_brightway_alone_gets_the_same_scores(tmp_path: Path) -> None:
    system = background_alone(toys.background(), "ipcc-ar6-gwp100")
    write(system, tmp_path / "toy.zip")
    found = bw_processing.load_datapackage(
        bw_processing.generic_zipfile_filesystem(dirpath=tmp_path, filename="toy.zip", write=False)
    )
    expected = {"steel": toys.STEEL, "part": toys.PART, "recycling": toys.RECYCLING}
    for dataset, score in expected.items():
        lca = bw2calc.LCA(demand={system.nodes.index(f"dataset:{dataset}"): 1.0}, data_objs=[found])
        lca.lci()
        lca.lcia()
        assert lca.score == pytest.approx(score, rel=1e-12)


def test_the_package_names_its_numbers(tmp_path: Path) -> None:
    system = background_alone(toys.background(), "ipcc-ar6-gwp100")
    write(system, tmp_path / "toy.zip")
    found = bw_processing.load_datapackage(
        bw_processing.generic_zipfile_filesystem(dirpath=tmp_path, filename="toy.zip", write=False)
    )
    activities, _ = found.get_resource("activities")
    flows, _ = found.get_resource("flows")
    assert list(activities["name"]) == list(system.nodes)
    assert dict(zip(flows["name"], flows["id"], strict=True))["co2"] == FLOW_OFFSET + system.flows.index("co2")
