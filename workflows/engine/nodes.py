"""How tokens pass elements: what every element does, and the plain ones.

`Node` replaces the library's own hooks (predictions, data merging, polling of waiting tasks); the classes below it keep
the library's parsing and attributes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, BpmnStartTask
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway, ParallelGateway
from SpiffWorkflow.spiff.specs.defaults import BusinessRuleTask, ManualTask, ServiceTask, UserTask
from SpiffWorkflow.util.task import TaskState

from ombud.workflows.engine.environment import scope
from ombud.workflows.engine.errors import EngineError
from ombud.workflows.engine.tokens import Token


class Node(BpmnTaskSpec):
    """Stands first among the bases of every element."""

    visited_when_begun = True
    output_name: str | None = None

    def _predict(self, my_task: Token, *args: Any, **kwargs: Any) -> None:
        """Nothing ahead: the next tokens are made when this one is done."""

    def _update(self, my_task: Token) -> None:
        if self._update_hook(my_task):
            my_task._ready()

    def _update_hook(self, my_task: Token) -> bool:
        """Begins the pass. True when the token need not wait."""
        my_task.begin()
        if self.visited_when_begun:
            my_task.visit()
        return True

    def _on_ready(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.queue.append(my_task)

    def _run(self, my_task: Token) -> bool:
        self._run_hook(my_task)
        return True

    def _run_hook(self, my_task: Token) -> bool:
        return True

    def _on_complete(self, my_task: Token) -> None:
        self._on_complete_hook(my_task)
        workflow = my_task.workflow
        if workflow.completed or not my_task.has_state(TaskState.COMPLETED):
            return
        begun = [Token(workflow, workflow.spec.task_specs[name], my_task) for name in self.following(my_task)]
        for token in begun:
            if token.unfinished:
                token.task_spec._update(token)

    def _on_complete_hook(self, my_task: Token) -> None:
        if "k" in my_task.internal_data:
            my_task.parent.task_spec.instance_done(my_task.parent, my_task)
        elif (split := split_of(my_task)) is not None:
            split.task_spec.release(split)

    def following(self, my_task: Token) -> Iterable[str]:
        names: list[str] = self._outputs
        return names

    def _on_cancel(self, my_task: Token) -> None:
        """Cancelling is the token's own work."""


class Start(Node, BpmnStartTask):
    """The library's root; the diagram's start event follows it."""


class BoundarySplit(Node, BoundaryEventSplit):
    """Stands before an activity with boundary events: its first output is the activity, the others the events."""

    def host(self, my_task: Token) -> Token | None:
        """The activity's token, as long as the activity lasts."""
        name = self._outputs[0]
        found = [t for t in my_task.children if t.task_spec.name == name and t.unfinished]
        return found[0] if found else None

    def waiting_events(self, my_task: Token) -> list[Token]:
        return [token for token in my_task.children if token.waiting and token.task_spec.name in self._outputs[1:]]

    def release(self, my_task: Token) -> None:
        """The activity is done: nothing attached to it can happen any more."""
        for event in self.waiting_events(my_task):
            event.cancel()

    def interrupt(self, my_task: Token) -> None:
        self.release(my_task)
        if (host := self.host(my_task)) is not None:
            host.cancel()


def split_of(activity: Token) -> Token | None:
    """What the activity's boundary events hang on; None where it has none. (Once stored and loaded, a token may stand
    right below a split that is another activity's.)"""
    split = activity.parent
    if split is None or not isinstance(split.task_spec, BoundarySplit):
        return None
    return split if split.task_spec._outputs[0] == activity.task_spec.name else None


class PersonTask(Node, UserTask):
    """Waits for a person; `manual` keeps it out of the automatic run."""


class HandTask(Node, ManualTask):
    pass


class EffectTask(Node, ServiceTask):
    def _run_hook(self, my_task: Token) -> bool:
        my_task.workflow.script_engine.call_service(
            my_task, operation_name=self.operation_name, operation_params=self.evaluate_params(my_task)
        )
        return True


class RuleTask(Node, BusinessRuleTask):
    """The table's outputs become case variables; no matching rule makes them empty, never stale."""

    def _run_hook(self, my_task: Token) -> bool:
        results: Mapping[str, Any] = self.dmnEngine.decide_all(scope(my_task))
        my_task.workflow.top_workflow.assign(my_task, results)
        return True


class Choice(Node, ExclusiveGateway):
    def _run_hook(self, my_task: Token) -> bool:
        chosen = self.default_task_spec
        for condition, name in self.cond_task_specs:
            if condition is not None and condition._matches(my_task):
                chosen = name
                break
        if chosen is None:
            raise EngineError("no condition is true and there is no default flow.", element=self.bpmn_id)
        my_task.internal_data["c"] = chosen
        return True

    def following(self, my_task: Token) -> Iterable[str]:
        return [my_task.internal_data.pop("c")]


class Parallel(Node, ParallelGateway):
    """Joins what one pass of its split sent out. `split` is the gateway all its branches come from (set at parse)."""

    split: str | None = None

    def _update_hook(self, my_task: Token) -> bool:
        if len(self._inputs) > 1 and not self.all_arrived(my_task):
            my_task._set_state(TaskState.WAITING)
            return False
        return super()._update_hook(my_task)

    def all_arrived(self, my_task: Token) -> bool:
        """Whether a token came along each flow in this pass; the earlier ones then end here."""
        my_task.internal_data["f"] = my_task.parent.task_spec.name
        split = my_task.above(self.split or "")
        missing = list(self._inputs)
        missing.remove(my_task.internal_data["f"])
        partners = []
        for token in my_task.workflow.tasks.values():
            same_pass = token.task_spec is self and token.waiting and token.above(self.split or "") is split
            if same_pass and token.internal_data["f"] in missing:
                missing.remove(token.internal_data["f"])
                partners.append(token)
        if missing:
            return False
        for token in partners:
            token._set_state(TaskState.COMPLETED)
        return True
