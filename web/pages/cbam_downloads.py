"""What the page of an installation hands out as files: the same that the command line writes."""

from __future__ import annotations

import json

from fastapi.responses import Response

from api.cases import cbam_money, cbam_pack, cbam_workbook
from api.cases.cbam import Figures
from api.cases.cbam_workbook import ReadTemplate
from footprint.record import canonical
from footprint.texts import Language
from web.desk import Desk
from web.site import HEADERS

JSON, PDF, ZIP = "application/json", "application/pdf", "application/zip"
KINDS = frozenset({"figures", "document", "report", "report_en", "pack", "workbook"})
NAME = "cbam-communication-template.xlsx"


def download(found: Figures, wanted: str, source: Desk, language: Language) -> Response:
    """Return one file.

    Raises
    ------
    InputError
        The template has no room for the installation.
    """
    match wanted:
        case "figures":
            plain = found.to_dict() | cbam_money.money_document(found, language)
            text = json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False)
            return _file(text.encode(), JSON, "cbam.json")
        case "document":
            return _file(canonical(found.installation.to_document()), JSON, "installation.json")
        case "report" | "report_en":
            tongue: Language = "en" if wanted == "report_en" else language
            return _file(cbam_pack.one_report(found, tongue), PDF, f"cbam-report-{tongue}.pdf")
        case "pack":
            made = cbam_pack.reports(found)
            if source.caller.may("declarations.submit"):
                return _file(cbam_pack.signed_pack(found, made, source.workbench), ZIP, "cbam-pack.zip")
            return _file(cbam_pack.pack(found, made), ZIP, "cbam-pack.zip")
        case _:
            return _file(cbam_workbook.filled(found).data, cbam_workbook.MEDIA_TYPE, NAME)


def written_back(found: ReadTemplate) -> Response:
    """Return a template with our figures in it.

    Raises
    ------
    InputError
        Its inputs do not suffice.
    """
    return _file(cbam_workbook.written_back(found).data, cbam_workbook.MEDIA_TYPE, NAME)


def _file(data: bytes, media_type: str, name: str) -> Response:
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=media_type, headers=headers)
