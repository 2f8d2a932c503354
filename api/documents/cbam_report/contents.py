"""The checklist of Annex IV: each item with the place where it stands, or why it is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from api.documents.cbam_report import allocation
from api.documents.cbam_report.study import Study
from api.documents.cbam_report.words import HERE
from api.documents.declaration.blocks import Section, places
from footprint.errors import RecordError
from footprint.texts import Text
from rules.yaml_lines import read_yaml_file

HOLDS: Mapping[str, Callable[[Study], bool]] = {
    **allocation.HOLDS,
    "electricity": lambda study: bool(study.installation.electricity_goods),
}


class Item(BaseModel):
    """One item of Annex IV: ``list`` 1.1 (report), 1.1.1 (addendum for electricity) or 1.2 (summary).

    ``open`` says what is missing where an item, or a part of it, has no place in an installation document; with
    ``when``, only where that holds of this document.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    list: Literal["1.1", "1.1.1", "1.2"]
    number: str
    text: Text
    places: tuple[str, ...] = ()
    open: Text | None = None
    when: Literal["allocation_gap", "unconfirmed", "electricity"] | None = None

    def open_for(self, study: Study) -> str:
        """Say what of it is open in a report."""
        if self.open is None or (self.when is not None and not HOLDS[self.when](study)):
            return ""
        return self.open.get(study.language)


@cache
def checklist() -> tuple[Item, ...]:
    """Return the checklist."""
    return TypeAdapter(tuple[Item, ...]).validate_python(read_yaml_file(HERE / "checklist.yaml").document)


def contents(study: Study, sections: tuple[Section, ...]) -> Section:
    """Write the checklist with the numbers of the places.

    Raises
    ------
    RecordError
        An item stands nowhere and is not said to be open.
    """
    found = places(sections)
    missing = sorted({place for item in checklist() for place in item.places if place not in found})
    silent = [f"{item.list}({item.number})" for item in checklist() if not item.places and item.open is None]
    if missing or silent:
        what = f"the operator's report lacks {', '.join(missing + silent)}"
        raise RecordError(what)
    rows = [
        (
            f"{item.list}({item.number})",
            item.text.get(study.language),
            study.list(dict.fromkeys(found[place] for place in item.places)),
            item.open_for(study),
        )
        for item in checklist()
    ]
    return study.section(
        "contents",
        study.table("contents", "item *content where *open", rows, note=study.say("contents_note")),
    )
