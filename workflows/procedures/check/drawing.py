"""The drawing (BPMNDI): everything is drawn, nothing covers or crosses anything else, and every step is in its lane."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from functools import cached_property

from ombud.workflows.engine.reading import tag
from ombud.workflows.procedures.check.diagram import SUBPROCESSES, Document, Scope
from ombud.workflows.procedures.check.findings import Finding, Findings
from ombud.workflows.procedures.check.geometry import Box, Point
from ombud.workflows.procedures.xml import Node, local

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DOCKING = 3.0
"""Pixels between the end of a flow and the border of what it connects."""


@dataclass(frozen=True)
class Drawing:
    """Shapes, flows and labels by the id of what they draw."""

    document: Document
    shapes: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)  # the di elements, for their lines
    collapsed: frozenset[str] = frozenset()

    @cached_property
    def plane(self) -> Node | None:
        return next(self.document.root.iter(f"{DI}BPMNDiagram"), None)

    def finding(self, name: str, rule: str, sentence: str, way_out: str) -> Finding:
        node = self.nodes.get(name)
        line = (node.sourceline or 0) if node is not None else 0
        return Finding(self.document.file, line, name, rule, sentence, way_out)


def read_drawing(document: Document) -> Drawing:
    drawing = Drawing(document)
    closed = set()
    for node in document.root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge"):
        name = (node.get("bpmnElement") or "").split(":")[-1]
        drawing.nodes.setdefault(name, node)
        if local(node) == "BPMNShape" and (box := _box(node)) is not None:
            drawing.shapes.setdefault(name, box)
            if node.get("isExpanded") == "false":
                closed.add(name)
        elif local(node) == "BPMNEdge":
            drawing.edges.setdefault(name, _points(node))
        label = next((child for child in node if local(child) == "BPMNLabel"), None)
        if label is not None and (box := _box(label)) is not None:
            drawing.labels.setdefault(name, box)
    return Drawing(document, drawing.shapes, drawing.edges, drawing.labels, drawing.nodes, frozenset(closed))


def _box(holder: Node) -> Box | None:
    for child in holder:
        if local(child) == "Bounds":
            numbers = [_number(child.get(name)) for name in ("x", "y", "width", "height")]
            if None not in numbers and numbers[2] and numbers[3]:
                return Box(*[number or 0.0 for number in numbers])
    return None


def _points(edge: Node) -> list[Point]:
    found = []
    for child in edge:
        if local(child) == "waypoint":
            x, y = _number(child.get("x")), _number(child.get("y"))
            if x is not None and y is not None:
                found.append(Point(x, y))
    return found


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def everything_drawn(drawing: Drawing) -> Findings:
    """A shape for each node, lane and pool, a line for each flow, and nothing drawn that is not there."""
    document = drawing.document
    if drawing.plane is None:
        yield document.finding(
            None, "no-drawing", "The file holds no drawing (BPMNDI), so nobody can be shown where a case is.",
            "Draw it in a modeler and save it with its drawing.",
        )  # fmt: skip
        return
    for scope in document.scopes:
        if _hidden(scope, drawing):
            continue
        for name, node in scope.nodes.items():
            if name not in drawing.shapes:
                yield scope.finding(node, "not-drawn", "It has no shape in the drawing.", "Draw it, or remove it.")
        for flow in scope.flows:
            if len(drawing.edges.get(flow.get("id") or "", ())) < 2:
                yield scope.finding(
                    flow, "not-drawn", "This flow has no line in the drawing.", "Draw it, or remove it."
                )
        for lane in _lanes(scope):
            if lane.get("id") not in drawing.shapes:
                yield scope.finding(
                    lane, "not-drawn", "This lane has no shape in the drawing.", "Draw it, or remove it."
                )
    known = {node.get("id") for node in document.root.iter() if node.get("id")}
    for name in drawing.nodes:
        if name not in known:
            sentence = f"The drawing shows {name or 'something'}, which is not in the procedure."
            yield drawing.finding(name, "drawn-only", sentence, "Remove its shape, or add the element.")


def _hidden(scope: Scope, drawing: Drawing) -> bool:
    """Inside a closed subprocess nothing need be drawn."""
    return scope.id in drawing.collapsed and not any(name in drawing.shapes for name in scope.nodes)


def _lanes(scope: Scope) -> list[Node]:
    return [lane for lane_set in scope.node if tag(lane_set) == "laneSet" for lane in lane_set if tag(lane) == "lane"]


def covering(drawing: Drawing) -> Findings:
    """Shapes on shapes. A boundary event sits on its host's border, and a subprocess holds what is inside it."""
    for scope in drawing.document.scopes:
        drawn = [(name, node) for name, node in scope.nodes.items() if name in drawing.shapes]
        for (one, first), (other, second) in itertools.combinations(drawn, 2):
            attached = first.get("attachedToRef") == other or second.get("attachedToRef") == one
            if not attached and drawing.shapes[one].overlaps(drawing.shapes[other]):
                sentence = f"In the drawing it covers {one}."
                yield drawing.finding(other, "shapes-overlap", sentence, "Move one of the two.")
        for name, node in scope.of("boundaryEvent"):
            box, host = drawing.shapes.get(name), drawing.shapes.get(node.get("attachedToRef") or "")
            if box and host and (host.contains(box) or not host.overlaps(box)):
                sentence = f"In the drawing it does not sit on the border of {node.get('attachedToRef')}."
                yield drawing.finding(name, "boundary-place", sentence, "Move it onto the border.")
        yield from _inside(scope, drawing, [name for name, _node in drawn])


