"""The form posted as it stands: rows added and removed, files read, notes beside fields, saving. No script."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from ruamel.yaml import YAML

from footprint.exchange import jws
from footprint.product import parse_product
from tests.footprint.test_jws import private, public
from tests.footprint.test_pact import V2, V3
from tests.web.conftest import TestClient
from tests.web.forms import fields
from tests.web.test_form_round_trip import FULL, full

PATH = "/en/calculate/batteries/traction"
EXAMPLE = f"{PATH}?example=traction-battery-nmc"


class Form:
    """The form of the example in the hands of someone without script."""

    def __init__(self, client: TestClient, path: str = EXAMPLE) -> None:
        self.client, self.html, self.status = client, client.get(path).text, 200
        self.path = path

    def press(self, do: str, file: bytes | None = None, **changed: str) -> Any:
        """Post the form with some fields changed."""
        data: dict[str, Any] = {}
        for name, value in fields(self.html):
            data.setdefault(name, []).append(value)
        for name, value in changed.items():
            data[name] = [value, *data.get(name, [""])[1:]]
        files = {"pact": ("pcf.json", file, "application/json")} if file is not None else {}
        answer = self.client.post(self.path, data=data | {"_do": do}, files=files, follow_redirects=False)
        if answer.headers.get("content-type", "").startswith("text/html"):
            self.html, self.status = answer.text, answer.status_code
        return answer

    def total(self) -> float | None:
        found = re.search(r'data-total="([^"]+)"', self.html)
        return float(found[1]) if found else None

    def supply(self) -> list[float]:
        """Return totals by location and by market."""
        found = re.search(r'id="supply">(.*?)</dl>', self.html, re.DOTALL)
        return [float(v) for v in re.findall(r"<dd>([\d.]+) ", found[1])] if found else []


def test_from_an_account_to_a_record_without_script(client: TestClient) -> None:
    form = Form(client)
    form.press("add:accounts")
    before = form.total()
    assert before is not None
    meter = "accounts[account-1]"
    assert f'name="{meter}.process"' in form.html
    year = {f"months:{meter}.metered": "12,000"}
    form.press("preview", **year, **{f"{meter}._figures": "one", f"{meter}.process": "cell"},
               **{f"each:{meter}.lines": "cell/electricity"})  # fmt: skip
    assert form.total() == pytest.approx(before, rel=1e-12), "an account alone changes nothing"
    for number, kind, dataset in (
        (1, "on_site", "electricity-pv-cn-2024"),
        (2, "green_certificate", "electricity-wind-cn-2024"),
    ):
        form.press("add:electricity.instruments")
        path = f"electricity.instruments[instrument-{number}]"
        codes = "\n".join(f"{n:032d}" for n in range(3)) if kind == "green_certificate" else ""
        given = {f"{path}.kind": kind, f"{path}._target": dataset, f"{path}.amount": "3000"}
        form.press("preview", **given, **{f"split:{path}.codes": codes})
    location, market = form.supply()
    assert market < location < before, "the plant counts in both views, certificates on paper"
    form.press("add:processes[cell].split.co_products")
    path = "processes[cell].split.co_products[co-product-1]"
    form.press("preview", **{f"{path}.name": "Scrap", f"{path}.amount": "0.05", f"{path}.unit": "kg"})
    assert form.supply()[0] < location, "the co-product carries its share"
    file = form.press("download")
    assert file.headers["content-disposition"].endswith('.yaml"')
    saved = form.press("save")
    assert saved.status_code == 303
    run = client.post("/v1/calculations", json=YAML(typ="safe").load(file.text))
    assert saved.headers["location"].endswith(run.json()["run_id"]), "the file is what was saved"
    form.press(f"remove:{path}")
    form.press("remove:electricity.instruments[instrument-1]")
    form.press("remove:electricity.instruments[instrument-2]")
    assert form.total() == pytest.approx(before, rel=1e-12)


def test_a_supplier_from_the_file_to_a_line(client: TestClient) -> None:
    form = Form(client)
    form.press("upload:pact", file=json.dumps({"data": [V3, V2]}).encode())
    for told in ("Coil S235 (Mill)", "4 kg CO₂e / 2 kg", "2027-06-30", "cradle to gate · packaging included",
                 "TÜV",
                 "40.0 %", "cradle to gate · without packaging",
                 "$.data[0].pcf.productMassPerDeclaredUnit"):  # fmt: skip
        assert told in unescape(form.html), told
    line = "processes[cell].lines[cathode-powder]"
    form.press("preview", **{f"{line}._target": "supplier:coil-s235"})
    assert form.total() is not None
    assert 'value="Coil S235 (Mill)"' in form.html
    form.press("upload:pact", file=json.dumps(V3).encode())
    assert 'name="json:suppliers[coil-s235-2]"' in form.html, "an id of its own"
    form.press("remove:suppliers[coil-s235]")
    assert form.total() is None
    assert re.search(rf'data-notes="{re.escape(line)}"><p class="note error">', form.html)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (b"", "Choose a PACT file (JSON) first."), (b"{", "$ is not JSON"), (b"\xff", "$ is not UTF-8"),
        (b"[]", "$ holds no footprint"),
        (json.dumps([V3] * 201).encode(), "$ holds 201 footprints; 200 are the most"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_and_loses_nothing(client: TestClient, file: bytes, told: str) -> None:
    form = Form(client)
    form.press("upload:pact", file=file, maker="Somebody else")
    assert form.status == 422
    assert told in unescape(form.html)
    assert 'value="Somebody else"' in form.html
    alone = client.post("/en/suppliers", files={"pact": ("x.json", file)})
    assert alone.status_code == 422
    assert told in unescape(alone.text)


def test_a_signed_file_is_checked_with_the_keys_that_come_along(client: TestClient) -> None:
    key, other = private("P-256"), private("P-256")
    text = jws.sign(json.dumps(V3).encode(), key).encode()

    def read(keys: dict[str, Any] | None, data: bytes = text) -> tuple[int, str]:
        files = {"pact": ("pcf.jws", data)}
        if keys is not None:
            files["pact-keys"] = ("keys.json", json.dumps({"keys": [dict(public(keys).jwk)]}).encode())
        answer = client.post("/en/suppliers", files=files)
        return answer.status_code, unescape(answer.text)

    assert "checked with the supplier's key when the file was read" in read(key)[1]
    assert "not checked when the file was read" in read(None)[1]
    status, told = read(other)
    assert (status, "data-supplier" in told) == (422, False), "signed by somebody else"
    head, _, tail = text.decode().rpartition(".")
    status, told = read(key, f"{head}.{'A' if tail[0] != 'A' else 'B'}{tail[1:]}".encode())
    assert (status, "data-supplier" in told) == (422, False), "the signature is another"


def test_a_file_beyond_the_limit_is_not_read(client: TestClient) -> None:
    answer = client.post("/en/suppliers", files={"pact": ("x.json", b" " * 5_000_001)})
    assert answer.status_code == 413
    assert "bytes" in answer.json()["detail"], "the script shows this"


def test_files_are_told_of_in_the_language_of_the_page(client: TestClient) -> None:
    for language, told in (("zh-hans", "应为小数"), ("zh-hant", "應為小數")):
        wrong = V3 | {"pcf": V3["pcf"] | {"primaryDataShare": "much"}}
        answer = client.post(f"/{language}/suppliers", files={"pact": ("x.json", json.dumps(wrong).encode())})
        assert told in answer.text
        shown = client.post(f"/{language}/suppliers/shown", json=[{"id": "a", "total": "?"}, {}])
        assert shown.status_code == 200
    assert client.post("/en/suppliers/shown", json=[{}] * 201).status_code == 413


def test_wrong_entries_are_told_beside_their_fields(client: TestClient) -> None:
    form = Form(client)
    form.press("add:accounts")
    form.press("save", **{"months:accounts[account-1].billed": "many", "accounts[account-1].other_use": "-1",
                          "maker": "", "accounts[account-1].process": ""})  # fmt: skip
    assert form.status == 422
    for path, told in (("accounts[account-1].billed", "a plain number is due"), ("maker", "is missing"),
                       ("accounts[account-1].other_use", "negative"),
                       ("accounts[account-1].process", "is missing")):  # fmt: skip
        assert re.search(rf'data-notes="{re.escape(path)}"><p class="note error">[^<]*{told}', form.html), path
    assert 'value="many"' in form.html
    assert ">accounts[" not in form.html, "places are named in words"


def test_an_unfinished_form_can_be_taken_as_a_file(client: TestClient) -> None:
    file = Form(client, PATH).press("download", model="My pack / 1")
    assert 'filename="My-pack-1.yaml"' in file.headers["content-disposition"]
    assert YAML(typ="safe").load(file.text)["model"] == "My pack / 1"


def test_processes_of_the_rule_are_added_without_script(client: TestClient) -> None:
    form = Form(client)
    template = re.search(r'value="template:([^"]+)"', form.html)
    if template is not None:
        form.press(f"template:{template[1]}")
        assert f'data-process="{template[1]}"' in form.html
    form.press("add:processes")
    assert 'data-process="process-1"' in form.html or 'data-process="process-4"' in form.html
    assert client.post(EXAMPLE, data={"_do": "nonsense"}).status_code == 400
    assert client.post("/en/calculate/no/rule", data={}).status_code == 404


def test_the_search_offers_suppliers_and_electricity(client: TestClient) -> None:
    query = {
        "rule": "batteries/traction",
        "activity": "copper_foil",
        "q": "coil",
        "supplier": ["coil|Coil (Mill)|kg"],
    }
    html = client.get("/en/options", params=query).text
    assert 'data-kind="supplier" data-value="coil" data-text="Coil (Mill)"' in html
    html = client.get("/zh-hans/options", params={"q": "光伏", "category": "electricity"}).text
    assert 'data-value="electricity-pv-cn-2024"' in html
    assert 'data-kind="slot"' not in html
    assert "data-value" in client.get("/en/options", params={"category": "electricity"}).text


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_live_total_shows_both_views_where_instruments_cover(client: TestClient, language: str) -> None:
    document = full()
    document["accounts"][0] |= {"metered": [12_000.0], "produced": [], "billed": []}
    document["accounts"] = document["accounts"][:1]
    del document["legs"]
    for key in ("split", "scrap", "plants"):
        del document["processes"][0][key]
    html = client.post(f"/{language}/preview", json=document).text
    assert 'id="supply"' in html, re.findall(r'data-text="([^"]*)"', html)
    assert parse_product(document).electricity.instruments[0].id == FULL["instruments"][0]["id"]


@pytest.mark.parametrize(
    "pairs",
    [
        [("accounts", "x"), ("accounts[a].unit", "kWh")], [("a[b].c", "1"), ("a.b", "2")], [("a[b]", "x")],
        [("json:accounts", "{"), ("json:processes", "[1]"), ("processes[p].id", "p")], [("][", "x"), ("a..b", "x")],
        [(".".join("abcdefghij"), "deep")], [("json:x", "[" * 100_000)], [("each:a.b", "1"), ("a.b", "2")],
        [("json:processes[p].lines", '"x"'), ("processes[p].lines[l].unit", "kg")],
        [("months:codes.hs", "1"), ("x:y", "")],
    ],
)  # fmt: skip
def test_what_is_not_of_our_form_does_no_harm(client: TestClient, pairs: list[tuple[str, str]]) -> None:
    assert client.post(PATH, data=dict(pairs)).status_code == 200
