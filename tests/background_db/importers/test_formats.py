"""The same system out of every format: the same scores, the same gap, nothing lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from background_db.importers.run import import_database
from background_db.importers.stored import load_imported
from footprint.engine.draws import Grounds, grounds, sample, world
from footprint.engine.scores import close
from tests.background_db.importers import toy


@pytest.mark.parametrize("name", toy.WRITERS)
def test_every_format_gives_the_same_scores(name: str, tmp_path: Path) -> None:
    form, write = toy.WRITERS[name]
    source = tmp_path / "source"
    source.mkdir()
    report = import_database(
        write(source), form, identity="toy", version="1", licence="for tests", data_dir=tmp_path / "data"
    )
    loaded = load_imported(tmp_path / "data", "toy")
    closed = close(loaded.scores("ipcc-ar6-gwp100"), {})
    per_unit = {"kg": 1.0, "MJ": 1 / 3.6, "kWh": 1.0}
    made = {
        d.name.en.removesuffix(", 玩具"): float(closed.of(d.id)[0]) / per_unit[d.unit]
        for d in loaded.background.datasets.values()
        if d.kind == "released"
    }
    assert made == pytest.approx(toy.SCORES, rel=1e-9)
    gaps = [d for d in loaded.background.datasets.values() if d.kind == "gap"]
    assert [g.name.en for g in gaps] == ["Lime, at plant"]
    steel = next(d for d in loaded.background.datasets.values() if d.name.en == "Crude steel, at plant")
    assert closed.gaps_of(steel.id) == pytest.approx([0.05])
    assert report.link.unlinked == {"Lime, at plant [kg]": 1}
    assert [k.split(" (")[0] for k in report.link.uncharacterised] == ["Particulates, < 2.5 um"]
    assert report.link.unknown_units == {}
    assert not [i for i in report.issues if i.kind not in {"parameter"}]


@pytest.mark.parametrize("name", ["ecospold1", "ecospold2", "ilcd", "jsonld-1", "jsonld-2"])
def test_region_year_and_chinese_name_come_along(name: str, tmp_path: Path) -> None:
    form, write = toy.WRITERS[name]
    source = tmp_path / "source"
    source.mkdir()
    import_database(write(source), form, identity="toy", version="1", licence="t", data_dir=tmp_path / "data")
    background = load_imported(tmp_path / "data", "toy").background
    steel = next(d for d in background.datasets.values() if d.name.en == "Crude steel, at plant")
    assert (steel.region, steel.year) == ("CN", 2024)
    if name in {"ecospold1", "ilcd"}:
        assert steel.name.zh_hans == "玩具"


def test_uncertainty_is_kept_and_drawn(tmp_path: Path) -> None:
    """A squared standard deviation of 1.21 is a geometric one of 1.1, centred on the amount of the file."""
    report = import_database(
        toy.ecospold1(tmp_path), "ecospold1", identity="toy", version="1", licence="t", data_dir=tmp_path / "data"
    )
    # the dust has no characterization and so no exchange
    assert report.link.uncertain["lognormal"] == 8
    background = load_imported(tmp_path / "data", "toy").background
    spreads = [e.spread for d in background.datasets.values() for e in d.exchanges if e.kind != "gap"]
    assert all(s is not None and (s.kind, s.b) == ("lognormal", pytest.approx(1.1)) for s in spreads)
    steel = next(name for name in background.datasets if "steel" in name)
    closed = world(background, "ipcc-ar6-gwp100", {}, dict.fromkeys(background.datasets, 9.0))
    found = grounds(closed, {steel: 1.0})
    assert found == Grounds(stated=1.0, convention=0.0)  # the convention stands in nowhere, wide as it is here
    drawn = sample(closed, [steel], range(400), 1)[:, 0]
    assert np.median(drawn) == pytest.approx(toy.STEEL, rel=0.02)
    assert 0.02 < np.log(drawn).std() < 0.1
