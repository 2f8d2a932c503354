"""Which documents prove what a source of emissions is counted with, by the kinds of :mod:`contributions`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from footprint.cbam.contributions import ENERGY, Kind
from footprint.cbam.installation import Installation


def evidence_of(installation: Installation) -> dict[tuple[Kind, str], tuple[str, ...]]:
    """Return the documents that each source names, anywhere in its entry."""
    found: dict[tuple[Kind, str], tuple[str, ...]] = {}
    named: tuple[tuple[Kind, tuple[Any, ...]], ...] = (
        ("stream", installation.streams), ("measured", installation.measured), ("cells", installation.cells),
        ("precursor", installation.precursors), ("co2", installation.co2),
    )  # fmt: skip
    for kind, rows in named:
        for row in rows:
            found[kind, row.id] = tuple(dict.fromkeys(_refs(row.model_dump(mode="json"))))
    parts: tuple[tuple[Kind, str], ...] = (("stated", "direct"), *((kind, kind) for kind, _, _ in ENERGY))
    burned = _burned(installation)
    for process in installation.processes:
        entry = process.model_dump(mode="json")
        for kind, field in parts:
            found[kind, process.id] = tuple(dict.fromkeys(_refs(entry[field])))
        of_sources = (paper for flow in process.heat_in if flow.source for paper in burned.get(flow.source, ()))
        found["heat_in", process.id] = tuple(dict.fromkeys((*found["heat_in", process.id], *of_sources)))
    if installation.electricity:
        papers = tuple(dict.fromkeys(_refs(installation.electricity.model_dump(mode="json"))))
        found |= {("electricity", p.id): papers for p in installation.processes}
    return found


def _burned(installation: Installation) -> dict[str, tuple[str, ...]]:
    """Return the documents of each heat source: its own, and those of what it burns."""
    found = {source.id: list(_refs(source.model_dump(mode="json"))) for source in installation.heat}
    for stream in installation.streams:
        for user in stream.users:
            if user.unit in found:
                found[user.unit] += _refs(stream.model_dump(mode="json"))
    return {key: tuple(papers) for key, papers in found.items()}


def _refs(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"evidence", "biomass_evidence", "custody_evidence"} and value:
                yield from value
            else:
                yield from _refs(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _refs(value)
