"""Reading product files, and finding the line or cell a finding speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from api.cases import templates
from api.places import in_file
from footprint.errors import InputError, Problem, ProductError
from footprint.exchange.excel_cells import MAX_BYTES
from footprint.exchange.excel_read import ReadWorkbook
from footprint.findings import Finding
from footprint.product import Product, parse_product
from footprint.texts import Language
from rules.yaml_lines import Lines, read_yaml_file

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb")


@dataclass(frozen=True)
class Cells(Lines):
    """A document from a workbook: its places are cells."""

    workbook: ReadWorkbook = field(default_factory=lambda: ReadWorkbook({}))
    read: templates.ReadProduct | None = None


def read_product(file: Path, rule: str | None = None, language: Language = "en") -> tuple[Product, Lines]:
    """Read a product document from YAML or JSON, or a filled Excel template.

    Raises
    ------
    InputError
        Not readable, or no product: every problem with ``file:line: field``, or ``file: Sheet!F12``.
    """
    if file.suffix.lower() in WORKBOOKS:
        return _read_workbook(file, rule, language)
    lines = read_yaml_file(file)
    document = lines.document
    if isinstance(document, dict) and rule is not None:
        document = {**document, "rule": rule}
    try:
        return parse_product(document), lines
    except ProductError as error:
        raise InputError(*(Problem(place(lines, p.where), p.what) for p in error.problems)) from error


def _read_workbook(file: Path, rule: str | None, language: Language) -> tuple[Product, Lines]:
    data = workbook_bytes(file)
    try:
        found = templates.read(data, language)
    except InputError as error:
        named = (Problem(f"{file}: {p.where}" if p.where else str(file), p.what) for p in error.problems)
        raise InputError(*named) from error
    document = found.document | ({"rule": rule} if rule else {})
    product = parse_product(document) if rule else found.product
    return product, Cells(document, str(file), {}, found.workbook, found)


def workbook_bytes(file: Path) -> bytes:
    """Return the bytes of a workbook, no more than one may have.

    Raises
    ------
    InputError
        It cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)  # one more is too large, and the reader says so
    except OSError as error:
        raise InputError(Problem(str(file), f"cannot be read: {(error.strerror or 'error').lower()}")) from error


def place(lines: Lines, where: str) -> str:
    """Write ``file:line: path`` (``file: Sheet!F12``) for ``processes[cell].lines[cathode].unit``."""
    if isinstance(lines, Cells):
        return ": ".join(part for part in (lines.name, lines.workbook.place(where) or where) if part)
    return in_file(lines, where)


def place_of(lines: Lines, finding: Finding) -> str:
    """Write the place of a finding; in a workbook an unanswered activity has a cell of its own."""
    if isinstance(lines, Cells) and lines.read:
        return ": ".join(part for part in (lines.name, lines.read.place(finding) or finding.where) if part)
    return place(lines, finding.where)


def number_range(text: str, count: int) -> tuple[str, list[float]]:
    """Read ``PATH=LOW:HIGH`` (two numbers) or ``PATH=LOW:HIGH:STEPS`` (three).

    Raises
    ------
    InputError
        It is written otherwise.
    """
    path, _equals, values = text.partition("=")
    try:
        numbers = [float(v) for v in values.split(":")]
    except ValueError:
        numbers = []
    if len(numbers) != count or (count == 3 and not 2 <= numbers[2] <= 1000):
        shape = "LOW:HIGH:STEPS (2 to 1000 steps)" if count == 3 else "LOW:HIGH"
        raise InputError(Problem("", f"{text!r}: write PATH={shape}"))
    return path, numbers
