"""Expressions in diagrams and decision tables: data with a small grammar, never executed as Python.

The text is parsed to a syntax tree; every node must be on the list below and becomes a closure over
plain values. There is no `eval`, no attribute access, and every value made on the way is bounded, so that an
expression can neither run code nor use up memory or time.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ombud.workflows.engine.operations import COMPARISONS, FUNCTIONS, METHODS, OPERATORS, Unsuitable, bounded

MAX_TEXT = 1000
MAX_NODES = 300
MAX_DEPTH = 40

Run = Callable[[Mapping[str, Any]], Any]

_FEEL_WORDS = {"true": "True", "false": "False", "null": "None"}


class ExpressionError(ValueError):
    """An expression that is not allowed, or that failed on the values it met."""

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        self.reason = reason
        super().__init__(f"In the expression `{shorten(text)}`: {reason}")


def shorten(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


@dataclass(frozen=True, slots=True)
class Expression:
    """`names` are the variables it reads."""

    text: str
    names: frozenset[str]
    run: Run = field(repr=False, compare=False)

    def evaluate(self, context: Mapping[str, Any]) -> Any:
        """Raises ExpressionError when the values do not suit."""
        try:
            return bounded(self.run(context))
        except Unsuitable as problem:
            raise ExpressionError(self.text, str(problem)) from None
        except (TypeError, ValueError, LookupError, ArithmeticError, RecursionError) as problem:
            raise ExpressionError(self.text, f"it does not fit the values ({problem}).") from None


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """Raises ExpressionError, in a sentence, for everything the grammar does not hold."""
    if len(text) > MAX_TEXT:
        raise ExpressionError(text, f"it is longer than {MAX_TEXT} characters.")
    try:
        tree = ast.parse(text.strip(), mode="eval")
        if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
            raise ExpressionError(text, "it has too many parts.")
        compiler = _Compiler(text)
        run = compiler.compile(tree.body, depth=0)
    except ExpressionError:
        raise
    except (SyntaxError, ValueError, MemoryError, RecursionError) as problem:
        reason = problem.msg if isinstance(problem, SyntaxError) else "it is nested too deeply"
        raise ExpressionError(text, f"it cannot be read ({reason}).") from None
    return Expression(text, frozenset(compiler.names), run)


class _Compiler:
    """One walk over one tree; collects the names on the way."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: set[str] = set()

    def refuse(self, reason: str) -> ExpressionError:
        return ExpressionError(self.text, reason)

    def compile(self, node: ast.AST, *, depth: int) -> Run:
        if depth > MAX_DEPTH:
            raise self.refuse("it is nested too deeply.")
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise self.refuse(f"{_spoken(node)} is not allowed here.")
        return handler(self, node, depth + 1)

    def each(self, nodes: list[ast.expr], depth: int) -> list[Run]:
        return [self.compile(node, depth=depth) for node in nodes]


def _spoken(node: ast.AST) -> str:
    return _SPOKEN.get(type(node).__name__, f"`{type(node).__name__}`")


_SPOKEN = {
    "Attribute": "reaching into a value with a dot",
    "Lambda": "a function",
    "ListComp": "a comprehension",
    "SetComp": "a comprehension",
    "DictComp": "a comprehension",
    "GeneratorExp": "a comprehension",
    "JoinedStr": "a formatted string",
    "NamedExpr": "an assignment",
    "Starred": "a star",
    "Slice": "a slice",
    "Pow": "raising to a power",
}


def _constant(compiler: _Compiler, node: Any, _depth: int) -> Run:
    value = node.value
    if not (value is None or isinstance(value, (bool, int, float, str))):
        raise compiler.refuse(f"the value {shorten(repr(value))} is not allowed.")
    try:
        bounded(value)
    except Unsuitable as problem:
        raise compiler.refuse(str(problem)) from None
    return lambda _: value


def _name(compiler: _Compiler, node: Any, _depth: int) -> Run:
    name: str = node.id
    if name in _FEEL_WORDS:
        raise compiler.refuse(f"write `{_FEEL_WORDS[name]}` instead of `{name}`.")
    if name.startswith("__"):
        raise compiler.refuse(f"the name `{name}` is not allowed.")
    compiler.names.add(name)

    def run(context: Mapping[str, Any]) -> Any:
        try:
            return context[name]
        except KeyError:
            raise Unsuitable(f"the variable `{name}` has no value.") from None

    return run


