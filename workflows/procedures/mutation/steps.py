"""Steps left out: a person's task or a service task taken away, and the way led past it."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.workflows.engine.reading import ACTIVITIES, BPMN, EVENTS, GATEWAYS, tag
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.mutation.markup import counterpart, nodes, written
from ombud.workflows.procedures.mutation.mutant import Kind, Mutant, with_file
from ombud.workflows.procedures.xml import Node, local

FOR_PEOPLE = ("userTask", "manualTask")
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
EDGE, SHAPE = f"{DI}BPMNEdge", f"{DI}BPMNShape"
LED_TO = (ACTIVITIES | GATEWAYS | EVENTS) - {"startEvent", "boundaryEvent"}
"""What a flow has to lead to."""


def steps(procedure: Procedure) -> Iterator[Mutant]:
    """None of a step whose way does not go on in exactly one direction."""
    for file, node in nodes(procedure):
        if tag(node) not in (*FOR_PEOPLE, "serviceTask"):
            continue
        root, step = counterpart(procedure.bpmn[file], node)
        if _skip(root, step):
            name = node.get("id", "")
            changed = with_file(procedure, file, written(root))
            what = f"the {'task' if tag(node) in FOR_PEOPLE else 'service task'} is skipped"
            yield Mutant(Kind.STEP, file, node.sourceline or 0, name, what, changed, frozenset({name}))


def _skip(root: Node, step: Node) -> bool:
    scope, name = step.getparent(), step.get("id")
    flows = scope.findall(f"{BPMN}sequenceFlow")
    leaving = [flow for flow in flows if flow.get("sourceRef") == name]
    entering = [flow for flow in flows if flow.get("targetRef") == name]
    target = next((node for flow in leaving for node in scope if node.get("id") == flow.get("targetRef")), None)
    if len(leaving) != 1 or not entering or target is None:
        return False
    drawn, loose = {edge.get("bpmnElement"): edge for edge in root.iter(EDGE)}, _lost(scope)
    rest = drawn.get(leaving[0].get("id"))
    for flow in entering:
        flow.set("targetRef", target.get("id"))
        _mark(target, flow.get("id"))
        if rest is not None and (edge := drawn.get(flow.get("id"))) is not None:
            _lengthen(edge, rest)
    scope.remove(leaving[0])
    scope.remove(step)
    _prune(root, scope, spare=loose)
    return True


def _mark(target: Node, flow: str) -> None:
    """The node says which flows come in, in front of those that leave."""
    before = [child for child in target if tag(child) in ("documentation", "extensionElements", "incoming")]
    mark = target.makeelement(f"{BPMN}incoming")
    mark.text = flow
    target.insert(target.index(before[-1]) + 1 if before else 0, mark)


def _lengthen(edge: Node, rest: Node) -> None:
    """The line goes on where that of the step's own flow went."""
    points = [child for child in edge if local(child) == "waypoint"]
    place = edge.index(points[-1]) + 1 if points else 0
    for point in reversed([child for child in rest if local(child) == "waypoint"]):
        edge.insert(place, point.__copy__())


def _prune(root: Node, scope: Node, *, spare: list[Node]) -> None:
    """Takes away what nothing leads to any more: timers of the step, and what comes after them."""
    while gone := [node for node in _lost(scope) if node not in spare]:
        for node in gone:
            scope.remove(node)
    left = {node.get("id") for node in root.iter() if node.get("id")}
    for reference in [node for node in scope.iter() if tag(node) == "flowNodeRef"]:
        if (reference.text or "").strip() not in left:
            reference.getparent().remove(reference)
    for mark in [node for node in scope.iter() if tag(node) in ("incoming", "outgoing")]:
        if (mark.text or "").strip() not in left:
            mark.getparent().remove(mark)
    for drawing in [node for node in root.iter() if node.tag in (EDGE, SHAPE)]:
        if drawing.get("bpmnElement") not in left:
            drawing.getparent().remove(drawing)


def _lost(scope: Node) -> list[Node]:
    known = {node.get("id") for node in scope}
    flows = [node for node in scope if tag(node) == "sequenceFlow"]
    reached = {flow.get("targetRef") for flow in flows}
    cut = [flow for flow in flows if not {flow.get("sourceRef"), flow.get("targetRef")} <= known]
    loose = [node for node in scope if tag(node) == "boundaryEvent" and node.get("attachedToRef") not in known]
    return [*cut, *loose, *(node for node in scope if tag(node) in LED_TO and node.get("id") not in reached)]
