"""The running of one case: tokens on the elements of its diagram.

The library's `Task` is a token here. It is made without the library's UUIDs, clock readings and log records, and the
library's predictions of tasks to come are not made at all: a token appears when the one before it is done.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from ombud.workflows.engine.definition import Definition
from ombud.workflows.engine.environment import SCRIPTS
from ombud.workflows.engine.errors import EngineError, Runaway
from ombud.workflows.engine.expressions import ExpressionError
from ombud.workflows.engine.values import ElementKey, RequestedEffect, ThrownMessage

MAX_DEPTH = 900
"""The library stops looking at depth 1000 and then takes the case for completed."""
MAX_PASSES = 20_000
"""Automatic elements that one input may pass."""

NO_KEY = ElementKey("", 0)
"""Of tokens that stand on nothing in the diagram."""


class Token(Task):
    """`key` names the pass; `item` is the path of multi-instance item keys it runs under."""

    def __init__(self, workflow: Any, spec: Any, parent: Token | None = None, state: int = TaskState.FUTURE) -> None:
        top = workflow.top_workflow
        top.serial += 1
        self.id = top.serial
        workflow.tasks[self.id] = self
        self.workflow = workflow
        self.task_spec = spec
        self._parent = None
        self._children: list[int] = []
        self._state = state
        self.triggered = False
        self.thread_id = 0
        self.last_state_change = 0.0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.key = NO_KEY
        self.item: str = workflow.item
        if parent is not None:
            self._parent = parent.id
            parent._children.append(self.id)

    def _set_state(self, value: int) -> None:
        self._state = value

    @property
    def unfinished(self) -> bool:
        return bool(self._state & TaskState.NOT_FINISHED_MASK)

    @property
    def waiting(self) -> bool:
        return bool(self._state == TaskState.WAITING)

    def begin(self) -> None:
        """Numbers this pass, unless its number was reserved."""
        if self.key is NO_KEY and (element := self.task_spec.bpmn_id) is not None:
            self.key = self.workflow.top_workflow.number(element, self.item)

    def visit(self) -> None:
        if self.key is not NO_KEY:
            self.workflow.top_workflow.journal.visited.append(self.key)

    def above(self, name: str) -> Token | None:
        """The nearest token before this one on the element of that name."""
        token: Token | None = self.parent
        while token is not None and token.task_spec.name != name:
            token = token.parent
        return token

    @property
    def instance(self) -> Token | None:
        """The multi-instance item this token works for."""
        found: Token | None = self if "k" in self.internal_data else self.workflow.instance
        return found

    def cancel(self) -> None:
        """Ends this token and all that runs under it, subprocesses included."""
        subprocesses = self.workflow.top_workflow.subprocesses
        pending: list[Token] = [self]
        while pending:
            token = pending.pop()
            pending.extend(token.children)
            if token.unfinished:
                token._set_state(TaskState.CANCELLED)
            if (inner := subprocesses.pop(token.id, None)) is not None:
                inner.completed = True
                pending.extend(inner.tasks.values())


@dataclass
class Journal:
    """What happened since the last input, in order."""

    visited: list[ElementKey] = field(default_factory=list)
    fired: list[ElementKey] = field(default_factory=list)
    effects: list[RequestedEffect] = field(default_factory=list)
    thrown: list[ThrownMessage] = field(default_factory=list)


class SubExecution(BpmnSubWorkflow):
    """One pass through an embedded subprocess or a called process."""

    def __init__(self, spec: Any, host: Token, top: Execution) -> None:
        self.host = host
        self.item = host.item
        self.instance = host.instance
        super().__init__(spec, host.id, top, deserializing=True)

    @property
    def parent_workflow(self) -> Any:
        return self.host.workflow

    def _calculate_depth(self) -> int:
        return int(self.host.workflow.depth) + 1

    def _task_completed_notify(self, task: Token) -> None:
        """The library looks for waiting tokens here; ours are told by those they wait for."""

    def finish(self, end: str) -> None:
        self.completed = True
        self.top_workflow.subprocesses.pop(self.host.id, None)
        self.host.task_spec._on_subworkflow_completed(self, self.host)


class Execution(BpmnWorkflow):
    """One case while an input is worked on. Lives for one command; what stays is stored by `storing`."""

    def __init__(self, definition: Definition, variables: dict[str, Any]) -> None:
        self.definition = definition
        self.variables = variables
        self.assigned = False
        self.counts: dict[str, int] = {}
        self.serial = 0
        self.queue: deque[Token] = deque()
        self.journal = Journal()
        self.ended: str | None = None
        self.item = ""
        self.instance: Token | None = None
        super().__init__(definition.spec, definition.subprocess_specs, SCRIPTS, deserializing=True)

    def begin(self) -> None:
        self.task_tree = Token(self, self.spec.start)
        self.task_tree._ready()

    def tokens(self) -> Iterator[Token]:
        """Every token, in the order they appeared."""
        found = [*self.tasks.values()]
        if self.subprocesses:
            for inner in self.subprocesses.values():
                found.extend(inner.tasks.values())
            found.sort(key=lambda token: token.id)
        return iter(found)

    def number(self, element: str, item: str) -> ElementKey:
        name = f"{element}:{item}" if item else element
        count = self.counts[name] = self.counts.get(name, 0) + 1
        return ElementKey(element, count, item)

    def create_subprocess(self, host: Token, spec_name: str) -> SubExecution:
        inner = SubExecution(self.subprocess_specs[spec_name], host, self)
        inner.task_tree = Token(inner, inner.spec.start)
        self.subprocesses[host.id] = inner
        return inner

    def assign(self, token: Token, values: Mapping[str, Any]) -> None:
        """Whole values, never merged. A multi-instance's output item stays with its instance."""
        for name, value in values.items():
            holder = token.instance
            while holder is not None and holder.parent.task_spec.output_name != name:
                holder = holder.workflow.instance
            if holder is None:
                self.variables[name] = value
                self.assigned = True
            else:
                holder.data[name] = value

    def set(self, values: Mapping[str, Any]) -> None:
        """Case variables, whatever token moves next."""
        self.variables.update(values)
        self.assigned = self.assigned or bool(values)

    def _task_completed_notify(self, task: Token) -> None:
        """The library looks for waiting tokens here; ours are told by those they wait for."""

    def finish(self, end: str) -> None:
        self.completed = True
        self.ended = end

    def settle(self) -> None:
        """Runs everything automatic until only people, dates and messages can move the case."""
        passes: Counter[str] = Counter()
        while self.queue:
            token = self.queue.popleft()
            if token._state != TaskState.READY or token.task_spec.manual:
                continue
            passes[token.task_spec.bpmn_id or token.task_spec.name] += 1
            if passes.total() > MAX_PASSES or token.depth > MAX_DEPTH:
                element, count = passes.most_common(1)[0]
                reason = f"passed {count} times in one step without waiting; give the loop a way out or a task."
                raise Runaway(reason, element=element)
            self.run_token(token)

    def run_token(self, token: Token) -> None:
        try:
            token.run()
        except ExpressionError as problem:
            raise EngineError(str(problem), element=token.task_spec.bpmn_id or "") from problem
