"""Events: what waits for a date or a message, what throws, and how cases and subprocesses end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EndEvent,
    EventBasedGateway,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    StartEvent,
)
from SpiffWorkflow.bpmn.specs.event_definitions import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    MessageEventDefinition,
    NoneEventDefinition,
    TerminateEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.spiff.specs.defaults import ReceiveTask, SendTask
from SpiffWorkflow.util.task import TaskState

from ombud.workflows.engine.errors import EngineError
from ombud.workflows.engine.nodes import Node, split_of
from ombud.workflows.engine.tokens import Execution, Token
from ombud.workflows.engine.values import ElementKey, ThrownMessage


class DeadlineDefinition(TimerEventDefinition):
    """Holds a deadline's name. Its date is only ever in the ledger, which the command brings along."""

    def __init__(self, deadline: str) -> None:
        super().__init__(deadline, deadline)


class Begin(Node, StartEvent):
    pass


class Catching(Node):
    """Waits, unless it stands behind an event gateway, which has then waited for it."""

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        if isinstance(self.event_definition, NoneEventDefinition):
            return True
        my_task._set_state(TaskState.WAITING)
        return False

    def fire(self, my_task: Token, output: str) -> None:
        my_task._ready()


class Catch(Catching, IntermediateCatchEvent):
    pass


class Receive(Catching, ReceiveTask):
    pass


class Boundary(Catching, BoundaryEvent):
    """Visited when it happens, not when it begins to wait. Unless it interrupts, a message or an escalation may happen
    again as long as the activity lasts; a date comes once."""

    visited_when_begun = False

    def _on_complete_hook(self, my_task: Token) -> None:
        my_task.visit()
        split = my_task.parent
        if self.cancel_activity:
            split.task_spec.interrupt(split)
        elif not isinstance(self.event_definition, DeadlineDefinition) and split.task_spec.host(split) is not None:
            self._update(Token(my_task.workflow, self, split))


class EventGateway(Node, EventBasedGateway):
    """Waits for the first of its events; their passes are numbered when the waiting begins."""

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        top = my_task.workflow.top_workflow
        my_task.internal_data["r"] = {name: top.number(name, my_task.item).occurrence for name in self._outputs}
        my_task._set_state(TaskState.WAITING)
        return False

    def fire(self, my_task: Token, output: str) -> None:
        my_task.internal_data["c"] = output
        my_task._ready()

    def _on_complete(self, my_task: Token) -> None:
        name = my_task.internal_data["c"]
        token = Token(my_task.workflow, my_task.workflow.spec.task_specs[name], my_task)
        token.key = ElementKey(name, my_task.internal_data["r"][name], my_task.item)
        token.task_spec._update(token)


class Throwing(Node):
    def _run_hook(self, my_task: Token) -> bool:
        if isinstance(self.event_definition, MessageEventDefinition):
            self.throw_message(my_task)
        elif isinstance(self.event_definition, EscalationEventDefinition):
            throw_to_scope(my_task, self.event_definition)
        return True

    def throw_message(self, my_task: Token) -> None:
        payload: Any = {}
        if (expression := self.event_definition.expression) is not None:
            payload = my_task.workflow.script_engine.evaluate(my_task, expression)
        if not isinstance(payload, Mapping):
            raise EngineError('the payload of a message is a mapping such as {"kind": kind}.', element=self.bpmn_id)
        thrown = ThrownMessage(my_task.key, self.event_definition.name, payload)
        my_task.workflow.top_workflow.journal.thrown.append(thrown)


class Throw(Throwing, IntermediateThrowEvent):
    pass


class Send(Throwing, SendTask):
    pass


class End(Throwing, EndEvent):
    """Ends its token; terminate and error end everything beside it in the same process or subprocess."""

    def _on_complete_hook(self, my_task: Token) -> None:
        workflow = my_task.workflow
        caught = False
        if isinstance(self.event_definition, ErrorEventDefinition):
            caught = throw_to_scope(my_task, self.event_definition)
            if not caught and workflow.parent_workflow is not None:
                raise EngineError("nothing around this subprocess catches its error.", element=self.bpmn_id)
        if isinstance(self.event_definition, (ErrorEventDefinition, TerminateEventDefinition)):
            for token in list(workflow.tasks.values()):
                if token.unfinished:
                    token.cancel()
        if not caught and not any(token.unfinished for token in workflow.tasks.values()):
            workflow.finish(self.bpmn_id)

    def following(self, my_task: Token) -> Iterable[str]:
        return ()


def throw_to_scope(my_task: Token, definition: Any) -> bool:
    """Wakes the nearest boundary event around the token that catches; False when none does."""
    workflow = my_task.workflow
    while (host := getattr(workflow, "host", None)) is not None:
        split = split_of(host.parent if "k" in host.internal_data else host)
        if split is not None:
            for event in split.task_spec.waiting_events(split):
                if event.task_spec.event_definition == definition:
                    event._ready()
                    return True
        workflow = host.workflow
    return False


@dataclass(frozen=True, slots=True)
class Waiting:
    """One event that waits: on its own token, or on that of the event gateway before it."""

    token: Token
    key: ElementKey
    definition: Any
    output: str = ""

    @property
    def host(self) -> ElementKey | None:
        if not isinstance(self.token.task_spec, Boundary):
            return None
        split = self.token.parent
        host = split.task_spec.host(split)
        return host.key if host is not None else None

    def fire(self) -> None:
        self.token.task_spec.fire(self.token, self.output)


def waiting(execution: Execution, kind: type) -> Iterator[Waiting]:
    """The waiting timers or messages, in the order they began to wait."""
    for token in execution.tokens():
        if not token.waiting:
            continue
        spec = token.task_spec
        if isinstance(spec, EventGateway):
            for name, definition in zip(spec._outputs, spec.event_definition.event_definitions, strict=True):
                if isinstance(definition, kind):
                    key = ElementKey(name, token.internal_data["r"][name], token.item)
                    yield Waiting(token, key, definition, name)
        elif isinstance(spec, Catching) and isinstance(spec.event_definition, kind):
            yield Waiting(token, token.key, spec.event_definition)
