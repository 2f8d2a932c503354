"""The label of a result: artwork in print sizes, fields in words, and what the scheme has not published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.cases import label_artwork, labels, recognition
from api.documents import label_words
from api.documents.label import label_json
from api.documents.label_print import MEDIA, Format
from api.documents.label_sizes import Name, Size, sizes
from api.i18n import N_
from footprint.label_answers import at
from footprint.scheme import Fact, Grade, Scheme, Stated
from footprint.texts import LANGUAGES, Language
from rules.labels import paths
from web.desk import Desk, Document
from web.pages.view import RecordView
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)
SchemeId = Annotated[str, Query(pattern="^[a-z0-9-]{1,60}$")]
# What a scheme may publish, in the order it is shown.
STATED = (
    "required", "certified_per", "languages", "number_format", "validity_months", "grades", "mark_design",
    "qr_content",
)  # fmt: skip
HIDDEN = frozenset({"format", "not_assigned"})


@dataclass(frozen=True)
class Field:
    """A field of the label in words; an empty value is not assigned, and ``by`` says who assigns it."""

    path: str
    title: str
    value: str
    by: str


@dataclass(frozen=True)
class Told:
    """A statement about the scheme: in words, with its grade and where it stands."""

    text: str
    grade: Grade
    graded: str
    source: str


@dataclass(frozen=True)
class Printed:
    """A size in the language of the page: its pictures, or why there is none.

    Attributes
    ----------
    files : tuple of (text, address)
        What can be saved.
    """

    name: Name
    size: Size
    drawn: bool
    files: tuple[tuple[str, str], ...]


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
    scheme : Scheme
    schemes : tuple of (id, title)
        To choose from.
    languages : tuple of (tag, address)
        Artwork in each language; the first is that of the page.
    printed : tuple of Printed
        The print sizes.
    groups : tuple of (title, fields)
        Every field of the label.
    stated : tuple of Told
        What the scheme demands, or has not published.
    facts : tuple of Told
        What else is known of it.
    recognised : bool
        Whether an agreement names the scheme.
    """

    run_id: str
    view: RecordView
    label: Document
    scheme: Scheme
    schemes: tuple[tuple[str, str], ...]
    languages: tuple[tuple[Language, str], ...]
    printed: tuple[Printed, ...]
    groups: tuple[tuple[str, tuple[Field, ...]], ...]
    stated: tuple[Told, ...]
    facts: tuple[Told, ...]
    recognised: bool


@router.get("/results/{run_id}/label", response_class=HTMLResponse)
def label(
    request: Request, language: Lang, source: From, run_id: str, scheme: SchemeId = labels.OWN
) -> HTMLResponse:
    """Show the label."""
    record, found = source.record(run_id), source.label(run_id, scheme)
    if record is None or found is None:
        raise HTTPException(404)
    own = labels.scheme(scheme)
    first = f"/results/{run_id}/label.svg?scheme={scheme}"
    tongues = sorted(LANGUAGES, key=lambda tag: tag != language)
    statements: list[Stated[object]] = [getattr(own, name) for name in STATED]
    page = LabelPage(
        run_id=run_id,
        view=RecordView(source, record, language),
        label=found,
        scheme=own,
        schemes=tuple((one.id, one.title.get(language)) for one in labels.all_schemes()),
        languages=tuple((tag, f"/{tag.lower()}{first}") for tag in tongues),
        printed=tuple(_printed(found, language, f"/{language.lower()}/results/{run_id}/label")),
        groups=_groups(found, language),
        stated=tuple(told(one, own, language) for one in statements),
        facts=tuple(told(one, own, language) for one in own.facts.values()),
        recognised=bool(recognition.directions(scheme)),
    )
    return render(request, "pages/label.html", page, language)


@router.get("/results/{run_id}/label.svg")
def drawing(
    language: Lang, source: From, run_id: str, scheme: SchemeId = labels.OWN, size: Name = "standard"
) -> Response:
    """Serve the artwork in one language."""
    return _drawn(source, run_id, scheme, language, size, "svg")


@router.get("/results/{run_id}/label.png")
def picture(
    language: Lang,
    source: From,
    run_id: str,
    scheme: SchemeId = labels.OWN,
    size: Name = "standard",
    dpi: Annotated[int | None, Query(ge=1, le=10_000)] = None,
) -> Response:
    """Serve the artwork as a picture for print."""
    return _drawn(source, run_id, scheme, language, size, "png", dpi)


@router.get("/results/{run_id}/label.pdf")
def sheet(
    language: Lang, source: From, run_id: str, scheme: SchemeId = labels.OWN, size: Name = "standard"
) -> Response:
    """Serve the artwork as a page of its size."""
    return _drawn(source, run_id, scheme, language, size, "pdf")


@router.get("/results/{run_id}/label.json")
def data(language: Lang, source: From, run_id: str, scheme: SchemeId = labels.OWN) -> Response:
    """Serve the label record as a file."""
    found = source.label(run_id, scheme)
    if found is None:
        raise HTTPException(404)
    headers = {
        "Content-Disposition": f'attachment; filename="label-{run_id[:12]}.json"',
        "Content-Language": language,
    }
    return Response(label_json(found), media_type="application/json", headers=headers)


def told(stated: Stated[object] | Fact, of: Scheme, language: Language) -> Told:
    """Word a statement with its grade and source."""
    document = of.sources[stated.cite.source]
    return Told(
        stated.text.get(language),
        stated.grade,
        label_words.GRADES[stated.grade],
        f"{document.title}: {stated.cite.clause}",
    )


def _drawn(
    source: Desk, run_id: str, scheme: str, language: Language, size: Name, form: Format, dpi: int | None = None
) -> Response:
    found = source.label(run_id, scheme)
    if found is None:
        raise HTTPException(404)
    made = label_artwork.drawn(found, language, size, form, dpi)
    name = f"{run_id[:12]}-{label_artwork.file_name(language, size, form, dpi)}"
    return Response(made, media_type=MEDIA[form], headers={"Content-Disposition": f'inline; filename="{name}"'})


def _printed(found: Document, language: Language, first: str) -> Iterator[Printed]:
    long = label_artwork.too_long(found, (language,))
    for name, size in sizes().sizes.items():
        query = f"?scheme={found['scheme']['id']}&size={name}"
        files = (
            ("SVG", f"{first}.svg{query}"),
            ("PDF", f"{first}.pdf{query}"),
            *((f"PNG {dpi} dpi", f"{first}.png{query}&dpi={dpi}") for dpi in size.dpi),
        )
        yield Printed(name, size, name not in long, files)


def _groups(found: Document, language: Language) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """Sort the fields by the part of the label they belong to; those that stand alone come first."""
    known = paths().paths
    groups: dict[str, list[Field]] = {"": []}
    for path in known:
        top, _, rest = path.partition(".")
        if path in HIDDEN or any(other.startswith(f"{path}.") for other in known):
            continue
        value = label_words.value(path, at(found, path), language, found)
        field = Field(path, label_words.title(path, language), value, label_words.role(path, language))
        groups.setdefault(top if rest else "", []).append(field)
    return tuple(
        (label_words.title(top, language) if top else N_("The label itself"), tuple(one))
        for top, one in groups.items()
    )
