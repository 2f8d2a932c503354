"""The derived mixes as rows of the tables: datasets, exchanges, slots and supply.

``python -m background_db.electricity`` writes them; a test holds the written rows against the model.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from background_db.electricity import derive, words
from background_db.electricity.derive import YEARS
from background_db.electricity.mix import Mix, Share
from background_db.electricity.tables import Inputs, Zone, read_inputs
from background_db.layout import OPEN, layouts

LAYER = "electricity_zones"
OFFICIAL, MODELLED = "official-average", "modelled-zone"
Rows = list[dict[str, str]]
# The second-hand shares of Hong Kong and Macao are not as sure as statistics.
SECOND_HAND = frozenset({"scmp-hk-nuclear-2022", "macao-purchased-share-2022"})


def exchanges(inputs: Inputs, mix: Mix) -> Iterator[dict[str, str]]:
    """Yield the exchange rows of a mix, amounts with twelve digits."""
    for number, share in enumerate(mix.shares, 1):
        technology = inputs.technologies[share.technologies, share.carrier]
        amount = share.value * mix.gross
        factor = amount / share.figure.amount
        yield {
            "dataset": mix.dataset,
            "row": str(number),
            "kind": "provider",
            "target": technology.dataset,
            "amount": f"{amount:.13g}",
            "unit": "kWh",
            "source_amount": f"{share.figure.amount:.12g}",
            "source_unit": share.figure.unit,
            "factor": f"{factor:.13g}",
            "reason": _reason(share, mix),
            "source": share.figure.source,
            "locator": share.figure.locator,
            "confidence": "medium" if share.figure.source in SECOND_HAND else "high",
            "source_flow": share.flow,
            "note": share.note,
        }
    if mix.grid:
        figure = mix.grid.figure
        yield {
            "dataset": mix.dataset,
            "row": str(len(mix.shares) + 1),
            "kind": "provider",
            "target": mix.grid.dataset,
            "amount": "1",
            "unit": "kWh",
            "source_amount": "1",
            "source_unit": "kWh",
            "factor": "1",
            "reason": "",
            "source": figure.source,
            "locator": figure.locator,
            "confidence": "high",
            "source_flow": "transmission and distribution, without losses",
            "note": "per kWh delivered",
        }


def _reason(share: Share, mix: Mix) -> str:
    if not share.arithmetic:
        return mix.losses
    return f"share of supply {share.value:.6f} ({share.arithmetic}) × {mix.losses}"


def datasets(inputs: Inputs, mixes: Iterable[Mix]) -> Iterator[dict[str, str]]:
    """Yield the dataset rows of mixes, and of the zones that are a gap."""
    for mix in mixes:
        yield words.dataset(inputs, mix)
    for zone in inputs.zones.values():
        if zone.method == "gap":
            yield words.gap(zone)


def slots(zones: Iterable[Zone], defaults: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the market slot of each zone."""
    for zone in zones:
        name = words.short(zone)
        yield {
            "id": f"electricity/{zone.code}",
            "service": "electricity",
            "region": zone.code,
            "unit": "kWh",
            "name_en": f"Electricity, medium voltage, {name.en}",
            "name_zh_hans": f"电力，中压，{name.zh_hans}",
            "name_zh_hant": f"電力，中壓，{name.zh_hant}",
            "default_dataset": defaults[zone.code],
        }


def provider(inputs: Inputs, zone: Zone, family: str, year: int) -> str:
    """Return the dataset that fills the slot of a zone in a family and year."""
    if family == OFFICIAL and zone.code.startswith("CN"):
        return f"electricity-average-cn-{year}"
    return derive.derive(inputs, zone.code, year).dataset


def tables(inputs: Inputs) -> dict[str, Rows]:
    """Return the rows of the layer by table."""
    mixes = list(derive.all_mixes(inputs, LAYER))
    mine = [z for z in inputs.zones.values() if z.layer == LAYER and z.method != "gap"]
    latest = {zone.code: provider(inputs, zone, OFFICIAL, YEARS[-1]) for zone in mine}
    return {
        "datasets": list(datasets(inputs, mixes)),
        "exchanges": [row for mix in mixes for row in exchanges(inputs, mix)],
        "slots": list(slots(mine, latest)),
        "supply": [
            {
                "family": family,
                "year": str(year),
                "slot": f"electricity/{zone.code}",
                "dataset": provider(inputs, zone, family, year),
            }
            for family in (OFFICIAL, MODELLED)
            for year in YEARS
            for zone in mine
        ],
    }


def write(folder: Path = OPEN) -> list[Path]:
    """Write the layer, and append its slots and supply to the common tables when they are not there yet."""
    made = tables(read_inputs(folder))
    paths = []
    for name in ("datasets", "exchanges"):
        path = folder / name / f"{LAYER}.csv"
        path.write_text(_csv(layouts()[name].columns, made[name]), encoding="utf-8")
        paths.append(path)
    for name, key in (("slots", ("id",)), ("supply", ("family", "year", "slot"))):
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            kept = list(csv.DictReader(file))
        mine = {tuple(row[c] for c in key): row for row in made[name]}
        kept = [row for row in kept if tuple(row[c] for c in key) not in mine]
        path.write_text(_csv(layouts()[name].columns, [*kept, *made[name]]), encoding="utf-8")
        paths.append(path)
    return paths


def _csv(columns: tuple[str, ...], rows: Rows) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
