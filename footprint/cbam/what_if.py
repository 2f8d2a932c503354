"""Actual against default: what goods and precursors would count with by the law's default values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from footprint.cbam.calculate import calculate
from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.cbam.precursors import default_of
from footprint.cbam.process_model import Precursor
from footprint.cbam.result import CbamResult

if TYPE_CHECKING:
    from footprint.cbam.regulation import Regulation


@dataclass(frozen=True)
class AgainstDefault:
    """A good by its actual values and by the default value.

    Attributes
    ----------
    actual : float
        Priced figure [t CO2e/t].
    default : float or None
        Default value with the mark-up of the year [t CO2e/t]; None where the law has none.
    """

    process: str
    cn: str
    actual: float
    default: float | None
    cite: str

    @property
    def saved(self) -> float | None:
        """What the actual value is lower by [t CO2e/t]; negative where the default is lower."""
        return None if self.default is None else self.default - self.actual

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "process": self.process, "cn": self.cn, "actual": self.actual, "default": self.default,
            "saved": self.saved, "cite": self.cite,
        }  # fmt: skip


@dataclass(frozen=True)
class PrecursorSwitch:
    """The goods when one precursor counts by the default value instead of its supplier's figures.

    Attributes
    ----------
    change : mapping of process to float
        Priced figure less the present one [t CO2e/t].
    """

    precursor: str
    cn: str
    change: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"precursor": self.precursor, "cn": self.cn, "change": self.change}


def goods_against_default(result: CbamResult, law: Regulation) -> tuple[AgainstDefault, ...]:
    """Compare every good with the default value of its code and country of production."""
    year, rows = result.period[1].year, []
    for process in result.processes:
        for good in process.goods:
            row = law.default(good.cn, result.country, year)
            default = row.marked_up(year) if row else None
            cite = f"{row.cite.title}, {row.cite.locator}" if row else ""
            rows.append(AgainstDefault(process.id, good.cn, process.of_good(good).priced, default, cite))
    return tuple(rows)


def switch_precursors(
    installation: Installation, result: CbamResult, law: Regulation, method: Method
) -> tuple[PrecursorSwitch, ...]:
    """Calculate again with each actual precursor at its default value; those without a default are left out."""
    rows = []
    year = installation.period.end.year
    for number, precursor in enumerate(installation.precursors):
        supplied = next(s for s in result.precursors if s.id == precursor.id)
        if supplied.basis != "actual" or precursor.cn is None:
            continue
        try:
            default_of(precursor.cn, precursor.country, law, year, result.mark_up)
        except LookupError:
            continue
        others = list(installation.precursors)
        others[number] = at_default(precursor)
        other = calculate(
            installation.model_copy(update={"precursors": tuple(others)}), law, method, None, result.mark_up
        )
        change = {p.id: other.process(p.id).embedding.priced - p.embedding.priced for p in result.processes}
        rows.append(PrecursorSwitch(precursor.id, precursor.cn, {k: v for k, v in change.items() if v}))
    return tuple(rows)


def at_default(precursor: Precursor) -> Precursor:
    """Return a precursor without its supplier's figures."""
    fields = ("direct", "indirect", "indirect_counted", "power", "power_factor", "verification", "allocation")
    gone = dict.fromkeys(fields)
    return precursor.model_copy(update={"basis": "default", "default_share": 0.0, **gone})
