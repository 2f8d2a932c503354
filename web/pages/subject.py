"""What the pages of uncertainty and what-if are about: a stored calculation, or a document that was sent along."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException, Request

from api import strict_json
from api.errors import RequestError
from footprint.errors import BlockedError, InputError, Problem
from footprint.levers import PARAMETERS, Lever
from footprint.texts import Language
from web.desk import Desk
from web.pages.view import Line, RecordView
from web.texts import gettext, symbol, words

# Fields of a form beside the document.
MOST_FIELDS = 12


@dataclass(frozen=True)
class Subject:
    """A product that is varied.

    Attributes
    ----------
    view : RecordView
        Its result with names.
    document : mapping
        The product; of a stored calculation under the version of the rule it was calculated under.
    run_id : str
        Where it is stored; empty when it was sent along.
    stored : float or None
        The stored total, where the calculation gives another one now.
    """

    view: RecordView
    document: Mapping[str, Any]
    run_id: str = ""
    stored: float | None = None

    @property
    def text(self) -> str:
        """The document as a form sends it along; empty where it is stored."""
        return "" if self.run_id else json.dumps(self.document, ensure_ascii=False)

    def line_titles(self) -> dict[tuple[str, str], str]:
        """Name every line with its process; lines of one name are told apart by their ids."""
        lines = self.view.lines()
        often = Counter((line.title, line.process) for line in lines)
        return {(line.process, line.id): _titled(line, often[line.title, line.process] > 1) for line in lines}


def _titled(line: Line, twice: bool) -> str:
    return f"{line.title}{f' [{line.id}]' if twice else ''} · {line.process_title}"


def of_run(source: Desk, run_id: str, language: Language) -> tuple[Desk, Subject]:
    """Return a stored calculation, and the desk that has its background."""
    record = source.record(run_id)
    if record is None:
        raise HTTPException(404)
    desk, rule = source.of(record), record["rule"]
    document = {**record["product"], "rule": f"{rule['id']}@{rule['version']}"}
    total = float(record["total"]["value"])
    outcome = desk.preview(document)
    now = float(outcome.result["total"]["value"]) if outcome.result else total
    moved = abs(now - total) > 1e-9 * abs(total)
    return desk, Subject(RecordView(desk, record, language), document, run_id, total if moved else None)


async def sent(request: Request, source: Desk) -> tuple[Any, dict[str, str]]:
    """Read a form: the document, and its other fields."""
    size = source.workbench.settings.max_upload_bytes
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=size) as form:
        fields = {name: str(value) for name, value in form.items()}
    try:
        return strict_json.loads(fields.pop("document", "").encode()), fields
    except RequestError as error:
        raise HTTPException(422) from error


def of_document(source: Desk, document: Any, language: Language) -> tuple[Subject | None, tuple[str, ...]]:
    """Return a document that was sent along, or why it cannot be calculated."""
    outcome = source.preview(document)
    if outcome.result is None:
        told = [f"{p.where}: {source.describe_problem(p, language)}" for p in outcome.problems]
        told += [source.describe(f, language) for f in outcome.findings if f.severity == "error"]
        return None, tuple(told)
    view = RecordView(source, {**outcome.result, "product": document}, language)
    return Subject(view, document), ()


def reasons(source: Desk, error: InputError | BlockedError, language: Language) -> tuple[str, ...]:
    """Word why something could not be calculated."""
    if isinstance(error, BlockedError):
        return tuple(source.describe(f, language) for f in error.findings if f.severity == "error")
    told = ((p.where, source.describe_problem(p, language)) for p in error.problems)
    return tuple(f"{where}: {text}" if where else text for where, text in told) or (str(error),)


def maybe(name: str, text: str) -> float | None:
    """Read a number that may be left out."""
    return plain_number(name, text) if text.strip() else None


def plain_number(name: str, text: str) -> float:
    """Read a number as people write it.

    Raises
    ------
    InputError
        It is none.
    """
    plain = text.strip().replace(",", "").replace("−", "-")
    try:
        value = float(plain)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(Problem(name, f"is {text[:30]!r}: a plain number is due, e.g. 12.5"))
    return value


def unit_words(unit: str, language: Language) -> str:
    """Write the unit of a number that is varied; a bare number has none."""
    return "" if unit == "1" else symbol(unit, language)


def with_unit(title: str, unit: str) -> str:
    """Write what stands at an axis."""
    return f"{title} [{unit}]" if unit else title


class Titles:
    """Names of the levers of a product."""

    def __init__(self, subject: Subject, language: Language) -> None:
        self._subject, self._language = subject, language
        self._lines = subject.line_titles()

    def of(self, path: str) -> str:
        """Name a place of the document; a line written by the rule is named ``process/line``."""
        _, view = gettext(self._language), self._subject.view
        if path.startswith(PARAMETERS):
            name = path.removeprefix(PARAMETERS)
            entry = view.rule.rule.parameters.get(name) if view.rule else None
            return words(entry.title, self._language) if entry else name
        if "/" in path and "[" not in path:
            process, _sep, line = path.partition("/")
            return self._lines.get((process, line), path)
        ids = [part.partition("]")[0] for part in path.split("[")[1:]]
        last = path.rpartition(".")[2]
        if len(ids) > 1:
            return self._lines.get((ids[0], ids[1]), self._unseen(ids[0], ids[1]))
        if not ids:
            return path
        process = view.process_title(ids[0])
        if last == "yield":
            return _("Yield of %(process)s") % {"process": process}
        if last == "region":
            return (
                _("Region of all processes") if ids[0] == "*" else _("Region of %(process)s") % {"process": process}
            )
        return path

    def _unseen(self, process: str, line: str) -> str:
        """Name a line that has no figure of its own: a link to another process, or one that is divided."""
        view = self._subject.view
        given = view.product_line(process, line)
        own = words(given["name"], self._language) if given.get("name") else ""
        title = own or view.activity_title(str(given.get("activity", line)))
        return f"{title} · {view.process_title(process)}"

    def lever(self, lever: Lever) -> str:
        """Name a lever."""
        return self.of(lever.path)
