"""The real tables: they build, and they hold what their description promises."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from background_db.build import build
from background_db.gaps import estimates, gaps
from background_db.layout import OPEN, layouts
from background_db.licences import markdown, register
from background_db.package import read_package
from background_db.search import Index
from background_db.tables import files_of
from footprint.background import Background
from footprint.engine.scores import ClosedScores, close, prepare
from footprint.result import COLUMNS

MISSPELT = "alumnium"  # codespell:ignore
SETS = ("ipcc-ar6-gwp100", "ipcc-ar5-gwp100", "ipcc-ar6-gwp100-biogenic-zero")
# How a mix states its losses: per unit delivered, or as a share of output.
LOSSES = re.compile(r"\(1 ([+−]) ([0-9.]+)\) for losses")


@pytest.fixture(scope="module")
def tables() -> Background:
    return read_package(OPEN)


@pytest.fixture(scope="module", params=SETS)
def scores(request: pytest.FixtureRequest, tables: Background) -> ClosedScores:
    defaults = {slot.id: slot.default for slot in tables.slots.values()}
    return close(prepare(tables, request.param), defaults)


def test_tables_build(tables: Background, tmp_path: Path) -> None:
    report = build(OPEN, tmp_path)
    assert report.folder.name == f"open-{tables.version}-{tables.sha256[:12]}"
    assert report.sets == tuple(sorted(SETS))


def test_every_dataset_is_named_in_three_languages(tables: Background) -> None:
    for dataset in tables.datasets.values():
        assert re.search(r"[A-Za-z]", dataset.name.en), dataset.id
        assert not re.search(r"[㐀-鿿]", dataset.name.en), dataset.id
        for chinese in (dataset.name.zh_hans, dataset.name.zh_hant):
            assert re.search(r"[㐀-鿿]", chinese), dataset.id


def test_no_two_datasets_have_the_same_name(tables: Background) -> None:
    named = defaultdict(list)
    for dataset in tables.datasets.values():
        for name in set(dataset.name.to_dict().values()):
            named[name].append(dataset.id)
    assert {name: ids for name, ids in named.items() if len(ids) > 1} == {}


def test_nothing_is_of_low_confidence(tables: Background) -> None:
    for dataset in tables.datasets.values():
        if dataset.kind != "gap":
            assert dataset.confidence in {"high", "medium"}, dataset.id
        for exchange in dataset.exchanges:
            assert exchange.confidence in {"high", "medium"}, (dataset.id, exchange.row)


def test_every_source_and_licence_is_used(tables: Background) -> None:
    used = {d.source for d in tables.datasets.values()}
    used |= {e.source for d in tables.datasets.values() for e in d.exchanges}
    used |= {factor.source for factors in tables.characterization.values() for factor in factors.values()}
    table = tables.distances
    used |= {fact.source for fact in (*table.places.values(), *table.pairs, *table.detours)}
    # Some serve one factor of a stated arithmetic and are named in its text.
    texts = [d.method + d.locator for d in tables.datasets.values()]
    texts += [e.reason + e.note + e.locator for d in tables.datasets.values() for e in d.exchanges]
    named = {source for source in tables.sources if any(source in text for text in texts)}
    assert set(tables.sources) - used - named == set()
    licences = {s.licence for s in tables.sources.values()} | {d.licence for d in tables.datasets.values()}
    assert set(tables.licences) - licences == set()


def test_gaps_and_estimates_explain_themselves(tables: Background) -> None:
    for gap in gaps(tables):
        assert len(gap.looked_at) > 20, gap.dataset_id
    for estimate in estimates(tables):
        assert len(estimate.method) > 20, estimate.dataset_id


def test_licence_register_counts_every_dataset_once(tables: Background) -> None:
    listed = [dataset for entry in register(tables) for dataset in entry.datasets]
    assert sorted(listed) == sorted(d.id for d in tables.datasets.values() if d.licence)


def test_terms_beside_the_tables_are_those_of_the_register(tables: Background) -> None:
    assert (OPEN / "LICENSES.md").read_text(encoding="utf-8") == markdown(tables)


@pytest.mark.parametrize("words", ["铝锭", "鋁錠", "aluminum ingot", "aluminium ingot", "Al", MISSPELT])
def test_primary_aluminium_is_found_first(tables: Background, words: str) -> None:
    assert Index(tables).search(words)[0].dataset_id == "aluminium-ingot-cn"


def test_shares_of_modelled_mixes_sum_to_one_and_losses(tables: Background) -> None:
    mixes = [d for d in tables.datasets.values() if d.category == "electricity" and d.basis == "mix"]
    assert mixes
    for mix in mixes:
        generation = [e for e in mix.exchanges if not e.target.startswith("grid-transmission")]
        stated = {found for e in generation for found in LOSSES.findall(e.reason)}
        assert len(stated) == 1, mix.id
        ((sign, share),) = stated
        losses = float(share) if sign == "+" else 1 / (1 - float(share)) - 1
        assert sum(e.amount for e in generation) == pytest.approx(1 + losses, abs=1e-4), mix.id
        assert 0 <= losses < 0.25, mix.id


def test_electricity_families_fill_every_electricity_slot_and_never_mix(tables: Background) -> None:
    slots = {slot.id for slot in tables.slots.values() if slot.service == "electricity"}
    for (family, year), filled in tables.supply.items():
        assert set(filled) == slots, (family, year)
        for slot, dataset_id in filled.items():
            if slot == "electricity/CN" or slot.startswith("electricity/CN-"):
                basis = tables.datasets[dataset_id].basis
                assert basis == ("factor" if family == "official-average" else "mix"), (family, year, slot)


def test_official_factors_come_back_unchanged(scores: ClosedScores) -> None:
    assert scores.of("electricity-average-cn-2023")[0] == pytest.approx(0.6205, rel=1e-12)


def test_scores_are_finite_and_plausible(tables: Background, scores: ClosedScores) -> None:
    assert np.all(np.isfinite(scores.values))
    columns = len(COLUMNS)
    total = scores.values[:, 0]
    categories, gases = scores.values[:, 1:6], scores.values[:, 6:columns]
    np.testing.assert_allclose(categories.sum(axis=1), total, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(gases.sum(axis=1), total, rtol=1e-9, atol=1e-12)
    for dataset_id, value in zip(scores.scores.datasets, total, strict=True):
        if tables.datasets[dataset_id].category == "electricity":
            assert 0 < value < 1.6, dataset_id


def test_an_electricity_swap_changes_what_takes_electricity_and_nothing_else(tables: Background) -> None:
    open_scores = prepare(tables, SETS[0])
    defaults = {slot.id: slot.default for slot in tables.slots.values()}
    column = open_scores.slot_column["electricity/CN"]
    before = close(open_scores, defaults)
    after = close(open_scores, {**defaults, "electricity/CN": "electricity-coal-cn-2023"})
    step = after.of("electricity-coal-cn-2023")[0] - before.of(defaults["electricity/CN"])[0]
    # Slots may be filled by datasets that take this slot themselves, so needs are taken with those closed too.
    unit = np.eye(len(open_scores.datasets))
    use = np.array([before.slot_use(row)[column] for row in unit])
    np.testing.assert_allclose(after.values[:, 0] - before.values[:, 0], use * step, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("name", sorted(layouts()))
def test_files_end_with_one_line_break(name: str) -> None:
    for path in files_of(OPEN, layouts()[name]):
        content = path.read_bytes()
        assert content.endswith(b"\n"), path
        assert b"\r" not in content, path
        with path.open(encoding="utf-8", newline="") as file:
            assert all(row for row in csv.reader(file)), path
