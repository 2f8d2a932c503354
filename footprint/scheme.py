"""The schema of a label scheme: who runs it, what it demands, and what it has not published.

A scheme is a file ``rules/labels/<scheme>.yaml``; the file is this model, and every statement in it carries a
grade and its source. A value that no public text fixes is ``null`` with grade X, never a guess.
"""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from pydantic import Field, model_validator

from footprint.rule_base import Cite, Id, Part, Status, Version
from footprint.texts import Language, Text

Grade = Literal["A", "B", "C", "K", "INF", "X"]
T = TypeVar("T")


class SchemeSource(Part):
    """A document or report a statement about a scheme rests on."""

    title: str
    publisher: str
    date: str
    url: str = ""
    trust: Literal["official", "press", "mirror", "own"]
    note: str = ""


class Stated(Part, Generic[T]):
    """A value a text fixes, with grade and source; grade X means: no public text, so no value.

    Grades: A primary text read, B press or secondary report, C third party, K domain knowledge, INF our own
    inference, X not published.
    """

    value: T | None
    text: Text
    grade: Grade
    cite: Cite

    @model_validator(mode="after")
    def _unpublished_is_null(self) -> Stated[T]:
        if (self.value is None) != (self.grade == "X"):
            what = "grade X (not published) goes with value null, and only with it"
            raise ValueError(what)
        return self


class Body(Part):
    """An organisation and its part in the scheme."""

    role: Literal["owner", "committee", "guidance", "issuing", "evaluation", "verification", "partner"]
    name: Text
    grade: Grade
    cite: Cite


class Fact(Part):
    """A statement about the scheme that no code reads."""

    text: Text
    grade: Grade
    cite: Cite


class Scheme(Part):
    """A label scheme as data.

    Attributes
    ----------
    required : Stated
        Paths of the label record that the scheme demands, e.g. ``product.model``.
    number_format : Stated
        Regular expression of label numbers.
    validity_months, grades, mark_design, qr_content : Stated
        How long a label holds [months], the grade ladder, the published mark, what its QR code must carry.
    words : dict
        Fixed words of the label, keyed by their name; the loader joins ``_words.yaml`` and the scheme's own.
    """

    id: Id
    version: Version
    status: Status
    title: Text
    summary: Text
    bodies: tuple[Body, ...] = Field(min_length=1)
    certified_per: Stated[Literal["model", "series", "product"]]
    required: Stated[tuple[str, ...]]
    languages: Stated[tuple[Language, ...]]
    number_format: Stated[str]
    validity_months: Stated[int]
    grades: Stated[tuple[str, ...]]
    mark_design: Stated[str]
    qr_content: Stated[str]
    facts: dict[Id, Fact] = Field(default_factory=dict)
    sources: dict[Id, SchemeSource]
    words: dict[Id, Text] = Field(default_factory=dict)

    @property
    def owner(self) -> Body:
        """The body that owns the scheme."""
        return next(body for body in self.bodies if body.role == "owner")

    @model_validator(mode="after")
    def _one_owner(self) -> Scheme:
        if sum(body.role == "owner" for body in self.bodies) != 1:
            what = "bodies: exactly one of them is the owner"
            raise ValueError(what)
        return self

    def word(self, key: str, language: Language) -> str | None:
        """Return a fixed word, or None where the scheme has none of that name."""
        return self.words[key].get(language) if key in self.words else None
