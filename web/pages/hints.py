"""Amounts as a form writes them, and suggestions of a rule with what one click fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from footprint.rule import Choice
from footprint.rule_base import Suggestion
from footprint.texts import Language
from web.texts import exact, symbol, words


@dataclass(frozen=True)
class Hint:
    """A suggestion of the rule: shown, applied by one click at most.

    Attributes
    ----------
    value : str
        The amount with its unit or the title of the option; empty when only the reason is suggested.
    fill : dict of str to str
        Value by name of the field.
    """

    text: str
    cite: str
    value: str
    fill: Mapping[str, str]


def hint(suggestion: Suggestion | None, path: str, language: Language, choice: Choice | None = None) -> Hint | None:
    """Return a suggestion with what one click fills in."""
    if suggestion is None:
        return None
    text, cite = words(suggestion.text, language), str(suggestion.cite)
    fill = {f"{path}.reason": f"{text} ({cite})"}
    value = ""
    if suggestion.amount is not None:
        fill[f"{path}.amount"] = plain(suggestion.amount)
        value = exact(suggestion.amount, language)
    if suggestion.amount is not None and suggestion.unit:
        fill[f"{path}.unit"] = suggestion.unit
        value = with_unit(suggestion.amount, suggestion.unit, language)
    if choice and suggestion.option in choice.options:
        fill[f"{path}.option"] = str(suggestion.option)
        value = words(choice.options[str(suggestion.option)].title, language)
    return Hint(text, cite, value, fill)


def plain(value: float | None) -> str:
    """Write a number for an input field: no grouping, no exponent for ordinary sizes."""
    if value is None:
        return ""
    text = f"{value:.12g}"
    return f"{value:.15f}".rstrip("0").rstrip(".") if "e-" in text and abs(value) > 1e-9 else text


def with_unit(value: float, unit: str, language: Language, digits: int = 12) -> str:
    """Write a value with its unit; a bare number has none."""
    text = exact(float(f"{value:.{digits}g}"), language)
    return text if unit == "1" else f"{text} {symbol(unit, language)}"
