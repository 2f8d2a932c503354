"""Reading a filled Excel template: back to the plain product document, with the cell of everything in it.

Nothing is guessed: an empty cell is absent, a text where a number is due stays a text for
:func:`footprint.product.parse_product` to refuse, and what stands where no template has a place is named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from footprint.exchange.excel_cells import Grid, read_grids
from footprint.exchange.excel_errors import CellProblem, Code
from footprint.exchange.excel_layout import HEADINGS_ROW, LANGUAGE_KEYS, OFFERED, PRODUCT_ROWS
from footprint.exchange.excel_tables import Row, Table, Tables, without_none
from footprint.product import FORMAT as PRODUCT_FORMAT
from footprint.product_parts import TARGETS

TARGET = re.compile(r"(dataset|process|slot|supplier)\s*[ :]\s*(\S+)")
FIELD = re.compile(r"(?:processes\[([^\]]+)\]\.(?:lines\[([^\]]+)\]\.)?|(electricity|plant|period)\.)?([a-z_]+)")
ORDER = ("product", "supply", "choices", "parameters", "processes", "lines", "evidence", "omitted", "questions",
         "further")  # fmt: skip


@dataclass(frozen=True)
class ReadWorkbook:
    """A product document as a workbook gives it.

    Attributes
    ----------
    document : dict
        What :func:`footprint.product.parse_product` takes.
    places : dict of path to str
        ``Sheet!F12`` for every field that has a cell, empty ones included.
    offered : dict of activity to str
        The cell that waits for the amount of an activity nobody answered.
    problems : tuple of CellProblem
        What could not be read; such a field is absent from the document.
    """

    document: dict[str, Any]
    places: Mapping[str, str] = field(default_factory=dict)
    offered: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[CellProblem, ...] = ()

    def place(self, where: str) -> str:
        """Return the cell of a path, else of the nearest thing inside or around it; empty when there is none."""
        if where in self.places:
            return self.places[where]
        inside = next((cell for path, cell in self.places.items() if where and path.startswith(f"{where}.")), "")
        while not inside and where:
            where = re.sub(r"(\.?[^.\[\]]+|\[[^\]]*\])$", "", where) if not where.endswith(".") else where[:-1]
            inside = self.places.get(where, "")
        return inside


def read_workbook(data: bytes) -> ReadWorkbook:
    """Read a template.

    Raises
    ------
    WorkbookError
        The file is refused as a whole.
    """
    return _Reader(read_grids(data)).read()


class _Reader(Tables):
    """Reads one workbook; collects document, places and problems on the way."""

    def __init__(self, grids: tuple[Grid, ...]) -> None:
        super().__init__(grids)
        self.document: dict[str, Any] = {"format": PRODUCT_FORMAT}
        self.offered: dict[str, str] = {}

    def read(self) -> ReadWorkbook:
        """Read sheet after sheet; documents come after what they prove."""
        tables = self.tables()
        for name in ORDER:
            if name in tables:
                getattr(self, f"_{name}")(tables[name])
        self._final_process()
        return ReadWorkbook(self.document, self.places, self.offered, tuple(self.problems))

    def _evidence_of(self, table: Table, row: Row, path: str, prefix: str) -> dict[str, Any]:
        keys = [c.key for c in table.sheet.columns if c.key.startswith(prefix)] if prefix else [
            c.key for c in table.sheet.columns if c.key not in {"parameter", "process", "line"}
        ]  # fmt: skip
        return without_none(
            **{k.removeprefix(prefix): self.take(table, row, f"{path}.{k.removeprefix(prefix)}", k) for k in keys}
        )

    def _names(self, table: Table, row: Row, path: str) -> Any:
        """Read a name in three languages; one alone stands for all three."""
        found = {tag: self.take(table, row, f"{path}.name.{tag}", f"name.{tag}") for tag in LANGUAGE_KEYS}
        given = without_none(**found)
        return next(iter(given.values())) if len(given) == 1 else given or None

    # sheets

    def _product(self, table: Table) -> None:
        for row in self.keyed(table):
            if row.key not in PRODUCT_ROWS:
                self.tell("row_unknown", table.at(row.number, "value"), key=row.key)
                continue
            value = self.take(table, row, row.key, "value", PRODUCT_ROWS[row.key])
            if "." in row.key and not row.key.startswith("codes."):
                self.document.setdefault(row.key.partition(".")[0], {})  # so that each field in it is asked for
            if value is not None:
                put(self.document, row.key, value)

    def _supply(self, table: Table) -> None:
        override: dict[str, Any] = {}
        for row in table.rows:
            slot = self.take(table, row, "", "slot")
            dataset = self.take(table, row, f"electricity.override.{slot}", "dataset")
            if slot in override:
                self.tell("row_twice", table.at(row.number, "slot"), key=slot)
            elif slot is not None or dataset is not None:
                override[slot or ""] = (dataset or "").removeprefix("dataset ").strip()
        if override:
            put(self.document, "electricity.override", override)

    def _choices(self, table: Table) -> None:
        for row in self.keyed(table):
            path = f"choices.{row.key}"
            found = {k: self.take(table, row, f"{path}.{k}", k) for k in ("option", "reason")}
            self._put(path, table, row, without_none(**found), "option")

    def _parameters(self, table: Table) -> None:
        for row in self.keyed(table):
            path = f"parameters.{row.key}"
            found = self.amount(table, row, path)
            found |= without_none(**{k: self.take(table, row, f"{path}.{k}", k) for k in ("origin", "reason")})
            proof = self._evidence_of(table, row, f"{path}.evidence[0]", "evidence.")
            if proof:
                found["evidence"] = [proof]
            if set(found) == {"unit"} and not any(p.path.startswith(f"{path}.") for p in self.problems):
                found = {}  # the unit stands there before anything was entered
            self._put(path, table, row, found, "amount")

    def _put(self, path: str, table: Table, row: Row, found: dict[str, Any], column: str) -> None:
        self.places.setdefault(path, table.at(row.number, column))
        if found:
            put(self.document, path, found)

    def _processes(self, table: Table) -> None:
        self.places.setdefault("processes", table.at(HEADINGS_ROW, "id"))
        processes: list[dict[str, Any]] = []
        for row in table.rows:
            if not row.cells:
                continue
            name = self.take(table, row, "", "id")
            if name is not None and any(p.get("id") == name for p in processes):
                self.tell("id_twice", table.at(row.number, "id"), id=name)
                continue
            path = f"processes[{len(processes) if name is None else name}]"
            self.places[path] = self.places[f"{path}.id"] = table.at(row.number, "id")
            output = self.amount(table, row, path, "output.")
            for key in ("origin", "reason"):
                output |= without_none(
                    **{f"output.{key}": self.take(table, row, f"{path}.output.{key}", f"output.{key}")}
                )
            process = without_none(
                id=name,
                name=self._names(table, row, path),
                region=self.take(table, row, f"{path}.region", "region"),
            )
            process["yield"] = self.take(table, row, f"{path}.yield", "yield")
            process = without_none(**process)
            process["output"] = {key.removeprefix("output."): value for key, value in output.items()}
            self.places[f"{path}.output"] = table.at(row.number, "output.amount")
            processes.append(process)
        if processes:
            self.document["processes"] = processes

    def _lines(self, table: Table) -> None:
        for row in table.rows:
            if not row.cells:
                continue
            if row.key == OFFERED and not self._answered(row):
                activity = self.take(table, row, "", "activity")
                self.offered.setdefault(str(activity), table.at(row.number, "amount"))
                continue
            self._line(table, row)

    @staticmethod
    def _answered(row: Row) -> bool:
        """Tell whether an offered row was filled: more than what the template itself wrote."""
        return any(key not in {"process", "activity", "id", "unit", "origin"} for key in row.cells)

    def _line(self, table: Table, row: Row) -> None:
        owner = self.take(table, row, "", "process")
        process = self._process(owner)
        if process is None:
            code: Code = "owner_missing" if owner is None else "process_unknown"
            self.tell(code, table.at(row.number, "process"), id=str(owner or ""))
            return
        lines = process.setdefault("lines", [])
        name = self.take(table, row, "", "id")
        if name is not None and any(line.get("id") == name for line in lines):
            self.tell("id_twice", table.at(row.number, "id"), id=name)
            return
        path = f"processes[{owner}].lines[{len(lines) if name is None else name}]"
        self.places[path] = self.places[f"{path}.id"] = table.at(row.number, "id")
        line = without_none(id=name, activity=self.take(table, row, f"{path}.activity", "activity"))
        line |= self.amount(table, row, path)
        for key in ("origin", "stage", "note"):
            line |= without_none(**{key: self.take(table, row, f"{path}.{key}", key)})
        line |= without_none(name=self._names(table, row, path)) | self._target(table, row, path)
        proof = self._evidence_of(table, row, f"{path}.evidence[0]", "evidence.")
        if proof:
            line["evidence"] = [proof]
        lines.append(line)

    def _target(self, table: Table, row: Row, path: str) -> dict[str, str]:
        place = table.at(row.number, "target")
        for kind in TARGETS:
            self.places[f"{path}.{kind}"] = place
        text = self.take(table, row, "", "target")
        if text is None:
            if "target" not in row.cells:
                self.places[path] = place
            return {}
        found = TARGET.fullmatch(text)
        if found is None:
            self.tell("target_form", place, path, value=text[:80])
            return {}
        return {found[1]: found[2]}

    def _process(self, name: Any) -> dict[str, Any] | None:
        return next((p for p in self.document.get("processes", []) if p.get("id", "") == name), None)

    def _evidence(self, table: Table) -> None:
        for row in table.rows:
            if not row.cells:
                continue
            of = {key: self.take(table, row, "", key) for key in ("parameter", "process", "line")}
            owner, path = self._owner(of)
            if owner is None:
                code: Code = "owner_unknown" if any(of.values()) else "owner_missing"
                self.tell(code, table.at(row.number, "parameter"), id=" / ".join(str(v) for v in of.values() if v))
                continue
            proofs = owner.setdefault("evidence", [])
            where = f"{path}.evidence[{len(proofs)}]"
            self.places[where] = table.at(row.number, "kind")
            proofs.append(self._evidence_of(table, row, where, ""))

    def _owner(self, of: Mapping[str, Any]) -> tuple[dict[str, Any] | None, str]:
        """Find what a document proves: a parameter, a line, or the output of a process."""
        parameter, process, line = of["parameter"], of["process"], of["line"]
        if parameter is not None:
            found = self.document.get("parameters", {}).get(parameter) if process is None and line is None else None
            return found, f"parameters.{parameter}"
        owner = self._process(process)
        if owner is None:
            return None, ""
        if line is None:
            return owner["output"], f"processes[{process}].output"
        found = next((x for x in owner.get("lines", []) if x.get("id") == line), None)
        return found, f"processes[{process}].lines[{line}]"

    def _omitted(self, table: Table) -> None:
        found: list[dict[str, Any]] = []
        for row in table.rows:
            if row.cells:
                path = f"omitted[{len(found)}]"
                self.places[path] = table.at(row.number, "name")
                entry = self.amount(table, row, path)
                for key in ("process", "activity", "name", "reason"):
                    entry |= without_none(**{key: self.take(table, row, f"{path}.{key}", key)})
                found.append(entry)
        if found:
            self.document["omitted"] = found

    def _questions(self, table: Table) -> None:
        for row in self.keyed(table):
            answer = self.take(table, row, f"answers.{row.key}", "answer")
            if answer is not None:
                put(self.document, f"answers.{row.key}", answer)

    def _further(self, table: Table) -> None:
        for row in table.rows:
            path = str(self.take(table, row, "", "path") or "").strip()
            text = self.take(table, row, path, "json")
            if not path and text is None:
                continue
            owner, key = self._field(path)
            if owner is None or text is None:
                self.tell("path_unknown", table.at(row.number, "path"), path, named=path[:80])
            elif key in owner:
                self.tell("row_twice", table.at(row.number, "path"), path, key=path[:80])
            else:
                try:
                    owner[key] = loads(text)
                except (ValueError, RecursionError):
                    self.tell("not_json", table.at(row.number, "json"), path)

    def _field(self, path: str) -> tuple[dict[str, Any] | None, str]:
        """Find the object that a path leads into, and the field in it."""
        found = FIELD.fullmatch(path)
        if found is None:
            return None, ""
        process, line, above, key = found.groups()
        if process is None:
            return (self.document if above is None else self.document.setdefault(above, {})), key
        owner = self._process(process)
        if owner is not None and line is not None:
            owner = next((x for x in owner.get("lines", []) if x.get("id") == line), None)
        return owner, key

    def _final_process(self) -> None:
        final = self.document.get("final_process")
        if final is not None and "processes" in self.document and self._process(final) is None:
            self.tell("process_unknown", self.places["final_process"], "final_process", id=str(final))


def loads(text: str) -> Any:
    """Read JSON; a key twice in one object and what is no number are refused."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            what = "a key stands twice"
            raise ValueError(what)
        return dict(pairs)

    def refuse(name: str) -> Any:
        raise ValueError(name)

    return json.loads(text, object_pairs_hook=unique, parse_constant=refuse)


def put(document: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a dotted path; an id below ``parameters`` and the like may hold dots."""
    first, _, rest = path.partition(".")
    if not rest:
        document[first] = value
    elif first in {"parameters", "choices", "answers"}:
        document.setdefault(first, {})[rest] = value
    else:
        put(document.setdefault(first, {}), rest, value)
