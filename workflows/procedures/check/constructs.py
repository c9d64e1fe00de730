"""Elements that are refused wherever they stand, because the engine runs them wrongly or not at all."""

from __future__ import annotations

from typing import NamedTuple

from ombud.workflows.engine.reading import BPMN, SPIFF, tag
from ombud.workflows.procedures.check.diagram import Document, Scope, event_kind, holder, interrupts
from ombud.workflows.procedures.check.findings import Finding, Findings
from ombud.workflows.procedures.xml import Node


class Refused(NamedTuple):
    rule: str
    sentence: str
    way_out: str


_TWO_GATEWAYS = "Draw it with exclusive gateways, or with parallel ones whose branches all join again."
_DRAW_THE_UNDOING = "Draw what has to be undone as tasks of its own."
_CASE_VARIABLES = "Remove it: case variables are seen everywhere in the case."

BY_TAG = {
    "scriptTask": Refused(
        "script-task",
        "A script task holds code, and code in diagrams is not run.",
        "Decide with a business rule task, or act with a service task that names an effect.",
    ),
    "task": Refused(
        "plain-task", "This task does not say who does it.", "Make it a user, manual, service or business rule task."
    ),
    "inclusiveGateway": Refused("inclusive-gateway", "Inclusive gateways join at the wrong moment.", _TWO_GATEWAYS),
    "complexGateway": Refused("complex-gateway", "Complex gateways join at the wrong moment.", _TWO_GATEWAYS),
    "transaction": Refused(
        "transaction", "Transactions are not run.", "Use a subprocess with an interrupting boundary event."
    ),
    "adHocSubProcess": Refused(
        "ad-hoc-subprocess",
        "Ad-hoc subprocesses are not run.",
        "Use a subprocess, and draw the order or a parallel block.",
    ),
    "linkEventDefinition": Refused(
        "link-event", "At a link event the case would silently end.", "Draw the flow, or divide into subprocesses."
    ),
    "compensateEventDefinition": Refused("compensation", "Compensation is not run.", _DRAW_THE_UNDOING),
    "conditionalEventDefinition": Refused(
        "conditional-event", "Conditional events are not run.", "Use an exclusive gateway, or a message."
    ),
    "signalEventDefinition": Refused("signal-event", "Signals are not run.", "Use a message."),
    "cancelEventDefinition": Refused("cancel-event", "Cancel events are not run.", "Use an error or a message."),
    "standardLoopCharacteristics": Refused(
        "loop-marker", "Loop markers are not run.", "Draw the loop with an exclusive gateway and few passes."
    ),
    "completionCondition": Refused(
        "completion-condition",
        "A completion condition sees old values and never comes true.",
        "Let one task be completed by the tally.",
    ),
    "timeDuration": Refused(
        "timer-duration",
        "This timer holds a duration.",
        "Declare the deadline in procedure.toml and write its name into a timeDate.",
    ),
    "ioSpecification": Refused("data-mapping", "Data mappings are not read.", _CASE_VARIABLES),
    "dataInputAssociation": Refused("data-mapping", "Data mappings are not read.", _CASE_VARIABLES),
    "dataOutputAssociation": Refused("data-mapping", "Data mappings are not read.", _CASE_VARIABLES),
    "subChoreography": Refused("choreography", "Choreographies are not run.", "Draw a process."),
    "choreographyTask": Refused("choreography", "Choreographies are not run.", "Draw a process."),
}

_EVENT_SUBPROCESS = Refused(
    "event-subprocess",
    "Event subprocesses may start at once and do not interrupt.",
    "Draw a subprocess and attach a boundary event to it.",
)
_COMPENSATION_TASK = Refused("compensation", "Compensation is not run.", _DRAW_THE_UNDOING)
_SCRIPT_BESIDE = Refused(
    "script-beside", "A script is attached to this element, and code in diagrams is not run.", "Remove the script."
)
_SCRIPTS = frozenset(SPIFF + name for name in ("preScript", "postScript", "unitTests"))


