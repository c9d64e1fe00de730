"""The library's parser, set to make our elements."""

from __future__ import annotations

from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser.event_parsers import EventBasedGatewayParser
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs import BpmnProcessSpec
from SpiffWorkflow.spiff.parser import event_parsers, task_spec
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser, SpiffProcessParser

from ombud.workflows.engine import activities, events, nodes
from ombud.workflows.engine.decisions import Table
from ombud.workflows.engine.reading import FLOW_NODES, tag, text_of


class ProcessSpec(BpmnProcessSpec):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        del self.task_specs["Start"]
        self.start = nodes.Start(self, "Start")


class ProcessReader(SpiffProcessParser):
    def create_spec(self) -> ProcessSpec:
        return ProcessSpec(name=self.bpmn_id, description=self.get_name(), filename=self.filename)

    def _index_process_nodes(self) -> None:
        """The library would take a parameter for the element that has its id."""
        super()._index_process_nodes()
        self.nodes_by_id = {node.get("id"): node for node in self.node.iter() if tag(node) in FLOW_NODES}


class OurElement:
    """Goes before a parser of the library."""

    PARALLEL_MI_CLASS = activities.AtOnce
    SEQUENTIAL_MI_CLASS = activities.OneByOne

    def parse_timer_event(self: Any, event: Any) -> events.DeadlineDefinition:
        return events.DeadlineDefinition(text_of(event.find(full_tag("timeDate"))))

    def get_position(self, node: Any = None) -> dict[str, float]:
        """The library tries conditions from the top of the drawing down; the order of the flows in the file counts."""
        return {"x": 0.0, "y": 0.0}

    def _add_boundary_event(self: Any, children: list[Any]) -> nodes.BoundarySplit:
        split = nodes.BoundarySplit(self.spec, f"{self.bpmn_id}.BoundaryEventSplit")
        split.connect(self.task)
        for event in children:
            split.connect(self.process_parser.parse_node(event))
        return split


class RuleParser(OurElement, task_spec.BusinessRuleTaskParser):
    def create_task(self) -> nodes.RuleTask:
        reference = self.get_decision_ref(self.node)
        found = self.process_parser.parser.get_engine(reference, self.node)
        file = self.process_parser.parser.dmn_parsers[reference].filename
        table = Table(found.decision_table, file=file, element=reference or self.bpmn_id)
        return nodes.RuleTask(self.spec, self.bpmn_id, dmnEngine=table, **self.bpmn_attributes)

    @staticmethod
    def get_decision_ref(node: Any) -> str | None:
        reference: str | None = task_spec.BusinessRuleTaskParser.get_decision_ref(node)
        return reference.strip() if reference else reference


def _ours(base: type, spec_class: type) -> tuple[type, type]:
    if issubclass(base, OurElement):
        return base, spec_class
    return type(base.__name__, (OurElement, base), {}), spec_class


class Parser(SpiffBpmnParser):
    PROCESS_PARSER_CLASS = ProcessReader
    OVERRIDE_PARSER_CLASSES: ClassVar = {
        full_tag(name): _ours(base, spec_class)
        for name, base, spec_class in (
            ("userTask", task_spec.SpiffTaskParser, nodes.PersonTask),
            ("manualTask", task_spec.SpiffTaskParser, nodes.HandTask),
            ("serviceTask", task_spec.ServiceTaskParser, nodes.EffectTask),
            ("businessRuleTask", RuleParser, nodes.RuleTask),
            ("sendTask", event_parsers.SpiffSendTaskParser, events.Send),
            ("receiveTask", event_parsers.SpiffReceiveTaskParser, events.Receive),
            ("subProcess", task_spec.SubWorkflowParser, activities.Embedded),
            ("callActivity", task_spec.CallActivityParser, activities.Call),
            ("exclusiveGateway", ConditionalGatewayParser, nodes.Choice),
            ("parallelGateway", GatewayParser, nodes.Parallel),
            ("eventBasedGateway", EventBasedGatewayParser, events.EventGateway),
            ("startEvent", event_parsers.SpiffStartEventParser, events.Begin),
            ("endEvent", event_parsers.SpiffEndEventParser, events.End),
            ("boundaryEvent", event_parsers.SpiffBoundaryEventParser, events.Boundary),
            ("intermediateCatchEvent", event_parsers.SpiffIntermediateCatchEventParser, events.Catch),
            ("intermediateThrowEvent", event_parsers.SpiffIntermediateThrowEventParser, events.Throw),
        )
    }
