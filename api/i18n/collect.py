"""Collecting the sentences of the source into the catalogues, translations kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from api.i18n.translate import LOCALES, ROOMS, ROOT, catalogue_file
from footprint.texts import Language

METHODS = [
    ("locale/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.svg", "jinja2"),
]
JINJA = {"extensions": "jinja2.ext.do,jinja2.ext.loopcontrols", "newstyle_gettext": "true", "silent": "false"}
OPTIONS = {"**/templates/**.html": JINJA, "**/templates/**.svg": JINJA}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
# Catalogues carry no times, so that collecting twice gives the same bytes.
EPOCH = datetime(2026, 11, 20, tzinfo=UTC)
TARGETS = cast("tuple[Language, ...]", tuple(language for language in LOCALES if language != "en"))

Id = str | tuple[str, ...]


def sentences(room: str) -> dict[Id, list[str]]:
    """List the sentences of a room with the files they stand in."""
    found: dict[Id, set[str]] = {}
    for file, _, message, _, _ in extract_from_dir(
        ROOT / room, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS, comment_tags=()
    ):
        key = message if isinstance(message, str) else tuple(message[:2])
        if key and key != ("",):
            found.setdefault(key, set()).add(f"{room}/{file}")
    return {key: sorted(files) for key, files in found.items()}


def catalogues() -> Iterator[tuple[str, Language, Catalog]]:
    """Build every catalogue anew: sentences of the source, translations of the file that is there.

    A sentence that ``api`` has already is not repeated in ``web``.
    """
    seen: set[Id] = set()
    for room in ROOMS:
        wanted = {key: files for key, files in sentences(room).items() if key not in seen}
        seen |= set(wanted)
        for language in TARGETS:
            yield room, language, _renew(_load(room, language), wanted, language)


def to_bytes(catalogue: Catalog) -> bytes:
    """Write a catalogue in its one form."""
    stream = io.BytesIO()
    write_po(
        stream, catalogue, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False, omit_header=True
    )
    return f"{HEADER.format(locale=catalogue.locale)}\n".encode() + stream.getvalue()


HEADER = """\
# Texts of Bay Footprint. The English sentence is the message id; renew with `make i18n`.
msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


def collect() -> list[str]:
    """Renew all catalogue files and return what is still untranslated, as ``file: sentence``."""
    missing = []
    for room, language, catalogue in catalogues():
        file = catalogue_file(room, language)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(to_bytes(catalogue))
        missing += [f"{file.relative_to(ROOT)}: {text}" for text in untranslated(catalogue)]
    return missing


def untranslated(catalogue: Catalog) -> list[str]:
    """List the sentences of a catalogue that lack a translation or carry a doubtful one."""
    texts = []
    for message in catalogue:
        given = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if message.id and (message.fuzzy or not given or not all(given)):
            texts.append(message.id if isinstance(message.id, str) else message.id[0])
    return texts


def _load(room: str, language: Language) -> Catalog:
    file = catalogue_file(room, language)
    if not file.exists():
        return Catalog(locale=LOCALES[language], creation_date=EPOCH)
    with file.open("rb") as stream:
        return read_po(stream, locale=LOCALES[language])


def _renew(old: Catalog, wanted: dict[Id, list[str]], language: Language) -> Catalog:
    new = Catalog(locale=LOCALES[language], creation_date=EPOCH, revision_date=EPOCH)
    for key, files in wanted.items():
        known = old.get(key if isinstance(key, str) else key[0])
        flags = {"fuzzy"} if known is not None and known.fuzzy else set()
        string = known.string if known is not None and type(known.id) is type(key) else None
        if string is None:
            string = "" if isinstance(key, str) else ("",)
        new.add(key, string, locations=[(file, 0) for file in files], flags=flags)
    return new
