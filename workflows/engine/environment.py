"""The library's door to expressions, opened on our grammar only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine

from ombud.workflows.engine.errors import EngineError
from ombud.workflows.engine.expressions import compile_expression
from ombud.workflows.engine.values import RequestedEffect


class Grammar(BasePythonScriptEngineEnvironment):
    def evaluate(self, expression: str, context: Mapping[str, Any], external_context: Any = None) -> Any:
        return compile_expression(expression).evaluate(context)

    def execute(self, script: str, context: Any, external_context: Any = None) -> Any:
        raise EngineError("scripts are not run; use a business rule task or a service task.")


class Scripts(PythonScriptEngine):
    """Gives every expression the case variables and, inside a multi-instance, the item at hand."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return self.environment.evaluate(expression, scope(task))

    def call_service(self, task: Any, *, operation_name: str, operation_params: Mapping[str, Any]) -> None:
        """Only notes the effect: whoever holds the transaction applies it."""
        values = {name: parameter["value"] for name, parameter in operation_params.items()}
        task.workflow.top_workflow.journal.effects.append(RequestedEffect(task.key, operation_name, values))


def scope(token: Any) -> Mapping[str, Any]:
    """Case variables, overlaid by the items of the multi-instances around the token, the innermost last."""
    instance = token.instance
    variables: Mapping[str, Any] = token.workflow.top_workflow.variables
    if instance is None:
        return variables
    layers = []
    while instance is not None:
        layers.append(instance.parent.task_spec.item_data(instance))
        instance = instance.workflow.instance
    merged = dict(variables)
    for layer in reversed(layers):
        merged.update(layer)
    return merged


SCRIPTS = Scripts(Grammar())
