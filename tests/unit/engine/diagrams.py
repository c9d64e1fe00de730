"""Small diagrams for the engine's tests, written as paths of ids: `path("begin a b done")`."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import quoteattr

from ombud.workflows import engine

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)

_digests = itertools.count()

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:ombud="urn:ombud:bpmn:1" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="definitions" targetNamespace="urn:test">'
)


class Diagram:
    """A process, or the inside of a subprocess. Every method adds one element; `path` and `when` add flows."""

    def __init__(self, name: str = "p") -> None:
        self.name = name
        self.parts: list[str] = []
        self.lanes: dict[str, list[str]] = {}
        self.definitions: set[str] = set()
        self.count = 0

    def raw(self, xml: str) -> Diagram:
        self.parts.append(xml)
        return self

    def node(self, tag: str, name: str, inside: str = "", **attributes: str) -> Diagram:
        given = "".join(f" {key.replace('__', ':')}={quoteattr(value)}" for key, value in attributes.items())
        return self.raw(f'<bpmn:{tag} id="{name}"{given}>{inside}</bpmn:{tag}>')

    def start(self, name: str = "begin") -> Diagram:
        return self.node("startEvent", name)

    def end(self, name: str = "done", inside: str = "") -> Diagram:
        return self.node("endEvent", name, inside)

    def user(self, name: str, inside: str = "", lane: str = "", **attributes: str) -> Diagram:
        if lane:
            self.lanes.setdefault(lane, []).append(name)
        return self.node("userTask", name, inside, ombud__form=name, **attributes)

    def users(self, names: str) -> Diagram:
        for name in names.split():
            self.user(name)
        return self

    def effect(self, name: str, operator: str = "issue_letter", inside: str = "", **parameters: str) -> Diagram:
        listed = "".join(
            f'<spiffworkflow:parameter id="{key}" type="str" value={quoteattr(text)}/>'
            for key, text in parameters.items()
        )
        extension = (
            f'<bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="{operator}"><spiffworkflow:parameters>'
            f"{listed}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></bpmn:extensionElements>"
        )
        return self.node("serviceTask", name, extension + inside)

    def rule(self, name: str, decision: str) -> Diagram:
        called = f"<spiffworkflow:calledDecisionId>{decision}</spiffworkflow:calledDecisionId>"
        return self.node("businessRuleTask", name, f"<bpmn:extensionElements>{called}</bpmn:extensionElements>")

    def choice(self, name: str, **attributes: str) -> Diagram:
        return self.node("exclusiveGateway", name, **attributes)

    def parallel(self, *names: str) -> Diagram:
        for name in names:
            self.node("parallelGateway", name)
        return self

    def sub(self, name: str, inner: Diagram, inside: str = "") -> Diagram:
        self.definitions |= inner.definitions
        return self.node("subProcess", name, inside + inner.body())

    def timer(self, name: str, deadline: str) -> Diagram:
        return self.node("intermediateCatchEvent", name, timer(deadline))

    def catch(self, name: str, message: str) -> Diagram:
        return self.node("intermediateCatchEvent", name, self.message(message))

    def boundary(self, name: str, host: str, inside: str, *, interrupting: bool = True) -> Diagram:
        return self.node(
            "boundaryEvent", name, inside, attachedToRef=host, cancelActivity="true" if interrupting else "false"
        )

    def message(self, name: str, payload: str = "") -> str:
        self.definitions.add(f'<bpmn:message id="message_{name}" name="{name}"/>')
        expression = f"<spiffworkflow:messagePayload>{payload}</spiffworkflow:messagePayload>" if payload else ""
        inside = f"<bpmn:extensionElements>{expression}</bpmn:extensionElements>" if payload else ""
        return f'<bpmn:messageEventDefinition messageRef="message_{name}">{inside}</bpmn:messageEventDefinition>'

    def error(self, code: str) -> str:
        self.definitions.add(f'<bpmn:error id="error_{code}" name="{code}" errorCode="{code}"/>')
        return f'<bpmn:errorEventDefinition errorRef="error_{code}"/>'

    def escalation(self, code: str) -> str:
        self.definitions.add(f'<bpmn:escalation id="escalation_{code}" name="{code}" escalationCode="{code}"/>')
        return f'<bpmn:escalationEventDefinition escalationRef="escalation_{code}"/>'

    def path(self, names: str) -> Diagram:
        listed = names.split()
        for source, target in itertools.pairwise(listed):
            self._flow(source, target, "")
        return self

    def when(self, source: str, target: str, condition: str) -> Diagram:
        return self._flow(source, target, condition)

    def _flow(self, source: str, target: str, condition: str) -> Diagram:
        self.count += 1
        text = condition.replace("&", "&amp;").replace("<", "&lt;")
        inside = f"<bpmn:conditionExpression>{text}</bpmn:conditionExpression>" if condition else ""
        name = f"{self.name}_flow_{self.count}"
        ends = f'sourceRef="{source}" targetRef="{target}"'
        return self.raw(f'<bpmn:sequenceFlow id="{name}" {ends}>{inside}</bpmn:sequenceFlow>')

    def body(self) -> str:
        return "".join(self.parts)

    def xml(self) -> bytes:
        lanes = "".join(
            f'<bpmn:lane id="{lane}" name="The {lane}">'
            + "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in names)
            + "</bpmn:lane>"
            for lane, names in self.lanes.items()
        )
        lane_set = f'<bpmn:laneSet id="{self.name}_lanes">{lanes}</bpmn:laneSet>' if lanes else ""
        process = f'<bpmn:process id="{self.name}" isExecutable="true">{lane_set}{self.body()}</bpmn:process>'
        return f"{HEAD}{''.join(sorted(self.definitions))}{process}</bpmn:definitions>".encode()

    def parse(self, *others: Diagram, dmn: Mapping[str, bytes] | None = None) -> engine.Definition:
        files = {f"{diagram.name}.bpmn": diagram.xml() for diagram in (self, *others)}
        return engine.parse(self.name, files, dmn or {}, digest=f"test-{next(_digests)}")


def timer(deadline: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:timeDate>{deadline}</bpmn:timeDate></bpmn:timerEventDefinition>"


def items(collection: str, item: str = "", output: str = "", output_item: str = "", *, sequential: bool = False) -> str:
    parts = [f"<bpmn:loopDataInputRef>{collection}</bpmn:loopDataInputRef>"]
    if output:
        parts.append(f"<bpmn:loopDataOutputRef>{output}</bpmn:loopDataOutputRef>")
    if item:
        parts.append(f'<bpmn:inputDataItem id="{item}" name="{item}"/>')
    if output_item:
        parts.append(f'<bpmn:outputDataItem id="{output_item}" name="{output_item}"/>')
    kind = ' isSequential="true"' if sequential else ""
    tag = "multiInstanceLoopCharacteristics"
    return f"<bpmn:{tag}{kind}>{''.join(parts)}</bpmn:{tag}>"


TERMINATE = "<bpmn:terminateEventDefinition/>"


def table(
    name: str, inputs: list[str], outputs: list[str], rows: list[tuple[list[str], list[str]]], policy: str = "UNIQUE"
) -> dict[str, bytes]:
    columns = "".join(
        f'<input id="i{n}"><inputExpression id="ie{n}"><text>{text}</text></inputExpression></input>'
        for n, text in enumerate(inputs)
    ) + "".join(f'<output id="o{n}" name="{text}"/>' for n, text in enumerate(outputs))
    rules = "".join(
        f'<rule id="r{n}">'
        + "".join(f'<inputEntry id="c{n}{m}"><text>{_xml(text)}</text></inputEntry>' for m, text in enumerate(cells))
        + "".join(
            f'<outputEntry id="d{n}{m}"><text>{_xml(text)}</text></outputEntry>' for m, text in enumerate(results)
        )
        + "</rule>"
        for n, (cells, results) in enumerate(rows)
    )
    return {
        f"{name}.dmn": (
            f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">'
            f'<decision id="{name}" name="{name}"><decisionTable id="t" hitPolicy="{policy}">{columns}{rules}'
            f"</decisionTable></decision></definitions>"
        ).encode()
    }


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


class Walk:
    """A case walked through by hand; every step goes through the stored state."""

    def __init__(self, definition: engine.Definition, **variables: Any) -> None:
        self.definition = definition
        self.now = NOW
        self.due: dict[engine.ElementKey, datetime] = {}
        self.steps = [engine.open(definition, variables=variables, now=NOW)]

    @property
    def step(self) -> engine.Step:
        return self.steps[-1]

    @property
    def open(self) -> list[str]:
        return [short(task.key) for task in engine.ready(self.definition, self.step.state)]

    def complete(self, key: str, **routing: Any) -> engine.Step:
        found = full(key)
        return self._took(engine.complete(self.definition, self.step.state, found, routing, now=self.now, due=self.due))

    def deliver(self, message: str, **payload: Any) -> engine.Step:
        return self._took(
            engine.deliver(self.definition, self.step.state, message, payload, now=self.now, due=self.due)
        )

    def tick(self, *, after: timedelta = timedelta(0)) -> engine.Step:
        self.now += after
        return self._took(engine.tick(self.definition, self.step.state, now=self.now, due=self.due))

    def set_due(self, key: str, after: timedelta) -> None:
        self.due[full(key)] = NOW + after

    def _took(self, step: engine.Step) -> engine.Step:
        self.steps.append(step)
        return step

    @property
    def visited(self) -> list[str]:
        return [short(key) for step in self.steps for key in step.visited]


def short(key: engine.ElementKey) -> str:
    """`a` for a first pass, `a:2` for a second, `a:1:x` for an item's."""
    return str(key) if key.item or key.occurrence > 1 else key.element


def full(key: str) -> engine.ElementKey:
    return engine.ElementKey.parse(key if ":" in key else f"{key}:1")
