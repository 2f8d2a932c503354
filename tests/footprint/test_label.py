from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from footprint.calculate import calculate
from footprint.display import display_number, last_place
from footprint.errors import InputError, RecordError
from footprint.label import check_label, label_record, label_schema, qr_payload
from footprint.record import build_record, canonical, run_id
from rules.labels import load_scheme
from tests.footprint import labels, toys

GUANGDONG = load_scheme("guangdong")


@pytest.fixture
def label() -> dict[str, Any]:
    return label_record(labels.record(), GUANGDONG, labels.URL, labels.rule())


def nulls(node: Any, where: str = "") -> Iterator[str]:
    if node is None:
        yield where
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from nulls(value, f"{where}.{key}".lstrip("."))
    elif isinstance(node, list):
        for position, value in enumerate(node):
            name = value.get("id", position) if isinstance(value, dict) else position
            yield from nulls(value, f"{where}[{name}]")


def test_a_fresh_label_is_a_draft_that_matches_the_schema(label: dict[str, Any]) -> None:
    check_label(label)
    assert label["status"] == "draft"
    assert label["footprint"]["display"] == "0.0737"
    assert label["footprint"]["per"]["en"] == "kWh"
    assert label["boundary"]["excluded"][0]["id"] == "use"
    assert label["data_quality"]["primary_data_share"] == 0.62
    assert label["texts"]["statement"]["zh-Hans"].startswith("Pearl River Battery Co., Ltd.生产的三元锂动力电池包")


def test_nothing_is_made_up(label: dict[str, Any]) -> None:
    unknown = {
        "bodies.issuing", "bodies.evaluation", "bodies.verification", "bodies.assurance_level", "number", "grade",
        "report_number", "issued", "expires", "electricity.certificates_kwh", "status_reason", "product.codes.cpc",
    }  # fmt: skip
    assert unknown <= set(label["not_assigned"])
    assert set(label["not_assigned"]) == set(nulls(label))
    assert label["recognised_by"] == []


def test_a_real_record_gives_a_label() -> None:
    result = calculate(toys.product(), toys.rule(), toys.background())
    record = build_record(toys.product(), result, toys.background())
    label = label_record(record, GUANGDONG, None, toys.rule())
    check_label(label)
    assert label["record"]["run_id"] == run_id(record)
    assert label["footprint"]["value"] == record["total"]["value"]


def test_stages_keep_the_order_of_the_rule_when_the_record_was_stored() -> None:
    stored = json.loads(canonical(labels.record()))
    assert list(stored["stages"]) != list(labels.STAGES)
    stages = label_record(stored, GUANGDONG, None, labels.rule())["footprint"]["stages"]
    assert [stage["id"] for stage in stages] == list(labels.STAGES)


def test_the_rule_is_optional_and_adds_titles_only(label: dict[str, Any]) -> None:
    bare = label_record(labels.record(), GUANGDONG, labels.URL)
    check_label(bare)
    assert {"rule.title", "rule.status", "functional_unit.text", "boundary.excluded"} <= set(bare["not_assigned"])
    assert bare["footprint"]["stages"][0]["title"]["zh-Hant"] == "materials"
    assert bare["footprint"]["value"] == label["footprint"]["value"]


def test_it_is_a_pure_function() -> None:
    record = labels.record()
    before = copy.deepcopy(record)
    first = label_record(record, GUANGDONG, labels.URL, labels.rule())
    assert record == before
    assert json.dumps(first) == json.dumps(label_record(record, GUANGDONG, labels.URL, labels.rule()))


@pytest.mark.parametrize("field", label_schema()["required"])
def test_a_missing_field_fails(label: dict[str, Any], field: str) -> None:
    del label[field]
    with pytest.raises(RecordError, match=field):
        check_label(label)


@pytest.mark.parametrize("where", ["", "footprint", "bodies", "electricity", "rule"])
def test_an_extra_field_fails(label: dict[str, Any], where: str) -> None:
    (label[where] if where else label)["surprise"] = 1
    with pytest.raises(RecordError, match="surprise"):
        check_label(label)


def test_the_schema_is_sound_and_explains_every_field() -> None:
    jsonschema.Draft202012Validator.check_schema(label_schema())
    bare = []

    def walk(node: Any, where: str) -> None:
        for name, entry in node.get("properties", {}).items():
            if not entry.get("description"):
                bare.append(f"{where}.{name}")
            walk(entry, f"{where}.{name}")
        if isinstance(node.get("items"), dict):
            walk(node["items"], f"{where}[]")

    walk(label_schema(), "")
    assert not bare


def test_the_qr_code_says_address_and_digest(label: dict[str, Any]) -> None:
    digest = label["record"]["digest"]["hex"]
    assert label["qr"]["payload"] == f"{labels.URL}#sha-256={digest}"
    assert qr_payload(digest, f"https://a.example/{digest}") == f"https://a.example/{digest}"
    assert qr_payload(digest, None) == f"nih:sha-256;{digest}"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a.example/x y", "https://a.example/#top", ""])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InputError, match="no public address"):
        label_record(labels.record(), GUANGDONG, url)


def test_a_changed_record_is_refused() -> None:
    record = labels.record()
    record["total"]["value"] = 0.01
    with pytest.raises(RecordError, match="was changed"):
        label_record(record, GUANGDONG, None)


@pytest.mark.parametrize("field", ["product", "total", "rule", "data_quality", "stages", "engine_version"])
def test_a_record_without_a_field_is_refused_by_name(field: str) -> None:
    record = labels.record()
    del record[field], record["run_id"]
    with pytest.raises(RecordError, match=f"lacks {field}"):
        label_record(record, GUANGDONG, None)


def test_another_text_of_the_rule_is_refused() -> None:
    other = labels.rule().model_copy(update={"sha256": "9" * 64})
    with pytest.raises(RecordError, match="another text of the rule"):
        label_record(labels.record(), GUANGDONG, None, other)


def test_electricity_is_told_as_chosen(label: dict[str, Any]) -> None:
    assert label["electricity"]["series"] == "official-average"
    assert label["electricity"]["approach"] == "location_based"
    choice = {
        "family": "modelled-zone",
        "year": 2023,
        "override": {"electricity/CN-GD": "hydro"},
        "reason": "contract",
    }
    supply = label_record(labels.record(electricity=choice), GUANGDONG, None)["electricity"]
    assert supply["approach"] is None
    assert supply["override"] == {"electricity/CN-GD": "hydro"}


@pytest.mark.parametrize(
    ("value", "figures", "shown"),
    [
        (73.549, 3, "73.5"), (0.5, 3, "0.500"), (1234567.0, 7, "1,234,567"), (1234567.0, 3, "1,230,000"),
        (0.00012, 2, "0.00012"), (999.9, 3, "1,000"), (9.995, 3, "10.0"), (-2.345, 3, "−2.34"), (2.5, 1, "2"),
        (3.5, 1, "4"), (0.0, 3, "0"), (1.23e-9, 3, "1.23×10⁻⁹"), (4.56e12, 3, "4.56×10¹²"),
        (5e-324, 3, "5.00×10⁻³²⁴"),
    ],
)  # fmt: skip
def test_numbers_for_people(value: float, figures: int, shown: str) -> None:
    assert display_number(value, figures) == shown


def test_parts_line_up_with_their_total() -> None:
    place = last_place(73.5)
    assert place == Decimal("0.1")
    assert display_number(0.04, place=place) == "0.04"
    assert display_number(-12.34, place=place) == "−12.3"
    assert display_number(0.00002, place=Decimal("0.000001")) == "0.000020"
