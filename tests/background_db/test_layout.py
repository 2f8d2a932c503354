from __future__ import annotations

import csv
import json
from typing import get_args

import pytest

from background_db.layout import DESCRIPTOR, OPEN, layouts
from background_db.tables import files_of
from footprint import units
from footprint.background import CATEGORIES, GASES, ExchangeKind, Kind
from footprint.texts import LANGUAGES

DESCRIBED = json.loads((OPEN / DESCRIPTOR).read_text(encoding="utf-8"))


def test_reader_demands_the_columns_of_the_descriptor() -> None:
    described = {r["name"]: tuple(f["name"] for f in r["schema"]["fields"]) for r in DESCRIBED["resources"]}
    assert {name: layout.columns for name, layout in layouts().items()} == described


@pytest.mark.parametrize("name", sorted(layouts()))
def test_open_tables_have_the_columns_of_the_descriptor(name: str) -> None:
    files = files_of(OPEN, layouts()[name])
    assert files
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            assert tuple(next(csv.reader(file))) == layouts()[name].columns, path


@pytest.mark.parametrize("name", sorted(layouts()))
def test_keys_and_references_are_columns(name: str) -> None:
    layout = layouts()[name]
    assert set(layout.key) <= set(layout.columns)
    assert set(layout.references) <= set(layout.columns)
    assert set(layout.references.values()) <= set(layouts())
    assert {f.type for f in layout.fields} <= {"string", "number", "integer", "date"}


def test_vocabularies_are_those_of_the_engine() -> None:
    fields = {(name, f.name): f.enum for name, layout in layouts().items() for f in layout.fields}
    assert fields["flows", "gas"] == GASES
    assert fields["flows", "category"] == CATEGORIES
    # A supplier's footprint is a dataset of one study, never of a package.
    assert {*fields["datasets", "kind"], "supplier"} == set(get_args(Kind))
    assert fields["exchanges", "kind"] == get_args(ExchangeKind)
    for unit in fields["datasets", "unit"]:
        assert units.quantity(unit)


def test_descriptor_names_the_package() -> None:
    assert DESCRIBED["name"] == "open"
    assert tuple(DESCRIBED["titles"]) == LANGUAGES
    assert DESCRIBED["licenses"]
    assert DESCRIBED["version"].count(".") == 2
