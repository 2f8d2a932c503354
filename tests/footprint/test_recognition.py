"""The recognition report: what is met, open and unpublished, each by the right figure."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import jsonschema
import pytest

from footprint.errors import InputError, RuleError
from footprint.label import label_record
from footprint.label_answers import answered, later
from footprint.recognition import SCHEMA, RecognitionReport, recognise, recognition_schema
from footprint.scheme import Scheme
from rules import statements
from rules.labels import load_scheme
from rules.recognition import agreements, between, directions, load_agreement, parse_agreement
from tests.footprint import labels

AGREEMENT = load_agreement("guangdong-hongkong")
HONG_KONG = load_scheme("hongkong-cma")
TEXT = statements.text_of("recognition", "guangdong-hongkong")


def label(**changes: Any) -> dict[str, Any]:
    made = copy.deepcopy(label_record(labels.record(), load_scheme("guangdong"), labels.URL, labels.rule()))
    for path, value in changes.items():
        *steps, last = path.split("__")
        here = made
        for step in steps:
            here = here[step]
        here[last] = value
    return made


def states(**changes: Any) -> dict[str, str]:
    return {row.id: row.state for row in report(**changes).rows}


def report(**changes: Any) -> RecognitionReport:
    return recognise(label(**changes), AGREEMENT, HONG_KONG)


@pytest.mark.parametrize("name", agreements())
def test_every_agreement_loads_and_every_source_is_used(name: str) -> None:
    found = load_agreement(name)
    assert found.id == name
    assert {cite.source for _, cite in statements.cites(found)} == set(found.sources)
    assert all(source.url or source.trust == "own" or source.note for source in found.sources.values())


def test_a_fresh_guangdong_label_towards_hong_kong() -> None:
    found = states()
    assert {k for k, v in found.items() if v == "unpublished"} == {
        "required", "certified_per", "languages", "number_format", "validity_months", "grades", "qr_content",
        "mark_design", "rules", "products", "mapping", "fee", "accepted-bodies", "accepted-factors",
    }  # fmt: skip
    open_ = {k for k, v in found.items() if v == "open"}
    assert {"verification", "report", "issued"} <= open_
    assert found["identity"] == found["figure"] == found["public-record"] == "met"


def test_a_row_names_the_figure_that_answers_it() -> None:
    row = next(r for r in report().rows if r.id == "figure")
    assert dict(row.by)["footprint.value"] == label()["footprint"]["value"]
    assert row.cite.source == "practice"
    assert row.grade == "INF"


def test_an_issued_label_meets_more_and_a_withdrawn_one_does_not() -> None:
    issued = {
        "status": "published", "number": "GD-1", "issued": "2026-11-01", "expires": "2028-11-01",
        "bodies__issuing": "GDLC", "report_number": "R-1", "bodies__verification": "CQC",
        "bodies__assurance_level": "limited",
    }  # fmt: skip
    found = states(**issued)
    assert found["issued"] == found["report"] == found["verification"] == "met"
    assert states(**issued | {"status": "withdrawn"})["issued"] == "open"


def test_zero_answers_and_null_does_not() -> None:
    assert states(footprint__value=0.0)["figure"] == "met"
    assert states(footprint__value=None)["figure"] == "open"


def test_a_draft_rule_is_open() -> None:
    assert states(rule__status="draft")["rule"] == "open"
    assert states(rule__status="in_force")["rule"] == "met"


def test_what_a_scheme_publishes_is_held_against_the_label() -> None:
    stated = HONG_KONG.number_format.model_copy(update={"value": r"HK-\d+", "grade": "B"})
    scheme = HONG_KONG.model_copy(update={"number_format": stated})

    def state(number: str | None) -> str:
        rows = recognise(label(number=number), AGREEMENT, scheme).rows
        return next(r.state for r in rows if r.id == "number_format")

    assert (state(None), state("GD-1"), state("HK-12")) == ("open", "open", "met")


def test_schemes_that_are_no_parties_are_refused() -> None:
    with pytest.raises(InputError, match="'national' is no party of guangdong-hongkong"):
        recognise(label(), AGREEMENT, load_scheme("national"))
    with pytest.raises(InputError, match="needs no recognition by itself"):
        recognise(label(), AGREEMENT, load_scheme("guangdong"))
    assert between("guangdong", "hongkong-cma") == (AGREEMENT,)
    assert between("hongkong-cma", "guangdong") == (AGREEMENT,)
    assert between("guangdong", "guangdong") == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("needs: [bodies.issuing,", "needs: [bodies.colour,", "'bodies.colour' is no field of the label record"),
        ("scheme: hongkong-cma", "scheme: mars", "no label scheme 'mars'"),
        ("scheme: hongkong-cma", "id: national", "'national' is the name of a scheme"),
        ("scheme: hongkong-cma", "place: HK", "where it has no scheme file"),
        ("scheme: hongkong-cma", "scheme: guangdong", "parties: each has a name of its own"),
        ("source: own-inference, clause", "source: nowhere, clause", "'nowhere' is none of the sources"),
        ("needs: [bodies.issuing, number, issued, expires, status]", "needs: []", "goes with empty needs"),
        ("equals: {status: published}", "equals: {grade: A}", "names a field that is not in needs"),
        ("- id: issued\n", "- id: accepted-bodies\n", "each has an id of its own"),
        ("- id: issued\n", "- id: report\n", "'report' is named under practice already"),
        ("practice: [identity,", "practice: [colour,", "no such line of practice: 'colour'"),
        ("practice: [identity,", "practice: [rule,", "practice: each is named once"),
        ("  own-inference:\n", "  practice:\n", "is the name of a source of the shared lines"),
    ],
)
def test_wrong_files_are_refused_with_line_and_reason(old: str, new: str, told: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new)
    if "place: HK" in new:
        text = TEXT.replace("    scheme: hongkong-cma\n", "")
    with pytest.raises(RuleError) as caught:
        parse_agreement(text, "toy.yaml")
    assert told in str(caught.value)
    assert str(caught.value).startswith("toy.yaml:")


ISSUED = {
    "status": "published", "number": "GD-1", "issued": "2026-11-01", "expires": "2028-11-01",
    "bodies__issuing": "GDLC", "report_number": "R-1", "bodies__verification": "CQC",
    "bodies__assurance_level": "limited", "rule__status": "in_force",
}  # fmt: skip


def test_an_issued_label_under_a_rule_in_force_leaves_only_what_nobody_published() -> None:
    found = report(**ISSUED)
    assert found.of("open") == ()
    assert len(found.of("met")) == 12
    assert all(row.grade == "X" for row in found.of("unpublished"))
    assert {row.state for row in found.rows if row.grade == "X"} == {"unpublished"}


PLANTED = [
    (row.id, path, None)
    for row in AGREEMENT.requirements for path in row.needs if path not in row.equals
] + [
    ("issued", "status", status) for status in ("draft", "verified", "suspended", "withdrawn", "expired")
] + [
    ("rule", "rule.status", status) for status in (None, "draft", "superseded", "withdrawn")
] + [
    ("identity", "product.model", "  "), ("figure", "footprint.stages", []),
    ("unit-and-boundary", "boundary.included", []),
    ("public-record", "record.url", "http://127.0.0.1:8000/x"), ("public-record", "record.url", "http://localhost/x"),
    ("public-record", "record.url", "http://192.168.1.7/x"), ("public-record", "record.url", "http://footprint/x"),
]  # fmt: skip


@pytest.mark.parametrize(("row_id", "path", "value"), PLANTED)
def test_a_planted_fault_opens_its_requirement_alone_and_is_named(row_id: str, path: str, value: object) -> None:
    found = report(**ISSUED | {path.replace(".", "__"): value})
    assert [row.id for row in found.of("open")] == [row_id]
    (missing,) = found.of("open")[0].missing
    assert (missing.path, missing.found) == (path, value)
    due = next(r.equals for r in AGREEMENT.requirements if r.id == row_id).get(path)
    assert missing.due == ("public" if path == "record.url" and value else due)
    assert len(found.of("met")) == 11


def test_nothing_left_out_is_an_answer_where_null_would_say_unknown() -> None:
    assert report(**ISSUED | {"boundary__excluded": []}).of("open") == ()
    assert answered("record.url", "https://carbon.example.com/x")
    assert answered("record.url", "https://[2606:4700::1]/x")
    assert not answered("record.url", "http://[::1]/x")


@pytest.mark.parametrize(("day", "status"), [("2028-11-01", "published"), ("2028-11-02", "expired")])
def test_past_its_last_day_a_label_is_expired_whatever_it_says(day: str, status: str) -> None:
    found = recognise(label(**ISSUED), AGREEMENT, HONG_KONG, date.fromisoformat(day))
    assert found.label_status == status
    assert [row.id for row in found.of("open")] == ([] if status == "published" else ["issued"])


def stated(**values: Any) -> Scheme:
    changed = {
        name: getattr(HONG_KONG, name).model_copy(update={"value": value, "grade": "B"})
        for name, value in values.items()
    }
    return HONG_KONG.model_copy(update=changed)


@pytest.mark.parametrize(
    ("name", "value", "changes", "state", "due"),
    [
        ("certified_per", "model", {}, "met", None),
        ("certified_per", "series", {}, "open", "by hand"),
        ("languages", ("en", "zh-Hant"), {}, "met", None),
        ("languages", ("en", "zh-Hant"), {"texts__statement": {"en": "a", "zh-Hans": "b"}}, "open", "en, zh-Hant"),
        ("number_format", r"HK-\d+", {"number": "HK-12"}, "met", None),
        ("number_format", r"HK-\d+", {}, "open", r"HK-\d+"),
        ("validity_months", 24, {}, "met", None),
        ("validity_months", 24, {"expires": "2028-11-02"}, "open", "≤ 2028-11-01"),
        ("validity_months", 24, {"issued": None}, "open", None),
        ("grades", ("A", "B"), {"grade": "B"}, "met", None),
        ("grades", ("A", "B"), {"grade": "Z"}, "open", "A, B"),
        ("grades", ("A", "B"), {}, "open", None),
        ("qr_content", "number and name", {}, "open", "by hand"),
        ("mark_design", "a green leaf", {}, "open", "by hand"),
    ],
)
def test_what_the_other_scheme_publishes_is_held_against_the_label(
    name: str, value: object, changes: dict[str, Any], state: str, due: str | None
) -> None:
    rows = recognise(label(**ISSUED | changes), AGREEMENT, stated(**{name: value})).rows
    row = next(r for r in rows if r.id == name)
    assert row.state == state
    assert row.by_hand == (due == "by hand")
    assert [one.due for one in row.missing] == ([due] if state == "open" and due != "by hand" else [])


def test_each_field_a_scheme_demands_is_a_row() -> None:
    rows = recognise(label(**ISSUED), AGREEMENT, stated(required=("product.model", "plant.address"))).rows
    found = {row.id: row.state for row in rows if row.id.startswith("required")}
    assert found == {"required:product.model": "met", "required:plant.address": "open"}


@pytest.mark.parametrize(
    ("products", "state"),
    [
        (("8507",), "met"),
        (("8507.60", "9999"), "met"),
        (("NMC622 Traction Battery Pack",), "met"),
        (("8504",), "open"),
    ],
)
def test_a_published_list_of_products_is_searched(products: tuple[str, ...], state: str) -> None:
    listed = AGREEMENT.products.model_copy(update={"value": products, "grade": "B"})
    rows = recognise(label(), AGREEMENT.model_copy(update={"products": listed}), HONG_KONG).rows
    row = next(r for r in rows if r.id == "products")
    assert (row.state, row.by_hand) == (state, state == "open")


def test_later_days() -> None:
    assert later("2026-01-31", 1) == "2026-02-28"
    assert later("2026-11-01", 24) == "2028-11-01"
    assert later("2024-02-29", 12) == "2025-02-28"
    assert later("2026-12-15", 1) == "2027-01-15"


def test_a_party_without_scheme_is_asked_through_the_agreement_alone() -> None:
    agreement = load_agreement("guangdong-macao")
    macao = agreement.party("macao")
    assert macao is not None
    found = recognise(label(), agreement, macao)
    assert {row.origin for row in found.rows} == {"agreement"}
    assert {row.state for row in found.rows} == {"unpublished"}
    assert found.to_dict()["towards"]["scheme"] is None
    hong_kong = AGREEMENT.party("hongkong-cma")
    assert hong_kong is not None
    with pytest.raises(InputError, match="needs the scheme"):
        recognise(label(), AGREEMENT, hong_kong)


def test_a_gba_label_towards_hkqaa_and_back() -> None:
    agreement = load_agreement("shenzhen-hongkong")
    hkqaa = agreement.party("hkqaa")
    assert hkqaa is not None
    made = label(**ISSUED)
    made["scheme"]["id"] = "gba"
    found = recognise(made, agreement, hkqaa)
    assert found.of("open") == ()
    assert {"third-party", "certified", "figure"} <= {row.id for row in found.of("met")}
    made["bodies"]["verification"] = None
    opened = recognise(made, agreement, hkqaa).of("open")
    assert [(row.id, row.grade) for row in opened] == [("third-party", "B")]
    with pytest.raises(InputError, match="needs no recognition by itself"):
        recognise(made, agreement, load_scheme("gba"))


def test_what_is_only_announced_says_so() -> None:
    assert {load_agreement(name).status for name in ("guangdong-macao", "shenzhen-hongkong")} == {"announced"}
    assert [(a.id, p.key) for a, p in directions("guangdong")] == [
        ("guangdong-hongkong", "hongkong-cma"), ("guangdong-macao", "macao"),
    ]  # fmt: skip
    assert directions("national") == ()
    for name in agreements():
        for field in ("signed", "rules", "products", "mapping", "fee"):
            one = getattr(load_agreement(name), field)
            assert (one.value is None) == (one.grade == "X")


@pytest.mark.parametrize("changes", [{}, ISSUED, {"product__codes": dict.fromkeys(("hs", "cn", "cpc", "gtin"))}])
def test_every_report_is_what_its_schema_says(changes: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(recognition_schema())
    jsonschema.Draft202012Validator.check_schema(recognition_schema())
    for agreement in map(load_agreement, agreements()):
        for own in agreement.parties:
            for other in agreement.parties:
                if own.scheme is None or own is other:
                    continue
                made = label(**changes)
                made["scheme"]["id"] = own.scheme
                towards = load_scheme(other.scheme) if other.scheme else other
                document = recognise(made, agreement, towards).to_dict()
                validator.validate(document)
                assert sum(document["counts"].values()) == len(document["rows"])
                for row in document["rows"]:
                    assert row["cite"]["source"] in document["sources"][row["origin"]]
                json.dumps(document, allow_nan=False)
    assert recognition_schema()["$id"] == SCHEMA
