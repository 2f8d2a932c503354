"""What the endpoints of declarations take in and give out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.cases.declarations.acts import Name, Side, Status
from api.cases.declarations.checklist import Kind, Verdict
from api.cases.declarations.making import LONGEST_ANSWER
from api.cases.declarations.reviewing import Assurance
from api.cases.declarations.workflow import LONGEST_TEXT
from api.routes.account_answers import In
from api.routes.answers import Amount, FindingOut, Texts
from footprint.texts import Language

Run = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the record.", examples=["0" * 64])]
Said = Annotated[str, Field(max_length=LONGEST_TEXT)]
Groups = Annotated[
    list[Annotated[str, Field(max_length=80)]],
    Field(max_length=50, description="Groups of figures kept from the public; `GET /v1/disclosure` lists them."),
]


class DeclarationIn(In):
    """A calculation of a product that is to be declared."""

    product: UUID
    run_id: Run
    scheme: Annotated[str, Field(max_length=80, examples=["guangdong"])]
    withheld: Groups = Field(default_factory=list)
    replaces: UUID | None = Field(None, description="The published declaration that this one renews.")


class ActIn(In):
    """Base of every act; ``revision`` is the one that was read, so that nobody acts on what has changed."""

    revision: Annotated[int, Field(ge=1, le=10**9)]
    text: Said = ""


class Change(ActIn):
    """Put in another calculation, scheme, or choice of what is withheld."""

    act: Literal["changed"]
    run_id: Run | None = None
    scheme: Annotated[str, Field(max_length=80)] | None = None
    withheld: Groups | None = None


class Submit(ActIn):
    """Hand the declaration to a labelling body."""

    act: Literal["submitted"]
    body: UUID = Field(description="One of `GET /v1/bodies`.")
    answers: dict[Annotated[str, Field(max_length=600)], Annotated[str, Field(max_length=LONGEST_ANSWER)]] = Field(
        default_factory=dict, max_length=1_000, description="An answer to each warning, by its key."
    )


class Plain(ActIn):
    """An act of which only a text is said: a reason where the other side needs one."""

    act: Literal["recalled", "abandoned", "returned", "reopened", "verified", "suspended", "resumed", "withdrawn"]


class Take(ActIn):
    """Take the declaration into review, oneself or for another reviewer of the body."""

    act: Literal["taken"]
    reviewer: UUID | None = None


class Assign(ActIn):
    """Give the review to another reviewer of the body."""

    act: Literal["assigned"]
    reviewer: UUID


class Check(ActIn):
    """Say of an item of the checklist whether it is accepted."""

    act: Literal["checked"]
    item: Annotated[str, Field(max_length=700, examples=["test:9"])]
    verdict: Verdict


class Recommend(ActIn):
    """Say that it can be verified; ``text`` is the verification statement."""

    act: Literal["recommended"]
    language: Language = "en"
    assurance: Assurance


class Publish(ActIn):
    """Enter the verified declaration into the register."""

    act: Literal["published"]
    number: Annotated[str, Field(max_length=100)] | None = None
    report_number: Annotated[str, Field(max_length=100)] | None = None
    evaluation: Annotated[str, Field(max_length=100)] | None = Field(
        None, description="The body that evaluated the footprint, where it is another one."
    )
    expires: date | None = None


AnyAct = Annotated[
    Change | Submit | Plain | Take | Assign | Check | Recommend | Publish, Field(discriminator="act")
]


class DeclarationOut(BaseModel):
    """A declaration as the caller's side sees it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    status: Status
    reason: str
    recommended: bool = Field(description="The reviewer has said so; a second person decides. Told to the body.")
    scheme: str
    product: UUID
    version: int
    run_id: str
    product_name: Texts
    model: str
    rule: str = Field(examples=["batteries/traction@0.1.0"])
    total: float
    unit: str = Field(examples=["kg CO2e/kWh"])
    holder: str
    body: UUID | None
    body_name: str
    preparer: str
    reviewer: str
    approver: str
    withheld: list[str]
    replaces: UUID | None
    register_id: str | None
    revision: int
    created_at: datetime
    updated_at: datetime
    side: Side
    may: list[Name] = Field(description="What the caller may do now.")


class DeclarationsOut(BaseModel):
    """Declarations, last changed first."""

    items: list[DeclarationOut]
    next: str | None = Field(description="Address of the next page.")


class DoneOut(BaseModel):
    """An act that was done."""

    model_config = ConfigDict(from_attributes=True)

    number: int = Field(description="Revision of the declaration that it led to.")
    act: Name
    status: Status
    text: str
    detail: dict[str, Any]
    run_id: str
    person: str
    organisation: str
    created_at: datetime


class HistoryOut(BaseModel):
    """What was done, oldest first, as far as the caller's side sees it."""

    items: list[DoneOut]


class WarningOut(BaseModel):
    """A warning that has to be answered before a declaration is handed in."""

    key: str
    finding: FindingOut


class WarningsOut(BaseModel):
    """The warnings of the calculation."""

    items: list[WarningOut]


class SaidOut(BaseModel):
    """What the reviewer said of an item."""

    model_config = ConfigDict(from_attributes=True)

    verdict: Verdict
    text: str
    at: datetime


class ItemOut(BaseModel):
    """One thing a reviewer goes through."""

    id: str
    kind: Kind
    title: str
    finding: FindingOut | None
    test: Literal["found", "noted", "passed", "not_tested", "elsewhere"] | None = Field(
        description="What the test found, of the fifteen tests."
    )
    answer: str = Field(description="What the preparer answered.")
    said: SaidOut | None


class ChecklistOut(BaseModel):
    """The checklist of a declaration."""

    items: list[ItemOut]
    open: int = Field(description="Items of which nothing is said yet.")
    refused: int


class SampledOut(BaseModel):
    """A line to verify at the source, and why it was chosen."""

    process: str
    line: str
    activity: str
    dataset: str
    share: float = Field(description="Of the absolute values of all declared lines.")
    value: float = Field(description="kg CO2e per functional unit")
    declared: Amount
    reasons: list[Literal["large", "coverage", "finding", "evidence", "chance"]]
    findings: list[str] = Field(description="Codes of what the checks found at the line.")
    evidence: list[dict[str, Any]] = Field(description="Documents that the line names.")


class SampleOut(BaseModel):
    """Which lines to verify; the same seed gives the same lines."""

    run_id: str
    seed: int
    large: float
    coverage: float
    covered: float
    lines: int
    rows: list[SampledOut]


class RecomputedOut(BaseModel):
    """The record calculated again on this installation."""

    run_id: str
    same: bool = Field(description="The bytes are the same.")
    changed: list[str] = Field(description="Parts of the record that differ.")


class BodyOut(BaseModel):
    """A labelling body."""

    id: UUID
    name: str


class BodiesOut(BaseModel):
    """The labelling bodies of this installation."""

    items: list[BodyOut]


class GroupOut(BaseModel):
    """A group of fields that the public sees, or not."""

    id: str
    level: Literal["public", "holder_decides", "parties"]
    title: Texts
    reason: Texts
    label: list[str] = Field(description="Paths of the label record.")


class DisclosureOut(BaseModel):
    """Who sees what of a published declaration."""

    version: str
    groups: list[GroupOut]
