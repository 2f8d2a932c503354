"""The recognition report: what the other side of an agreement asks of a label, and what answers it.

A pure function of a label record, an agreement and the other side's scheme. It claims no recognition: it says what
is met and by which figure, what is open, and what nobody has published.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from footprint.agreement import Agreement, Party, Requirement
from footprint.errors import InputError, Problem
from footprint.label_answers import Due, answered, at, expected, fits
from footprint.rule_base import Cite
from footprint.scheme import Grade, Scheme, Stated
from footprint.texts import Text

FORMAT = "footprint-recognition/1"
SCHEMA = "/v1/schemas/recognition-1.json"
STATES: tuple[State, ...] = ("met", "open", "unpublished")

State = Literal["met", "open", "unpublished"]
Origin = Literal["scheme", "agreement"]

# What a scheme may have published, and where the label record answers it.
_OF_SCHEME: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("certified_per", ("product.model",)),
    ("languages", ("texts",)),
    ("number_format", ("number",)),
    ("validity_months", ("issued", "expires")),
    ("grades", ("grade",)),
    ("qr_content", ("qr.payload",)),
    ("mark_design", ()),
)
_OF_AGREEMENT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("signed", ()), ("rules", ()), ("products", ("product.name", "product.codes.hs")), ("mapping", ()), ("fee", ()),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One requirement of the other side.

    Attributes
    ----------
    origin : {"scheme", "agreement"}
        Whose file asks for it.
    by : tuple of (path, value)
        What the label record says at the paths that answer it; a value that is missing is None.
    missing : tuple of Due
        What keeps it open: paths without an answer, or with another than is due.
    by_hand : bool
        A person has to judge it: no field of the label record can show that it is met.
    paper : Text or None
        The document that goes with it.
    """

    id: str
    origin: Origin
    text: Text
    state: State
    grade: Grade
    cite: Cite
    by: tuple[tuple[str, Any], ...] = ()
    missing: tuple[Due, ...] = ()
    by_hand: bool = False
    paper: Text | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain JSON values."""
        return {
            "id": self.id,
            "origin": self.origin,
            "text": self.text.to_dict(),
            "state": self.state,
            "by": [{"path": path, "value": value} for path, value in self.by],
            "missing": [{"path": one.path, "found": one.found, "due": one.due} for one in self.missing],
            "by_hand": self.by_hand,
            "paper": self.paper.to_dict() if self.paper else None,
            "grade": self.grade,
            "cite": {"source": self.cite.source, "clause": self.cite.clause},
        }


@dataclass(frozen=True)
class RecognitionReport:
    """What a label meets towards another party, requirement by requirement.

    Attributes
    ----------
    scheme : Scheme or None
        The scheme of the other party; None where it has no file, so that only the agreement speaks.
    """

    agreement: Agreement
    towards: Party
    scheme: Scheme | None
    label_scheme: str
    label_status: str
    run_id: str
    rows: tuple[Row, ...]

    def of(self, state: State) -> tuple[Row, ...]:
        """Return the rows of one state."""
        return tuple(row for row in self.rows if row.state == state)

    def source(self, row: Row) -> Any:
        """Return the document a row rests on."""
        found = self.scheme if row.origin == "scheme" and self.scheme else self.agreement
        return found.sources[row.cite.source]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        agreement, towards = self.agreement, self.towards
        used = {origin: {row.cite.source for row in self.rows if row.origin == origin} for origin in ORIGINS}
        sources = {"agreement": agreement.sources, "scheme": self.scheme.sources if self.scheme else {}}
        return {
            "format": FORMAT,
            "agreement": {
                "id": agreement.id,
                "version": agreement.version,
                "status": agreement.status,
                "title": agreement.title.to_dict(),
            },
            "label": {"scheme": self.label_scheme, "status": self.label_status, "run_id": self.run_id},
            "towards": {
                "id": towards.key,
                "place": towards.place,
                "name": towards.name.to_dict(),
                "scheme": {"id": self.scheme.id, "version": self.scheme.version} if self.scheme else None,
            },
            "counts": {state: len(self.of(state)) for state in STATES},
            "rows": [row.to_dict() for row in self.rows],
            "sources": {
                origin: {key: sources[origin][key].model_dump(mode="json") for key in sorted(used[origin])}
                for origin in ORIGINS
            },
        }


ORIGINS: tuple[Origin, ...] = ("scheme", "agreement")


@lru_cache(maxsize=1)
def recognition_schema() -> dict[str, Any]:
    """Return the JSON Schema of the report, published at :data:`SCHEMA`."""
    text = resources.files("footprint").joinpath("schemas", "recognition-1.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def recognise(
    label: Mapping[str, Any], agreement: Agreement, towards: Scheme | Party, on: date | None = None
) -> RecognitionReport:
    """Compare a label record with what the other side of an agreement asks.

    Parameters
    ----------
    label : mapping
        A label record (``footprint-label/1``) of one party's scheme.
    towards : Scheme or Party
        The scheme of another party, or a party that has none: then only the agreement is asked.
    on : date, optional
        The day of the report: a published label past its last day counts as expired.

    Raises
    ------
    InputError
        The schemes are not two parties of the agreement.
    """
    own = str(label["scheme"]["id"])
    scheme = towards if isinstance(towards, Scheme) else None
    key = towards.id if isinstance(towards, Scheme) else towards.key
    keys = [party.key for party in agreement.parties]
    for one in (own, key):
        if one not in keys:
            what = f"{one!r} is no party of {agreement.id}: its labels are {', '.join(keys)}"
            raise InputError(Problem("scheme", what))
    if own == key:
        raise InputError(Problem("scheme", f"a label of {own!r} needs no recognition by itself"))
    party = agreement.party(key)
    if party is None or (scheme is None and party.scheme):
        what = f"{key!r} has a scheme: the report towards it needs the scheme"
        raise InputError(Problem("towards", what))
    seen = _on(label, on)
    rows = [*(_of_scheme(seen, scheme) if scheme else ()), *_of_agreement(seen, agreement)]
    return RecognitionReport(agreement, party, scheme, own, seen["status"], label["record"]["run_id"], tuple(rows))


def _on(label: Mapping[str, Any], day: date | None) -> Mapping[str, Any]:
    """Return the label as it stands on a day: past its last day it is expired, whatever it says."""
    past = day and label["status"] == "published" and label["expires"] and label["expires"] < day.isoformat()
    return {**label, "status": "expired"} if past else label


def _of_scheme(label: Mapping[str, Any], scheme: Scheme) -> Iterator[Row]:
    """Go through what the file of the other side's scheme states, or says is not published."""
    if scheme.required.value is None:
        yield _unpublished("required", "scheme", scheme.required)
    for path in scheme.required.value or ():
        yield _judged(f"required:{path}", "scheme", scheme.required, (path,), label)
    for name, paths in _OF_SCHEME:
        yield _judged(name, "scheme", getattr(scheme, name), paths, label)


