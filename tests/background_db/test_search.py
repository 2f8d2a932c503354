from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from background_db.search import Index
from background_db.words import distance, plain
from footprint.background import Background
from footprint.texts import Text

MISSPELT = "alumnium"  # codespell:ignore
PRIMARY = "aluminium-ingot-primary-cn"


@pytest.fixture(scope="module")
def index(small: Background) -> Index:
    return Index(small)


@pytest.mark.parametrize(
    "words",
    [
        "铝锭",
        "鋁錠",
        "aluminum ingot",
        "aluminium ingot",
        "Al",
        MISSPELT,
        "AL",
        " al ",
        f"{MISSPELT} ingto",
        "原铝",
        "ａｌ",
    ],
)
def test_primary_aluminium_comes_first(index: Index, words: str) -> None:
    assert index.search(words)[0].dataset_id == PRIMARY


def test_better_matches_score_higher(index: Index) -> None:
    hits = index.search("aluminum ingot")
    assert [hit.dataset_id for hit in hits][:2] == [PRIMARY, "aluminium-ingot-secondary-cn"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].score == 1.0
    assert index.search(f"{MISSPELT} ingot")[0].score < index.search("lumin")[0].score


@pytest.mark.parametrize(
    ("words", "dataset"),
    [
        ("煤电", "electricity-coal-cn"),
        ("coal electricity", "electricity-coal-cn"),
        ("elec coal", "electricity-coal-cn"),
        ("中国燃煤电力", "electricity-coal-cn"),
        ("再生铝", "aluminium-ingot-secondary-cn"),
        ("ingot secondery", "aluminium-ingot-secondary-cn"),
        ("heat gas cn", "heat-gas-cn"),
        ("heat-gas-cn", "heat-gas-cn"),
        ("electricity 2023 average", "electricity-average-cn-2023"),
        ("天然氣", "heat-gas-cn"),
        ("天燃气供热", "heat-gas-cn"),
    ],
)
def test_words_in_any_order_and_language(index: Index, words: str, dataset: str) -> None:
    assert index.search(words)[0].dataset_id == dataset


def test_names_come_in_the_language_asked_for(index: Index) -> None:
    assert index.search("Al", "zh-Hant")[0].name == "鋁錠，原鋁，中國"
    assert index.search("Al", "zh-Hans")[0].name == "铝锭，原铝，中国"


def test_filters_and_limit(index: Index) -> None:
    assert {hit.dataset_id for hit in index.search("al", kind="gap")} == {"aluminium-fluoride"}
    assert "aluminium-fluoride" not in {hit.dataset_id for hit in index.search("al", category="metals")}
    assert len(index.search("cn", limit=2)) == 2


@pytest.mark.parametrize("words", ["", "  ", "—", "qqqqqqqq", "零零零零零"])
def test_nothing_is_found_for_nothing(index: Index, words: str) -> None:
    assert index.search(words) == []


def test_an_empty_background_can_be_searched(small: Background) -> None:
    assert Index(replace(small, datasets={})).search("al") == []


def test_china_then_newer_then_usable(small: Background) -> None:
    base = small.datasets["heat-gas-cn"]
    name = Text(en="Steam", zh_hans="蒸汽", zh_hant="蒸汽")
    made = {
        "a": replace(base, id="a", name=name, region="DE", year=2024),
        "b": replace(base, id="b", name=name, region="CN", year=2019),
        "c": replace(base, id="c", name=name, region="CN", year=2023),
        "d": replace(base, id="d", name=name, region="CN-GD", year=2024),
        "e": replace(base, id="e", name=name, region="CN", year=2024, kind="gap"),
    }
    hits = Index(replace(small, datasets=made)).search("steam")
    assert [hit.dataset_id for hit in hits] == ["c", "b", "d", "a", "e"]


def test_spelling() -> None:
    assert plain("Aluminum　Ingot, 99.7 %") == "aluminium ingot 99 7"
    assert plain("ＮＭＣ－８１１") == "nmc 811"
    assert distance(MISSPELT, "aluminium") == 1
    assert distance("nikcel", "nickel") == 1
    assert distance("nick", "nickel") == 0
    assert distance("copper", "nickel") > 2


def large(small: Background, count: int) -> Background:
    draw = random.Random(7)  # noqa: S311
    pieces = ["ka", "lo", "mi", "tra", "ne", "so", "fe", "ru", "pol", "eth", "yl", "ate", "ide", "ox", "am", "hex"]
    words = ["".join(draw.choices(pieces, k=draw.randint(2, 5))) for _ in range(12_000)]
    base = list(small.datasets.values())
    made = dict(small.datasets)
    for i in range(count - len(base)):
        model = draw.choice(base)
        chinese = "".join(chr(0x4E00 + draw.randrange(3000)) for _ in range(4)) + model.name.zh_hans
        english = f"market for {draw.choice(words)} {draw.choice(words)}, {model.name.en}"
        made[f"x-{i}"] = replace(
            model,
            id=f"x-{i}",
            name=Text(en=english, zh_hans=chinese, zh_hant=chinese),
            synonyms=(draw.choice(words),),
            region=draw.choice(["CN", "GLO", "DE", "US"]),
        )
    return replace(small, datasets=made)


def test_25_000_datasets_answer_the_same_from_many_threads(small: Background) -> None:
    index = Index(large(small, 25_000))
    queries = [
        "铝锭",
        "鋁錠",
        "aluminum ingot",
        "Al",
        MISSPELT,
        "market for",
        "a",
        "中国燃煤电力",
        "primry aluminium ingto",
    ]
    alone = {words: index.search(words) for words in queries}
    assert alone["铝锭"][0].dataset_id == alone[MISSPELT][0].dataset_id == PRIMARY
    with ThreadPoolExecutor(8) as pool:
        for words, hits in zip(queries * 5, pool.map(index.search, queries * 5), strict=True):
            assert hits == alone[words]


def test_short_words_inside_others_come_last(small: Background) -> None:
    base = next(d for d in small.datasets.values() if d.kind != "gap")
    names = {"inner": "Mix modelled", "start": "Lednicite", "word": "Lamp with LED"}
    datasets = {
        i: replace(base, id=i, name=Text(en=n, zh_hans=n, zh_hant=n), synonyms=()) for i, n in names.items()
    }
    hits = Index(replace(small, datasets=datasets)).search("led")
    assert {hits[0].dataset_id, hits[1].dataset_id} == {"start", "word"}
    assert (hits[2].dataset_id, hits[2].score) == ("inner", 0.1)
