"""The same diagram as SpiffWorkflow's tutorial runs it: the whole workflow as JSON, read and written at each step.

The diagram is parsed once. The tutorial's serializer keeps the specification in every stored workflow. Its timers
evaluate their text, so each deadline's name is a variable here, with a date that never comes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from ombud.workflows.engine.values import Input

NEVER = "2999-01-01T00:00:00+00:00"


class _Services(TaskDataEnvironment):
    """Takes note of no effect: what a service task asks for is storage's business."""

    def call_service(self, context: Any, **_: Any) -> str:
        return "{}"


def _told_apart(content: bytes) -> bytes:
    """The library takes any element with the id that a flow names, so an effect may not be called as its task is."""
    return content.replace(b'serviceTaskOperator id="', b'serviceTaskOperator id="effect_')


class Tutorial:
    def __init__(self, process: str, bpmn: Mapping[str, bytes], deadlines: Sequence[str]) -> None:
        parser = SpiffBpmnParser()
        for name, content in bpmn.items():
            parser.add_bpmn_str(_told_apart(content), filename=name)
        self._spec = parser.get_spec(process)
        self._subprocesses = parser.get_subprocess_specs(process)
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
        self._scripts = PythonScriptEngine(environment=_Services())
        self._dates = dict.fromkeys(deadlines, NEVER)

    def open(self, given: Input) -> str:
        workflow = BpmnWorkflow(self._spec, self._subprocesses, script_engine=self._scripts)
        workflow.get_next_task(state=TaskState.READY).data.update(given.values, **self._dates)
        workflow.do_engine_steps()
        return str(self._serializer.serialize_json(workflow))

    def complete(self, stored: str, given: Input) -> str:
        workflow = self._serializer.deserialize_json(stored)
        workflow.script_engine = self._scripts
        element = given.key.element if given.key else ""
        task = next(workflow.get_tasks_iterator(spec_name=element, state=TaskState.READY))
        task.data.update(given.values)
        task.run()
        workflow.do_engine_steps()
        return str(self._serializer.serialize_json(workflow))
