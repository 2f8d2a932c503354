"""Roles and what each may do; routes name a scope, never a role."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal, get_args

Role = Literal["preparer", "reviewer", "labelling_body", "administrator"]
OrganisationKind = Literal["maker", "labelling_body", "operator"]
Scope = Literal[
    "products.read",
    "products.write",
    "comments.write",
    "calculations.read",
    "calculations.write",
    "files.read",
    "files.write",
    "declarations.read",
    "declarations.submit",
    "declarations.review",
    "declarations.decide",
    "footprints.read",
    "footprints.write",
    "footprints.exchange",
    "jobs.read",
    "jobs.write",
    "members.manage",
    "keys.manage",
    "webhooks.manage",
    "backgrounds.manage",
    "events.read",
]

ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)

_READS: frozenset[Scope] = frozenset(
    {"products.read", "calculations.read", "files.read", "declarations.read", "footprints.read", "jobs.read"}
)
# Who prepares does not decide, and who administers does neither: two persons stand behind every declaration.
GRANTS: MappingProxyType[Role, frozenset[Scope]] = MappingProxyType(
    {
        "preparer": _READS
        | {
            "products.write",
            "comments.write",
            "calculations.write",
            "files.write",
            "declarations.submit",
            "jobs.write",
        },
        "reviewer": _READS | {"comments.write", "declarations.review", "calculations.write"},
        "labelling_body": _READS
        | {"comments.write", "declarations.review", "declarations.decide", "calculations.write"},
        "administrator": _READS
        | {
            "members.manage",
            "keys.manage",
            "webhooks.manage",
            "backgrounds.manage",
            "footprints.write",
            "footprints.exchange",
            "events.read",
        },
    }
)
# What the one person at a local desk may do; deciding takes a second one and so takes accounts.
LOCAL_SCOPES: frozenset[Scope] = GRANTS["preparer"] | GRANTS["administrator"]


def scopes_of(roles: frozenset[str]) -> frozenset[Scope]:
    """Return everything that roles together may do; an unknown role may nothing."""
    found: frozenset[Scope] = frozenset()
    for role in GRANTS:
        if role in roles:
            found |= GRANTS[role]
    return found
