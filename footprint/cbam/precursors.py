"""What bought precursors embed: by report, by default value, or zero; averaged by CN code.

IR (EU) 2025/2547 Art 13 to 15 and Annex II A.1, E; IR (EU) 2025/2621 Art 1(2), (5). Precursors of the Union and of
the exempt countries count zero. Of an Annex II precursor the indirect emissions do not count (Annex I 3.1), of any
other they do, also in an Annex II good.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.cbam.process_model import Precursor
from footprint.cbam.regulation import UNKNOWN
from footprint.cbam.trace import Trace

if TYPE_CHECKING:
    from footprint.cbam.regulation import Regulation

Basis = Literal["actual", "default", "free"]


@dataclass(frozen=True)
class Embedded:
    """Specific embedded emissions of a precursor [t CO2e/t].

    Attributes
    ----------
    direct : float
    indirect : float or None
        All of them, for information; None where nobody stated them.
    counted : float
        Indirect emissions that enter a priced figure.
    direct_default, counted_default : float
        Parts that rest on default values.
    """

    direct: float
    indirect: float | None
    counted: float
    direct_default: float = 0.0
    counted_default: float = 0.0


@dataclass(frozen=True)
class Supplied:
    """One entry of precursors and what it counts with.

    Attributes
    ----------
    basis : {"actual", "default", "free"}
    average : Embedded
        What its mass counts with in the processes: its own figures when assigned or without a CN code, else the
        average of its CN code.
    cn, category : str or None
        One of them; the category of goods where the code is not known.
    """

    id: str
    cn: str | None
    basis: Basis
    own: Embedded
    average: Embedded
    category: str | None = None


def direct_only(cn: str, law: Regulation) -> bool:
    """Tell whether a code stands in Annex II."""
    good = law.good(cn)
    return good is not None and good.direct_only


def category_annexes(category: str, law: Regulation, method: Method) -> set[bool]:
    """Tell whether the codes of a category of goods stand in Annex II; two answers where they do not agree.

    Empty where there is no such category, or none of its codes is in Annex I.
    """
    rows = []
    for code in method.codes_of(category.replace("-", "_")):
        row = law.good(code)
        rows += [row] if row is not None else list(law.goods_under(code))
    return {row.direct_only for row in rows}


def only_direct(precursor: Precursor, law: Regulation, method: Method) -> bool:
    """Tell whether the indirect emissions of a precursor do not count: by its code, else by its category."""
    if precursor.cn is not None:
        return direct_only(precursor.cn, law)
    return category_annexes(precursor.category or "", law, method) == {True}


def basis_of(precursor: Precursor, law: Regulation) -> Basis:
    """Return what a precursor counts by; a free origin comes before all else."""
    if precursor.country is not None and law.origin_is_free(precursor.country):
        return "free"
    return precursor.basis


def embedded(
    precursor: Precursor, law: Regulation, method: Method, year: int, mark_up: bool, trace: Trace
) -> Embedded:
    """Return the specific embedded emissions of one entry.

    Parameters
    ----------
    precursor : Precursor
    law : Regulation
    method : Method
        For the categories of goods.
    year : int
        Whose mark-up holds.
    mark_up : bool
        Whether default values of precursors bear the mark-up.

    Raises
    ------
    LookupError
        Default values are due and the law has none.
    """
    basis, here = basis_of(precursor, law), f"precursors[{precursor.id}]"
    if basis == "free":
        trace.note(f"{here}.SEE", "Annex III B", 0.0, "t CO2e/t", "", origin=precursor.country or "")
        return Embedded(0.0, 0.0, 0.0)
    only = only_direct(precursor, law, method)
    if basis == "default" and precursor.cn is not None:
        found = default_of(precursor.cn, precursor.country, law, year, mark_up)
        trace.note(f"{here}.SEE", "Art 15", found.direct + found.counted, "t CO2e/t", _cite(precursor, law, year),
                   direct=found.direct, indirect=found.counted, year=float(year))  # fmt: skip
        return found
    direct = precursor.direct.to("t/t") if precursor.direct else 0.0
    indirect = precursor.indirect_stated
    if precursor.indirect_counted is not None:
        counted = precursor.indirect_counted.to("t/t")
    else:
        counted = 0.0 if only else indirect or 0.0
    report = precursor.verification
    source = f"{report.verifier}, {report.reference}" if report else ""
    trace.note(f"{here}.SEE", "Annex II E(2)", direct + counted, "t CO2e/t", source, direct=direct, counted=counted)
    return Embedded(direct, indirect, counted, direct * precursor.default_share, 0.0)


def default_of(cn: str, country: str | None, law: Regulation, year: int, mark_up: bool) -> Embedded:
    """Return default values as embedded emissions; the total of the law counts, with the mark-up where it is due.

    Raises
    ------
    LookupError
        The law has none for this code.
    """
    row = law.default(cn, country or UNKNOWN, year)
    if row is None:
        what = f"no default value of {cn} for {country or UNKNOWN} in {year}"
        raise LookupError(what)
    times = 1 + row.markup(year) if mark_up else 1.0
    if direct_only(cn, law) or row.direct is None:
        direct, counted = row.total, 0.0
        indirect = row.indirect
    else:
        direct, counted = row.direct, row.total - row.direct
        indirect = counted
    direct, counted = direct * times, counted * times
    return Embedded(direct, None if indirect is None else indirect * times, counted, direct, counted)


def _cite(precursor: Precursor, law: Regulation, year: int) -> str:
    row = law.default(precursor.cn or "", precursor.country or UNKNOWN, year)
    return f"{row.cite.title}, {row.cite.locator}" if row else ""


def supplied(
    installation: Installation, law: Regulation, method: Method, year: int, mark_up: bool, trace: Trace
) -> list[Supplied]:
    """Return every entry with what its mass counts with.

    Entries of one CN code that are not assigned are averaged by the mass received (Art 14(1), (2)).
    """
    own = {p.id: embedded(p, law, method, year, mark_up, trace) for p in installation.precursors}
    pooled: dict[str, list[Precursor]] = defaultdict(list)
    for precursor in installation.precursors:
        if precursor.cn is not None and not precursor.assigned:
            pooled[precursor.cn].append(precursor)
    averages = {}
    for cn, entries in pooled.items():
        averages[cn] = average([(entry.received, own[entry.id]) for entry in entries])
        if len(entries) > 1:
            trace.note(f"precursors[{cn}].average", "Art 14(2)", averages[cn].direct + averages[cn].counted,
                       "t CO2e/t", "", **{entry.id: entry.received for entry in entries})  # fmt: skip
    return [
        Supplied(
            p.id, p.cn, basis_of(p, law), own[p.id],
            own[p.id] if p.cn is None or p.assigned else averages[p.cn], p.category,
        )
        for p in installation.precursors
    ]  # fmt: skip


def average(entries: list[tuple[float, Embedded]]) -> Embedded:
    """Return the average of specific embedded emissions, weighted by mass; one entry stays as it is."""
    if len(entries) == 1:
        return entries[0][1]
    whole = sum(mass for mass, _ in entries)
    weights = [(mass / whole if whole else 1 / len(entries), e) for mass, e in entries]

    def mean(name: str) -> float:
        return float(sum(w * getattr(e, name) for w, e in weights))

    known = all(e.indirect is not None for _, e in entries)
    return Embedded(
        mean("direct"), mean("indirect") if known else None, mean("counted"), mean("direct_default"),
        mean("counted_default"),
    )  # fmt: skip
