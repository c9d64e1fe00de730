"""What is refused before the library sees it, because it would run it wrongly or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ombud.workflows.engine.errors import DefinitionError
from ombud.workflows.engine.reading import (
    ACTIVITIES,
    BPMN,
    FLOW_NODES,
    SPIFF,
    Scope,
    event_definition,
    refusal,
    tag,
    text_of,
)

_TAGS = {
    "scriptTask": "scripts are not run; use a business rule task or a service task.",
    "task": "it does not say who does it; make it a user, manual, service or business rule task.",
    "inclusiveGateway": "inclusive gateways are not supported; use exclusive or parallel gateways.",
    "complexGateway": "complex gateways are not supported; use exclusive or parallel gateways.",
    "transaction": "transactions are not supported; use an embedded subprocess.",
    "adHocSubProcess": "ad-hoc subprocesses are not supported; use an embedded subprocess.",
    "subChoreography": "choreographies are not supported.",
    "linkEventDefinition": "link events are not supported: the case would end at the throw; draw the flow.",
    "compensateEventDefinition": "compensation is not supported; draw what has to be undone.",
    "conditionalEventDefinition": "conditional events are not supported; use a gateway or a message.",
    "signalEventDefinition": "signals are not supported; use a message.",
    "cancelEventDefinition": "cancel events are not supported; use an error or a message.",
    "standardLoopCharacteristics": "loop markers are not supported; draw the loop with an exclusive gateway.",
    "completionCondition": "a completion condition never comes true here; let one task be completed by the tally.",
    "timeCycle": "repeating timers are not supported; reminders belong to the deadline's definition.",
    "timeDuration": "a timer names a deadline in a timeDate; durations belong to the deadline's definition.",
    "ioSpecification": "data mappings are not supported; case variables are seen everywhere in the case.",
}
_SPIFF_TAGS = {SPIFF + name for name in ("preScript", "postScript", "unitTests")}
_EVENTS = {
    "startEvent": {""},
    "endEvent": {"", "terminate", "error", "escalation", "message"},
    "intermediateCatchEvent": {"timer", "message"},
    "intermediateThrowEvent": {"", "message", "escalation"},
    "boundaryEvent": {"timer", "message", "error", "escalation"},
}
_BESIDE = {
    "sequenceFlow",
    "laneSet",
    "documentation",
    "extensionElements",
    "textAnnotation",
    "association",
    "group",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "incoming",
    "outgoing",
    "auditing",
    "monitoring",
    "multiInstanceLoopCharacteristics",
}
_KNOWN = FLOW_NODES | _BESIDE | set(_TAGS)
_NAMED = (
    FLOW_NODES
    | {name for name in _TAGS if name.endswith(("ask", "Gateway", "Process"))}
    | {
        "transaction",
        "process",
        "sequenceFlow",
    }
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

Problems = Iterator[DefinitionError]


@dataclass(frozen=True)
class Inside:
    """A process or subprocess and what stands in it, by id."""

    scope: Scope
    nodes: Mapping[str, Any]
    messages: Mapping[str, str]

    def refusal(self, reason: str, node: Any) -> DefinitionError:
        return refusal(reason, node, self.scope.file)

    @cached_property
    def flows(self) -> list[Any]:
        return [child for child in self.scope.node if tag(child) == "sequenceFlow"]

    @cached_property
    def by_source(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for flow in self.flows:
            found.setdefault(flow.get("sourceRef", ""), []).append(flow)
        return found

    def outgoing(self, node: Any) -> list[Any]:
        return self.by_source.get(node.get("id"), [])


def check(scopes: list[Scope], messages: Mapping[str, str]) -> None:
    """Raises the first DefinitionError."""
    for problem in problems(scopes, messages):
        raise problem


def problems(scopes: list[Scope], messages: Mapping[str, str]) -> Problems:
    """Everything that is refused, in the order of the files."""
    yield from _duplicates(scopes)
    for scope in scopes:
        nodes = {node.get("id"): node for node in scope.node if tag(node) in FLOW_NODES}
        inside = Inside(scope, nodes, messages)
        yield from _forbidden(inside)
        yield from _ends(inside)
        for node in nodes.values():
            for rule in _RULES:
                yield from rule(node, inside)
        yield from _flows(inside)


def _duplicates(scopes: list[Scope]) -> Problems:
    seen: dict[str, str] = {}
    for scope in scopes:
        for node in scope.node:
            if tag(node) in FLOW_NODES | {"sequenceFlow"}:
                if not (name := node.get("id")):
                    yield refusal("it has no id.", node, scope.file)
                elif name in seen:
                    yield refusal(f"this id is used twice (also in {seen[name]}); ids are unique.", node, scope.file)
                else:
                    seen[name] = scope.id


def _forbidden(inside: Inside) -> Problems:
    if not inside.scope.parent:
        for node in inside.scope.node.iter():
            if (reason := _TAGS.get(tag(node))) is not None:
                yield inside.refusal(reason, _holder(node))
            elif isinstance(node.tag, str) and node.tag in _SPIFF_TAGS:
                yield inside.refusal("scripts on elements are not run; remove them.", _holder(node))
    for node in inside.scope.node:
        if (name := tag(node)) and name not in _KNOWN:
            yield inside.refusal(f"`{name}` is not supported.", node)


def _holder(node: Any) -> Any:
    """The nearest element people know by its id."""
    while tag(node) not in _NAMED:
        node = node.getparent()
    return node


def _ends(inside: Inside) -> Problems:
    starts = [node for node in inside.nodes.values() if tag(node) == "startEvent"]
    if len(starts) != 1:
        yield inside.refusal(f"it has {len(starts)} start events; exactly one is needed.", inside.scope.node)
    if not any(tag(node) == "endEvent" for node in inside.nodes.values()):
        yield inside.refusal("it has no end event.", inside.scope.node)


def _event(node: Any, inside: Inside) -> Problems:
    allowed = _EVENTS.get(tag(node))
    if allowed is None:
        return
    kinds = [tag(child)[: -len("EventDefinition")] for child in node if tag(child).endswith("EventDefinition")]
    if len(kinds) > 1:
        yield inside.refusal("it waits for several things at once; use an event gateway.", node)
    kind = kinds[0] if kinds else ""
    if kind not in allowed:
        yield inside.refusal(f"this event cannot be of the kind `{kind or 'none'}`.", node)
    if kind == "timer":
        yield from _timer(node, inside)
    if kind == "error" and node.get("cancelActivity") == "false":
        yield inside.refusal("an error always interrupts; remove cancelActivity.", node)


def _timer(node: Any, inside: Inside) -> Problems:
    text = text_of(event_definition(node).find(f"{BPMN}timeDate"))
    if not _NAME.fullmatch(text):
        told = f"`{text}` is not one" if text else "none is given"
        yield inside.refusal(f"a timer names a deadline in its timeDate; {told}.", node)


def _message(node: Any, inside: Inside) -> Problems:
    event = event_definition(node)
    if tag(node) in {"sendTask", "receiveTask"}:
        holder = node
    elif event is not None and tag(event) == "messageEventDefinition":
        holder = event
    else:
        return
    if not inside.messages.get(holder.get("messageRef", "")):
        yield inside.refusal("its message is missing or has no name.", node)


def _boundary(node: Any, inside: Inside) -> Problems:
    if tag(node) == "boundaryEvent":
        host = inside.nodes.get(node.get("attachedToRef", ""))
        if host is None or tag(host) not in ACTIVITIES:
            yield inside.refusal(f"it is attached to `{node.get('attachedToRef')}`, which is no activity here.", node)


def _event_gateway(node: Any, inside: Inside) -> Problems:
    if tag(node) != "eventBasedGateway":
        return
    targets = [inside.nodes.get(flow.get("targetRef", "")) for flow in inside.outgoing(node)]
    timers = 0
    for target in targets:
        if target is None or tag(target) not in {"intermediateCatchEvent", "receiveTask"}:
            yield inside.refusal("after an event gateway come only message and timer events.", node)
        elif (event := event_definition(target)) is not None:
            timers += tag(event) == "timerEventDefinition"
    if timers > 1:
        yield inside.refusal("it has two timers, of which only the earlier could ever happen; keep one.", node)
    if len(targets) < 2:
        yield inside.refusal("an event gateway needs at least two events to choose from.", node)


def _leads_on(node: Any, inside: Inside) -> Problems:
    flows = inside.outgoing(node)
    if tag(node) == "endEvent":
        if flows:
            yield inside.refusal("nothing can come after an end event.", node)
    elif not flows:
        yield inside.refusal("nothing comes after it; lead it to an end event.", node)
    elif len(flows) > 1 and not tag(node).endswith("Gateway"):
        yield inside.refusal("several flows leave it; put a gateway behind it.", node)


def _repeats(node: Any, inside: Inside) -> Problems:
    loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    parts = {tag(part) for part in loop} if loop is not None else set()
    if parts >= {"loopCardinality", "loopDataOutputRef"}:
        yield inside.refusal("a number of repetitions cannot have an output list; repeat over a list.", node)
    if node.get("triggeredByEvent") == "true":
        yield inside.refusal("event subprocesses are not supported; attach a boundary event to a subprocess.", node)
    if node.get("isForCompensation") == "true":
        yield inside.refusal(_TAGS["compensateEventDefinition"], node)


_RULES: tuple[Callable[[Any, Inside], Problems], ...] = (
    _repeats,
    _event,
    _message,
    _boundary,
    _event_gateway,
    _leads_on,
)


def _flows(inside: Inside) -> Problems:
    for flow in inside.flows:
        for end in ("sourceRef", "targetRef"):
            if flow.get(end) not in inside.nodes:
                yield inside.refusal(f"its {end} `{flow.get(end)}` is no element here.", flow)
        source = inside.nodes.get(flow.get("sourceRef"))
        has_condition = flow.find(f"{BPMN}conditionExpression") is not None
        if source is not None and has_condition and tag(source) != "exclusiveGateway":
            yield inside.refusal("a condition counts only behind an exclusive gateway.", flow)
