"""The checklist of report contents: what has to be said, by which clause, and where the declaration says it."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, TypeAdapter

from api.documents.declaration.blocks import Section, places
from api.documents.declaration.study import Study
from api.documents.declaration.words import HERE
from footprint.errors import RecordError
from footprint.texts import Text
from rules.yaml_lines import read_yaml_file


class Item(BaseModel):
    """One content, with its clause of ISO 14067:2018 and of GB/T 24067-2024; null where not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: Text
    places: tuple[str, ...]
    iso: str | None
    gbt: str | None = None


@cache
def checklist() -> tuple[Item, ...]:
    """Return the checklist."""
    return TypeAdapter(tuple[Item, ...]).validate_python(read_yaml_file(HERE / "checklist.yaml").document)


def contents(study: Study, sections: tuple[Section, ...]) -> Section:
    """Write the checklist with the numbers of the places.

    Raises
    ------
    RecordError
        A required content stands nowhere, so that no incomplete declaration leaves the house.
    """
    found = places(sections)
    missing = sorted({place for item in checklist() for place in item.places if place not in found})
    if missing:
        what = f"the declaration lacks {', '.join(missing)}"
        raise RecordError(what)
    rows = [
        (
            item.text.get(study.language),
            item.iso or "–",
            item.gbt or study.say("not_known"),
            ", ".join(dict.fromkeys(found[place] for place in item.places)),
        )
        for item in checklist()
    ]
    columns = (
        study.column("content", 0.55),
        study.literal("ISO 14067", 0.14),
        study.literal("GB/T 24067", 0.16),
        study.column("where", 0.15),
    )
    return Section(
        "contents",
        study.say("section.contents"),
        (study.table("contents", columns, rows, note=study.say("contents_note")),),
    )
