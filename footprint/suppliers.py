"""Supplier footprints: a figure a supplier states, in place of a dataset.

In a calculation a footprint becomes one more dataset of the background, for this study only (``supplier:<id>``),
with its parts as direct emissions. Nobody splits them by gas, so they go to the gas ``undivided`` of their
category; what the supplier did not split counts as fossil. Every other part of the engine then treats it like a
dataset: solvers, trace, data quality, comparison. The method is written down in docs/algorithms/suppliers.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from footprint.background import (
    CATEGORIES,
    Background,
    Confidence,
    Dataset,
    Exchange,
    Factor,
    Flow,
    Licence,
    Source,
)
from footprint.texts import Text

if TYPE_CHECKING:
    from footprint.product import Product
    from footprint.product_supplier import SupplierFootprint

PREFIX = "supplier:"
# A rating that is not stated counts as this, reliability as REVIEWED or UNREVIEWED (1 best … 5 worst): conventions.
NOT_STATED, REVIEWED, UNREVIEWED = 4, 2, 3
# The share by which a total may differ from the sum of its parts (rounding of the supplier).
TOLERANCE = 0.01

_FLOWS: Mapping[str, Text] = MappingProxyType(
    {
        "fossil": Text(
            en="Supplier's figure, fossil and not split", zh_hans="供应商数值，化石源及未拆分部分",
            zh_hant="供應商數值，化石源及未拆分部分",
        ),
        "biogenic_emissions": Text(
            en="Supplier's figure, biogenic emissions", zh_hans="供应商数值，生物源排放",
            zh_hant="供應商數值，生物源排放",
        ),
        "biogenic_uptake": Text(
            en="Supplier's figure, biogenic uptake", zh_hans="供应商数值，生物源吸收",
            zh_hant="供應商數值，生物源吸收",
        ),
        "land_use_change": Text(
            en="Supplier's figure, land use change", zh_hans="供应商数值，土地利用变化",
            zh_hant="供應商數值，土地利用變化",
        ),
        "aircraft": Text(
            en="Supplier's figure, aircraft", zh_hans="供应商数值，航空", zh_hant="供應商數值，航空",
        ),
    }
)  # fmt: skip
LICENCE = Licence(
    "supplier-stated", "As agreed with the supplier", "Stated to the preparer of this study.", "", "yes", ""
)


def dataset_id(supplier: str) -> str:
    """Name the dataset that stands for a supplier footprint; the colon keeps it apart from every other one."""
    return f"{PREFIX}{supplier}"


def find(product: Product, supplier: str | None) -> SupplierFootprint | None:
    """Return a supplier footprint of a product by id."""
    return next((one for one in product.suppliers if one.id == supplier), None)


def used(product: Product) -> tuple[SupplierFootprint, ...]:
    """List the footprints that lines buy, in the order of their ids."""
    if not product.suppliers:
        return ()
    named = {line.supplier for _, _, line in product.lines()}
    return tuple(sorted((one for one in product.suppliers if one.id in named), key=lambda one: one.id))


def stated(one: SupplierFootprint) -> dict[str, float]:
    """List the parts a supplier states, by category [kg CO2e per declared amount]."""
    given = {category: getattr(one, category) for category in CATEGORIES}
    return {category: value for category, value in given.items() if value is not None}


def rest(one: SupplierFootprint) -> float:
    """Return what the parts leave of the total, removals included [kg CO2e per declared amount]."""
    return one.total - math.fsum(stated(one).values())


def per_unit(one: SupplierFootprint) -> dict[str, float]:
    """Return what counts, by category: the parts, and what is left with the fossil part [kg CO2e / unit]."""
    parts = stated(one)
    parts["fossil"] = parts.get("fossil", 0.0) + rest(one)
    return {category: parts[category] / one.declared_amount for category in CATEGORIES if parts.get(category)}


def primary_share(product: Product, dataset: str) -> float | None:
    """Return the primary data share of the footprint behind a dataset [1]; None where there is none."""
    if not dataset.startswith(PREFIX):
        return None
    one = find(product, dataset.removeprefix(PREFIX))
    return one.primary_data_share if one else None


def with_suppliers(background: Background, product: Product) -> Background:
    """Return the background of one study: the package and the supplier footprints its lines buy.

    Identity, hash and everything else of the package stay: the product document holds the footprints.
    """
    found = used(product)
    if all(background.datasets.get(dataset_id(s.id)) == as_dataset(s) for s in found):
        return background
    flows = {f"{PREFIX}{c}": Flow(f"{PREFIX}{c}", text, "kg", "undivided", c) for c, text in _FLOWS.items()}
    return replace(
        background,
        datasets={**background.datasets, **{dataset_id(s.id): as_dataset(s) for s in found}},
        flows={**background.flows, **flows},
        characterization={
            name: {**factors, **_factors(background, factors)}
            for name, factors in background.characterization.items()
        },
        sources={**background.sources, **{dataset_id(s.id): _source(s) for s in found}},
        licences={**background.licences, LICENCE.id: LICENCE},
    )


def _factors(background: Background, known: Mapping[str, Factor]) -> dict[str, Factor]:
    """Weigh what suppliers state: 1, but nothing for an uptake in a set that does not count uptakes."""
    uptakes = [known[f.id].value for f in background.flows.values() if f.category == "biogenic_uptake"]
    counted = {f"{PREFIX}{category}": Factor(1.0, "", "stated in CO2e") for category in CATEGORIES}
    if uptakes and not any(uptakes):
        counted[f"{PREFIX}biogenic_uptake"] = Factor(0.0, "", "this set does not count uptakes")
    return counted


def as_dataset(one: SupplierFootprint) -> Dataset:
    """Write a supplier footprint as a dataset of direct emissions."""
    confidence: Confidence = "high" if one.verification else "medium"
    per = f"kg CO2e / {one.declared_amount:g} {one.declared_unit}"
    name = f"{one.product} ({one.supplier})"
    exchanges = tuple(
        Exchange(
            row=row, kind="emission", target=f"{PREFIX}{category}", amount=amount, unit="kg",
            source=dataset_id(one.id), locator=_locator(one), confidence=confidence,
            source_amount=amount * one.declared_amount, source_unit=per,
            factor=1.0 / one.declared_amount, reason="per unit",
        )
        for row, (category, amount) in enumerate(per_unit(one).items(), start=1)
    )  # fmt: skip
    return Dataset(
        id=dataset_id(one.id),
        name=Text(en=name, zh_hans=name, zh_hant=name),
        category="supplier",
        unit=one.declared_unit,
        region=one.region or "GLO",
        year=one.period.end.year,
        kind="supplier",
        basis="supplier_footprint",
        confidence=confidence,
        pedigree=pedigree(one),
        licence=LICENCE.id,
        source=dataset_id(one.id),
        locator=_locator(one),
        technology=Text(en=name, zh_hans=name, zh_hant=name),
        exchanges=exchanges,
        valid_until=str(one.valid_until) if one.valid_until else "",
    )


def pedigree(one: SupplierFootprint) -> tuple[int, int, int, int, int]:
    """Return reliability, completeness, time, geography, technology, rounded up (1 best … 5 worst)."""
    given = one.ratings
    reliability = given.reliability if given else None
    if reliability is None:
        reliability = REVIEWED if one.verification else UNREVIEWED

    def score(value: float | None) -> int:
        return NOT_STATED if value is None else math.ceil(value)

    return (
        score(reliability),
        score(given.completeness if given else None),
        score(given.time if given else None),
        score(given.geography if given else None),
        score(given.technology if given else None),
    )


def _source(one: SupplierFootprint) -> Source:
    return Source(dataset_id(one.id), one.product, one.supplier, one.period.end.year, "", LICENCE.id, one.note)


def _locator(one: SupplierFootprint) -> str:
    return ", ".join(_places(one))


def _places(one: SupplierFootprint) -> Iterator[str]:
    yield one.reference or "no reference stated"
    if one.file:
        yield f"file sha256 {one.file}"
