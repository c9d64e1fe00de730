"""What the diagram evaluates: conditions, parameters, payloads, lists. Compiled by the engine's own grammar."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ombud.workflows.engine import Expression, ExpressionError, compile_expression
from ombud.workflows.engine.reading import BPMN, SPIFF, event_definition, tag, text_of
from ombud.workflows.procedures.check.activities import operator_of, parameters_of
from ombud.workflows.procedures.check.diagram import Scope
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.gateways import condition_of
from ombud.workflows.procedures.xml import Node

_OTHER_LANGUAGES = (
    (re.compile(r"^[$#]\{.*\}$", re.S), "Leave out `${` and `}`: conditions are written plainly."),
    (re.compile(r"^=(?!=)"), "Leave out the leading `=`: conditions are written plainly."),
    (re.compile(r"&&|\|\|"), "Write `and` and `or`."),
    (re.compile(r"(?<![=<>!])=(?!=)"), "Write `==` to compare."),
)
_PLAIN = 'Write it with names, values in quotes, `==`, `in`, `and`, `or`, `not`, such as: answer == "appeal".'


@dataclass(frozen=True, slots=True)
class Written:
    """An expression as it stands in the diagram; `at` is the node whose pass evaluates it."""

    at: str
    node: Node  # the flow or node that findings name
    place: str
    text: str


def written_in(scope: Scope) -> Iterator[Written]:
    for flow in scope.flows:
        source = scope.nodes.get(flow.get("sourceRef") or "")
        if source is not None and tag(source) == "exclusiveGateway" and condition_of(flow):
            yield Written(str(source.get("id")), flow, "condition", condition_of(flow))
    for name, node in scope.nodes.items():
        if tag(node) == "serviceTask" and (operator := operator_of(node)) is not None:
            for parameter, value in parameters_of(operator).items():
                yield Written(name, node, f"parameter {parameter}", value)
        if payload := _payload(node):
            yield Written(name, node, "payload", payload)
        loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
        for part in ("loopCardinality", "loopDataInputRef"):
            if loop is not None and (text := text_of(loop.find(f"{BPMN}{part}"))):
                yield Written(name, node, "repetition", text)


def _payload(node: Node) -> str:
    """The payload of a message that is thrown."""
    if tag(node) not in ("endEvent", "intermediateThrowEvent", "sendTask"):
        return ""
    definition = event_definition(node)
    place = definition if definition is not None else node
    return text_of(place.find(f"{BPMN}extensionElements/{SPIFF}messagePayload"))


def read(text: str) -> Expression | str:
    """The compiled expression, or why it is none."""
    try:
        return compile_expression(text)
    except ExpressionError as problem:
        return problem.reason


def expressions(scope: Scope) -> Findings:
    """Expressions that are not of our grammar."""
    for each in written_in(scope):
        compiled = read(each.text)
        if isinstance(compiled, str):
            sentence = f"The {each.place} `{_short(each.text)}` is refused: {compiled.rstrip('.')}."
            yield scope.finding(each.node, "expression", sentence, hint(each.text))


def hint(text: str) -> str:
    return next((words for pattern, words in _OTHER_LANGUAGES if pattern.search(text.strip())), _PLAIN)


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."


def compared(text: str) -> Iterator[tuple[str, object]]:
    """Pairs of a variable and a value it is compared with, for `x == "a"`, `x in ["a"]` and `"a" in x`."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            left, right = node.left, node.comparators[0]
            if isinstance(node.ops[0], (ast.In, ast.NotIn)) and isinstance(right, ast.Name):
                yield from ((right.id, value) for value in _values(left))
            elif isinstance(node.ops[0], (ast.Eq, ast.NotEq, ast.In, ast.NotIn)):
                if isinstance(left, ast.Name):
                    yield from ((left.id, value) for value in _values(right))
                elif isinstance(right, ast.Name):
                    yield from ((right.id, value) for value in _values(left))


def _values(node: ast.expr) -> list[object]:
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, (ast.List, ast.Tuple)):
        return [part.value for part in node.elts if isinstance(part, ast.Constant)]
    return []
