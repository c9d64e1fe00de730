"""Rows of a decision table that match together, or never.

Every cell is tried on the values that any cell of its column mentions, the numbers between and beside them, the
answers the form offers, and something else. Columns that read one variable are tried together.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ombud.workflows.procedures.check.cells import AnyCell, test_of
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.tables import Rule, Table

SOMETHING_ELSE = "\x00something else"
BEHIND_ALL_TEXTS = "\U0010ffff"
MAX_ROWS = 300

Offered = Mapping[str, Iterable[Any]]
"""Variable -> the values a form offers for it."""

Compiled = Sequence[Sequence[AnyCell | None]]


def overlaps(table: Table, offered: Offered) -> Findings:
    """Two rows of a UNIQUE table that can match at once: the engine would stop there."""
    if table.policy != "UNIQUE" or len(table.rules) > MAX_ROWS:
        return
    values, rows = _tried(table, offered), _compiled(table)
    for (first, one), (second, other) in itertools.combinations(zip(table.rules, rows, strict=True), 2):
        if (met := _together(table, values, one, other)) is not None:
            yield table.finding(
                second.node, "overlap", f"Rows {first.number} and {second.number} both match {met}, and the table is UNIQUE.",
                "Make one of the rows narrower, or use FIRST and put the special case above.",
            )  # fmt: skip


def never_chosen(table: Table, offered: Offered) -> Findings:
    """Rows no value can match; and rows of a FIRST table that one row above always takes."""
    if len(table.rules) > MAX_ROWS:
        return
    values, rows = _tried(table, offered), _compiled(table)
    for place, (rule, cells) in enumerate(zip(table.rules, rows, strict=True)):
        if None in cells or len(cells) != len(table.inputs):
            continue
        if _together(table, values, cells, cells) is None:
            yield table.finding(
                rule.node, "never-matches", f"Row {rule.number} can never match.", "Correct its cells, or remove it."
            )
        elif table.policy == "FIRST" and (above := _taken(table.rules[:place], rows[:place], cells)):
            sentence = f"Row {rule.number} is never reached: row {above} above takes all it would match."
            yield table.finding(rule.node, "never-matches", sentence, "Move it above, or remove it.")


def _taken(rules: Sequence[Rule], rows: Compiled, cells: Sequence[AnyCell | None]) -> int | None:
    """The number of a row above that asks for less: anything, or the same, in every column."""
    for rule, above in zip(rules, rows, strict=True):
        if len(above) == len(cells) and all(
            one is not None and other is not None and (one.expression is None or one.expression == other.expression)
            for one, other in zip(above, cells, strict=True)
        ):
            return rule.number
    return None


def _compiled(table: Table) -> list[list[AnyCell | None]]:
    """None for a cell that is refused elsewhere, that reads more than its own input, or that calls a function."""
    return [[_decidable(text) for text in rule.tests] for rule in table.rules]


def _decidable(text: str) -> AnyCell | None:
    cell = test_of(text)
    if not isinstance(cell, AnyCell) or cell.names:
        return None
    calls = cell.expression is not None and any(
        isinstance(n, ast.Call) for n in ast.walk(ast.parse(cell.expression.text.strip()))
    )
    return None if calls else cell


def _together(
    table: Table, values: Mapping[str, list[Any]], one: Sequence[AnyCell | None], other: Sequence[AnyCell | None]
) -> str | None:
    """Values for which both rows match, told in words; None when there are none, or when that cannot be known."""
    if None in one or None in other or not len(one) == len(other) == len(table.inputs):
        return None
    told = []
    for expression in dict.fromkeys(table.inputs):
        cells = [
            c for row in (one, other) for text, c in zip(table.inputs, row, strict=True) if text == expression and c
        ]
        matching = [value for value in values[expression] if all(cell.matches(value, {}) for cell in cells)]
        if not matching:
            return None
        told.append(f"{expression} = {_shown(matching[0])}")
    return ", ".join(told) or "everything"


def _shown(value: Any) -> str:
    return "any other value" if value in (SOMETHING_ELSE, BEHIND_ALL_TEXTS) else repr(value)


def _tried(table: Table, offered: Offered) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for place, expression in enumerate(table.inputs):
        mentioned = list(offered.get(expression, ()))
        for rule in table.rules:
            if place < len(rule.tests):
                mentioned += _constants(rule.tests[place])
        found.setdefault(expression, []).extend(mentioned)
    return {expression: _with_neighbours(mentioned) for expression, mentioned in found.items()}


def _constants(text: str) -> list[Any]:
    for candidate in (text, f"x {text}", text.replace("?", "x")):
        try:
            tree = ast.parse(candidate, mode="eval")
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            continue
        numbers = [-n.operand.value for n in ast.walk(tree) if _negative(n)]  # type: ignore[attr-defined]
        return numbers + [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return []


def _negative(node: ast.AST) -> bool:
    if not (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant)):
        return False
    return isinstance(node.operand.value, (int, float))


def _with_neighbours(mentioned: Iterable[Any]) -> list[Any]:
    words: list[Any] = []
    numbers: set[float] = set()
    for value in mentioned:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            numbers.add(value)
        elif value not in words:
            words.append(value)
    ordered = sorted(numbers)
    between = [_middle(low, high) for low, high in itertools.pairwise(ordered)]
    outside = [ordered[0] - 1, ordered[-1] + 1] if ordered else []
    return [*words, *ordered, *between, *outside, SOMETHING_ELSE, BEHIND_ALL_TEXTS, None]


def _middle(low: float, high: float) -> float:
    """A value between the two. Numbers too large for a fraction are far apart, or whole."""
    try:
        return (low + high) / 2
    except OverflowError:
        return (low + high) // 2 if isinstance(low, int) and isinstance(high, int) else low + 1
