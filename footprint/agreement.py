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
    """One side of an agreement; ``scheme`` names the file of its label, else ``id`` names the party itself."""

    place: Literal["CN", "CN-GD", "HK", "MO"]
    name: Text
    scheme: Id | None = None
    id: Id | None = None
    grade: Grade
    cite: Cite

    @property
    def key(self) -> str:
        """What names the party: its scheme, or its own id."""
        return self.scheme or self.id or ""

    @model_validator(mode="after")
    def _one_name(self) -> Party:
        if (self.scheme is None) == (self.id is None):
            what = "a party has a scheme, or an id where it has no scheme file"
            raise ValueError(what)
        return self


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


class Practice(Part):
    """Requirements that several agreements share: what practice asks where the rules are not published."""

    requirements: tuple[Requirement, ...]
    sources: dict[Id, SchemeSource]


class Agreement(Part):
    """An agreement of mutual recognition as data.

    Attributes
    ----------
    status : str
        ``announced`` an aim was published; ``signed`` the parties signed; ``in_operation`` labels are recognised.
    rules, products, mapping : Stated
        Title of the rules of recognition, products they name, and names of the other side's fields by path of the
        label record.
    practice : tuple of str
        Requirements of the shared file that are expected here too; the loader puts them before ``requirements``.
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
    practice: tuple[Id, ...] = ()
    requirements: tuple[Requirement, ...]
    facts: dict[Id, Fact] = Field(default_factory=dict)
    sources: dict[Id, SchemeSource]

    def party(self, key: str) -> Party | None:
        """Return the party of a scheme or of an id; None where there is none."""
        return next((party for party in self.parties if party.key == key), None)

    @model_validator(mode="after")
    def _names_are_unique(self) -> Agreement:
        for what, ids in (
            ("requirements: each has an id of its own", [one.id for one in self.requirements]),
            ("practice: each is named once", list(self.practice)),
            ("parties: each has a name of its own", [party.key for party in self.parties]),
        ):
            if len(set(ids)) != len(ids):
                raise ValueError(what)
        return self
