"""The rows of a template: what the rule asks, and what a product already says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from footprint.exchange.excel_layout import PRODUCT_ROWS
from footprint.exchange.excel_line_rows import evidence_rows, line_rows, process_rows
from footprint.exchange.excel_lists import Entries
from footprint.exchange.excel_row import (
    Fill,
    Row,
    cited,
    final_process,
    first_proof,
    formula,
    picked,
    proofs_asked,
    suggested,
)
from footprint.rule import Parameter

REQUIRED_ROWS = frozenset(
    {
        "name.en", "name.zh-Hans", "name.zh-Hant", "model", "maker", "plant.name", "plant.region", "period.start",
        "period.end", "rule", "electricity.year", "final_process",
    }
)  # fmt: skip
FILLED = ("amount", "unit", "origin", "reason")


def rows_of(sheet: str, entries: Entries, document: dict[str, Any] | None) -> list[Row]:
    """Return the rows of a sheet, for a product or for none."""
    given = document or {}
    match sheet:
        case "product":
            return _product(entries, document)
        case "choices":
            return _choices(entries, given.get("choices", {}))
        case "parameters":
            return _parameters(entries, given.get("parameters", {}))
        case "processes":
            return process_rows(entries, document)
        case "lines":
            return line_rows(entries, document)
        case "evidence":
            return evidence_rows(entries, given)
        case "omitted":
            return [
                Row(values={**entry, **picked(entry, activity=entries.activity)})
                for entry in given.get("omitted", ())
            ]
        case "supply":
            override = given.get("electricity", {}).get("override", {})
            return [Row(values={"slot": k, "dataset": entries.dataset(v)}) for k, v in override.items()]
        case "further":
            return [Row(values={"path": path, "json": dumps(value)}) for path, value in further(given)]
        case _:
            return _questions(entries, given.get("answers", {}))


def _flat(entry: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in entry.items():
        found |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return found


# Product


def _product(entries: Entries, document: dict[str, Any] | None) -> list[Row]:
    rule, background = entries.rule, entries.background
    given = document or {"rule": f"{rule.pcr}@{rule.version}", "final_process": final_process(entries)}
    values = _flat({k: v for k, v in given.items() if k not in {"processes", "parameters", "choices", "answers"}})
    if document is not None:
        values.setdefault("electricity.family", "official-average")  # the model's default, left out of documents
    admitted = rule.electricity.families
    supply = [(f, y) for f, y in background.supply if not admitted or f in admitted]
    families = [entries.word("family", f) for f in dict.fromkeys(f for f, _ in supply)]
    lists = {
        "plant.region": ("regions", entries.regions()),
        "electricity.family": ("families", families),
        "electricity.year": ("years", [str(y) for y in sorted({y for _, y in supply}, reverse=True)]),
        "final_process": ("process_templates", [p.id for p in rule.processes]),
    }
    rows = []
    for key, kind in PRODUCT_ROWS.items():
        value = values.get(key)
        if key == "plant.region" and value:
            value = entries.region(str(value))
        elif key == "electricity.family" and value:
            value = entries.word("family", str(value))
        words = entries.words
        rows.append(
            Row(
                key=key,
                values={"value": value},
                shown={"label": words[f"row.{key}"], "help": words.get(f"rowhelp.{key}", "")},
                fills={"value": "required" if key in REQUIRED_ROWS else "default"},
                kinds={"value": kind},
                lists={"value": lists[key]} if key in lists else {},
            )
        )
    return rows


# Choices, parameters, questions


def _choices(entries: Entries, given: Mapping[str, Any]) -> list[Row]:
    rows = []
    tongue = entries.language
    for name in dict.fromkeys([*entries.rule.choices, *given]):
        choice = entries.rule.choices.get(name)
        said = given.get(name, {})
        values = {**said, **picked(said, option=lambda o, n=name: entries.option(n, o))}
        if choice is None:
            rows.append(Row(name, values, {"label": name}))
            continue
        options = [entries.option(name, o) for o in choice.options]
        fill = "open" if choice.open else "default" if choice.default else "required"
        comment = suggested(entries, choice.suggestion)
        if choice.default:
            comment = "\n\n".join(
                filter(None, (f"{entries.words['default']}: {entries.option(name, choice.default)}", comment))
            )
        helps = [choice.help.get(tongue)] if choice.help else []
        helps += [f"{o.title.get(tongue)}: {o.help.get(tongue)}" for o in choice.options.values() if o.help]
        rows.append(
            Row(
                key=name,
                values=values,
                shown={"label": choice.title.get(tongue), "cite": cited(entries, choice.cite)},
                fills={"option": fill, "reason": "open" if choice.open else ""},
                lists={"option": (f"choice {name}", options)},
                closed=frozenset({"option"}),
                comments={"option": comment, ".label": "\n".join(helps)},
            )
        )
    return rows


def _parameters(entries: Entries, given: Mapping[str, Any]) -> list[Row]:
    rows = []
    origins = [entries.word("origin", o) for o in ("company_specific", "secondary")]
    kinds = [entries.kind(k) for k in entries.rule.traceability.kinds]
    for name in dict.fromkeys([*entries.rule.parameters, *given]):
        parameter = entries.rule.parameters.get(name)
        said = given.get(name, {})
        values = {k: v for k, v in said.items() if k != "evidence"}
        values |= picked(said, origin=lambda o: entries.word("origin", o))
        values |= first_proof(entries, said.get("evidence", ()))
        lists = {"origin": ("origins", origins), "evidence.kind": ("kinds", kinds)}
        if parameter is None:
            rows.append(Row(name, values, {"label": name}, lists=lists))
            continue
        state, fill = _state(entries, parameter)
        if fill != "fixed":
            values.setdefault("unit", parameter.unit)
        measured = entries.units(parameter.quantity, parameter.unit)
        lists["unit"] = (f"unit {parameter.quantity} {parameter.unit}", measured)
        evidence = [entries.kind(k) for k in parameter.evidence]
        helps = [parameter.help.get(entries.language) if parameter.help else "", *proofs_asked(entries, evidence)]
        rows.append(
            Row(
                key=name,
                values=values,
                shown={
                    "label": parameter.title.get(entries.language), "state": state,
                    "cite": cited(entries, parameter.cite),
                },
                fills=dict.fromkeys(FILLED[: 4 if fill in {"open", "fixed"} else 2], fill),
                lists=lists,
                comments={
                    "amount": suggested(entries, parameter.suggestion), ".label": "\n\n".join(h for h in helps if h)
                },
            )
        )  # fmt: skip
    return rows


def _state(entries: Entries, parameter: Parameter) -> tuple[str, Fill]:
    """Say where the value of a parameter comes from, and how its cells look."""
    words = entries.words
    if parameter.by is not None and parameter.values:
        options = [
            f"{entries.option(parameter.by, o)}: "
            + (words["open"] if v is None else entries.quantity(v, parameter.unit))
            for o, v in parameter.values.items()
        ]
        choice = entries.rule.choices.get(parameter.by)
        title = choice.title.get(entries.language) if choice else parameter.by
        fill = "open" if None in parameter.values.values() or parameter.open else "fixed"
        return f"{words['by_choice']} {title}: {'; '.join(options)}", fill
    if parameter.value is not None:
        return f"{words['fixed']}: {entries.quantity(parameter.value, parameter.unit)}", "fixed"
    if parameter.derive is not None:
        return f"{words['derived']}: {formula(entries, parameter.derive)}", "fixed"
    if parameter.default is not None:
        return f"{words['default']}: {entries.quantity(parameter.default, parameter.unit)}", "default"
    span = [
        f"{sign} {entries.quantity(value, parameter.unit)}"
        for sign, value in (
            (">" if parameter.exclusive_minimum else "≥", parameter.minimum),
            ("≤", parameter.maximum),
        )
        if value is not None
    ]
    told = words["open"] if parameter.open else words["required" if parameter.required else "optional"]
    fill = "open" if parameter.open else "required" if parameter.required else "default"
    return " · ".join([told, *([", ".join(span)] if span else [])]), fill


def _questions(entries: Entries, given: Mapping[str, Any]) -> list[Row]:
    asked = {n.id: n for n in entries.rule.not_encoded if n.asks}
    rows = []
    for name in dict.fromkeys([*asked, *given]):
        question = asked.get(name)
        values = {"answer": given.get(name)}
        if question is None or question.asks is None:
            rows.append(Row(name, values, {"label": name}))
            continue
        required = question.answer == "required"
        shown = {
            "label": question.asks.get(entries.language),
            "state": entries.words["required" if required else "optional"],
            "cite": f"{question.reason.get(entries.language)} ({question.clause})",
        }
        rows.append(Row(name, values, shown, {"answer": "required" if required else "default"}))
    return rows


# What no sheet has columns for

PLACED = frozenset(
    {
        "format", "name", "model", "maker", "plant", "period", "codes", "rule", "background", "electricity",
        "choices", "parameters", "omitted", "final_process", "processes", "answers", "note",
    }
)  # fmt: skip
PLACED_INSIDE: Mapping[str, frozenset[str]] = {
    "plant": frozenset({"name", "region", "address"}),
    "period": frozenset({"start", "end"}),
    "electricity": frozenset({"family", "year", "override", "reason"}),
}
PLACED_IN_PROCESS = frozenset({"id", "name", "output", "yield", "region", "lines"})
PLACED_IN_LINE = frozenset(
    {
        "id", "activity", "name", "dataset", "process", "slot", "supplier", "amount", "unit", "stage", "origin",
        "evidence", "note",
    }
)  # fmt: skip


def further(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Find what the other sheets cannot hold, so that nothing is lost: path and value."""
    yield from ((key, value) for key, value in document.items() if key not in PLACED)
    for above, placed in PLACED_INSIDE.items():
        inside = document.get(above, {}).items()
        yield from ((f"{above}.{key}", value) for key, value in inside if key not in placed)
    for process in document.get("processes", ()):
        where = f"processes[{process['id']}]"
        yield from ((f"{where}.{k}", v) for k, v in process.items() if k not in PLACED_IN_PROCESS)
        for line in process.get("lines", ()):
            inner = f"{where}.lines[{line['id']}]"
            yield from ((f"{inner}.{k}", v) for k, v in line.items() if k not in PLACED_IN_LINE)


def dumps(value: Any) -> str:
    """Write a value as JSON."""
    return json.dumps(value, ensure_ascii=False)
