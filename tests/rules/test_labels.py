from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from footprint.errors import RuleError
from footprint.label import label_schema
from footprint.texts import LANGUAGES
from rules.labels import load_scheme, parse_scheme, paths, placeholders, schemes, words
from rules.recognition import agreements, load_agreement
from rules.statements import cites

GUANGDONG = resources.files("rules").joinpath("labels", "guangdong.yaml").read_text("utf-8")
# Characters that exist only in the simplified, or only in the traditional script.
SIMPLIFIED = set("产标签发电规则数据阶编号级广东总统边实验单记录")
TRADITIONAL = set("產標籤發電規則數據階編號級廣東總統邊實驗單記錄")


def refused(text: str) -> str:
    with pytest.raises(RuleError) as caught:
        parse_scheme(text, "labels/toy.yaml")
    return str(caught.value)


@pytest.mark.parametrize("scheme_id", schemes())
def test_every_scheme_loads_and_every_source_is_used(scheme_id: str) -> None:
    scheme = load_scheme(scheme_id)
    assert scheme.id == scheme_id
    assert {cite.source for _, cite in cites(scheme)} == set(scheme.sources)
    assert all(source.url or source.trust == "own" for source in scheme.sources.values())
    assert set(scheme.words) >= set(words())


def test_what_guangdong_has_not_published_is_null_with_grade_x() -> None:
    scheme = load_scheme("guangdong")
    for field in ("number_format", "validity_months", "grades", "mark_design", "qr_content", "required"):
        stated = getattr(scheme, field)
        assert stated.value is None, field
        assert stated.grade == "X", field
    assert scheme.owner.name.zh_hans == "广东省低碳发展促进会"
    assert scheme.facts["launch"].grade == "B"


def test_a_value_without_publication_is_refused() -> None:
    assert "grade X (not published) goes with value null" in refused(
        GUANGDONG.replace("validity_months:\n  value: null", "validity_months:\n  value: 24")
    )


def test_messages_name_file_line_and_field() -> None:
    lines = GUANGDONG.splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("version:"))
    text = GUANGDONG.replace('version: "0.1.0"', 'version: "one"')
    assert refused(text).startswith(f"labels/toy.yaml:{line}: version: ")
    assert ": surprise: " in refused(GUANGDONG + "\nsurprise: 1\n")
    assert "'nowhere' is none of the sources" in refused(GUANGDONG.replace("source: plan-2025", "source: nowhere"))
    assert "'product.colour' is no field" in refused(
        GUANGDONG.replace("required:\n  value: null", "required:\n  value: [product.colour]").replace(
            "  grade: X\n  cite: {source: own-search, clause: no public text of the scheme found}\nlanguages",
            "  grade: INF\n  cite: {source: own-search, clause: no public text of the scheme found}\nlanguages",
        )
    )


@pytest.mark.parametrize("text", ["- a\n- b\n", "id: a\nid: b\n", "id: [\n", "", "a: &x 1\n"])
def test_other_files_are_refused_in_one_line(text: str) -> None:
    assert "labels/toy.yaml" in refused(text)


def test_a_scheme_may_replace_a_word_but_not_its_placeholders() -> None:
    own = GUANGDONG + "\nwords:\n  heading: {en: Carbon label, zh-Hans: 碳标签, zh-Hant: 碳標籤}\n"
    assert parse_scheme(own, "toy").words["heading"].en == "Carbon label"
    assert "placeholders" in refused(GUANGDONG + "\nwords:\n  prepared_for: For nobody\n")


def test_an_unknown_scheme_names_the_known_ones() -> None:
    with pytest.raises(RuleError, match="no label scheme 'mars': known are gba, guangdong"):
        load_scheme("mars")
    with pytest.raises(RuleError, match="no label scheme"):
        load_scheme("_words")


def test_words_are_complete_in_three_languages() -> None:
    for key, text in words().items():
        names = {frozenset(placeholders(text.get(language))) for language in LANGUAGES}
        assert len(names) == 1, key
    statuses = label_schema()["properties"]["status"]["enum"]
    assert {f"band_{status}" for status in statuses} <= set(words())


def test_each_chinese_text_is_in_its_script() -> None:
    texts = {**words(), "title": load_scheme("guangdong").title, "owner": load_scheme("guangdong").owner.name}
    for key, text in texts.items():
        assert not set(text.zh_hans) & (TRADITIONAL - SIMPLIFIED), key
        assert not set(text.zh_hant) & (SIMPLIFIED - TRADITIONAL), key


def fields(node: dict[str, Any], where: str = "") -> Iterator[str]:
    for key, value in node.get("properties", {}).items():
        path = f"{where}.{key}" if where else key
        yield path
        yield from fields(value, path)


def test_every_field_of_a_label_has_words_and_somebody_who_fills_it() -> None:
    known = set(fields(label_schema()))
    assert set(paths().paths) == known
    assert {one.by for one in paths().paths.values()} == set(paths().roles)
    asked = {path for a in map(load_agreement, agreements()) for one in a.requirements for path in one.needs}
    asked |= {path for s in map(load_scheme, schemes()) for path in s.required.value or ()}
    assert asked <= known
    for path, values in paths().values.items():
        if path == "record.url":  # what is due there, not what may stand there
            continue
        here: Any = label_schema()
        for step in path.split("."):
            here = here["properties"][step]
        assert set(values) == {one for one in here["enum"] if one}, path
    for path, words_of in paths().paths.items():
        title = words_of.title
        assert not set(title.zh_hans) & (TRADITIONAL - SIMPLIFIED), path
        assert not set(title.zh_hant) & (SIMPLIFIED - TRADITIONAL), path
        assert len({title.en, title.zh_hans}) == 2, path
    titles = [one.title.en for one in paths().paths.values()]
    assert len(set(titles)) == len(titles)
