"""Rows of processes, lines and their documents, and of what the rule computes itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from footprint.exchange.excel_layout import LANGUAGE_KEYS, OFFERED
from footprint.exchange.excel_lists import Entries
from footprint.exchange.excel_row import (
    Row,
    cited,
    final_process,
    first_proof,
    formula,
    picked,
    proof_cells,
    proofs_asked,
    suggested,
)
from footprint.product_parts import TARGETS
from footprint.rule import Activity


def _named(entry: Mapping[str, Any]) -> dict[str, Any]:
    name = entry.get("name", {})
    return {f"name.{tag}": name.get(tag) if isinstance(name, Mapping) else name for tag in LANGUAGE_KEYS}


def process_rows(entries: Entries, document: dict[str, Any] | None) -> list[Row]:
    """Return the product's processes, else those of the template that may not be left out."""
    rows = []
    if document is None:
        for template in entries.rule.processes:
            if not template.optional:
                values = {"id": template.id, "output.amount": 1.0, "output.unit": template.unit}
                values |= _named({"name": template.title.to_dict()})
                helps = template.help.get(entries.language) if template.help else ""
                rows.append(Row(values=values, fills={"region": "required"}, comments={"id": helps}))
        return rows
    for process in document["processes"]:
        output = process["output"]
        values = {f"output.{k}": v for k, v in output.items() if k != "evidence"}
        values |= {f"output.{k}": v for k, v in picked(output, origin=lambda o: entries.word("origin", o)).items()}
        values |= {"id": process["id"], "yield": process.get("yield"), "region": entries.region(process["region"])}
        rows.append(Row(values=values | _named(process)))
    return rows


def line_rows(entries: Entries, document: dict[str, Any] | None) -> list[Row]:
    """Return the product's lines, then a row for each activity that is not answered yet."""
    rows = []
    taken: set[str] = set()
    for process in document["processes"] if document else ():
        for line in process.get("lines", ()):
            taken.add(line["id"])
            rows.append(_line(entries, process["id"], line))
    answered = {str(line["activity"]) for p in (document or {}).get("processes", ()) for line in p.get("lines", ())}
    final = document["final_process"] if document else final_process(entries)
    optional = {p.id for p in entries.rule.processes if p.optional}
    for activity in entries.rule.activity_data:
        if activity.required != "derived" and activity.id not in answered:
            process = activity.process or final
            strict = document is None and activity.required == "always" and process not in optional
            rows.append(_asked_line(entries, activity, process, taken, strict=strict))
    return rows


def _line(entries: Entries, process: str, line: Mapping[str, Any]) -> Row:
    values = {k: v for k, v in line.items() if k in {"id", "amount", "unit", "note"}}
    values |= {"process": process, "activity": entries.activity(line["activity"])}
    values |= picked(line, origin=lambda o: entries.word("origin", o), stage=entries.stage)
    kind = next(k for k in TARGETS if k in line)
    values["target"] = entries.target(kind, line[kind])
    values |= first_proof(entries, line.get("evidence", ()))
    if "name" in line:
        values |= _named(line)
    activity = entries.rule.activity(line["activity"])
    return Row(values=values, shown={"state": _required(entries, activity) if activity else ""})


def _asked_line(entries: Entries, activity: Activity, process: str, taken: set[str], *, strict: bool) -> Row:
    name = first = activity.id.replace("_", "-")
    number = 2
    while name in taken:
        name, number = f"{first}-{number}", number + 1
    taken.add(name)
    values = {
        "process": process, "id": name, "activity": entries.activity(activity.id), "unit": activity.unit,
    }  # fmt: skip
    if activity.origin == "company_specific":
        values["origin"] = entries.word("origin", "company_specific")
    suggested_targets = entries.targets_of(activity)
    if strict and suggested_targets and (activity.link or not activity.datasets or len(suggested_targets) == 1):
        values["target"] = suggested_targets[0]
    kinds = [entries.kind(k) for k in activity.evidence]
    helps = [activity.help.get(entries.language) if activity.help else "", *proofs_asked(entries, kinds)]
    helps += (
        [f"{entries.words['evidence_all']}: {', '.join(map(entries.kind, activity.evidence_all))}"]
        if (activity.evidence_all)
        else []
    )
    helps.append(f"({cited(entries, activity.cite)})")
    fill = "required" if activity.required == "always" else "default"
    return Row(
        key="" if strict else OFFERED,
        values=values,
        shown={"state": _required(entries, activity)},
        fills=dict.fromkeys(("target", "amount"), fill),
        comments={
            "activity": "\n\n".join(h for h in helps if h), "amount": suggested(entries, activity.suggestion)
        },
    )  # fmt: skip


def _required(entries: Entries, activity: Activity) -> str:
    told = entries.words[f"required.{activity.required}"]
    if activity.required == "or_default" and activity.default is not None and activity.default.amount is not None:
        told += f": {entries.quantity(activity.default.amount, activity.default.unit)}"
    return told


def evidence_rows(entries: Entries, given: Mapping[str, Any]) -> list[Row]:
    """Return every document beyond the first of a line or parameter, and all of the outputs of processes."""
    rows = []
    for name, said in given.get("parameters", {}).items():
        of = {"parameter": entries.parameter(name)}
        rows += [Row(values=of | proof_cells(entries, p)) for p in said.get("evidence", ())[1:]]
    for process in given.get("processes", ()):
        of = {"process": process["id"]}
        rows += [Row(values=of | proof_cells(entries, p)) for p in process["output"].get("evidence", ())]
        for line in process.get("lines", ()):
            of = {"process": process["id"], "line": line["id"]}
            rows += [Row(values=of | proof_cells(entries, p)) for p in line.get("evidence", ())[1:]]
    return rows


def computed_rows(entries: Entries) -> list[tuple[str, ...]]:
    """Tell what the rule computes by itself, and what it takes where nothing is given: for reading only."""
    rows: list[tuple[str, ...]] = []
    words, tongue = entries.words, entries.language
    for activity in entries.rule.activity_data:
        line = activity.default
        if line is None:
            continue
        by = line.by or ""
        target = "; ".join(
            [entries.target("dataset", line.dataset)] if line.dataset
            else [entries.target("slot", line.slot)] if line.slot
            else [f"{entries.option(by, o)}: {entries.target('dataset', d)}" for o, d in line.datasets.items()]
        )  # fmt: skip
        amount = entries.quantity(line.amount, line.unit) if line.amount is not None else ""
        amount = formula(entries, line.derive) if line.derive else amount
        state = words["derived" if activity.required == "derived" else "default"]
        rows.append(
            (
                activity.title.get(tongue),
                activity.process or "",
                target,
                f"{state}: {amount}",
                cited(entries, line.cite),
            )
        )
    return rows
