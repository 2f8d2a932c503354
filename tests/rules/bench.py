"""A product nobody has a rule for, and a folder to put its rule in.

``bench_rule.yaml`` has one of everything a rule can say: a choice, an open choice and one with a default;
parameters that are given, open, fixed, by choice, derived and by default; lines the rule computes, an end-of-life
method with a credit, an optional process, a scenario, a limit, a question.
"""

from __future__ import annotations

import copy
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from rules.load import ROOT
from rules.yaml_lines import read_yaml_file

HERE = Path(__file__).parent
NAME = "garden/bench"


@cache
def _product() -> dict[str, Any]:
    document: dict[str, Any] = read_yaml_file(HERE / "bench_product.yaml").document
    return document


def product() -> dict[str, Any]:
    """Return a bench: 20 kg of steel, 10 years, in the shade, lamp by default."""
    return copy.deepcopy(_product())


def folder(at: Path) -> Path:
    """Put the rule into a folder beside the base rules that every installation has."""
    shutil.copytree(ROOT / "base", at / "base")
    file = at / "pcr" / "garden" / "bench" / "0.1.0.yaml"
    file.parent.mkdir(parents=True)
    shutil.copyfile(HERE / "bench_rule.yaml", file)
    return at
