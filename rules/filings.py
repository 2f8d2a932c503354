"""Filings: a file each in ``rules/filings``. Adding a filing is adding a file."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from footprint.errors import RuleError
from footprint.filing_scheme import Filing
from rules import statements
from rules.statements import Where

FOLDER = "filings"
# Where the path of a field may begin: the parts of a record, and what follows from them.
ROOTS = frozenset(
    {
        "background", "characterization", "data_quality", "derived", "electricity_views", "functional_unit",
        "parameters", "product", "reference_flow", "rule", "run_id", "stages", "total",
    }
)  # fmt: skip


def filings() -> tuple[str, ...]:
    """List the ids of the filings that have a file."""
    return statements.names(FOLDER)


@lru_cache(maxsize=64)
def load_filing(filing_id: str) -> Filing:
    """Load a filing by id.

    Raises
    ------
    RuleError
        There is no such filing, or its file is wrong: ``file:line: field: what``.
    """
    if filing_id not in filings():
        what = f"no filing {filing_id!r}: known are {', '.join(filings())}"
        raise RuleError(what)
    return parse_filing(statements.text_of(FOLDER, filing_id), f"rules/{FOLDER}/{filing_id}.yaml")


def parse_filing(text: str, name: str) -> Filing:
    """Turn the text of a file into a filing; ``name`` stands in the messages."""
    found, lines = statements.read(text, name, Filing)
    statements.refuse(_faults(found), lines)
    return found


def for_rule(rule_id: str) -> tuple[Filing, ...]:
    """Return the filings that take results of a rule."""
    return tuple(f for f in map(load_filing, filings()) if rule_id in f.rules)


def _faults(filing: Filing) -> list[tuple[Where, str]]:
    """Name what the model alone cannot see: unknown sources, rules that are not here, paths that lead nowhere."""
    found = statements.unknown_sources(filing, filing.sources)
    for position, rule in enumerate(filing.rules):
        if not resources.files("rules").joinpath("pcr", *rule.split("/")).is_dir():
            found.append((("rules", position), f"there is no rule {rule!r}"))
    for position, field in enumerate(filing.fields):
        root = field.read.split(".")[0].split("[")[0]
        if field.read and root not in ROOTS:
            found.append((("fields", position, "read"), f"{field.read!r} begins with no part of a record"))
    return found