def refused_constructs(document: Document) -> Findings:
    """One finding for each refused element."""
    for process in document.processes.values():
        for node in process.iter():
            found = BY_TAG.get(tag(node))
            if found is not None:
                yield document.finding(holder(node), *found)
            elif tag(node) == "timeCycle":
                yield _cycle(document, node)
            elif node.tag in _SCRIPTS:
                yield document.finding(holder(node), *_SCRIPT_BESIDE)
            if tag(node) == "subProcess" and _is_true(node, "triggeredByEvent"):
                yield document.finding(node, *_EVENT_SUBPROCESS)
            if tag(node) and _is_true(node, "isForCompensation"):
                yield document.finding(node, *_COMPENSATION_TASK)


def _is_true(node: Node, attribute: str) -> bool:
    return node.get(attribute) in ("true", "1")


def _cycle(document: Document, node: Node) -> Finding:
    event = holder(node)
    if tag(event) == "boundaryEvent" and not interrupts(event):
        return document.finding(
            event,
            "non-interrupting-cycle",
            "This timer repeats, and finishing its host deletes the tasks it has opened.",
            "Reminders belong to the deadline in procedure.toml (`remind`); draw recurring work as a loop or its own case.",
        )
    return document.finding(
        event,
        "interrupting-cycle",
        "This timer repeats, and what repeats cannot interrupt or be waited for once.",
        "Use a timeDate that names a deadline; reminders are declared with the deadline (`remind`).",
    )


def choreographies(document: Document) -> Findings:
    """Diagrams that show no process, and several pools with one each."""
    for node in document.root:
        if tag(node) in ("choreography", "globalConversation"):
            yield document.finding(
                node, "choreography", "Choreographies and conversations are not run.", "Draw a process."
            )
    pools = [node for node in document.root.iter(f"{BPMN}participant") if node.get("processRef") in document.processes]
    if len(pools) > 1:
        names = ", ".join(str(pool.get("name") or pool.get("id") or "unnamed") for pool in pools)
        yield document.finding(
            pools[1],
            "several-pools",
            f"{len(pools)} pools hold a process ({names}); a procedure is one process, and messages between pools are not sent.",
            "Draw one pool with a lane for each role; leave the pools of outsiders empty.",
        )


def kinds_of_event(scope: Scope) -> Findings:
    """Events of a kind that cannot stand where they stand. What no event may be is told by `refused_constructs`."""
    for _name, node in scope.of(*_ALLOWED):
        definitions = [child for child in node if tag(child).endswith("EventDefinition")]
        if len(definitions) > 1:
            yield scope.finding(
                node,
                "several-events",
                "It waits for several things at once.",
                "Use an event gateway with one event for each.",
            )
        kind = event_kind(node)
        if f"{kind}EventDefinition" not in BY_TAG and kind not in _ALLOWED[tag(node)]:
            yield _not_there(scope, node, kind)
        if kind == "error" and tag(node) == "boundaryEvent" and not interrupts(node):
            yield scope.finding(node, "error-interrupts", "An error always interrupts.", "Remove cancelActivity.")


_ALLOWED = {
    "startEvent": ("",),
    "endEvent": ("", "terminate", "error", "escalation", "message"),
    "intermediateCatchEvent": ("timer", "message"),
    "intermediateThrowEvent": ("", "message", "escalation"),
    "boundaryEvent": ("timer", "message", "error", "escalation"),
}


def _not_there(scope: Scope, node: Node, kind: str) -> Finding:
    listed = ", ".join(each or "plain" for each in _ALLOWED[tag(node)])
    if tag(node) == "startEvent":
        sentence = f"The case begins by a form, and this start event waits for a {kind}."
        return scope.finding(node, "start-event", sentence, "Make it a plain start event.")
    sentence = f"An event of the kind {kind or 'plain'} cannot stand here."
    return scope.finding(node, "event-kind", sentence, f"Here may stand: {listed}.")
