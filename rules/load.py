"""Reading a rule file: YAML, ``extends``, then the rounds of validation that need no calculation.

Round 1, *shape*: the merged document fits :class:`footprint.rule.Rule`. Round 2, *references*: what the file
names exists and fits together (:mod:`rules.references`). Round 3, *meaning*: the worked cases compute
(:mod:`rules.cases`). Rounds 1 and 2 collect every problem, each with its file and line.
"""

from __future__ import annotations

import difflib
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import rfc8785
from pydantic import ValidationError
from ruamel.yaml import YAML

from footprint.errors import InputError, Problem, RuleError
from footprint.rule import LoadedRule, Rule
from rules.merge import merge
from rules.references import citation_problems, reference_problems
from rules.wording import shape_problem
from rules.yaml_lines import Lines, read_yaml_file

ROOT = Path(__file__).parent
MAX_BYTES = 1_000_000
_EXTENDS = re.compile(r"([a-z0-9-]+(?:/[a-z0-9-]+)+)@([0-9A-Za-z.-]+)")
# Life of a version: changes after publication without changing what was calculated under it.
_LIFE = ("status", "until")


def load_rule(path: Path, root: Path | None = None) -> LoadedRule:
    """Read, merge and validate one rule file.

    Parameters
    ----------
    path : Path
    root : Path, optional
        Folder that holds ``base/`` and ``pcr/``; found above the file when absent, else the one of this package.

    Returns
    -------
    LoadedRule

    Raises
    ------
    RuleError
        With every problem of the first round that found any.
    """
    lines = merged_document(path, root)
    if lines.document.get("abstract") is True:
        what = "is abstract: other rules extend it, nothing is calculated under it"
        raise RuleError(Problem(lines.where(("abstract",), "abstract"), what))
    rule = shape(lines)
    problems = reference_problems(rule, lines)
    problems += _identity_problems(rule, lines, path, root)
    if problems:
        raise RuleError(*problems)
    return LoadedRule(rule=rule, sha256=document_sha256(lines.document), file=lines.name)


def file_problems(path: Path, root: Path | None = None) -> tuple[Problem, ...]:
    """Return what rounds 1 and 2 find in one file; an abstract file may leave top-level fields out."""
    try:
        lines = merged_document(path, root)
        if lines.document.get("abstract") is True:
            return abstract_problems(lines)
        load_rule(path, root)
    except InputError as error:
        return error.problems
    return ()


def shape(lines: Lines) -> Rule:
    """Turn a merged document into a rule (round 1).

    Raises
    ------
    RuleError
        With every misshapen field.
    """
    try:
        return _validate(lines)
    except ValidationError as error:
        raise RuleError(*(shape_problem(e, lines) for e in error.errors())) from error


def abstract_problems(lines: Lines) -> tuple[Problem, ...]:
    """Check a document that only others extend: whole fields may be missing, nothing else."""
    problems: tuple[Problem, ...] = ()
    try:
        _validate(lines)
    except ValidationError as error:
        found = [e for e in error.errors() if e["type"] != "missing" or len(e["loc"]) > 1]
        problems = tuple(shape_problem(e, lines) for e in found)
    return problems + citation_problems(lines)


def _validate(lines: Lines) -> Rule:
    # JSON is the only input pydantic reads strictly ("3" is no number, 1 is not true) and yet with lists and dates.
    return Rule.model_validate_json(json.dumps(lines.document), strict=True)


def merged_document(path: Path, root: Path | None = None) -> Lines:
    """Read a file and everything it extends.

    Raises
    ------
    RuleError
        Broken YAML, a base that is not there, a cycle, or a value overridden without its citation.
    """
    path = path.resolve()
    return _read(path, root.resolve() if root else find_root(path), ())


def find_root(path: Path) -> Path:
    """Return the folder above a rule file that holds ``base/`` and ``pcr/``, else the one of this package."""
    return next((p.parent for p in path.resolve().parents if p.name in {"pcr", "base"}), ROOT)


def rule_path(identity: str, version: str, root: Path) -> Path:
    """Return where the file of a rule version lies."""
    folder = root if identity.startswith("base/") else root / "pcr"
    return folder / identity / f"{version}.yaml"


