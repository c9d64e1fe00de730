"""The engine's verbs: a parsed definition and a stored state in, a Step out. Nothing else is touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from ombud.workflows import refusals
from ombud.workflows.engine import storing
from ombud.workflows.engine.definition import Definition
from ombud.workflows.engine.errors import NotAwaited, Stuck
from ombud.workflows.engine.events import DeadlineDefinition, Waiting, waiting
from ombud.workflows.engine.tokens import Execution, Journal, Token
from ombud.workflows.engine.values import (
    ArmedTimer,
    AwaitedMessage,
    Due,
    ElementKey,
    Input,
    InputKind,
    OpenedTask,
    State,
    Step,
)

NOTHING: Due = {}


def open_case(definition: Definition, *, variables: Mapping[str, Any], now: datetime, due: Due = NOTHING) -> Step:
    """Begins a case with these case variables."""
    return apply(definition, None, Input(InputKind.OPENED, now, values=variables, due=due))


def complete(
    definition: Definition, state: State, key: ElementKey, routing: Mapping[str, Any], *, now: datetime, due: Due
) -> Step:
    """`routing` are the answers that become case variables. Raises TaskGone when that task is not open."""
    return apply(definition, state, Input(InputKind.COMPLETED, now, key=key, values=routing, due=due))


def tick(
    definition: Definition, state: State, *, now: datetime, due: Due, variables: Mapping[str, Any] | None = None
) -> Step:
    """Fires the waiting timers whose date lies before `now`, the earliest first. `variables` are set before."""
    return apply(definition, state, Input(InputKind.TICKED, now, values=variables or {}, due=due))


def deliver(
    definition: Definition, state: State, message: str, payload: Mapping[str, Any], *, now: datetime, due: Due
) -> Step:
    """Every event that waits for this message takes it; `payload` becomes case variables.

    Raises NotAwaited when none does."""
    return apply(definition, state, Input(InputKind.DELIVERED, now, message=message, values=payload, due=due))


def ready(definition: Definition, state: State) -> tuple[OpenedTask, ...]:
    return tuple(_opened(token) for token in _ready(storing.load(definition, state)).values())


def waiting_timers(definition: Definition, state: State) -> tuple[ArmedTimer, ...]:
    return tuple(_armed(point) for point in waiting(storing.load(definition, state), DeadlineDefinition))


def awaited_messages(definition: Definition, state: State) -> tuple[AwaitedMessage, ...]:
    found = waiting(storing.load(definition, state), MessageEventDefinition)
    return tuple(AwaitedMessage(point.key, point.definition.name, point.host) for point in found)


def apply(definition: Definition, state: State | None, given: Input) -> Step:
    """One log entry applied to a stored state (None: the case begins)."""
    _check_instants(given)
    values = _plain(given.values)
    given = Input(given.kind, given.now, given.key, given.message, values, given.due)
    execution = storing.load(definition, state) if state is not None else Execution(definition, dict(values))
    return run(execution, given, state)


def _check_instants(given: Input) -> None:
    for instant in (given.now, *given.due.values()):
        if instant.tzinfo is None:
            raise ValueError(f"{instant} has no time zone; instants are aware.")


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON gives them back."""
    if not values:
        return {}
    try:
        plain: dict[str, Any] = orjson.loads(orjson.dumps(dict(values)))
    except TypeError as problem:
        raise refusals.InvalidCommand(f"The answers must be plain data ({problem}).") from None
    return plain


def run(execution: Execution, given: Input, before: State | None) -> Step:
    execution.journal = Journal()
    tasks = _ready(execution)
    timers = {point.key: point for point in waiting(execution, DeadlineDefinition)}
    _INPUTS[given.kind](execution, given)
    execution.settle()
    _fire_due(execution, given)
    open_now = _ready(execution)
    armed_now = {point.key: point for point in waiting(execution, DeadlineDefinition)}
    _check_alive(execution, open_now or armed_now)
    journal = execution.journal
    done = (given.key,) if given.key is not None else ()
    return Step(
        state=storing.dump(execution, before),
        input=given,
        opened=tuple(_opened(token) for key, token in open_now.items() if key not in tasks),
        completed=done,
        cancelled=tuple(key for key in tasks if key not in open_now and key not in done),
        armed=tuple(_armed(point) for key, point in armed_now.items() if key not in timers),
        fired=tuple(journal.fired),
        disarmed=tuple(key for key in timers if key not in armed_now and key not in journal.fired),
        effects=tuple(journal.effects),
        thrown=tuple(journal.thrown),
        visited=tuple(journal.visited),
        ended=execution.ended,
        variables=execution.variables,
    )


def _begin(execution: Execution, _given: Input) -> None:
    execution.begin()


def _complete(execution: Execution, given: Input) -> None:
    token = _ready(execution).get(given.key) if given.key is not None else None
    if token is None:
        raise refusals.TaskGone
    execution.assign(token, given.values)
    execution.run_token(token)


def _tick(execution: Execution, given: Input) -> None:
    """Due timers fire after every input; this one brings no more than variables."""
    execution.set(given.values)


def _deliver(execution: Execution, given: Input) -> None:
    points = [p for p in waiting(execution, MessageEventDefinition) if p.definition.name == given.message]
    if not points:
        raise NotAwaited(f"({given.message})")
    for point in points:
        if point.token.waiting:
            execution.assign(point.token, given.values)
            point.fire()


_INPUTS = {
    InputKind.OPENED: _begin,
    InputKind.COMPLETED: _complete,
    InputKind.TICKED: _tick,
    InputKind.DELIVERED: _deliver,
}


def _fire_due(execution: Execution, given: Input) -> None:
    """One at a time: what one date sets off may end what another waits for."""
    while given.due and (points := _due(execution, given)):
        point = min(points, key=lambda point: given.due[point.key])
        execution.journal.fired.append(point.key)
        point.fire()
        execution.settle()


def _due(execution: Execution, given: Input) -> list[Waiting]:
    found = waiting(execution, DeadlineDefinition)
    return [point for point in found if point.key in given.due and given.due[point.key] < given.now]


def _check_alive(execution: Execution, anything: Any) -> None:
    if execution.ended or anything or next(waiting(execution, MessageEventDefinition), None) is not None:
        return
    held = [token.task_spec.bpmn_id for token in execution.tokens() if token.waiting]
    raise Stuck("nobody could do anything any more; a join waits in vain.", element=", ".join(held))


def _ready(execution: Execution) -> dict[ElementKey, Token]:
    """Open tasks in the order they began."""
    return {
        token.key: token for token in execution.tokens() if token._state == TaskState.READY and token.task_spec.manual
    }


def _opened(token: Token) -> OpenedTask:
    element = token.workflow.top_workflow.definition.elements[token.key.element]
    instance = token.instance
    return OpenedTask(token.key, element.lane, instance.internal_data["v"] if instance is not None else None)


def _armed(point: Waiting) -> ArmedTimer:
    return ArmedTimer(point.key, point.definition.expression, point.host)
