"""All rounds over all files: what ``footprint rules check`` and the tests run."""

from __future__ import annotations

from pathlib import Path

from footprint.errors import InputError, Problem
from rules.cases import case_problems
from rules.catalogue import catalogue_problems
from rules.load import ROOT, file_problems, rule_files
from rules.registry import Registry, validity_problems
from rules.released import released_problems


def rules_problems(folder: Path = ROOT) -> tuple[Problem, ...]:
    """Check every rule of a folder: shape, references, validity, freezing, catalogue, worked cases.

    Parameters
    ----------
    folder : Path
        Holds ``base/`` and ``pcr/``.

    Returns
    -------
    tuple of Problem
        Empty when all is well. Meaning is looked at once the files themselves are sound.
    """
    found = tuple(problem for path in rule_files(folder) for problem in file_problems(path, folder))
    problems = tuple(dict.fromkeys(found))  # a broken base is told once, not once per rule that extends it
    if problems:
        return problems
    registry = Registry(folder)
    rules = registry.all()
    try:
        problems = validity_problems(rules) + released_problems(rules, folder)
        problems += catalogue_problems(rules, folder) + case_problems(folder, registry)
    except InputError as error:
        return problems + error.problems
    return problems
