"""A transport leg by places: entered in the form, counted at once, explained by the result."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_flow import moved, number, total

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_leg_by_places(page: Page) -> None:
    page.goto("/en/calculate/daily-chemicals/laundry-liquid@0.1.0?example=laundry-liquid", timeout=30_000)
    expect(total(page)).to_be_visible()
    before = number(page)
    page.get_by_role("button", name="Add a transport leg").click()
    leg = page.locator("[data-leg]")
    leg.get_by_label("Process", exact=True).select_option("use")
    leg.get_by_label("Activity", exact=True).select_option("distribution")
    leg.get_by_label("Mass, where it is given").fill("1.061")
    leg.locator('[name="legs[leg-1].mass.unit"]').select_option("kg")
    leg.get_by_label("Place of departure").fill("Atlantis")
    leg.get_by_label("Place of arrival").fill("Shenzhen")
    expect(leg.locator('[data-notes="legs[leg-1].from"]')).to_contain_text("not in the table of distances")
    leg.get_by_label("Place of departure").fill("Guangzhou")
    expect(leg.locator('[data-notes="legs[leg-1].from"]')).to_be_empty()
    assert moved(page, before) > before
    page.reload()  # the draft brings it back
    expect(page.locator("[name='legs[leg-1].from']")).to_have_value("Guangzhou")
    with page.expect_request("**/v1/calculations") as sent:
        page.get_by_role("button", name="Save this calculation").click()
    document: Any = sent.value.post_data_json
    assert document["legs"] == [
        {
            "id": "leg-1", "process": "use", "activity": "distribution", "mode": "road",
            "mass": {"amount": 1.061, "unit": "kg"}, "from": "Guangzhou", "to": "Shenzhen",
        }
    ]  # fmt: skip
    page.wait_for_url("**/results/**", timeout=30_000)
    legs = page.locator("#legs")
    expect(legs).to_contain_text("0.0010610 t × 148.11 km = 0.15714 t·km")
    expect(legs).to_contain_text("great circle 111.36 km × 1.33")
    legs.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("0.0010610 t × 148.11 km")
