from __future__ import annotations

from dataclasses import replace

import pytest

from api.cases import calculations, catalogue, labels
from api.cases.workbench import Workbench
from api.db.tenancy import LOCAL
from api.errors import NotFoundError
from api.store import events
from footprint.engine.scores import prepare
from footprint.errors import BlockedError, InputError
from footprint.record import canonical, run_id
from footprint.result import Result
from tests.api.conftest import document
from tests.footprint import toys


def _store(bench: Workbench, **changes: object) -> calculations.Stored:
    with bench.database.write(LOCAL) as session:
        return calculations.calculate(bench, session, document(**changes), "me")


def test_a_preview_stores_nothing(bench: Workbench) -> None:
    found = calculations.preview(bench, document())
    assert isinstance(found.result, Result)
    assert found.result.total == pytest.approx(toys.PER_BOX / toys.DELIVERED, rel=1e-12)
    with bench.database.read(LOCAL) as session:
        assert calculations.recent(session) == ()


def test_a_preview_of_a_blocked_study_has_findings(bench: Workbench) -> None:
    found = calculations.preview(bench, document(processes=_without("steel")))
    assert found.result is not None
    found = calculations.preview(bench, document(parameters={}))
    assert found.result is None
    assert {f.code for f in found.findings if f.severity == "error"} == {"parameter.missing"}


def test_a_study_is_stored_once(bench: Workbench) -> None:
    first, again = _store(bench), _store(bench)
    assert first.created
    assert not again.created
    assert (first.run_id, first.created_at) == (again.run_id, again.created_at)
    assert first.run_id == run_id(first.record)
    with bench.database.read(LOCAL) as session:
        assert len(list(events.walk(session))) == 1
        read = calculations.get(session, first.run_id)
    assert canonical(read.record) == canonical(first.record)


def test_a_blocked_study_is_not_stored(bench: Workbench) -> None:
    with pytest.raises(BlockedError):
        _store(bench, parameters={})
    with bench.database.read(LOCAL) as session:
        assert calculations.recent(session) == ()
        assert list(events.walk(session)) == []


def test_the_event_tells_what_was_used(bench: Workbench) -> None:
    run = _store(bench).run_id
    with bench.database.read(LOCAL) as session:
        (row,) = events.about(session, run)
        assert (row.actor, row.action) == ("me", "calculation.created")
        assert events.detail(row)["rule"]["id"] == "toys/box"


@pytest.mark.parametrize(
    ("changes", "where"),
    [({"rule": None}, "rule"), ({"rule": "toys/none"}, "rule"), ({"background": "other"}, "background")],
)
def test_what_is_not_here_is_named(bench: Workbench, changes: dict[str, object], where: str) -> None:
    with pytest.raises(InputError) as caught:
        calculations.preview(bench, document(**changes))
    assert caught.value.problems[0].where == where


def test_pages_of_calculations(bench: Workbench) -> None:
    runs = {_store(bench, model=f"B{n}").run_id for n in range(5)}
    with bench.database.read(LOCAL) as session:
        first = calculations.recent(session, 3)
        rest = calculations.recent(session, 3, first[-1].run_id)
        assert {s.run_id for s in (*first, *rest)} == runs
        assert len(rest) == 2
        assert first[0].product_name == {"en": "Box", "zh-Hans": "Box", "zh-Hant": "Box"}
        assert first[0].unit == "kg CO2e/kWh"
        with pytest.raises(InputError):
            calculations.recent(session, 3, "0" * 64)
        with pytest.raises(NotFoundError):
            calculations.get(session, "0" * 64)


def test_a_dataset_adds_up(bench: Workbench) -> None:
    found = catalogue.dataset(bench, "part", 2.0)
    assert found.value == pytest.approx(2 * toys.PART)
    assert sum(node.value for node in found.nodes) == pytest.approx(2 * toys.PART)
    assert catalogue.dataset(bench, "glue").value is None
    with pytest.raises(NotFoundError):
        catalogue.dataset(bench, "none")


def test_a_dataset_under_the_choice_of_a_study(bench: Workbench) -> None:
    own = toys.dataset("own-power", "kWh", "released", toys.exchange(1, "emission", "co2", 0.05, "kg"))
    wider = replace(bench.background, datasets={**bench.background.datasets, own.id: own})
    bench = replace(bench, background=wider, scores=lambda set_id: prepare(wider, set_id))
    choice = {"family": "average", "year": 2024, "override": {"power/CN": "own-power"}, "reason": "contract"}
    run = _store(bench, electricity=choice).run_id
    with bench.database.read(LOCAL) as session:
        _, product, set_id = calculations.study(bench, session, run)
        found = catalogue.dataset(bench, "steel", 1.0, set_id, product)
        assert found.value == pytest.approx(toys.STEEL - toys.COAL + 0.05)
        other = replace(bench, background=replace(bench.background, sha256="2" * 64))
        with pytest.raises(InputError, match="loaded here"):
            calculations.study(other, session, run)


def test_search_and_rules(bench: Workbench) -> None:
    assert [d.id for d in catalogue.search_datasets(bench, "steel")] == ["steel"]
    assert len(catalogue.search_datasets(bench, "", limit=2)) == 2
    assert catalogue.rules(bench)[0].rule.pcr == "toys/box"
    assert catalogue.rule(bench, "toys/box", "1").sha256 == "1" * 64
    with pytest.raises(NotFoundError):
        catalogue.rule(bench, "toys/box", "2")


def test_an_unknown_scheme(bench: Workbench) -> None:
    with pytest.raises(NotFoundError):
        labels.label(bench, "0" * 64, {}, "none")


def _without(line: str) -> list[dict[str, object]]:
    processes = document()["processes"]
    return [{**p, "lines": [x for x in p["lines"] if x["id"] != line]} for p in processes]
