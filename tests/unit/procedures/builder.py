"""Small diagrams with their drawing, laid out on stairs: each node has a column and a row of its own, so that a flow
that leaves downwards and arrives sideways meets nothing on its way."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from ombud.workflows.procedures.check import Finding, check_content

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:ombud="urn:ombud:bpmn:1" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="file" targetNamespace="urn:test">\n'
)
GAP = 40


@dataclass
class Shape:
    """A node. `inner` is the diagram inside a subprocess."""

    tag: str
    id: str
    attributes: dict[str, str]
    inside: str
    inner: Diagram | None = None

    @property
    def size(self) -> tuple[int, int]:
        if self.inner is not None:
            return self.inner.extent
        if self.tag.endswith("Event"):
            return 36, 36
        return (50, 50) if self.tag.endswith("Gateway") else (100, 80)


@dataclass
class Diagram:
    """A process, or the inside of a subprocess. Methods add one thing and return the diagram."""

    name: str = "leave"
    lane: str = "office"
    shapes: list[Shape] = field(default_factory=list)
    flows: list[tuple[str, str, str, str]] = field(default_factory=list)  # id, source, target, condition
    roots: list[str] = field(default_factory=list)  # messages and errors
    extra: str = ""  # further elements of the process
    process_attributes: str = 'isExecutable="true"'

    def node(self, tag: str, name: str, inside: str = "", **attributes: str) -> Diagram:
        given = {key.replace("__", ":"): value for key, value in attributes.items()}
        self.shapes.append(Shape(tag, name, {"name": name.capitalize().replace("_", " "), **given}, inside))
        return self

    def start(self, name: str = "begun", inside: str = "") -> Diagram:
        return self.node("startEvent", name, inside)

    def end(self, name: str = "done", inside: str = "") -> Diagram:
        return self.node("endEvent", name, inside)

    def user(self, name: str, inside: str = "", **attributes: str) -> Diagram:
        return self.node(
            "userTask", name, inside, **{"ombud__form": f"leave.{name}", "ombud__cites": "P1-a", **attributes}
        )

    def choice(self, name: str, default: str = "", **attributes: str) -> Diagram:
        return self.node("exclusiveGateway", name, **({"default": default} if default else {}), **attributes)

    def parallel(self, *names: str) -> Diagram:
        for name in names:
            self.node("parallelGateway", name)
        return self

    def effect(self, name: str, operator: str = "issue_letter", **parameters: str) -> Diagram:
        listed = "".join(
            f'<spiffworkflow:parameter id="{key}" type="str" value={quoteattr(value)}/>'
            for key, value in parameters.items()
        )
        inside = (
            f'<bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="{operator}"><spiffworkflow:parameters>{listed}'
            "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></bpmn:extensionElements>"
        )
        return self.node("serviceTask", name, inside)

    def rule(self, name: str, decision: str) -> Diagram:
        called = f"<spiffworkflow:calledDecisionId>{decision}</spiffworkflow:calledDecisionId>"
        return self.node("businessRuleTask", name, f"<bpmn:extensionElements>{called}</bpmn:extensionElements>")

    def sub(self, name: str, inner: Diagram, tag: str = "subProcess", inside: str = "", **attributes: str) -> Diagram:
        self.node(tag, name, inside, **attributes)
        self.shapes[-1].inner = inner
        self.roots += inner.roots
        return self

    def boundary(self, name: str, host: str, inside: str, **attributes: str) -> Diagram:
        return self.node("boundaryEvent", name, inside, attachedToRef=host, **attributes)

    def message(self, name: str) -> str:
        """The definition of an event that waits for the message, which is declared."""
        self.roots.append(f'<bpmn:message id="message_{name}" name="{name}"/>')
        return f'<bpmn:messageEventDefinition messageRef="message_{name}"/>'

    def path(self, names: str) -> Diagram:
        listed = names.split()
        for source, target in itertools.pairwise(listed):
            self.flow(source, target)
        return self

    def flow(self, source: str, target: str, condition: str = "") -> Diagram:
        count = sum(flow[0].startswith(f"{source}_to_{target}") for flow in self.flows)
        self.flows.append((f"{source}_to_{target}{count or ''}", source, target, condition))
        return self

    @property
    def _placed(self) -> list[Shape]:
        return [shape for shape in self.shapes if shape.tag != "boundaryEvent"]

    @property
    def extent(self) -> tuple[int, int]:
        sizes = [shape.size for shape in self._placed]
        return sum(w + GAP for w, _h in sizes) + GAP, sum(h + GAP for _w, h in sizes) + GAP

    def boxes(self, left: int, top: int) -> dict[str, tuple[int, int, int, int]]:
        """Where each of the diagram's own shapes stands."""
        found = {}
        x, y = left + GAP, top + GAP
        for shape in self._placed:
            width, height = shape.size
            found[shape.id] = (x, y, width, height)
            x, y = x + width + GAP, y + height + GAP
        for shape in self.shapes:
            if shape.tag == "boundaryEvent":
                hx, hy, width, height = found.get(shape.attributes["attachedToRef"], (0, 0, 100, 80))
                here = sum(1 for other in found if other.startswith("boundary at ") and other.endswith(str((hx, hy))))
                found[f"boundary at {here} {(hx, hy)}"] = (0, 0, 0, 0)
                found[shape.id] = (hx + width - 30 - 40 * here, hy + height - 18, 36, 36)
        return {name: box for name, box in found.items() if not name.startswith("boundary at ")}

    def body(self) -> str:
        nodes = "".join(_node(shape) + "\n" for shape in self.shapes)
        flows = "".join(
            f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">'
            + (f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else "")
            + "</bpmn:sequenceFlow>\n"
            for name, source, target, condition in self.flows
        )
        return f"{nodes}{flows}{self.extra}"

    def drawn(self, left: int, top: int) -> str:
        boxes = self.boxes(left, top)
        shapes = "".join(_shape(name, box) for name, box in boxes.items())
        edges = "".join(_edge(name, boxes.get(source), boxes.get(target)) for name, source, target, _c in self.flows)
        inner = "".join(s.inner.drawn(*boxes[s.id][:2]) for s in self.shapes if s.inner is not None)
        return f"{shapes}{edges}{inner}"

    def xml(self, *, drawing: bool = True) -> bytes:
        width, height = self.extent
        references = "".join(f"<bpmn:flowNodeRef>{shape.id}</bpmn:flowNodeRef>" for shape in self.shapes)
        lanes = f'<bpmn:laneSet id="lanes"><bpmn:lane id="{self.lane}" name="Office">{references}</bpmn:lane></bpmn:laneSet>'
        process = f'<bpmn:process id="{self.name}" {self.process_attributes}>\n{lanes}\n{self.body()}</bpmn:process>\n'
        plane = (
            f'<bpmndi:BPMNDiagram id="drawing"><bpmndi:BPMNPlane id="plane" bpmnElement="{self.name}">'
            f"{_shape(self.lane, (0, 0, width, height))}{self.drawn(0, 0)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
        )
        return (
            f"{HEAD}{''.join(dict.fromkeys(self.roots))}{process}{plane if drawing else ''}</bpmn:definitions>".encode()
        )

    def check(self) -> list[Finding]:
        return check_content("leave.bpmn", self.xml())