def _bool_op(compiler: _Compiler, node: Any, depth: int) -> Run:
    parts = compiler.each(node.values, depth)
    stop_at = isinstance(node.op, ast.Or)

    def run(context: Mapping[str, Any]) -> Any:
        value = None
        for part in parts:
            value = part(context)
            if bool(value) is stop_at:
                return value
        return value

    return run


def _operator(compiler: _Compiler, node: Any, table: Mapping[type, Callable[..., Any]]) -> Callable[..., Any]:
    if (found := table.get(type(node))) is None:
        raise compiler.refuse(f"{_spoken(node)} is not allowed.")
    return found


def _unary(compiler: _Compiler, node: Any, depth: int) -> Run:
    apply = _operator(compiler, node.op, OPERATORS)
    operand = compiler.compile(node.operand, depth=depth)
    return lambda context: apply(operand(context))


def _binary(compiler: _Compiler, node: Any, depth: int) -> Run:
    apply = _operator(compiler, node.op, OPERATORS)
    left, right = compiler.each([node.left, node.right], depth)
    return lambda context: apply(left(context), right(context))


def _compare(compiler: _Compiler, node: Any, depth: int) -> Run:
    applies = [_operator(compiler, op, COMPARISONS) for op in node.ops]
    first, *others = compiler.each([node.left, *node.comparators], depth)
    pairs = list(zip(applies, others, strict=True))

    def run(context: Mapping[str, Any]) -> bool:
        left = first(context)
        for apply, other in pairs:
            right = other(context)
            if not apply(left, right):
                return False
            left = right
        return True

    return run


def _choice(compiler: _Compiler, node: Any, depth: int) -> Run:
    test, then, otherwise = compiler.each([node.test, node.body, node.orelse], depth)
    return lambda context: then(context) if test(context) else otherwise(context)


def _list(compiler: _Compiler, node: Any, depth: int) -> Run:
    parts = compiler.each(node.elts, depth)
    return lambda context: [part(context) for part in parts]


def _dict(compiler: _Compiler, node: Any, depth: int) -> Run:
    if not all(isinstance(key, ast.Constant) and isinstance(key.value, str) for key in node.keys):
        raise compiler.refuse("the keys of a mapping must be quoted words.")
    names = [key.value for key in node.keys]
    parts = compiler.each(node.values, depth)
    return lambda context: {name: part(context) for name, part in zip(names, parts, strict=True)}


def _subscript(compiler: _Compiler, node: Any, depth: int) -> Run:
    holder, index = compiler.each([node.value, node.slice], depth)

    def run(context: Mapping[str, Any]) -> Any:
        value, at = holder(context), index(context)
        if not isinstance(value, (dict, list, str)):
            raise Unsuitable(f"`[{at}]` needs a list or a mapping.")
        try:
            return value[at]
        except (KeyError, IndexError):
            raise Unsuitable(f"there is nothing at `[{at}]`.") from None

    return run


def _call(compiler: _Compiler, node: Any, depth: int) -> Run:
    if node.keywords:
        raise compiler.refuse("named arguments are not allowed.")
    if isinstance(node.func, ast.Attribute):
        return _method(compiler, node, depth)
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if (function := FUNCTIONS.get(name)) is None:
        allowed = ", ".join(sorted(FUNCTIONS))
        raise compiler.refuse(f"only these functions may be called: {allowed}.")
    arguments = compiler.each(node.args, depth)
    return lambda context: bounded(function(*[argument(context) for argument in arguments]))


def _method(compiler: _Compiler, node: Any, depth: int) -> Run:
    name = node.func.attr
    if name not in METHODS:
        raise compiler.refuse(f"after a dot only these may stand: {', '.join(sorted(METHODS))}.")
    kind, apply = METHODS[name]
    holder = compiler.compile(node.func.value, depth=depth)
    arguments = compiler.each(node.args, depth)

    def run(context: Mapping[str, Any]) -> Any:
        value = holder(context)
        if not isinstance(value, kind):
            raise Unsuitable(f"`.{name}()` does not fit {shorten(repr(value))}.")
        return bounded(apply(value, *[argument(context) for argument in arguments]))

    return run


_HANDLERS: dict[type[ast.AST], Callable[[_Compiler, Any, int], Run]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BoolOp: _bool_op,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.IfExp: _choice,
    ast.List: _list,
    ast.Tuple: _list,
    ast.Dict: _dict,
    ast.Subscript: _subscript,
    ast.Call: _call,
}
