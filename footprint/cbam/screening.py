"""Which goods fall under CBAM: today, and under the proposal for 2028; and the mass that exempts an importer.

Only the code, the origin and the mass of what is imported count. A part inside a product is no import of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from footprint.cbam.nomenclature import read_cn, written_cn
from footprint.cbam.regulation import OTHER, DefaultValue, Duty, Gap, Good, LawCite, Regulation
from footprint.cbam.statements import Statement
from footprint.errors import InputError, Problem

Verdict = Literal["in", "partly", "proposed", "maybe_proposed", "out"]
NO_THRESHOLD = frozenset({"electricity", "hydrogen"})


@dataclass(frozen=True)
class Line:
    """A good as it is imported, or a part of a product.

    Attributes
    ----------
    cn : str
        Digits of the code.
    origin : str
        Country of customs origin, ISO 3166 with two letters; empty when it is not known.
    mass : float or None
        Net mass in the calendar year [t].
    """

    cn: str
    origin: str = ""
    mass: float | None = None
    name: str = ""


@dataclass(frozen=True)
class Screened:
    """What holds for one line.

    Attributes
    ----------
    good : Good or None
        The row of Annex I, or of the proposal, it falls under.
    free : bool
        Whether its origin takes it out of CBAM.
    default : DefaultValue, Gap or None
        The default value of its origin; None where it is not asked for.
    """

    line: Line
    verdict: Verdict
    good: Good | None
    free: bool
    default: DefaultValue | Gap | None
    statements: tuple[Statement, ...]

    @property
    def counts(self) -> bool:
        """Whether its mass counts for the threshold."""
        return (
            self.verdict == "in"
            and not self.free
            and self.good is not None
            and self.good.category not in NO_THRESHOLD
        )


@dataclass(frozen=True)
class Threshold:
    """The masses of one importer and calendar year against the threshold [t].

    Attributes
    ----------
    running : tuple of float
        Sum after each line, in the order given.
    passed_at : int or None
        Index of the line with which the threshold was passed.
    complete : bool
        Whether every line that counts gave a mass.
    """

    limit: float | None
    running: tuple[float, ...]
    passed_at: int | None
    complete: bool
    statements: tuple[Statement, ...]

    @property
    def total(self) -> float:
        """Mass of all lines that count [t]."""
        return self.running[-1] if self.running else 0.0


@dataclass(frozen=True)
class Screening:
    """What holds for all lines together."""

    lines: tuple[Screened, ...]
    threshold: Threshold
    duties: tuple[Duty, ...]


def read_line(cn: str, origin: str, mass: float | None, law: Regulation, where: str = "", name: str = "") -> Line:
    """Return a line from what was written.

    Raises
    ------
    InputError
        No code, no country, or no mass.
    """
    at = f"{where}." if where else ""
    digits = read_cn(cn, f"{at}cn")
    if not law.is_code(digits):
        what = f"is {written_cn(digits)}: the Combined Nomenclature has no such heading"
        raise InputError(Problem(f"{at}cn", what))
    country = origin.strip().upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise InputError(
            Problem(f"{at}origin", f"is {origin[:20]!r}: a country code of two letters is due, e.g. CN")
        )
    if mass is not None and not 0 <= mass < float("inf"):
        raise InputError(Problem(f"{at}mass", f"is {mass}: tonnes are due, 0 or above"))
    return Line(digits, country, mass, name)


def screen(lines: Sequence[Line], law: Regulation) -> Screening:
    """Say what holds for goods that one importer brings in during the calendar year of the law's day."""
    screened = tuple(screen_line(line, law) for line in lines)
    duties = law.duties(law.as_of) if any(s.verdict in {"in", "partly"} and not s.free for s in screened) else ()
    return Screening(screened, _threshold(screened, law), duties)


def screen_parts(product: Line, parts: Iterable[Line], law: Regulation) -> tuple[Screened, tuple[Screened, ...]]:
    """Say what holds for a product and for the metal in it.

    A part is screened as if it were shipped alone, and says that inside the product it is not.
    """
    whole = screen_line(product, law)
    inside = Statement("bom.inside", {"cn": written_cn(product.cn)})
    shown = []
    for part in parts:
        found = screen_line(part, law)
        more = [inside]
        if found.verdict == "in" and whole.verdict in {"proposed", "maybe_proposed"} and part.mass is not None:
            more.append(Statement("bom.content", {"mass": part.mass}, _proposal_cite(product.cn, law)))
        shown.append(
            Screened(part, found.verdict, found.good, found.free, found.default, (*found.statements, *more))
        )
    return whole, tuple(shown)


