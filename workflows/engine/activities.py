"""Activities that hold other work: subprocesses, called processes and multi-instances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.spiff.specs.defaults import (
    CallActivity,
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    SubWorkflowTask,
)
from SpiffWorkflow.util.task import TaskState

from ombud.workflows.engine.environment import scope
from ombud.workflows.engine.errors import EngineError, TooManyTasks
from ombud.workflows.engine.nodes import Node
from ombud.workflows.engine.tokens import SubExecution, Token

MAX_ITEMS = 1000
"""Items of one multi-instance: beyond, cases of their own are meant."""


class Inner(Node):
    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        my_task._set_state(TaskState.STARTED)
        inner = my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)
        inner.task_tree._ready()
        return False

    def _on_subworkflow_completed(self, subworkflow: SubExecution, my_task: Token) -> None:
        my_task._ready()


class Embedded(Inner, SubWorkflowTask):
    pass


class Call(Inner, CallActivity):
    pass


class Instances(Node):
    """One token per item. What the items hand back goes into a case variable as each is done, so that nothing already
    given is lost when a date or a message interrupts the rest."""

    @property
    def output_name(self) -> str | None:  # type: ignore[override]
        return name_of(self.output_item) if self.output_item is not None else None

    def items(self, my_task: Token) -> list[tuple[str, Any]]:
        variables = scope(my_task)
        if self.cardinality is not None:
            count = my_task.workflow.script_engine.evaluate(my_task, self.cardinality)
            if not isinstance(count, int) or not 0 <= count <= MAX_ITEMS:
                raise EngineError(f"the number of repetitions is {count!r:.40}.", element=self.bpmn_id)
            return [(str(index), index) for index in range(1, count + 1)]
        given = variables.get(name_of(self.data_input))
        if not isinstance(given, (list, dict)):
            reason = f"`{name_of(self.data_input)}` must be a list or a mapping, and is {given!r:.40}."
            raise EngineError(reason, element=self.bpmn_id)
        if len(given) > MAX_ITEMS:
            raise TooManyTasks(f"{len(given)} items; {MAX_ITEMS} are possible.", element=self.bpmn_id)
        return list(given.items()) if isinstance(given, dict) else keyed(given)

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        items = self.items(my_task)
        if self.data_output is not None:
            by_key = self.data_input is not None and isinstance(scope(my_task)[name_of(self.data_input)], dict)
            self.collect(my_task, {} if by_key else [])
        if not items:
            return True
        my_task._set_state(TaskState.STARTED)
        self.start(my_task, items)
        return False

    def collect(self, my_task: Token, values: Any) -> None:
        my_task.workflow.top_workflow.assign(my_task, {name_of(self.data_output): values})

    def start(self, my_task: Token, items: list[tuple[str, Any]]) -> None:
        raise NotImplementedError

    def begin_instance(self, my_task: Token, key: str, item: Any) -> None:
        child = Token(my_task.workflow, my_task.workflow.spec.task_specs[self.task_spec], my_task)
        child.item = f"{my_task.item}/{key}" if my_task.item else key
        child.internal_data.update(k=key, v=item)
        child.task_spec._update(child)

    def item_data(self, child: Token) -> Mapping[str, Any]:
        """What expressions see of an instance: its item and what it has handed back so far."""
        if self.input_item is None:
            return child.data
        return {name_of(self.input_item): child.internal_data["v"], **child.data}

    def instance_done(self, my_task: Token, child: Token) -> None:
        if self.data_output is not None and self.output_item is not None:
            value = child.data.get(name_of(self.output_item))
            so_far = scope(my_task)[name_of(self.data_output)]
            if isinstance(so_far, dict):
                self.collect(my_task, {**so_far, child.internal_data["k"]: value})
            else:
                self.collect(my_task, [*so_far, value])
        self.proceed(my_task)

    def proceed(self, my_task: Token) -> None:
        raise NotImplementedError


class AtOnce(Instances, ParallelMultiInstanceTask):
    def start(self, my_task: Token, items: list[tuple[str, Any]]) -> None:
        my_task.internal_data["o"] = len(items)
        for key, item in items:
            self.begin_instance(my_task, key, item)

    def proceed(self, my_task: Token) -> None:
        my_task.internal_data["o"] -= 1
        if my_task.internal_data["o"] == 0:
            my_task._ready()


class OneByOne(Instances, SequentialMultiInstanceTask):
    def start(self, my_task: Token, items: list[tuple[str, Any]]) -> None:
        my_task.internal_data["m"] = items[1:]
        self.begin_instance(my_task, *items[0])

    def proceed(self, my_task: Token) -> None:
        if not (remaining := my_task.internal_data["m"]):
            my_task._ready()
            return
        my_task.internal_data["m"] = remaining[1:]
        self.begin_instance(my_task, *remaining[0])


def name_of(reference: Any) -> str:
    """An item's name, or its id where it has none; of a list, the variable."""
    name: str = reference.bpmn_name or reference.bpmn_id
    return name.strip()


def keyed(items: list[Any]) -> list[tuple[str, Any]]:
    """A key for each item: the item itself where it is a word or number, its `id` or `key` where it is a mapping, else its
    place from 1; a key met before gets `#` and its place, and more of them while that is an item's too."""
    found: dict[str, Any] = {}
    for place, item in enumerate(items, start=1):
        named = item.get("id", item.get("key", place)) if isinstance(item, dict) else item
        key = str(named) if isinstance(named, (str, int)) and not isinstance(named, bool) else str(place)
        while key in found:
            key = f"{key}#{place}"
        found[key] = item
    return list(found.items())
