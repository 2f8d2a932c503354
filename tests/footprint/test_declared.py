"""The public document: what the bodies decided, and nothing that is withheld."""

from __future__ import annotations

import copy
import hashlib
import json
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.declared import check_declared, declared_schema, label_sha256
from footprint.errors import InputError, RecordError
from footprint.label import check_label
from footprint.record import canonical
from rules.disclosure import load_disclosure
from tests.footprint import published
from tests.footprint.test_label import nulls

GROUPS = load_disclosure().withholdable


def at(node: Any, path: str) -> Any:
    for step in path.split("."):
        node = node[step]
    return node


def test_the_bodies_fill_in_what_was_not_assigned() -> None:
    before, found = published.label(), published.document()
    label = found["label"]
    assert (before["status"], label["status"]) == ("draft", "published")
    assert label["bodies"] == {
        "issuing": "Label Office", "evaluation": None,
        "verification": "Delta Verification Ltd.", "assurance_level": "limited",
    }  # fmt: skip
    assert (label["number"], label["issued"], label["expires"]) == ("GD-2026-0001", "2026-11-20", "2029-11-19")
    assert label["record"]["url"] == "https://footprint.example.com/register/7K3M9QXR2A"
    assert label["qr"]["payload"] == f"{label['record']['url']}#sha-256={label['record']['run_id']}"
    assert "bodies.evaluation" in label["not_assigned"]
    assert "number" not in label["not_assigned"]
    assert found["status_list"] == {
        "index": 94_567,
        "revocation": "https://footprint.example.com/register/status/1/revocation",
        "suspension": "https://footprint.example.com/register/status/1/suspension",
    }
    assert before["footprint"] == label["footprint"]


def test_without_anything_withheld_the_label_is_whole() -> None:
    found = published.document()
    check_label(found["label"])
    assert found["withheld"] == []
    assert found["label_sha256"] == hashlib.sha256(canonical(found["label"])).hexdigest()


@given(st.sets(st.sampled_from(GROUPS)))
def test_what_is_withheld_is_null_and_named_and_nothing_else_changes(groups: set[str]) -> None:
    whole = published.full()
    found = published.document(withheld=tuple(groups))
    paths = [path for group in found["withheld"] for path in group["paths"]]
    assert {group["group"] for group in found["withheld"]} == groups
    assert all(at(found["label"], path) is None for path in paths)
    assert found["label_sha256"] == label_sha256(whole)
    given_nulls = {n for n in nulls(found["label"]) if n not in paths}
    assert given_nulls == set(found["label"]["not_assigned"])
    for path in paths:
        *outer, last = path.split(".")
        for label in (whole, found["label"]):
            del (at(label, ".".join(outer)) if outer else label)[last]
    whole["not_assigned"] = found["label"]["not_assigned"]
    assert whole == found["label"]


def test_a_withheld_value_is_refused_in_a_label_for_the_parties() -> None:
    with pytest.raises(RecordError, match=r"footprint\.stages"):
        check_label(published.document(withheld=("stages",))["label"])


@pytest.mark.parametrize("group", ["total", "identity", "inventory", "colour"])
def test_what_has_to_be_public_or_is_unknown_cannot_be_withheld(group: str) -> None:
    with pytest.raises(InputError, match=f"{group}.* cannot be withheld: known are plant, stages"):
        published.document(withheld=(group,))


def test_a_decision_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(InputError, match=r"expires: is 2026-11-19, before the day of issue"):
        published.document(expires=date(2026, 11, 19))
    with pytest.raises(InputError, match="public address"):
        published.document(address="ftp://here")
    with pytest.raises(InputError, match="status_index"):
        published.document(status_index=-1)
    assert published.document(expires=None)["label"]["expires"] is None


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("label.footprint.stages", [], "withheld and yet given|too short|non-empty"),
        ("label.plant.address", "1 Main Road", "plant.address is withheld and yet given"),
        ("label.plant.region", None, "region"),
        ("label.number", None, "not_assigned"),
        ("label.status", "draft", "not published"),
        ("label.qr.payload", "https://elsewhere.example", "QR code"),
        ("label.record.url", "https://elsewhere.example", "another address"),
        ("label.record.run_id", "0" * 64, "digest"),
        ("label.footprint.value", None, "value"),
        ("surprise", 1, "surprise"),
        ("label_sha256", "0", "label_sha256"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(path: str, value: Any, told: str) -> None:
    found = copy.deepcopy(published.document(withheld=("stages", "plant")))
    *outer, last = path.split(".")
    (at(found, ".".join(outer)) if outer else found)[last] = value
    with pytest.raises(RecordError, match=told):
        check_declared(found)


def test_the_digest_of_a_whole_label_is_compared() -> None:
    found = published.document()
    found["label"]["footprint"]["value"] *= 2
    with pytest.raises(RecordError, match="label_sha256"):
        check_declared(found)


def test_it_is_plain_json_and_a_pure_function() -> None:
    label = published.label()
    before = copy.deepcopy(label)
    found = published.document(withheld=("gaps",))
    assert json.loads(canonical(found)) == found
    assert published.document(withheld=("gaps",)) == found
    assert label == before


def test_the_schema_is_sound_and_explains_every_field() -> None:
    jsonschema.Draft202012Validator.check_schema(declared_schema())
    for name, entry in declared_schema()["properties"].items():
        assert entry["description"], name
