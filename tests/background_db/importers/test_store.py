"""An imported database as a background: hashed, atomic, resumable, searchable, usable in a study."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.cases.calculations import preview
from api.cases.reruns import rerun
from api.cases.workbench import Imported, Workbench
from api.db.session import Database
from api.settings import Settings
from background_db.importers import ecospold2
from background_db.importers.run import import_database
from background_db.importers.stored import find, for_search, installed, load_imported
from background_db.search import Index
from footprint.checks import check_electricity, check_required
from footprint.errors import BackgroundError, InputError
from footprint.product import parse_product
from footprint.record import build_record
from footprint.verify import verify
from tests.background_db.importers import toy
from tests.footprint import toys


@pytest.fixture
def data(tmp_path: Path) -> Path:
    import_database(
        toy.ecospold1(tmp_path),
        "ecospold1",
        identity="mine",
        version="1.0",
        licence="Toy terms",
        data_dir=tmp_path / "d",
    )
    return tmp_path / "d"


def steel_of(data: Path) -> str:
    return next(i for i in load_imported(data, "mine").background.datasets if i.startswith("crude-steel"))


def test_same_file_gives_same_hash_and_other_choices_another(data: Path, tmp_path: Path) -> None:
    def again(**changes: str) -> str:
        known = {"identity": "mine", "version": "1.0", "licence": "Toy terms"} | changes
        return import_database(toy.ecospold1(tmp_path), "ecospold1", data_dir=data, **known).sha256  # type: ignore[arg-type]

    first = installed(data)[0].sha256
    assert again() == first
    assert len(installed(data)) == 1
    assert again(licence="Other terms") != first
    assert again(allocation="physical") != first
    assert len(installed(data)) == 3


def test_parsing_is_taken_over_and_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    toy.ecospold2(source)
    read = ecospold2.read
    calls: list[str] = []

    def stumbling(handed: Any, entry: str) -> Any:
        calls.append(entry)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return read(handed, entry)

    from background_db.importers import formats

    broken = replace(formats.FORMATS["ecospold2"], reader=lambda s: formats.Plain(s, stumbling))
    monkeypatch.setattr("background_db.importers.run.format_of", lambda _: broken)
    known = {"identity": "toy", "version": "1", "licence": "x", "data_dir": tmp_path / "d"}
    with pytest.raises(KeyboardInterrupt):
        import_database(source, "ecospold2", **known)  # type: ignore[arg-type]
    assert installed(tmp_path / "d") == []
    (kept,) = (tmp_path / "d" / "backgrounds" / ".parsed").iterdir()
    with kept.open("a", encoding="utf-8") as file:
        file.write('["Flow", {"id": "half')  # as a crash leaves it
    steps: list[tuple[int, int]] = []
    report = import_database(source, "ecospold2", progress=lambda d, n: steps.append((d, n)), **known)  # type: ignore[arg-type]
    assert (report.entries, report.reused) == (3, 2)
    assert len(calls) == 4
    assert steps[-1] == (3, 3)
    assert report.link.datasets == 3
    clean = import_database(source, "ecospold2", **(known | {"data_dir": tmp_path / "e"}))  # type: ignore[arg-type]
    assert clean.sha256 == report.sha256
    assert import_database(source, "ecospold2", **known).reused == 3  # type: ignore[arg-type]


def test_a_changed_file_is_refused(data: Path) -> None:
    folder = installed(data)[0].folder
    (folder / "datasets.jsonl").write_text(
        (folder / "datasets.jsonl").read_text("utf-8").replace("Crude steel", "Cruel steel"), "utf-8"
    )
    with pytest.raises(BackgroundError, match=r"datasets\.jsonl: was changed since the import"):
        load_imported(data, "mine")


def test_scores_of_another_engine_are_solved_again(data: Path) -> None:
    path = installed(data)[0].folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["scores"]["engine"] = "0.0.0"
    path.write_text(json.dumps(manifest), "utf-8")
    scores = load_imported(data, "mine").scores("ipcc-ar6-gwp100")
    assert scores.direct[scores.row[steel_of(data)], 0] == pytest.approx(toy.STEEL)


def test_exchanges_come_back_with_their_arithmetic(data: Path) -> None:
    background = load_imported(data, "mine").background
    for dataset in background.datasets.values():
        for exchange in dataset.exchanges:
            assert exchange.amount == pytest.approx(exchange.source_amount * exchange.factor)
    steel = background.dataset(steel_of(data))
    assert [e.source_unit for e in steel.exchanges] == ["MJ", "kg", "kg", "kg"]
    assert steel.exchanges[0].unit == "kWh"
    assert steel.locator == "toy.xml: dataset 102"
    assert background.licences[steel.licence].name == "Toy terms"
    assert background.licences[steel.licence].commercial_use == "ask"


def test_a_licence_of_the_register_is_taken_from_it(tmp_path: Path) -> None:
    import_database(
        toy.ecospold1(tmp_path), "ecospold1", identity="t", version="1", licence="cc-by-4.0", data_dir=tmp_path
    )
    (licence,) = load_imported(tmp_path, "t").background.licences.values()
    assert licence.commercial_use == "yes"


def test_search_finds_imported_datasets(data: Path) -> None:
    background = load_imported(data, "mine").background
    hits = Index(for_search(background)).search("crude steel")
    assert hits[0].dataset_id == steel_of(data)


def test_find_by_name_and_version(data: Path) -> None:
    assert find(data, "mine") == find(data, "mine-1.0")
    assert find(data, "mine-2.0") is None
    with pytest.raises(BackgroundError, match="there is no imported background 'x': known are mine"):
        load_imported(data, "x")


def study(data: Path) -> dict[str, Any]:
    """The box of the toys, made of imported steel and power; the rule's default is answered too."""
    document = toys.product_document() | {"rule": "toys/box", "background": "mine"}
    power = next(i for i in load_imported(data, "mine").background.datasets if i.startswith("electricity-grid"))
    for process in document["processes"]:
        for line in process["lines"]:
            if line.pop("slot", None):
                line["dataset"] = power
            elif "process" not in line:
                line["dataset"] = steel_of(data)
    recycling = {"id": "recycling", "activity": "recycling", "dataset": steel_of(data), "amount": 0.1, "unit": "kg"}
    document["processes"][-1]["lines"].append(recycling)
    return document


