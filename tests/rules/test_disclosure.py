"""Every field of the label has somebody who sees it, and the schema of the public document follows."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest

from footprint.declared import declared_schema
from footprint.disclosure import leaves
from footprint.errors import RuleError
from footprint.label import label_schema
from footprint.product import Product
from rules.disclosure import NAME, declaration_schema, load_disclosure, parse_disclosure
from tests.footprint import toys

TEXT = resources.files("rules").joinpath(NAME).read_text("utf-8")
GROUPS = load_disclosure().groups
# What the label takes from a record; everything else of it is for the parties.
LABELLED = {
    "format",
    "engine_version",
    "seed",
    "rule",
    "background",
    "characterization",
    "functional_unit",
    "reference_flow",
    "total",
    "stages",
    "gases",
    "categories",
    "views",
    "gaps",
    "product.format",
    "product.name",
    "product.model",
    "product.maker",
    "product.plant",
    "product.period",
    "product.codes",
    "product.rule",
    "product.background",
    "product.electricity",
}


def test_the_schema_of_the_public_document_is_up_to_date() -> None:
    """Run ``python -m rules.disclosure`` after a change of label or groups."""
    assert declared_schema() == declaration_schema()


def test_every_field_of_the_label_stands_in_one_group() -> None:
    paths = [path for group in GROUPS.values() for path in group.label]
    for leaf in leaves(label_schema()):
        assert sum(leaf == path or leaf.startswith(f"{path}.") for path in paths) == 1, leaf


def test_every_part_of_a_record_is_labelled_or_for_the_parties() -> None:
    private = {path for group in GROUPS.values() for path in group.record}
    assert not private & LABELLED
    result = calculated()
    parts = {key for key in result if key not in {"product", "data_quality"}}
    parts |= {f"product.{name}" for name in Product.model_fields}
    assert parts - private - LABELLED == set()


def calculated() -> dict[str, Any]:
    from footprint.calculate import calculate
    from footprint.record import build_record

    product, rule, background = toys.product(), toys.rule(), toys.background()
    return build_record(product, calculate(product, rule, background), background)


def test_the_founding_groups_have_their_levels() -> None:
    assert {key for key, group in GROUPS.items() if group.level == "public"} == {
        "identity", "scheme", "validity", "total", "basis", "rating", "digest",
    }  # fmt: skip
    assert load_disclosure().withholdable == (
        "plant", "stages", "gases", "categories", "views", "electricity", "quality_detail", "gaps",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("label: [footprint.stages]", "label: [footprint.steps]", "footprint.steps' is no field of the label"),
        ("label: [footprint.stages]", "label: [footprint.gases]", "stands in two groups"),
        ("label: [footprint.gases]", "record: [lines]", "for the parties alone"),
        ("label: [footprint.gases]", "label: []", "names paths"),
        ("label: [scheme, bodies, recognised_by]", "label: [scheme, bodies]", "who sees 'recognised_by'"),
        ("level: public", "level: everybody", "level"),
        ("zh-Hans: 碳足迹, ", "", "zh-Hans"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(old: str, new: str, told: str) -> None:
    assert old in TEXT
    with pytest.raises(RuleError, match=told) as caught:
        parse_disclosure(TEXT.replace(old, new, 1), "disclosure.yaml")
    assert str(caught.value).startswith("disclosure.yaml:")
