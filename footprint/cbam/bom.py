"""A bill of materials under CBAM: the product's own code, and each line as if it were a good of its own.

A line counts by the code it carries; one without a code by the candidate headings of its metal, which somebody has
to confirm. Inside a product no line is an import of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from footprint.cbam.bridge import MASSES, Candidate, Document, english, enters
from footprint.cbam.regulation import Duty, Gap, Regulation
from footprint.cbam.screening import Line, Screened, read_line, screen_line, screen_parts
from footprint.errors import InputError, Problem


@dataclass(frozen=True)
class Item:
    """One line of a bill, or one entry of a list of parts.

    Attributes
    ----------
    where : str
        Its place in the document.
    amount, unit
        As the bill states it, per run of its process; None where it does not.
    mass : float or None
        In one calendar year, where a list of parts gives it [t].
    cn : str
        Code it carries; empty where it carries none.
    candidates : tuple of str
        Headings its metal may fall under, where it carries none.
    """

    where: str
    name: str
    cn: str
    origin: str = ""
    amount: float | None = None
    unit: str = ""
    mass: float | None = None
    candidates: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ScreenedItem:
    """A line with what holds for its code, or for each candidate; nothing where the metal is outside Annex I."""

    item: Item
    found: tuple[Screened, ...]

    @property
    def confirmed(self) -> bool:
        """Whether its code is given, and not a candidate."""
        return bool(self.item.cn)

    @property
    def may_be_good(self) -> bool:
        """Whether it is, or may be, a CBAM good when it is shipped alone."""
        return any(one.verdict in {"in", "partly"} and not one.free for one in self.found)


@dataclass(frozen=True)
class Bom:
    """A product and its lines.

    Attributes
    ----------
    whole : Screened or None
        The product's own code; None where it names none.
    duties : tuple of Duty
        For imports of the year, where the product or a line may be a CBAM good.
    """

    whole: Screened | None
    items: tuple[ScreenedItem, ...]
    duties: tuple[Duty, ...]
    gaps: tuple[Gap, ...]


def items_of(product: Document, candidates: Sequence[Candidate]) -> tuple[Item, ...]:
    """Return the lines of a product document that carry a code, or buy metal; the others are left out."""
    return tuple(_items(product, candidates))


def _items(product: Document, candidates: Sequence[Candidate]) -> Iterator[Item]:
    for process in product.get("processes", ()):
        for line in process.get("lines", ()):
            codes = line.get("codes", {})
            code = str(codes.get("cn") or codes.get("hs") or "")
            fits = line.get("unit") in MASSES
            found = next((c for c in candidates if c.fits(line)), None) if fits else None
            if not enters(line) or (not code and found is None):
                continue
            here = f"processes[{process['id']}].lines[{line['id']}]"
            yield Item(
                here + (f".codes.{'cn' if codes.get('cn') else 'hs'}" if code else ""),
                english(line.get("name")) or line["id"], code, _origin(process, product), line.get("amount"),
                line.get("unit", ""), None, () if code or found is None else found.headings,
                {} if code or found is None else found.reasons,
            )  # fmt: skip


def _origin(process: Document, product: Document) -> str:
    """Return the country a part would leave from: where its process runs, else the plant."""
    region = str(process.get("region") or product.get("plant", {}).get("region", ""))
    return region[:2] if re.fullmatch(r"[A-Z]{2}(-.*)?", region) else ""


def code_of(product: Document) -> tuple[str, str]:
    """Return the code of a product document and its place; empty where it names none."""
    codes = product.get("codes", {})
    kind = next((k for k in ("cn", "hs") if codes.get(k)), "")
    return (str(codes[kind]), f"codes.{kind}") if kind else ("", "")


def screen_bom(cn: str, origin: str, items: Sequence[Item], law: Regulation, where: str = "cn") -> Bom:
    """Say what holds for a product and for each of its lines.

    Parameters
    ----------
    cn : str
        Code of the product as it is written; empty where it is not known.
    where : str
        Its place in the document.

    Raises
    ------
    InputError
        Codes, countries or masses that cannot be, all at once.
    """
    problems, whole = [], None
    try:
        whole = read_line(cn, origin, None, law, "") if cn else None
    except InputError as error:
        problems += [Problem(where if p.where == "cn" else "country", p.what) for p in error.problems]
    read: list[tuple[Line, ...]] = []
    for item in items:
        try:
            codes = (item.cn,) if item.cn else item.candidates
            read.append(tuple(read_line(code, item.origin, item.mass, law, name=item.name) for code in codes))
        except InputError as error:
            problems += [Problem(_place(item, p.where), p.what) for p in error.problems]
    if problems:
        raise InputError(*problems)
    found = tuple(ScreenedItem(i, _screened(whole, lines, law)) for i, lines in zip(items, read, strict=True))
    product = screen_line(whole, law) if whole else None
    due = any(i.may_be_good for i in found) or (product is not None and product.verdict in {"in", "partly"})
    gaps = () if product else (Gap("product_code"),)
    return Bom(product, found, law.duties(law.as_of) if due else (), gaps)


def _screened(whole: Line | None, lines: Sequence[Line], law: Regulation) -> tuple[Screened, ...]:
    return screen_parts(whole, lines, law)[1] if whole else tuple(screen_line(line, law) for line in lines)


def _place(item: Item, field_name: str) -> str:
    here = item.where.rpartition(".")[0] or item.where
    return item.where if field_name == "cn" else f"{here}.{'country' if field_name == 'origin' else field_name}"


def read_items(entries: Sequence[Mapping[str, Any]], country: str = "") -> tuple[Item, ...]:
    """Return the entries of a list of parts: each ``cn``, with ``country``, ``mass`` [t] and ``name``.

    ``country`` holds for those that name none.
    """
    return tuple(
        Item(
            f"parts[{number}].cn", str(entry.get("name") or entry["cn"]), str(entry["cn"]),
            str(entry.get("country") or country), None, "", entry.get("mass"),
        )
        for number, entry in enumerate(entries)
    )  # fmt: skip