@pytest.fixture
def bench(data: Path) -> Workbench:
    from tests.api.conftest import ToyRules, toy_scores

    return Workbench(
        settings=Settings(data_dir=data),
        rules=ToyRules(),
        background=toys.background(),
        scores=toy_scores,
        index=Index(toys.background()),
        database=Database("sqlite://"),
        imported=Imported(data),
    )


def test_workbench_turns_to_an_imported_background(bench: Workbench, data: Path) -> None:
    assert list(bench.imported) == ["mine"]
    turned = bench.on("mine")
    assert turned.background.id == "mine"
    assert bench.on(None) is bench
    assert bench.on("mine-1.0").background is turned.background
    with pytest.raises(InputError, match="this installation calculates on toy, mine only"):
        bench.on("ecoinvent")
    with pytest.raises(InputError):
        bench.on("mine", "0" * 64)


def test_background_without_supply_is_told_and_does_not_block(bench: Workbench, data: Path) -> None:
    background = bench.on("mine").background
    product = parse_product(toys.product_document())
    found = list(check_electricity(product, toys.rule().rule, background))
    assert [(f.code, f.severity) for f in found] == [("electricity.inside_background", "info")]
    assert found[0].params == {"background": "mine 1.0"}


def test_default_that_the_background_lacks_must_be_answered(bench: Workbench) -> None:
    rule = toys.rule().rule
    defaults = {a.id for a in rule.activity_data if a.required == "or_default" and a.default and a.default.dataset}
    product = parse_product(toys.product_document())
    bare = product.model_copy(
        update={"processes": tuple(p.model_copy(update={"lines": ()}) for p in product.processes)}
    )
    missing = {
        f.params["activity"]
        for f in check_required(bare, rule, bench.on("mine").background)
        if f.code in {"activity.missing", "default.unavailable"} and f.severity == "error"
    }
    assert defaults <= missing


def test_a_study_on_an_imported_background_is_calculated_and_rerun(bench: Workbench, data: Path) -> None:
    found = preview(bench, study(data))
    errors = [f for f in found.findings if f.severity == "error"]
    assert found.result is not None, errors
    assert found.background.id == "mine"
    assert "electricity.inside_background" in {f.code for f in found.findings}
    values = {line.id: line.unit_values[0] for line in found.result.lines}
    assert values["steel"] == pytest.approx(toy.STEEL)
    assert values["power"] == pytest.approx(toy.POWER)
    assert found.result.gaps
    assert verify(found.product, found.rule, found.background, found.result).holds
    record = build_record(found.product, found.result, found.background)
    assert record["background"]["id"] == "mine"
    assert rerun(bench, record).changed == ()
