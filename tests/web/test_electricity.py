"""Page and endpoint of a zone: families apart, map and table say the same, nothing the policy refuses."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # our own drawing, not foreign input
from pathlib import Path

import pytest

from api.documents.heatmap import SCALE, Cell, fill, heatmap, steps
from tests.web.conftest import TestClient
from tests.web.test_pages import Page

NS = "{http://www.w3.org/2000/svg}"
STYLES = Path(__file__).resolve().parents[2] / "web" / "static" / "pages.css"


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("zone", ["CN-GD", "CN-XZ", "CN-NCG", "HK", "MO", "FR", "GLO", "CN"])
def test_the_page_of_every_kind_of_zone(client: TestClient, language: str, zone: str) -> None:
    answer = client.get(f"/{language}/electricity?zone={zone}&year=2024")
    if zone == "GLO":  # the world mix is a sum of countries and no zone to choose
        assert answer.status_code == 404
        return
    assert answer.status_code == 200
    page = Page(answer.text)
    assert (page.offences, page.open) == ([], [])
    assert page.levels[0] == 1
    assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False)), page.levels
    assert len(page.ids) == len(set(page.ids))
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_families_stand_apart(client: TestClient) -> None:
    html = client.get("/en/electricity").text
    assert "0.5777" in html
    assert "0.5116" in html
    before, _, after = html.partition("CO₂ only, kept apart")
    assert "0.4419" not in re.sub(r"<p class=\"measure.*", "", before)
    assert "0.4419" in after


def test_the_map_and_the_table_say_the_same(client: TestClient) -> None:
    html = client.get("/en/electricity?zone=CN-GD&year=2023").text
    drawing = re.search(r"<svg xmlns.*?</svg>", html)
    assert drawing
    cells = [r for r in ET.fromstring(drawing[0]).iter(f"{NS}rect") if r.find(f"{NS}title") is not None]  # noqa: S314
    assert len(cells) == 12 * 24
    said = [re.search(r": ([\d.]+) g", r.findtext(f"{NS}title", ""))[1] for r in cells]  # type: ignore[index]
    table = html.partition('class="heat-table"')[2].partition("</table>")[0]
    assert re.findall(r'<td class="num">([\d.]+)</td>', table) == said


def test_no_hours_is_said_and_leads_on(client: TestClient) -> None:
    html = client.get("/en/electricity?zone=CN-YN").text
    assert "No hourly model" in html
    assert "electricity?zone=CN-GD" in html
    assert client.get("/en/electricity?zone=Atlantis").status_code == 404
    for query in ("zone=CN-GD&year=2020", "zone=CN-GD&year=99999999999", "zone=", "zone=%00"):
        assert client.get(f"/en/electricity?{query}").status_code == 404, query


def test_the_endpoint(client: TestClient) -> None:
    found = client.get("/v1/electricity/CN-GD?year=2023&hourly=true").json()
    assert found["official"]["value"] == pytest.approx(0.6205)
    assert found["hourly"]["mean"] == pytest.approx(found["modelled"]["value"], rel=1e-9)
    assert found["co2_only"]["label"] == "co2_only"
    assert client.get("/v1/electricity/XX").status_code == 422
    assert client.get("/v1/electricity/CN-YN?hourly=true").status_code == 422
    listed = {z["zone"]: z for z in client.get("/v1/electricity").json()["items"]}
    assert len(listed) > 70
    assert listed["CN-GD"]["hourly"]
    assert listed["CN-XZ"]["method"] == "gap"


def test_a_map_of_two_by_two() -> None:
    cells = [[Cell(1, "one"), Cell(2, "two")], [Cell(3, "three"), Cell(8, "<8>")]]
    drawn = heatmap(cells, ["a", "b"], ["0", ""], 'A "map"', [str(s) for s in steps(1, 8)])
    root = ET.fromstring(drawn)  # noqa: S314
    fills = [r.get("fill") for r in root.iter(f"{NS}rect") if r.find(f"{NS}title") is not None]
    assert fills == [SCALE[0], SCALE[1], SCALE[2], SCALE[6]]
    assert root.get("aria-label") == 'A "map"'
    assert "style=" not in drawn
    assert "class=" not in drawn
    assert fill(5, 5, 5) == SCALE[3]


def test_every_colour_of_the_map_has_one_for_dark_paper() -> None:
    styles = STYLES.read_text(encoding="utf-8")
    for colour in SCALE:
        assert f'.heatmap [fill="{colour}"] {{ fill: light-dark({colour}, #' in styles
