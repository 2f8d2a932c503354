"""``extends``: what is inherited, overridden, replaced; and the hash of the outcome."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from footprint.errors import RuleError
from rules.load import document_sha256, file_problems, load_rule, merged_document, merged_yaml
from rules.merge import merge
from rules.yaml_lines import read_yaml
from tests.rules.mini import RULE, put

pytestmark = pytest.mark.usefixtures("in_folder")

CHILD = """\
pcr: test/child
version: "1"
status: draft
extends: test/thing@1.0
title: Child
summary: Child
valid: {from: 2026-02-01}
scope: Children
"""


def merged(base: str, over: str) -> Any:
    lines, problems = merge(read_yaml(base, "base"), read_yaml(over, "over"))
    assert not problems
    return lines.document


def test_maps_deep_lists_by_id_other_lists_replaced_null_stands() -> None:
    base = "m: {a: 1, b: {c: 2, d: 3}}\nl: [{id: x, n: 1, k: 5}, {id: y, n: 2}]\np: [1, 2]\nv: 7\nempty: [{id: x}]"
    over = "m: {b: {c: null}}\nl: [{id: z, n: 9}, {id: x, n: 3}]\np: [3]\nnew: 1\nempty: []"
    assert merged(base, over) == {
        "m": {"a": 1, "b": {"c": None, "d": 3}},
        "l": [{"id": "x", "n": 3, "k": 5}, {"id": "y", "n": 2}, {"id": "z", "n": 9}],
        "p": [3],
        "v": 7,
        "empty": [],
        "new": 1,
    }


def test_identity_is_not_inherited_and_texts_and_citations_are_whole() -> None:
    base = "pcr: a/b\nstatus: in_force\nt: {en: a, zh-Hans: b, zh-Hant: c}\ncite: {source: s, clause: c}"
    over = "t: {en: z}\ncite: {source: r}"
    assert merged(base, over) == {"t": {"en": "z"}, "cite": {"source": "r"}}


def test_every_value_knows_its_file_and_line() -> None:
    lines, _ = merge(
        read_yaml("a:\n  b: 1\n  c: 2\nl:\n- {id: x}\n- {id: y}", "base"),
        read_yaml("l:\n- {id: y, n: 1}\na:\n  c: 3", "over"),
    )
    assert lines.place(("a", "b")) == ("base", 2)
    assert lines.place(("a", "c")) == ("over", 4)
    assert lines.place(("l", 0, "id")) == ("base", 5)
    assert lines.place(("l", 1, "n")) == ("over", 2)


def test_a_number_does_not_keep_the_citation_of_the_number_it_replaced(tmp_path: Path) -> None:
    put(tmp_path, RULE)
    path = put(tmp_path, CHILD + "cut_off: {per_item: sum_limit}\n", "pcr/test/child/1.yaml")
    with pytest.raises(RuleError, match=r"child/1.yaml:9: cut_off: overrides per_item of pcr/test/thing"):
        load_rule(path)
    path.write_text(CHILD + 'cut_off: {per_item: sum_limit, cite: {source: book, clause: "6a"}}\n', "utf-8")
    assert load_rule(path).rule.cut_off.per_item == "sum_limit"
    assert load_rule(path).rule.cut_off.cumulative == "sum_limit"


def test_problems_of_inherited_values_name_the_base(tmp_path: Path) -> None:
    put(tmp_path, RULE.replace("set: ipcc-ar6-gwp100", "set: nonsense"))
    path = put(tmp_path, CHILD, "pcr/test/child/1.yaml")
    with pytest.raises(RuleError, match=r"pcr/test/thing/1.0.yaml:\d+: characterization.set"):
        load_rule(path)


def test_cycles_are_found(tmp_path: Path) -> None:
    put(tmp_path, RULE.replace("status: draft", "status: draft\nextends: test/child@1"))
    path = put(tmp_path, CHILD, "pcr/test/child/1.yaml")
    with pytest.raises(RuleError, match="cannot rest on itself"):
        load_rule(path)


def test_near_names_of_a_missing_base(tmp_path: Path) -> None:
    put(tmp_path, RULE)
    path = put(tmp_path, CHILD.replace("test/thing@1.0", "test/thinx@1.0"), "pcr/test/child/1.yaml")
    with pytest.raises(RuleError, match=r"is test/thing@1\.0 or"):
        load_rule(path)


def test_an_abstract_file_may_leave_fields_out_and_nothing_else(tmp_path: Path) -> None:
    text = (
        "pcr: base/x\nversion: '1'\nstatus: draft\nabstract: true\ntitle: X\nreport: 5\n"
        "rounding: {significant_figures: 3, cite: {source: no, clause: c}}\n"
    )
    problems = file_problems(put(tmp_path, text, "base/x/1.yaml"))
    assert [p.where.split(": ")[1] for p in problems] == ["report", "rounding.cite.source"]


def test_printed_rule_is_the_merged_document(tmp_path: Path) -> None:
    put(tmp_path, RULE)
    path = put(tmp_path, CHILD, "pcr/test/child/1.yaml")
    assert read_yaml(merged_yaml(path), "printed").document == merged_document(path).document


def test_hash_ignores_comments_order_and_life_but_not_content(tmp_path: Path) -> None:
    def sha(text: str) -> str:
        return load_rule(put(tmp_path, text)).sha256

    one = sha(RULE)
    assert one == sha(
        "# comment\n" + RULE.replace("    value: 0.01\n    maximum: 1", "    maximum: 1.0\n    value: 1e-2")
    )
    assert one == sha(
        RULE.replace("until: null", "until: 2027-01-01").replace("status: draft", "status: superseded")
    )
    assert one != sha(RULE.replace("value: 0.01", "value: 0.011"))
    assert one != sha(RULE.replace("from: 2026-01-01", "from: 2026-01-02"))


def test_hash_of_a_document_is_that_of_its_canonical_json() -> None:
    assert (
        document_sha256({"b": 1.0, "a": "中"}) == "d8158d9a7acf211407d1309876015fc6e69f13b7dd8126a571e429ddce565911"
    )
