"""Electricity as a good, CN 2716 00 00: what an operator can state of it (IR (EU) 2025/2547 Annex II D.2).

Only direct emissions count. Its emission factor is that of the generating unit: Eq 38, or Eq 52 for cogeneration.
Default values hold unless the five criteria of Regulation (EU) 2023/956, Annex IV, point 5 are shown (D.2.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import model_validator

from footprint.cbam.heat import HeatFactor
from footprint.cbam.method import Method
from footprint.cbam.parts import Long, Model, Power, PowerFactor, Refs, Short, Slug
from footprint.cbam.trace import Trace

CN = "27160000"


class PowerGood(Model):
    """Electricity that is imported into the Union as a good.

    Attributes
    ----------
    amount : Value
        Net electricity that left the unit for it.
    source : str
        The chp or power unit of the installation that makes it.
    fossil : Value
        Fossil CO2 per kWh of the installation, where it is not the emission factor [t CO2/MWh].
    connection : {"direct", "network"}
        To the transmission system of the Union; a network needs papers that there was no congestion.
    ppa_evidence, connection_evidence, limit_evidence, nomination_evidence, meter_evidence, monthly_evidence : list
        Papers for the criteria (a), (b), (c), (d) with meters of an hour or finer, and (e).
    """

    id: Slug
    name: Short = ""
    amount: Power
    source: Slug
    fossil: PowerFactor | None = None
    connection: Literal["direct", "network"]
    ppa_evidence: Refs = ()
    connection_evidence: Refs = ()
    limit_evidence: Refs = ()
    nomination_evidence: Refs = ()
    meter_evidence: Refs = ()
    monthly_evidence: Refs = ()
    note: Long = ""

    @model_validator(mode="after")
    def _something_left(self) -> PowerGood:
        if not self.amount.amount:
            message = "is electricity of 0: give what left the unit, or leave the entry out"
            raise ValueError(message)
        return self

    @property
    def open_criteria(self) -> tuple[str, ...]:
        """Criteria for which nothing is named."""
        papers = {
            "a": self.ppa_evidence,
            "b": self.connection_evidence,
            "c": self.limit_evidence,
            "d": self.nomination_evidence and self.meter_evidence,
            "e": self.monthly_evidence,
        }
        return tuple(key for key, named in papers.items() if not named)


@dataclass(frozen=True)
class PowerResult:
    """Specific embedded emissions of electricity.

    Attributes
    ----------
    amount : float
        [MWh]
    factor : float
        [t CO2/MWh], direct only.
    fossil : float
        What is held against the limit [t CO2/MWh].
    actual : bool
        Papers are named for all criteria and the limit is kept; else default values hold.
    """

    id: str
    name: str
    amount: float
    factor: float
    fossil: float
    open_criteria: tuple[str, ...]
    actual: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "id": self.id, "name": self.name, "cn": CN, "amount": self.amount, "functional_unit": "kWh",
            "direct": self.factor, "unit": "t CO2/MWh", "fossil_per_mwh": self.fossil,
            "open_criteria": list(self.open_criteria), "actual_values": self.actual,
        }  # fmt: skip


def of_power(
    goods: tuple[PowerGood, ...], heat: Mapping[str, HeatFactor], method: Method, trace: Trace
) -> tuple[PowerResult, ...]:
    """Return the figures of electricity as a good."""
    found = []
    for good in goods:
        factor = heat[good.source].power or 0.0
        fossil = good.fossil.to("t/MWh") if good.fossil else factor
        trace.note(f"electricity_goods[{good.id}].SEE", "Annex II D.2", factor, "t CO2/MWh", "", source=good.source)
        kept = fossil <= method.number("electricity_limit")
        found.append(
            PowerResult(good.id, good.name, good.amount.to("MWh"), factor, fossil, good.open_criteria,
                        kept and not good.open_criteria)
        )  # fmt: skip
    return tuple(found)
