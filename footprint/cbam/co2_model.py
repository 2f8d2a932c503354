"""CO2 that leaves the installation or comes into it: capture, storage, permanent binding.

IR (EU) 2025/2547 Annex II B.8.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from footprint.cbam import units
from footprint.cbam.parts import Country, Emissions, Model, Refs, Short, Slug
from footprint.cbam.streams_model import Emitter

# Only these let CO2 count as not emitted (B.8.2).
ELIGIBLE = frozenset({"capture", "transport", "storage", "bound"})


class Partner(Model):
    """Who receives the CO2 or gives it.

    Attributes
    ----------
    contact : str
        Responsible person and how to reach them (B.8.3).
    monitors : bool
        It monitors emissions for the purpose of Regulation (EU) 2023/956 (B.8.2(1)).
    """

    name: Annotated[Short, Field(min_length=1)]
    country: Country | None = None
    contact: Short = ""
    installation_id: Slug | None = None
    monitors: bool = False


class Transfer(Emitter):
    """CO2 transferred out, received, or bound here.

    Attributes
    ----------
    purpose : str
        ``capture`` (an installation that captures), ``transport`` (a network or installation for storage),
        ``storage`` (a storage site), ``bound`` (permanently chemically bound in products), ``input`` (received as
        process input), ``other`` (anything else: it counts as emitted).
    amount : Value
        CO2 that was moved, or bound here [t].
    stored : Value
        Of it, what is shown along the whole chain to be stored or bound [t].
    biomass : Value
        Of ``amount``, what stems from biomass: it was not counted, so it is not taken off [t].
    here : bool
        Used within the installation; there is no partner.
    inherent : bool
        Part of a gas whose source stream counts it already (B.8.1); it adds nothing.
    counted_at_origin : bool
        Of CO2 received: the giver counts it as emitted, as ``evidence`` shows.
    custody_evidence : list of str
        Papers from here to the storage site or the binding product, transport included (B.8.2(2)).
    """

    direction: Literal["out", "in"] = "out"
    purpose: Literal["capture", "transport", "storage", "bound", "input", "other"]
    amount: Emissions
    stored: Emissions | None = None
    biomass: Emissions | None = None
    method: Literal["measured", "calculated"]
    partner: Partner | None = None
    here: bool = False
    inherent: bool = False
    counted_at_origin: bool = False
    custody_evidence: Refs = ()

    @model_validator(mode="after")
    def _transfer_is_whole(self) -> Transfer:
        message = ""
        moved = self.amount.to("t")
        if self.partner is None and not self.here:
            message = (
                "transfers CO2 and names no receiving installation: give partner, or here where it is used within "
                "the installation"
                if self.direction == "out"
                else "receives CO2 and does not say from whom: give partner"
            )
        elif self.here and (self.partner is not None or self.direction == "in"):
            message = "is used here, so nothing moves: leave partner and direction out"
        elif self.method == "calculated" and not self.here:
            message = "is transferred by calculation: what moves from one installation to another is measured"
        elif self.direction == "out" and self.purpose == "input":
            message = "leaves as a process input: say what it is for, capture, transport, storage, bound or other"
        elif self.purpose in ELIGIBLE and self.stored is None:
            message = "does not say what became of the CO2: give stored, 0 where nothing is shown"
        elif self.purpose not in ELIGIBLE and self.stored is not None:
            message = "is neither stored nor permanently bound: leave stored out"
        elif self.stored is not None and self.stored.to("t") > moved:
            message = "stores more CO2 than was moved"
        elif self.biomass is not None and self.biomass.to("t") > moved:
            message = "holds more CO2 of biomass than was moved"
        elif self.counted_at_origin and self.direction == "out":
            message = "leaves, so its origin is here: leave counted_at_origin out"
        elif any(u.unit is not None for u in self.users) and self.direction == "in":
            message = "is received by a heat source: name the process that uses it"
        elif any(u.amount and units.factor_or_none(u.amount.unit, "t") is None for u in self.users):
            message = "counts in t, and a user in another unit"
        if message:
            raise ValueError(message)
        return self

    @property
    def fossil(self) -> float:
        """Share of the CO2 that stems from fossil carbon [1]."""
        moved = self.amount.to("t")
        return 1.0 - (self.biomass.to("t") / moved if self.biomass is not None and moved else 0.0)

    @property
    def proven(self) -> bool:
        """Whether the chain is shown whole: papers of it, and a partner that monitors (B.8.2)."""
        return bool(self.custody_evidence) and (self.here or (self.partner is not None and self.partner.monitors))

    @property
    def not_emitted(self) -> float:
        """CO2 of fossil carbon that counts as stored or bound [t]."""
        if self.purpose not in ELIGIBLE or not self.proven or self.stored is None or self.inherent:
            return 0.0
        return float(self.stored.to("t")) * self.fossil
