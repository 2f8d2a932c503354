"""A carbon price paid in the country of origin, and shipments to the Union, as an installation document has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from footprint.cbam.parts import Cn, Due, Long, Mass, Model, Number, Positive, Refs, Share, Short, Slug, Value

# Emissions that cost nothing: of the whole period, or per tonne of the goods.
Free = Annotated[Value, Due("t", "t/t")]
FIRST_YEAR = 2026


@dataclass(frozen=True)
class Needed:
    """One item of evidence: which fields of an entry give it, and where the law asks for it."""

    id: str
    fields: tuple[str, ...]
    cite: str


@dataclass(frozen=True)
class PriceRules:
    """Kinds of instruments, and what a deduction needs; the data stand in ``rules``."""

    kinds: tuple[str, ...]
    evidence: tuple[Needed, ...]


def _currency(written: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", written):
        message = f"is {written[:20]!r}: a currency of three letters is due, e.g. CNY"
        raise ValueError(message)
    return written


def _quarter(written: str) -> str:
    if not re.fullmatch(r"20[0-9]{2}-Q[1-4]", written):
        message = f"is {written[:20]!r}: a quarter such as 2026-Q3 is due"
        raise ValueError(message)
    return written


class Certifier(Model):
    """The independent person who certified what was paid."""

    name: Short
    reference: Short = ""
    issued: date | None = None


class CarbonPrice(Model):
    """What was paid for emissions of one process, of one of its goods, or of a bought precursor.

    What is not known is left out: a check asks for it, and nothing is deducted until it is there.

    Attributes
    ----------
    process, cn : str
        The process, and the one good of it that is meant where it is not all of them.
    precursor : str
        Instead of a process: a bought precursor by actual values.
    kind : str
        Kind of instrument, one of those in the data.
    price : float
        Paid for a tonne of CO2e that is neither free nor left out [currency/t CO2e].
    currency : str
        ISO 4217.
    euro : float
        Euro for one unit of the currency, as ``euro_source`` has it; 1 for EUR.
    covered : float
        Share of the emissions that is subject to the price [1].
    free : Value
        Emissions that were covered without payment, by free allocation say [t CO2e, or t CO2e/t].
    rebate : float
        Money given back, in the currency, for the whole quantity.
    kept_until : date
        To when the records are kept.
    """

    id: Slug
    process: Slug | None = None
    cn: Cn | None = None
    precursor: Slug | None = None
    kind: Short
    legal_act: Short = ""
    price: Number | None = None
    currency: Annotated[str, AfterValidator(_currency)] | None = None
    euro: Positive | None = None
    euro_source: Short = ""
    covered: Share | None = None
    free: Free | None = None
    rebate: Number | None = None
    certifier: Certifier | None = None
    kept_until: date | None = None
    covered_evidence: Refs = ()
    payment_evidence: Refs = ()
    certifier_evidence: Refs = ()
    note: Long = ""

    @model_validator(mode="after")
    def _one_target(self) -> CarbonPrice:
        message = ""
        if (self.process is None) == (self.precursor is None):
            message = "names not one thing it was paid for: give process, or precursor"
        elif self.cn is not None and self.process is None:
            message = "names a cn without its process: a precursor has one code"
        elif self.currency == "EUR" and self.euro not in {None, 1.0}:
            message = f"is paid in EUR and has the rate {self.euro:g}: leave euro out"
        if message:
            raise ValueError(message)
        return self


class Shipment(Model):
    """Goods that leave for the Union: one good, one importer, one day or quarter of import.

    Attributes
    ----------
    process : str
        Needed where two processes make goods of the code.
    day : date
        Of import; in the document ``date``.
    quarter : str
        Instead of the day: ``2026-Q3``.
    """

    id: Slug
    cn: Cn
    process: Slug | None = None
    amount: Mass
    day: Annotated[date | None, Field(alias="date")] = None
    quarter: Annotated[str, AfterValidator(_quarter)] | None = None
    importer: Short = ""
    evidence: Refs = ()
    note: Long = ""

    @model_validator(mode="after")
    def _one_time(self) -> Shipment:
        if self.day is not None and self.quarter is not None:
            message = "has date and quarter: one of them is enough"
            raise ValueError(message)
        if self.when is not None and self.when[0] < FIRST_YEAR:
            message = f"is imported in {self.when[0]}: certificates are due from {FIRST_YEAR} on"
            raise ValueError(message)
        return self

    @property
    def when(self) -> tuple[int, int] | None:
        """Year and quarter of import; None where nobody says."""
        if self.day is not None:
            return self.day.year, (self.day.month + 2) // 3
        if self.quarter is not None:
            return int(self.quarter[:4]), int(self.quarter[-1])
        return None
