"""The coverage register: what a rule says in data, what it leaves to people, what nobody here has read."""

from __future__ import annotations

from dataclasses import dataclass

from footprint.rule import Rule


@dataclass(frozen=True)
class Coverage:
    """How far one version covers the documents it rests on.

    Attributes
    ----------
    cited : int
        Statements that cite a source.
    editorial : int
        Of these, our own decisions.
    open : tuple of str
        Paths of values that no text we could read gives.
    not_encoded : tuple of str
        Clauses that became questions.
    unread : tuple of str
        Sources whose text was not read.
    """

    rule: str
    status: str
    cited: int
    editorial: int
    open: tuple[str, ...]
    not_encoded: tuple[str, ...]
    unread: tuple[str, ...]


def coverage(rule: Rule) -> Coverage:
    """Count what a rule covers."""
    sources = [cite.source for _, cite in rule.cites()]
    return Coverage(
        rule=f"{rule.pcr}@{rule.version}",
        status=rule.status,
        cited=len(sources),
        editorial=sources.count("editorial"),
        open=open_values(rule),
        not_encoded=tuple(clause.id for clause in rule.not_encoded),
        unread=tuple(name for name, source in rule.sources.items() if source.status == "unread"),
    )


def open_values(rule: Rule) -> tuple[str, ...]:
    """List the paths of values the rule leaves open."""
    values = {
        **{f"parameters.{name}": entry.value for name, entry in rule.parameters.items() if entry.open},
        "cut_off.per_item": rule.cut_off.per_item,
        "cut_off.cumulative": rule.cut_off.cumulative,
        "electricity.certificates": None if rule.electricity.certificates == "open" else 1.0,
        "data_quality.limit": rule.data_quality.limit,
        "data_quality.max_age": rule.data_quality.max_age,
    }
    return tuple(path for path, value in values.items() if value is None)
