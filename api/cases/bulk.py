"""Many products in one request: read one by one, each answered on its own, saved in one transaction."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from api import strict_json
from api.access import Caller
from api.cases import products, templates
from api.errors import RequestError
from api.files.archive import open_archive
from api.files.refusals import WHY, refuse
from api.i18n import translator
from footprint.errors import InputError, Problem
from footprint.product import parse_product
from footprint.texts import Language
from rules.bytes_to_text import decode
from rules.yaml_lines import read_yaml

MOST_ITEMS = 1_000
# Of one product: as much as a request with one may have.
LARGEST_ITEM = 5_000_000
LINES = frozenset({"application/x-ndjson", "application/jsonl", "application/ndjson"})
ARCHIVES = frozenset({"application/zip", "application/x-zip-compressed"})
Status = Literal["created", "refused", "held_back"]


@dataclass(frozen=True)
class Item:
    """One of many: its line or file, and its document as JSON; with problems it has none."""

    name: str
    document: bytes = b""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Saved:
    """What became of one; ``held_back`` when it was fine and another one was not, and all or none was asked for."""

    name: str
    status: Status
    product: UUID | None
    problems: tuple[Problem, ...]


def read(path: Path, media_type: str, language: Language) -> list[Item]:
    """Read what came: lines of JSON, or an archive of product files.

    Raises
    ------
    InputError
        It cannot be read as a whole.
    """
    entries = _lines(path) if media_type in LINES else _files(path)
    items: list[Item] = []
    for name, data in entries:
        if len(items) >= MOST_ITEMS:
            raise refuse(WHY.many_products, most=MOST_ITEMS)
        items.append(_item(name, data, language))
    if not items:
        raise refuse(WHY.no_products)
    return items


def save(session: Session, caller: Caller, items: list[Item], note: str, *, whole: bool) -> tuple[Saved, ...]:
    """Save those without problems; with ``whole`` all or none."""
    fit = not (whole and any(item.problems for item in items))
    return tuple(_save(session, caller, item, note, fit=fit) for item in items)


def _save(session: Session, caller: Caller, item: Item, note: str, *, fit: bool) -> Saved:
    if item.problems:
        return Saved(item.name, "refused", None, item.problems)
    if not fit:
        return Saved(item.name, "held_back", None, ())
    made = products.create(session, caller, json.loads(item.document), note)
    session.expunge_all()  # a thousand documents need not stay in memory
    return Saved(item.name, "created", made.summary.id, ())


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(LARGEST_ITEM + 1), b""), start=1):
            if line.strip():
                yield f"line {number}", line
            if len(line) > LARGEST_ITEM:
                return  # where the next line begins is not looked for


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    with open_archive(path, MOST_ITEMS) as archive:
        for info in archive.infolist():
            parts = PurePosixPath(info.filename).parts
            if info.is_dir() or any(part.startswith((".", "~$", "__MACOSX")) for part in parts):
                continue
            yield info.filename, _member(archive, info)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as stream:
        return stream.read(LARGEST_ITEM + 1)


def _item(name: str, data: bytes, language: Language) -> Item:
    try:
        if len(data) > LARGEST_ITEM:
            raise refuse(WHY.large_product, most=LARGEST_ITEM)
        document = _document(name, data, language)
        parse_product(document)
        return Item(name, json.dumps(document, ensure_ascii=False).encode())
    except InputError as error:
        return Item(name, problems=error.problems)
    except RequestError as error:
        told = translator(language).gettext(error.message).format(**error.params)
        return Item(name, problems=(Problem("", told),))


def _document(name: str, data: bytes, language: Language) -> Any:
    match PurePosixPath(name).suffix.lower():
        case "" | ".json":
            return strict_json.loads(data)
        case ".xlsx":
            return templates.read(data, language).document
        case ".yaml" | ".yml":
            return read_yaml(decode(data, name), name).document
    raise refuse(WHY.no_product_file)
