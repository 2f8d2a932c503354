"""Every way of supply, the order of the rule, losses, the grid figure that is due, and the missing residual mix.

The press of the blanks takes 5 kWh per box (5 kWh · 0.9 = 4.5 kg) and 1 000 kWh are delivered by a box. Its meter
read 24 000 kWh. Instruments of 6 000 kWh each stand for wind power at the plant (0.02)::

    kind                location   market    25 % of 5 kWh at 0.02 in place of 0.9
    on site             counts     counts    1.25 · (0.02 − 0.9)            = −1.1    kg per box
    direct line         counts     counts    the same
    contract, paper …     –        counts    1.25 · (0.02 · 1.1 + 0.1 − 0.9) = −0.9725 kg per box
                                             the grid loses 10 % and carries 0.1 per kWh itself
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from footprint.background import Background, Grid
from footprint.calculate import calculate
from footprint.checks import check
from footprint.findings import Finding
from footprint.product import parse_product
from footprint.rule import LoadedRule
from footprint.verify import verify
from tests.footprint import toys

KINDS = ("on_site", "direct_line", "contract", "green_certificate", "supplier_mix", "residual_mix")
PHYSICAL = KINDS[:2]
PLAIN = calculate(toys.product(), toys.rule(), toys.background()).total


def background(*, zonal: bool = False) -> Background:
    plain = toys.background()
    emits = toys.exchange
    datasets = dict(plain.datasets)
    datasets["wind"] = toys.dataset("wind", "kWh", "released", emits(1, "emission", "co2", 0.02, "kg"))
    datasets["wires"] = toys.dataset("wires", "kWh", "released", emits(1, "emission", "co2", 0.1, "kg"))
    if zonal:
        datasets["hydro-power"] = replace(datasets["hydro-power"], region="CN-GD")
    return replace(plain, datasets=datasets, grids={"coal-power": Grid(1.1, "wires", "toy", "by hand")})


BACKGROUND = background()


def rule(order: tuple[str, ...] = ("on_site", "zone_mix"), **more: Any) -> LoadedRule:
    electricity = toys.rule_document()["electricity"] | {
        "order": list(order), "instruments": dict.fromkeys(KINDS, "accepted"),
    }  # fmt: skip
    return toys.rule(electricity=electricity | more)


def instrument(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": kind, "kind": kind, "dataset": "wind", "account": "press", "amount": 6000, "unit": "kWh"} | more


def document(*instruments: dict[str, Any], **electricity: Any) -> dict[str, Any]:
    found = toys.product_document()
    found["accounts"] = [
        {"id": "press", "unit": "kWh", "process": "blank", "lines": ["blank/power"], "metered": [24000]}
    ]
    found["electricity"] |= {"instruments": list(instruments)} | electricity
    return found


def findings(doc: dict[str, Any], loaded: LoadedRule, code: str, on: Background = BACKGROUND) -> list[Finding]:
    return [f for f in check(parse_product(doc), loaded.rule, on) if f.code == code]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_counts_where_it_should(kind: str) -> None:
    found = calculate(parse_product(document(instrument(kind))), rule(), BACKGROUND).electricity
    physical = kind in PHYSICAL
    assert found.location == pytest.approx(PLAIN - (1.1e-3 if physical else 0.0), rel=1e-12)
    assert found.market == pytest.approx(PLAIN - (1.1e-3 if physical else 0.9725e-3), rel=1e-12)


def test_losses_are_lines_of_their_own() -> None:
    product, loaded = parse_product(document(instrument("contract"))), rule(view="market")
    result = calculate(product, loaded, BACKGROUND)
    parts = {line.id: (line.basis, line.dataset, line.total * 1000) for line in result.lines if "power" in line.id}
    assert parts == {
        "power": ("declared", "coal-power", pytest.approx(3.375)),
        "power~contract": ("instrument", "wind", pytest.approx(0.025)),
        "power~contract~losses": ("grid_losses", "wind", pytest.approx(0.0025)),
        "power~contract~grid": ("grid_losses", "wires", pytest.approx(0.125)),
    }
    assert verify(product, loaded, BACKGROUND, result).holds


def test_a_delivered_mix_has_its_losses_within_and_unknown_losses_are_told() -> None:
    mix = document(instrument("supplier_mix", dataset="hydro-power"))
    market = calculate(parse_product(mix), rule(), BACKGROUND).electricity.market
    assert market == pytest.approx(PLAIN + 1.25e-3 * (0.01 - 0.9), rel=1e-12)
    bare = replace(BACKGROUND, grids={})
    assert findings(document(instrument("contract")), rule(), "instrument.losses_unknown", bare)
    assert not findings(document(instrument("contract")), rule(), "instrument.losses_unknown")


@pytest.mark.parametrize("order", [("contract", "on_site"), ("on_site", "contract")])
def test_the_order_of_the_rule_decides_who_comes_first(order: tuple[str, str]) -> None:
    """18 000 kWh each on a meter of 24 000: the first covers 75 %, the second what is left."""
    doc = document(instrument("on_site", amount=18000), instrument("contract", amount=18000))
    covers = calculate(parse_product(doc), rule((*order, "zone_mix")), BACKGROUND).electricity.covers
    assert [(c.instrument, c.share) for c in covers] == [
        (order[0], pytest.approx(0.75)),
        (order[1], pytest.approx(0.25)),
    ]


def test_an_instrument_covers_the_lines_of_its_own_account_only() -> None:
    """The box takes 1 kWh too, of a meter of its own: its contract leaves the press alone."""
    doc = document(instrument("on_site", account="hall", amount=24000))
    doc["processes"][1]["lines"].append(
        {"id": "hall", "activity": "energy", "slot": "power", "amount": 1, "unit": "kWh"}
    )
    doc["accounts"].append(
        {"id": "hall", "unit": "kWh", "process": "box", "lines": ["box/hall"], "metered": [24000]}
    )
    result = calculate(parse_product(doc), rule(), BACKGROUND)
    assert result.total == pytest.approx(PLAIN + 0.02e-3, rel=1e-12)
    assert {line.id for line in result.lines if line.basis == "instrument"} == {"hall~on_site"}
    doc["accounts"][1]["lines"] = ["box/hall", "blank/power"]
    assert not findings(doc, rule(), "account.line_twice")
    doc["electricity"]["instruments"].append(instrument("contract"))
    assert findings(doc, rule(), "account.line_twice")


def test_a_certificate_on_steel_is_refused() -> None:
    doc = document(instrument("contract"))
    doc["accounts"][0]["lines"] = ["box/steel"]
    (found,) = findings(doc, rule(), "instrument.not_electricity")
    assert (found.severity, found.params["lines"]) == ("error", ["box/steel"])


@pytest.mark.parametrize(
    ("order", "family", "first"),
    [
        (("national_average", "zone_mix"), "average", None),
        (("national_average", "zone_mix"), "zone", "national_average"),
        (("zone_mix", "national_average"), "zone", None),
        (("zone_mix", "national_average"), "average", "zone_mix"),
        (("zone_mix",), "average", "zone_mix"),
        (("national_average",), "zone", "national_average"),
    ],
)
def test_the_first_grid_figure_of_the_order_is_due(order: tuple[str, ...], family: str, first: str | None) -> None:
    on = background(zonal=True)
    found = findings(document(family=family), rule(order), "electricity.order", on)
    assert [(f.severity, f.params["first"]) for f in found] == ([("warning", first)] if first else [])
    answered = findings(document(family=family, reason="as agreed"), rule(order), "electricity.order", on)
    assert [f.severity for f in answered] == (["info"] if first else [])


def test_where_only_one_figure_is_there_it_is_no_departure() -> None:
    assert not findings(document(family="average"), rule(("zone_mix", "national_average")), "electricity.order")


@pytest.mark.parametrize(("view", "severity"), [("market", "warning"), ("location", "info")])
def test_a_missing_residual_mix_is_a_visible_gap(view: str, severity: str) -> None:
    loaded = rule(("contract", "residual_mix", "national_average"), view=view)
    (found,) = findings(document(instrument("contract")), loaded, "electricity.no_residual")
    assert found.severity == severity
    assert found.params == {"zones": ["CN-GD"], "datasets": ["coal-power"], "lines": ["blank/power"]}
    assert findings(toys.product_document(), loaded, "electricity.no_residual")
    whole = document(instrument("contract", amount=24000))
    assert not findings(whole, loaded, "electricity.no_residual")
    assert not findings(document(), rule(("contract", "national_average")), "electricity.no_residual")
