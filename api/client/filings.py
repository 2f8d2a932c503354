"""Filings: what authorities ask for, and the document of several calculations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from api.client.wire import Wire
from api.routes.filings import FilingOut, FilingsOut, FilingSummaryOut


class Filings:
    """Nothing is stored: the same calculations on the same day give the same document."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def listed(self) -> list[FilingSummaryOut]:
        """List the filings with their deadlines."""
        return self._wire.get(FilingsOut, "/v1/filings").items

    def filing(self, filing_id: str) -> FilingOut:
        """Read a filing: fields, checks and statements."""
        return self._wire.get(FilingOut, f"/v1/filings/{filing_id}")

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a filing document."""
        found: dict[str, Any] = self._wire.send("GET", "/v1/schemas/filing-1.json").json()
        return found

    def document(
        self, filing_id: str, runs: Sequence[str], stated: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Join calculations into a filing document."""
        found: dict[str, Any] = self._wire.send("GET", _path(filing_id, "", runs, stated)).json()
        return found

    def excel(
        self,
        filing_id: str,
        runs: Sequence[str],
        stated: Mapping[str, str] | None = None,
        language: str | None = None,
    ) -> bytes:
        """Return it as a workbook, in the language of the filing unless another is named."""
        return self._wire.send("GET", _path(filing_id, ".xlsx", runs, stated, language)).content

    def pdf(
        self,
        filing_id: str,
        runs: Sequence[str],
        stated: Mapping[str, str] | None = None,
        language: str | None = None,
    ) -> bytes:
        """Return it as PDF, in the language of the filing unless another is named."""
        return self._wire.send("GET", _path(filing_id, ".pdf", runs, stated, language)).content


def _path(
    filing_id: str, ending: str, runs: Sequence[str], stated: Mapping[str, str] | None, language: str | None = None
) -> str:
    asked = [("run", run) for run in runs]
    asked += [("stated", f"{name}={text}") for name, text in (stated or {}).items()]
    asked += [("language", language)] if language else []
    return f"/v1/filings/{filing_id}/document{ending}?{urlencode(asked)}"
