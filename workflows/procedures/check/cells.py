"""A cell of a decision table as a test: compiled as the engine compiles it, or the reason why not."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ombud.workflows.engine import Expression, ExpressionError, compile_expression

INPUT = "dmninputexpr"
_PLACEHOLDER = re.compile(r"""\?(?=(?:[^'"]|['"][^'"]*['"])*$)""")
_RANGE = re.compile(r"^[\[\](].+\.\..+[\[\])]$")
_DATE = re.compile(r"^(date|time|duration|date and time)\s*\(")
_WORDS = {"true": "True", "false": "False", "null": "None"}


@dataclass(frozen=True, slots=True)
class NoCell:
    rule: str
    sentence: str
    way_out: str


@dataclass(frozen=True, slots=True)
class AnyCell:
    """What a cell tests; `expression` is None where it takes anything."""

    expression: Expression | None

    @property
    def names(self) -> frozenset[str]:
        return self.expression.names - {INPUT} if self.expression else frozenset()

    def matches(self, value: Any, variables: Mapping[str, Any]) -> bool:
        """Values that do not suit the test do not match it."""
        if self.expression is None:
            return True
        try:
            return bool(self.expression.evaluate({**variables, INPUT: value}))
        except ExpressionError:
            return False


def test_of(text: str) -> AnyCell | NoCell:
    """The test of an input cell: empty or `-`, a value, a comparison, or an expression that says `?` for the input."""
    if text in ("", "-"):
        return AnyCell(None)
    if refused := _feel(text):
        return refused
    if _PLACEHOLDER.search(text):
        return _compiled(_PLACEHOLDER.sub(INPUT, text), text)
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return _compiled(f"{INPUT} {text}", text)
    if isinstance(tree, ast.Tuple):
        return NoCell(
            "feel-list", f"`{text[:80]}` is a FEEL list, which never matches here.", f"Write: ? in [{text[:80]}]"
        )
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
        return _not(text)
    return _compiled(f"{INPUT} == ({text})", text)


def _feel(text: str) -> NoCell | None:
    if _RANGE.match(text):
        low, _, high = text[1:-1].partition("..")
        bounds = ("<=" if text[0] == "[" else "<", "<=" if text[-1] == "]" else "<")
        way_out = f"Write: {low.strip()} {bounds[0]} ? {bounds[1]} {high.strip()}"
        return NoCell("feel-range", f"`{text[:80]}` is a FEEL range, which never matches here.", way_out)
    if re.match(r"^not\s*\(", text):
        return _not(text)
    if _DATE.match(text):
        return NoCell(
            "feel-date", f"`{text[:80]}` is a FEEL date, which is not computed here.", "Let a deadline count the days."
        )
    if text in _WORDS:
        return NoCell("feel-word", f"`{text}` is FEEL and is not known here.", f"Write: {_WORDS[text]}")
    return None


def _not(text: str) -> NoCell:
    inner = text.removeprefix("not").strip().removeprefix("(").removesuffix(")")
    way_out = f"Write: ? not in [{inner}]" if "," in inner else f"Write: != {inner}"
    return NoCell("feel-not", f"`{text[:80]}` is a FEEL negation, which never matches here.", way_out)


def _compiled(text: str, shown: str) -> AnyCell | NoCell:
    try:
        return AnyCell(compile_expression(text))
    except ExpressionError as problem:
        sentence = f"the test `{shown[:80]}` is refused: {problem.reason.rstrip('.')}."
        return NoCell(
            "expression", sentence, 'Write a value such as "late", a comparison such as >= 3, or a test with `?`.'
        )
