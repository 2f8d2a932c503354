"""The label of a result: artwork, fields, and what nobody has assigned."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from api.documents.label import artwork
from footprint.texts import LANGUAGES, Language
from web.desk import Document
from web.pages.view import RecordView
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)
SIGNS = ("scheme", "holder", "plant", "product", "period", "rule", "functional_unit", "footprint", "electricity",
         "gwp", "background", "bodies", "number", "report_number", "grade", "issued", "expires")  # fmt: skip


@dataclass(frozen=True)
class LabelPage:
    """Context of ``pages/label.html``.

    Attributes
    ----------
    run_id : str
        The record the label is made of.
    view : RecordView
        Its names.
    label : dict
        The label record.
    languages : tuple of (tag, address)
        Artwork in each language.
    fields : tuple of (path, value)
        Every single field of the label; an empty value is not assigned.
    """

    run_id: str
    view: RecordView
    label: Document
    languages: tuple[tuple[Language, str], ...]
    fields: tuple[tuple[str, str], ...]


@router.get("/results/{run_id}/label", response_class=HTMLResponse)
def label(request: Request, language: Lang, source: From, run_id: str) -> HTMLResponse:
    """Show the label."""
    record, found = source.record(run_id), source.label(run_id)
    if record is None or found is None:
        raise HTTPException(404)
    view = RecordView(source, record, language)
    first = f"/results/{run_id}/label.svg"
    own = sorted(LANGUAGES, key=lambda tag: tag != language)
    page = LabelPage(
        run_id=run_id,
        view=view,
        label=found,
        languages=tuple((tag, f"/{tag.lower()}{first}") for tag in own),
        fields=tuple(_fields({k: found[k] for k in SIGNS if k in found}, language)),
    )
    return render(request, "pages/label.html", page, language)


@router.get("/results/{run_id}/label.svg")
def drawing(language: Lang, source: From, run_id: str) -> Response:
    """Serve the artwork in one language."""
    found = source.label(run_id)
    if found is None:
        raise HTTPException(404)
    name = f'inline; filename="label-{run_id[:12]}-{language}.svg"'
    return Response(artwork(found, language), media_type="image/svg+xml", headers={"Content-Disposition": name})


@router.get("/results/{run_id}/label.json")
def data(language: Lang, source: From, run_id: str) -> Response:
    """Serve the label record as a file."""
    found = source.label(run_id)
    if found is None:
        raise HTTPException(404)
    body = json.dumps(found, ensure_ascii=False, indent=2)
    headers = {
        "Content-Disposition": f'attachment; filename="label-{run_id[:12]}.json"',
        "Content-Language": language,
    }
    return Response(body, media_type="application/json", headers=headers)


def _fields(node: Any, language: Language, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        if set(node) == set(LANGUAGES):
            yield path, str(node[language] or "")
            return
        for key, value in node.items():
            yield from _fields(value, language, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for position, value in enumerate(node):
            name = value.get("id", position) if isinstance(value, Mapping) else position
            yield from _fields(value, language, f"{path}[{name}]")
    elif node is None:
        yield path, ""
    else:
        yield path, f"{node:.6g}" if isinstance(node, float) else str(node)
