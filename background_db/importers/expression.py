"""Arithmetic of foreign files, evaluated without evaluating code."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

MAX_LENGTH = 2_000
MAX_DEPTH = 60
_BINARY: Mapping[type[ast.operator], Callable[[float, float], float]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.Pow: math.pow,
    }
)
_FUNCTIONS: Mapping[str, Callable[..., float]] = MappingProxyType(
    {"sqrt": math.sqrt, "exp": math.exp, "ln": math.log, "log": math.log10, "abs": abs, "min": min, "max": max}
)


class ExpressionError(ValueError):
    """An expression that is not understood; the message says what in it."""


def evaluate(text: str, names: Mapping[str, float]) -> float:
    """Evaluate numbers, names, ``+ - * / ^ ( )`` and a few functions.

    Parameters
    ----------
    text : str
        With a decimal point.
    names : mapping
        Values of parameters, keyed in lower case.

    Raises
    ------
    ExpressionError
        It has anything else in it, or no finite value.
    """
    if len(text) > MAX_LENGTH:
        what = "is too long"
        raise ExpressionError(what)
    try:
        tree = ast.parse(re.sub(r"\^", "**", text.strip()), mode="eval")
        value = float(_value(tree.body, names, 0))
    except (
        SyntaxError,
        ZeroDivisionError,
        OverflowError,
        ValueError,
        MemoryError,
        RecursionError,
        TypeError,
    ) as error:
        if isinstance(error, ExpressionError):
            raise
        what = f"cannot be calculated ({type(error).__name__})"
        raise ExpressionError(what) from error
    if not math.isfinite(value):
        what = "has no finite value"
        raise ExpressionError(what)
    return value


def _value(node: ast.expr, names: Mapping[str, float], depth: int) -> float:
    if depth > MAX_DEPTH:
        what = "is nested too deeply"
        raise ExpressionError(what)
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name) if name.lower() in names:
            return names[name.lower()]
        case ast.Name(id=name):
            what = f"names {name!r}, which is no parameter"
            raise ExpressionError(what)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names, depth + 1)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand, names, depth + 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](_value(left, names, depth + 1), _value(right, names, depth + 1))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name.lower() in _FUNCTIONS:
            return float(_FUNCTIONS[name.lower()](*(_value(a, names, depth + 1) for a in arguments)))
    what = "has something in it that is not arithmetic"
    raise ExpressionError(what)
