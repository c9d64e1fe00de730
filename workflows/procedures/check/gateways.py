"""Choices: every exclusive gateway can decide, and nothing else carries conditions."""

from __future__ import annotations

from ombud.workflows.engine.reading import BPMN, tag, text_of
from ombud.workflows.procedures.check.diagram import Scope, event_kind
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.xml import Node


def choices(scope: Scope) -> Findings:
    """Exclusive gateways with several ways out: one default, a condition on each other flow, none on the default."""
    for name, node in scope.of("exclusiveGateway"):
        flows = scope.leaving(name)
        default = node.get("default")
        if default and default not in [flow.get("id") for flow in flows]:
            sentence = f"Its default {default} is no flow that leaves it."
            yield scope.finding(node, "default-flow", sentence, "Name one of the flows that leave it.")
        elif len(flows) > 1 and not default:
            bare = [flow for flow in flows if not condition_of(flow)]
            more = " One flow has no condition: probably that one." if len(bare) == 1 else ""
            yield scope.finding(
                node, "no-default", "It has no default flow; a case for which no condition is true would stop.",
                f"Mark one flow as the default.{more}",
            )  # fmt: skip
        yield from _conditions(scope, name, default)


def _conditions(scope: Scope, name: str, default: str | None) -> Findings:
    flows = scope.leaving(name)
    for flow in flows:
        if flow.get("id") == default and flow.get("id"):
            if condition_of(flow):
                sentence = "The default flow has a condition, which nobody asks."
                yield scope.finding(flow, "default-condition", sentence, "Remove the condition.")
        elif len(flows) > 1 and not condition_of(flow):
            sentence = f"This flow leaves {name} without a condition and is not its default."
            yield scope.finding(flow, "no-condition", sentence, "Write its condition, or make it the default.")
    seen: dict[str, str] = {}
    for flow in flows:
        text = condition_of(flow)
        if text and text in seen:
            sentence = f"Its condition is that of {seen[text]}, so it is never taken."
            yield scope.finding(flow, "same-condition", sentence, "Write the condition under which it is taken.")
        seen.setdefault(text, flow.get("id") or "another flow")


def stray_conditions(scope: Scope) -> Findings:
    """Conditions the engine does not ask: behind a task, an event or another gateway."""
    for flow in scope.flows:
        source = scope.nodes.get(flow.get("sourceRef") or "")
        if source is None or flow.find(f"{BPMN}conditionExpression") is None or tag(source) == "exclusiveGateway":
            continue
        sentence = f"A condition on a flow that leaves {source.get('id')} is not asked."
        yield scope.finding(
            flow, "condition-ignored", sentence, "Put an exclusive gateway there and the condition behind it."
        )
    for name, node in scope.nodes.items():
        if node.get("default") and tag(node) != "exclusiveGateway":
            sentence = f"{name} has a default flow, which only exclusive gateways know."
            yield scope.finding(
                node, "default-ignored", sentence, "Put an exclusive gateway behind it, or remove the default."
            )


def event_gateways(scope: Scope) -> Findings:
    """Behind an event gateway: at least two events, messages and at most one timer, reached in no other way."""
    for name, node in scope.of("eventBasedGateway"):
        targets = [
            (flow.get("targetRef") or "", scope.nodes.get(flow.get("targetRef") or "")) for flow in scope.leaving(name)
        ]
        if len(targets) < 2:
            sentence = "An event gateway needs at least two events to choose from."
            yield scope.finding(
                node, "event-gateway", sentence, "Add the other event, or replace the gateway by its event."
            )
        timers = [target for _name, target in targets if target is not None and event_kind(target) == "timer"]
        if len(timers) > 1:
            yield scope.finding(
                node, "two-timers", "It has two timers; they would share one due date.",
                "Keep the earlier one and draw the later behind it.",
            )  # fmt: skip
        for other, target in targets:
            if target is not None and not _catches(target):
                sentence = f"Behind an event gateway come only message and timer events, and {other} is none."
                yield scope.finding(node, "event-gateway", sentence, "Put a message or timer event there.")
            elif target is not None and len(scope.entering(other)) > 1:
                sentence = f"{other} is also reached without this gateway."
                yield scope.finding(node, "event-gateway", sentence, "Give the other way an event of its own.")
        if node.get("instantiate") in ("true", "1") or node.get("eventGatewayType", "Exclusive") != "Exclusive":
            sentence = "It starts a case, or waits for all its events; neither is run."
            yield scope.finding(node, "event-gateway", sentence, "Remove instantiate and eventGatewayType.")


def _catches(node: Node) -> bool:
    if tag(node) == "receiveTask":
        return True
    return tag(node) == "intermediateCatchEvent" and event_kind(node) in ("message", "timer")


def condition_of(flow: Node) -> str:
    return text_of(flow.find(f"{BPMN}conditionExpression"))
