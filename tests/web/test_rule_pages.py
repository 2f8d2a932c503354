"""The catalogue, a rule, two rules compared: what a labelling body looks for on the page."""

from __future__ import annotations

import re
from html import unescape

import pytest

from rules.registry import Registry
from tests.web.conftest import TestClient, example
from tests.web.test_pages import Page

RULES = [f"{loaded.rule.pcr}@{loaded.rule.version}" for loaded in Registry().all()]
HEADINGS = {
    "en": ("Boundary", "Method", "Data quality", "Traceability"),
    "zh-hans": ("边界", "方法", "数据质量", "可追溯性"),
    "zh-hant": ("邊界", "方法", "數據質", "可追溯"),
}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("language", HEADINGS)
def test_a_rule_under_the_four_headings(client: TestClient, name: str, language: str) -> None:
    answer = client.get(f"/{language}/rules/{name}")
    assert answer.status_code == 200
    heads = re.findall(r"<h2>(.*?)</h2>", answer.text)
    for heading in HEADINGS[language]:
        assert any(heading in head for head in heads), (heading, heads)
    page = Page(answer.text)
    assert page.open == []
    assert page.offences == []
    assert len(page.ids) == len(set(page.ids))
    anchors = {link[1:] for link in page.links if link.startswith("#") and len(link) > 1}
    assert anchors <= set(page.ids) | {"main"}, anchors - set(page.ids)


@pytest.mark.parametrize("name", RULES)
def test_every_clause_and_every_unread_text_is_on_the_page(client: TestClient, name: str) -> None:
    rule = Registry().get(name).rule
    html = client.get(f"/en/rules/{name}").text
    text = _text(html)
    for _, cite in rule.cites():
        assert " ".join(cite.clause.split()) in text, cite.clause
    for source in rule.sources.values():
        assert " ".join(source.title.split()) in text
    unread = [s for s in rule.sources.values() if s.status == "unread"]
    assert html.count('class="badge unread"') >= len(unread)


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_links_of_a_rule(client: TestClient) -> None:
    links = Page(client.get("/en/rules/batteries/traction@0.1.0").text).links
    for wanted in ("/en/calculate/batteries/traction@0.1.0", "/v1/rules/batteries/traction/0.1.0"):
        assert wanted in links
        assert client.get(wanted).status_code == 200
    (template,) = [link for link in links if "template.xlsx" in link]
    assert client.get(template.replace("&amp;", "&")).status_code == 200


def test_the_list_names_planned_products_and_open_values(client: TestClient) -> None:
    text = _text(client.get("/en/rules").text)
    assert "batteries/traction@0.1.0 · national" in text
    assert "open values:" in text
    assert client.get("/en/rules/batteries/traction").status_code == 200


def test_the_comparison(client: TestClient) -> None:
    one, other = RULES[0], next(name for name in RULES if name != RULES[0])
    assert client.get("/en/rules/diff").status_code == 200
    for language in HEADINGS:
        answer = client.get(f"/{language}/rules/diff?a={one}&b={other}")
        assert answer.status_code == 200
        assert 'class="changed"' in answer.text or 'class="added"' in answer.text
        assert Page(answer.text).open == []
    assert "say the same" in client.get(f"/en/rules/diff?a={one}&b={one}").text
    assert client.get(f"/en/rules/diff?a={one}&b=nope/nope").status_code == 404


def test_the_interface_answers_by_id_version_schema_and_difference(client: TestClient) -> None:
    assert client.get("/v1/rules/batteries/traction/0.1.0").json()["version"] == "0.1.0"
    assert client.get("/v1/rules/batteries/traction").json()["id"] == "batteries/traction"
    assert client.get("/v1/rules/batteries/none").status_code == 404
    schema = client.get("/v1/rules/batteries/traction/schema.json").json()
    assert "cathode_active_material" in schema["$defs"]["Line"]["properties"]["activity"]["enum"]
    assert schema["properties"]["parameters"]["properties"]["full_equivalent_cycles"]["required"] == ["reason"]
    found = client.get("/v1/rules/diff", params={"a": RULES[0], "b": RULES[1]}).json()
    assert found["changes"][0].keys() == {"section", "row", "kind", "text"}
    assert client.get("/v1/rules/diff", params={"a": RULES[0], "b": RULES[0]}).json()["changes"] == []
    assert client.get("/v1/rules/diff", params={"a": RULES[0], "b": "no/no"}).status_code == 404


def test_the_schema_of_a_rule_accepts_its_example(client: TestClient) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = client.get("/v1/rules/batteries/traction/schema.json").json()
    jsonschema.validate(example(), schema)
    broken = example()
    broken["processes"][0]["lines"][0]["activity"] = "nothing"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)
