"""Goods of a production process: quantities, content, compositions."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from footprint.cbam.parts import MOST, Cn, Content, Mass, Model, Positive, PositiveShare, Short, Slug


class InHouse(Model):
    """Goods that another process of the installation takes in as a precursor: the mass that enters it."""

    process: Slug
    amount: Mass


class Composition(Model):
    """A range in which a good is sold: clinker or nitrogen from ``lowest`` to ``highest``, and on average."""

    name: Short
    amount: Mass
    content: Content
    lowest: Content | None = None
    highest: Content | None = None

    @model_validator(mode="after")
    def _content_is_in_its_range(self) -> Composition:
        low, high = (v.to("t/t") if v else None for v in (self.lowest, self.highest))
        content = self.content.to("t/t")
        if (low is not None and content < low) or (high is not None and content > high):
            message = "has an average content outside its own range"
            raise ValueError(message)
        return self


class Good(Model):
    """What a process makes under one CN code.

    The activity level is what can be sold or used as a precursor: ``market`` + ``in_house`` + ``non_cbam`` (used
    here for other products) + ``off_spec`` (sold off-spec under the same code). Scrap is not in it.

    Attributes
    ----------
    content : Value
        Clinker or nitrogen per tonne of the good, where that is the functional unit.
    compositions : list of Composition
        Ranges in which it is sold (Eq 64 to 66); their average stands instead of ``content``.
    molar_mass : float
        Of its substance, where chemicals share by amount of substance (Eq 43) [g/mol].
    molar_share : float
        Instead of masses: share of the amount of substance of all products.
    parameters : dict
        The sector's parameters, e.g. ``main_reducing_agent``, ``mn_percent``, ``other_elements_percent``.
    """

    cn: Cn
    name: Short = ""
    market: Mass
    in_house: Annotated[tuple[InHouse, ...], Field(max_length=MOST)] = ()
    non_cbam: Mass | None = None
    off_spec: Mass | None = None
    content: Content | None = None
    compositions: Annotated[tuple[Composition, ...], Field(max_length=MOST)] = ()
    molar_mass: Positive | None = None
    molar_share: PositiveShare | None = None
    parameters: dict[Slug, Short | float] = Field(default_factory=dict)

    @property
    def level(self) -> float:
        """Activity level [t]."""
        others = sum(v.to("t") for v in (self.non_cbam, self.off_spec) if v is not None)
        return float(self.market.to("t") + sum(i.amount.to("t") for i in self.in_house) + others)

    @property
    def average_content(self) -> float | None:
        """Content of clinker or nitrogen of a tonne, over its compositions where there are any [t/t]."""
        if self.content is not None:
            return float(self.content.to("t/t"))
        whole = sum(c.amount.to("t") for c in self.compositions)
        return sum(c.amount.to("t") * c.content.to("t/t") for c in self.compositions) / whole if whole else None

    @model_validator(mode="after")
    def _one_content(self) -> Good:
        if self.content is not None and self.compositions:
            message = "has its content twice: give content, or compositions"
        elif self.average_content is not None and self.average_content > 1:
            message = "holds more clinker or nitrogen than it weighs: a content is at most 1 t/t"
        elif self.average_content == 0:
            message = "counts by its content and has none: leave content out where the tonne is the functional unit"
        elif self.compositions and self.average_content is None:
            message = "has compositions without mass: give the amount of each"
        else:
            return self
        raise ValueError(message)
