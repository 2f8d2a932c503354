"""The evidence files of the organisation: what there is, who brought it when, and bringing more."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.cases.evidence import File
from api.files.kinds import KINDS
from web.site import From, Lang, render
from web.texts import exact

router = APIRouter(include_in_schema=False)
SHOWN = 50


@dataclass(frozen=True)
class EvidencePage:
    """Context of ``pages/evidence.html``.

    Attributes
    ----------
    files : tuple of (File, str)
        With their size in words, the newest first.
    more : UUID or None
        Where the next page begins.
    brings : bool
        Whether the reader may bring files.
    accepts : str
        Kinds of file, for the browser's choice.
    most : str
        Largest size in words.
    """

    files: tuple[tuple[File, str], ...]
    more: UUID | None
    brings: bool
    accepts: str
    most: str


@router.get("/evidence", response_class=HTMLResponse)
def evidence(request: Request, language: Lang, source: From, after: UUID | None = None) -> HTMLResponse:
    """List the files."""
    found = source.files(SHOWN + 1, after)

    def size(count: int) -> str:
        amount, unit = (count / 1e6, "MB") if count >= 1e6 else (max(round(count / 1e3, 1), 0.1), "kB")
        return f"{exact(round(amount, 1), language)} {unit}"

    page = EvidencePage(
        files=tuple((file, size(file.size)) for file in found[:SHOWN]),
        more=found[SHOWN - 1].id if len(found) > SHOWN else None,
        brings=source.caller.may("files.write"),
        accepts=",".join(KINDS),
        most=size(source.workbench.settings.max_file_bytes),
    )
    return render(request, "pages/evidence.html", page, language)
