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
    clauses : tuple of (source, number)
        Titles of the sources with the number of different clauses cited of each.
    editorial : int
        Of the statements, our own decisions.
    on_unread : int
        Of the statements, those that name a clause of a text not read.
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
    clauses: tuple[tuple[str, int], ...]
    editorial: int
    on_unread: int
    open: tuple[str, ...]
    not_encoded: tuple[str, ...]
    unread: tuple[str, ...]


def coverage(rule: Rule) -> Coverage:
    """Count what a rule covers."""
    cites = [cite for _, cite in rule.cites()]
    sources = [cite.source for cite in cites]
    clauses = {(cite.source, cite.clause) for cite in cites}
    unread = tuple(name for name, source in rule.sources.items() if source.status == "unread")
    return Coverage(
        rule=f"{rule.pcr}@{rule.version}",
        status=rule.status,
        cited=len(sources),
        clauses=tuple(
            (source.title, sum(name == cited for cited, _ in clauses))
            for name, source in rule.sources.items()
            if name in sources
        ),
        editorial=sources.count("editorial"),
        on_unread=sum(name in unread for name in sources),
        open=open_values(rule),
        not_encoded=tuple(clause.id for clause in rule.not_encoded),
        unread=unread,
    )


def open_values(rule: Rule) -> tuple[str, ...]:
    """List the paths of values the rule leaves open."""
    found = [f"choices.{name}" for name, choice in rule.choices.items() if choice.open]
    found += [f"parameters.{name}" for name, entry in rule.parameters.items() if entry.open]
    found += [
        f"parameters.{name}.values.{option}"
        for name, entry in rule.parameters.items()
        for option, value in entry.values.items()
        if value is None
    ]
    found += [f"electricity.instruments.{k}" for k, v in rule.electricity.instruments.items() if v == "open"]
    if rule.electricity.view == "open":
        found.append("electricity.view")
    if rule.suppliers is not None:
        undecided = ("verification", "signature", "mixing")
        found += [f"suppliers.{name}" for name in undecided if getattr(rule.suppliers, name) == "open"]
    if rule.carbon is not None:
        found += [f"carbon.{name}" for name in ("biogenic_co2", "content") if getattr(rule.carbon, name) == "open"]
        found += [f"carbon.apart.{kind}" for kind, state in rule.carbon.apart.items() if state == "open"]
    return tuple(found)
