"""The neutral model: what every reader makes of its format, before anything is linked or converted.

Amounts, units and names stand here as the file gives them. A reader never guesses: what it does not understand
becomes an :class:`Issue`, and the report of the import shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

FlowKind = Literal["product", "waste", "elementary"]
Direction = Literal["input", "output"]
Method = Literal["stated", "physical", "economic"]


class Uncertainty(NamedTuple):
    """A distribution of an amount.

    ``kind`` is lognormal (``a`` geometric mean, ``b`` geometric standard deviation), normal (``a`` mean, ``b``
    standard deviation), triangular (``a`` minimum, ``b`` mode, ``c`` maximum) or uniform (``a``, ``b`` bounds).
    """

    kind: str
    a: float
    b: float
    c: float = 0.0
    pedigree: str = ""


class Exchange(NamedTuple):
    """One input or output of a process, as the file gives it.

    A named tuple, not a dataclass: databases have half a million of them.

    Attributes
    ----------
    flow : str
        Id of a :class:`Flow`.
    amount : float
        Per one run of the process [``unit``].
    reference : bool
        The process is run for this exchange.
    avoided : bool
        An output that replaces production elsewhere.
    provider : str
        Id of the process that the file names as provider, or empty.
    location : str
        Of the product, where the format tells it.
    formula : str
        What ``amount`` was computed from, kept as text.
    shares : tuple of (flow id, share)
        Allocation of this exchange alone to products (causal allocation) [1].
    price : float
        Of ``amount`` as a whole, in the currency of the file; 0 where it has none.
    mass_factor : float
        Mass of one reference unit [kg], for physical allocation; 0 where the file has none.
    """

    row: int
    flow: str
    direction: Direction
    amount: float
    unit: str
    reference: bool = False
    avoided: bool = False
    provider: str = ""
    location: str = ""
    formula: str = ""
    comment: str = ""
    uncertainty: Uncertainty | None = None
    shares: tuple[tuple[str, float], ...] = ()
    price: float = 0.0
    mass_factor: float = 0.0


@dataclass(frozen=True)
class Flow:
    """A product, a waste or an elementary flow.

    Attributes
    ----------
    compartment : str
        Path of categories with slashes, e.g. ``air/urban air close to ground``.
    cas : str
        As given; leading zeros are dropped when it is compared.
    """

    id: str
    name: str
    kind: FlowKind
    unit: str = ""
    compartment: str = ""
    cas: str = ""
    formula: str = ""
    location: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Process:
    """One process of a file.

    Attributes
    ----------
    entry : str
        Where it stands in the file; reports and locators repeat it.
    names : mapping of language tag to str
        ``en``, ``zh`` and others where the file has them.
    area : str
        The place in words.
    allocation : mapping of (method, flow id) to float
        Share of each product under a stated method [1].
    default_allocation : str
        Method the file names as its own, or empty.
    parameters : mapping of name to text
        Value or formula; noted, not evaluated unless the format stores formulas only.
    aggregated : bool
        A result inventory: no suppliers to expect.
    """

    id: str
    name: str
    entry: str
    exchanges: tuple[Exchange, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    region: str = ""
    area: str = ""
    year: int = 0
    valid_until: str = ""
    category: str = ""
    documentation: str = ""
    licence: str = ""
    source: str = ""
    synonyms: tuple[str, ...] = ()
    allocation: Mapping[tuple[Method, str], float] = field(default_factory=dict)
    default_allocation: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    pedigree: str = ""
    aggregated: bool = False


@dataclass(frozen=True)
class UnitOf:
    """A unit the file defines: ``1 unit = factor reference``."""

    unit: str
    reference: str
    factor: float


@dataclass(frozen=True)
class Issue:
    """Something that was not understood, or understood under an assumption.

    Attributes
    ----------
    where : str
        ``file/entry: field``.
    what : str
        One sentence.
    kind : str
        Word the report groups by.
    """

    where: str
    what: str
    kind: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


Item: TypeAlias = Process | Flow | UnitOf | Issue


@dataclass
class Package:
    """Everything read from one source."""

    processes: list[Process] = field(default_factory=list)
    flows: dict[str, Flow] = field(default_factory=dict)
    units: dict[str, UnitOf] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def add(self, item: Item) -> None:
        """Take one item; the first flow or unit of a name stays."""
        match item:
            case Process():
                self.processes.append(item)
            case Flow():
                self.flows.setdefault(item.id, item)
            case UnitOf():
                self.units.setdefault(item.unit, item)
            case Issue():
                self.issues.append(item)