def _of_agreement(label: Mapping[str, Any], agreement: Agreement) -> Iterator[Row]:
    for name, paths in _OF_AGREEMENT:
        stated: Stated[Any] = getattr(agreement, name)
        # Of what is published here only the list of products asks something of a label.
        if stated.value is None or paths:
            yield _judged(name, "agreement", stated, paths, label)
    yield from (_required(label, one) for one in agreement.requirements)


def _required(label: Mapping[str, Any], one: Requirement) -> Row:
    by = tuple((path, at(label, path)) for path in one.needs)
    missing = tuple(
        Due(path, value, one.equals.get(path, expected(path, value)))
        for path, value in by
        if not answered(path, value) or one.equals.get(path, value) != value
    )
    state: State = "unpublished" if not by else "open" if missing else "met"
    return Row(one.id, "agreement", one.text, state, one.grade, one.cite, by, missing, paper=one.paper)


def _unpublished(name: str, origin: Origin, stated: Stated[Any]) -> Row:
    return Row(name, origin, stated.text, "unpublished", stated.grade, stated.cite)


def _judged(
    name: str, origin: Origin, stated: Stated[Any], paths: tuple[str, ...], label: Mapping[str, Any]
) -> Row:
    """Hold what was published against the label; what no field can show is left to a person."""
    if stated.value is None:
        return _unpublished(name, origin, stated)
    by = tuple((path, at(label, path)) for path in paths)
    # One of several fields is enough to find a product in a list.
    empty = tuple(Due(path, value, None) for path, value in by if not answered(path, value))
    if empty and not (name == "products" and len(empty) < len(by)):
        return Row(name, origin, stated.text, "open", stated.grade, stated.cite, by, empty)
    judged = fits(name, stated.value, label)
    if judged is None:
        return Row(name, origin, stated.text, "open", stated.grade, stated.cite, by, by_hand=True)
    missing = () if judged is True else (Due(by[-1][0], by[-1][1], judged),)
    state: State = "open" if missing else "met"
    return Row(name, origin, stated.text, state, stated.grade, stated.cite, by, missing)
