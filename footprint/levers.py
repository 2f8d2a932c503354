"""Levers: the places of a product document that hold a number or name what is bought.

A path is written as in findings: ``processes[cell].lines[foil].amount``, ``parameters.cycles``,
``processes[cell].yield``, ``processes[cell].lines[foil].dataset``, ``processes[cell].region``; ``processes[*]``
stands for every process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from footprint import units
from footprint.errors import InputError
from footprint.parameters import fixed, limits
from footprint.product import Product, parse_product
from footprint.product_parts import TARGETS
from footprint.rule import Parameter, Rule

Kind = Literal["amount", "yield", "parameter", "recycled", "dataset", "slot", "supplier", "region"]

EVERY = "processes[*]."
PARAMETERS = "parameters."
# How far a number is looked at where nothing limits it: from a fifth of it to five times it.
WIDE = 5.0


@dataclass(frozen=True)
class Lever:
    """A place of a product that can be changed.

    ``recycled`` is a parameter that says how much of a material is recycled content.
    """

    path: str
    kind: Kind


def recycled_content(rule: Rule) -> frozenset[str]:
    """Name the parameters that hold a share of recycled content, where the rule's method counts it."""
    if rule.end_of_life.method != "circular_footprint_formula":
        return frozenset()
    return frozenset(m.r1 for m in rule.end_of_life.materials if m.r1)


def numeric_levers(product: Product, rule: Rule) -> tuple[Lever, ...]:
    """List every number of a product that can be varied.

    Amounts of lines and legs; yields below 1; parameters the preparer gave, and shares of recycled content also
    where they were left at the default. Limits of the method are no levers.
    """
    found = [Lever(f"{where}.amount", "amount") for where, _, _ in product.lines()]
    found += [Lever(f"legs[{g.id}].mass.amount", "amount") for g in product.legs if g.mass.amount is not None]
    found += [Lever(f"legs[{g.id}].distance.amount", "amount") for g in product.legs if g.distance]
    found += [Lever(f"processes[{p.id}].yield", "yield") for p in product.processes if p.yield_ < 1.0]
    recycled = recycled_content(rule)
    for name, entry in rule.parameters.items():
        free = fixed(product, rule, name) is None and entry.derive is None and name not in limits(rule)
        if free and (name in product.parameters or (name in recycled and entry.default is not None)):
            found.append(Lever(f"{PARAMETERS}{name}", "recycled" if name in recycled else "parameter"))
    return tuple(found)


def changed(product: Product, path: str, value: float | str, rule: Rule | None = None) -> Product:
    """Return a product with one place changed.

    Parameters
    ----------
    rule : Rule, optional
        Lets a parameter be set that was left at its default.

    Raises
    ------
    InputError
        The place is not there, or the value does not fit it.
    """
    document = product.to_document()
    for one in _every(product, path):
        holder, key = _holder(document, one, rule)
        if isinstance(holder.get(key), dict) and "amount" in holder[key]:
            holder, key = holder[key], "amount"
        if key in TARGETS:
            for other in TARGETS:
                holder.pop(other, None)
        if key == "amount":  # what was stated of the old amount does not hold for another one
            holder.pop("spread", None)
        holder[key] = value
    return parse_product(document)


def value_at(product: Product, path: str, rule: Rule | None = None) -> float:
    """Return the number at a place.

    Raises
    ------
    InputError
        There is no number.
    """
    holder, key = _holder(product.to_document(), path, rule)
    found = holder.get(key, 1.0 if key == "yield" else None)
    if isinstance(found, dict):
        found = found.get("amount")
    if found is None:  # the amount stands in an account or a scrap
        found = next((line.amount for where, _, line in product.lines() if path == f"{where}.amount"), None)
    if isinstance(found, bool) or not isinstance(found, int | float):
        what = f"{path} is no number"
        raise InputError(what)
    return float(found)


def unit_at(product: Product, path: str, rule: Rule) -> str:
    """Return the unit of the number at a place; a yield is a share of 1."""
    holder, key = _holder(product.to_document(), path, rule)
    found = holder.get(key)
    return str((found if isinstance(found, dict) else holder).get("unit", "1"))


def span(product: Product, lever: Lever, rule: Rule) -> tuple[float, float]:
    """Return the range in which the number of a lever is looked at, in the unit it was given in.

    An amount from nothing to twice as much, a yield to 1, a parameter inside the range of the rule; where that has
    no end, from a fifth to five times.
    """
    value = value_at(product, lever.path, rule)
    if lever.kind == "amount":
        return 0.0, 2.0 * value or 1.0
    if lever.kind == "yield":
        return value / 2.0, 1.0
    entry = rule.parameters[lever.path.removeprefix(PARAMETERS)]
    return _range(entry, value, units.factor(entry.unit, unit_at(product, lever.path, rule)))


def _range(entry: Parameter, value: float, to_given: float) -> tuple[float, float]:
    low, high = value / WIDE, value * WIDE or 1.0
    closed = entry.minimum is not None and entry.maximum is not None
    if entry.minimum is not None:
        least = entry.minimum * to_given
        low = least if closed and not entry.exclusive_minimum else max(low, least)
    if entry.maximum is not None:
        most = entry.maximum * to_given
        high = most if closed else min(high, most)
    return low, high


def _every(product: Product, path: str) -> Iterator[str]:
    if not path.startswith(EVERY):
        yield path
        return
    for process in product.processes:
        yield f"processes[{process.id}].{path.removeprefix(EVERY)}"


def _holder(document: dict[str, Any], path: str, rule: Rule | None) -> tuple[dict[str, Any], str]:
    """Follow a path such as ``processes[cell].lines[foil].amount`` to what holds its last step."""
    name = path.removeprefix(PARAMETERS)
    if path.startswith(PARAMETERS) and rule is not None and name in rule.parameters:
        entry = rule.parameters[name]
        absent = {"unit": entry.unit} | ({} if entry.default is None else {"amount": entry.default})
        given = document.setdefault("parameters", {})
        given.setdefault(name, absent)
        return given, name
    here: Any = document
    steps = list(_split(path))
    for name, item in steps[:-1]:
        here = here.get(name) if isinstance(here, dict) else None
        if item is not None and isinstance(here, list):
            here = next((x for x in here if isinstance(x, dict) and x.get("id") == item), None)
    if not isinstance(here, dict) or steps[-1][1] is not None:
        what = f"the product has no place {path}"
        raise InputError(what)
    return here, steps[-1][0]


def _split(path: str) -> Iterator[tuple[str, str | None]]:
    """Split at dots that stand outside brackets; ids may hold dots."""
    part, depth, parts = "", 0, []
    for letter in path:
        depth += {"[": 1, "]": -1}.get(letter, 0)
        if letter == "." and not depth:
            parts.append(part)
            part = ""
        else:
            part += letter
    for one in (*parts, part):
        name, bracket, item = one.partition("[")
        yield name, item.rstrip("]") if bracket else None
