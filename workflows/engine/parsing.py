"""From a procedure's files to a Definition, once per version and process."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from ombud.workflows.engine import reading, unsupported
from ombud.workflows.engine.activities import Instances, name_of
from ombud.workflows.engine.decisions import INPUT, Table, check_file
from ombud.workflows.engine.definition import Definition, Element, Flow, Used
from ombud.workflows.engine.errors import DefinitionError
from ombud.workflows.engine.events import Throwing
from ombud.workflows.engine.expressions import Expression, ExpressionError, compile_expression
from ombud.workflows.engine.nodes import EffectTask, Parallel, RuleTask
from ombud.workflows.engine.parser import Parser
from ombud.workflows.engine.structure import dominators

MAX_CACHED = 500

_cache: dict[tuple[str, str], Definition] = {}
_lock = threading.Lock()


def parse(process_id: str, bpmn: Mapping[str, bytes], dmn: Mapping[str, bytes], *, digest: str) -> Definition:
    """The same object for the same digest, for all threads. `bpmn` and `dmn` map file names to contents.

    Raises DefinitionError, naming file, element and reason."""
    if (known := _cache.get((process_id, digest))) is not None:
        return known
    with _lock:
        if (known := _cache.get((process_id, digest))) is None:
            known = _definition(process_id, bpmn, dmn, digest)
            while len(_cache) >= MAX_CACHED:
                _cache.pop(next(iter(_cache)))
            _cache[(process_id, digest)] = known
    return known


def _definition(process_id: str, bpmn: Mapping[str, bytes], dmn: Mapping[str, bytes], digest: str) -> Definition:
    documents = {file: reading.read_xml(file, content) for file, content in bpmn.items()}
    tables = {file: reading.read_xml(file, content) for file, content in dmn.items()}
    for file, root in tables.items():
        check_file(file, root)
    scopes = reading.scopes(process_id, documents)
    messages = reading.messages_of(documents)
    unsupported.check(scopes, messages)
    elements = {e.id: e for scope in scopes for e in reading.elements_of(scope, messages)}
    flows = tuple(flow for scope in scopes for flow in reading.flows_of(scope))
    specs = _specs(process_id, documents, tables, elements)
    for name, spec in specs.items():
        _check_reached(spec, [e for e in elements.values() if e.process == name])
        _connect(spec, elements)
    used = (*_conditions(flows), *(u for spec in specs.values() for u in _used(spec, elements)))
    writes = {s.bpmn_id: w for spec in specs.values() for s in spec.task_specs.values() if (w := _writes(s))}
    others = {name: spec for name, spec in specs.items() if name != process_id}
    return Definition(process_id, digest, elements, flows, used, writes, specs[process_id], others)


def _specs(
    process_id: str, documents: Mapping[str, Any], tables: Mapping[str, Any], elements: Mapping[str, Element]
) -> dict[str, Any]:
    """The library's reading of the process and all it contains or calls."""
    parser = Parser()
    file = ""
    try:
        for file, root in tables.items():
            parser.add_dmn_xml(root, file)
        for file, root in documents.items():
            parser.add_bpmn_xml(root, file)
        main = parser.get_spec(process_id)
        return {process_id: main, **parser.get_subprocess_specs(process_id)}
    except ValidationException as problem:
        raise _told(problem, elements) from problem
    except Exception as problem:
        # whatever the library trips over in a stranger's file, its author is owed a sentence
        raise DefinitionError(f"the file cannot be read ({problem!r:.200}).", file=file) from problem


def _told(problem: ValidationException, elements: Mapping[str, Element]) -> DefinitionError:
    known = elements.get(problem.id)
    reason = str(problem.args[0] if problem.args else problem)
    if isinstance(problem.__context__, DefinitionError):
        return problem.__context__
    if "RecursionError" in reason:
        reason = "the diagram is too long in one piece; divide it into subprocesses."
    file = problem.file_name or (known.file if known else "")
    return DefinitionError(reason, file=file, element=problem.id or problem.tag, line=known.line if known else None)


def _check_reached(spec: Any, elements: list[Element]) -> None:
    for element in elements:
        if element.id not in spec.task_specs:
            reason = "no flow leads to it; connect it or remove it."
            raise DefinitionError(reason, file=element.file, element=element.id, line=element.line)


def _connect(spec: Any, elements: Mapping[str, Element]) -> None:
    """Tells each parallel join which gateway its branches come from."""
    graph = {name: task_spec._outputs for name, task_spec in spec.task_specs.items()}
    nearest = dominators(graph, "Start")
    for name, task_spec in spec.task_specs.items():
        if not isinstance(task_spec, Parallel) or len(task_spec._inputs) < 2:
            continue
        split = nearest[name]
        if not isinstance(spec.task_specs[split], Parallel) or len(spec.task_specs[split]._outputs) < 2:
            element = elements[name]
            reason = f"the branches it joins do not start at one parallel gateway (they part at `{split}`)."
            raise DefinitionError(reason, file=element.file, element=name, line=element.line)
        task_spec.split = split


def _conditions(flows: tuple[Flow, ...]) -> Iterator[Used]:
    for flow in flows:
        if flow.condition is not None:
            yield Used(flow.id, "condition", flow.condition)


def _used(spec: Any, elements: Mapping[str, Element]) -> Iterator[Used]:
    """Compiles what the library keeps as text."""
    for task_spec in spec.task_specs.values():
        if (element := elements.get(task_spec.bpmn_id or "")) is None:
            continue
        for place, text in _texts(task_spec):
            try:
                yield Used(element.id, place, compile_expression(text))
            except ExpressionError as problem:
                raise DefinitionError(
                    f"{place}: {problem}", file=element.file, element=element.id, line=element.line
                ) from None
        if isinstance(task_spec, RuleTask):
            for place, expression in task_spec.dmnEngine.used():
                yield Used(element.id, place, _without_placeholder(expression))


def _without_placeholder(expression: Expression) -> Expression:
    return Expression(expression.text, expression.names - {INPUT}, expression.run)


def _texts(task_spec: Any) -> Iterator[tuple[str, str]]:
    if isinstance(task_spec, EffectTask):
        for name, parameter in task_spec.operation_params.items():
            yield f"parameter {name}", parameter["value"]
    elif isinstance(task_spec, Throwing) and getattr(task_spec.event_definition, "expression", None):
        yield "payload", task_spec.event_definition.expression
    elif isinstance(task_spec, Instances):
        yield "items", task_spec.cardinality or name_of(task_spec.data_input)


def _writes(task_spec: Any) -> tuple[str, ...]:
    if isinstance(task_spec, RuleTask):
        table: Table = task_spec.dmnEngine
        return tuple(table.outputs)
    if isinstance(task_spec, Instances) and task_spec.data_output is not None:
        return (name_of(task_spec.data_output),)
    return ()
