"""Two documents side by side: where they differ, who changed what, and one made of both."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.cases.changes import ABSENT, Change, at, changes, clashes, merged

BEFORE: dict[str, Any] = {
    "model": "B-1",
    "maker": "Box & Co",
    "processes": [
        {"id": "box", "lines": [{"id": "steel", "amount": 2.0}, {"id": "paint.red", "amount": 0.1}]},
        {"id": "lid", "lines": []},
    ],
    "codes": {"hs": ["1", "2"]},
}


def edited(**values: Any) -> dict[str, Any]:
    return copy.deepcopy(BEFORE) | values


def theirs() -> dict[str, Any]:
    made = edited(maker="Box Ltd")
    made["processes"][0]["lines"][0]["amount"] = 3.0
    return made


def mine() -> dict[str, Any]:
    made = edited(model="B-2")
    made["processes"][0]["lines"][0]["amount"] = 2.5
    made["processes"][0]["lines"].append({"id": "glue", "amount": 0.01})
    del made["processes"][0]["lines"][1]
    return made


def test_a_change_is_told_where_it_is() -> None:
    found = {c.path: (c.first, c.second) for c in changes(BEFORE, mine())}
    assert found == {
        "model": ("B-1", "B-2"),
        "processes[box].lines[steel].amount": (2.0, 2.5),
        "processes[box].lines[glue]": (ABSENT, {"id": "glue", "amount": 0.01}),
        "processes[box].lines[paint.red]": ({"id": "paint.red", "amount": 0.1}, ABSENT),
    }


def test_another_order_is_a_change_and_a_list_without_ids_is_one_value() -> None:
    turned = edited(processes=BEFORE["processes"][::-1])
    assert [c.path for c in changes(BEFORE, turned)] == ["processes"]
    assert changes(BEFORE, edited(codes={"hs": ["1", "3"]})) == (Change("codes.hs", ["1", "2"], ["1", "3"]),)
    assert changes({"a": 1}, {"a": True}) == (Change("a", 1, True),)


def test_who_changed_what() -> None:
    found = {c.path: (c.changed, c.proposed) for c in clashes(BEFORE, theirs(), mine())}
    assert found == {
        "maker": ("theirs", "theirs"),
        "model": ("mine", "mine"),
        "processes[box].lines[steel].amount": ("both", "mine"),
        "processes[box].lines[glue]": ("mine", "mine"),
        "processes[box].lines[paint.red]": ("mine", "mine"),
    }


def test_of_both_one_is_made_as_chosen() -> None:
    proposed = {c.path: c.proposed for c in clashes(BEFORE, theirs(), mine())}
    made = merged(theirs(), mine(), proposed)
    assert (made["maker"], made["model"]) == ("Box Ltd", "B-2")
    assert made["processes"][0]["lines"] == [{"id": "steel", "amount": 2.5}, {"id": "glue", "amount": 0.01}]
    other = merged(theirs(), mine(), proposed | {"processes[box].lines[steel].amount": "theirs"})
    assert other["processes"][0]["lines"][0]["amount"] == 3.0
    kept = merged(theirs(), mine(), proposed | {"processes[box].lines[paint.red]": "theirs"})
    assert [line["id"] for line in kept["processes"][0]["lines"]] == ["steel", "paint.red", "glue"]


def test_a_place_is_found_again() -> None:
    assert at(BEFORE, "processes[box].lines[paint.red].amount") == 0.1
    for nowhere in ("processes[box].lines[x]", "codes.cpc", "model.a", "model[b]"):
        assert at(BEFORE, nowhere) is ABSENT


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: (
        st.dictionaries(st.sampled_from(["x", "y", "z"]), inner, max_size=3)
        | st.lists(inner, max_size=2)
        | st.lists(st.fixed_dictionaries({"id": st.sampled_from("pqr"), "v": inner}), max_size=3)
    ),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(st.sampled_from(["x", "y", "z"]), VALUES, max_size=3)


@given(DOCUMENTS, DOCUMENTS)
def test_all_of_one_side_is_that_side(first: dict[str, Any], second: dict[str, Any]) -> None:
    paths = [c.path for c in changes(first, second)]
    assert merged(first, second, dict.fromkeys(paths, "mine")) == second
    assert not changes(first, merged(first, second, dict.fromkeys(paths, "theirs")))
