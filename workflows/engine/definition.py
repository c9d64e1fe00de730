"""What a parsed procedure offers to those who never see the library: its elements, read from the XML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ombud.workflows.engine.expressions import Expression


@dataclass(frozen=True, slots=True)
class Element:
    """A flow node of the diagram. `type` is its BPMN tag (`userTask`, `endEvent`), `event` the kind of an event
    (`timer`, `message`, `error`, `escalation`, `terminate`, empty for none)."""

    id: str
    type: str
    name: str = ""
    process: str = ""  # id of the process or subprocess it stands in
    file: str = ""
    line: int | None = None
    lane: str = ""  # lane id; inside a subprocess without lanes, the subprocess's
    event: str = ""
    host: str = ""  # boundary events: the activity they are attached to
    interrupting: bool = True
    deadline: str = ""  # timers: the deadline they wait for; user tasks: the one that is their due date
    message: str = ""
    form: str = ""
    cites: tuple[str, ...] = ()
    effect: str = ""  # service tasks: the operator's id
    decision: str = ""  # business rule tasks: the decision's id
    items: str = ""  # multi-instances: the variable that holds the items
    item: str = ""  # the name under which an instance sees its item
    output_item: str = ""  # what an instance hands back; a variable of the instance only
    calls: str = ""  # call activities: the called process
    attributes: Mapping[str, str] = field(default_factory=dict)  # every ombud:* attribute
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    id: str
    source: str
    target: str
    name: str = ""
    condition: Expression | None = None
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Used:
    """An expression and where it stands, for whoever checks that its variables exist."""

    element: str
    place: str  # "condition", "parameter NAME", "payload", "items", "input NAME", "row N"
    expression: Expression


@dataclass(frozen=True, eq=False)
class Definition:
    """A procedure version ready to run. Shared between threads: nothing in it changes after `parse`."""

    process_id: str
    digest: str
    elements: Mapping[str, Element]
    flows: tuple[Flow, ...]
    expressions: tuple[Used, ...]
    writes: Mapping[str, tuple[str, ...]]  # element id -> case variables that it sets by itself (tables, collections)
    spec: Any = field(repr=False)
    subprocess_specs: Mapping[str, Any] = field(repr=False)

    def of_type(self, *types: str) -> tuple[Element, ...]:
        return tuple(element for element in self.elements.values() if element.type in types)

    @cached_property
    def timers(self) -> tuple[Element, ...]:
        return tuple(element for element in self.elements.values() if element.event == "timer")

    @cached_property
    def effects(self) -> tuple[Element, ...]:
        return self.of_type("serviceTask")

    @cached_property
    def messages(self) -> frozenset[str]:
        """Names of the messages that a case of this procedure may wait for."""
        thrown = ("endEvent", "intermediateThrowEvent", "sendTask")
        return frozenset(e.message for e in self.elements.values() if e.message and e.type not in thrown)
