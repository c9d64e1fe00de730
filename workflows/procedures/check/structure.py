"""Ids, flows and reachability: what makes a drawing a graph that leads from its start to an end."""

from __future__ import annotations

from collections.abc import Iterable

from ombud.workflows.engine.reading import tag
from ombud.workflows.procedures.check.diagram import (
    FLOW_NODES,
    FOR_PEOPLE,
    GATEWAYS,
    SUBPROCESSES,
    Document,
    Graph,
    Scope,
    event_kind,
    reachable,
    reversed_graph,
)
from ombud.workflows.procedures.check.findings import Finding, Findings
from ombud.workflows.procedures.xml import Node

MAX_NODES, MAX_FLOWS = 500, 1500
"""Of one file; longer diagrams are neither readable nor within the engine's depth."""


def duplicate_ids(documents: Iterable[Document]) -> Findings:
    """Ids are unique in a file; those of processes, nodes and flows in all files of a procedure."""
    everywhere: dict[str, tuple[str, int]] = {}
    for document in documents:
        here: dict[str, tuple[str, int]] = {}
        for node in document.root.iter():
            if not tag(node) or not (name := node.get("id")):
                continue
            shared = tag(node) in FLOW_NODES | {"process", "sequenceFlow"}
            if (first := here.get(name) or (everywhere.get(name) if shared else None)) is not None:
                sentence = f"The id {name} is used twice; first in {first[0]}:{first[1]}."
                yield document.finding(node, "duplicate-id", sentence, "Give one of the two another id.")
            here.setdefault(name, (document.file, node.sourceline or 0))
            if shared:
                everywhere.setdefault(name, here[name])


def missing_ids(scope: Scope) -> Findings:
    for node in scope.node:
        if tag(node) in FLOW_NODES | {"sequenceFlow"} and not node.get("id"):
            yield scope.finding(node, "missing-id", "It has no id.", "Give it one that says what it is.")


def flow_ends(scope: Scope) -> Findings:
    """Flows that begin or end nowhere, at another level, or at the wrong side of a start or an end."""
    for flow in scope.flows:
        for attribute in ("sourceRef", "targetRef"):
            name = flow.get(attribute)
            if name not in scope.nodes:
                sentence = f"Its {attribute} {name!r} is no element of {scope.id or 'this process'}."
                way_out = "Connect it to an element of the same level; a flow cannot cross the border of a subprocess."
                yield scope.finding(flow, "flow-end", sentence, way_out)
    for _name, node in scope.of("startEvent"):
        if scope.entering(node.get("id")):
            yield scope.finding(
                node, "flow-into-start", "A flow leads into this start event.", "Lead it to the first task."
            )
    for _name, node in scope.of("boundaryEvent"):
        if scope.entering(node.get("id")):
            yield scope.finding(
                node, "flow-into-boundary", "A flow leads into this boundary event.", "Remove the flow."
            )


def leads_on(scope: Scope) -> Findings:
    for name, node in scope.nodes.items():
        flows = scope.leaving(name)
        if tag(node) == "endEvent":
            if flows:
                yield scope.finding(node, "flow-from-end", "A flow leaves this end event.", "Remove it.")
        elif not flows:
            yield scope.finding(node, "dead-end", "Nothing comes after it.", "Lead it to an end event.")
        elif len(flows) > 1 and tag(node) not in GATEWAYS:
            yield scope.finding(
                node,
                "several-flows",
                f"{len(flows)} flows leave it.",
                "Put an exclusive or a parallel gateway behind it.",
            )


def starts_and_ends(scope: Scope) -> Findings:
    found = len(scope.starts)
    if found != 1:
        where = scope.node if not found else scope.nodes[scope.starts[1]]
        sentence = f"{scope.id or 'The process'} has {found or 'no'} start events; exactly one is needed."
        yield scope.finding(where, "start-event", sentence, "Draw one plain start event.")
    if not any(scope.of("endEvent")):
        yield scope.finding(scope.node, "no-end", f"{scope.id or 'The process'} has no end event.", "Draw one.")


def reach(scope: Scope) -> Findings:
    """Nodes that no token can come to, and nodes from which none can come to an end."""
    if not scope.starts:
        return
    seen = reachable(scope.graph, scope.starts)
    ends = [name for name, _node in scope.of("endEvent")]
    home = reachable(reversed_graph(scope.graph), ends)
    for name, node in scope.nodes.items():
        if name not in seen:
            yield scope.finding(node, "unreachable", "No flow leads to it.", "Connect it, or remove it.")
        elif ends and name not in home and scope.leaving(name):
            yield scope.finding(
                node, "no-way-out", "From here no end event can be reached.", "Give the loop a way out."
            )


def restless_loops(scope: Scope) -> Findings:
    """Loops on which nobody and nothing is waited for: the engine would run round until it is stopped."""
    restless = {name for name, node in scope.nodes.items() if not _waits(node)}
    graph: Graph = {name: [t for t in scope.graph[name] if t in restless] for name in restless}
    for name in scope.nodes:
        if name in restless and name in reachable(graph, graph[name]):
            sentence = "It stands on a loop on which nobody is waited for."
            yield scope.finding(scope.nodes[name], "restless-loop", sentence, "Put a task into the loop.")
            return


def _waits(node: Node) -> bool:
    if tag(node) in FOR_PEOPLE | SUBPROCESSES | {"receiveTask", "callActivity", "eventBasedGateway"}:
        return True
    return tag(node) in ("intermediateCatchEvent", "boundaryEvent") and event_kind(node) in ("timer", "message")


def size(document: Document) -> Finding | None:
    nodes = sum(1 for node in document.root.iter() if tag(node) in FLOW_NODES)
    flows = sum(1 for node in document.root.iter() if tag(node) == "sequenceFlow")
    if nodes <= MAX_NODES and flows <= MAX_FLOWS:
        return None
    sentence = f"It has {nodes} elements and {flows} flows; at most {MAX_NODES} and {MAX_FLOWS} are read."
    return document.finding(None, "too-large", sentence, "Divide it into procedures or called processes.")


def declared_flows(scope: Scope) -> Findings:
    """`incoming` and `outgoing` of a node, where it has any, name the flows that really meet it."""
    for name, node in scope.nodes.items():
        for side, flows in (("incoming", scope.entering(name)), ("outgoing", scope.leaving(name))):
            real = {flow.get("id") for flow in flows}
            written = {(child.text or "").strip().split(":")[-1] for child in node if tag(child) == side}
            if written and (wrong := sorted(str(each) for each in written ^ real)):
                sentence = f"Its {side} entries and the flows differ: {', '.join(wrong)}."
                yield scope.finding(node, "declared-flows", sentence, f"Write one {side} for each flow, or none.")
