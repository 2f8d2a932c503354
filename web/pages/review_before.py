"""A declared record beside the one before: by stage, by cause, and what changed in the document, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.cases import changes, variants
from api.documents.waterfall import Rung, waterfall
from footprint.errors import BlockedError, InputError
from footprint.texts import Language
from web.desk import Desk, Document
from web.pages.changes import Shown, shown
from web.pages.subject import reasons
from web.pages.view import RecordView
from web.texts import gettext, label, number

MOST_STEPS = 12


@dataclass(frozen=True)
class StageRow:
    """A stage in both; None where one of them has none."""

    title: str
    index: int
    first: float | None
    second: float | None

    @property
    def difference(self) -> float:
        """Second less first [kg CO2e per functional unit]."""
        return (self.second or 0.0) - (self.first or 0.0)


@dataclass(frozen=True)
class Moved:
    """A line whose figure moved, why, and by how much."""

    title: str
    href: str
    cause: str
    value: float


@dataclass(frozen=True)
class Beside:
    """Two records side by side.

    Attributes
    ----------
    run_id : str
        Of the one before.
    first, second : float
        Totals.
    units : tuple of (first, second)
        What the figures are per; they are laid side by side also where they differ.
    stages : tuple of StageRow
    figure : str
        By cause, as SVG; empty where they must not be compared.
    moved : tuple of Moved
        Largest first.
    fields : tuple of Shown
    problems : tuple of str
        Why causes are not given.
    """

    run_id: str
    first: float
    second: float
    units: tuple[str, str]
    stages: tuple[StageRow, ...]
    figure: str
    moved: tuple[Moved, ...]
    fields: tuple[Shown, ...]
    problems: tuple[str, ...]


def beside(source: Desk, before: tuple[str, Document], now: tuple[str, Document], language: Language) -> Beside:
    """Lay two records side by side; each is ``(run id, record)``."""
    old, new = RecordView(source, before[1], language), RecordView(source, now[1], language)
    figure, moved, problems = _causes(source, old, new, now[0], language)
    return Beside(
        run_id=before[0],
        first=old.total,
        second=new.total,
        units=(_unit(before[1]), _unit(now[1])),
        stages=_stages(old, new),
        figure=figure,
        moved=moved,
        fields=shown(
            ((c.path, (c.first, c.second)) for c in changes.changes(before[1]["product"], now[1]["product"])),
            language,
        ),
        problems=problems,
    )


def _stages(old: RecordView, new: RecordView) -> tuple[StageRow, ...]:
    first, second = {s.id: s for s in old.stages()}, {s.id: s for s in new.stages()}
    return tuple(
        StageRow(
            (second.get(key) or first[key]).title,
            (second.get(key) or first[key]).index,
            first[key].value if key in first else None,
            second[key].value if key in second else None,
        )
        for key in [*second, *(key for key in first if key not in second)]
    )


def _causes(
    source: Desk, old: RecordView, new: RecordView, run_id: str, language: Language
) -> tuple[str, tuple[Moved, ...], tuple[str, ...]]:
    _ = gettext(language)
    try:
        found = variants.compared(source.workbench, (_pinned(old.record), _pinned(new.record))).comparison
    except (InputError, BlockedError) as error:
        return "", (), reasons(source, error, language)
    signed = [(_(label("cause", cause)), value) for cause, value in found.by_cause().items()]
    rungs = (
        Rung(_("before"), found.first, number(found.first, language), whole=True),
        *(Rung(title, value, ("+" if value > 0 else "") + number(value, language)) for title, value in signed),
        Rung(_("now"), found.second, number(found.second, language), whole=True),
    )
    titles = {(line.process, line.id): line.title for view in (old, new) for line in view.lines()}
    here = {(line.process, line.id) for line in new.lines()}
    moved = []
    for step in sorted(found.steps, key=lambda s: -abs(s.value))[:MOST_STEPS]:
        process, _sep, line = step.line.partition("/")
        href = f"/results/{run_id}/trace/{process}/{line}" if (process, line) in here else ""
        title = f"{titles.get((process, line), line)} · {new.process_title(process)}"
        moved.append(Moved(title, href, _(label("cause", step.cause)), step.value))
    return waterfall(rungs, _("From the record before to this one by cause")), tuple(moved), ()


def _pinned(record: Document) -> Mapping[str, Any]:
    """Return the product of a record under the very rule it was calculated with."""
    return {**record["product"], "rule": f"{record['rule']['id']}@{record['rule']['version']}"}


def _unit(record: Document) -> str:
    return f"{record['total']['unit']}/{record['functional_unit']['unit']}"
