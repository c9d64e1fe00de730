"""Gates turned round: the condition of a flow, and the tests and results of a decision table's rules."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Sequence

from lxml import etree

from ombud.workflows.engine.reading import BPMN, SPIFF
from ombud.workflows.procedures.check.tables import Rule, Table, tables_of
from ombud.workflows.procedures.errors import toml_line
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.mutation.markup import counterpart, nodes, written
from ombud.workflows.procedures.mutation.mutant import TOML, Kind, Mutant, with_file, with_toml
from ombud.workflows.procedures.xml import Node, local, parse_xml

MOVES = (1, -1)


def gates(procedure: Procedure) -> Iterator[Mutant]:
    yield from _conditions(procedure)
    yield from _settings(procedure)
    for file, content in procedure.dmn.items():
        for table in tables_of(file, parse_xml(content)):
            for rule in table.rules:
                yield from _rule(procedure, table, rule)


def _conditions(procedure: Procedure) -> Iterator[Mutant]:
    for file, node in nodes(procedure):
        if node.tag != f"{BPMN}sequenceFlow" or (asked := node.find(f"{BPMN}conditionExpression")) is None:
            continue
        if text := (asked.text or "").strip():
            near = frozenset({node.get("sourceRef", "")})
            yield _rewritten(procedure, file, asked, node, f"not ({text})", f"{text} -> not ({text})", near)


def _settings(procedure: Procedure) -> Iterator[Mutant]:
    """The numbers that conditions and tables compare with, one more and one less."""
    for name, rule in procedure.toml.settings.items():
        for move in MOVES if rule.routes else ():
            content, place = tomllib.loads(procedure.toml_text), ("settings", name, "default")
            content["settings"][name]["default"] = rule.default + move
            line, change = toml_line(procedure.toml_text, place), f"{rule.default} -> {rule.default + move}"
            yield Mutant(Kind.GATE, TOML, line, ".".join(place), change, with_toml(procedure, content))


def _rule(procedure: Procedure, table: Table, rule: Rule) -> Iterator[Mutant]:
    near = _asking(procedure, table.id)
    tests, results = _cells(rule.node, "inputEntry"), _cells(rule.node, "outputEntry")
    for name, cell, text in zip(table.inputs, tests, rule.tests, strict=False):
        if text not in ("", "-"):
            turned = negated(text)
            yield _rewritten(procedure, table.file, cell, rule.node, turned, f"{name}: {text} -> {turned}", near)
    for place, (name, cell, text) in enumerate(zip(table.outputs, results, rule.results, strict=False)):
        other = another(text, [row.results[place] for row in table.rules if place < len(row.results)])
        yield _rewritten(procedure, table.file, cell, rule.node, other, f"{name} = {text or '-'} -> {other}", near)


def _asking(procedure: Procedure, decision: str) -> frozenset[str]:
    """The tasks that ask a table."""
    found = set()
    for _file, node in nodes(procedure):
        if (node.findtext(f"{BPMN}extensionElements/{SPIFF}calledDecisionId") or "").strip() == decision:
            found.add(node.get("id", ""))
    return frozenset(found)


def _cells(rule: Node, name: str) -> list[Node]:
    """The text of each cell."""
    entries = (child for child in rule if local(child) == name)
    return [next(child for child in entry if local(child) == "text") for entry in entries]


def _rewritten(
    procedure: Procedure, file: str, holder: Node, named: Node, text: str, change: str, near: frozenset[str]
) -> Mutant:
    content = procedure.bpmn[file] if file in procedure.bpmn else procedure.dmn[file]
    root, cell = counterpart(content, holder)
    cell.text = text
    element = named.get("id") or etree.QName(named).localname
    changed = with_file(procedure, file, written(root))
    return Mutant(Kind.GATE, file, holder.sourceline or 0, element, change, changed, near)


def negated(text: str) -> str:
    """A test of a cell that holds where `text` does not."""
    if "?" in text:
        return f"(not ({text}))"
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:  # a comparison such as >= 3
        return f"(not (? {text}))"
    return f"!= {text}"


def another(text: str, column: Sequence[str]) -> str:
    """A result that a cell does not have: another of its column where there is one."""
    if other := next((each for each in column if each and each != text), ""):
        return other
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return f"not ({text})" if text else "True"
    match value:
        case bool():
            return str(not value)
        case int() | float():
            return str(value + 1)
    return repr(f"not {value}")
