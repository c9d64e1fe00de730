"""A BPMN file as the rules read it: documents, scopes (processes and subprocesses), nodes and flows.

Everything here expects the worst: ids may be missing or doubled, references may lead nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ombud.workflows.engine.reading import BPMN, event_definition, tag
from ombud.workflows.procedures.check.findings import Finding
from ombud.workflows.procedures.xml import Node

TASKS = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"}
)
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"})
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS
FOR_PEOPLE = frozenset({"userTask", "manualTask"})

Graph = dict[str, list[str]]


@dataclass(frozen=True)
class Document:
    """A parsed BPMN file. `file` is the name findings show."""

    file: str
    root: Node = field(repr=False)

    @cached_property
    def processes(self) -> dict[str, Node]:
        return {node.get("id", ""): node for node in self.root if tag(node) == "process"}

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        return tuple(scope for node in self.processes.values() for scope in scopes_of(self.file, node))

    @cached_property
    def messages(self) -> dict[str, str]:
        """Message id -> name."""
        return {node.get("id", ""): node.get("name", "") for node in self.root if tag(node) == "message"}

    def finding(self, node: Node | None, rule: str, sentence: str, way_out: str) -> Finding:
        line = (node.sourceline or 0) if node is not None else 0
        return Finding(self.file, line, _named(node), rule, sentence, way_out)


@dataclass(frozen=True)
class Scope:
    """A process or an embedded subprocess, and what stands directly in it."""

    file: str
    node: Node = field(repr=False)
    process: Node = field(repr=False)  # the process it belongs to, itself for a process
    lane: str = ""  # of the subprocess, or of one around it

    @property
    def id(self) -> str:
        return self.node.get("id") or ""

    @property
    def is_process(self) -> bool:
        return tag(self.node) == "process"

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Flow nodes by id, in the order of the file; of two with one id the first."""
        found: dict[str, Node] = {}
        for node in self.node:
            if tag(node) in FLOW_NODES and node.get("id"):
                found.setdefault(node.get("id"), node)
        return found

    @cached_property
    def flows(self) -> list[Node]:
        return [node for node in self.node if tag(node) == "sequenceFlow"]

    @cached_property
    def sound_flows(self) -> list[Node]:
        """Flows with both ends in this scope."""
        return [f for f in self.flows if f.get("sourceRef") in self.nodes and f.get("targetRef") in self.nodes]

    @cached_property
    def graph(self) -> Graph:
        """Where a token can go next: along flows, and from an activity to what is attached to it."""
        found: Graph = {name: [] for name in self.nodes}
        for flow in self.sound_flows:
            found[flow.get("sourceRef")].append(flow.get("targetRef"))
        for name, node in self.nodes.items():
            if tag(node) == "boundaryEvent" and node.get("attachedToRef") in self.nodes:
                found[node.get("attachedToRef")].append(name)
        return found

    @cached_property
    def lanes(self) -> dict[str, str]:
        """Node id -> lane id. In a subprocess that stands in a lane, every node has that lane."""
        return dict.fromkeys(self.nodes, self.lane) if self.lane else lanes_of(self.node)

    def of(self, *tags: str) -> Iterator[tuple[str, Node]]:
        return ((name, node) for name, node in self.nodes.items() if tag(node) in tags)

    def leaving(self, name: str) -> list[Node]:
        return [flow for flow in self.flows if flow.get("sourceRef") == name]

    def entering(self, name: str) -> list[Node]:
        return [flow for flow in self.flows if flow.get("targetRef") == name]

    @property
    def starts(self) -> list[str]:
        return [name for name, _node in self.of("startEvent")]

    def finding(self, node: Node, rule: str, sentence: str, way_out: str) -> Finding:
        return Finding(self.file, node.sourceline or 0, _named(node), rule, sentence, way_out)


def scopes_of(file: str, process: Node) -> Iterator[Scope]:
    """The process and every subprocess inside it, however deep."""
    pending = [Scope(file, process, process)]
    while pending:
        scope = pending.pop(0)
        yield scope
        for name, node in scope.of(*SUBPROCESSES):
            pending.append(Scope(file, node, process, scope.lane or scope.lanes.get(name, "")))


def lanes_of(scope: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for lane_set in scope.iterchildren(f"{BPMN}laneSet"):
        for reference in lane_set.iter(f"{BPMN}flowNodeRef"):
            found[(reference.text or "").strip()] = reference.getparent().get("id") or ""
    return found


def event_kind(node: Node) -> str:
    """`timer`, `message` …; empty for an event without a definition."""
    definition = event_definition(node)
    return tag(definition)[: -len("EventDefinition")] if definition is not None else ""


def interrupts(boundary: Node) -> bool:
    return str(boundary.get("cancelActivity", "true")).lower() not in ("false", "0")


def reachable(graph: Graph, starts: list[str]) -> set[str]:
    seen, pending = set(starts), list(starts)
    while pending:
        for name in graph.get(pending.pop(), ()):
            if name not in seen:
                seen.add(name)
                pending.append(name)
    return seen


def reversed_graph(graph: Graph) -> Graph:
    found: Graph = {name: [] for name in graph}
    for name, targets in graph.items():
        for target in targets:
            found[target].append(name)
    return found


def holder(node: Node) -> Node:
    """The nearest element around a node (or itself) that people know by its id."""
    while node is not None and not (node.get("id") and tag(node) in FLOW_NODES | {"process", "sequenceFlow", "lane"}):
        above = node.getparent()
        if above is None:
            return node
        node = above
    return node


def _named(node: Node | None) -> str:
    return str(node.get("id") or tag(node) or "") if node is not None else ""
