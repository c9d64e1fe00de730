"""Tasks that repeat, call, decide or act: whether what they need is there."""

from __future__ import annotations

from collections.abc import Collection

from ombud.workflows.engine.reading import BPMN, SPIFF, tag, text_of
from ombud.workflows.procedures.check.diagram import ACTIVITIES, Document, Scope
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.xml import Node

RESERVED = "typename"
"""A key of this name in task data makes a stored case unreadable: the library takes it for a type."""


def repetitions(scope: Scope) -> Findings:
    """Multi-instance tasks: over a list, or a number of times without collecting."""
    for name, node in scope.of(*ACTIVITIES):
        loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
        if loop is None:
            continue
        parts = {tag(part) for part in loop}
        if {"loopCardinality", "loopDataOutputRef"} <= parts:
            yield scope.finding(
                node, "cardinality-with-output", f"{name} repeats a number of times and collects into a list, which fails.",
                "Repeat over a list (loopDataInputRef) instead of a number.",
            )  # fmt: skip
        if not parts & {"loopCardinality", "loopDataInputRef"}:
            sentence = f"{name} repeats, and does not say over what."
            yield scope.finding(node, "repetition", sentence, "Name a list (loopDataInputRef).")
        if "loopDataOutputRef" in parts and "outputDataItem" not in parts:
            sentence = f"{name} collects into a list, and no item of it is named."
            yield scope.finding(node, "repetition", sentence, "Name what each pass hands back (outputDataItem).")
        if "outputDataItem" in parts and "loopDataOutputRef" not in parts:
            sentence = f"{name} hands something back, and no list collects it."
            yield scope.finding(node, "repetition", sentence, "Name the list (loopDataOutputRef).")


def names_in(node: Node) -> list[str]:
    """The names a multi-instance gives: the item, what it hands back and the list it fills."""
    loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if loop is None:
        return []
    items = [child.get("id") or "" for child in loop if tag(child) in ("inputDataItem", "outputDataItem")]
    return [*items, text_of(loop.find(f"{BPMN}loopDataOutputRef"))]


def reserved_names(document: Document) -> Findings:
    """A variable or parameter that is called `typename`."""
    for node in document.root.iter():
        if tag(node) in ("inputDataItem", "outputDataItem", "loopDataOutputRef", "loopDataInputRef"):
            given = node.get("id") or text_of(node)
        elif node.tag == f"{SPIFF}parameter":
            given = node.get("id") or ""
        else:
            continue
        if given == RESERVED:
            sentence = f"`{RESERVED}` cannot be the name of a variable: a stored case could not be read again."
            yield document.finding(_task_around(node), "reserved-name", sentence, "Choose another name.")


def _task_around(node: Node) -> Node:
    while node.getparent() is not None and tag(node) not in ACTIVITIES:
        node = node.getparent()
    return node


def calls(scope: Scope, processes: Collection[str], callers: dict[str, set[str]]) -> Findings:
    """Call activities lead to a process that is there and does not call back."""
    for name, node in scope.of("callActivity"):
        called = node.get("calledElement") or ""
        if called not in processes:
            sentence = f"{name} calls the process {called!r}, which is in none of the files."
            yield scope.finding(
                node, "missing-process", sentence, "Put its diagram into the folder, or correct the name."
            )
        elif scope.process.get("id") in callers.get(called, set()) | {called}:
            sentence = f"{called} calls itself by way of {name}."
            yield scope.finding(node, "calls-itself", sentence, "Draw a loop instead.")


def called_from(documents: Collection[Document]) -> dict[str, set[str]]:
    """Process id -> the processes it calls, directly or through others."""
    direct: dict[str, set[str]] = {}
    for document in documents:
        for name, process in document.processes.items():
            direct[name] = {node.get("calledElement", "") for node in process.iter(f"{BPMN}callActivity")}
    found: dict[str, set[str]] = {}
    for name in direct:
        seen, pending = set[str](), list(direct[name])
        while pending:
            called = pending.pop()
            if called not in seen:
                seen.add(called)
                pending += direct.get(called, set())
        found[name] = seen
    return found


def decision_of(node: Node) -> str:
    return text_of(node.find(f"{BPMN}extensionElements/{SPIFF}calledDecisionId"))


def operator_of(node: Node) -> Node | None:
    return node.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")


def parameters_of(operator: Node) -> dict[str, str]:
    """Parameter -> its value, an expression."""
    return {each.get("id") or "": each.get("value") or "" for each in operator.iter(f"{SPIFF}parameter")}


def deciders_and_doers(scope: Scope) -> Findings:
    for name, node in scope.of("businessRuleTask"):
        if not decision_of(node):
            sentence = f"{name} names no decision."
            yield scope.finding(node, "no-decision", sentence, "Name one in spiffworkflow:calledDecisionId.")
    for name, node in scope.of("serviceTask"):
        operator = operator_of(node)
        if operator is None or not operator.get("id"):
            sentence = f"{name} names no effect."
            yield scope.finding(
                node, "no-effect", sentence, "Name one as the id of a spiffworkflow:serviceTaskOperator."
            )
