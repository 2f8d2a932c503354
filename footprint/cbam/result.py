"""What :func:`footprint.cbam.calculate.calculate` returns: no product footprint, and no type shared with one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from footprint.cbam.attribution import Attributed
from footprint.cbam.balance import BalanceResult
from footprint.cbam.power_good import PowerResult
from footprint.cbam.precursors import Supplied
from footprint.cbam.trace import Step
from footprint.findings import Finding

NOTICE = "cbam-embedded-emissions"


@dataclass(frozen=True)
class Embedding:
    """Specific embedded emissions of a process's goods [t CO2e/t].

    Attributes
    ----------
    own_direct : float
        ae, without precursors (Eq 63).
    direct : float
        SEE direct (Eq 59).
    own_indirect, indirect : float or None
        From all electricity, for information; None where something is not known.
    counted : float
        Indirect emissions that count: own electricity of goods outside Annex II, and of precursors outside it.
    direct_default, counted_default : float
        Parts that rest on default values.
    """

    own_direct: float
    direct: float
    own_indirect: float | None
    indirect: float | None
    counted: float
    direct_default: float
    counted_default: float

    def times(self, factor: float) -> Embedding:
        """Return the figures of a tonne that bears so many times the average."""
        indirect = None if self.indirect is None else self.indirect * factor
        own = None if self.own_indirect is None else self.own_indirect * factor
        return replace(
            self, own_direct=self.own_direct * factor, direct=self.direct * factor, own_indirect=own,
            indirect=indirect, counted=self.counted * factor, direct_default=self.direct_default * factor,
            counted_default=self.counted_default * factor,
        )  # fmt: skip

    @property
    def priced(self) -> float:
        """What certificates are due for, before free allocation: direct and counted indirect."""
        return self.direct + self.counted

    @property
    def default_share_direct(self) -> float:
        """Share of the direct figure that rests on default values."""
        return self.direct_default / self.direct if self.direct else 0.0

    @property
    def default_share(self) -> float:
        """Share of the priced figure that rests on default values."""
        return (self.direct_default + self.counted_default) / self.priced if self.priced else 0.0


@dataclass(frozen=True)
class TakenIn:
    """A precursor of a process.

    Attributes
    ----------
    source : str
        Id of a bought precursor, or of the process of the installation that makes it.
    mass : float
        M: mass that entered [t].
    specific : float
        m: per tonne of goods (Eq 61).
    direct, counted : float
        SEE it counts with [t CO2e/t].
    weight : float
        Of goods made here: what they bear over the average tonne of their process; ``direct`` holds it already.
    """

    source: str
    in_house: bool
    mass: float
    specific: float
    direct: float
    counted: float
    weight: float = 1.0

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "source": self.source, "in_house": self.in_house, "mass": self.mass, "specific": self.specific,
            "direct": self.direct, "counted": self.counted,
        }  # fmt: skip


@dataclass(frozen=True)
class GoodResult:
    """Figures of one good under its CN code.

    Attributes
    ----------
    unit : str
        Functional unit (Art 4).
    per_unit : float
        Functional units in a tonne: 1 for tonnes, the content of clinker or nitrogen otherwise.
    weight : float
        What a tonne of it bears over the average tonne of the process.
    compositions : tuple of (name, tonnes, functional units in a tonne)
        Ranges in which it is sold (Eq 64 to 66).
    """

    cn: str
    name: str
    category: str
    direct_only: bool
    level: float
    unit: str
    per_unit: float
    weight: float = 1.0
    compositions: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True)
class ProcessResult:
    """Figures of one production process.

    Attributes
    ----------
    embedding : Embedding
        Of the average tonne of its goods; :meth:`of_good` is that of one good.
    share : float
        What its goods bear of it; co-products outside Annex I bear the rest (Eq 43).
    """

    id: str
    level: float
    direct_only: bool
    attributed: Attributed
    attributed_indirect: float | None
    electricity: float | None
    electricity_factor: float | None
    embedding: Embedding
    taken_in: tuple[TakenIn, ...]
    goods: tuple[GoodResult, ...]
    share: float = 1.0

    def of_good(self, good: GoodResult) -> Embedding:
        """Return what a tonne of a good embeds."""
        return self.embedding if good.weight == 1.0 else self.embedding.times(good.weight)


@dataclass(frozen=True)
class CbamResult:
    """All figures of an installation and a period.

    Attributes
    ----------
    as_of : date
        Day whose law was used.
    mark_up : bool
        Whether default values of precursors bear the mark-up.
    direct_sources : float
        Direct emissions of the installation from its sources and stated ones [t CO2e] (Eq 4).
    outside : float
        Of these, what lies outside the system boundaries [t CO2e].
    in_heat : float
        Of these, what heat sources burn; it returns as heat taken in.
    balance : BalanceResult or None
        Sources of the whole installation, where the document keeps them apart from its processes.
    """

    installation: str
    country: str
    period: tuple[date, date]
    as_of: date
    method: str
    mark_up: bool
    direct_sources: float
    outside: float
    in_heat: float
    biomass: float
    processes: tuple[ProcessResult, ...]
    precursors: tuple[Supplied, ...]
    findings: tuple[Finding, ...]
    trace: tuple[Step, ...]
    digits: int
    electricity_goods: tuple[PowerResult, ...] = ()
    balance: BalanceResult | None = None

    def process(self, key: str) -> ProcessResult:
        """Return a process by its id."""
        return next(p for p in self.processes if p.id == key)

    def of_good(self, process: str, cn: str) -> Embedding:
        """Return what a tonne of a good of a process embeds."""
        maker = self.process(process)
        return maker.of_good(next(good for good in maker.goods if good.cn == cn))

    def borne(self) -> dict[tuple[str, str], float]:
        """Return what a tonne of each good bears of what its process takes in per average tonne.

        Less than 1 where co-products bear a part (Eq 43), other than 1 where goods differ in content.
        """
        return {(p.id, good.cn): p.share * good.weight for p in self.processes for good in p.goods}

    def reported(self, value: float | None) -> float | None:
        """Round as the act has figures reported (Annex II A.1(8))."""
        return None if value is None else round(value, self.digits)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain JSON values."""
        return {
            "kind": NOTICE,
            "installation": self.installation,
            "country": self.country,
            "period": {"start": self.period[0].isoformat(), "end": self.period[1].isoformat()},
            "law": {"as_of": self.as_of.isoformat(), "method": self.method},
            "mark_up_on_precursors": self.mark_up,
            "installation_direct": {
                "value": self.direct_sources, "outside": self.outside, "in_heat_sources": self.in_heat,
                "zero_rated_biomass": self.biomass, "unit": "t CO2e",
            },
            "balance": self.balance.to_dict() if self.balance else None,
            "processes": [self._process(p) for p in self.processes],
            "precursors": [
                {
                    "id": s.id, "cn": s.cn, "category": s.category, "basis": s.basis, "own": _embedded(s.own),
                    "used_with": _embedded(s.average),
                }
                for s in self.precursors
            ],
            "electricity_goods": [g.to_dict() for g in self.electricity_goods],
            "findings": [f.to_dict() for f in self.findings],
            "trace": [s.to_dict() for s in self.trace],
        }  # fmt: skip

    def _process(self, p: ProcessResult) -> dict[str, Any]:
        e = p.embedding
        return {
            "id": p.id,
            "activity_level": {"value": p.level, "unit": "t"},
            "direct_only": p.direct_only,
            "attributed_direct": p.attributed.to_dict(),
            "attributed_indirect": p.attributed_indirect,
            "share_of_goods": p.share,
            "electricity": {"value": p.electricity, "unit": "MWh", "factor": p.electricity_factor},
            "specific": {
                "unit": "t CO2e/t", "direct": e.direct, "indirect_all": e.indirect, "indirect_counted": e.counted,
                "priced": e.priced, "own_direct": e.own_direct, "own_indirect": e.own_indirect,
                "default_share_direct": e.default_share_direct, "default_share": e.default_share,
            },
            "reported": {
                "direct": self.reported(e.direct),
                "indirect": None if p.direct_only and not e.counted else self.reported(e.counted),
            },
            "precursors": [t.to_dict() for t in p.taken_in],
            "goods": [
                {
                    "cn": g.cn, "name": g.name, "category": g.category, "direct_only": g.direct_only,
                    "amount": g.level, "functional_unit": g.unit, "functional_units_per_tonne": g.per_unit,
                    "specific": _specific(own := p.of_good(g)),
                    "priced_per_functional_unit": own.priced / g.per_unit,
                    "compositions": [
                        {"name": name, "amount": mass, "functional_units_per_tonne": units,
                         "specific": _specific(own.times(units / g.per_unit))}
                        for name, mass, units in g.compositions
                    ],
                }
                for g in p.goods
            ],
        }  # fmt: skip


def _specific(e: Embedding) -> dict[str, Any]:
    return {"direct": e.direct, "indirect_counted": e.counted, "priced": e.priced}


def _embedded(found: Any) -> dict[str, Any]:
    return {"direct": found.direct, "indirect_all": found.indirect, "indirect_counted": found.counted}
