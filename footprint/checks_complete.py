"""Checks of completeness: activities, choices, questions of the rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from footprint.errors import InputError
from footprint.findings import Finding
from footprint.inventory import written_line
from footprint.parameters import option as taken_option
from footprint.parameters import resolve_parameters

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.parameters import Value
    from footprint.product import Product
    from footprint.rule import Activity, Rule


def check_required(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """Every required activity is answered; what the rule writes instead is named and possible."""
    answered = {line.activity: where for where, _, line in product.lines()}
    try:
        values = resolve_parameters(product, rule)
    except InputError:
        return  # check_parameters names the value
    for activity in rule.activity_data:
        params: dict[str, Any] = {
            "activity": activity.id, "process": activity.process or product.final_process
        }  # fmt: skip
        if activity.required == "derived" and activity.id in answered:
            yield Finding("activity.derived", "error", answered[activity.id], params, str(activity.cite))
        elif activity.id in answered:
            continue
        elif activity.required == "always":
            yield Finding("activity.missing", "error", "processes", params, str(activity.cite))
        elif activity.required in {"or_default", "derived"} and activity.default is not None:
            yield from _check_written(activity, product, rule, background, values)


def _check_written(
    activity: Activity, product: Product, rule: Rule, background: Background, values: dict[str, Value]
) -> Iterator[Finding]:
    """A line the rule writes has an amount, a place and something to buy; a default is told."""
    if activity.default is None:  # pragma: no cover - the caller asked
        return
    params: dict[str, Any]
    where = activity.process or product.final_process
    process = next((p for p in product.processes if p.id == where), None)
    if process is None and activity.required == "derived":
        known = [p.id for p in product.processes]
        params = {"process": where, "activity": activity.id, "known": known}
        yield Finding("process.missing", "error", "processes", params, str(activity.cite))
        return
    process = process or next(p for p in product.processes if p.id == product.final_process)
    written = written_line(activity, product, rule, values)
    if written is None:
        if activity.required == "or_default":
            params = {"activity": activity.id, "process": where}
            yield Finding("activity.missing", "error", "processes", params, str(activity.cite))
            return
        inputs = activity.default.derive.inputs if activity.default.derive else {}
        missing = [name for name in inputs.values() if name not in values]
        params = {"activity": activity.id, "parameters": missing}
        yield Finding("derived.missing", "error", "parameters", params, str(activity.cite))
        return
    if not _there(written.dataset, written.slot, process.region, background):
        params = {"activity": activity.id, "target": written.dataset or written.slot or "", "process": where}
        yield Finding("default.unavailable", "error", "processes", params, str(activity.cite))
        return
    params = {
        "activity": activity.id, "amount": written.amount, "unit": written.unit,
        "target": written.dataset or written.slot or "",
    }  # fmt: skip
    cite = str(activity.default.cite)
    if activity.required == "or_default":
        yield Finding("default.used", "warning", "processes", params, cite)


def _there(dataset: str | None, slot: str | None, region: str, background: Background) -> bool:
    """Tell whether the background has what a line of the rule names; an imported one may lack it."""
    if dataset is not None:
        return dataset in background.datasets
    if slot is None:
        return False
    return slot in background.slots or background.slot_for(slot, region) is not None


def check_choices(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Every choice of the rule is made among its options; an open one carries a reason."""
    params: dict[str, Any]
    for name, chosen in product.choices.items():
        where = f"choices.{name}"
        if name not in rule.choices:
            params = {"choice": name, "known": list(rule.choices)}
            yield Finding("choice.unknown", "error", where, params)
        elif chosen.option not in rule.choices[name].options:
            params = {"choice": name, "option": chosen.option, "known": list(rule.choices[name].options)}
            yield Finding("choice.option_unknown", "error", f"{where}.option", params)
    for name, choice in rule.choices.items():
        where, cite = f"choices.{name}", str(choice.cite)
        given = product.choices.get(name)
        option = taken_option(product, rule, name)
        if given is None and option is None:
            params = {"choice": name, "known": list(choice.options)}
            yield Finding("choice.missing", "error", where, params, cite)
        elif given is None:
            yield Finding("choice.default", "info", where, {"choice": name, "option": option}, cite)
        elif choice.open and option is not None:
            params = {"choice": name, "option": option, "reason": given.reason}
            code = "choice.open" if given.reason else "choice.reason_missing"
            yield Finding(code, "info" if given.reason else "warning", where, params, cite)


def check_answers(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Clauses the rule could not encode are questions; the required ones want an answer."""
    for clause in rule.not_encoded:
        if clause.asks and clause.answer == "required" and not product.answers.get(clause.id):
            yield Finding(
                "answer.missing",
                "warning",
                f"answers.{clause.id}",
                {"clause": clause.clause, "id": clause.id, "asks": clause.asks.to_dict()},
            )
    for answer in product.answers:
        if answer not in {clause.id for clause in rule.not_encoded}:
            known = [clause.id for clause in rule.not_encoded]
            yield Finding("answer.unknown", "warning", f"answers.{answer}", {"id": answer, "known": known})
