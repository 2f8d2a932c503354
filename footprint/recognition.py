"""The recognition report: what the other side of an agreement asks of a label, and what answers it.

A pure function of a label record, an agreement and the other side's scheme. It claims no recognition: it says what
is met and by which figure, what is open, and what nobody has published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from footprint.agreement import Agreement
from footprint.errors import InputError, Problem
from footprint.rule_base import Cite
from footprint.scheme import Grade, Scheme, Stated
from footprint.texts import Text

State = Literal["met", "open", "unpublished"]
Origin = Literal["scheme", "agreement"]


@dataclass(frozen=True)
class Row:
    """One requirement of the other side.

    Attributes
    ----------
    origin : {"scheme", "agreement"}
        Whose file asks for it.
    by : tuple of (path, value)
        What the label record says at the paths that answer it; a value that is missing is None.
    paper : Text or None
        The document that goes with it.
    """

    id: str
    origin: Origin
    text: Text
    state: State
    by: tuple[tuple[str, Any], ...]
    paper: Text | None
    grade: Grade
    cite: Cite

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain JSON values."""
        return {
            "id": self.id,
            "origin": self.origin,
            "text": self.text.to_dict(),
            "state": self.state,
            "by": [{"path": path, "value": value} for path, value in self.by],
            "paper": self.paper.to_dict() if self.paper else None,
            "grade": self.grade,
            "cite": {"source": self.cite.source, "clause": self.cite.clause},
        }


@dataclass(frozen=True)
class RecognitionReport:
    """What a label meets towards another scheme, requirement by requirement."""

    agreement: str
    agreement_version: str
    agreement_status: str
    label_scheme: str
    towards: str
    run_id: str
    rows: tuple[Row, ...]

    def of(self, state: State) -> tuple[Row, ...]:
        """Return the rows of one state."""
        return tuple(row for row in self.rows if row.state == state)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "format": "footprint-recognition/1",
            "agreement": {
                "id": self.agreement,
                "version": self.agreement_version,
                "status": self.agreement_status,
            },
            "label_scheme": self.label_scheme,
            "towards": self.towards,
            "run_id": self.run_id,
            "counts": {state: len(self.of(state)) for state in ("met", "open", "unpublished")},
            "rows": [row.to_dict() for row in self.rows],
        }


def recognise(label: Mapping[str, Any], agreement: Agreement, towards: Scheme) -> RecognitionReport:
    """Compare a label record with what the other side of an agreement asks.

    Parameters
    ----------
    label : mapping
        A label record (``footprint-label/1``) of one party's scheme.
    towards : Scheme
        The scheme of another party.

    Raises
    ------
    InputError
        The schemes are not two parties of the agreement.
    """
    own = str(label["scheme"]["id"])
    parties = [party.scheme for party in agreement.parties if party.scheme]
    for scheme in (own, towards.id):
        if scheme not in parties:
            what = f"{scheme!r} is no party of {agreement.id}: its labels are {', '.join(parties)}"
            raise InputError(Problem("scheme", what))
    if own == towards.id:
        raise InputError(Problem("scheme", f"a label of {own!r} needs no recognition by itself"))
    rows = [*_of_scheme(label, towards), *_of_agreement(label, agreement)]
    return RecognitionReport(
        agreement.id, agreement.version, agreement.status, own, towards.id, label["record"]["run_id"], tuple(rows)
    )


def _of_scheme(label: Mapping[str, Any], scheme: Scheme) -> Iterator[Row]:
    """Go through what the file of the other side's scheme states, or says is not published."""
    if scheme.required.value is None:
        yield _row("required", "scheme", scheme.required)
    else:
        for path in scheme.required.value:
            yield _row(f"required:{path}", "scheme", scheme.required, (path,), label)
    for name, path in (
        ("certified_per", "product.model"),
        ("languages", "texts"),
        ("number_format", "number"),
        ("validity_months", "expires"),
        ("grades", "grade"),
        ("qr_content", "qr.payload"),
    ):
        stated: Stated[Any] = getattr(scheme, name)
        if stated.value is None:
            yield _row(name, "scheme", stated)
            continue
        row = _row(name, "scheme", stated, (path,), label)
        yield row if row.state == "open" or _fits(name, stated.value, row.by[0][1]) else _opened(row)
    # The mark belongs to its owner: artwork of ours never is the mark, whatever is published of it.
    yield _row("mark_design", "scheme", scheme.mark_design) if scheme.mark_design.value is None else Row(
        "mark_design", "scheme", scheme.mark_design.text, "open", (), None, scheme.mark_design.grade,
        scheme.mark_design.cite,
    )  # fmt: skip


def _fits(name: str, wanted: Any, found: Any) -> bool:
    """Tell whether what the label says is what the scheme has published."""
    match name:
        case "number_format":
            return re.fullmatch(wanted, str(found)) is not None
        case "grades":
            return found in wanted
        case "languages":
            return all(language in text for text in found.values() for language in wanted)
        case _:
            return True


def _of_agreement(label: Mapping[str, Any], agreement: Agreement) -> Iterator[Row]:
    for name in ("rules", "products", "mapping", "fee"):
        stated: Stated[Any] = getattr(agreement, name)
        if stated.value is None:
            yield _row(name, "agreement", stated)
    for one in agreement.requirements:
        by = tuple((path, _at(label, path)) for path in one.needs)
        state: State = "unpublished"
        if by:
            met = all(_filled(value) and one.equals.get(path, value) == value for path, value in by)
            state = "met" if met else "open"
        yield Row(one.id, "agreement", one.text, state, by, one.paper, one.grade, one.cite)


def _row(
    name: str,
    origin: Origin,
    stated: Stated[Any],
    paths: tuple[str, ...] = (),
    label: Mapping[str, Any] | None = None,
) -> Row:
    by = tuple((path, _at(label or {}, path)) for path in paths)
    state: State = "unpublished"
    if by:
        state = "met" if all(_filled(value) for _, value in by) else "open"
    return Row(name, origin, stated.text, state, by, None, stated.grade, stated.cite)


def _opened(row: Row) -> Row:
    return Row(row.id, row.origin, row.text, "open", row.by, row.paper, row.grade, row.cite)


def _at(label: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path of the label record; None where nothing does."""
    here: Any = label
    for step in path.split("."):
        here = here.get(step) if isinstance(here, Mapping) else None
    return here


def _filled(value: Any) -> bool:
    """Null and empty are no answer; zero and False are."""
    return value is not None and value not in ("", [], {})
