"""The acts on a declaration as a table: who may do them, when, and how the declaration stands afterwards.

::

    draft ──submitted──► submitted ──taken──► in_review ──recommended, verified──► verified ──published──► published
      ▲                     │                    │                                                         │    ▲
      └──────recalled───────┘     returned ◄─────┘ (returned; changed; submitted again)        suspended ◄─┘────┘
                                                                                                resumed
    published, suspended ──withdrawn──► withdrawn      published ──(its renewal is published)──► superseded

That a declaration has expired is no act: its date says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from api.roles import Scope

Status = Literal[
    "draft", "submitted", "in_review", "returned", "verified", "published", "superseded", "suspended", "withdrawn",
]  # fmt: skip
Name = Literal[
    "made", "changed", "submitted", "recalled", "abandoned", "taken", "assigned", "checked", "returned",
    "recommended", "reopened", "verified", "published", "suspended", "resumed", "withdrawn", "superseded",
]  # fmt: skip
Side = Literal["holder", "body"]
# In the register for everybody to see.
PUBLIC: frozenset[Status] = frozenset({"published", "suspended", "withdrawn", "superseded"})


@dataclass(frozen=True)
class Act:
    """One kind of act.

    Attributes
    ----------
    sides : mapping of side to scope
        Who may do it, and the scope they need.
    come : frozenset of Status
        How the declaration stands before.
    go : Status or None
        How it stands afterwards; None leaves it as it is.
    text : bool
        Whether something has to be said.
    told : bool
        Whether the other side sees it; working papers of one side are not told.
    person : bool
        Whether only a person who signed in may do it, not a program with a key.
    """

    sides: Mapping[Side, Scope]
    come: frozenset[Status]
    go: Status | None
    text: bool = False
    told: bool = True
    person: bool = True


def _act(sides: Mapping[Side, Scope], come: str, go: Status | None, **more: bool) -> Act:
    return Act(sides, frozenset(come.split()), go, **more)  # type: ignore[arg-type]  # the words of Status


_HOLDER: Mapping[Side, Scope] = {"holder": "declarations.submit"}
_REVIEW: Mapping[Side, Scope] = {"body": "declarations.review"}
_DECIDE: Mapping[Side, Scope] = {"body": "declarations.decide"}

ACTS: Mapping[Name, Act] = MappingProxyType({
    "changed": _act(_HOLDER, "draft returned", None, told=False, person=False),
    "submitted": _act(_HOLDER, "draft returned", "submitted"),
    "recalled": _act(_HOLDER, "submitted", "draft"),
    "abandoned": _act(_HOLDER, "draft returned", "withdrawn", person=False),
    "taken": _act(_REVIEW, "submitted", "in_review"),
    "assigned": _act(_DECIDE, "in_review", None, told=False),
    "checked": _act(_REVIEW, "in_review", None, told=False),
    "returned": _act(_REVIEW, "in_review", "returned", text=True),
    "recommended": _act(_REVIEW, "in_review", None, text=True, told=False),
    "reopened": _act(_DECIDE, "in_review", None, text=True, told=False),
    "verified": _act(_DECIDE, "in_review", "verified"),
    "published": _act(_DECIDE, "verified", "published"),
    "suspended": _act(_DECIDE, "published", "suspended", text=True),
    "resumed": _act(_DECIDE, "suspended", "published", text=True),
    "withdrawn": _act({**_DECIDE, **_HOLDER}, "published suspended", "withdrawn", text=True),
})  # fmt: skip
