"""``footprint supplier read``, and a product that buys from a supplier."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.cli.conftest import EXAMPLE, Run
from tests.footprint.test_pact import V2, V3


def put(folder: Path, document: Any, name: str = "mill.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(document), "utf-8")
    return file


def test_the_entry_is_printed_and_what_was_not_read_told(run: Run, tmp_path: Path) -> None:
    file = put(tmp_path, V3)
    ran = run("supplier", "read", file)
    assert ran.code == 0
    (entry,) = YAML(typ="safe").load(ran.out)["suppliers"]
    assert (entry["id"], entry["total"], entry["supplier"]) == ("coil-s235", 4.0, "Mill")
    assert f"{file}: not read: $.pcf.productMassPerDeclaredUnit" in ran.err
    printed = run("supplier", "read", file, "--json")
    assert json.loads(printed.out)["suppliers"][0]["total"] == 4.0
    many = run("supplier", "read", put(tmp_path, {"data": [V3, V2 | {"proof": {}}]}, "two.json"), "--json")
    assert [s["id"] for s in json.loads(many.out)["suppliers"]] == ["coil-s235", "housing"]
    assert "the signature was not checked" in many.err


@pytest.mark.parametrize(
    ("document", "told"), [({}, "$.specVersion: is missing"), (V3 | {"pcf": []}, "$.pcf: is a list")]
)
def test_a_file_that_cannot_be_read(run: Run, tmp_path: Path, document: Any, told: str) -> None:
    file = put(tmp_path, document)
    ran = run("supplier", "read", file)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip() == f"footprint: {file}: {told}" + (": an object is due" if "list" in told else "")
    assert run("supplier", "read", tmp_path / "none.json").code == 2


def test_from_the_file_to_a_record_and_back(run: Run, tmp_path: Path) -> None:
    entry = json.loads(run("supplier", "read", put(tmp_path, V3), "--json").out)["suppliers"][0]
    document = YAML(typ="safe").load(EXAMPLE.read_text("utf-8"))
    line = next(
        x for p in document["processes"] for x in p["lines"] if "dataset" in x and x["unit"] in {"kg", "g", "t"}
    )
    del line["dataset"]
    line["supplier"] = entry["id"]
    document["suppliers"] = [entry]
    product = tmp_path / "product.yaml"
    with product.open("w", encoding="utf-8") as stream:
        YAML(typ="safe").dump(document, stream)
    ran = run("calculate", product, "--out", tmp_path / "out", "--verify")
    assert (ran.code, ran.err) == (0, "")
    assert "Coil S235 (Mill)" in ran.out
    record = next((tmp_path / "out").glob("*record*.json"))
    again = run("rerun", record)
    assert again.code == 0, again.err
    shown = json.loads(run("calculate", product, "--json").out)
    row = next(r for r in shown["contributions"] if r["line"] == line["id"])
    assert (row["dataset_kind"], row["supplier"]) == ("supplier", "coil-s235")
    assert row["unit_value"] == pytest.approx(2.0)
    assert shown == json.loads(record.read_text("utf-8"))
    told = {f["code"] for f in json.loads(run("check", product, "--json").out)["findings"]}
    assert {"supplier.uptake", "supplier.signature_not_checked"} <= told
