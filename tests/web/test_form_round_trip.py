"""What goes into the form comes out of it: every example, and fields the form knows nothing of."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from ruamel.yaml import YAML

from api.access import local
from api.cases.examples import FOLDER
from footprint.product import parse_product
from rules.yaml_lines import read_yaml_file
from tests.footprint.test_pact import V3
from tests.web.conftest import TestClient, example
from tests.web.forms import fields
from web.desk import Desk
from web.pages import posted
from web.pages.calculate import filled_page
from web.pages.posting import settled
from web.pages.suppliers import uploaded
from web.site import environment

NAMES = sorted(
    file.stem for file in FOLDER.glob("*.yaml") if "format: footprint-product" in file.read_text("utf-8")
)
CODE = "0" * 31
# Beside the lines, everything the folded parts hold.
FULL: dict[str, Any] = {
    "accounts": [
        {"id": "main", "name": "Main meter", "unit": "kWh", "process": "cell", "lines": ["cell/electricity"],
         "metered": [*range(1001, 1012), None], "billed": [1000.5] * 12, "produced": [0] * 12, "other_use": 12.5,
         "basis": "by floor area\nof the halls", "evidence": [{"kind": "meter_reading", "reference": "M-1"}]},
        {"id": "gas", "unit": "m3", "process": "pack", "metered": [5000]},
        {"id": "half", "unit": "kWh", "process": "pack", "metered": [1, 2, 3, 4, 5, 6], "billed": [21]},
    ],
    "instruments": [
        {"id": "roof", "kind": "on_site", "dataset": "electricity-pv-cn-2024", "account": "main", "amount": 3000,
         "unit": "kWh"},
        {"id": "paper", "kind": "green_certificate", "dataset": "electricity-wind-cn-2024", "account": "main",
         "amount": 2, "unit": "MWh", "start": "2025-01-01", "end": "2025-06-30", "codes": [f"{CODE}1", f"{CODE}2"],
         "valid_until": "2027-06-30", "cancelled": "2025-07-01",
         "evidence": [{"kind": "other", "reference": "GC", "issuer": "NEA"}]},
    ],
    "legs": [
        {"id": "by-sea", "process": "cell", "activity": "transport", "mode": "sea",
         "mass": {"of": "cathode-powder"}, "from": "Guangzhou", "to": "Singapore", "via": ["Hong Kong"], "name": {
             "en": "Sea", "zh-Hans": "海", "zh-Hant": "海"}, "evidence": [{"kind": "other", "reference": "B/L"}]},
        {"id": "by-road", "process": "pack", "activity": "transport", "mode": "road", "origin": "company_specific",
         "mass": {"amount": 0.5, "unit": "kg"}, "note": "two trips",
         "distance": {"amount": 120, "unit": "km", "evidence": [{"kind": "other", "reference": "waybill"}]}},
    ],
    "carried": {
        "scrap": [{"id": "cuttings", "amount": 0.1, "unit": "kg", "to": "sold"}],
        "plants": [{"process": "pack", "made": {"amount": 100, "unit": "%"}}],
    },
    "split": {
        "subdivided": {"cathode-powder": "output"},
        "co_products": [{"id": "scrap", "name": "Scrap", "amount": 0.05, "unit": "kg", "value": 1.5}, {
            "id": "heat", "amount": 2, "unit": "MJ"}],
        "main_value": 40, "method": "economic", "reason": "prices differ",
    },
}  # fmt: skip


def full() -> dict[str, Any]:
    """Return the example with everything the folded parts hold."""
    document = parse_product(example()).to_document()
    held = deepcopy(FULL)
    document["electricity"]["family"] = "official-average"
    document["accounts"] = held["accounts"]
    document["electricity"]["instruments"] = held["instruments"]
    document["legs"] = held["legs"]
    document["processes"][0] |= held["carried"] | {"split": held["split"]}
    document["processes"][0]["lines"][0] |= {
        "spread": {"minimum": 0.1, "maximum": 3, "source": "scale"},
        "quality": {"reliability": 2},
        "codes": {"cn": "7604 21 00"},
    }
    return document


def unknown() -> dict[str, Any]:
    """Return it with a field nobody knows in every place there is."""
    document = full()
    new = {
        "rows": [[1, 2], []],
        "text": " 1,000 ",
        "no": False,
        "evidence": [{}],
        "amount": "7",
        "lines": [{"a": 1}],
    }
    places = [
        document, document["plant"], document["period"], document["electricity"], document["processes"][0],
        document["processes"][0]["output"], document["processes"][0]["lines"][0],
        document["processes"][0]["lines"][0]["evidence"][0],
        *document["accounts"], document["accounts"][0]["evidence"][0],
        *document["electricity"]["instruments"], document["processes"][0]["split"],
        *document["processes"][0]["split"]["co_products"], *document["legs"], document["legs"][1]["mass"],
        document["legs"][1]["distance"], document["legs"][1]["distance"]["evidence"][0],
        next(iter(document["parameters"].values())),
        document.setdefault("choices", {}), document["parameters"], document.setdefault("answers", {}),
    ]  # fmt: skip
    for place in places:
        place["novelty"] = new
        place["odd"] = "12"
    document["omitted"] = [
        {"process": "pack", "name": "screws", "amount": 0.4, "unit": "kg", "reason": "little", "novelty": new}
    ]
    return document


@pytest.fixture(scope="module")
def desk(client: TestClient) -> Desk:
    bench = client.app.state.workbench  # type: ignore[attr-defined]
    return Desk(bench, local(bench.database, bench.clock))


def through(document: dict[str, Any], desk: Desk, *, script: bool) -> dict[str, Any]:
    """Show a document in the form and read the form back as it is posted."""
    name, _, version = document["rule"].partition("@")
    loaded = desk.rule(name, version or None)
    assert loaded is not None
    page = filled_page(loaded.rule, document, "", desk, "zh-Hant")
    frame = {
        "scopes": frozenset(),
        "url": lambda path: path,
        "rest": "",
        "theme": "",
        "background": "",
        "languages": (),
        "accounts": False,
    }
    html = environment("zh-Hant").get_template("pages/calculate.html").render(page=page, frame=frame)
    return settled(posted.tidy(posted.read(fields(html, script=script), "zh-Hant")), loaded.rule)


def pruned(value: Any) -> Any:
    """Leave out empty tables and lists, which say nothing."""
    if isinstance(value, dict):
        return {k: v for k, v in ((k, pruned(v)) for k, v in value.items()) if v not in ({}, [])}
    return value


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("script", [False, True])
def test_every_example_comes_back(client: TestClient, name: str, *, script: bool) -> None:
    document = parse_product(read_yaml_file(FOLDER / f"{name}.yaml").document).to_document()
    path = f"/zh-hans/calculate/{document['rule'].partition('@')[0]}"
    html = client.get(path, params={"example": name}).text
    answer = client.post(path, data=_grouped(fields(html, script=script)) | {"_do": "download"})
    assert answer.headers["content-type"].startswith("application/yaml")
    back = YAML(typ="safe").load(answer.text)
    back = parse_product(back).to_document()
    assert back.pop("rule").partition("@")[0] == document.pop("rule").partition("@")[0]
    assert back == document


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("script", [False, True])
def test_the_folded_parts_come_back(desk: Desk, *, script: bool) -> None:
    document = full()
    document["suppliers"] = [{"id": "a.b", "total": 1.5, "novelty": {"x": []}}]
    back = through(document, desk, script=script)
    assert back["accounts"] == document["accounts"]
    assert back["electricity"] == document["electricity"]
    assert back["processes"][0] == document["processes"][0]
    assert back["legs"] == document["legs"]
    assert back["suppliers"] == document["suppliers"]


@pytest.mark.parametrize("script", [False, True])
def test_what_the_form_does_not_know_comes_back_unchanged(desk: Desk, *, script: bool) -> None:
    document = unknown()
    back = through(document, desk, script=script)
    assert set(back) == set(document)
    for key, value in document.items():
        assert pruned(back[key]) == pruned(value) or key == "rule", key


def test_what_is_typed_wrongly_stays_as_it_was_typed(desk: Desk) -> None:
    document = full()
    document["accounts"][0] = {
        **document["accounts"][0],
        "other_use": "a lot",
        "metered": ["1,000", "x", *[1] * 10],
    }
    document["processes"][0]["lines"][0] = {"id": "new", "activity": "", "amount": "1,5 kg", "unit": "kg"}
    back = through(document, desk, script=True)
    assert back["accounts"][0]["other_use"] == "a lot"
    assert back["accounts"][0]["metered"] == [1000, "x", *[1] * 10]
    assert back["processes"][0]["lines"][0]["amount"] == "1,5 kg"


def test_a_supplier_read_from_a_file_comes_back(desk: Desk) -> None:
    import json

    card = uploaded(json.dumps(V3).encode(), b"", set(), desk, "en").cards[0]
    document = full() | {"suppliers": [json.loads(card.json)]}
    document["processes"][0]["lines"][0].pop("dataset")
    document["processes"][0]["lines"][0]["supplier"] = "coil-s235"
    back = through(document, desk, script=False)
    assert parse_product(back).suppliers[0].total == 4.0
    assert back["processes"][0]["lines"][0]["supplier"] == "coil-s235"
