"""What acts, standings and items of a checklist are called; the catalogues translate the English words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from api.cases.declarations.acts import Name
from api.cases.declarations.checklist import Item, Verdict
from api.checklist import TITLES
from api.i18n import N_, translator
from api.messages import describe
from footprint.texts import Language

STATUSES: Mapping[str, str] = MappingProxyType({
    "draft": N_("draft"), "submitted": N_("handed in"), "in_review": N_("in review"),
    "returned": N_("returned for changes"), "verified": N_("verified"), "published": N_("published"),
    "superseded": N_("superseded"), "suspended": N_("suspended"), "withdrawn": N_("withdrawn"),
    "expired": N_("expired"),
})  # fmt: skip
DONE: Mapping[Name, str] = MappingProxyType({
    "made": N_("made a declaration"), "changed": N_("changed a declaration"),
    "submitted": N_("handed a declaration in"), "recalled": N_("took a declaration back"),
    "abandoned": N_("gave a declaration up"), "taken": N_("took a declaration into review"),
    "assigned": N_("assigned a review"), "checked": N_("went through an item of a review"),
    "returned": N_("returned a declaration"), "recommended": N_("recommended a declaration"),
    "reopened": N_("opened a review again"), "verified": N_("verified a declaration"),
    "published": N_("published a declaration"), "suspended": N_("suspended a declaration"),
    "resumed": N_("lifted a suspension"), "withdrawn": N_("withdrew a declaration"),
    "superseded": N_("a declaration was superseded"),
})  # fmt: skip
VERDICTS: Mapping[Verdict, str] = MappingProxyType({
    "accepted": N_("accepted"), "refused": N_("not accepted"), "not_applicable": N_("does not apply"),
})  # fmt: skip
CALCULATION: Mapping[str, str] = MappingProxyType({
    "calculation:recomputed": N_("The record was calculated again, and gives the same bytes"),
    "calculation:sampled": N_("The lines of the sample plan were verified at the source"),
})  # fmt: skip
REASONS: Mapping[str, str] = MappingProxyType({
    "large": N_("large"), "coverage": N_("for coverage"), "finding": N_("a check found something"),
    "evidence": N_("documents missing or incomplete"), "chance": N_("by chance"),
})  # fmt: skip


def item_title(item: Item, language: Language) -> str:
    """Say what an item of the checklist asks."""
    gettext = translator(language).gettext
    if item.finding is not None:
        return describe(item.finding, language)
    if item.test is not None:
        return gettext(TITLES[item.test.number])
    if item.clause is not None:
        return (item.clause.asks or item.clause.reason).get(language)
    return gettext(CALCULATION[item.id])
