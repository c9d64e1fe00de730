"""The operators and functions an expression may use, each bounded in what it makes of its arguments."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

MAX_NUMBER = 10**15
MAX_LENGTH = 10_000


class Unsuitable(ValueError):
    """The values met do not suit; the text is the rest of a sentence about an expression."""


def bounded(value: Any) -> Any:
    """The value itself, unless it is larger than any honest answer."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise Unsuitable("the number is too large.")
    elif isinstance(value, (str, list, dict)) and len(value) > MAX_LENGTH:
        raise Unsuitable("the value is too long.")
    return value


def _number(value: Any) -> Any:
    if not isinstance(value, (int, float)):
        raise Unsuitable(f"{value!r:.40} is not a number.")
    return bounded(value)


def _arithmetic(apply: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def run(left: Any, right: Any) -> Any:
        try:
            return bounded(apply(_number(left), _number(right)))
        except ZeroDivisionError:
            raise Unsuitable("it divides by zero.") from None

    return run


def _add(left: Any, right: Any) -> Any:
    for kind in (str, list):
        if isinstance(left, kind) and isinstance(right, kind):
            bounded(left)
            bounded(right)
            return bounded(left + right)  # type: ignore[operator]
    return bounded(_number(left) + _number(right))


def _contains(item: Any, holder: Any) -> bool:
    if isinstance(holder, str) and not isinstance(item, str):
        return False
    if not isinstance(holder, (str, list, dict)):
        raise Unsuitable("`in` needs a list, a mapping or a text on its right.")
    return item in holder


OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _add,
    ast.Sub: _arithmetic(operator.sub),
    ast.Mult: _arithmetic(operator.mul),
    ast.Div: _arithmetic(operator.truediv),
    ast.FloorDiv: _arithmetic(operator.floordiv),
    ast.Mod: _arithmetic(operator.mod),
    ast.Not: operator.not_,
    ast.USub: lambda value: -_number(value),
    ast.UAdd: lambda value: +_number(value),
}

COMPARISONS: dict[type[ast.AST], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: _contains,
    ast.NotIn: lambda item, holder: not _contains(item, holder),
    ast.Is: lambda left, right: left is right if right is None else left == right,
    ast.IsNot: lambda left, right: left is not right if right is None else left != right,
}


def _listed(function: Callable[[Any], Any]) -> Callable[..., Any]:
    def run(*values: Any) -> Any:
        items = values[0] if len(values) == 1 else list(values)
        if not isinstance(items, list):
            raise Unsuitable("a list is needed.")
        return function(bounded(items))

    return run


def _round(value: Any, digits: int = 0) -> Any:
    if not isinstance(digits, int) or not 0 <= digits <= 9:
        raise Unsuitable("the number of digits must be from 0 to 9.")
    return round(_number(value), digits) if digits else round(_number(value))


def _scalar(kind: type) -> Callable[[Any], Any]:
    def run(value: Any) -> Any:
        if not isinstance(value, (str, int, float)):
            raise Unsuitable(f"{value!r:.40} cannot be converted.")
        return kind(bounded(value))

    return run


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": lambda value: abs(_number(value)),
    "all": _listed(all),
    "any": _listed(any),
    "bool": bool,
    "float": _scalar(float),
    "int": _scalar(int),
    "len": len,
    "max": _listed(max),
    "min": _listed(min),
    "round": _round,
    "str": _scalar(str),
    "sum": _listed(lambda items: sum(_number(item) for item in items)),
}

METHODS: dict[str, tuple[type, Callable[..., Any]]] = {
    "endswith": (str, str.endswith),
    "get": (dict, dict.get),
    "lower": (str, str.lower),
    "startswith": (str, str.startswith),
    "strip": (str, str.strip),
    "upper": (str, str.upper),
}
