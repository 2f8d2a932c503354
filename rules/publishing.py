"""Publishing a rule version: everything that has to hold before its hash is frozen."""

from __future__ import annotations

from pathlib import Path

from footprint.errors import Problem, RuleError
from footprint.rule import LoadedRule
from rules.cases import cases, run_case
from rules.check import rules_problems
from rules.load import ROOT
from rules.registry import Registry
from rules.released import publish, released


def publish_checked(name: str, folder: Path = ROOT) -> str:
    """Freeze one version when nothing speaks against it.

    Parameters
    ----------
    name : str
        ``id@version``; the file says ``in_force`` already.

    Returns
    -------
    str
        The frozen hash.

    Raises
    ------
    RuleError
        No version is named; it is not in force; no worked case names it; a check finds a problem; or it is frozen
        with another hash.
    """
    if "@" not in name:
        raise RuleError(Problem("rule", f"is {name!r}: name the version to publish as {name}@VERSION"))
    rule = Registry(folder).get(name)
    problems = _problems(name, rule, folder)
    if problems:
        raise RuleError(*problems)
    return publish(name, folder)


def _problems(name: str, rule: LoadedRule, folder: Path) -> tuple[Problem, ...]:
    if rule.rule.status != "in_force":
        what = f"is {rule.rule.status}: only a version in force is published; set in_force and valid.from first"
        return (Problem(f"{rule.file}: status", what),)
    own = [(case, lines) for case, lines in cases(folder) if case.rule == name]
    if not own:
        return (Problem(f"{rule.file}: status", f"no worked case names {name}: write one in cases/ first"),)
    failing = tuple(problem for case, lines in own for problem in run_case(case, lines, rule))
    if name in released(folder):
        return failing
    # That it is not frozen yet is the very thing to be done.
    waiting = (f"{rule.file}: status", f"add '{rule.sha256}  {name}'")
    found = (p for p in rules_problems(folder) if not (p.where == waiting[0] and waiting[1] in p.what))
    return tuple(dict.fromkeys((*failing, *found)))
