"""Record in, PDF out: the same record, label and language give the same bytes.

What people wrote reaches the template as JSON data alone and is set as text: no text of a record is ever read as
markup. The template reads no file beside its own, opens no connection, and knows no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from api.documents.declaration import basis, closing, contents, cover, electricity, method, quality, results
from api.documents.declaration.blocks import Section
from api.documents.declaration.study import Study
from api.documents.declaration.words import HERE
from api.documents.label import label_json
from api.documents.typeset import appearance, shorten, typeset
from footprint.background import Background
from footprint.errors import RecordError
from footprint.label import label_record
from footprint.record import canonical
from footprint.rule import LoadedRule
from footprint.scheme import Scheme
from footprint.texts import Language
from footprint.uncertainty import Uncertainty


@dataclass(frozen=True)
class Sources:
    """What explains a record: its rule, background and public address, and the uncertainty where it was drawn.

    ``label`` is the label as it was published, and ``statement`` what the verification body said of it; without
    them the declaration is a draft.
    """

    scheme: Scheme
    public_url: str | None = None
    rule: LoadedRule | None = None
    background: Background | None = None
    uncertainty: Uncertainty | None = None
    label: Mapping[str, Any] | None = None
    statement: str = ""


def build(study: Study) -> tuple[Section, ...]:
    """Write every section of the declaration, the checklist of contents last."""
    sections = (
        basis.product(study),
        basis.basis(study),
        basis.boundary(study),
        results.results(study),
        electricity.electricity(study),
        quality.quality(study),
        method.method(study),
        closing.questions(study),
        closing.sources(study),
        closing.limits(study),
        closing.verification(study),
        closing.check(study),
    )
    return (*sections, contents.contents(study, sections))


def declaration(record: Mapping[str, Any], sources: Sources, language: Language) -> bytes:
    """Typeset a record as PDF/A-3 with ``record.json`` and ``label.json`` embedded.

    Parameters
    ----------
    record : mapping
        A stored record with its ``run_id``.
    sources : Sources
    language : Language

    Raises
    ------
    RecordError
        The record was changed, or lacks what a label or a declaration needs.
    SetupError
        The fonts are not installed.
    """
    document = dict(record)
    made = label_record(document, sources.scheme, sources.public_url, sources.rule)
    label = made if sources.label is None else dict(sources.label)
    if label["record"]["run_id"] != made["record"]["run_id"]:
        what = f"the label is of run {label['record']['run_id']}, not of this record"
        raise RecordError(what)
    rule = sources.rule.rule if sources.rule else None
    study = Study(document, label, language, rule, sources.background, sources.uncertainty, sources.statement)
    data = {
        **appearance(language),
        "page": study.say("page"),
        "title": f"{study.say('title')} – {study.text(label['product']['name'])} · {label['product']['model']}",
        "running": shorten(study.text(label["product"]["name"])) + " · " + shorten(label["product"]["model"]),
        "author": label["holder"]["name"],
        "cover": cover.cover(study),
        "sections": [section.to_dict() for section in build(study)],
    }
    files = {
        "record": canonical({"run_id": label["record"]["run_id"], **document}).decode(),
        "label": label_json(label).decode(),
    }
    day = datetime.fromisoformat(label["period"]["end"]).replace(tzinfo=UTC)
    return typeset(HERE / "template.typ", data, files, day)
