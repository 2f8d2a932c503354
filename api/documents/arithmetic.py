"""The arithmetic of a line that a rule computes, as people read it: the expression, and with its numbers.

The expression is taken from the code of the formula itself, so that what is shown is what was computed.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from footprint.formulas import FORMULAS

# What each row of the end of life is, per kg of material in the product: as in footprint.end_of_life.
END_OF_LIFE: Mapping[str, str] = MappingProxyType({
    "content": "mass * (r1 - r1_pre) * a",
    "content-virgin": "-mass * (r1 - r1_pre) * (1 - (1 - a) * quality_in)",
    "recycling": "mass * (1 - a) * r2",
    "credit": "-mass * (1 - a) * r2 * quality_out",
    "recovery": "mass * (1 - b) * r3",
    "disposal": "mass * (1 - r2 - r3)",
})  # fmt: skip
SIGNS = MappingProxyType({ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷"})
POWERS = MappingProxyType({2: "²", 3: "³"})
FUNCTIONS = frozenset({"min", "max"})

Write = Callable[[float], str]


@dataclass(frozen=True)
class Arithmetic:
    """An expression in letters and in numbers.

    Attributes
    ----------
    letters : str
        With the names of what goes in, e.g. ``No-load loss × Service life``.
    numbers : str
        With their values in place; empty when one of them is missing.
    """

    letters: str
    numbers: str


def of_formula(name: str, titles: Mapping[str, str], values: Mapping[str, float], write: Write) -> Arithmetic:
    """Write a formula of the closed list.

    Parameters
    ----------
    titles : mapping of argument to str
        What goes in, by the formula's arguments.
    values : mapping of argument to float
        In the units the formula wants; may be incomplete.
    write : callable
        Writes one number.
    """
    body = expression(name)
    if body is None:
        inputs = ", ".join(titles.get(argument, argument) for argument in FORMULAS[name].inputs)
        return Arithmetic(f"{name}({inputs})", "")
    return _arithmetic(body, titles, values, write)


def of_end_of_life(row: str, titles: Mapping[str, str], values: Mapping[str, float], write: Write) -> Arithmetic:
    """Write one row of the end-of-life method, without factors that the rule does not name and change nothing."""
    neutral: dict[str, ast.expr] = {k: ast.Constant(v) for k, v in values.items() if k not in titles}
    body = _Put(neutral).visit(ast.parse(END_OF_LIFE[row], mode="eval").body)
    return _arithmetic(_Fold().visit(body), titles, values, write)


def _arithmetic(body: ast.expr, titles: Mapping[str, str], values: Mapping[str, float], write: Write) -> Arithmetic:
    names = {node.id for node in ast.walk(body) if isinstance(node, ast.Name) and node.id not in FUNCTIONS}
    known = {name: _bracketed(values[name], write) for name in names if name in values}
    numbers = _write(body, known, write) if len(known) == len(names) else ""
    return Arithmetic(_write(body, {**known, **titles}, write), numbers)


def _bracketed(value: float, write: Write) -> str:
    text = write(value)
    return f"({text})" if value < 0 else text


@cache
def expression(name: str) -> ast.expr | None:
    """Return what a formula returns, intermediate results and constants put in; None when it has branches."""
    function = FORMULAS[name].function
    try:
        code = inspect.getsource(function)
    except OSError:  # pragma: no cover - only without source code
        return None
    (defined,) = ast.parse(code).body
    steps: dict[str, ast.expr] = {
        key: ast.Constant(value)
        for key, value in function.__globals__.items()
        if isinstance(value, float | int) and not isinstance(value, bool)
    }
    for statement in defined.body if isinstance(defined, ast.FunctionDef) else ():
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            steps[statement.targets[0].id] = _Put(steps).visit(statement.value)
        elif isinstance(statement, ast.Return) and statement.value is not None:
            found: ast.expr = _Put(steps).visit(statement.value)
            return found
        elif not isinstance(statement, ast.Expr):
            return None
    return None


class _Put(ast.NodeTransformer):
    """Put expressions in place of names."""

    def __init__(self, steps: Mapping[str, ast.expr]) -> None:
        self.steps = steps

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.steps.get(node.id, node)


class _Fold(ast.NodeTransformer):
    """Leave out factors of 1 and terms of 0."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        left, right = self.visit(node.left), self.visit(node.right)
        first, second = (part.value if isinstance(part, ast.Constant) else None for part in (left, right))
        match node.op:
            case ast.Mult() if first == 1:
                folded = right
            case ast.Mult() | ast.Div() if second == 1:
                folded = left
            case ast.Add() | ast.Sub() if second == 0:
                folded = left
            case _:
                folded = ast.BinOp(left, node.op, right)
        found: ast.expr = folded
        return found


def _write(node: ast.expr, values: Mapping[str, str], write: Write, above: int = 0) -> str:
    """Write a node; ``above`` is how tightly the operator around it binds (1 sum, 2 product, 3 power)."""
    match node:
        case ast.Name(id=name):
            return values.get(name, name)
        case ast.Constant(value=value) if isinstance(value, float | int):
            return write(float(value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"−{_write(operand, values, write, 2)}"
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int(power))) if power in POWERS:
            return f"{_write(left, values, write, 3)}{POWERS[power]}"
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in SIGNS:
            binds = 1 if isinstance(operator, ast.Add | ast.Sub) else 2
            closer = binds + isinstance(operator, ast.Sub | ast.Div)
            first, second = _write(left, values, write, binds), _write(right, values, write, closer)
            text = f"{first} {SIGNS[type(operator)]} {second}"
            return f"({text})" if binds < above else text
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return f"{name}({', '.join(_write(a, values, write) for a in arguments)})"
        case _:
            return ast.unparse(node)
