"""Decision tables: each cell compiled once, tested against case variables.

A cell is empty or `-` (anything), a value (`"late"`), a comparison (`>= 3`), or a test that says `?` for the
input (`? in ["a", "b"]`). Of the hit policies UNIQUE, FIRST and COLLECT are kept to; two rules that match in a
UNIQUE table are an error, where the library would take the first.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine

from ombud.workflows.engine.errors import DefinitionError, EngineError
from ombud.workflows.engine.expressions import Expression, ExpressionError, compile_expression

INPUT = "dmninputexpr"
_PLACEHOLDER = re.compile(r"""(\?)(?=(?:[^'"]|['"][^'"]*['"])*$)""")
_POLICIES = ("UNIQUE", "FIRST", "COLLECT")


def check_file(file: str, root: Any) -> None:
    """Raises DefinitionError unless the file holds one decision with one table."""
    decisions = [node for node in root.iter() if _local(node) == "decision"]
    if len(decisions) != 1:
        raise DefinitionError(f"it holds {len(decisions)} decisions; one file is one decision table.", file=file)
    name = decisions[0].get("id") or ""
    tables = [node for node in decisions[0] if _local(node) == "decisionTable"]
    if len(tables) != 1 or not name:
        raise DefinitionError("its decision needs an id and one decision table.", file=file, element=name)
    if tables[0].get("aggregation"):
        raise DefinitionError(
            "aggregation is not supported; collect, and count in a condition.", file=file, element=name
        )


def _local(node: Any) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    tests: tuple[Expression | None, ...]
    results: tuple[Expression | None, ...]


class Table(DMNEngine):
    """Raises DefinitionError for a table that cannot be decided as it is written."""

    def __init__(self, decision_table: Any, *, file: str, element: str) -> None:
        super().__init__(decision_table)
        self.file = file
        self.element = element
        if decision_table.hit_policy not in _POLICIES:
            raise self.refusal(f"the hit policy {decision_table.hit_policy} is not supported; use UNIQUE or FIRST.")
        self.inputs = [self._input(column, place) for place, column in enumerate(decision_table.inputs, start=1)]
        self.outputs = [self._output(column, place) for place, column in enumerate(decision_table.outputs, start=1)]
        self.rows = [self._row(rule) for rule in decision_table.rules]

    def refusal(self, reason: str) -> DefinitionError:
        return DefinitionError(reason, file=self.file, element=self.element)

    def compiled(self, text: str, place: str) -> Expression:
        try:
            return compile_expression(text)
        except ExpressionError as problem:
            raise self.refusal(f"{place}: {problem}") from None

    def _input(self, column: Any, place: int) -> Expression:
        if not (column.expression or "").strip():
            raise self.refusal(f"input {place} has no expression; name the variable it reads.")
        return self.compiled(column.expression, f"input {place}")

    def _output(self, column: Any, place: int) -> str:
        name = column.name or column.label
        if not str(name).isidentifier():
            raise self.refusal(f"output {place} must have the name of a variable, not `{name}`.")
        return str(name)

    def _row(self, rule: Any) -> Row:
        number = rule.row_number
        if len(rule.inputEntries) != len(self.inputs) or len(rule.outputEntries) != len(self.outputs):
            raise self.refusal(f"row {number} has another number of cells than the table has columns.")
        tests = tuple(self._test((entry.lhs[0] or "").strip(), number) for entry in rule.inputEntries)
        texts = [(entry.text or "").strip() for entry in rule.outputEntries]
        results = tuple(self.compiled(text, f"row {number}") if text else None for text in texts)
        return Row(number, tests, results)

    def _test(self, text: str, number: int) -> Expression | None:
        if text in ("", "-"):
            return None
        place = f"row {number}"
        if _PLACEHOLDER.search(text):
            return self.compiled(_PLACEHOLDER.sub(INPUT, text), place)
        try:
            tree = ast.parse(text, mode="eval").body
        except SyntaxError:
            return self.compiled(f"{INPUT} {text}", place)
        if isinstance(tree, ast.Tuple):
            raise self.refusal(f"{place}: write `? in [{text}]`; a bare list of values never matches.")
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
            raise self.refusal(f"{place}: write `!= ...`; `{text}` never matches.")
        self.compiled(text, place)
        return self.compiled(f"{INPUT} == ({text})", place)

    def decide_all(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """The outputs by name. Where no rule matches they are None (COLLECT: empty lists)."""
        values = [column.evaluate(context) for column in self.inputs]
        matched = [row for row in self.rows if self._matches(row, values, context)]
        policy = self.decision_table.hit_policy
        if policy == "UNIQUE" and len(matched) > 1:
            rows = ", ".join(str(row.number) for row in matched)
            raise EngineError(f"rows {rows} all match, and the table says that only one may.", element=self.element)
        found = [[None if cell is None else cell.evaluate(context) for cell in row.results] for row in matched]
        if policy == "COLLECT":
            return {name: [row[place] for row in found] for place, name in enumerate(self.outputs)}
        return {name: found[0][place] if found else None for place, name in enumerate(self.outputs)}

    def _matches(self, row: Row, values: list[Any], context: Mapping[str, Any]) -> bool:
        for test, value in zip(row.tests, values, strict=True):
            if test is not None and not test.evaluate({**context, INPUT: value}):
                return False
        return True

    def used(self) -> list[tuple[str, Expression]]:
        """Every expression and where it stands, the input's own placeholder included."""
        found = [(f"input {place}", column) for place, column in enumerate(self.inputs, start=1)]
        for row in self.rows:
            cells = (*row.tests, *row.results)
            found.extend((f"row {row.number}", cell) for cell in cells if cell is not None)
        return found