def _node(shape: Shape) -> str:
    given = "".join(f" {key}={quoteattr(value)}" for key, value in shape.attributes.items())
    inner = shape.inner.body() if shape.inner is not None else ""
    return f'<bpmn:{shape.tag} id="{shape.id}"{given}>{shape.inside}{inner}</bpmn:{shape.tag}>'


def _shape(name: str, box: tuple[int, int, int, int]) -> str:
    x, y, width, height = box
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<bpmndi:BPMNShape id="{name}_shape" bpmnElement="{name}">{bounds}</bpmndi:BPMNShape>\n'


def _edge(name: str, source: tuple[int, int, int, int] | None, target: tuple[int, int, int, int] | None) -> str:
    sx, sy, sw, sh = source or (0, 0, 0, 0)
    tx, ty, tw, th = target or (0, 0, 0, 0)
    down = sy + sh <= ty + th // 2
    first = (sx + sw // 2, sy + sh if down else sy)
    corner = (first[0], ty + th // 2)
    last = (tx if first[0] < tx else tx + tw, corner[1])
    points = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in (first, corner, last))
    return f'<bpmndi:BPMNEdge id="{name}_edge" bpmnElement="{name}">{points}</bpmndi:BPMNEdge>\n'


def timer(deadline: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:timeDate>{deadline}</bpmn:timeDate></bpmn:timerEventDefinition>"


def simple() -> Diagram:
    """Begun, asked, done."""
    return Diagram().start().user("ask").end().path("begun ask done")


def refused(findings: list[Finding], rule: str, element: str = "") -> Finding:
    """The finding of that rule (at that element), which says why and what to do."""
    found = [f for f in findings if f.rule == rule and (not element or f.element == element)]
    assert found, f"{rule} at {element or 'any element'} is missing among: {[str(f) for f in findings]}"
    first = found[0]
    assert first.file
    assert first.sentence.endswith(".")
    assert first.way_out
    return first
