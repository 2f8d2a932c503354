"""The fields of a label record and their values in words, for pages and the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from api.i18n import N_, number, percent, translator, unit_label
from footprint.texts import LANGUAGES, Language
from rules.labels import paths, words

# States of a requirement and of an agreement, grades and kinds of sources; the catalogues translate them.
STATES = {"met": N_("met"), "open": N_("open"), "unpublished": N_("not published")}
AGREEMENTS = {
    "announced": N_("announced: no agreement is signed, and no label is recognised by it"),
    "signed": N_("signed: no rules of recognition are in operation, and no label is recognised by it yet"),
    "in_operation": N_("in operation"),
    "suspended": N_("suspended"),
    "ended": N_("ended"),
}
GRADES = {
    "A": N_("primary text read"), "B": N_("press or secondary report"), "C": N_("third party"),
    "K": N_("domain knowledge"), "INF": N_("our own inference"), "X": N_("not published"),
}  # fmt: skip
BY_HAND = N_("A person has to judge this: no field of the label can show it.")
DIGEST = re.compile(r"[0-9a-f]{64}")
SHOWN = 16  # figures of a digest
SECOND = {"en": ", ", "zh-Hans": "，", "zh-Hant": "，"}


def title(path: str, language: Language) -> str:
    """Name a field; a part that has no name of its own follows the nearest name above it."""
    known = paths()
    found = known.of(path)
    if found is None:
        return path
    rest = path
    while rest not in known.paths:
        rest = rest.rpartition(".")[0]
    more = path[len(rest) :].strip(".")
    return found.title.get(language) + (f" · {more}" if more else "")


def role(path: str, language: Language) -> str:
    """Name who gives a field its value."""
    found = paths().of(path)
    return paths().roles[found.by].get(language) if found else ""


def value(path: str, given: Any, language: Language, label: Mapping[str, Any] | None = None) -> str:
    """Write the value of a field; empty for what is not there."""
    match given:
        case None | "":
            return ""
        case str() if given in paths().values.get(path, {}):
            return paths().values[path][given].get(language)
        case str() if path == "electricity.series" and f"electricity_{given}" in words():
            return words()[f"electricity_{given}"].get(language)
        case str() if path == "gwp.id" and f"gwp_{given}" in words():
            return words()[f"gwp_{given}"].get(language)
        case str() if DIGEST.fullmatch(given):
            return given[:SHOWN] + "…"
        case str():
            return given
        case bool():
            return str(given)
        case int() | float():
            return _measured(path, given, language)
        case _ if isinstance(given, Mapping) and set(given) == set(LANGUAGES):
            return str(given[language])
        case _:
            return _many(path, given, language, label or {})


def _measured(path: str, given: float, language: Language) -> str:
    found = paths().of(path)
    if found is None or found.unit is None:
        return str(given) if isinstance(given, int) else number(given, language)
    if found.unit == "share":
        return percent(given, language)
    return f"{number(given, language)} {unit_label(found.unit, language)}"


def _many(path: str, given: Any, language: Language, label: Mapping[str, Any]) -> str:
    """Write a list or a table of names and values."""
    gettext, comma = translator(language).gettext, SECOND[language]
    if not given:
        return gettext(N_("none"))
    if isinstance(given, Mapping) and all(isinstance(one, Mapping) for one in given.values()):
        return " ".join(value(path, one, language) for one in given.values())
    if isinstance(given, Mapping):
        return comma.join(f"{key} {value(f'{path}.{key}', one, language)}" for key, one in given.items())
    stages = {stage["id"]: stage["title"] for stage in label.get("footprint", {}).get("stages") or ()}
    parts = []
    for one in given:
        if isinstance(one, Mapping):
            name = value(path, one.get("title"), language) or str(
                one.get("id") or one.get("gap") or one.get("body")
            )
            figure = one.get("value", one.get("amount"))
            parts.append(name if figure is None else f"{name} {value(path, float(figure), language)}")
        else:
            parts.append(value(path, stages.get(one, one), language))
    return comma.join(parts)