def _proposal_cite(cn: str, law: Regulation) -> LawCite | None:
    found = law.proposed(cn) or law.proposal_unread(cn)
    return found.cite if found else None


def screen_line(line: Line, law: Regulation) -> Screened:
    """Say what holds for one code and origin."""
    good = law.good(line.cn)
    shown = {"cn": written_cn(line.cn)}
    if good is None or law.exceptions_under(line.cn):
        return _outside(line, law, good)
    said = [Statement("scope.in", {**shown, "row": written_cn(good.cn), "category": good.category}, good.cite)]
    if good.part:
        said.append(Statement("scope.part", {**shown, "part": good.part}, good.cite))
    said.append(Statement("scope.direct_only" if good.direct_only else "scope.both", {}, good.cite))
    if good.category in NO_THRESHOLD:
        said.append(Statement("threshold.not_for", {"category": good.category}, _limit_cite(law)))
    free, default, origin = _origin(line, law)
    return Screened(line, "in", good, free, default, (*said, *origin))


def _outside(line: Line, law: Regulation, good: Good | None) -> Screened:
    """Say why a code is not, or not wholly, in scope."""
    shown = {"cn": written_cn(line.cn)}
    narrower = law.goods_under(line.cn)
    if narrower or good:
        rows = [written_cn(g.cn) for g in narrower] or [written_cn(c) for c in law.exceptions_under(line.cn)]
        row = good or narrower[0]
        code = "scope.partly" if narrower else "scope.all_but"
        free, _default, origin = _origin(line, law, ask=False)
        return Screened(
            line, "partly", row, free, None, (Statement(code, {**shown, "rows": rows}, row.cite), *origin)
        )
    excepted = law.excepted(line.cn)
    if excepted:
        said = [Statement("scope.excepted", {**shown, "row": written_cn(excepted.cn)}, excepted.cite)]
    else:
        whole = [row.cite for row in law.goods() if not row.part]
        said = [Statement("scope.out", shown, whole[-1] if whole else None)]
    named, unread = law.proposed(line.cn), law.proposal_unread(line.cn)
    if named:
        params: dict[str, Any] = {**shown, "date": named.cite.valid_from, "part": named.part}
        said.append(Statement("proposal.named_part" if named.part else "proposal.named", params, named.cite))
        return Screened(line, "proposed", named, False, None, tuple(said))
    if unread:
        said.append(Statement("proposal.unread", {**shown, "date": unread.cite.valid_from}, unread.cite))
        return Screened(line, "maybe_proposed", unread, False, None, tuple(said))
    return Screened(line, "out", None, False, None, tuple(said))


def _origin(
    line: Line, law: Regulation, *, ask: bool = True
) -> tuple[bool, DefaultValue | Gap | None, tuple[Statement, ...]]:
    """Say what the origin does: nothing is due, or which table of default values holds."""
    if not line.origin:
        return False, None, (Statement("origin.missing"),)
    free = law.origin_cite(line.origin)
    if free:
        return True, None, (Statement("origin.free", {"country": line.origin}, free),)
    if not ask:
        return False, None, ()
    default = law.find_default(line.cn, line.origin, law.as_of.year)
    if isinstance(default, DefaultValue) and default.country == OTHER:
        return False, default, (Statement("origin.other_table", {"country": line.origin}, default.cite),)
    return False, default, ()


def _limit_cite(law: Regulation) -> LawCite | None:
    found = law.threshold(law.as_of.year)
    return None if isinstance(found, Gap) else found.cite


def _threshold(lines: Sequence[Screened], law: Regulation) -> Threshold:
    limit = law.threshold(law.as_of.year)
    running, total, passed_at, complete = [], 0.0, None, True
    for index, found in enumerate(lines):
        if found.counts:
            complete = complete and found.line.mass is not None
            total += found.line.mass or 0.0
        running.append(total)
        if passed_at is None and not isinstance(limit, Gap) and total > limit.value:
            passed_at = index
    if isinstance(limit, Gap):
        return Threshold(None, tuple(running), None, complete, (Statement(limit.code, limit.params),))
    said: list[Statement] = []
    if any(found.counts for found in lines):
        params = {"total": total, "limit": limit.value, "year": law.as_of.year}
        passed = passed_at is not None
        code = "threshold.passed" if passed else "threshold.below" if complete else "threshold.open"
        said.append(Statement(code, params, limit.cite))
    return Threshold(limit.value, tuple(running), passed_at, complete, tuple(said))
