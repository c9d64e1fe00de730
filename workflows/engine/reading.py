"""The diagram's XML, read without the library, which drops foreign attributes, extensions on flows and the ids
of lanes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ombud.workflows.engine.definition import Element, Flow
from ombud.workflows.engine.errors import DefinitionError
from ombud.workflows.engine.expressions import Expression, ExpressionError, compile_expression

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OMBUD = "{urn:ombud:bpmn:1}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"

ACTIVITIES = frozenset(
    {
        "userTask",
        "manualTask",
        "serviceTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "subProcess",
        "callActivity",
    }
)
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "eventBasedGateway"})
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS


@dataclass(frozen=True, slots=True)
class Scope:
    """A process or an embedded subprocess, and the file it stands in. `lane` is that of the subprocess."""

    id: str
    node: Any
    file: str
    lane: str = ""
    parent: str = ""


def read_xml(file: str, content: bytes) -> Any:
    """The document's root. No entity is resolved and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root: Any = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        line = problem.lineno or None
        raise DefinitionError(f"this is not readable XML ({problem.msg}).", file=file, line=line) from None
    if root.getroottree().docinfo.doctype:
        raise DefinitionError("a document type declaration is not allowed; remove the DOCTYPE line.", file=file)
    return root


def tag(node: Any) -> str:
    """The BPMN tag without its namespace; empty for comments and foreign elements."""
    name = node.tag
    return name[len(BPMN) :] if isinstance(name, str) and name.startswith(BPMN) else ""


def refusal(reason: str, node: Any, file: str) -> DefinitionError:
    return DefinitionError(reason, file=file, element=node.get("id") or tag(node), line=node.sourceline)


def scopes(process_id: str, documents: Mapping[str, Any]) -> list[Scope]:
    """The process, its embedded subprocesses and every process it calls, each once."""
    processes: dict[str, tuple[str, Any]] = {}
    for file, root in documents.items():
        for node in root.iter(f"{BPMN}process"):
            if (known := processes.get(node.get("id", ""))) is not None:
                raise refusal(f"a process of this id also stands in {known[0]}.", node, file)
            processes[node.get("id", "")] = (file, node)
    if process_id not in processes:
        listed = ", ".join(sorted(processes)) or "none at all"
        raise DefinitionError(f"there is no process `{process_id}`; found: {listed}.", file=", ".join(documents))
    found: dict[str, Scope] = {}
    _collect(process_id, processes, found, ())
    return list(found.values())


def _collect(
    process_id: str, processes: dict[str, tuple[str, Any]], found: dict[str, Scope], callers: tuple[str, ...]
) -> None:
    file, node = processes[process_id]
    found[process_id] = Scope(process_id, node, file)
    for scope in _embedded(found[process_id]):
        found[scope.id] = scope
    for call in node.iter(f"{BPMN}callActivity"):
        called = call.get("calledElement") or ""
        if called not in processes:
            raise refusal(f"the called process `{called}` is missing.", call, file)
        if called in (*callers, process_id):
            raise refusal("a process cannot call itself, not even through others; draw a loop instead.", call, file)
        if called not in found:
            _collect(called, processes, found, (*callers, process_id))


def _embedded(scope: Scope) -> Iterator[Scope]:
    lanes = lanes_of(scope.node)
    for node in scope.node:
        if tag(node) == "subProcess":
            name = node.get("id") or ""
            inner = Scope(name, node, scope.file, lanes.get(name) or scope.lane, scope.id)
            yield inner
            yield from _embedded(inner)


def lanes_of(process: Any) -> dict[str, str]:
    return {
        (reference.text or "").strip(): reference.getparent().get("id") or ""
        for reference in process.iter(f"{BPMN}flowNodeRef")
    }


def elements_of(scope: Scope, messages: Mapping[str, str]) -> Iterator[Element]:
    lanes = lanes_of(scope.node)
    for node in scope.node:
        if tag(node) in FLOW_NODES:
            yield _element(node, scope, lanes.get(node.get("id", "")) or scope.lane, messages)


def _element(node: Any, scope: Scope, lane: str, messages: Mapping[str, str]) -> Element:
    ours = {name[len(OMBUD) :]: value for name, value in node.attrib.items() if name.startswith(OMBUD)}
    event = event_definition(node)
    kind = tag(event)[: -len("EventDefinition")] if event is not None else ""
    date = event.find(f"{BPMN}timeDate") if kind == "timer" else None
    message = (event if kind == "message" else node).get("messageRef", "")
    operator = node.find(f".//{SPIFF}serviceTaskOperator")
    return Element(
        id=node.get("id"),
        type=tag(node),
        name=node.get("name", ""),
        process=scope.id,
        file=scope.file,
        line=node.sourceline,
        lane=lane,
        event=kind,
        host=node.get("attachedToRef", ""),
        interrupting=node.get("cancelActivity", "true") == "true",
        deadline=text_of(date) if date is not None else ours.get("deadline", ""),
        message=messages.get(message, ""),
        form=ours.get("form", ""),
        cites=tuple(ours.get("cites", "").split()),
        effect=operator.get("id", "") if operator is not None else "",
        decision=text_of(node.find(f"{BPMN}extensionElements/{SPIFF}calledDecisionId")),
        **_repetition(node),
        calls=node.get("calledElement", ""),
        attributes=ours,
        documentation=text_of(node.find(f"{BPMN}documentation")),
    )


def _repetition(node: Any) -> dict[str, str]:
    loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if loop is None:
        return {}
    given, received = loop.find(f"{BPMN}inputDataItem"), loop.find(f"{BPMN}outputDataItem")
    return {
        "items": text_of(loop.find(f"{BPMN}loopDataInputRef")) or text_of(loop.find(f"{BPMN}loopCardinality")),
        "item": (given.get("name") or given.get("id", "")) if given is not None else "",
        "output_item": (received.get("name") or received.get("id", "")) if received is not None else "",
    }


def text_of(node: Any) -> str:
    return (node.text or "").strip() if node is not None else ""


def event_definition(node: Any) -> Any:
    """The node's own event definition; a subprocess's inner ones are not its."""
    found = [child for child in node if tag(child).endswith("EventDefinition")]
    return found[0] if found else None


def flows_of(scope: Scope) -> Iterator[Flow]:
    defaults = {node.get("default") for node in scope.node if node.get("default")}
    for node in scope.node:
        if tag(node) == "sequenceFlow":
            condition = node.find(f"{BPMN}conditionExpression")
            yield Flow(
                id=node.get("id") or "",
                source=node.get("sourceRef") or "",
                target=node.get("targetRef") or "",
                name=node.get("name", ""),
                condition=compiled(text_of(condition), node, scope.file) if condition is not None else None,
                is_default=node.get("id") in defaults,
            )


def compiled(text: str, node: Any, file: str) -> Expression:
    try:
        return compile_expression(text)
    except ExpressionError as problem:
        raise refusal(str(problem), node, file) from None


def messages_of(documents: Mapping[str, Any]) -> dict[str, str]:
    return {
        node.get("id", ""): node.get("name", "") for root in documents.values() for node in root.iter(f"{BPMN}message")
    }
