"""The schema of an agreement between label schemes: who takes part, what is signed and asked, what is not known.

An agreement is a file ``rules/recognition/<agreement>.yaml``; the file is this model. As in
:mod:`footprint.scheme`, every statement carries a grade and its source, and what no public text fixes is ``null``.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from footprint.rule_base import Cite, Id, Part, Version
from footprint.scheme import Fact, Grade, SchemeSource, Stated
from footprint.texts import Text


class Party(Part):
    """One side of an agreement; ``scheme`` names the file of its label, where it has one."""

    place: Literal["CN", "CN-GD", "HK", "MO"]
    name: Text
    scheme: Id | None = None
    grade: Grade
    cite: Cite


class Requirement(Part):
    """Something the other side asks of a label before it recognises it.

    Attributes
    ----------
    needs : tuple of str
        Paths of the label record that answer it; every one has to be filled. Empty where grade X says that nobody
        has published what would answer it.
    equals : dict of str
        What must stand at one of these paths, where it is not enough that something does.
    paper : Text or None
        The document that goes with it.
    """

    id: Id
    text: Text
    needs: tuple[str, ...] = ()
    equals: dict[str, str] = Field(default_factory=dict)
    paper: Text | None = None
    grade: Grade
    cite: Cite

    @model_validator(mode="after")
    def _unpublished_needs_nothing(self) -> Requirement:
        if (not self.needs) != (self.grade == "X"):
            what = "grade X (not published) goes with empty needs, and only with them"
            raise ValueError(what)
        return self


class Agreement(Part):
    """An agreement of mutual recognition as data.

    Attributes
    ----------
    status : str
        ``announced`` an aim was published; ``signed`` the parties signed; ``in_operation`` labels are recognised.
    rules, products, mapping : Stated
        Title of the rules of recognition, products they name, and names of the other side's fields by path of the
        label record.
    requirements : tuple of Requirement
        Beyond what the scheme of the other side demands.
    """

    id: Id
    version: Version
    status: Literal["announced", "signed", "in_operation", "suspended", "ended"]
    title: Text
    summary: Text
    parties: tuple[Party, ...] = Field(min_length=2)
    signed: Stated[str]
    rules: Stated[str]
    products: Stated[tuple[str, ...]]
    mapping: Stated[dict[str, str]]
    fee: Stated[str]
    requirements: tuple[Requirement, ...]
    facts: dict[Id, Fact] = Field(default_factory=dict)
    sources: dict[Id, SchemeSource]

    @model_validator(mode="after")
    def _names_are_unique(self) -> Agreement:
        ids = [one.id for one in self.requirements]
        if len(set(ids)) != len(ids):
            what = "requirements: each has an id of its own"
            raise ValueError(what)
        return self
