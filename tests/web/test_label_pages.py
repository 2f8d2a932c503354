"""The pages of the label and of its recognition."""

from __future__ import annotations

import re

import pytest

from api.documents import label_words
from rules.labels import load_scheme, paths, schemes
from tests.web.conftest import TestClient

SLUGS = ("en", "zh-hans", "zh-hant")


@pytest.mark.parametrize("scheme", schemes())
def test_the_choice_of_the_scheme_is_kept(client: TestClient, run_id: str, scheme: str) -> None:
    html = client.get(f"/en/results/{run_id}/label?scheme={scheme}").text
    assert f'<option value="{scheme}" selected>' in html
    assert load_scheme(scheme).title.en in html
    links = [link for link in re.findall(r'(?:src|href)="([^"]+)"', html) if "label." in link]
    assert len(links) > 10
    assert all(f"scheme={scheme}" in link for link in links)
    svg = next(link for link in links if ".svg" in link).replace("&amp;", "&")
    assert load_scheme(scheme).title.en in client.get(svg).text
    named = client.get(f"/en/results/{run_id}/label.json?scheme={scheme}").json()["scheme"]["id"]
    assert named == scheme
    assert (f"/recognition?scheme={scheme}" in html) == (scheme != "national")


def test_what_is_not_known_is_an_error_page(client: TestClient, run_id: str) -> None:
    for path in ("label?scheme=mars", "label.svg?scheme=mars", "label.json?scheme=mars", "recognition?scheme=mars",
                 "recognition?way=guangdong/guangdong-macao/hkqaa", "recognition?agreement=mars"):  # fmt: skip
        assert client.get(f"/en/results/{run_id}/{path}").status_code == 404, path
    assert client.get(f"/en/results/{'0' * 64}/recognition").status_code == 404
    assert client.get(f"/en/results/{run_id}/label.svg?size=huge").status_code == 422


@pytest.mark.parametrize("slug", SLUGS)
def test_fields_are_named_in_words_and_paths_stand_beside(client: TestClient, run_id: str, slug: str) -> None:
    html = client.get(f"/{slug}/results/{run_id}/label").text
    language = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}[slug]
    fields = html.split('id="fields"')[1]
    for path in ("product.model", "bodies.verification", "electricity.series", "footprint.categories.fossil"):
        title = paths().paths[path].title.get(language)  # type: ignore[arg-type]
        assert f'{title}<span class="sub mono">{path}</span>' in fields
    assert not re.search(r"<th[^>]*>\s*<code>", fields)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_report_counts_and_names_each_state(client: TestClient, run_id: str, slug: str) -> None:
    html = client.get(f"/{slug}/results/{run_id}/recognition").text
    found = client.get(f"/v1/calculations/{run_id}/recognition").json()
    shown = re.findall(r'<b class="num">(\d+)</b>', html)
    assert shown == [str(found["counts"][state]) for state in ("met", "open", "unpublished")]
    widths = [float(w) for w in re.findall(r'class="state-\w+" x="[\d.]+" width="([\d.]+)"', html)]
    assert sum(widths) == pytest.approx(100, abs=0.01)
    language = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}[slug]
    for row in found["rows"]:
        assert row["text"][language].replace("'", "&#39;") in html
    for anchor in re.findall(r'href="#([\w-]+)"', html):
        assert f'id="{anchor}"' in html, anchor
    assert "127.0.0.1" in html.split('id="open"')[1]  # an address that others cannot reach is open


def test_the_page_without_a_scheme_of_the_other_party_says_so(client: TestClient, run_id: str) -> None:
    html = client.get(f"/en/results/{run_id}/recognition?way=guangdong/guangdong-macao/macao").text
    assert "only the agreement is asked" in html
    assert 'id="open"' not in html
    assert "announced: no agreement is signed" in html


def test_values_read_in_words() -> None:
    label = {"footprint": {"stages": [{"id": "a", "title": {"en": "A", "zh-Hans": "甲", "zh-Hant": "甲"}}]}}
    say = label_words.value
    assert say("rule.status", "in_force", "zh-Hant") == "現行有效"
    assert say("data_quality.primary_data_share", 0.62, "en") == "62%"
    assert say("footprint.categories.fossil", 0, "en") == "0 kg CO₂e"
    assert say("boundary.included", ["a"], "zh-Hans", label) == "甲"
    assert say("boundary.excluded", [], "zh-Hans") == "无"
    assert say("electricity.year", 2024, "en") == "2024"
    assert say("rule.sha256", "0" * 64, "en") == "0" * 16 + "…"
    assert say("number", None, "en") == ""
    assert label_words.title("footprint.gases.co2", "en") == "Figures by gas · co2"
    assert label_words.title("nowhere", "en") == "nowhere"
