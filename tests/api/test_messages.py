from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from api.messages import MESSAGES, PROBLEMS, describe, describe_problem, finding_from, severity
from footprint import product as product_module
from footprint.errors import Problem, ProductError
from footprint.findings import Finding
from footprint.product import parse_product
from footprint.texts import LANGUAGES
from tests.api.conftest import document

ENGINE = Path(product_module.__file__).parent
CODE = re.compile(r"""["']([a-z_]+\.[a-z_]+)["']""")


def codes_of_the_engine() -> set[str]:
    """Every text of the form ``word.word`` that is the first argument of a call or is assigned to ``code``."""
    found: set[str] = set()
    for file in ENGINE.rglob("*.py"):
        source = file.read_text("utf-8")
        if "Finding(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and node.args:
                found |= set(CODE.findall(ast.unparse(node.args[0])))
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
                found |= set(CODE.findall(ast.unparse(node.value)))
    return found


def test_every_code_has_a_sentence() -> None:
    missing = codes_of_the_engine() - set(MESSAGES)
    assert not missing, f"write a sentence into api/messages.py for: {sorted(missing)}"


def parameters_of_the_engine() -> dict[str, list[set[str]]]:
    """For each code written out in a call of Finding, the names of the parameters each place gives."""
    found: dict[str, list[set[str]]] = {}
    for file in ENGINE.rglob("*.py"):
        named: dict[str, set[str]] = {}
        nodes = (
            n
            for n in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(n, ast.Assign | ast.AnnAssign | ast.Call)
        )
        for node in sorted(nodes, key=lambda n: (n.lineno, isinstance(n, ast.Call))):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and None not in node.value.keys:
                named[ast.unparse(node.targets[0])] = _keys(node.value, named)
            elif isinstance(node, ast.AnnAssign) and _has_words_as_keys(node.value):
                assert isinstance(node.value, ast.Dict)
                named[ast.unparse(node.target)] = _keys(node.value, named)
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Finding" and len(node.args) > 3:
                code, given = node.args[0], node.args[3]
                if isinstance(code, ast.Constant):
                    found.setdefault(str(code.value), []).append(_keys(given, named))
    return found


def _has_words_as_keys(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Dict) and all(key is None or isinstance(key, ast.Constant) for key in node.keys)


def _keys(node: ast.expr, named: dict[str, set[str]]) -> set[str]:
    if not isinstance(node, ast.Dict):
        return named[ast.unparse(node)]
    keys: set[str] = set()
    for key, value in zip(node.keys, node.values, strict=True):
        keys |= _keys(value, named) if key is None else {str(ast.literal_eval(key))}
    return keys


def test_every_parameter_of_a_sentence_is_given() -> None:
    given = parameters_of_the_engine()
    assert len(given) > 20
    wrong = {
        code: (sorted(wanted - keys), sorted(keys))
        for code, places in given.items()
        for keys in places
        if not (wanted := set(re.findall(r"\{(\w+)\}", MESSAGES[code]))) <= keys
    }
    assert not wrong, f"api/messages.py asks for parameters that footprint does not give: {wrong}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", MESSAGES)
def test_sentences_take_their_parameters(code: str, language: Any) -> None:
    names = re.findall(r"\{(\w+)\}", MESSAGES[code])
    text = describe(Finding(code, "info", "", dict.fromkeys(names, "@")), language)
    assert "{" not in text
    assert text.count("@") == len(names)
    assert describe(Finding(code, "info"), language)


def test_values_are_written_for_people() -> None:
    finding = Finding(
        "unit.dimension", "error", "", {"unit": "t*km", "quantity": "freight", "expected": "mass", "example": "kg"}
    )
    assert describe(finding, "en") == "t·km measures freight; mass is due here, in kg for instance."
    assert describe(finding, "zh-Hant") == "t·km 計量的是貨運量；此處應為質量，例如 kg。"
    shares = Finding("estimated.upstream", "info", "", {"share": 0.1234, "datasets": ["a", "b"]})
    assert "12%" in describe(shares, "en")
    assert "a、b" in describe(shares, "zh-Hans")
    ranged = {"parameter": "mass", "value": 1200000.0, "unit": "kg", "minimum": 1.0, "maximum": None}
    assert describe(Finding("parameter.range", "error", "", ranged), "en") == (
        "mass is 1,200,000 kg; the rule admits 1.00 to no limit kg."
    )
    assert len(describe(Finding("slot.unknown", "error", "", {"slot": ["x" * 9] * 999}), "en")) < 300
    assert describe(Finding("new.code", "info"), "en") == "new.code"


def test_a_stored_finding_reads_the_same() -> None:
    finding = Finding("total.zero", "warning", "here", {"a": 1}, "source: 1")
    assert finding_from(finding.to_dict()) == finding
    assert severity(finding, "zh-Hans") == "警告"


def test_problems_of_documents_are_translated() -> None:
    lines = [{"id": "a", "activity": "a", "amount": -1, "unit": "kg"}, {"id": "A"}]
    wrong = document(
        colour="red",
        plant={"name": "x"},
        period={"start": "2025-02-01", "end": "2025-01-01"},
        processes=[
            {"id": "p", "output": {"amount": "x", "unit": "kg"}, "yield": 2, "region": "CN", "lines": lines}
        ],
    )
    with pytest.raises(ProductError) as caught:
        parse_product(wrong)
    for problem in caught.value.problems:
        assert re.search(r"[\u4e00-\u9fff]", describe_problem(problem, "zh-Hans")), problem
        assert describe_problem(problem, "en") == problem.what
    assert describe_problem(Problem("", "something else"), "zh-Hant") == "something else"
    assert len(set(PROBLEMS)) == len(PROBLEMS)
