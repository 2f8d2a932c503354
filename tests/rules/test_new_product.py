"""A rule nobody wrote code for drives everything: form, preview, calculation, record, label, interface, commands.

What the rule says is put into a folder; every assertion below reads it back from another door of the service.
"""

from __future__ import annotations

import importlib.util
import json
import re
import warnings
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

with warnings.catch_warnings():
    # Starlette 1.10 wants httpx2; until the lock has it, its client works with httpx and says so once.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

from api import cli
from api.cli import root
from api.db import migrate
from api.settings import Settings
from rules.load import file_problems
from rules.registry import Registry
from tests.rules import bench
from web.app import create_app

LANGUAGES = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bench.folder(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="module")
def app(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), rules=folder)
    migrate.upgrade(settings.database_url)
    return create_app(settings)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as made:
        yield made


@pytest.fixture(scope="module")
def record(client: TestClient) -> dict[str, Any]:
    answer = client.post("/v1/calculations", json=bench.product())
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = client.get(f"/v1/calculations/{answer.json()['run_id']}").json()
    return {**found, "run_id": answer.json()["run_id"]}


def page(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return unescape(answer.text)


def test_the_rule_is_sound_and_alone(folder: Path) -> None:
    assert file_problems(folder / "pcr" / "garden" / "bench" / "0.1.0.yaml", folder) == ()
    assert Registry(folder).names() == (f"{bench.NAME}@0.1.0",)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_form_asks_what_the_rule_asks(client: TestClient, folder: Path, tag: str) -> None:
    rule = Registry(folder).get(bench.NAME).rule
    tongue: Any = LANGUAGES[tag]
    html = page(client, f"/{tag}/calculate/{bench.NAME}")
    for name, choice in rule.choices.items():
        assert choice.title.get(tongue) in html
        for option, entry in choice.options.items():
            assert entry.title.get(tongue) in html
            assert f'name="choices.{name}.option" value="{option}"' in html
    for name, parameter in rule.parameters.items():
        assert parameter.title.get(tongue) in html, name
        assert f"{parameter.cite.source}: {parameter.cite.clause}" in html
    for name in ("frame_mass", "service_life", "hours", "standby", "cut_off_cumulative"):
        assert f'name="parameters.{name}.amount"' in html
    for name in ("recovered", "lamp_energy", "cut_off_per_item"):
        assert f'name="parameters.{name}.amount"' not in html, f"{name} is the rule's"
    for scenario in rule.scenarios.values():
        assert scenario.title.get(tongue) in html
        assert scenario.text.get(tongue) in html
    for question in rule.not_encoded:
        assert question.asks
        assert question.asks.get(tongue) in html
    for kind in rule.traceability.kinds.values():
        assert kind.title.get(tongue) in html


def test_the_form_starts_complete(client: TestClient) -> None:
    html = page(client, f"/en/calculate/{bench.NAME}")
    shown, _, templates = html.partition('<template id="line-template">')
    for process, line in (("bench", "frame-steel"), ("bench", "bench-power"), ("use", "bench-in-use")):
        assert f'name="processes[{process}].lines[{line}].amount"' in shown
    assert 'name="processes[use].lines[bench-in-use].process" value="bench"' in shown
    assert 'name="processes[bench].lines[bench-power].slot" value="electricity"' in shown
    assert 'name="processes[bench].lines[frame-steel].dataset" value="steel-rebar-cn"' in shown
    assert "lines[lamp-electricity]" not in shown, "the rule computes it"
    assert '<option value="lamp_electricity"' not in shown
    assert '<option value="use" selected>' in shown, "the process that makes the declared unit"
    assert 'data-template="cushion"' in shown
    assert "processes[cushion]" not in shown, "optional"
    assert "processes[cushion]" in templates


def preview(client: TestClient, document: Any, **query: Any) -> str:
    answer = client.post("/en/preview", json=document, params=query)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def worth(html: str, name: str) -> str:
    found = re.search(rf'<i data-parameter-now="{name}" data-value="([^"]*)" data-origin="[^"]*"([^>]*)>', html)
    assert found, name
    return found[1] + found[2]


def test_a_choice_moves_its_parameters_and_computed_lines(client: TestClient) -> None:
    document = bench.product()
    html = preview(client, document)
    assert worth(html, "lamp_power") == "4 W"
    assert worth(html, "hours").startswith("2,000 ")
    assert worth(html, "lamp_energy") == "80 kWh"  # 4 W × 2,000 h/a × 10 a
    before = float(re.search(r'data-total="([^"]+)"', html)[1])  # type: ignore[index]
    document["choices"]["lamp"] = {"option": "cold"}
    html = preview(client, document)
    assert worth(html, "lamp_power") == "5 W"
    assert worth(html, "lamp_energy") == "100 kWh"
    # 20 kWh and a tenth more on standby, over 10 years, at 0.5777 kg CO2e/kWh
    assert float(re.search(r'data-total="([^"]+)"', html)[1]) - before == pytest.approx(2.2 * 0.5777)  # type: ignore[index]
    document["choices"]["place"] = {"option": "sun"}
    html = preview(client, document)
    assert "data-total" not in html
    assert worth(html, "hours") == "– data-asks data-open", "no text fixes it in the sun"
    assert worth(html, "lamp_energy") == "–"


def test_an_unfinished_form_shows_what_is_known(client: TestClient) -> None:
    html = preview(client, {"rule": bench.NAME, "choices": {"place": {"option": "shade"}}, "parameters": {"x": 1}})
    assert "data-total" not in html
    assert worth(html, "hours").startswith("2,000 ")
    assert worth(html, "service_life") == "– data-asks data-open"


def test_the_record_holds_choices_values_and_the_lines_of_the_rule(record: dict[str, Any]) -> None:
    values = {row["id"]: (row["value"], row["origin"]) for row in record["parameters"]}
    assert values["frame_mass"] == (20.0, "preparer")
    assert values["recovered"] == (0.9, "rule")
    assert values["lamp_power"] == (4.0, "choice")
    assert values["lamp_energy"] == (pytest.approx(80.0), "derived")
    assert values["standby"] == (10.0, "default")
    assert {(c["id"], c["option"], c["origin"]) for c in record["choices"]} == {
        ("place", "shade", "preparer"), ("guest", "one", "preparer"), ("lamp", "warm", "default"),
    }  # fmt: skip
    lines = {row["line"]: row for row in record["contributions"]}
    assert {k: v["basis"] for k, v in lines.items()} == {
        "steel": "declared", "power": "declared", "default-planks": "default",
        "derived-lamp-electricity": "derived", "derived-lamp-standby": "derived",
        "eol-frame-credit": "end_of_life", "eol-frame-disposal": "end_of_life", "cut-off-1": "cut_off",
    }  # fmt: skip
    # per year: 80 kWh ÷ 10 a; 20 kg × 0.9 ÷ 10 a given back; 0.1 kg of screws charged as steel
    assert lines["derived-lamp-electricity"]["amount"] == pytest.approx(8.0)
    assert lines["eol-frame-credit"]["amount"] == pytest.approx(-1.8)
    assert lines["cut-off-1"]["amount"] == pytest.approx(0.01)
    assert sum(row["value"] for row in lines.values()) == pytest.approx(record["total"]["value"])
    assert set(record["stages"]) == {"make", "light", "end"}
    assert record["rule"]["id"] == bench.NAME


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_result_says_what_was_chosen_computed_and_assumed(
    client: TestClient, record: dict[str, Any], folder: Path, tag: str
) -> None:
    rule = Registry(folder).get(bench.NAME).rule
    tongue: Any = LANGUAGES[tag]
    html = page(client, f"/{tag}/results/{record['run_id']}")
    for text in ("it is narrow", "warranty of the maker", "screws", "bought in bags"):
        assert text in html
    for name in ("service_life", "lamp_energy", "standby"):
        assert rule.parameters[name].title.get(tongue) in html
    suggestion = rule.parameters["service_life"].suggestion
    assert suggestion
    assert suggestion.text.get(tongue) in html
    assert rule.end_of_life.materials[0].title.get(tongue) in html
    for line in ("derived-lamp-electricity", "eol-frame-credit"):
        assert f"/trace/{'use' if 'lamp' in line else 'bench'}/{line}" in html
    assert 'class="bar-credit"' in html


def test_the_trace_of_a_computed_line_shows_its_formula(client: TestClient, record: dict[str, Any]) -> None:
    html = page(client, f"/en/results/{record['run_id']}/trace/use/derived-lamp-standby")
    assert "Electricity of the lamp over its life × Standby losses of the supply" in html
    assert "= 80 × 0.1" in html
    assert "Power of the lamp × Hours of light in a year × Service life" in html
    assert "= 0.004 × 2,000 × 10" in html
    assert "bench-book: 3.6" in html
    html = page(client, f"/en/results/{record['run_id']}/trace/bench/eol-frame-credit")
    assert "= −Mass of the steel frame × Share of the frame that is recycled" in html
    assert "= −20 × 0.9" in html
    for row in record["contributions"]:
        page(client, f"/zh-hant/results/{record['run_id']}/trace/{row['process']}/{row['line']}")


def test_the_label_is_drawn(client: TestClient, record: dict[str, Any]) -> None:
    for tag in LANGUAGES:
        drawing = client.get(f"/{tag}/results/{record['run_id']}/label.svg")
        assert drawing.headers["content-type"] == "image/svg+xml"
        assert "<svg" in drawing.text
    label = json.dumps(client.get(f"/en/results/{record['run_id']}/label.json").json())
    assert bench.NAME in label
    assert "1 year of use of one bench" in label


def test_the_interface_lists_and_describes_it(client: TestClient) -> None:
    (listed,) = client.get("/v1/rules").json()["items"]
    assert (listed["id"], listed["title"]["zh-Hant"]) == (bench.NAME, "連燈花園長凳")
    body = client.get(listed["url"]).json()["rule"]
    assert body["choices"]["place"]["options"].keys() == {"shade", "sun"}
    assert body["parameters"]["cut_off_cumulative"]["open"] is True, "inherited from the base"
    product = client.get("/v1/openapi.json").json()["components"]["schemas"]["Product"]["properties"]
    assert bench.product().keys() <= product.keys()


def test_pages_of_rules_and_start_show_it(client: TestClient) -> None:
    for path in ("/en/rules", f"/en/rules/{bench.NAME}", "/en/calculate", "/en/"):
        html = page(client, path)
        if path != "/en/":
            assert "Garden benches with a lamp" in html
    assert "traction-battery-nmc" not in page(client, "/en/calculate"), "its rule is not here"


def run(*arguments: str) -> int:
    return cli.run(list(arguments))


@pytest.fixture
def command(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Any]:
    """Run ``footprint`` with the rules of the folder; returns code and output."""
    monkeypatch.setenv("FOOTPRINT_RULES", str(folder))
    monkeypatch.setenv("FOOTPRINT_DATA_DIR", str(tmp_path))
    root.workbench.cache_clear()

    def call(*arguments: str) -> tuple[int, str]:
        code = run(*arguments)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    yield call
    root.workbench.cache_clear()


def test_the_commands_know_it(command: Any, record: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    file.write_text(json.dumps(bench.product(), ensure_ascii=False), encoding="utf-8")
    code, out = command("rules", "show", bench.NAME)
    assert code == 0, out
    assert "Garden benches with a lamp" in out
    assert "Service life" in out
    code, out = command("rules", "show", bench.NAME, "--json")
    assert json.loads(out)["end_of_life"]["method"] == "substitution"
    code, out = command("calculate", str(file), "--json", "--out", str(tmp_path / "out"))
    assert code == 0, out
    found = json.loads(out)
    assert found["total"]["value"] == pytest.approx(record["total"]["value"], rel=1e-12)
    assert found["run_id"] == record["run_id"]


@pytest.mark.skipif(
    importlib.util.find_spec("footprint.exchange.excel_write") is None, reason="no Excel template yet"
)
def test_the_excel_template_has_its_entries(command: Any, tmp_path: Path) -> None:
    load_workbook = pytest.importorskip("openpyxl").load_workbook
    file = tmp_path / "bench.xlsx"
    code, out = command("template", bench.NAME, str(file))
    if "No such command" in out:
        pytest.skip("no command for Excel templates yet")
    assert code == 0, out
    cells = {
        str(cell.value) for sheet in load_workbook(file) for row in sheet.iter_rows() for cell in row if cell.value
    }
    for text in ("Service life", "Place of the bench", "Steel of the frame", "Does a bird live under the bench?"):
        assert any(text in cell for cell in cells), text


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="pcr"):
        Settings(rules=tmp_path)
