"""A posted form read as a document: paths, prefixes, months, rows, and what is not of our form."""

from __future__ import annotations

import json
from typing import Any

from footprint.product import Product
from web.pages import posted
from web.pages.entries import MODELS, period_months
from web.pages.entry_words import WORDS
from web.pages.posting import placed
from web.pages.view import Note


def read(*pairs: tuple[str, str]) -> dict[str, Any]:
    """Read fields as a document."""
    return posted.tidy(posted.read(pairs, "zh-Hans"))


def test_fields_are_paths_and_prefixes_tell_what_stands_in_them() -> None:
    assert read(
        ("name.en", "Pack"), ("period.start", ""), ("accounts[m.1].unit", "kWh"),
        ("accounts[m.1].other_use", "1,250.5"), ("months:accounts[m.1].metered", "1"),
        ("months:accounts[m.1].metered", ""), ("each:accounts[m.1].lines", "a/b"),
        ("each:accounts[m.1].lines", "a/c"), ("split:electricity.instruments[i].codes", "01\r\n02,03 ；04"),
        ("json:processes[p].plants", '[{"lines": [{}]}]'), ("_do", "preview"), ("note", "one\r\ntwo"),
    ) == {
        "name": {"en": "Pack", "zh-Hans": "Pack", "zh-Hant": "Pack"},
        "accounts": [
            {"id": "m.1", "unit": "kWh", "other_use": 1250.5, "metered": [1, None], "lines": ["a/b", "a/c"]}
        ],
        "electricity": {"instruments": [{"id": "i", "codes": ["01", "02", "03", "04"]}]},
        "processes": [{"id": "p", "plants": [{"lines": [{}]}], "lines": []}],
        "note": "one\ntwo",
    }  # fmt: skip


def test_months() -> None:
    row = [("months:accounts[a].metered", v) for v in ("7", "8", "")]
    other = [("months:accounts[a].billed", "")] * 3
    assert read(*row, *other)["accounts"] == [{"id": "a", "metered": [7, 8, None]}]
    one = [*row, ("accounts[a]._figures", "one")]
    assert read(*one)["accounts"] == [{"id": "a", "metered": [7]}]
    assert posted.read(one, "en")["accounts"][0]["metered"] == ["7", "8", None], "nothing typed is lost"


def test_the_name_of_a_process_changes_in_one_language() -> None:
    names = {"en": "Cell", "zh-Hans": "电芯", "zh-Hant": "電芯"}
    found = read(("json:processes[p]._name", json.dumps(names)), ("processes[p].name", "单体"))
    assert found["processes"][0]["name"] == names | {"zh-Hans": "单体"}


def test_what_holds_nothing_yet_is_left_out() -> None:
    line = "processes[p].lines[l]"
    assert read((f"{line}.unit", "kg"), (f"{line}.activity", "a"))["processes"][0]["lines"] == []
    preset = [(f"{line}.dataset", "d"), (f"{line}._preset", "1")]
    assert read(*preset)["processes"][0]["lines"] == []
    assert read(*preset, (f"{line}.amount", "0"))["processes"][0]["lines"] == [
        {"id": "l", "dataset": "d", "amount": 0}
    ]
    assert read(preset[0])["processes"][0]["lines"] == [{"id": "l", "dataset": "d"}]
    assert read(
        (f"{line}.amount", "1"), (f"{line}.evidence[0].page", "3"), (f"{line}.evidence[1].kind", "bom")
    ) == {"processes": [{"id": "p", "lines": [{"id": "l", "amount": 1, "evidence": [{"kind": "bom"}]}]}]}
    assert read(("omitted[0].unit", "kg"), ("choices.a.reason", "x"), ("parameters.b.unit", "kg")) == {}


def test_what_is_written_without_search_takes_the_place_of_what_was_chosen() -> None:
    line = "processes[p].lines[l]"
    for written, kind in (("supplier:coil", "supplier"), ("steel-cn", "dataset"), ("slot:heat/CN", "slot")):
        found = read((f"{line}.process", "old"), (f"{line}._target", written))
        assert found["processes"][0]["lines"] == [{"id": "l", kind: written.rpartition(":")[2]}]


def test_rows_are_added_and_removed() -> None:
    tree = posted.read([("accounts[account-2].unit", "kWh")], "en")
    posted.add(tree, "accounts", unit="MJ")
    posted.add(tree, "accounts")
    assert [a["id"] for a in tree["accounts"]] == ["account-2", "account-3", "account-4"]
    posted.remove(tree, "accounts[account-2]")
    assert [a["id"] for a in tree["accounts"]] == ["account-3", "account-4"]
    posted.add(tree, "processes[cell].split.co_products")
    assert tree["processes"][0]["split"]["co_products"][0]["id"] == "co-product-1"
    posted.add(tree, "accounts[account-3].evidence")
    posted.add(tree, "accounts[account-3].evidence")
    assert [e["_"] for e in tree["accounts"][0]["evidence"]] == ["0", "1"]
    for path in ("", "]", "accounts[x].lines[y]", "accounts.b"):
        posted.add(tree, path)
        posted.remove(tree, path)


def test_every_field_with_words_is_of_the_model_and_no_number_is_also_a_text() -> None:
    for kind, words in WORDS.items():
        assert words.keys() <= MODELS[kind].model_fields.keys(), kind
    for name in posted.numbers():
        for model in (Product, *MODELS.values()):
            if name in model.model_fields:
                assert str not in posted._flat(model.model_fields[name].annotation), (name, model)


def test_a_new_account_has_the_months_of_the_period() -> None:
    def count(start: str, end: str) -> int:
        return period_months({"period": {"start": start, "end": end}})

    assert count("2025-01-01", "2025-12-31") == 12
    assert count("2024-07-01", "2025-09-30") == 15
    assert count("2025-02-01", "2025-02-28") == 1
    for wrong in ("", "soon", "2026-01-01", "1900-01-01"):
        assert count(wrong, "2025-12-31") == 12
    assert period_months({}) == 12


def test_notes_stand_at_the_longest_path_that_has_a_place() -> None:
    html = '<div data-notes="a[x]"></div><div class="notes" data-notes="a[x].b"></div><div data-notes="c"></div>'
    notes = [Note("error", "<1>", "a[x].b[3]", "", ""), Note("warning", "two", "a[x].d.e", "", ""),
             Note("error", "nowhere", "z.y", "", "")]  # fmt: skip
    assert placed(html, notes) == (
        '<div data-notes="a[x]"><p class="note warning">two</p></div>'
        '<div class="notes" data-notes="a[x].b"><p class="note error">&lt;1&gt;</p></div><div data-notes="c"></div>'
    )
