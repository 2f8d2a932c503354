"""What can be wrong with a workbook: codes and parameters; the interface has the sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from footprint.errors import InputError, Problem

Code = Literal[
    # the file
    "not_a_workbook", "old_or_encrypted", "damaged", "too_large", "too_many_cells", "too_much_text", "macros",
    "foreign_parts", "external_links", "doctype", "not_a_template", "other_version",
    # its sheets, columns and rows
    "sheet_unknown", "sheet_twice", "column_unknown", "column_twice", "row_unknown", "row_twice",
    "row_without_key",
    # a cell
    "formula_without_value", "error_value", "truth_value", "date_as_number", "percent", "number_as_text",
    "long_number", "not_a_date", "not_whole", "target_form", "id_twice", "process_unknown", "owner_missing",
    "owner_unknown", "path_unknown", "not_json",
]  # fmt: skip


@dataclass(frozen=True)
class CellProblem:
    """One thing wrong with a workbook.

    Attributes
    ----------
    code : str
    cell : str
        ``Sheet!F12`` as the workbook itself calls it; a sheet, or empty for the whole file.
    path : str
        Path in the product document, empty where there is none.
    params : dict
        What the sentence needs.
    """

    code: Code
    cell: str = ""
    path: str = ""
    params: dict[str, str | int] = field(default_factory=dict)


class WorkbookError(InputError):
    """A workbook that is not read at all: what it is or holds is refused."""

    def __init__(self, code: Code, cell: str = "", **params: str | int) -> None:
        self.problem = CellProblem(code, cell, "", params)
        shown = ", ".join(f"{name} {value}" for name, value in params.items())
        super().__init__(Problem(cell, f"{code.replace('_', ' ')}{': ' if shown else ''}{shown}"))
