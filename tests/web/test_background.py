"""The background in a browser's eyes: pages of sixty, filters that lead somewhere, and all a dataset rests on."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # our own drawing, not foreign input
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from api.documents.contributions import branches
from background_db.published import by_dataset
from background_db.uncertainty import spread
from background_db.variants import family, stem, variants_of
from footprint.background import Background, Dataset
from footprint.engine.scores import ClosedScores
from footprint.result import TOTAL
from tests.web.conftest import TestClient
from tests.web.test_pages import Page
from web.pages.background import ROWS

RULE = Path(__file__).parents[2] / "docs" / "algorithms" / "data-quality.md"


@pytest.fixture(scope="module")
def package(app: FastAPI) -> Background:
    found: Background = app.state.workbench.background
    return found


@pytest.fixture(scope="module")
def closed(app: FastAPI) -> ClosedScores:
    found: ClosedScores = app.state.workbench.closed()
    return found


def rows(html: str) -> list[str]:
    return re.findall(r'<tr><th scope="row"><a href="/en/background/([^"]+)"', html)


def test_every_dataset_is_on_exactly_one_page(client: TestClient, package: Background) -> None:
    at, seen, pages = "/en/background", list[str](), 0
    while at:
        html = client.get(at).text
        found = rows(html)
        assert 0 < len(found) <= ROWS
        seen += found
        pages += 1
        following = re.search(r'<a href="([^"]+)" rel="next"', html)
        at = unescape(following[1]) if following else ""
        assert ('rel="prev"' in html) == (pages > 1)
    assert sorted(seen) == sorted(package.datasets)
    assert pages == -(-len(package.datasets) // ROWS)


def test_groups_tell_how_many_there_are(client: TestClient, package: Background) -> None:
    counts = Counter(d.category for d in package.datasets.values())
    html = client.get("/en/background").text
    told = re.findall(r'category=(\w+)"[^>]*>[^<]+<span class="faint">(\d+)<', html)
    assert dict(told) == {category: str(count) for category, count in counts.items()}
    assert re.search(rf'group-head">Electricity <span class="small faint">{counts["electricity"]}<', html)


def test_filters_hold_together(client: TestClient, package: Background) -> None:
    query = "category=metals&kind=estimated&region=CN"
    expected = {
        d.id for d in package.datasets.values() if (d.category, d.kind, d.region) == ("metals", "estimated", "CN")
    }
    html = client.get(f"/en/background?{query}").text
    assert set(rows(html)) == expected
    assert f"{len(expected)} of {len(package.datasets)}" in html
    # Each choice says how many it leads to, and keeps the other filters.
    link, count = re.search(  # type: ignore[union-attr]
        r'<a href="([^"]*kind=released[^"]*)">released <span class="faint">(\d+)<', html
    ).groups()
    assert len(rows(client.get(unescape(link)).text)) == int(count)
    assert "category=metals" in link
    assert "region=CN" in link
    assert '<input type="hidden" name="category" value="metals">' in html


@pytest.mark.parametrize("word", ["铝锭", "鋁錠", "aluminum ingot", "Al"])
def test_search_shows_region_year_unit_and_score(client: TestClient, word: str) -> None:
    html = client.get(f"/en/background?q={quote(word)}").text
    first = re.search(r'<tbody>\s*<tr><th scope="row">.*?</tr>', html, re.DOTALL)
    assert first
    assert "aluminium-ingot-cn" in first[0]
    for shown in ("China", "2017", "estimated", "13.2", ">kg<"):
        assert shown in first[0], shown


@pytest.mark.parametrize(
    "query", ["page=0", "page=-3", "page=99999999999", "category=nope", "region=XX", "kind=%00", "q=%F0%9F%90%BC"]
)
def test_odd_addresses_still_answer(client: TestClient, query: str) -> None:
    answer = client.get(f"/en/background?{query}")
    assert answer.status_code == 200
    page = Page(answer.text)
    assert (page.offences, page.open) == ([], [])


def test_a_gap_has_no_figure(client: TestClient) -> None:
    html = client.get("/en/background?kind=gap").text
    assert len(rows(html)) == ROWS
    assert html.count("no figure") == ROWS
    gap = client.get("/en/background/pvdf").text
    for absent in ("key-figure", "Uncertainty", 'class="pedigree"', "sankey", "Variants"):
        assert absent not in gap, absent
    assert "What was looked at" in gap


DATASETS = (
    "nmc622-powder-cn", "electricity-mix-cn-gd-2023", "aluminium-ingot-cn", "lithium-carbonate-us", "lfp-pack-cn",
    "freight-road-heavy-diesel-cn-2024", "pv-module-perc-cn", "heat-supplied-cn-sx-2025",
    "transformer-power-40mva-cn",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("dataset", DATASETS)
def test_dataset_pages_hold_under_the_policy(client: TestClient, language: str, dataset: str) -> None:
    answer = client.get(f"/{language}/background/{dataset}")
    assert answer.status_code == 200
    page = Page(answer.text)
    assert (page.offences, page.open) == ([], [])
    assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False)), page.levels
    assert len(page.ids) == len(set(page.ids))


def test_both_levels_of_the_tree_add_up(package: Background, closed: ClosedScores) -> None:
    deep = 0
    for dataset in package.datasets.values():
        if dataset.kind == "gap":
            continue
        parts = branches(package, closed, dataset.id, "en", lambda d: d)
        score = float(closed.of(dataset.id)[TOTAL])
        assert sum(p.value for p in parts) == pytest.approx(score, rel=1e-9, abs=1e-15), dataset.id
        for part in parts:
            if part.children:
                deep += 1
                assert sum(c.value for c in part.children) == pytest.approx(part.value, rel=1e-9), part
    assert deep > 100


def test_the_figure_is_a_drawing_with_links(client: TestClient) -> None:
    html = client.get("/en/background/nmc622-powder-cn").text
    drawn = re.search(r'<svg class="sankey two-levels".*?</svg>', html, re.DOTALL)
    assert drawn
    root = ET.fromstring(drawn[0])  # noqa: S314
    links = {a.get("href", "") for a in root.iter("{http://www.w3.org/2000/svg}a")}
    assert "/en/background/nmc622-precursor-cn" in links
    assert all(client.get(link).status_code == 200 for link in links)
    # A mix has one level: nothing empty is drawn beside it. A published factor has nothing to draw at all.
    assert 'class="sankey one-level"' in client.get("/en/background/electricity-mix-cn-gd-2023").text
    assert 'class="sankey' not in client.get("/en/background/lithium-carbonate-us").text


def test_every_published_value_stands_on_its_page(client: TestClient) -> None:
    for dataset, values in by_dataset().items():
        html = unescape(client.get(f"/en/background/{dataset}").text)
        assert html.count("does not agree") == sum(not v.agrees for v in values), dataset
        assert html.count("agrees, within ±") == sum(v.agrees for v in values), dataset
        for value in values:
            assert value.source in html
            assert value.reason in html


def test_variants_are_the_same_product(package: Background, closed: ClosedScores) -> None:
    def found(dataset: str) -> list[str]:
        return [v.dataset.id for v in variants_of(package, closed, package.dataset(dataset))]

    lithium = found("lithium-carbonate-spodumene-cn")
    assert {"lithium-carbonate-us", "lithium-carbonate-brine-cn"} <= set(lithium)
    guangdong = found("electricity-mix-cn-gd-2023")
    assert guangdong[0] == "electricity-mix-cn-gd-2024"
    assert {"electricity-mix-cn-bj-2023", "electricity-mix-fr-2023"} <= set(guangdong)
    assert not any("coal" in other for other in guangdong)
    assert "electricity-average-cn-2024" in found("electricity-mix-cn-2024")
    assert "freight-rail-diesel-cn-2019" not in found("freight-road-heavy-diesel-cn-2024")
    for dataset in package.datasets.values():
        if dataset.kind != "gap":
            for variant in variants_of(package, closed, dataset):
                other = variant.dataset
                assert (other.unit, other.category) == (dataset.unit, dataset.category)
                assert other.kind != "gap"
                assert dataset.id != other.id


def test_names_and_ids_are_cut_at_region_and_year(package: Background) -> None:
    cut: dict[str, tuple[str, str]] = {
        d: (stem(package.dataset(d)), family(package.dataset(d)))
        for d in ("lithium-carbonate-spodumene-cn", "electricity-mix-cn-gd-2023")
    }
    assert cut == {
        "lithium-carbonate-spodumene-cn": ("lithium carbonate", "lithium-carbonate-spodumene"),
        "electricity-mix-cn-gd-2023": ("electricity, modelled consumption mix", "electricity-mix"),
    }


def test_uncertainty_follows_the_stated_rule(client: TestClient, package: Background) -> None:
    def first(fits: object) -> Dataset:
        return next(d for d in package.datasets.values() if (s := spread(d)) and s.ground == fits)

    told = {g: spread(first(g)).gsd for g in ("high_recent", "high_older", "medium", "proxy")}  # type: ignore[union-attr]
    assert told == {"high_recent": 1.1, "high_older": 1.2, "medium": 1.3, "proxy": 1.5}
    page = RULE.read_text(encoding="utf-8")
    assert all(f"| {gsd} |" in page for gsd in told.values())
    far = first("proxy")
    low, high = spread(far).interval(2.0)  # type: ignore[union-attr]
    assert (low * 1.5**2, high / 1.5**2) == (pytest.approx(2.0), pytest.approx(2.0))
    assert "geometric standard deviation 1.5" in client.get(f"/en/background/{far.id}").text


def test_pedigree_is_five_cells_with_words(client: TestClient) -> None:
    html = client.get("/zh-hant/background/nmc622-powder-cn").text
    cells = html.partition('<ul class="pedigree">')[2].partition("</ul>")[0]
    assert cells.count('class="mark"') == 5
    assert cells.count("<rect") == 25
    assert "可" in cells
