"""Boundary events, messages and errors: attached to something, sent and caught by somebody."""

from __future__ import annotations

from collections.abc import Mapping

from ombud.workflows.engine.reading import event_definition, tag
from ombud.workflows.procedures.check.diagram import ACTIVITIES, SUBPROCESSES, Document, Scope, event_kind, interrupts
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.xml import Node


def hosts(scope: Scope) -> Findings:
    """Boundary events on nothing, and two interrupting ones that wait for the same."""
    for _name, node in scope.of("boundaryEvent"):
        host = scope.nodes.get(node.get("attachedToRef") or "")
        if host is None or tag(host) not in ACTIVITIES:
            sentence = f"It is attached to {node.get('attachedToRef')!r}, which is no task or subprocess at this level."
            yield scope.finding(node, "boundary-host", sentence, "Attach it to the task it interrupts, or remove it.")
        elif event_kind(node) in ("error", "escalation") and tag(host) not in SUBPROCESSES | {"callActivity"}:
            sentence = f"{host.get('id')} is a task, and nothing inside a task throws an {event_kind(node)}."
            yield scope.finding(
                node, "boundary-host", sentence, "Attach it to a subprocess, or use a message or a timer."
            )


def message_names(scope: Scope, messages: Mapping[str, str]) -> Findings:
    for node in scope.nodes.values():
        for place in _message_holders(node):
            if not messages.get(place.get("messageRef") or ""):
                sentence = "Its message is missing or has no name."
                yield scope.finding(
                    node, "message", sentence, "Give the diagram a message with a name and refer to it."
                )


def _message_holders(node: Node) -> list[Node]:
    if tag(node) in ("sendTask", "receiveTask"):
        return [node]
    definition = event_definition(node)
    return [definition] if definition is not None and tag(definition) == "messageEventDefinition" else []


def uncaught_errors(document: Document) -> Findings:
    """An error that ends a subprocess is caught at its border; one that nobody catches stops the case."""
    for scope in document.scopes:
        if scope.is_process:
            continue
        for _name, node in scope.of("endEvent"):
            thrown = event_definition(node)
            if event_kind(node) == "error" and thrown.get("errorRef") not in _caught(scope.node):
                sentence = f"Nothing at the border of {scope.id} or around it catches this error."
                yield scope.finding(
                    node, "uncaught-error", sentence, "Attach an error boundary event with the same error."
                )


def _caught(subprocess: Node) -> set[str | None]:
    found: set[str | None] = set()
    inner: Node | None = subprocess
    while inner is not None and tag(inner) in SUBPROCESSES:
        outer = inner.getparent()
        for node in outer if outer is not None else ():
            attached = tag(node) == "boundaryEvent" and node.get("attachedToRef") == inner.get("id")
            if attached and event_kind(node) == "error":
                found.add(event_definition(node).get("errorRef"))
        inner = outer
    return found


def same_wait(scope: Scope) -> Findings:
    """Two interrupting events at one host that wait for one message or one deadline: the second never happens."""
    seen: dict[tuple[str, str, str], str] = {}
    for name, node in scope.of("boundaryEvent"):
        if not interrupts(node) or event_kind(node) not in ("message", "timer"):
            continue
        definition = event_definition(node)
        what = definition.get("messageRef") or "".join(definition.itertext()).strip()
        key = (str(node.get("attachedToRef")), event_kind(node), what)
        if key in seen:
            sentence = f"It waits for the same as {seen[key]} at the same task; only one of the two can happen."
            yield scope.finding(node, "same-wait", sentence, "Remove one, or let it wait for something else.")
        seen.setdefault(key, name)
