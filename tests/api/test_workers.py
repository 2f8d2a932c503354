"""Who calculates changes no figure: one process, two, or a Dask cluster of two; and how a job is divided."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from api.cases import portfolio, variants, workers
from api.cases.calculations import preview
from api.cases.workbench import Workbench
from api.cases.workers import HERE, Workers, share_out
from api.settings import Settings
from footprint.errors import FootprintError, InputError
from rules.yaml_lines import read_yaml_file
from tests.api.crew import die, square

ROOT = Path(__file__).parents[2]

distributed: Any = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("default")  # what a cluster warns of while it stops is its own

TWO = Workers(2)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Workers]:
    """Two workers in processes of their own."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as local:
        yield Workers(dask=local.scheduler_address)


def squares(found: list[tuple[Sequence[int], Any]]) -> dict[int, int]:
    return {n: made[0] for numbers, rows in found for n, made in zip(numbers, rows, strict=True)}


def test_pool_and_cluster_do_the_work_in_chunks_worth_sending(cluster: Workers) -> None:
    """0.05 s a thing: eleven or twelve are done here in half a second, then chunks of at least ten go out."""
    for crew in (TWO, cluster):
        found = list(share_out(square, 0.05, range(52), crew))
        assert squares(found) == {n: n * n for n in range(52)}
        elsewhere = [(numbers, rows) for numbers, rows in found if rows[0][1] != os.getpid()]
        assert elsewhere
        if crew is cluster:  # of a pool, one process may be done before the other has started
            assert len({rows[0][1] for _, rows in elsewhere}) == 2, "both took part"
        whole = sorted(elsewhere, key=lambda part: part[0][0])[:-1]  # the last is what remains
        assert min(rows[-1][2] for _, rows in whole) >= 0.45


def test_a_short_job_starts_nobody() -> None:
    found = list(share_out(square, 0.0, range(50), Workers()))
    assert {rows[0][1] for _, rows in found} == {os.getpid()}
    assert list(share_out(square, 0.0, [], Workers())) == []
    assert squares(list(share_out(square, 0.0, range(1), TWO))) == {0: 0}


def test_a_dead_worker_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WORTH_SENDING", 0.0)
    with pytest.raises(FootprintError, match="worker process ended"):
        list(share_out(die, None, range(6), TWO))


def test_a_cluster_that_cannot_be_used_is_refused_before_the_work(
    cluster: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "ANSWER", 1)
    with pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        list(share_out(die, None, range(6), Workers(dask="tcp://127.0.0.1:9")))
    here = workers._versions()
    monkeypatch.setattr(workers, "_same_versions", lambda client, at: _differ(client, at, monkeypatch, here))
    with pytest.raises(InputError, match=r"has numpy .* instead of 0: figures are the same"):
        list(share_out(die, None, range(6), cluster))
    monkeypatch.setattr(workers.importlib, "import_module", _missing)
    with pytest.raises(InputError, match="needs Dask"):
        list(share_out(die, None, range(6), cluster))


ASKED = workers._same_versions


def _differ(client: Any, address: str, monkeypatch: pytest.MonkeyPatch, here: dict[str, str]) -> None:
    found = client.run(workers._versions)
    client.run = lambda _: found
    monkeypatch.setattr(workers, "_versions", lambda: here | {"numpy": "0"})
    ASKED(client, address)


def _missing(name: str) -> None:
    raise ImportError(name)


@pytest.fixture
def products(tmp_path: Path) -> Path:
    folder = tmp_path / "products"
    folder.mkdir()
    for file in sorted((ROOT / "examples").glob("*.yaml"))[:6]:
        shutil.copy(file, folder)
    (folder / "broken.yaml").write_text("name: [")
    return folder


def test_a_table_is_the_same_whoever_calculated(
    products: Path, cluster: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "WORTH_SENDING", 0.0)  # chunks of one
    task = portfolio.Task(Settings(data_dir=tmp_path / "data"), None, "en")
    tables = {}
    for name, crew in (("one", HERE), ("two", TWO), ("cluster", cluster)):
        out = tmp_path / f"{name}.parquet"
        rows, taken = portfolio.portfolio(task, products, out, crew)
        assert taken == 0
        assert [row.status for row in rows].count("calculated") == 6, [row.error for row in rows]
        tables[name] = out.read_bytes()
    assert tables["one"] == tables["two"] == tables["cluster"]
    assert len(pd.read_parquet(tmp_path / "cluster.parquet")) == 7


def test_rows_of_other_data_are_refused(products: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    task = portfolio.Task(Settings(data_dir=tmp_path / "data"), None, "en")
    made = portfolio.calculate_chunk

    def elsewhere(task: portfolio.Task, chunk: Sequence[portfolio.Item]) -> list[portfolio.Row]:
        return [portfolio.replace(row, background_sha256="f" * 64) for row in made(task, chunk)]

    monkeypatch.setattr(portfolio, "calculate_chunk", elsewhere)
    with pytest.raises(FootprintError, match="another rule or background"):
        portfolio.portfolio(task, products, tmp_path / "all.csv", HERE)


def test_draws_are_the_same_whoever_drew(cluster: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WORTH_SENDING", 0.0)
    bench = Workbench.build(Settings(data_dir=tmp_path / "data"))
    document = read_yaml_file(ROOT / "examples" / "power-cable.yaml").document
    found = [
        json.dumps(variants.uncertain(bench, document, 12, 3, workers=crew)[1].to_dict())
        for crew in (HERE, TWO, cluster)
    ]
    assert found[0] == found[1] == found[2]


def test_variants_on_one_background_are_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Workbench.build(Settings(data_dir=tmp_path / "data"))
    document = read_yaml_file(ROOT / "examples" / "power-cable.yaml").document
    other = read_yaml_file(ROOT / "examples" / "power-cable.yaml").document
    other["processes"][0]["lines"][0]["amount"] *= 0.9
    elsewhere = read_yaml_file(ROOT / "examples" / "power-cable.yaml").document
    elsewhere["electricity"]["year"] -= 1
    one, two, three = (preview(bench, d) for d in (document, other, elsewhere))
    singly = [variants.varied((p,), 4, 1)[0] for p in (one, two, three)]
    told: list[tuple[int, int]] = []
    together = variants.varied((one, two, three), 4, 1, lambda done, of: told.append((done, of)))
    assert told == [(n, 8) for n in range(1, 9)], "two backgrounds for three results"
    for alone, paired in zip(singly, together, strict=True):
        assert alone.totals.tolist() == paired.totals.tolist()
