"""Decision tables as the rules read them, and what is refused of their shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ombud.workflows.procedures.check.cells import AnyCell, test_of
from ombud.workflows.procedures.check.expressions import hint, read
from ombud.workflows.procedures.check.findings import Finding, Findings
from ombud.workflows.procedures.xml import Node, local

NAMESPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
)
POLICIES = ("UNIQUE", "FIRST", "COLLECT")


@dataclass(frozen=True, slots=True)
class Rule:
    node: Node
    number: int
    tests: tuple[str, ...]
    results: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A decision with its table. `node` is the decision; `table` None where it is decided in another way."""

    file: str
    node: Node = field(repr=False)
    table: Node | None = field(repr=False)
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        return self.node.get("id") or ""

    @property
    def policy(self) -> str:
        return (self.table.get("hitPolicy", "UNIQUE") if self.table is not None else "UNIQUE").upper()

    def finding(self, node: Node, rule: str, sentence: str, way_out: str) -> Finding:
        named = node.get("id") if node is not None else ""
        return Finding(
            self.file, (node.sourceline or 0) if node is not None else 0, named or self.id, rule, sentence, way_out
        )


def tables_of(file: str, root: Node) -> list[Table]:
    return [_table(file, node) for node in root if local(node) == "decision"]


def _table(file: str, decision: Node) -> Table:
    found = next(_children(decision, "decisionTable"), None)
    if found is None:
        return Table(file, decision, None)
    inputs = tuple(_text(next(_children(column, "inputExpression"), None)) for column in _children(found, "input"))
    outputs = tuple(str(column.get("name") or column.get("label") or "") for column in _children(found, "output"))
    rules = tuple(
        Rule(
            node,
            number,
            tuple(_text(cell) for cell in _children(node, "inputEntry")),
            tuple(_text(cell) for cell in _children(node, "outputEntry")),
        )
        for number, node in enumerate(_children(found, "rule"), 1)
    )
    return Table(file, decision, found, inputs, outputs, rules)


def _children(node: Node, name: str) -> Iterator[Node]:
    return (child for child in node if local(child) == name)


def _text(holder: Node | None) -> str:
    if holder is None:
        return ""
    return next((str(child.text or "").strip() for child in holder if local(child) == "text"), "")


def shape(file: str, tables: list[Table]) -> Findings:
    """One decision table per file, of a hit policy the engine keeps to, and nothing that is decided in another way."""
    if not tables:
        yield Finding(file, 0, "", "no-decision", "There is no decision in this file.", "Draw a decision table.")
    for extra in tables[1:]:
        sentence = "A second decision stands in this file, and only the first would be found."
        yield extra.finding(extra.node, "several-decisions", sentence, "Put each decision into a file of its own.")
    for table in tables:
        if table.table is None:
            sentence = f"{table.id} is not a decision table."
            yield table.finding(table.node, "not-a-table", sentence, "Write it as a decision table.")
            continue
        if any(local(child) == "informationRequirement" for child in table.node):
            sentence = f"{table.id} asks other decisions first, which are not run."
            yield table.finding(
                table.node, "required-decision", sentence, "Put what it needs into this table, or decide in two tasks."
            )
        yield from _policy(table)
        yield from _columns(table)


def _policy(table: Table) -> Findings:
    assert table.table is not None
    if table.policy not in POLICIES:
        sentence = f"The hit policy {table.policy} is not kept to: the first match would be taken."
        yield table.finding(table.table, "hit-policy", sentence, "Use UNIQUE, FIRST or COLLECT.")
    if table.table.get("aggregation"):
        sentence = f"The aggregation {table.table.get('aggregation')} is not computed."
        yield table.finding(table.table, "aggregation", sentence, "Remove it; COLLECT gives a list.")


def _columns(table: Table) -> Findings:
    assert table.table is not None
    if not table.outputs:
        yield table.finding(
            table.table, "no-output", "The table has no output.", "Add one with the name of a variable."
        )
    for place, text in enumerate(table.inputs, 1):
        compiled = read(text) if text else "it is empty"
        if isinstance(compiled, str):
            sentence = f"Input {place} is refused: {compiled.rstrip('.')}."
            yield table.finding(table.table, "expression", sentence, "Write the name of the variable it reads.")
    for name in table.outputs:
        if not name.isidentifier() or name == "typename":
            sentence = f"The output {name!r} is not the name of a variable."
            yield table.finding(table.table, "output-name", sentence, "Use small letters, digits and underscores.")
    for rule in table.rules:
        if len(rule.tests) != len(table.inputs) or len(rule.results) != len(table.outputs):
            sentence = f"Row {rule.number} has another number of cells than the table has columns."
            yield table.finding(rule.node, "row", sentence, "Give the row one cell for each column.")


def cells(table: Table) -> Findings:
    """Cells that are no expression, or one of the FEEL forms that silently never match."""
    for rule in table.rules:
        for text in rule.tests:
            compiled = test_of(text)
            if not isinstance(compiled, AnyCell):
                yield table.finding(
                    rule.node, compiled.rule, f"Row {rule.number}: {compiled.sentence}", compiled.way_out
                )
        for text in rule.results:
            result = read(text) if text else None
            if isinstance(result, str):
                sentence = f"Row {rule.number}: the result `{text[:80]}` is refused: {result.rstrip('.')}."
                yield table.finding(rule.node, "expression", sentence, hint(text))