def _inside(scope: Scope, drawing: Drawing, names: list[str]) -> Findings:
    around = drawing.shapes.get(scope.id)
    if tag(scope.node) not in SUBPROCESSES or around is None or scope.id in drawing.collapsed:
        return
    for name in names:
        if not around.contains(drawing.shapes[name]):
            sentence = f"In the drawing it is outside {scope.id}."
            yield drawing.finding(
                name, "outside-subprocess", sentence, "Move it inside, or draw the subprocess larger."
            )


def crossing(drawing: Drawing) -> Findings:
    """Flows that run through a shape, or that do not begin and end at what they connect."""
    for scope in drawing.document.scopes:
        boxes = {name: drawing.shapes[name] for name in scope.nodes if name in drawing.shapes}
        for flow in scope.sound_flows:
            points = drawing.edges.get(flow.get("id") or "", [])
            ends = (flow.get("sourceRef"), flow.get("targetRef"))
            for name, box in boxes.items():
                if name not in ends and any(box.is_crossed_by(a, b) for a, b in itertools.pairwise(points)):
                    sentence = f"In the drawing it runs through {name}."
                    yield drawing.finding(
                        str(flow.get("id")), "flow-through-shape", sentence, "Lead it around the shape."
                    )
            if len(points) > 1:
                yield from _docked(drawing, flow, points, boxes)


def _docked(drawing: Drawing, flow: Node, points: list[Point], boxes: dict[str, Box]) -> Findings:
    for attribute, point, word in (("sourceRef", points[0], "begin"), ("targetRef", points[-1], "end")):
        name = flow.get(attribute)
        if name in boxes and not boxes[name].near(point, DOCKING):
            sentence = f"In the drawing it does not {word} at {name}."
            yield drawing.finding(str(flow.get("id")), "flow-undocked", sentence, "Connect it to the shape.")


def in_lanes(drawing: Drawing) -> Findings:
    """Nodes that are drawn in another lane than they belong to, and nodes in no lane or in two."""
    for scope in drawing.document.scopes:
        lanes = _lanes(scope)
        if not lanes:
            continue
        named: dict[str, list[str]] = {}
        for lane in lanes:
            for reference in lane:
                if tag(reference) == "flowNodeRef":
                    named.setdefault((reference.text or "").strip(), []).append(str(lane.get("id")))
        for name, node in scope.nodes.items():
            yield from _one_lane(scope, drawing, name, node, named.get(name, []))
        for name in named:
            if name and name not in scope.nodes:
                sentence = f"Lane {named[name][0]} lists {name}, which is not at this level."
                yield scope.finding(scope.node, "lane-reference", sentence, "Remove the entry, or correct its name.")


def _one_lane(scope: Scope, drawing: Drawing, name: str, node: Node, lanes: list[str]) -> Findings:
    if len(lanes) != 1:
        sentence = f"It belongs to the lanes {' and '.join(lanes)}." if lanes else "It belongs to no lane."
        yield scope.finding(node, "lane", sentence, "List it in exactly one lane.")
        return
    box, lane = drawing.shapes.get(name), drawing.shapes.get(lanes[0])
    if box is None or lane is None:
        return
    attached = tag(node) == "boundaryEvent"
    centre = Box(box.x + box.width / 2, box.y + box.height / 2, 0, 0)
    if not lane.contains(centre if attached else box):
        sentence = f"In the drawing it is not inside its lane {lanes[0]}."
        yield drawing.finding(
            name, "outside-lane", sentence, "Move it into its lane, or list it in the lane it is drawn in."
        )


def labels(drawing: Drawing) -> Findings:
    """Labels on shapes of others, and on each other."""
    for scope in drawing.document.scopes:
        placed = [str(each.get("id")) for each in (*scope.nodes.values(), *scope.flows) if each.get("name")]
        placed = [name for name in placed if name in drawing.labels]
        small = [name for name, node in scope.nodes.items() if name in drawing.shapes and tag(node) not in SUBPROCESSES]
        for name in placed:
            covered = [
                other for other in small if other != name and drawing.labels[name].overlaps(drawing.shapes[other])
            ]
            for other in covered:
                sentence = f"In the drawing its label covers {other}."
                yield drawing.finding(name, "label-covers", sentence, "Move the label.")
        for one, other in itertools.combinations(placed, 2):
            if drawing.labels[one].overlaps(drawing.labels[other]):
                sentence = f"In the drawing its label covers that of {one}."
                yield drawing.finding(other, "label-covers", sentence, "Move one of the labels.")
