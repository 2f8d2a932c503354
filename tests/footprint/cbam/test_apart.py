"""A CBAM figure is no product footprint: nothing of one enters the other, and popular mistakes are not made."""

from __future__ import annotations

import ast
import dataclasses
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import footprint
from footprint.cbam.installation import Installation
from footprint.cbam.reading import parse_installation
from footprint.cbam.result import CbamResult
from footprint.cbam.schema import json_schema
from footprint.errors import InputError
from footprint.result import Result
from tests.footprint.cbam.fake import document, mwh, run, t

ENGINE = Path(footprint.__file__).parent
# What both may use: errors, findings, units, words of input problems.
SHARED = {"footprint.errors", "footprint.findings", "footprint.units", "footprint.product", "footprint"}


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return {name for name in found if name.startswith("footprint")}


def test_the_engine_of_cbam_knows_no_footprint() -> None:
    for file in (ENGINE / "cbam").glob("*.py"):
        other = {name for name in imports(file) if not name.startswith("footprint.cbam")}
        assert other <= SHARED, file
        if "footprint.product" in other:
            tree = ast.parse(file.read_text("utf-8"))
            modules = (n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom))
            names = {a.name for n in modules if n.module == "footprint.product" for a in n.names}
            assert names == {"problem"}, "only the wording of problems is shared"


def test_the_workbook_of_cbam_knows_no_footprint() -> None:
    """Reading and filling the Commission's template uses the cells of workbooks, and nothing of a product."""
    cells = {"footprint.exchange.excel_cells", "footprint.exchange.excel_errors", "footprint.exchange.excel_read"}
    for file in (ENGINE / "exchange" / "cbam").glob("*.py"):
        own = {name for name in imports(file) if name.startswith(("footprint.cbam", "footprint.exchange.cbam"))}
        assert imports(file) - own <= SHARED | cells, file


def test_the_engine_of_footprints_knows_no_cbam() -> None:
    for file in ENGINE.rglob("*.py"):
        if "cbam" not in file.parts:
            assert not any(name.startswith("footprint.cbam") for name in imports(file)), file


def test_the_results_share_no_field_for_a_figure() -> None:
    ours = {f.name for f in dataclasses.fields(CbamResult)}
    theirs = {f.name for f in dataclasses.fields(Result)}
    assert not ours & (theirs - {"findings", "trace", "digits"}), ours & theirs
    assert run(document()).to_dict()["kind"] == "cbam-embedded-emissions"
    assert "total" not in run(document()).to_dict()


@pytest.mark.parametrize("field", ["footprint", "pcf", "carbon_footprint", "supplier_footprint", "kg_co2e"])
def test_no_field_takes_a_footprint(field: str) -> None:
    for path in ((), ("precursors", 0), ("processes", 0), ("processes", 0, "goods", 0), ("streams", 0)):
        made: Any = deepcopy(document())
        here = made
        for step in path:
            here = here[step]
        here[field] = {"amount": 1.0, "unit": "kg"}
        with pytest.raises(InputError, match="not a field of this place"):
            parse_installation(made)


# Mistakes seen in calculators


def rolled(**fields: Any) -> float:
    made = deepcopy(document())
    made["processes"][0] |= fields
    return run(made).process("rolling").embedding.direct


def test_scrap_that_leaves_is_no_credit_and_no_product() -> None:
    assert rolled(scrap_out=t(10)) == rolled()


def test_scrap_that_enters_embeds_nothing() -> None:
    assert rolled(scrap_in=[{"kind": "pre_consumer", "amount": t(50)}]) == rolled()


def test_goods_used_in_house_share_the_emissions_with_those_sold() -> None:
    """Dividing by what was sold alone would load everything on it."""
    goods = [{"cn": "72142000", "market": t(50), "non_cbam": t(30), "off_spec": t(20)}]
    assert rolled(goods=goods) == pytest.approx(rolled())


def test_electricity_of_steel_is_not_priced() -> None:
    made = document(electricity={
        "supplies": [{"id": "grid", "kind": "grid", "country": "CN"}],
        "users": [{"process": "rolling", "amount": mwh(1000)}],
    })  # fmt: skip
    assert run(made).process("rolling").embedding.priced == rolled()


def test_assembled_material_embeds_nothing() -> None:
    assert rolled(assembled=t(5)) == rolled()


# The schema


def test_the_schema_takes_what_the_reader_takes() -> None:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert not list(validator.iter_errors(document()))
    assert list(validator.iter_errors(document(carbon_footprint=3)))
    made = deepcopy(document())
    del made["format"]
    assert list(validator.iter_errors(made))
    units = schema["$defs"]["Stream"]["properties"]["amount"]
    assert ["t", "Nm3", "m3", "TJ"] in [part.get("x-units") for part in units["anyOf"]]
    assert set(schema["properties"]) == set(Installation.model_fields)