def _read(path: Path, root: Path, chain: tuple[Path, ...]) -> Lines:
    name = display_name(path, root)
    try:
        lines = read_yaml_file(path, name, MAX_BYTES)
    except InputError as error:
        raise RuleError(*error.problems) from error
    if not isinstance(lines.document, dict):
        raise RuleError(Problem(f"{name}:1", "a rule is a table of fields (pcr, version, status, title …)"))
    extends = lines.document.get("extends")
    if extends is None:
        return lines
    where = lines.where(("extends",), "extends")
    found = _EXTENDS.fullmatch(extends) if isinstance(extends, str) else None
    if found is None:
        raise RuleError(Problem(where, f"is {extends!r}: id and version are due, e.g. base/iso-14067@2018"))
    base = rule_path(found[1], found[2], root)
    if base in {*chain, path}:
        what = f"{extends} extends this rule in turn: a rule cannot rest on itself"
        raise RuleError(Problem(where, what))
    if not base.is_file():
        raise RuleError(Problem(where, f"there is no rule {extends}{_near(extends, root)}"))
    merged, problems = merge(_read(base, root, (*chain, path)), lines)
    if problems:
        raise RuleError(*problems)
    return merged


def rule_files(root: Path) -> tuple[Path, ...]:
    """List the rule files below a root, bases first; worked cases and other YAML are not rules."""
    return tuple(
        path
        for folder in ("base", "pcr")
        for path in sorted((root / folder).rglob("*.yaml"))
        if path.parent.name != "cases"
    )


def rule_name(path: Path, root: Path) -> str:
    """Return the ``id@version`` a file's place stands for."""
    relative = path.relative_to(root)
    parts = relative.parent.parts
    return "/".join(parts[1:] if parts[0] == "pcr" else parts) + f"@{path.stem}"


def _near(name: str, root: Path) -> str:
    near = difflib.get_close_matches(name, [rule_name(p, root) for p in rule_files(root)], 3, 0.5)
    return f": is {' or '.join(near)} meant?" if near else ""


def display_name(path: Path, root: Path) -> str:
    """Name a file for messages: of this package ``rules/…``, of another folder the path that leads to it."""
    path, root = path.resolve(), root.resolve()
    if root == ROOT.resolve() and path.is_relative_to(root):
        return f"rules/{path.relative_to(root).as_posix()}"
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def _identity_problems(rule: Rule, lines: Lines, path: Path, root: Path | None) -> tuple[Problem, ...]:
    path = path.resolve()
    root = root.resolve() if root else find_root(path)
    problems = []
    if path.is_relative_to(root):
        name, version = rule_name(path, root).split("@")
        if rule.pcr != name:
            what = f"is {rule.pcr!r}, but the file lies in {name}: folder and id are the same"
            problems.append(Problem(lines.where(("pcr",), "pcr"), what))
        if rule.version != version:
            what = f"is {rule.version!r}, but the file is called {path.name}: file name and version are the same"
            problems.append(Problem(lines.where(("version",), "version"), what))
    if rule.status == "in_force" and not any((path.parent / "cases").glob("*.yaml")):
        what = f"is in_force, but there is no worked case in {display_name(path.parent / 'cases', root)}/"
        problems.append(Problem(lines.where(("status",), "status"), what))
    return tuple(problems)


def document_sha256(document: dict[str, Any]) -> str:
    """Hash a merged document: SHA-256 over its canonical JSON (RFC 8785).

    Status and end of validity are left out, so that superseding or withdrawing a version does not change the
    identity of what was calculated under it.
    """
    kept = {k: v for k, v in document.items() if k != "status"}
    if isinstance(kept.get("valid"), dict):
        kept["valid"] = {k: v for k, v in kept["valid"].items() if k not in _LIFE}
    try:
        return hashlib.sha256(rfc8785.dumps(kept)).hexdigest()
    except rfc8785.CanonicalizationError as error:
        what = f"the rule has no canonical form: {error}"
        raise RuleError(what) from error


def merged_yaml(path: Path, root: Path | None = None) -> str:
    """Print a rule with everything it extends as one YAML document."""
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 110
    yaml.sort_base_mapping_type_on_output = False
    stream = io.StringIO()
    yaml.dump(merged_document(path, root).document, stream)
    return stream.getvalue()
