"""Files of statements with sources (label schemes, agreements): read into a model, every problem with its line."""

from __future__ import annotations

from importlib import resources
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from footprint.errors import InputError, Problem, RuleError
from footprint.label import label_schema
from footprint.product import problem
from footprint.rule_base import Cite
from rules.yaml_lines import Lines, read_yaml

Where = tuple[str | int, ...]
T = TypeVar("T")


def names(folder: str) -> tuple[str, ...]:
    """List the files of a folder of ``rules`` without their ending; those with an underscore have no id."""
    entries = (entry.name for entry in resources.files("rules").joinpath(folder).iterdir())
    return tuple(sorted(n.removesuffix(".yaml") for n in entries if n.endswith(".yaml") and n[0] != "_"))


def text_of(folder: str, name: str) -> str:
    """Return the text of a file of a folder of ``rules``."""
    return resources.files("rules").joinpath(folder, f"{name}.yaml").read_text("utf-8")


def read(text: str, name: str, model: type[T]) -> tuple[T, Lines]:
    """Turn the text of a file into a model; ``name`` stands in the messages.

    Raises
    ------
    RuleError
        ``file:line: field: what``.
    """
    try:
        lines = read_yaml(text, name)
    except InputError as error:
        raise RuleError(*error.problems) from error
    if not isinstance(lines.document, dict):
        raise RuleError(Problem(f"{name}:1", "a table of fields is due"))
    try:
        return TypeAdapter(model).validate_python(lines.document), lines
    except ValidationError as error:
        problems = []
        for entry in error.errors():
            found = problem(entry, lines.document)
            problems.append(Problem(lines.where(entry["loc"], found.where), found.what))
        raise RuleError(*problems) from error


def refuse(faults: list[tuple[Where, str]], lines: Lines) -> None:
    """Raise a RuleError that names every fault at its line, if there are any."""
    problems = [Problem(lines.where(where, ".".join(map(str, where))), what) for where, what in faults]
    if problems:
        raise RuleError(*problems)


def cites(node: BaseModel) -> list[tuple[Where, Cite]]:
    """List every citation of a model with the path it stands at."""
    found: list[tuple[Where, Cite]] = []

    def walk(node: Any, where: Where) -> None:
        if isinstance(node, Cite):
            found.append((where, node))
        elif isinstance(node, BaseModel):
            for name in type(node).model_fields:
                walk(getattr(node, name), (*where, name))
        elif isinstance(node, dict):
            for key, value in node.items():
                walk(value, (*where, key))
        elif isinstance(node, tuple):
            for position, value in enumerate(node):
                walk(value, (*where, position))

    walk(node, ())
    return found


def unknown_sources(node: BaseModel, sources: dict[str, Any]) -> list[tuple[Where, str]]:
    """Name citations of sources that the file does not list."""
    return [
        ((*where, "source"), f"{cite.source!r} is none of the sources")
        for where, cite in cites(node)
        if cite.source not in sources
    ]


def unknown_field(where: str) -> str | None:
    """Say that a path such as ``product.model`` is no field of the label record; None where it is one."""
    here: Any = label_schema()
    for step in where.split("."):
        here = here.get("properties", {}).get(step)
        if here is None:
            return f"{where!r} is no field of the label record"
    return None
