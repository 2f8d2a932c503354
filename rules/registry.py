"""The rules there are, by id, version and date."""

from __future__ import annotations

import difflib
from datetime import date
from itertools import pairwise
from pathlib import Path

from footprint.errors import Problem, RuleError
from footprint.rule import LoadedRule
from rules.load import ROOT, load_rule, rule_files, rule_name

# Who displaces whom: a national standard the industry's, that one the group's. Regional and international texts
# are rules of their own, under their own ids.
LEVELS = ("editorial", "group", "industry", "national", "regional", "international")


class Registry:
    """Rules of one folder; files are read when they are asked for, and once.

    Parameters
    ----------
    folder : Path, optional
        Holds ``pcr/`` and ``base/`` (or is that ``pcr/``); the folder of this package when absent.
    """

    def __init__(self, folder: Path = ROOT) -> None:
        self.folder = folder.parent if folder.name == "pcr" else folder
        self._paths = {
            rule_name(path, self.folder): path
            for path in rule_files(self.folder)
            if not path.is_relative_to(self.folder / "base")
        }
        self._loaded: dict[str, LoadedRule] = {}

    def names(self) -> tuple[str, ...]:
        """List ``id@version`` of every rule without reading the files."""
        return tuple(self._paths)

    def all(self) -> tuple[LoadedRule, ...]:
        """Read every rule, by id and version.

        Raises
        ------
        RuleError
            A file cannot be read; the problems of that file.
        """
        return tuple(self._load(name) for name in self._paths)

    def get(self, name: str, on: date | None = None) -> LoadedRule:
        """Find a rule.

        Parameters
        ----------
        name : str
            ``batteries/traction@0.1.0``, or the id alone.
        on : date, optional
            With an id alone: the day the version must be in force. Without it, the latest version in force.

        Returns
        -------
        LoadedRule
            The version named; else the one in force, of several the one of the higher level (national before
            industry before group), then the later one; else the only draft.

        Raises
        ------
        RuleError
            No such rule or version (near names are given), none in force, or several drafts to choose from.
        """
        if "@" in name:
            if name not in self._paths:
                raise RuleError(Problem("rule", self._unknown(name)))
            return self._load(name)
        versions = [self._load(n) for n in self._paths if n.partition("@")[0] == name]
        if not versions:
            raise RuleError(Problem("rule", self._unknown(name)))
        in_force = [v for v in versions if _holds(v, on)]
        if in_force:
            return max(in_force, key=lambda v: (LEVELS.index(v.rule.level), v.rule.valid.start))
        drafts = [v for v in versions if v.rule.status == "draft"]
        if len(drafts) == 1:
            return drafts[0]
        listed = ", ".join(f"{v.rule.version} ({v.rule.status})" for v in versions)
        when = f" on {on}" if on else ""
        what = f"no version of {name!r} is in force{when}: name one as {name}@VERSION; there are {listed}"
        raise RuleError(Problem("rule", what))

    def _load(self, name: str) -> LoadedRule:
        if name not in self._loaded:
            self._loaded[name] = load_rule(self._paths[name], self.folder)
        return self._loaded[name]

    def _unknown(self, name: str) -> str:
        identity = name.partition("@")[0]
        known = dict.fromkeys(n.partition("@")[0] for n in self._paths)
        if identity in known:
            versions = [n.partition("@")[2] for n in self._paths if n.partition("@")[0] == identity]
            return f"there is no version {name.partition('@')[2]!r} of {identity}: there are {', '.join(versions)}"
        near = difflib.get_close_matches(identity, list(known), 3, 0.4)
        hint = f"is {' or '.join(near)} meant?" if near else f"known are {', '.join(known) or 'none'}"
        return f"there is no rule {name!r}: {hint}"


def _holds(version: LoadedRule, on: date | None) -> bool:
    rule = version.rule
    if on is None:
        return rule.status == "in_force"
    ended = rule.valid.until is not None and on > rule.valid.until
    return rule.status in {"in_force", "superseded"} and rule.valid.start <= on and not ended


def validity_problems(rules: tuple[LoadedRule, ...]) -> tuple[Problem, ...]:
    """Find versions of one rule that are in force on the same day; both ends of an interval belong to it."""
    problems = []
    published = [r for r in rules if r.rule.status in {"in_force", "superseded"}]
    published.sort(key=lambda r: (r.rule.pcr, r.rule.valid.start))
    for one, following in pairwise(published):
        until = one.rule.valid.until
        if one.rule.pcr == following.rule.pcr and (until is None or until >= following.rule.valid.start):
            what = (
                f"holds {'without end' if until is None else f'until {until}'}, but version "
                f"{following.rule.version} holds from {following.rule.valid.start}: end it the day before"
            )
            problems.append(Problem(f"{one.file}: valid.until", what))
    return tuple(problems)
