"""Real files of others, where they are present beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from background_db.importers.compare import Comparison, compare
from background_db.importers.report import ImportReport
from background_db.importers.run import import_database
from background_db.importers.stored import load_imported

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files at {SAMPLES}")


@pytest.fixture(scope="module")
def uslci(tmp_path_factory: pytest.TempPathFactory) -> tuple[ImportReport, ImportReport, Comparison]:
    data = tmp_path_factory.mktemp("uslci")
    one, other = (
        import_database(
            SAMPLES / name, form, identity=identity, version="1", licence="public-domain-us", data_dir=data,
            allocation="physical",
        )
        for name, form, identity in (
            ("uslci-fy20q3-ecospold1.zip", "ecospold1", "one"),
            ("uslci-1.5.0-openlca-json-ld.zip", "jsonld", "other"),
        )
    )  # fmt: skip
    return one, other, compare(load_imported(data, "one"), load_imported(data, "other"), "ipcc-ar6-gwp100")


def test_us_lci_imports_whole(uslci: tuple[ImportReport, ImportReport, Comparison]) -> None:
    one, other, _ = uslci
    assert (one.link.processes, other.link.processes) == (631, 766)
    for report in (one, other):
        link = report.link
        # every product is a dataset or, where its process could not be divided, a gap
        assert link.datasets + link.refused_products >= link.processes
        assert sum(link.linked.values()) > 3_500
        assert sum(link.reasons.values()) == sum(link.unlinked.values())
        assert not [i for i in report.issues if i.kind in {"unreadable", "amount", "group", "flow"}]


def test_both_files_give_the_same_scores_or_say_why(uslci: tuple[ImportReport, ImportReport, Comparison]) -> None:
    pairs = uslci[2].pairs
    assert len(pairs) > 550
    for pair in pairs:
        if pair.cause == "same":
            assert pair.difference <= 0.01
        else:
            assert pair.why, pair
    assert sum(pair.cause == "same" for pair in pairs) > 120
    # Nothing is left to chance: no difference remains that could not be traced to a row.
    assert not [p for p in pairs if p.cause == "further up: something small"]


@pytest.mark.parametrize(
    ("form", "folder", "processes", "datasets"),
    [("ecospold2", "ecospold2", 1, 1), ("simapro-csv", "simapro-csv", 4, 3)],
)
def test_small_samples(form: str, folder: str, processes: int, datasets: int, tmp_path: Path) -> None:
    report = import_database(
        SAMPLES / folder, form, identity="sample", version="1", licence="test", data_dir=tmp_path
    )
    assert (report.link.processes, report.link.datasets) == (processes, datasets)


def test_ilcd_samples_hold_no_inventory_and_say_so(tmp_path: Path) -> None:
    from footprint.errors import BackgroundError

    for folder in ("ilcd", "schemas/ilcd-epd/sample_data"):
        with pytest.raises(BackgroundError, match="no dataset could be made; the first reason"):
            import_database(
                SAMPLES / folder, "ilcd", identity="sample", version="1", licence="test", data_dir=tmp_path
            )
