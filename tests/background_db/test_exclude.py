"""Licences that a user may not use are left out, and what then goes missing is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings
from background_db.build import build, load
from background_db.exclude import exclude
from background_db.layout import OPEN
from background_db.package import read_package
from footprint.background import Background, Slot
from footprint.engine.scores import close
from footprint.errors import BackgroundError

POWER = ("electricity-average-cn-2023", "electricity-coal-cn", "electricity-mix-cn-2023")


def test_nothing_to_exclude_changes_nothing(small: Background) -> None:
    kept, missing = exclude(small, set())
    assert kept is small
    assert not missing


def test_what_quotes_a_barred_source_becomes_a_gap(small: Background) -> None:
    kept, missing = exclude(small, {"ask"})
    assert tuple(missing.datasets) == POWER
    for name in POWER:
        gap = kept.datasets[name]
        assert (gap.kind, gap.exchanges, gap.basis, gap.source) == ("gap", (), "", "")
        assert gap.name == small.datasets[name].name
        assert gap.method == ("left out by setting: licence ask-first (commercial use: ask), source ministry-2023")


def test_a_single_quoted_figure_is_enough(small: Background) -> None:
    heat = small.datasets["heat-gas-cn"]
    quoting = replace(heat, exchanges=(replace(heat.exchanges[0], source="ministry-2023"), heat.exchanges[1]))
    _, missing = exclude(replace(small, datasets={**small.datasets, heat.id: quoting}), {"ask"})
    assert heat.id in missing.datasets


def test_the_licence_of_the_dataset_counts_too(small: Background) -> None:
    heat = replace(small.datasets["heat-gas-cn"], licence="nc")
    changed = replace(small, datasets={**small.datasets, heat.id: heat})
    assert exclude(changed, {"no"})[1].datasets == {heat.id: "left out by setting: licence nc (commercial use: no)"}
    assert heat.id not in exclude(changed, {"ask"})[1].datasets


def test_who_takes_it_asks_for_a_gap_and_is_estimated(small: Background) -> None:
    heat = replace(small.datasets["heat-gas-cn"], licence="nc")
    alumina = small.datasets["alumina-cn"]
    direct = replace(
        alumina,
        exchanges=tuple(
            replace(e, kind="provider", target=heat.id) if e.row == 1 else e for e in alumina.exchanges
        ),
    )
    assert alumina.exchanges[0].target == "heat-gas/CN"
    kept, missing = exclude(replace(small, datasets={**small.datasets, heat.id: heat, direct.id: direct}), {"no"})
    first = kept.datasets["alumina-cn"].exchanges[0]
    assert (first.kind, first.target, first.amount) == ("gap", heat.id, alumina.exchanges[0].amount)
    # Through alumina also the ingot.
    assert missing.estimated == ("alumina-cn", "aluminium-ingot-primary-cn")
    assert all(kept.datasets[name].kind == "estimated" for name in missing.estimated)
    assert "left out for its licence" in kept.datasets["alumina-cn"].method


def test_a_slot_that_nothing_fills_is_reported(small: Background) -> None:
    kept, missing = exclude(small, {"ask"})
    assert missing.slots == ("electricity/CN",)
    assert missing.supply == ("modelled-zone 2023 electricity/CN", "official-average 2023 electricity/CN")
    assert list(kept.slots) == ["heat-gas/CN"]
    assert kept.supply == {}
    power = kept.datasets["alumina-cn"].exchanges[1]
    assert (power.kind, power.target) == ("gap", "electricity-average-cn-2023")
    assert {"alumina-cn", "heat-gas-cn", "aluminium-ingot-primary-cn"} <= set(missing.estimated)


def with_free_coal(background: Background) -> Background:
    """Coal power under free terms; average and mix stay barred."""
    coal = background.datasets["electricity-coal-cn"]
    free = replace(
        coal,
        licence="cc-by",
        source="smelter-survey",
        exchanges=tuple(replace(e, source="smelter-survey") for e in coal.exchanges),
    )
    return replace(background, datasets={**background.datasets, coal.id: free})


def test_a_slot_falls_back_to_another_provider_of_the_service(small: Background) -> None:
    world = Slot("electricity/GLO", "electricity", "GLO", "kWh", small.title, "electricity-coal-cn")
    free = with_free_coal(small)
    kept, missing = exclude(replace(free, slots={**free.slots, world.id: world}), {"ask"})
    assert missing.refilled == {"electricity/CN": "electricity-coal-cn"}
    assert missing.slots == ()
    assert kept.slots["electricity/CN"].default == "electricity-coal-cn"
    assert kept.datasets["alumina-cn"].kind == "released"


def test_a_family_is_refilled_from_its_nearest_year_only(small: Background) -> None:
    supply = {
        ("modelled-zone", 2023): {"electricity/CN": "electricity-mix-cn-2023"},
        ("modelled-zone", 2021): {"electricity/CN": "electricity-coal-cn"},
        ("official-average", 2023): {"electricity/CN": "electricity-average-cn-2023"},
    }
    kept, missing = exclude(replace(with_free_coal(small), supply=supply), {"ask"})
    assert kept.supply == {
        ("modelled-zone", 2023): {"electricity/CN": "electricity-coal-cn"},
        ("modelled-zone", 2021): {"electricity/CN": "electricity-coal-cn"},
    }
    assert missing.supply == ("official-average 2023 electricity/CN",)
    assert missing.refilled == {"electricity/CN": "electricity-coal-cn"}


def test_a_set_that_quotes_a_barred_source_goes(small: Background) -> None:
    sets = {name: dict(factors) for name, factors in small.characterization.items()}
    flow = next(iter(sets["ipcc-ar5-gwp100"]))
    sets["ipcc-ar5-gwp100"][flow] = replace(sets["ipcc-ar5-gwp100"][flow], source="ministry-2023")
    kept, missing = exclude(replace(small, characterization=sets), {"ask"})
    assert missing.sets == ("ipcc-ar5-gwp100",)
    assert set(kept.characterization) == {"ipcc-ar6-gwp100"}


def test_each_setting_has_its_own_hash(small: Background) -> None:
    hashes = [exclude(small, uses)[0].sha256 for uses in (set(), {"ask"}, {"no"}, {"ask", "no"})]
    assert len(set(hashes)) == 4
    assert exclude(small, ["no", "ask"])[0].sha256 == hashes[-1]


def test_other_words_are_refused(small: Background) -> None:
    with pytest.raises(BackgroundError, match="cannot exclude commercial use yes"):
        exclude(small, {"yes"})


def test_the_build_says_what_goes_missing(tables: Path, tmp_path: Path) -> None:
    full = build(tables, tmp_path)
    report = build(tables, tmp_path, {"ask"})
    assert not full.missing
    assert tuple(report.missing.datasets) == POWER
    assert report.kinds["gap"] == full.kinds["gap"] + len(POWER)
    assert report.folder != full.folder
    loaded = load(tmp_path, tables, {"ask"})
    assert loaded.missing == report.missing
    assert loaded.background.sha256 == report.sha256
    assert "electricity-coal-cn" in loaded.scores("ipcc-ar6-gwp100").gaps


@pytest.mark.parametrize("uses", [{"ask"}, {"no"}, {"ask", "no"}])
def test_the_open_tables_still_calculate(uses: set[str]) -> None:
    kept, missing = exclude(read_package(OPEN), uses)
    barred = {licence.id for licence in kept.licences.values() if licence.commercial_use in uses}
    for dataset in kept.datasets.values():
        cited = {dataset.source, *(exchange.source for exchange in dataset.exchanges)} & set(kept.sources)
        if dataset.kind != "gap":
            assert dataset.licence not in barred, dataset.id
            assert not {kept.sources[source].licence for source in cited} & barred, dataset.id
        for exchange in dataset.exchanges:
            if exchange.kind == "provider":
                assert kept.datasets[exchange.target].kind != "gap", (dataset.id, exchange.row)
            elif exchange.kind == "slot":
                assert exchange.target in kept.slots, (dataset.id, exchange.row)
    for slot in kept.slots.values():
        assert kept.datasets[slot.default].kind != "gap", slot.id
    loaded = load(without=uses)
    defaults = {slot.id: slot.default for slot in kept.slots.values()}
    assert close(loaded.scores("ipcc-ar6-gwp100"), defaults)
    assert loaded.missing == missing


def test_the_setting_is_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().excluded_uses == frozenset()
    monkeypatch.setenv("FOOTPRINT_EXCLUDE_COMMERCIAL_USE", "ask, no")
    assert Settings().excluded_uses == {"ask", "no"}
    monkeypatch.setenv("FOOTPRINT_EXCLUDE_COMMERCIAL_USE", "yes")
    with pytest.raises(ValidationError, match="a list of ask and no is due"):
        Settings()
