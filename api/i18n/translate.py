"""Reading the catalogues, and choosing a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po

from footprint.texts import Language

LOCALES: Mapping[Language, str] = MappingProxyType({"en": "en", "zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant"})
ROOMS = ("api", "web")
ROOT = Path(__file__).resolve().parents[2]
SCRIPTS: Mapping[str, Language] = MappingProxyType({"Hans": "zh-Hans", "Hant": "zh-Hant"})
LONGEST_HEADER = 500


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools know
    """Mark a sentence for the catalogues where it is written but not yet shown."""
    return message


@dataclass(frozen=True)
class Translator:
    """The texts of one language; a sentence without translation is shown in English."""

    language: Language
    texts: Mapping[str, tuple[str, ...]]

    def gettext(self, message: str) -> str:
        """Translate a sentence."""
        return self.texts.get(message, (message,))[0] or message

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Translate a sentence with a count; Chinese has one form."""
        if self.language == "en":
            return singular if n == 1 else plural
        return self.texts.get(singular, ("",))[0] or (singular if n == 1 else plural)


@lru_cache
def translator(language: Language) -> Translator:
    """Return the translator of a language, read once per process."""
    texts: dict[str, tuple[str, ...]] = {}
    for room in ROOMS:
        texts = _read(catalogue_file(room, language)) | texts
    return Translator(language, MappingProxyType(texts))


def catalogue_file(room: str, language: Language) -> Path:
    """Return where the translations of a room stand."""
    return ROOT / room / "locale" / LOCALES[language] / "LC_MESSAGES" / "messages.po"


def locale_of(language: Language) -> Locale:
    """Return Babel's locale, for numbers and dates."""
    return Locale.parse(LOCALES[language])


def negotiate(accept_language: str | None) -> Language:
    """Choose the language a caller reads best, Chinese by script: zh-TW and zh-HK read Traditional."""
    best: tuple[float, int] | None = None
    chosen: Language = "en"
    for position, part in enumerate((accept_language or "")[:LONGEST_HEADER].split(",")):
        tag, _, rest = part.strip().partition(";")
        language = _language_of(tag.strip())
        weight = _weight(rest)
        if language is not None and weight > 0 and (best is None or (weight, -position) > best):
            best, chosen = (weight, -position), language
    return chosen


def _language_of(tag: str) -> Language | None:
    subtags = tag.lower().replace("_", "-").split("-")
    if subtags[0] == "en" or tag == "*":
        return "en"
    if subtags[0] not in {"zh", "yue"}:
        return None
    for subtag in subtags[1:]:
        if subtag.title() in SCRIPTS:
            return SCRIPTS[subtag.title()]
    if subtags[0] == "yue":
        return "zh-Hant"
    try:
        return SCRIPTS.get(Locale.parse("-".join(subtags[:2]), sep="-").script or "", "zh-Hans")
    except (UnknownLocaleError, ValueError):
        return "zh-Hans"


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _read(file: Path) -> dict[str, tuple[str, ...]]:
    if not file.exists():
        return {}
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=file.parent.parent.name)
    texts: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if message.id and not message.fuzzy:
            key = message.id if isinstance(message.id, str) else message.id[0]
            text = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if text and text[0]:
                texts[key] = text
    return texts
