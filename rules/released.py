"""Publishing freezes a rule: its hash goes into ``released.sha256`` and never changes again.

Each line of the file is ``<sha256>  <id>@<version>``. The hash is that of records
(:func:`rules.load.document_sha256`): it covers everything that is inherited, and leaves out only status and end
of validity. A correction is a new version.
"""

from __future__ import annotations

import re
from pathlib import Path

from footprint.errors import Problem, RuleError
from footprint.rule import LoadedRule
from rules.load import ROOT, display_name
from rules.registry import Registry

FILE = "released.sha256"
_LINE = re.compile(r"([0-9a-f]{64})  (\S+@\S+)")


def released(folder: Path = ROOT) -> dict[str, str]:
    """Return the frozen hash of every published ``id@version``.

    Raises
    ------
    RuleError
        A line is not a hash, two spaces and a name, or a version stands there twice.
    """
    path = folder / FILE
    frozen: dict[str, str] = {}
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise RuleError(Problem(f"{display_name(path, folder)}:{number}", "is not '<sha256>  <id>@<version>'"))
        if found[2] in frozen:
            raise RuleError(Problem(f"{display_name(path, folder)}:{number}", f"{found[2]} is frozen twice"))
        frozen[found[2]] = found[1]
    return frozen


def released_problems(rules: tuple[LoadedRule, ...], folder: Path = ROOT) -> tuple[Problem, ...]:
    """Find published rules that were changed, removed or never frozen."""
    frozen, shown = released(folder), display_name(folder / FILE, folder)
    by_name = {f"{r.rule.pcr}@{r.rule.version}": r for r in rules}
    problems = []
    for name, sha256 in frozen.items():
        rule = by_name.get(name)
        if rule is None:
            problems.append(Problem(shown, f"{name} was published, but its file is gone: put it back"))
        elif rule.sha256 != sha256:
            what = f"was published and has changed since (now {rule.sha256[:12]}…): undo it, or write a new version"
            problems.append(Problem(rule.file, what))
        elif rule.rule.status == "draft":
            problems.append(Problem(f"{rule.file}: status", "is draft, but the version is published"))
    for name, rule in by_name.items():
        if rule.rule.status != "draft" and name not in frozen:
            what = f"is {rule.rule.status}, but not frozen: add '{rule.sha256}  {name}' to {shown}"
            problems.append(Problem(f"{rule.file}: status", what))
    return tuple(problems)


def publish(name: str, folder: Path = ROOT) -> str:
    """Freeze one version; the file must say ``in_force`` already.

    Returns
    -------
    str
        The frozen hash.

    Raises
    ------
    RuleError
        The version is a draft, or frozen with another hash.
    """
    rule = Registry(folder).get(name)
    if rule.rule.status == "draft":
        raise RuleError(Problem(f"{rule.file}: status", "is draft: set in_force first, then publish"))
    frozen = released(folder)
    if frozen.get(name, rule.sha256) != rule.sha256:
        raise RuleError(Problem(rule.file, "was published and has changed since: write a new version"))
    if name not in frozen:
        with (folder / FILE).open("a", encoding="utf-8") as file:
            file.write(f"{rule.sha256}  {name}\n")
    return rule.sha256
