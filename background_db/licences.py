"""The licence register: what a commercial user has to clear, and whom to name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from footprint.background import Background, Licence

# What needs action comes first.
_URGENCY = {"no": 0, "ask": 1, "yes": 2}

_INTRODUCTION = (
    "Written from `licences.csv` and `sources/` (a test compares). Figures are cited facts; texts and tables of the"
)


@dataclass(frozen=True)
class LicenceEntry:
    """A licence with everything under it.

    Attributes
    ----------
    datasets : tuple of str
        Datasets that carry this licence.
    quoting : tuple of str
        Datasets with at least one figure from a source under it, whatever licence they carry themselves.
    sources : tuple of str
    """

    licence: Licence
    datasets: tuple[str, ...]
    quoting: tuple[str, ...]
    sources: tuple[str, ...]


def register(background: Background) -> list[LicenceEntry]:
    """List the licences of a background, those that forbid or restrict commercial use first."""
    carrying: dict[str, list[str]] = defaultdict(list)
    quoting: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, list[str]] = defaultdict(list)
    for source in background.sources.values():
        sources[source.licence].append(source.id)
    for dataset in background.datasets.values():
        carrying[dataset.licence].append(dataset.id)
        for cited in {dataset.source, *(exchange.source for exchange in dataset.exchanges)}:
            if cited in background.sources:
                quoting[background.sources[cited].licence].add(dataset.id)
    entries = [
        LicenceEntry(
            licence=licence,
            datasets=tuple(sorted(carrying[licence.id])),
            quoting=tuple(sorted(quoting[licence.id])),
            sources=tuple(sorted(sources[licence.id])),
        )
        for licence in background.licences.values()
    ]
    return sorted(entries, key=lambda entry: (_URGENCY[entry.licence.commercial_use], entry.licence.id))


def markdown(background: Background) -> str:
    """Write the register as the page that lies beside the tables (``open/LICENSES.md``)."""
    lines = [
        "# Terms of the data",
        "",
        _INTRODUCTION,
        "sources are not copied. *ask*: a commercial user should clear the use with the holder first.",
        "",
    ]
    for entry in register(background):
        licence = entry.licence
        use = f"commercial use: **{licence.commercial_use}** · {len(entry.datasets)} datasets"
        lines += [
            f"## {licence.name}",
            "",
            f"`{licence.id}` · {use} · attribution: {licence.attribution}",
            "",
            f"{licence.terms} {licence.url}",
            "",
        ]
        for source_id in entry.sources:
            source = background.sources[source_id]
            lines.append(f"- {source.authors} ({source.year}): {source.title}. {source.url}".rstrip())
        if entry.sources:
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"
