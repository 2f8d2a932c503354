"""The tables, by what they are about; importing this package registers all of them."""

from __future__ import annotations

from api.db.tables.accounts import (
    DepartureRow,
    KeyRow,
    LinkRow,
    MembershipRow,
    OrganisationRow,
    PersonRow,
    SignInRow,
)
from api.db.tables.base import Base, Owned, UtcDateTime
from api.db.tables.declarations import ActRow, DeclarationRow
from api.db.tables.products import (
    ClaimRow,
    CommentRow,
    FileRow,
    FileUseRow,
    ProductRow,
    VersionRow,
)
from api.db.tables.records import CheckpointRow, EventRow, HoldingRow, RecordRow
from api.db.tables.register import EntryRow, HistoryRow, PaperRow
from api.db.tables.webhooks import DeliveryRow, WebhookRow
from api.db.tables.work import (
    AnswerRow,
    BackgroundRow,
    FootprintRow,
    JobRow,
    MessageRow,
    PartnerRow,
    TokenRow,
)

__all__ = [
    "ActRow", "AnswerRow", "BackgroundRow", "Base", "CheckpointRow", "ClaimRow", "CommentRow", "DeclarationRow",
    "DeliveryRow", "DepartureRow", "EntryRow", "EventRow", "FileRow", "FileUseRow", "FootprintRow", "HistoryRow",
    "HoldingRow", "JobRow", "KeyRow", "LinkRow", "MembershipRow", "MessageRow", "OrganisationRow", "Owned",
    "PaperRow", "PartnerRow", "PersonRow", "ProductRow", "RecordRow", "SignInRow", "TokenRow", "UtcDateTime",
    "VersionRow", "WebhookRow",
]  # fmt: skip
