"""Which numbers of a rule no worked case holds in place.

Every number is changed a little in turn, and the cases of the rule are run: a number that can change without any
case noticing is not pinned. ``python -m rules.pinned ID@VERSION`` lists them, and so does
``footprint rules check --numbers``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from footprint.errors import InputError
from footprint.rule import LoadedRule, Rule
from rules.cases import Case, cases, numbers, run_case
from rules.load import ROOT
from rules.references import reference_problems
from rules.registry import Registry
from rules.yaml_lines import Lines


def unpinned(rule: LoadedRule, own: list[tuple[Case, Lines]]) -> tuple[str, ...]:
    """Return the paths of numbers that can change without a case of the rule failing.

    Parameters
    ----------
    rule : LoadedRule
    own : list of (Case, Lines)
        The cases of this version; they must be sound as they stand.
    """
    return tuple(path for path in numbers(rule.rule) if not _noticed(path, rule, own))


def _noticed(path: str, rule: LoadedRule, own: list[tuple[Case, Lines]]) -> bool:
    document = rule.rule.model_dump(mode="json", by_alias=True, exclude_none=False)
    _change(document, path.split("."))
    try:
        changed = Rule.model_validate(document)
    except ValidationError:
        return True
    if reference_problems(changed, Lines(document, rule.file, {})):
        return True
    other = LoadedRule(rule=changed, sha256=rule.sha256, file=rule.file)
    return any(run_case(case, lines, other) for case, lines in own)


def _change(node: Any, steps: list[str]) -> None:
    """Change the number at a path by a tenth, an integer by one; keys may hold dots, so the longest fits first."""
    for taken in range(len(steps), 0, -1):
        key: Any = ".".join(steps[:taken])
        if isinstance(node, list):
            key = _position(node, key)
        found = key is not None and (isinstance(node, list) or key in node)
        if not found:
            continue
        if taken == len(steps):
            old = node[key]
            node[key] = old + 1 if isinstance(old, int) else old * 0.9 or 0.1
        else:
            _change(node[key], steps[taken:])
        return


def _position(items: list[Any], key: str) -> int | None:
    for position, item in enumerate(items):
        if str(item.get("id", position) if isinstance(item, dict) else position) == key:
            return position
    return None


def cases_of(name: str, registry: Registry) -> list[tuple[Case, Lines]]:
    """Return the cases of one rule version."""
    return [(case, lines) for case, lines in cases(registry.folder) if case.rule == name]


def report(rule: LoadedRule, own: list[tuple[Case, Lines]]) -> tuple[str, tuple[str, ...]]:
    """Return one line about the numbers of a rule, and what is wrong: problems of its cases, else free numbers."""
    problems = tuple(str(p) for case, lines in own for p in run_case(case, lines, rule))
    found = unpinned(rule, own) if not problems else ()
    name = f"{rule.rule.pcr}@{rule.rule.version}"
    told = f"{len(own)} case(s), {len(numbers(rule.rule))} numbers, {len(found)} free"
    return f"{name}: {told}", problems + found


def write_reports(registry: Registry, names: Sequence[str] = ()) -> bool:
    """Print what is not pinned in the rules named, or in all of a folder; tell whether all is."""
    sound = True
    for name in names or registry.names():
        rule = registry.get(name)
        said, wrong = report(rule, cases_of(f"{rule.rule.pcr}@{rule.rule.version}", registry))
        sys.stdout.write(f"{said}\n")
        sys.stdout.writelines(f"  {line}\n" for line in wrong)
        sound = sound and not wrong
    return sound


def main(arguments: Sequence[str]) -> int:
    """Run the module as a command: 0 every number is pinned, 1 some are not, 2 a rule cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m rules.pinned",
        description="List the numbers of rules that can change without any worked case noticing.",
    )
    parser.add_argument("names", nargs="*", metavar="ID@VERSION", help="rules to look at; all when none is named")
    parser.add_argument(
        "--folder", type=Path, default=ROOT, help="folder with base/ and pcr/; that of this package when absent"
    )
    asked = parser.parse_args(arguments)
    if not (asked.folder / "pcr").is_dir():
        parser.error(f"--folder {asked.folder}: a folder with the folder pcr in it is due")
    try:
        return 0 if write_reports(Registry(asked.folder), asked.names) else 1
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
