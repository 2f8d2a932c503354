"""From a product's bill of materials to an installation document with holes: metal parts as goods of their own.

A part inside a product is no import of its own. Shipped alone it may be a CBAM good, with the boundary of the CBAM
acts. What is taken over is who, where, when, and which documents prove it. No footprint, dataset or emission factor
is: code, mass sold, energy and materials are left out, and reading the document names them until they are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from footprint.cbam.installation import FIRST, FORMAT
from footprint.cbam.nomenclature import written_cn

Document = Mapping[str, Any]
KEPT = ("kind", "reference", "issuer", "issued", "valid_until", "meter", "file")
MASSES = frozenset({"kg", "g", "t", "mg"})


@dataclass(frozen=True)
class Candidate:
    """A row of the mapping: which metal may be a good of which headings.

    Attributes
    ----------
    activities : tuple of str
        Activities of the rule it is for; empty for any.
    datasets : tuple of str
        Beginnings of ids of datasets.
    headings : tuple of str
        Candidates of Annex I; empty where the metal is outside.
    reasons : mapping of language to str
    """

    id: str
    activities: tuple[str, ...]
    datasets: tuple[str, ...]
    headings: tuple[str, ...]
    reasons: Mapping[str, str]

    def fits(self, line: Document) -> bool:
        """Tell whether a line buys this metal."""
        bought = str(line.get("dataset", ""))
        return bought.startswith(self.datasets) and (not self.activities or line.get("activity") in self.activities)


@dataclass(frozen=True)
class Part:
    """A metal part of a bill of materials.

    Attributes
    ----------
    process, line : str
        Where it stands in the product document.
    amount : float or None
        As the bill states it, per run of its process; None where it does not.
    evidence : tuple of mapping
        As the line names it.
    """

    process: str
    line: str
    name: str
    amount: float | None
    unit: str
    evidence: tuple[Document, ...]
    candidate: Candidate

    @property
    def is_good(self) -> bool:
        """Tell whether Annex I has headings for it."""
        return bool(self.candidate.headings)


def metal_parts(product: Document, candidates: Sequence[Candidate]) -> tuple[Part, ...]:
    """Return the metal parts of a product document in its order, those outside Annex I included."""
    return tuple(_parts(product, candidates))


def _parts(product: Document, candidates: Sequence[Candidate]) -> Iterator[Part]:
    for process in product.get("processes", ()):
        for line in process.get("lines", ()):
            found = next((c for c in candidates if c.fits(line)), None)
            if found is None or line.get("unit") not in MASSES or not enters(line):
                continue
            yield Part(
                process["id"], line["id"], english(line.get("name")) or line["id"], line.get("amount"),
                line["unit"], tuple(line.get("evidence", ())), found,
            )  # fmt: skip


def enters(line: Document) -> bool:
    """Tell whether a line goes in: what goes back, a credit, is no part."""
    amount = line.get("amount")
    return amount is None or amount > 0


def skeleton(product: Document, parts: Sequence[Part]) -> dict[str, Any]:
    """Return an installation document with holes for the parts that may be goods.

    Parameters
    ----------
    product : mapping
        A product document.
    parts : sequence of Part
        From :func:`metal_parts`; those outside Annex I are left out.

    Returns
    -------
    dict
        ``cbam-installation/1`` without codes, masses, streams and energy: each is due, and reading it names each.
    """
    goods = [part for part in parts if part.is_good]
    plant, region = product.get("plant", {}), str(product.get("plant", {}).get("region", ""))
    names, evidence = _evidence(goods)
    return {
        "format": FORMAT,
        "title": f"Metal parts of {product.get('model', '')}",
        "site": {
            "name": plant.get("name", ""),
            **({"country": region[:2]} if re.fullmatch(r"[A-Z]{2}(-.*)?", region) else {}),
            "operator": product.get("maker", ""),
        },
        "period": _period(product.get("period", {})),
        "streams": [],
        "processes": [
            {
                "id": key,
                "name": part.name,
                "goods": [{"market": {"unit": "t"}}],
                "evidence": [names[_key(one)] for one in part.evidence if _key(one) in names],
                "note": _note(part),
            }
            for key, part in zip(_ids(goods), goods, strict=True)
        ],
        "precursors": [],
        "evidence": evidence,
        "note": (
            "Only what this plant makes itself belongs here; a bought part needs the document of its maker. Every"
            " figure is due under the CBAM acts; none was taken from the product, whose footprint has other rules."
        ),
    }


def _period(period: Document) -> dict[str, str]:
    start = str(period.get("start", ""))
    return {k: str(v) for k, v in period.items() if k in {"start", "end"}} if start >= FIRST.isoformat() else {}


def _ids(parts: Sequence[Part]) -> list[str]:
    """Return an id for each part: of its line, with its process where two lines are called the same."""
    lines = [part.line for part in parts]
    return [p.line if lines.count(p.line) == 1 else f"{p.process}-{p.line}"[:80] for p in parts]


def _note(part: Part) -> str:
    codes = ", ".join(written_cn(code) for code in part.candidate.headings)
    bill = f" The bill has {part.amount:g} {part.unit} for one run of {part.process}." if part.amount else ""
    return (
        f"To confirm: the CN code (candidates {codes}) and the tonnes sold in the period."
        f" {part.candidate.reasons['en']}{bill}"
    )


def _evidence(parts: Sequence[Part]) -> tuple[dict[tuple[str, ...], str], list[dict[str, Any]]]:
    """Return each document once, and the name it is called by."""
    names: dict[tuple[str, ...], str] = {}
    found: list[dict[str, Any]] = []
    for one in (one for part in parts for one in part.evidence):
        if _key(one) in names:
            continue
        names[_key(one)] = f"evidence-{len(found) + 1}"
        kept = {name: str(one[name]) for name in KEPT if one.get(name)}
        page = {"note": f"page {one['page']}"} if one.get("page") else {}
        found.append({"id": names[_key(one)], **kept, **page})
    return names, found


def _key(one: Document) -> tuple[str, ...]:
    return tuple(str(one.get(name, "")) for name in (*KEPT, "page"))


def english(name: Any) -> str:
    """Return the English of a name."""
    return str(name.get("en", "")) if isinstance(name, Mapping) else str(name or "")
