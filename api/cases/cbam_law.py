"""The CBAM law of a day: scope, tables with their sources, estimates of certificates and cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.cases.workbench import Workbench
from footprint.cbam.cost import Case, Estimate, PricePaid
from footprint.cbam.cost import estimate as estimated
from footprint.cbam.free_allocation import Precursor
from footprint.cbam.screening import Line, Screening, read_line, screen
from footprint.errors import InputError, Problem
from rules.cbam import Law, regulation


def law(bench: Workbench, on: date | None = None, known_on: date | None = None) -> Law:
    """Return the law of a day, today when none is named; grid factors only where the settings admit them."""
    day = on or bench.clock().date()
    return regulation(day, known_on=known_on, without=bench.settings.excluded_uses)


def lines(codes: Sequence[str], countries: Sequence[str], masses: Sequence[float | None], rules: Law) -> list[Line]:
    """Put codes, origins and masses together: one origin or mass holds for all codes, or there is one for each.

    Raises
    ------
    InputError
        A code, country or mass that cannot be, or counts that do not fit.
    """
    for name, given in (("country", countries), ("mass", masses)):
        if len(given) not in {0, 1, len(codes)}:
            what = f"{len(given)} given for {len(codes)} code(s): one for all, or one for each"
            raise InputError(Problem(name, what))
    origins = [*countries] * len(codes) if len(countries) == 1 else [*countries] or [""] * len(codes)
    amounts: list[float | None] = [*masses] or [None] * len(codes)
    if len(amounts) == 1 < len(codes):
        amounts = amounts * len(codes)
    found: list[Line] = []
    problems: list[Problem] = []
    for index, (cn, origin, mass) in enumerate(zip(codes, origins, amounts, strict=True)):
        try:
            found.append(read_line(cn, origin, mass, rules, f"lines[{index}]" if len(codes) > 1 else ""))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    return found


def scope(found: Sequence[Line], rules: Law) -> Screening:
    """Screen goods that one importer brings in during a year."""
    return screen(found, rules)


def estimate(case: Case, rules: Law) -> Estimate:
    """Estimate certificates and cost."""
    return estimated(case, rules)


def case_of(
    line: Line,
    see: float | None = None,
    route: str = "",
    precursors: Sequence[tuple[str, float, str, float | None]] = (),
    price_paid: PricePaid | None = None,
    rules: Law | None = None,
) -> Case:
    """Put a case together; precursors are (code, mass per tonne, origin, verified SEFA).

    Raises
    ------
    InputError
        A precursor's code, origin or mass cannot be.
    """
    read = []
    for index, (cn, mass, origin, sefa) in enumerate(precursors):
        unknown = origin == "unknown"
        checked = read_line(
            cn, "" if unknown else origin, mass, rules or regulation(date.max), f"precursors[{index}]"
        )
        read.append(Precursor(checked.cn, mass, "unknown" if unknown else checked.origin, sefa))
    return Case(line, see, route, tuple(read), price_paid)
