"""What is wrong with a workbook, in sentences: one per code of :mod:`footprint.exchange.excel_errors`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from api.i18n import N_, translator
from footprint.exchange.excel_errors import CellProblem
from footprint.texts import Language

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # the file
        "not_a_workbook": N_("this is no Excel workbook (.xlsx)"),
        "old_or_encrypted": N_("this is an old .xls file or protected by a password: save it as .xlsx without one"),
        "damaged": N_("the workbook is damaged: open it in Excel, save it again and retry"),
        "too_large": N_("the workbook is larger than {limit} bytes, packed or unpacked, and is not read"),
        "too_many_cells": N_("there is content beyond row {rows} or column {columns}, or too much of it"),
        "too_much_text": N_("the workbook holds more text than is read here"),
        "macros": N_("the workbook holds macros and is not read: save it as .xlsx without macros"),
        "foreign_parts": N_("the workbook holds embedded objects or controls and is not read: remove them"),
        "external_links": N_(
            "the workbook is linked to other files and is not read: break the links, keep the values"
        ),
        "doctype": N_("the workbook declares a document type, which no spreadsheet program writes; it is not read"),
        "not_a_template": N_("no sheet of this workbook is a template: download one and keep row 1 and column A"),
        "other_version": N_("the template is of the version {version}; this service reads {known}"),
        # its sheets, columns and rows
        "sheet_unknown": N_(
            "this sheet is no part of the template: delete it, or begin its name with _ to keep it for yourself"
        ),
        "sheet_twice": N_("this sheet is a copy of {first}: keep one"),
        "column_unknown": N_(
            "the column {heading} is no part of the template: delete it, or begin its heading with _ to keep it"
        ),
        "column_twice": N_("the column {heading} stands here twice: keep one"),
        "row_unknown": N_("the key {key} in column A is none of this sheet"),
        "row_twice": N_("{key} is given twice: keep one row"),
        "row_without_key": N_("this row has no key in column A: use a row of the template"),
        # a cell
        "formula_without_value": N_(
            "is a formula that was never calculated: open and save the file in Excel first"
        ),
        "error_value": N_("holds an error of the spreadsheet (such as #REF!)"),
        "truth_value": N_("holds TRUE or FALSE, which no field here means"),
        "date_as_number": N_("is the date {value}; a plain number is due, e.g. 12.5"),
        "percent": N_("is shown as {shown} and has the unit {unit}: set the cell to a plain number format"),
        "number_as_text": N_(
            "is the number {value}; a text is due: format the cell as text, so that no zeros get lost"
        ),
        "long_number": N_("is a number of more than 15 digits, which Excel cuts: format the cell as text"),
        "not_a_date": N_("is {value}; a date is due, e.g. 2025-12-31"),
        "not_whole": N_("is {value}; a whole number is due"),
        "target_form": N_(
            "is {value}: choose from the list, or write e.g. dataset steel-cn, process cell or slot electricity"
        ),
        "id_twice": N_("the id {id} is given twice: give each its own"),
        "process_unknown": N_("there is no process {id} in the sheet of processes"),
        "owner_missing": N_("say which process or parameter this row belongs to"),
        "path_unknown": N_("{named} is no place of the product document, or its value is missing"),
        "not_json": N_("is not JSON: check quotes, brackets and commas"),
        "owner_unknown": N_("there is no {id} that this document could prove"),
    }
)


def describe_cell_problem(problem: CellProblem, language: Language) -> str:
    """Say in one clause what is wrong with a cell, a sheet or the file."""
    return translator(language).gettext(SENTENCES[problem.code]).format(**problem.params)
